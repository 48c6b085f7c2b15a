//! Compares each recipient's published schema: may what is read by the one be sent under the other?
//!
//! Drafts stay on the version they began with, so dossiers of both versions arrive side by side for a while. Two readers are thought of: who reads
//! by the former schema and gets new dossiers, and who has gone over to the new schema and still gets former ones. Both pass over properties that
//! their schema does not know; a property that is gone for good is told all the same, because somebody reads it.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use super::{Partner, Reason, Verdict, Version};
use crate::{
    demarche::{Format, Recipient},
    diagnostic::Sentence,
    published, returned,
};

pub(super) fn judge(former: &Version<'_>, next: &Version<'_>) -> Vec<Partner> {
    let (before, after) = (&former.demarche.recipients, &next.demarche.recipients);
    let mut partners: Vec<Partner> = before
        .iter()
        .map(|recipient| {
            let mut found = Found::default();
            match after.iter().find(|other| other.id == recipient.id) {
                Some(now) => {
                    let schema = published::schema(former.demarche, Some(&recipient.receives));
                    let new = published::schema(next.demarche, Some(&now.receives));
                    found.object(&schema, &new, "");
                    found.formats(recipient, now);
                    found.returns(recipient, now);
                }
                None => found.tell(
                    "recipient.removed",
                    "",
                    (true, false),
                    "ce destinataire ne reçoit plus rien",
                    "this recipient receives nothing any more",
                ),
            }
            found.into_partner(&recipient.id)
        })
        .collect();
    // Nobody has built anything on what a new recipient gets.
    let new = after.iter().filter(|recipient| !before.iter().any(|other| other.id == recipient.id));
    partners.extend(new.map(|recipient| Found::default().into_partner(&recipient.id)));
    partners
}

#[derive(Default)]
struct Found {
    reasons: Vec<Reason>,
    additions: Vec<String>,
}

/// Keywords that bound from below, and what they are called when they move.
const LEAST: [(&str, &str, &str); 3] = [
    ("minLength", "min_length.raised", "min_length.lowered"),
    ("minimum", "minimum.raised", "minimum.lowered"),
    ("minItems", "min_items.raised", "min_items.lowered"),
];
/// Keywords that bound from above.
const MOST: [(&str, &str, &str); 3] = [
    ("maxLength", "max_length.lowered", "max_length.raised"),
    ("maximum", "maximum.lowered", "maximum.raised"),
    ("maxItems", "max_items.lowered", "max_items.raised"),
];
/// Keywords that decide nothing here; every group that is sent holds something, whether `required` or `minProperties` says so.
const NOTES: [&str; 7] = ["$schema", "$id", "title", "description", "format", "examples", "minProperties"];

impl Found {
    fn into_partner(self, recipient: &str) -> Partner {
        let verdict = if self.reasons.is_empty() { Verdict::Compatible } else { Verdict::Incompatible };
        Partner { recipient: recipient.to_owned(), verdict, reasons: self.reasons, additions: self.additions }
    }

    fn tell(
        &mut self,
        code: &'static str,
        at: &str,
        (former_readers, former_dossiers): (bool, bool),
        fr: impl Into<String>,
        en: impl Into<String>,
    ) {
        let sentence = Sentence::new(fr, en);
        self.reasons.push(Reason { code, at: at.to_owned(), former_readers, former_dossiers, sentence });
    }

    fn formats(&mut self, former: &Recipient, next: &Recipient) {
        let kept = |format: &Format| next.formats.iter().any(|other| other.to_string() == format.to_string());
        // Every package holds these two, whether they are asked for or not.
        let always = |format: &&Format| matches!(format, Format::Json | Format::Pdf);
        for format in former.formats.iter().filter(|format| !always(format) && !kept(format)) {
            self.tell(
                "format.removed",
                "",
                (true, false),
                format!("le format « {format} » n'est plus dans le paquet"),
                format!("the format “{format}” is not in the package any more"),
            );
        }
        for format in &next.formats {
            let same = |was: &&Format| was.to_string() == format.to_string();
            if former.formats.iter().find(same).is_some_and(|was| was != format) {
                self.tell(
                    "format.changed",
                    "",
                    (true, false),
                    format!("le modèle du format « {format} », ou ce qui va avec, change"),
                    format!("the template of the format “{format}”, or what goes with it, changes"),
                );
            }
        }
    }

