//! Tests the language: one small démarche and its answers, and tables over them.

mod dates;
mod dependencies;
mod documentation;
mod faults;
mod missing;
mod names;
mod values;

mod conformance;
mod differential;
mod totality;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::civil::{Date, date};

use super::{
    Declared, Entry, Env, Expected, Expression, Found, Here, Hidden, Leads, Outcome, Place, Scope, Type, Value,
    compile, eval,
};
use crate::answers::PartialDate;

/// A schema for tests: lines of `path type`, `?` behind the type where it can be blank.
#[derive(Default)]
pub(super) struct Schema {
    places: BTreeMap<String, Declared>,
}

impl Schema {
    pub(super) fn new(lines: &str) -> Self {
        let mut places = BTreeMap::new();
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (path, written) = line.split_once(' ').expect("path type");
            let can_be_blank = written.ends_with('?');
            let written = written.trim_end_matches('?');
            places.insert(
                path.to_owned(),
                Declared {
                    path: path.to_owned(),
                    r#type: read_type(path, written),
                    can_be_blank,
                    can_be_hidden: false,
                    repeated: written == "rows",
                },
            );
        }
        Self { places }
    }
}

fn read_type(path: &str, written: &str) -> Type {
    match written {
        "bool" => Type::Bool,
        "number" => Type::Number,
        "text" => Type::Text,
        "date" => Type::Date,
        "partial" => Type::PartialDate,
        "files" => Type::Files,
        "entry" => Type::Entry,
        "group" | "rows" => Type::Record(Arc::from(path)),
        _ => match written.strip_prefix("list ") {
            Some(element) => read_type(path, element).list(),
            None => Type::Choice(written.split('|').map(str::to_owned).collect()),
        },
    }
}

impl Scope for Schema {
    fn child(&self, group: &str, id: &str) -> Option<Declared> {
        self.places.get(&crate::path::join(group, id)).cloned()
    }

    fn children(&self, group: &str) -> Vec<String> {
        let prefix = crate::path::join(group, "");
        let prefix = if group.is_empty() { "" } else { &prefix };
        let below = self.places.keys().filter_map(|path| path.strip_prefix(prefix));
        below.filter(|rest| !rest.contains('.')).map(str::to_owned).collect()
    }

    fn recipient(&self, id: &str) -> Option<Leads> {
        match id {
            "mairie" => Some(Leads::Commune("commune".to_owned())),
            "foyer" => Some(Leads::Commune("hebergeant.commune".to_owned())),
            "registre" => Some(Leads::Nothing),
            _ => None,
        }
    }

    fn recipients(&self) -> Vec<String> {
        ["mairie", "foyer", "registre"].map(str::to_owned).to_vec()
    }
}

/// Answers for tests.
#[derive(Debug, Default)]
pub(super) struct Answers {
    values: BTreeMap<String, Value>,
    rows: BTreeMap<String, Vec<String>>,
    hidden: BTreeSet<String>,
}

impl Answers {
    pub(super) fn with(mut self, path: &str, value: impl Into<Value>) -> Self {
        self.values.insert(path.to_owned(), value.into());
        self
    }

    pub(super) fn without(mut self, path: &str) -> Self {
        self.values.remove(path);
        self
    }

    pub(super) fn rows(mut self, path: &str, ids: &[&str]) -> Self {
        let ids = ids.iter().map(|&id| id.to_owned()).collect();
        self.rows.insert(path.to_owned(), ids);
        self
    }

    pub(super) fn hiding(mut self, path: &str) -> Self {
        self.hidden.insert(path.to_owned());
        self
    }

    fn is_hidden(&self, path: &str) -> bool {
        self.hidden.iter().any(|hidden| crate::path::is_within(path, hidden))
    }
}

impl Env for Answers {
    fn get(&self, path: &str) -> Found {
        if self.is_hidden(path) {
            return Found::Hidden;
        }
        if let Some(value) = self.values.get(path) {
            return Found::Value(value.clone());
        }
        let below = self.values.keys().any(|answered| crate::path::is_within(answered, path));
        if below { Found::Value(Value::Node(Arc::from(path))) } else { Found::Blank }
    }

    fn rows(&self, path: &str) -> Result<Cow<'_, [String]>, Hidden> {
        if self.is_hidden(path) {
            return Err(Hidden);
        }
        Ok(Cow::Borrowed(self.rows.get(path).map_or(&[], Vec::as_slice)))
    }

    fn today(&self) -> Date {
        date(2026, 3, 1)
    }

    fn postal_codes(&self, commune: &str) -> Vec<String> {
        if commune == "31555" { vec!["31000".to_owned(), "31500".to_owned()] } else { Vec::new() }
    }

    fn connected(&self, recipient: &str, commune: Option<&str>) -> Option<bool> {
        match (recipient, commune) {
            ("mairie" | "foyer", Some("31555")) => Some(true),
            ("mairie" | "foyer", Some("31044")) | ("registre", None) => Some(false),
            _ => None,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(Arc::from(text))
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number.into())
    }
}

