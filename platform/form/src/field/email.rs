//! An e-mail address.

use serde_json::json;

use super::{Doc, FieldType, Posted, Read, reading, text};
use crate::{answers::Value, demarche::Field, expression::Type, lookup::Lookup, problem::ProblemKind, text::Language};

/// An e-mail address; an international domain is kept in its ASCII form.
#[derive(Debug)]
pub(super) struct Email;

/// In characters: what the State's exchange hub accepts at most.
const MAX_LENGTH: usize = 320;

/// The address in canonical form, where it is one.
fn canonical(typed: &str) -> Option<String> {
    let (local, domain) = typed.rsplit_once('@')?;
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c));
    let domain = idna::domain_to_ascii(domain).ok()?;
    let mut labels = domain.split('.');
    let labels_ok = labels.clone().count() >= 2
        && labels.all(|label| {
            (1..=63).contains(&label.len())
                && !label.starts_with('-')
                && !label.ends_with('-')
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        })
        && domain.rsplit('.').next().is_some_and(|top| top.len() >= 2 && !top.bytes().all(|b| b.is_ascii_digit()));
    let address = format!("{local}@{domain}");
    (local_ok && labels_ok && address.chars().count() <= MAX_LENGTH).then_some(address)
}

impl FieldType for Email {
    fn name(&self) -> &'static str {
        "email"
    }

    fn doc(&self) -> Doc {
        Doc {
            fr: "Une adresse électronique.",
            en: "An e-mail address.",
            schema: "{ title: Adresse électronique, type: string, format: email }",
        }
    }

    fn expression_type(&self, _field: &Field) -> Type {
        Type::Text
    }

    fn read(&self, posted: &Posted<'_>, field: &Field, _lookup: &dyn Lookup) -> Read {
        match text::read_text(posted, field, reading::line) {
            Read::Value(Value::Text(typed)) => match canonical(&typed) {
                Some(address) => Read::Value(Value::Text(address)),
                None => Read::Unreadable("", ProblemKind::Email),
            },
            other => other,
        }
    }

    fn check(&self, value: &Value, _field: &Field) -> Vec<ProblemKind> {
        match value {
            Value::Text(address) if canonical(address).is_some() => Vec::new(),
            _ => vec![ProblemKind::Email],
        }
    }

    fn show(&self, value: &Value, field: &Field, language: Language) -> Vec<String> {
        text::show_text(value, field, language)
    }

    fn boxes(&self, value: &Value, _field: &Field) -> Vec<(&'static str, String)> {
        text::boxes_of_text(value)
    }

    fn to_wire(&self, value: &Value, _field: &Field) -> serde_json::Value {
        text::text_to_wire(value)
    }

    fn read_wire(&self, json: &serde_json::Value, _field: &Field, _lookup: &dyn Lookup) -> Option<Value> {
        let typed = reading::line(json.as_str()?).ok()?;
        // What is no address stays as it is given: `check` refuses it with its place.
        Some(Value::Text(canonical(&typed).unwrap_or(typed)))
    }

    fn schema(&self, _field: &Field) -> serde_json::Value {
        json!({
            "type": "string",
            "maxLength": MAX_LENGTH,
            "pattern": "^[^\\s@]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+$",
        })
    }

    fn sample(&self, _field: &Field, _lookup: &dyn Lookup, seed: u64) -> Option<Value> {
        Some(Value::Text(format!("personne{}@exemple.fr", seed % 1000)))
    }

    fn input_mode(&self) -> Option<&'static str> {
        Some("email")
    }
}

#[cfg(test)]
mod tests {
    use super::canonical;

    #[test]
    fn addresses_are_accepted_as_mail_servers_do() {
        for good in ["a@b.fr", "zoé.d'arc+x@exemple.gouv.fr", "o'neil@ex-emple.fr"] {
            assert!(canonical(good).is_some(), "{good}");
        }
        assert_eq!(canonical("élu@mairie-évry.fr").as_deref(), Some("élu@xn--mairie-vry-h7a.fr"));
        for bad in [
            "a",
            "a@b",
            "@b.fr",
            "a@",
            "a b@c.fr",
            "a@b.fr, c@d.fr",
            "a@b..fr",
            ".a@b.fr",
            "\"a b\"@c.fr",
            "a@1.2.3.4",
            "a@-b.fr",
        ] {
            assert_eq!(canonical(bad), None, "{bad}");
        }
    }
}