    /// What it may give back: here it is the recipient's software that writes, and an old program knows the old schema alone.
    fn returns(&mut self, former: &Recipient, next: &Recipient) {
        let values = |recipient: &Recipient| -> Map<String, Json> {
            let schema = recipient.returns.as_ref().map(|form| returned::schema(form, &recipient.id));
            schema.and_then(|schema| schema["properties"].as_object().cloned()).unwrap_or_default()
        };
        let (before, after) = (values(former), values(next));
        let plain = |schema: &Json| {
            let mut schema = schema.clone();
            NOTES.iter().for_each(|note| {
                schema.as_object_mut().and_then(|schema| schema.remove(*note));
            });
            schema
        };
        for (name, schema) in &before {
            let here = format!("/returns/{name}");
            match after.get(name) {
                None => self.tell(
                    "return.removed",
                    &here,
                    (true, false),
                    "la valeur ne peut plus être rendue",
                    "the value may not be given back any more",
                ),
                Some(now) if plain(now) != plain(schema) => self.tell(
                    "return.changed",
                    &here,
                    (true, false),
                    "la valeur à rendre n'a plus la même forme",
                    "the value to be given back has another form",
                ),
                Some(_) => {}
            }
        }
        self.additions
            .extend(after.keys().filter(|name| !before.contains_key(*name)).map(|name| format!("/returns/{name}")));
    }

    /// Two schemas of one place.
    fn place(&mut self, former: &Json, next: &Json, at: &str) {
        let type_of = |schema: &Json| schema.get("type").cloned().unwrap_or(Json::Null);
        if type_of(former) != type_of(next) {
            let told = |schema: &Json| match type_of(schema) {
                Json::String(name) => name,
                other => other.to_string(),
            };
            let (before, after) = (told(former), told(next));
            self.tell(
                "type.changed",
                at,
                (true, true),
                format!("le type « {before} » devient « {after} »"),
                format!("the type “{before}” becomes “{after}”"),
            );
            return;
        }
        match former.get("type").and_then(Json::as_str) {
            Some("object") => self.object(former, next, at),
            Some("array") => {
                self.keywords(former, next, at, &["items"]);
                if let Some((before, after)) = former.get("items").zip(next.get("items")) {
                    self.place(before, after, &format!("{at}/[]"));
                }
            }
            _ => {
                self.values(former, next, at);
                self.keywords(former, next, at, &["enum", "oneOf", "const"]);
            }
        }
    }

    fn object(&mut self, former: &Json, next: &Json, at: &str) {
        self.keywords(former, next, at, &["properties", "required"]);
        let properties =
            |schema: &'_ Json| schema.get("properties").and_then(Json::as_object).cloned().unwrap_or_default();
        let required = |schema: &Json| -> BTreeSet<String> {
            let names = schema.get("required").and_then(Json::as_array).into_iter().flatten();
            names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
        };
        let (before, after) = (properties(former), properties(next));
        let (needed, needs) = (required(former), required(next));
        for (name, schema) in &before {
            let here = format!("{at}/{name}");
            match after.get(name) {
                Some(now) => {
                    self.place(schema, now, &here);
                    match (needed.contains(name), needs.contains(name)) {
                        (false, true) => self.tell(
                            "required.added",
                            &here,
                            (false, true),
                            "la propriété devient obligatoire",
                            "the property becomes required",
                        ),
                        (true, false) => self.tell(
                            "required.removed",
                            &here,
                            (true, false),
                            "la propriété n'est plus obligatoire : elle peut manquer",
                            "the property is not required any more: it may be absent",
                        ),
                        _ => {}
                    }
                }
                None => self.tell(
                    "property.removed",
                    &here,
                    (true, false),
                    "la propriété n'est plus envoyée",
                    "the property is not sent any more",
                ),
            }
        }
        for name in after.keys().filter(|name| !before.contains_key(*name)) {
            let here = format!("{at}/{name}");
            if needs.contains(name) {
                self.tell(
                    "required.added",
                    &here,
                    (false, true),
                    "une propriété obligatoire est ajoutée",
                    "a required property is added",
                );
            } else {
                self.additions.push(here);
            }
        }
    }

