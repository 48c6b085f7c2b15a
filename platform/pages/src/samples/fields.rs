//! Samples of questions: every field type, as it is first seen and with what can be wrong.

use form::{
    answers::{FileRef, Source},
    problem::{Problem, ProblemKind},
    typed::Differing,
    vault::Origin,
    view::{
        BoxView, ColumnView, FieldView, GroupView, Item, OptionView, PageView, RemovedView, RowView, RowsView,
        ShownProblem, TableView,
    },
};

use super::{Gallery, demarche, earlier, kept, said, town_hall};
use crate::page::journey::{Connected, FormPage, KnownLink, Notice, Unconnected};

pub(super) fn field(path: &str, field_type: &'static str, label: &str) -> FieldView {
    FieldView {
        path: path.to_owned(),
        id: path.replace('.', "-"),
        field_type,
        label: label.to_owned(),
        hint: None,
        required: true,
        read_only: false,
        locked: false,
        value: String::new(),
        shown: String::new(),
        boxes: Vec::new(),
        options: Vec::new(),
        as_list: false,
        referential: None,
        code: None,
        files: Vec::new(),
        max_files: 0,
        max_size: 0,
        accept: Vec::new(),
        kinds: Vec::new(),
        statement: None,
        autocomplete: None,
        input_mode: None,
        max_length: None,
        width: None,
        unit: None,
        source: None,
        proposed: false,
        column: None,
        removed: None,
        row: None,
        problems: Vec::new(),
        warnings: Vec::new(),
    }
}

pub(super) fn item(field: FieldView) -> Item {
    Item::Field(Box::new(field))
}

fn options(path: &str, labels: &[(&str, &str)], chosen: &str) -> Vec<OptionView> {
    labels
        .iter()
        .map(|(value, label)| OptionView {
            value: (*value).to_owned(),
            id: format!("{}-{value}", path.replace('.', "-")),
            label: (*label).to_owned(),
            hint: None,
            chosen: *value == chosen,
        })
        .collect()
}

pub(super) fn boxes(path: &str, values: [&str; 3], wrong: &str) -> Vec<BoxView> {
    [("day", "bday-day"), ("month", "bday-month"), ("year", "bday-year")]
        .into_iter()
        .zip(values)
        .map(|((part, autocomplete), value)| BoxView {
            part,
            name: format!("{path}.{part}"),
            id: format!("{}-{part}", path.replace('.', "-")),
            value: value.to_owned(),
            autocomplete: Some(autocomplete),
            wrong: part == wrong,
        })
        .collect()
}

pub(super) fn wrong(mut field: FieldView, part: &str, kind: ProblemKind) -> FieldView {
    field.problems.push(ShownProblem {
        problem: Problem { path: field.path.clone(), part: part.to_owned(), kind },
        target: if part.is_empty() { field.id.clone() } else { format!("{}-{part}", field.id) },
        label: field.label.clone(),
        place: field.label.clone(),
        field_type: if field.locked { "locked" } else { field.field_type },
        example: None,
    });
    field
}

fn file_field() -> FieldView {
    FieldView {
        removed: Some(RemovedView { told: "livret.pdf".to_owned(), key: "livret:f1".to_owned() }),
        hint: Some("Recto et verso, en cours de validité.".to_owned()),
        max_files: 4,
        max_size: 5_000_000,
        accept: vec!["application/pdf", "image/jpeg", "image/png"],
        kinds: vec!["pdf", "jpeg", "png"],
        files: vec![FileRef {
            id: "a1".to_owned(),
            name: "carte-recto.jpg".to_owned(),
            mime: "image/jpeg".to_owned(),
            size: 812_331,
            sha256: "0".repeat(64),
            source: Some(kept(Origin::Demarche { id: "autre".to_owned(), title: "Autre démarche".to_owned() })),
        }],
        ..field("piece", "file", "Pièce d'identité")
    }
}

