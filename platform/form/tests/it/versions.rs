//! Compares versions: each kind of change is told in words and has its verdict.

mod walked;

use std::collections::BTreeMap;

use form::{
    bundle::Bundle,
    demarche::Demarche,
    versions::{self, Difference, Verdict, Version},
};
use jiff::civil::Date;

use crate::folder::{checked, shown};

const TODAY: Date = jiff::civil::date(2026, 3, 1);

const PROCEDURE: &str = r#"demarche: essai
title: Un essai
summary: Essayer.
agency: ville-exemple
applicants: [particulier]
purpose: Essayer la comparaison.
kind: declaration
authority: { name: Mairie, service: Essais, address: "1 place de la Mairie, 31000 Toulouse", phone: "05 61 00 00 00" }
pages:
  - id: vous
    title: Vous
    fields: [nom, age, logement, { hebergeur: { show_if: "logement == 'heberge'" } }]
  - id: enfants
    title: Vos enfants
    fields: [enfants, total, accord]
computed:
  total: "enfants.map(e, e.aide).sum()"
stops:
  - { id: trop-jeune, stop_if: "has(age) && age < 3", title: Trop jeune }
rules:
  - { id: majeur, must: "!has(age) || age >= 16", at: age, if_missing: pass, message: Vous devez avoir 16 ans. }
recipients:
  - id: mairie
    to: { organisation: "21310555400017", branch: ESSAI }
    receives: [nom, age, logement, hebergeur, enfants, total]
    formats: [json, pdf, csv]
  - id: caf
    to: { organisation: "21310555400017", branch: AUTRE }
    when: "logement == 'locataire'"
    receives: [nom, logement, accord]
retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: "RGPD, article 6-1-e" }
"#;

const SCHEMA: &str = r#"type: object
required: [nom, logement, hebergeur, enfants]
properties:
  nom: { title: Nom, type: string, maxLength: 100 }
  age: { title: Âge, type: integer, minimum: 0, maximum: 150 }
  logement: { title: Logement, oneOf: [{ const: proprietaire, title: Propriétaire }, { const: locataire, title: Locataire }, { const: heberge, title: Hébergé }] }
  hebergeur: { title: Hébergeur, type: string, maxLength: 80 }
  enfants:
    title: Enfants
    type: array
    minItems: 1
    maxItems: 3
    items: { type: object, required: [prenom, aide], properties: { prenom: { title: Prénom, type: string, maxLength: 50 }, aide: { $ref: "component:money@1", title: Aide } } }
  total: { $ref: "component:money@1", title: Total }
  accord: { title: D'accord, type: boolean }
"#;

/// A version, made from the sound one by replacing passages.
struct Made {
    demarche: Demarche,
    bundle: Bundle,
}

fn made(edits: &[(&str, &str)]) -> Made {
    let mut files = BTreeMap::from([("demarche.yaml", PROCEDURE.to_owned()), ("schema.yaml", SCHEMA.to_owned())]);
    for (old, new) in edits {
        let file = files.values_mut().find(|text| text.contains(old)).unwrap_or_else(|| panic!("nowhere: {old}"));
        *file = file.replacen(old, new, 1);
    }
    let mut bundle = Bundle { name: "essai".to_owned(), shown_path: "essai".to_owned(), ..Bundle::default() };
    bundle.files.extend(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes().into())));
    let checked = checked(&bundle);
    let demarche = checked.demarche.unwrap_or_else(|| panic!("{edits:?}: {}", shown(&checked.diagnostics)));
    Made { demarche, bundle }
}

fn compare(former: &Made, next: &Made) -> Difference {
    versions::compare(
        Version { demarche: &former.demarche, bundle: &former.bundle },
        Version { demarche: &next.demarche, bundle: &next.bundle },
    )
}

/// Edits, the codes of the changes that they must be told as, the verdict for drafts with the places of its losses, and why which partner is
/// not compatible.
type Case = (
    &'static [(&'static str, &'static str)],
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);