    /// The constants that are admitted.
    fn values(&mut self, former: &Json, next: &Json, at: &str) {
        let (before, after) = (admitted(former), admitted(next));
        let (Some(before), Some(after)) = (&before, &after) else {
            if before.is_some() != after.is_some() {
                let (code, who, fr, en) = if after.is_some() {
                    (
                        "enum.added",
                        (false, true),
                        "seules certaines valeurs sont admises",
                        "only some values are admitted",
                    )
                } else {
                    ("enum.removed", (true, false), "toute valeur est admise", "any value is admitted")
                };
                self.tell(code, at, who, fr, en);
            }
            return;
        };
        let listed = |values: Vec<&String>| values.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        let gone: Vec<&String> = before.difference(after).collect();
        if !gone.is_empty() {
            let gone = listed(gone);
            self.tell(
                "enum.narrowed",
                at,
                (false, true),
                format!("valeurs retirées : {gone}"),
                format!("values removed: {gone}"),
            );
        }
        let new: Vec<&String> = after.difference(before).collect();
        if !new.is_empty() {
            let new = listed(new);
            self.tell(
                "enum.widened",
                at,
                (true, false),
                format!("valeurs ajoutées : {new}"),
                format!("values added: {new}"),
            );
        }
    }

    /// Every other keyword.
    fn keywords(&mut self, former: &Json, next: &Json, at: &str, apart: &[&str]) {
        let (Some(before), Some(after)) = (former.as_object(), next.as_object()) else { return };
        let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        for name in names {
            let (was, is) = (before.get(name), after.get(name));
            if was == is || name == "type" || NOTES.contains(&name.as_str()) || apart.contains(&name.as_str()) {
                continue;
            }
            let told = |value: Option<&Json>, none: &str| value.map_or_else(|| none.to_owned(), Json::to_string);
            let fr = format!("{name} : {}, au lieu de {}", told(is, "rien"), told(was, "rien"));
            let en = format!("{name}: {}, instead of {}", told(is, "nothing"), told(was, "nothing"));
            let number = |value: Option<&Json>| value.and_then(Json::as_f64);
            let (was, is) = (number(was), number(is));
            let bound = |table: &[(&str, &'static str, &'static str)], none: f64, narrows: fn(f64, f64) -> bool| {
                let (_, tight, loose) = table.iter().find(|(keyword, _, _)| keyword == name)?;
                let narrowed = narrows(was.unwrap_or(none), is.unwrap_or(none));
                Some(if narrowed { (*tight, (false, true)) } else { (*loose, (true, false)) })
            };
            let (code, who) = bound(&LEAST, f64::NEG_INFINITY, |was, is| is > was)
                .or_else(|| bound(&MOST, f64::INFINITY, |was, is| is < was))
                .unwrap_or(match (before.contains_key(name), after.contains_key(name)) {
                    (false, true) => ("constraint.added", (false, true)),
                    (true, false) => ("constraint.removed", (true, false)),
                    _ if name == "pattern" => match signed(before, after) {
                        Some(true) => ("minimum.lowered", (true, false)),
                        Some(false) => ("minimum.raised", (false, true)),
                        None => ("pattern.changed", (true, true)),
                    },
                    _ => ("constraint.changed", (true, true)),
                });
            self.tell(code, at, who, fr, en);
        }
    }
}

/// Whether all that changes of a number's pattern is its sign: it may be negative now, or not any more.
fn signed(before: &Map<String, Json>, after: &Map<String, Json>) -> Option<bool> {
    let pattern = |schema: &'_ Map<String, Json>| schema.get("pattern").and_then(Json::as_str).map(str::to_owned);
    let (was, is) = (pattern(before)?, pattern(after)?);
    let without = |pattern: &str| pattern.strip_prefix("^-?[0-9]+").map(str::to_owned);
    match (without(&was), without(&is)) {
        (None, Some(rest)) if was == format!("^[0-9]+{rest}") => Some(true),
        (Some(rest), None) if is == format!("^[0-9]+{rest}") => Some(false),
        _ => None,
    }
}

/// The constants of `enum`, `oneOf` or `const`, where there are any.
fn admitted(schema: &Json) -> Option<BTreeSet<String>> {
    let told = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    if let Some(value) = schema.get("const") {
        return Some(BTreeSet::from([told(value)]));
    }
    if let Some(values) = schema.get("enum").and_then(Json::as_array) {
        return Some(values.iter().map(told).collect());
    }
    let choices = schema.get("oneOf").and_then(Json::as_array)?;
    choices.iter().map(|choice| choice.get("const").map(told)).collect()
}
