//! Writes démarches as large as wanted, and the answers to their pages: what the bench measures growth with.

use std::{fmt::Write as _, path::Path};

/// Of a row, the computed one not counted.
pub const COLUMNS: usize = 10;

const HEAD: &str = "title: Grande démarche
summary: Une démarche qui ne sert qu'à mesurer.
agency: banc
letters: GRA
applicants: [particulier]
purpose: Mesurer ce que coûte une grande démarche.
kind: declaration
authority: { name: Banc, service: Mesures, address: \"1 rue du Banc, 31000 Toulouse\", email: banc@exemple.fr, phone: \"05 61 99 00 09\" }
retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: RGPD 6-1-e }
";

/// Writes a démarche of `fields` questions, two of five shown on a condition, on pages of `on_page`.
pub fn questions(folder: &Path, id: &str, fields: usize, on_page: usize) -> anyhow::Result<()> {
    let mut schema = schema_head("[choix]");
    schema.push_str(
        "  choix: { title: Vous êtes, oneOf: [{ const: a, title: Propriétaire }, { const: b, title: Locataire }] }\n",
    );
    let mut pages = "pages:\n  - { id: debut, title: Pour commencer, fields: [choix] }\n".to_owned();
    let mut receives = "choix".to_owned();
    for number in 0..fields {
        if number % on_page == 0 {
            let page = number / on_page + 1;
            write!(pages, "  - id: p{page}\n    title: Page {page}\n    fields:\n")?;
        }
        let kind = match number % 5 {
            0 => "type: string, maxLength: 100",
            1 => "type: integer, minimum: 0, maximum: 9999",
            2 => "type: string, format: date",
            3 => "type: boolean",
            _ => "oneOf: [{ const: un, title: Un }, { const: deux, title: Deux }, { const: trois, title: Trois }]",
        };
        writeln!(schema, "  q{number}: {{ title: Question {number}, {kind} }}")?;
        // Two of five: on an answer of an earlier page, and on one just above.
        match (number % 5, number / 5 * 5 + 1) {
            (2, _) => writeln!(pages, "      - q{number}: {{ show_if: \"choix == 'a'\" }}")?,
            (4, above) => writeln!(pages, "      - q{number}: {{ show_if: \"has(q{above}) && q{above} > 3\" }}")?,
            _ => writeln!(pages, "      - q{number}")?,
        }
        write!(receives, ", q{number}")?;
    }
    written(folder, id, &schema, &pages, &receives)
}

/// The pairs of a page of [`questions`] whose first question is `first`: every question is shown and answered.
pub fn page_answers(first: usize, on_page: usize) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    let mut put = |name: String, value: &str| pairs.push((name, value.to_owned()));
    for number in first..first + on_page {
        match number % 5 {
            0 => put(format!("q{number}"), "Rue de l'Église, bâtiment B"),
            1 => put(format!("q{number}"), "42"),
            2 => {
                for (part, value) in [("day", "24"), ("month", "8"), ("year", "1962")] {
                    put(format!("q{number}.{part}"), value);
                }
            }
            3 => put(format!("q{number}"), "true"),
            _ => put(format!("q{number}"), "deux"),
        }
    }
    pairs
}

/// Writes a démarche with a table of at most `rows` rows of [`COLUMNS`] questions, a computed one in each row, and their total.
pub fn rows(folder: &Path, id: &str, rows: usize) -> anyhow::Result<()> {
    let mut schema = schema_head("[]");
    write!(
        schema,
        "  total: {{ title: Total, type: integer }}\n  lignes:\n    title: Dépenses\n    type: array\n    maxItems: {rows}\n    items:\n      type: object\n      required: [c0]\n      properties:\n"
    )?;
    for column in 0..COLUMNS {
        let kind = match column % 5 {
            0 => "type: string, maxLength: 100",
            1 | 2 => "type: integer, minimum: 0, maximum: 9999",
            3 => "type: boolean",
            _ => "oneOf: [{ const: un, title: Un }, { const: deux, title: Deux }]",
        };
        writeln!(schema, "        c{column}: {{ title: Colonne {column}, {kind} }}")?;
    }
    schema.push_str("        produit: { title: Produit, type: integer }\n");
    let pages = "pages:\n  - { id: p1, title: Le tableau, fields: [lignes, total] }\ncomputed:\n  lignes.produit: \"has(row.c1) && has(row.c2) ? row.c1 * row.c2 : 0\"\n  total: \"lignes.produit.sum()\"\n";
    written(folder, id, &schema, pages, "lignes, total")
}

/// The pairs of the page of [`rows`], with so many rows.
pub fn row_answers(rows: usize) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for row in 0..rows {
        for column in 0..COLUMNS {
            let value = match column % 5 {
                0 => "Location d'une salle, décembre",
                1 | 2 => "12",
                3 => "true",
                _ => "deux",
            };
            pairs.push((format!("lignes.r{row:04}.c{column}"), value.to_owned()));
        }
    }
    pairs
}

fn schema_head(required: &str) -> String {
    format!("$schema: https://json-schema.org/draft/2020-12/schema\ntype: object\nrequired: {required}\nproperties:\n")
}

fn written(folder: &Path, id: &str, schema: &str, pages: &str, receives: &str) -> anyhow::Result<()> {
    let folder = folder.join(id);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join("schema.yaml"), schema)?;
    let recipients = format!(
        "recipients:\n  - {{ id: banc, title: Banc, to: {{ organisation: \"99910000100018\", branch: ACCUEIL }}, receives: [{receives}] }}\n"
    );
    std::fs::write(folder.join("demarche.yaml"), format!("demarche: {id}\n{HEAD}{pages}{recipients}"))?;
    Ok(())
}