impl From<Date> for Value {
    fn from(date: Date) -> Self {
        Self::Date(date)
    }
}

pub(super) fn partial(text: &str) -> Value {
    Value::PartialDate(PartialDate::parse(text).expect("a partial date"))
}

pub(super) fn texts(texts: &[&str]) -> Value {
    Value::List(texts.iter().map(|&text| Ok(Value::from(text))).collect())
}

pub(super) fn schema() -> Schema {
    Schema::new(
        "nom text
        courriel text?
        revenu number?
        parts number
        majeur bool
        logement proprietaire|locataire|heberge
        statut actif|retraite
        options list a|b|c?
        naissance date
        etat_civil partial?
        entree date?
        commune entry
        justificatif files?
        hebergeant group
        hebergeant.nom text
        hebergeant.naissance partial
        hebergeant.commune entry?
        adresse group
        adresse.voie text
        adresse.commune entry
        vehicules rows
        vehicules.plaque text
        vehicules.tarif number?
        vehicules.mise date
        vehicules.options list a|b?
        vehicules.proprio group
        vehicules.proprio.nom text?
        vehicules.proprio.plaque text
        vehicules.passagers rows
        vehicules.passagers.age number?
        vehicules.passagers.mise date
        vehicules.passagers.nom text
        vehicules.passagers.tuteur group
        vehicules.passagers.tuteur.nom text",
    )
}

pub(super) fn answers() -> Answers {
    let entry = |code: &str, nom: &str| Value::Entry(Entry { code: Arc::from(code), nom: Arc::from(nom) });
    Answers::default()
        .with("nom", "Durand")
        .with("parts", 2)
        .with("majeur", true)
        .with("logement", "heberge")
        .with("statut", "actif")
        .with("options", texts(&["a", "c"]))
        .with("naissance", date(2000, 5, 17))
        .with("etat_civil", partial("1962"))
        .with("commune", entry("31555", "Toulouse"))
        .with("justificatif", Value::Files(2))
        .with("hebergeant.nom", "Petit")
        .with("hebergeant.naissance", partial("1970-06"))
        .with("adresse.voie", "1 place du Capitole")
        .with("adresse.commune", entry("31555", "Toulouse"))
        .rows("vehicules", &["r1", "r2"])
        .with("vehicules.r1.plaque", "AB-123-CD")
        .with("vehicules.r1.tarif", 30)
        .with("vehicules.r1.mise", date(2019, 1, 31))
        .with("vehicules.r1.options", texts(&["a"]))
        .with("vehicules.r1.proprio.nom", "Durand")
        .rows("vehicules.r1.passagers", &["r3", "r4"])
        .with("vehicules.r1.passagers.r3.age", 7)
        .with("vehicules.r1.passagers.r3.nom", "Zoé")
        .with("vehicules.r1.passagers.r4.nom", "Lou")
        .with("vehicules.r2.plaque", "EF-456-GH")
        .with("vehicules.r2.tarif", 60)
        .with("vehicules.r2.mise", date(2024, 2, 29))
        .rows("vehicules.r2.passagers", &["r5"])
        .with("vehicules.r2.passagers.r5.age", 40)
        .with("vehicules.r2.passagers.r5.nom", "Max")
}

impl From<i32> for Value {
    fn from(number: i32) -> Self {
        Self::Number(number.into())
    }
}

pub(super) fn compiled(text: &str) -> Expression {
    compile(text, &schema(), &Place::root(), &Expected::Any).unwrap_or_else(|faults| panic!("{text}: {faults:#?}"))
}

/// What an outcome looks like in a table: the value, or the reason and the path at fault.
pub(super) fn show(outcome: &Outcome) -> String {
    match outcome {
        Ok(value) => value.to_string(),
        Err(missing) => match &missing.path {
            Some(path) => format!("{:?} {path}", missing.why),
            None => format!("{:?}", missing.why),
        },
    }
}

/// Holds `text = result` lines against the answers.
pub(super) fn table(answers: &Answers, lines: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (text, expected) in lines {
        let found = show(&eval(&compiled(text), answers, &Here::root()));
        if found != *expected {
            wrong.push(format!("{text}\n    expected {expected}\n    found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
