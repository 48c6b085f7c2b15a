//! The page of field types: each one's example is checked and put to work, and the page shows what came of it.

use std::{collections::BTreeMap, fmt::Write as _};

use anyhow::Context as _;
use desk::lists::Lists;
use form::{
    bundle::Bundle,
    check::{AnyPlugin, check},
    demarche::Demarche,
    field::{FIELD_TYPES, format::FORMATS},
    text::Language,
};

use super::{cell, code, head};
use crate::built_in;

/// The samples shown are always these.
const SEED: u64 = 7;

const HEADER: &str = "demarche: exemple
title: Exemple
summary: Les types de champ.
agency: ville-exemple
applicants: [particulier]
purpose: Montrer.
kind: information
authority: { name: Exemple, email: exemple@exemple.fr }
recipients:
  - id: exemple
    to: { organisation: \"21310555400017\" }
    receives: [attestation, checkboxes, date, decimal, email, file, integer, long_text, money, partial_date, phone, radio, referential, text, yes_no]
retention: { draft: 1 days, delivered: 1 days, receipt: 1 days, basis: RGPD 6-1-e }
";

pub(super) fn page() -> anyhow::Result<String> {
    let mut page = head(
        "Les types de champ",
        "Field types: how each is written, read and sent.",
        "Le type d'un champ suit de son écriture dans `schema.yaml`, ou du composant auquel il se réfère. Les exemples ci-dessous sont vérifiés à chaque fois que cette page est \
         faite ; « posté » sont les cases du formulaire, dont le nom est celui de la réponse suivi de ce qui est dit ici ; « reçu » est ce que le partenaire trouve dans `answers.json`.",
    );
    let demarche = example()?;
    let lists = Lists::embedded();
    page.push_str("\n| type | ce que c'est · what it is | dans une expression |\n|---|---|---|\n");
    let mut sections = String::new();
    for field_type in FIELD_TYPES {
        let (name, doc) = (field_type.name(), field_type.doc());
        let node = demarche.nodes.iter().find(|node| node.path == name).with_context(|| name.to_owned())?;
        let field = node.field().with_context(|| name.to_owned())?;
        anyhow::ensure!(
            field.field_type.name() == name,
            "the example of {name} is of type {}",
            field.field_type.name()
        );
        let seen = field_type.expression_type(field).name();
        let _ = writeln!(
            page,
            "| [{}](#{name}) | {} *{}* | {} · {} |",
            code(name),
            cell(doc.fr),
            cell(doc.en),
            seen.fr,
            seen.en
        );
        let _ = write!(
            sections,
            "\n<a id=\"{name}\"></a>\n\n## `{name}`\n\n{}\n*{}*\n\n```yaml\n# schema.yaml, sous « properties »\n{name}: {}\n```\n",
            doc.fr, doc.en, doc.schema
        );
        let boxes: Vec<String> = field_type
            .parts()
            .iter()
            .map(|part| code(&if part.is_empty() { "<nom>".to_owned() } else { format!("<nom>.{part}") }))
            .collect();
        let _ = write!(sections, "\n- posté : {}", boxes.join(", "));
        if let Some(sample) = field_type.sample(field, &lists, SEED) {
            let shown = field_type.show(&sample, field, Language::Fr).join(" · ");
            if !shown.is_empty() {
                let _ = write!(sections, "\n- montré : {}", cell(&shown));
            }
            let _ = write!(sections, "\n- reçu : {}", code(&field_type.to_wire(&sample, field).to_string()));
        }
        let _ = write!(sections, "\n- schéma publié : {}\n", code(&field_type.schema(field).to_string()));
    }
    page.push_str(&sections);
    formats(&mut page);
    Ok(page)
}

/// The named formats of texts.
fn formats(page: &mut String) {
    page.push_str(
        "\n## Formats nommés · Named formats\n\nUn texte peut avoir un format que la plateforme vérifie, clé comprise : `{ type: string, format: siret }`. L'usager l'écrit comme il veut ; le partenaire \
         en reçoit la forme canonique, qui suit le motif du schéma publié. Chacun a son [composant](composants.md), avec son libellé et son aide.\n\n\
         | format | ce que c'est · what it is | montré | reçu | motif publié |\n|---|---|---|---|---|\n",
    );
    for format in FORMATS {
        let sample = format.sample(SEED);
        let shown = format.shown(&sample, Language::Fr);
        let _ = writeln!(
            page,
            "| <a id=\"format-{}\"></a>{} | {} *{}* | {} | {} | {} |",
            format.name,
            code(format.name),
            cell(format.fr),
            cell(format.en),
            cell(&shown),
            code(&cell(&sample)),
            code(&cell(format.pattern)),
        );
    }
}

/// A démarche with one field of each type, named after it.
fn example() -> anyhow::Result<Demarche> {
    let mut schema = "type: object\nproperties:\n".to_owned();
    let mut pages = format!("{HEADER}pages:\n  - id: champs\n    title: Champs\n    fields:\n");
    for field_type in FIELD_TYPES {
        let _ = writeln!(schema, "  {}: {}", field_type.name(), field_type.doc().schema);
        let _ = writeln!(pages, "      - {}", field_type.name());
    }
    let files = [("schema.yaml", schema), ("demarche.yaml", pages)];
    let bundle = Bundle {
        name: "exemple".to_owned(),
        shown_path: "exemple".to_owned(),
        files: files
            .into_iter()
            .map(|(path, text)| (path.to_owned(), text.into_bytes().into()))
            .collect::<BTreeMap<_, _>>(),
    };
    let checked = check(&bundle, &built_in::components(), &Lists::embedded(), &AnyPlugin);
    checked.demarche.with_context(|| {
        let told: Vec<String> =
            checked.diagnostics.iter().map(|found| format!("{}: {}", found.code, found.cause.en)).collect();
        format!("the examples of the field types are faulty: {}", told.join("; "))
    })
}