/// Every field type once, in the order of the alphabet.
pub(super) fn all() -> Vec<Item> {
    vec![
        item(FieldView {
            statement: Some(
                "J'ai pris connaissance de mes obligations envers la Journée défense et citoyenneté.".to_owned(),
            ),
            ..field("information", "attestation", "Information")
        }),
        item(FieldView {
            required: false,
            options: options(
                "moyens",
                &[("mail", "Adresse électronique"), ("fixe", "Téléphone fixe"), ("mobile", "Téléphone portable")],
                "mobile",
            ),
            hint: Some("Cochez tout ce qui change.".to_owned()),
            ..field("moyens", "checkboxes", "Qu'est-ce qui change aussi ?")
        }),
        item(FieldView {
            boxes: boxes("naissance", ["24", "08", "2010"], ""),
            hint: Some("Par exemple : 24 08 2010.".to_owned()),
            ..field("naissance", "date", "Date de naissance")
        }),
        item(FieldView {
            unit: Some("m²".to_owned()),
            value: "42,5".to_owned(),
            ..field("surface", "decimal", "Surface du logement")
        }),
        item(FieldView {
            autocomplete: Some("email".to_owned()),
            hint: Some("Exemple : camille@exemple.fr".to_owned()),
            source: Some(kept(Origin::Demarche {
                id: "coordonnees".to_owned(),
                title: "Changement de coordonnées".to_owned(),
            })),
            value: "camille@exemple.fr".to_owned(),
            ..field("courriel", "email", "Adresse électronique")
        }),
        item(file_field()),
        item(field("enfants", "integer", "Nombre d'enfants à charge")),
        item(FieldView {
            required: false,
            max_length: Some(2000),
            ..field("precisions", "long_text", "Précisions utiles")
        }),
        item(FieldView { value: "1 234,50".to_owned(), ..field("loyer", "money", "Loyer mensuel") }),
        item(FieldView {
            boxes: boxes("parent", ["", "", "1962"], ""),
            ..field("parent", "partial_date", "Date de naissance du parent")
        }),
        item(FieldView {
            autocomplete: Some("tel".to_owned()),
            hint: Some("Exemple : 06 12 34 56 78".to_owned()),
            ..field("telephone", "phone", "Numéro de téléphone")
        }),
        item(FieldView {
            options: options(
                "situation",
                &[("celibataire", "Célibataire"), ("marie", "Marié ou mariée"), ("autre", "Autre situation")],
                "celibataire",
            ),
            ..field("situation", "radio", "Situation familiale")
        }),
        item(FieldView {
            as_list: true,
            options: options(
                "diplome",
                &[("aucun", "Aucun"), ("brevet", "Brevet"), ("cap", "CAP ou BEP"), ("bac", "Baccalauréat")],
                "",
            ),
            ..field("diplome", "radio", "Diplôme le plus élevé")
        }),
        item(FieldView {
            referential: Some("communes".to_owned()),
            value: "Saint-Denis".to_owned(),
            options: options(
                "commune",
                &[("93066", "Saint-Denis (93200, Seine-Saint-Denis)"), ("97411", "Saint-Denis (97400, La Réunion)")],
                "",
            ),
            hint: Some("Nom de la commune ou code postal.".to_owned()),
            ..field("commune", "referential", "Commune de votre domicile")
        }),
        item(FieldView {
            autocomplete: Some("postal-code".to_owned()),
            width: Some(5),
            input_mode: Some("numeric"),
            ..field("code_postal", "text", "Code postal")
        }),
        item(FieldView {
            value: "false".to_owned(),
            required: false,
            ..field("residence", "yes_no", "Habitez-vous à une autre adresse que celle de vos parents ?")
        }),
        item(FieldView {
            read_only: true,
            shown: "90,00 €".to_owned(),
            source: Some(Source::Computed),
            ..field("total", "money", "À payer par an")
        }),
        item(FieldView {
            read_only: true,
            locked: true,
            shown: "Müller-Le Goff".to_owned(),
            source: Some(said("FranceConnect")),
            ..field("verrouille", "text", "Nom de naissance du demandeur")
        }),
        item(FieldView { read_only: true, locked: true, ..field("attendu", "text", "Prénoms du demandeur") }),
        item(FieldView {
            value: "Zoé".to_owned(),
            source: Some(said("FranceConnect")),
            ..field("prenoms_dits", "text", "Prénoms de votre état civil")
        }),
        item(FieldView {
            value: "12 rue des Lilas".to_owned(),
            source: Some(earlier()),
            ..field("voie_reprise", "text", "Numéro et voie")
        }),
    ]
}

/// The row as a long group draws it.
fn closed(row: RowView, held: &[&str]) -> RowView {
    RowView { items: Vec::new(), closed: Some(held.iter().map(|text| (*text).to_owned()).collect()), ..row }
}