/// One change a line.
const CASES: &[Case] = &[
    (&[("title: Un essai", "title: Un autre essai")], &["text.changed title"], &[], &[]),
    (&[("title: Nom,", "title: Nom de famille,")], &["text.changed nom"], &[], &[]),
    (&[("title: Propriétaire", "title: Propriétaire du logement")], &["text.changed logement"], &[], &[]),
    (&[("message: Vous devez avoir 16 ans.", "message: Seize ans au moins.")], &["text.changed majeur"], &[], &[]),
    (&[("- id: vous\n", "- id: vous\n    intro: Bonjour.\n")], &["text.changed vous"], &[], &[]),
    (
        &[("agency: ville-exemple", "agency: autre-ville")],
        &["demarche.changed agency"],
        &["! draft.other_demarche demarche"],
        &[],
    ),
    (
        &[("kind: declaration", "kind: declaration\nlogin: { required: true }")],
        &["demarche.changed login"],
        &["! draft.login login"],
        &[],
    ),
    (
        &[("kind: declaration", "kind: declaration\nlogin: { required: true, level: eidas2 }")],
        &["demarche.changed login", "demarche.changed login.level"],
        &["! draft.login login"],
        &[],
    ),
    (
        &[("draft: 30 days, delivered: 30 days", "draft: 30 days, delivered: 6 months")],
        &["demarche.changed retention.delivered"],
        &[],
        &[],
    ),
    (
        &[("basis: \"RGPD, article 6-1-e\"", "basis: \"RGPD, article 6-1-c\"")],
        &["text.changed retention.basis"],
        &[],
        &[],
    ),
    // Questions.
    (
        &[
            ("fields: [nom, age,", "fields: [nom, surnom, age,"),
            ("properties:\n  nom:", "properties:\n  surnom: { title: Surnom, type: string }\n  nom:"),
            ("receives: [nom, age,", "receives: [nom, surnom, age,"),
        ],
        &["question.added surnom", "recipient.changed mairie"],
        &[],
        &[],
    ),
    (
        &[
            ("fields: [nom, age,", "fields: [nom, surnom, age,"),
            ("required: [nom,", "required: [surnom, nom,"),
            ("properties:\n  nom:", "properties:\n  surnom: { title: Surnom, type: string }\n  nom:"),
            ("receives: [nom, age,", "receives: [nom, surnom, age,"),
        ],
        &["question.added surnom", "recipient.changed mairie"],
        &[],
        &["mairie required.added /surnom"],
    ),
    (
        &[
            (", { hebergeur: { show_if: \"logement == 'heberge'\" } }", ""),
            (" hebergeur, enfants]\nprop", " enfants]\nprop"),
            ("  hebergeur: { title: Hébergeur, type: string, maxLength: 80 }\n", ""),
            ("logement, hebergeur, enfants, total]", "logement, enfants, total]"),
        ],
        &["question.removed hebergeur", "recipient.changed mairie"],
        &["draft.removed hebergeur"],
        &["mairie property.removed /hebergeur"],
    ),
    (
        &[("maxLength: 100", "maxLength: 120")],
        &["question.limits nom"],
        &[],
        &["mairie max_length.raised /nom", "caf max_length.raised /nom"],
    ),
    (
        &[("maxLength: 100", "maxLength: 3")],
        &["question.limits nom"],
        &["draft.narrowed nom"],
        &["mairie max_length.lowered /nom", "caf max_length.lowered /nom"],
    ),
    (
        &[("type: string, maxLength: 80", "type: string, pattern: \"^[A-Z]+$\", maxLength: 80")],
        &["question.limits hebergeur"],
        &["draft.narrowed hebergeur"],
        &["mairie constraint.added /hebergeur"],
    ),
    (
        &[("minimum: 0", "minimum: 2")],
        &["question.limits age"],
        &["draft.narrowed age"],
        &["mairie minimum.raised /age"],
    ),
    (&[("maximum: 150", "maximum: 200")], &["question.limits age"], &[], &["mairie maximum.raised /age"]),
    (
        &[("type: integer, minimum: 0, maximum: 150", "type: number, minimum: 0, maximum: 150, multipleOf: 0.1")],
        &["question.type age"],
        &["draft.retyped age", "draft.refused age", "draft.stopped trop-jeune"],
        &["mairie type.changed /age"],
    ),
    (
        &[
            (", { const: locataire, title: Locataire }", ""),
            ("when: \"logement == 'locataire'\"", "when: \"logement == 'heberge'\""),
        ],
        &["condition.changed caf", "question.options logement"],
        &["draft.narrowed logement"],
        &["mairie enum.narrowed /logement", "caf enum.narrowed /logement"],
    ),
    (
        &[("title: Hébergé }]", "title: Hébergé }, { const: autre, title: Autre }]")],
        &["question.options logement"],
        &[],
        &["mairie enum.widened /logement", "caf enum.widened /logement"],
    ),
    (&[("required: [nom,", "required: [age, nom,")], &["question.required age"], &[], &["mairie required.added /age"]),
    (
        &[("required: [nom,", "required: [")],
        &["question.optional nom"],
        &[],
        &["mairie required.removed /nom", "caf required.removed /nom"],
    ),
    (&[("fields: [nom, age,", "fields: [age, nom,")], &["page.question_order vous"], &[], &[]),
    (
        &[("logement, { heb", "logement, accord, { heb"), ("total, accord", "total")],
        &["question.moved accord"],
        &[],
        &[],
    ),
    (
        &[("total: \"enf", "accord: \"true\"\n  total: \"enf")],
        &["computed.added accord"],
        &["draft.computed accord"],
        &[],
    ),
    // Rows.
    (
        &[("maxItems: 3", "maxItems: 2")],
        &["rows.number enfants"],
        &["draft.narrowed enfants"],
        &["mairie max_items.lowered /enfants"],
    ),
    (&[("maxItems: 3", "maxItems: 4")], &["rows.number enfants"], &[], &["mairie max_items.raised /enfants"]),
    (
        &[("type: string, maxLength: 50", "type: string, maxLength: 5")],
        &["question.limits enfants.prenom"],
        &["draft.narrowed enfants.prenom"],
        &["mairie max_length.lowered /enfants/[]/prenom"],
    ),
    // Conditions, computations, rules, stops.
    (
        &[("- id: enfants\n", "- id: enfants\n    show_if: \"logement != 'heberge'\"\n")],
        &["condition.added enfants"],
        &["draft.hidden enfants.prenom", "draft.hidden enfants.aide", "draft.hidden accord"],
        &["mairie required.removed /enfants", "mairie required.removed /total"],
    ),
    (
        &[("show_if: \"logement == 'heberge'\"", "show_if: \"logement != 'proprietaire'\"")],
        &["condition.changed hebergeur"],
        &["draft.hidden hebergeur"],
        &[],
    ),
    (
        &[(", { hebergeur: { show_if: \"logement == 'heberge'\" } }", ", hebergeur")],
        &["condition.removed hebergeur"],
        &[],
        &["mairie required.added /hebergeur"],
    ),
    (&[("enfants.map(e, e.aide).sum()", "enfants.map(e, e.aide).sum() + 1.00")], &["computed.changed total"], &[], &[]),
    (
        &[("rules:\n", "rules:\n  - { id: nom-long, must: \"nom.size() > 5\", at: nom, message: Plus long. }\n")],
        &["rule.added nom-long"],
        &["draft.refused nom"],
        &[],
    ),
    (&[("age >= 16", "age >= 18")], &["rule.changed majeur"], &["draft.refused age"], &[]),
    (
        &[(
            "rules:\n  - { id: majeur, must: \"!has(age) || age >= 16\", at: age, if_missing: pass, message: Vous devez avoir 16 ans. }\n",
            "",
        )],
        &["rule.removed majeur"],
        &[],
        &[],
    ),
    (&[("age < 3\"", "age < 20\"")], &["stop.changed trop-jeune"], &["draft.stopped trop-jeune"], &[]),
    (
        &[("stops:\n", "stops:\n  - { id: sans-accord, stop_if: \"has(accord) && !accord\", title: Sans accord }\n")],
        &["stop.added sans-accord"],
        &["draft.stopped sans-accord"],
        &[],
    ),
    (&[("id: majeur, must", "id: majeur, level: warning, must")], &["rule.changed majeur"], &[], &[]),
    (
        &[(
            "rules:\n",
            "rules:\n  - { id: nom-long, level: warning, must: \"nom.size() > 5\", at: nom, message: Plus long. }\n",
        )],
        &["rule.added nom-long"],
        &[],
        &[],
    ),
    (
        &[(
            "{ const: locataire, title: Locataire }",
            "{ const: locataire, title: Locataire, show_if: \"!has(age) || age >= 20\" }",
        )],
        &["question.offers logement"],
        &["draft.narrowed logement", "draft.hidden hebergeur"],
        &[],
    ),
    // Recipients.
    (&[("[json, pdf, csv]", "[json, pdf]")], &["recipient.changed mairie"], &[], &["mairie format.removed "]),
    // Every package holds these two, asked for or not.
    (&[("[json, pdf, csv]", "[csv]")], &["recipient.changed mairie"], &[], &[]),
    (
        &[("receives: [nom, logement, accord]", "receives: [nom, accord]")],
        &["recipient.changed caf"],
        &[],
        &["caf property.removed /logement"],
    ),
    (&[("when: \"logement == 'locataire'\"", "when: \"logement != 'heberge'\"")], &["condition.changed caf"], &[], &[]),
    (
        &[("  - id: caf\n", "  - id: cpam\n")],
        &["recipient.removed caf", "recipient.added cpam"],
        &[],
        &["caf recipient.removed "],
    ),
    (&[("purpose:", "# Un commentaire.\npurpose:")], &["files.changed "], &[], &[]),
];

