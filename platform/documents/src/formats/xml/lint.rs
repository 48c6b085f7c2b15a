//! Finds what is wrong with an XML Schema before anything is validated by it: what is no schema, what leads out of the file, what the validator
//! would read otherwise than XML Schema says, and names that nothing bears.

use std::{collections::BTreeSet, ops::Range};

use form::{diagnostic::Sentence, expression::nearest};
use roxmltree::{Document, Node, ParsingOptions};

use crate::formats::template::Found;

const XS: &str = "http://www.w3.org/2001/XMLSchema";
/// More elements than any message of an administration needs.
const MAX_NODES: u32 = 20_000;
/// The greatest `maxOccurs` that is counted; more is written `unbounded`.
const MAX_OCCURS: u32 = 1_000;

/// Every fault of a schema.
pub(in super::super) fn faults(schema: &str) -> Vec<Found> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES };
    let document = match Document::parse_with_options(schema, options) {
        Ok(document) => document,
        Err(error) => {
            let at = error.pos();
            let at = offset(schema, at.row, at.col);
            return vec![found(
                "xsd.syntax",
                at..at,
                (format!("Ce schéma n'est pas lisible : {error}."), format!("This schema cannot be read: {error}.")),
                (
                    "Un schéma XML est un document XML bien formé, sans DOCTYPE.",
                    "An XML Schema is a well-formed XML document without DOCTYPE.",
                ),
            )];
        }
    };
    let root = document.root_element();
    if !root.has_tag_name((XS, "schema")) {
        return vec![found(
            "xsd.not_a_schema",
            name_of(schema, root),
            ("Ce document n'est pas un schéma XML.".to_owned(), "This document is no XML Schema.".to_owned()),
            ("Sa racine est xs:schema.", "Its root is xs:schema."),
        )];
    }
    let mut told = Vec::new();
    let types: BTreeSet<&str> = root
        .children()
        .filter(|node| node.has_tag_name((XS, "simpleType")) || node.has_tag_name((XS, "complexType")))
        .filter_map(|node| node.attribute("name"))
        .collect();
    for node in root.descendants().filter(|node| node.tag_name().namespace() == Some(XS)) {
        outside(schema, node, &mut told);
        pattern(schema, node, &mut told);
        occurs(schema, node, &mut told);
        for attribute in ["type", "base", "itemType", "memberTypes"] {
            for name in node.attribute(attribute).into_iter().flat_map(str::split_whitespace) {
                type_name(schema, (root, node), (attribute, name), &types, &mut told);
            }
        }
    }
    if told.is_empty()
        && let Err(said) = super::compiled(schema.as_bytes())
    {
        told.push(found(
            "xsd.not_a_schema",
            0..0,
            (format!("Ce schéma n'est pas valide : {said}."), format!("This schema is not valid: {said}.")),
            (
                "Corrigez-le : un validateur comme xmllint le dit aussi.",
                "Mend it: a validator such as xmllint says so too.",
            ),
        ));
    }
    told
}

fn found(code: &'static str, at: Range<usize>, cause: (String, String), cure: (&str, &str)) -> Found {
    Found { code, at, cause: Sentence::new(cause.0, cause.1), cure: Sentence::new(cure.0, cure.1) }
}

fn offset(text: &str, row: u32, column: u32) -> usize {
    let before: usize = text.split_inclusive('\n').take(row.saturating_sub(1) as usize).map(str::len).sum();
    let line = text.get(before..).unwrap_or_default();
    before + line.char_indices().nth(column.saturating_sub(1) as usize).map_or(0, |(at, _)| at)
}

/// The start tag's first word, or the attribute.
fn name_of(schema: &str, node: Node<'_, '_>) -> Range<usize> {
    let range = node.range();
    let tag = schema.get(range.clone()).unwrap_or_default();
    let end = tag.find(|sign: char| sign.is_whitespace() || sign == '>' || sign == '/').unwrap_or(tag.len());
    range.start..range.start + end
}