fn rows() -> Item {
    let row = |row: &str, title: &str, plate: &str| RowView {
        row: row.to_owned(),
        path: format!("vehicules.{row}"),
        id: format!("vehicules-{row}"),
        title: title.to_owned(),
        items: vec![item(FieldView {
            value: plate.to_owned(),
            width: Some(9),
            hint: Some("Exemple : AB-123-CD".to_owned()),
            ..field(&format!("vehicules.{row}.plaque"), "text", "Immatriculation")
        })],
        closed: None,
        can_remove: true,
        can_move_up: false,
        can_move_down: true,
        can_copy: true,
    };
    Item::Rows(RowsView {
        optional: false,
        path: "vehicules".to_owned(),
        id: "vehicules".to_owned(),
        title: "Vos véhicules".to_owned(),
        hint: Some("Trois au plus.".to_owned()),
        rows: vec![
            row("r7k2q0a", "Véhicule 1", "AB-123-CD"),
            closed(row("r4h8w2e", "Véhicule 2", "EF-456-GH"), &["EF-456-GH", "Voiture particulière"]),
            row("r1m9z4c", "Véhicule 3", ""),
        ],
        can_add: true,
        row_title: "Véhicule".to_owned(),
        table: None,
        problems: Vec::new(),
        warnings: Vec::new(),
        removed: Some(RemovedView { told: "Véhicule 2 (EF-456-GH)".to_owned(), key: "vehicules:r2".to_owned() }),
    })
}

/// A list drawn as a table, with a total.
fn table() -> Item {
    let column = |id: &str, title: &str, total: Option<&str>| ColumnView {
        id: id.to_owned(),
        title: title.to_owned(),
        hint: None,
        number: id == "montant",
        optional: false,
        total: total.map(str::to_owned),
    };
    let cell = |row: &str, id: &str, field_type: &'static str, label: &str, value: &str| {
        item(FieldView {
            value: value.to_owned(),
            column: Some(id.to_owned()),
            row: Some(format!("Dépense {row}")),
            ..field(&format!("depenses.r{row}.{id}"), field_type, label)
        })
    };
    let row = |row: &str, what: &str, amount: &str| RowView {
        row: format!("r{row}"),
        path: format!("depenses.r{row}"),
        id: format!("depenses-r{row}"),
        title: format!("Dépense {row}"),
        items: vec![cell(row, "quoi", "text", "Quoi", what), cell(row, "montant", "money", "Montant", amount)],
        closed: None,
        can_remove: true,
        can_move_up: false,
        can_move_down: false,
        can_copy: false,
    };
    Item::Rows(RowsView {
        optional: false,
        path: "depenses".to_owned(),
        id: "depenses".to_owned(),
        title: "Vos dépenses".to_owned(),
        hint: None,
        rows: vec![
            row("1", "Location de la salle", "1 200,00"),
            closed(row("2", "Affiches", "85,50"), &["Affiches", "85,50 €"]),
        ],
        can_add: true,
        row_title: "Dépense".to_owned(),
        table: Some(TableView {
            heading: Some("Dépense".to_owned()),
            columns: vec![column("quoi", "Quoi", None), column("montant", "Montant", Some("1 285,50 €"))],
            has_totals: true,
        }),
        problems: Vec::new(),
        warnings: Vec::new(),
        removed: None,
    })
}

pub(super) fn identity() -> Vec<Item> {
    let mut name = field("jeune.nom", "text", "Nom de naissance");
    name.autocomplete = Some("family-name".to_owned());
    name.hint = Some("Tel qu'il est écrit sur l'acte de naissance.".to_owned());
    let birth = FieldView {
        boxes: boxes("jeune.naissance.date", ["31", "", "2010"], "month"),
        ..field("jeune.naissance.date", "date", "Date de naissance")
    };
    let commune = FieldView {
        referential: Some("communes".to_owned()),
        value: "Tolouse".to_owned(),
        ..field("jeune.naissance.commune", "referential", "Commune de naissance")
    };
    vec![Item::Group(GroupView {
        path: "jeune".to_owned(),
        id: "jeune".to_owned(),
        title: "La personne recensée".to_owned(),
        hint: None,
        items: vec![
            item(wrong(name, "", ProblemKind::Required)),
            item(FieldView { required: false, ..field("jeune.usage", "text", "Nom d'usage") }),
            Item::Group(GroupView {
                path: "jeune.naissance".to_owned(),
                id: "jeune-naissance".to_owned(),
                title: "Naissance".to_owned(),
                hint: None,
                items: vec![
                    item(wrong(birth, "month", ProblemKind::DateIncomplete)),
                    item(wrong(commune, "", ProblemKind::NotFound { typed: "Tolouse".to_owned() })),
                ],
                table: None,
                problems: Vec::new(),
                warnings: Vec::new(),
            }),
        ],
        table: None,
        problems: Vec::new(),
        warnings: Vec::new(),
    })]
}