#[test]
fn the_same_version_differs_in_nothing() {
    let version = made(&[]);
    let difference = compare(&version, &version);
    assert!(difference.is_nothing(), "{difference:#?}");
    assert_eq!(difference.changes, []);
    assert_eq!(difference.to_accept().len(), 0);
}

#[test]
fn how_long_what_is_kept_and_what_silence_means_are_told_in_words() {
    let silence = |means: &str, after: &str| {
        let written = format!("kind: demande\nsilence: {{ means: {means}, after: {after}, appeal: Deux mois. }}");
        made(&[
            ("kind: declaration", &written),
            ("receipt: 5 years", if means == "rejection" { "receipt: 5 years" } else { "receipt: 1 year" }),
        ])
    };
    let difference = compare(&silence("rejection", "2 months"), &silence("acceptance", "1 year"));
    let told: Vec<(&str, &str)> =
        difference.changes.iter().map(|change| (change.sentence.fr.as_str(), change.sentence.en.as_str())).collect();
    assert_eq!(
        told,
        [
            (
                "Silence de l'administration : accord après 1 an (avant : rejet après 2 mois).",
                "Silence of the administration: acceptance after 1 year (before: rejection after 2 months)."
            ),
            ("Conservation du reçu : 1 an (avant : 5 ans).", "The receipt is kept: 1 year (before: 5 years)."),
        ]
    );
}