fn attribute_of(schema: &str, node: Node<'_, '_>, name: &str) -> Range<usize> {
    let Some(attribute) = node.attribute_node(name) else { return name_of(schema, node) };
    let start = attribute.position();
    let written = schema.get(start..).unwrap_or_default();
    let end = written.find(['"', '\'']).and_then(|open| {
        let quote = written.get(open..=open)?;
        Some(open + 1 + written.get(open + 1..)?.find(quote)? + 1)
    });
    start..start + end.unwrap_or(0)
}

/// What would need another file.
fn outside(schema: &str, node: Node<'_, '_>, told: &mut Vec<Found>) {
    let name = node.tag_name().name();
    if matches!(name, "import" | "include" | "redefine" | "override") {
        told.push(found(
            "xsd.outside",
            name_of(schema, node),
            (
                format!("xs:{name} mène à un autre fichier, et aucun n'est lu."),
                format!("xs:{name} leads to another file, and none is read."),
            ),
            (
                "Mettez tout dans ce schéma, ou xs:any pour ce qui est d'ailleurs.",
                "Put all of it into this schema, or xs:any for what is from elsewhere.",
            ),
        ));
    }
}

/// Patterns that the validator reads otherwise than XML Schema says.
fn pattern(schema: &str, node: Node<'_, '_>, told: &mut Vec<Found>) {
    let Some(value) = node.attribute("value").filter(|_| node.tag_name().name() == "pattern") else { return };
    let Some(passage) = misread(value) else { return };
    told.push(found(
        "xsd.pattern",
        attribute_of(schema, node, "value"),
        (
            format!("« {passage} » n'est pas reconnu dans un motif."),
            format!("“{passage}” is not known in a pattern."),
        ),
        (
            "Un motif vaut pour tout le texte : ni ^ ni $. Énumérez les signes au lieu de les soustraire, et écrivez \\p{L} au lieu de \\i ou \\c.",
            "A pattern is of the whole text: neither ^ nor $. List signs instead of subtracting them, and write \\p{L} instead of \\i or \\c.",
        ),
    ));
}

fn misread(pattern: &str) -> Option<&'static str> {
    let mut signs = pattern.chars().peekable();
    let mut class = false;
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => match signs.next() {
                Some('i') => return Some("\\i"),
                Some('I') => return Some("\\I"),
                Some('c') => return Some("\\c"),
                Some('C') => return Some("\\C"),
                _ => {}
            },
            '[' if !class => {
                class = true;
                if signs.peek() == Some(&'^') {
                    signs.next();
                }
            }
            '-' if class && signs.peek() == Some(&'[') => return Some("-["),
            ']' => class = false,
            '^' if !class => return Some("^"),
            '$' if !class => return Some("$"),
            _ => {}
        }
    }
    None
}

/// Counts that would take a validator long.
fn occurs(schema: &str, node: Node<'_, '_>, told: &mut Vec<Found>) {
    for name in ["minOccurs", "maxOccurs"] {
        let Some(count) = node.attribute(name).and_then(|count| count.trim().parse::<u32>().ok()) else { continue };
        if count > MAX_OCCURS {
            told.push(found(
                "xsd.too_costly",
                attribute_of(schema, node, name),
                (
                    format!("{name}=\"{count}\" est plus que ce qui est compté."),
                    format!("{name}=\"{count}\" is more than is counted."),
                ),
                ("Au-delà de 1 000, écrivez « unbounded ».", "Beyond 1,000, write “unbounded”."),
            ));
        }
    }
}

fn type_name(
    schema: &str,
    (root, node): (Node<'_, '_>, Node<'_, '_>),
    (attribute, name): (&str, &str),
    types: &BTreeSet<&str>,
    told: &mut Vec<Found>,
) {
    let (prefix, local) = name.split_once(':').map_or((None, name), |(prefix, local)| (Some(prefix), local));
    let namespace = node.lookup_namespace_uri(prefix);
    let known = if namespace == Some(XS) {
        BUILT_IN.contains(&local)
    } else {
        namespace == root.attribute("targetNamespace") && types.contains(local)
    };
    if known {
        return;
    }
    let near = nearest(local, types.iter().copied().chain(BUILT_IN.iter().copied()));
    let cure = near.map_or_else(
        || {
            (
                "Écrivez le nom d'un type de ce schéma, ou xs:string.".to_owned(),
                "Write the name of a type of this schema, or xs:string.".to_owned(),
            )
        },
        |near| (format!("Vouliez-vous écrire « {near} » ?"), format!("Did you mean “{near}”?")),
    );
    told.push(Found {
        code: "xsd.unknown_type",
        at: attribute_of(schema, node, attribute),
        cause: Sentence::new(format!("Aucun type ne s'appelle « {name} »."), format!("No type is called “{name}”.")),
        cure: Sentence::new(cure.0, cure.1),
    });
}