fn problems_of(items: &[Item]) -> Vec<ShownProblem> {
    items
        .iter()
        .flat_map(|item| match item {
            Item::Field(field) => field.problems.clone(),
            Item::Group(group) => [group.problems.clone(), problems_of(&group.items)].concat(),
            Item::Rows(rows) => rows.problems.clone(),
            Item::Search(_) => Vec::new(),
        })
        .collect()
}

fn warnings_of(items: &[Item]) -> Vec<ShownProblem> {
    let of = |item: &Item| match item {
        Item::Field(field) => field.warnings.clone(),
        Item::Group(_) | Item::Rows(_) | Item::Search(_) => Vec::new(),
    };
    items.iter().flat_map(of).collect()
}

/// A question whose answer is unusual, and may be meant.
fn doubtful() -> Item {
    let mut date = FieldView {
        boxes: boxes("depart", ["2", "1", "2031"], ""),
        ..field("depart", "date", "Date de votre départ")
    };
    date.warnings = vec![ShownProblem {
        problem: Problem {
            path: "depart".to_owned(),
            part: String::new(),
            kind: ProblemKind::Warning {
                rule: "lointain".to_owned(),
                message: "Cette date est dans plus de deux ans.".into(),
                mark: "lointain depart 0123456789abcdef".to_owned(),
            },
        },
        target: "depart-day".to_owned(),
        label: date.label.clone(),
        place: date.label.clone(),
        field_type: "date",
        example: None,
    }];
    item(date)
}

pub(super) fn view(title: &str, items: Vec<Item>) -> PageView {
    PageView {
        id: "identite".to_owned(),
        title: title.to_owned(),
        intro: None,
        step: 2,
        steps: 6,
        may_lengthen: true,
        previous: Some("situation".to_owned()),
        has_files: items.iter().any(|item| matches!(item, Item::Field(field) if field.field_type == "file")),
        has_optional: true,
        has_boxes: true,
        problems: problems_of(&items),
        warnings: warnings_of(&items),
        items,
    }
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let href = "/demarches/recensement/d/8Z3K/donnees-connues".to_owned();
    let page = FormPage {
        chrome: gallery.chrome(),
        demarche: demarche(),
        view: view("Toutes les questions", all()),
        action: "/demarches/recensement/d/8Z3K/identite".to_owned(),
        back_href: Some("/demarches/recensement/d/8Z3K/situation".to_owned()),
        revision: 4,
        retained: Vec::new(),
        notices: vec![Notice::Prefilled],
        known: Some(KnownLink { href, decided: true, changed: true }),
        differing: Vec::new(),
        connected: Vec::new(),
        unconnected: Vec::new(),
        referentials_base: "/referentiels".to_owned(),
        from_documents: true,
    };
    gallery.show("all", &page);
    gallery.show("errors", &FormPage { view: view("Identité", identity()), notices: Vec::new(), ..page.clone() });
    let doubtful = view("Votre départ", vec![doubtful()]);
    gallery.show("table", &FormPage { view: view("Vos dépenses", vec![table()]), notices: Vec::new(), ..page.clone() });
    gallery.show("warnings", &FormPage { view: doubtful, notices: Vec::new(), ..page.clone() });
    let mut intro = view("Vos véhicules", vec![rows()]);
    intro.intro = Some("Indiquez chaque véhicule à votre nom.".to_owned());
    intro.has_optional = false;
    gallery.show(
        "rows",
        &FormPage {
            view: intro,
            notices: vec![Notice::ChangedElsewhere],
            differing: vec![Differing {
                target: "vehicules-r7k2q0a-plaque".to_owned(),
                label: "Véhicule 1 – Immatriculation".to_owned(),
                here: vec!["AB-123-CD".to_owned()],
                elsewhere: Vec::new(),
            }],
            connected: vec![Connected { title: "Mairie".to_owned(), contact: town_hall() }],
            unconnected: vec![Unconnected {
                title: "Mairie".to_owned(),
                called: "Mairie de Toulouse".to_owned(),
                contact: Some(town_hall()),
                commune: Some("Toulouse".to_owned()),
                departement: None,
                told: true,
            }],
            ..page.clone()
        },
    );
    // Each type with its own sentence for an answer that is missing.
    let missing = all()
        .into_iter()
        .map(|one| match one {
            Item::Field(field) if !field.read_only || field.locked => item(wrong(*field, "", ProblemKind::Required)),
            other => other,
        })
        .collect();
    gallery.show("missing", &FormPage { view: view("Toutes les questions", missing), notices: Vec::new(), ..page });
}