#[test]
fn an_amount_that_may_be_negative_is_another_contract() {
    let aide = "aide: { $ref: \"component:money@1\", title: Aide }";
    let signed = "aide: { title: Aide, type: number, minimum: -10, maximum: 10 }";
    let plain = "aide: { title: Aide, type: number, minimum: 0, maximum: 10 }";
    let (signed, plain) = (made(&[(aide, signed)]), made(&[(aide, plain)]));
    let reasons = |former: &Made, next: &Made| -> Vec<(&'static str, bool, bool)> {
        let difference = compare(former, next);
        let of_money = difference.partners.iter().flat_map(|partner| &partner.reasons);
        of_money.map(|reason| (reason.code, reason.former_readers, reason.former_dossiers)).collect()
    };
    assert_eq!(reasons(&plain, &signed), [("minimum.lowered", true, false)]);
    assert_eq!(reasons(&signed, &plain), [("minimum.raised", false, true)]);
}

#[test]
fn every_kind_of_change_is_told_and_has_its_verdict() {
    let former = made(&[]);
    let mut wrong = String::new();
    for (edits, changes, losses, reasons) in CASES {
        let difference = compare(&former, &made(edits));
        let mut found: Vec<String> =
            difference.changes.iter().map(|change| format!("{} {}", change.code, change.at)).collect();
        found.sort();
        let mut expected: Vec<String> = changes.iter().map(|change| (*change).to_owned()).collect();
        expected.sort();
        if found != expected {
            wrong.push_str(&format!("{edits:?}\n  changes {found:?}\n  expected {expected:?}\n"));
        }
        let mark = if difference.drafts.verdict == Verdict::Incompatible { "! " } else { "" };
        let lost: Vec<String> =
            difference.drafts.losses.iter().map(|loss| format!("{mark}{} {}", loss.code, loss.at)).collect();
        if lost != *losses {
            wrong.push_str(&format!("{edits:?}\n  losses {lost:?}\n  expected {losses:?}\n"));
        }
        assert_eq!(difference.drafts.verdict == Verdict::Compatible, losses.is_empty());
        let why: Vec<String> = difference
            .partners
            .iter()
            .flat_map(|partner| {
                assert_eq!(partner.verdict == Verdict::Compatible, partner.reasons.is_empty());
                partner.reasons.iter().map(|reason| format!("{} {} {}", partner.recipient, reason.code, reason.at))
            })
            .collect();
        if why != *reasons {
            wrong.push_str(&format!("{edits:?}\n  reasons {why:?}\n  expected {reasons:?}\n"));
        }
        for change in &difference.changes {
            assert!(!change.sentence.fr.is_empty() && !change.sentence.en.is_empty());
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
