//! Makes the XML that a recipient's software reads: a template filled in with its share, and valid by the agency's own XML Schema or not sent.
//!
//! No document type, no entity, no other file and no network: neither for the schema nor for what is validated by it (wiki/adr/0018).

mod lint;

use form::demarche::XmlTemplate;
use xsd_schema::{
    SchemaSet, SchemaSetBuilder,
    validation::{CollectingValidationSink, SchemaValidator, SchemaValidity, ValidationFlags, drive_quick_xml},
};

pub(super) use self::lint::faults;
use super::{
    Made, Share, Unmade, fields,
    template::{self, Unfilled, Why},
};

/// The media type of what is made here.
const MIME: &str = "application/xml";
/// How many faults of a document are told.
const TOLD: usize = 5;

/// The document of this share.
pub(super) fn make(share: &Share<'_>, wanted: &XmlTemplate) -> Result<Made, Unmade> {
    let name = format!("{}.xml", wanted.name);
    let unmade =
        |code: &'static str, detail: String| Unmade { name: name.clone(), format: wanted.to_string(), code, detail };
    let source = std::str::from_utf8(&wanted.template).map_err(|error| unmade("format.template", error.to_string()))?;
    let text = template::fill(source, &fields::values(share)).map_err(|Unfilled { line, why }| match why {
        Why::Fuel => unmade("format.too_costly", String::new()),
        Why::Size => unmade("format.too_large", String::new()),
        Why::Other(said) => unmade("format.template", format!("{line}: {said}")),
    })?;
    // What stands before the first sign of a template is for its author.
    let text = text.trim_start();
    let set = compiled(&wanted.schema).map_err(|said| unmade("format.schema", said))?;
    validate(&set, text).map_err(|said| unmade("format.invalid", said))?;
    Ok(Made { name, mime: MIME, format: wanted.to_string(), bytes: text.as_bytes().to_vec() })
}

/// The schema, ready to validate by; what is wrong with it where it is none.
fn compiled(schema: &[u8]) -> Result<SchemaSet, String> {
    let text = std::str::from_utf8(schema).map_err(|error| error.to_string())?;
    let built = SchemaSetBuilder::new().add_source(text, "schema.xsd").and_then(SchemaSetBuilder::compile);
    Ok(built.map_err(|error| error.to_string())?.into_schema_set())
}

/// What is wrong with the document `text`, the first few faults.
fn validate(set: &SchemaSet, text: &str) -> Result<(), String> {
    // The validator reads over a document type; nothing that we send has one.
    if text.contains("<!DOCTYPE") {
        return Err("<!DOCTYPE".to_owned());
    }
    let validator = SchemaValidator::new(set, ValidationFlags::default());
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    let mut run = validator.start_run(CollectingValidationSink { errors: &mut errors, warnings: &mut warnings });
    let outcome = drive_quick_xml(text.as_bytes(), &mut run, set);
    drop(run);
    let outcome = outcome.map_err(|error| error.to_string())?;
    let mut said: Vec<String> = errors.iter().take(TOLD).map(ToString::to_string).collect();
    if errors.len() > TOLD {
        said.push("…".to_owned());
    }
    // An unknown root is not validated at all, and so is nothing below it.
    match (said.is_empty(), outcome.root_validity) {
        (true, Some(SchemaValidity::Valid)) => Ok(()),
        (true, _) => Err("the root element is none of the schema's".to_owned()),
        (false, _) => Err(said.join("\n")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(facets: &str, document: &str) -> Result<(), String> {
        let schema = format!(
            r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:t" targetNamespace="urn:t" elementFormDefault="qualified">
                <xs:element name="r"><xs:simpleType><xs:restriction base="xs:string">{facets}</xs:restriction></xs:simpleType></xs:element>
            </xs:schema>"#
        );
        validate(&compiled(schema.as_bytes()).unwrap(), document)
    }

    /// What other validators that were tried got wrong (wiki/adr/0018).
    #[test]
    fn letters_are_counted_as_letters_and_patterns_are_read_as_xml_schema_reads_them() {
        let length = r#"<xs:maxLength value="3"/>"#;
        assert_eq!(said(length, "<r xmlns='urn:t'>éàü</r>"), Ok(()));
        assert!(said(length, "<r xmlns='urn:t'>éàüx</r>").is_err());
        let pattern = r#"<xs:pattern value="\p{L}+-\d{2}"/><xs:pattern value="b+"/>"#;
        assert_eq!(said(pattern, "<r xmlns='urn:t'>Éa-12</r>"), Ok(()));
        assert_eq!(said(pattern, "<r xmlns='urn:t'>bb</r>"), Ok(()));
        assert!(said(pattern, "<r xmlns='urn:t'>x Éa-12</r>").is_err());
    }

    #[test]
    fn what_is_no_document_of_the_schema_is_refused() {
        for (document, word) in [
            ("<r>a</r>", ""),
            ("<autre xmlns='urn:t'/>", ""),
            ("<r xmlns='urn:t'>", ""),
            ("", ""),
            ("<r xmlns='urn:t'>\u{1}</r>", ""),
            ("<!DOCTYPE r [<!ENTITY e 'x'>]><r xmlns='urn:t'>&e;</r>", "DOCTYPE"),
            ("<r xmlns='urn:t'>&e;</r>", ""),
        ] {
            let error = said("", document).expect_err(document);
            assert!(error.contains(word), "{document}: {error}");
        }
    }
}
