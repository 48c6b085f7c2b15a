//! The page of keys: all that may be written in demarche.yaml, schema.yaml, component.yaml and scenarios.

use std::fmt::Write as _;

use form::definition::keys::{Key, SCHEMA, TABLES, Table, Takes};

use super::{anchor, cell, code, head};

pub(super) fn page() -> String {
    let mut page = head(
        "Les clés d'une démarche",
        "The keys of a démarche, its schema, its components and its scenarios.",
        "Tout ce qui peut être écrit dans `demarche.yaml`, `schema.yaml`, `component.yaml` et `scenarios/*.yaml`. \
         Une clé qui n'est pas ici est refusée ([definition.unknown_property](fautes.md#definition.unknown_property)). \
         Une clé suivie de `*` est nécessaire.",
    );
    page.push('\n');
    for table in TABLES {
        let _ = writeln!(page, "- [{}](#{}) — {}", code(table.name), anchor(table.name), table.fr);
    }
    for table in TABLES {
        section(&mut page, table);
    }
    page
}

fn section(page: &mut String, table: &Table) {
    let _ = write!(
        page,
        "\n<a id=\"{}\"></a>\n\n## {}\n\n{}\n*{}*\n\n| clé · key | prend · takes | à quoi elle sert · what it is for |\n|---|---|---|\n",
        anchor(table.name),
        code(table.name),
        table.fr,
        table.en
    );
    for key in table.keys {
        row(page, table, key);
    }
}

fn row(page: &mut String, table: &Table, key: &Key) {
    let _ = writeln!(
        page,
        "| <a id=\"{}.{}\"></a>{}{} | {} | {} *{}* |",
        anchor(table.name),
        anchor(key.name),
        code(key.name),
        if key.required { " *" } else { "" },
        takes(key.takes),
        cell(key.fr),
        cell(key.en),
    );
}

fn takes(takes: Takes) -> String {
    let words = |words: &[&str]| words.iter().map(|word| code(word)).collect::<Vec<_>>().join(", ");
    let table = |table: &Table| format!("[{}](#{})", code(table.name), anchor(table.name));
    match takes {
        Takes::Text => "texte, traduisible · text, translatable".into(),
        Takes::Word => "mot · word".into(),
        Takes::Id => "identifiant · id".into(),
        Takes::Path => "chemin · path".into(),
        Takes::Expression => "[expression](expressions.md)".into(),
        Takes::YesNo => "`true` / `false`".into(),
        Takes::Count => "nombre entier · whole number".into(),
        Takes::Number => "nombre · number".into(),
        Takes::Delay => "durée · delay (`30 days`, `2 months`, `5 years`)".into(),
        Takes::Size => "taille · size (`15 MB`, `500 kB`)".into(),
        Takes::OneOf(known) => format!("l'un de · one of : {}", words(known)),
        Takes::SomeOf(known) => format!("liste parmi · list of : {}", words(known)),
        Takes::Map(inner) => table(inner),
        Takes::ListOf(inner) => format!("liste de · list of {}", table(inner)),
        Takes::Texts => "liste de textes · list of texts".into(),
        Takes::Paths => "liste de chemins · list of paths".into(),
        Takes::MapOf(said, _) | Takes::EachOf(said, _) | Takes::Either(said, _) => cell(said),
        Takes::Place => format!("une place · a place: [`schema.yaml`](#{})", anchor(SCHEMA.name)),
        Takes::Json => "JSON".into(),
    }
}