/// The types that XML Schema brings.
const BUILT_IN: &[&str] = &[
    "anyType",
    "anySimpleType",
    "string",
    "boolean",
    "decimal",
    "float",
    "double",
    "duration",
    "dateTime",
    "time",
    "date",
    "gYearMonth",
    "gYear",
    "gMonthDay",
    "gDay",
    "gMonth",
    "hexBinary",
    "base64Binary",
    "anyURI",
    "QName",
    "NOTATION",
    "normalizedString",
    "token",
    "language",
    "NMTOKEN",
    "NMTOKENS",
    "Name",
    "NCName",
    "ID",
    "IDREF",
    "IDREFS",
    "ENTITY",
    "ENTITIES",
    "integer",
    "nonPositiveInteger",
    "negativeInteger",
    "long",
    "int",
    "short",
    "byte",
    "nonNegativeInteger",
    "unsignedLong",
    "unsignedInt",
    "unsignedShort",
    "unsignedByte",
    "positiveInteger",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(inside: &str) -> Vec<(&'static str, String)> {
        let schema =
            format!("<xs:schema xmlns:xs=\"{XS}\" xmlns=\"urn:t\" targetNamespace=\"urn:t\">{inside}</xs:schema>");
        faults(&schema).into_iter().map(|found| (found.code, schema[found.at].to_owned())).collect()
    }

    #[test]
    fn what_a_schema_may_not_say_is_told_where_it_says_it() {
        let element = |of: &str| format!("<xs:element name=\"r\" type=\"xs:string\"/>{of}");
        assert_eq!(codes(&element("")), []);
        for (inside, code, at) in [
            (element("<xs:include schemaLocation=\"/etc/passwd\"/>"), "xsd.outside", "<xs:include"),
            (
                element("<xs:import namespace=\"urn:o\" schemaLocation=\"http://127.0.0.1/x.xsd\"/>"),
                "xsd.outside",
                "<xs:import",
            ),
            ("<xs:element name=\"r\" type=\"xs:sting\"/>".to_owned(), "xsd.unknown_type", "type=\"xs:sting\""),
            ("<xs:element name=\"r\" type=\"Nom\"/>".to_owned(), "xsd.unknown_type", "type=\"Nom\""),
            (
                element(
                    "<xs:simpleType name=\"A\"><xs:restriction base=\"xs:string\"><xs:pattern value=\"^a$\"/></xs:restriction></xs:simpleType>",
                ),
                "xsd.pattern",
                "value=\"^a$\"",
            ),
            (element("<xs:complexTyp/>"), "xsd.not_a_schema", ""),
            (
                element(
                    "<xs:complexType name=\"A\"><xs:sequence><xs:element name=\"a\" type=\"xs:int\" maxOccurs=\"100000\"/></xs:sequence></xs:complexType>",
                ),
                "xsd.too_costly",
                "maxOccurs=\"100000\"",
            ),
        ] {
            assert_eq!(codes(&inside), [(code, at.to_owned())], "{inside}");
        }
        assert_eq!(faults("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>")[0].code, "xsd.syntax");
        assert_eq!(faults("<a/>")[0].code, "xsd.not_a_schema");
        assert_eq!(faults("<a")[0].code, "xsd.syntax");
    }

    #[test]
    fn passages_that_would_be_misread_are_found() {
        for (pattern, passage) in [
            ("[a-z-[aeiou]]+", Some("-[")),
            ("\\i\\c*", Some("\\i")),
            ("^a", Some("^")),
            ("a$", Some("$")),
            ("[^a$]+", None),
            ("\\^\\$", None),
            ("[A-Z0-9]{3}(-[A-Z0-9]{4}){3}", None),
        ] {
            assert_eq!(misread(pattern), passage, "{pattern}");
        }
    }
}
