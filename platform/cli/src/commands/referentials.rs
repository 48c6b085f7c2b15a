//! `guichet referentials list` and `update`: where the reference lists come from, of which day they are, and how newer ones are taken in.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
};

use ::referentials::{ImportFault, Kind, Referentials, UPDATABLE, communes_of_package, dated, stated};
use form::text::Language;

use super::{say, say_in};
use crate::{
    Verdict,
    arguments::{Referentials as Arguments, ReferentialsCommand},
    refusal::Refusal,
};

/// The folder beside the data that holds lists newer than the program's.
const FOLDER: &str = "referentials";
/// What a list loses at most from one year to the next, unless somebody says so.
const LEAST_KEPT: f64 = 0.9;

/// Shows the lists, or takes one in.
pub(crate) fn run(arguments: Arguments, language: Language) -> anyhow::Result<Verdict> {
    match arguments.command {
        ReferentialsCommand::List { data } => list(&data, language),
        ReferentialsCommand::Update { from, list, date, source, smaller, data } => {
            update(&From { from, list, date, source, smaller }, &data, language)
        }
    }
}

struct From {
    from: PathBuf,
    list: Option<String>,
    date: Option<String>,
    source: Option<String>,
    smaller: bool,
}

fn kept(data: &Path, kind: Kind) -> PathBuf {
    data.join(FOLDER).join(format!("{}.tsv", kind.name()))
}

/// The newer lists beside the data, read and held against the hash in their heading.
fn read(data: &Path) -> anyhow::Result<Vec<(Kind, String)>> {
    let mut found = Vec::new();
    for kind in UPDATABLE {
        let path = kept(data, *kind);
        match std::fs::read(&path) {
            Ok(bytes) => {
                let text = String::from_utf8(bytes)
                    .map_err(|error| refused(&path, &ImportFault::Encoding(error.utf8_error().valid_up_to())))?;
                found.push((*kind, text));
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(Refusal::file(&path, &error).into()),
        }
    }
    Ok(found)
}

fn lists(data: &Path, newer: &[(Kind, String)]) -> anyhow::Result<Referentials> {
    Referentials::with(newer.iter().map(|(kind, text)| (*kind, text.as_bytes())))
        .map_err(|(kind, fault)| refused(&kept(data, kind), &fault).into())
}

/// Puts the lists beside the data in the place of the program's, and says which.
pub(super) fn install(data: &Path, language: Language) -> anyhow::Result<()> {
    let newer = read(data)?;
    if newer.is_empty() {
        return Ok(());
    }
    let lists = lists(data, &newer)?;
    for (kind, text) in &newer {
        let (name, date, source) = (kind.name(), lists.date(*kind).to_owned(), stated(text, "source").unwrap_or("-"));
        say_in(
            language,
            format!("Référentiel {name} : au {date}, {source}."),
            format!("Reference list {name}: as of {date}, {source}."),
        );
    }
    // Another command of this process may have asked for a list before: it goes on with what it has.
    let _ = lists.install();
    Ok(())
}

fn list(data: &Path, language: Language) -> anyhow::Result<Verdict> {
    let newer = read(data)?;
    let lists = lists(data, &newer)?;
    for kind in Kind::ALL {
        let source = newer.iter().find(|(known, _)| known == kind).and_then(|(_, text)| stated(text, "source"));
        let source = match (source, language) {
            (Some(source), _) => source,
            (None, Language::Fr) => "du programme",
            (None, Language::En) => "of the program",
        };
        let hash = lists.hash(*kind);
        let (name, date, count) = (kind.name(), lists.date(*kind), lists.count(*kind));
        say(format!("{name:<20} {date}  {count:>6}  sha256:{}  {source}", hash.get(..16).unwrap_or_default()));
    }
    Ok(Verdict::Well)
}

fn update(from: &From, data: &Path, language: Language) -> anyhow::Result<Verdict> {
    let bytes = |path: &Path| std::fs::read(path).map_err(|error| Refusal::file(path, &error));
    let (kind, lines, source, date) = if from.from.is_dir() {
        let packed = from.from.join("data/communes.json");
        let lines = communes_of_package(&bytes(&packed)?).map_err(|fault| refused(&packed, &fault))?;
        let manifest = from.from.join("package.json");
        let manifest: serde_json::Value = serde_json::from_slice(&bytes(&manifest)?).unwrap_or_default();
        let word = |key: &str| manifest.get(key).and_then(serde_json::Value::as_str).unwrap_or("?").to_owned();
        (Kind::Communes, lines.into_bytes(), format!("npm {} {}", word("name"), word("version")), None)
    } else {
        let lines = bytes(&from.from)?;
        let text = String::from_utf8_lossy(&lines).into_owned();
        let name = from.from.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let kind = from.list.as_deref().or_else(|| stated(&text, "liste")).unwrap_or(&name);
        let kind = Kind::named(kind).filter(|kind| UPDATABLE.contains(kind)).ok_or_else(|| unknown(kind))?;
        let source = stated(&text, "source").map_or_else(|| name.clone(), str::to_owned);
        (kind, lines, source, stated(&text, "date").map(str::to_owned))
    };
    let date = from.date.clone().or(date).unwrap_or_default();
    let source = from.source.as_deref().unwrap_or(&source);
    let list = dated(kind, &lines, source, &date).map_err(|fault| refused(&from.from, &fault))?;
    let newer = Referentials::with([(kind, list.as_bytes())]).map_err(|(_, fault)| refused(&from.from, &fault))?;
    let now = lists(data, &read(data)?)?;
    let (before, after) = (now.count(kind), newer.count(kind));
    if (after as f64) < before as f64 * LEAST_KEPT && !from.smaller {
        return Err(Refusal::new(
            "referential.smaller",
            format!(
                "La liste aurait {after} entrées au lieu de {before} : est-elle entière ? Si oui, ajoutez --smaller."
            ),
            format!("The list would have {after} entries instead of {before}: is it whole? If so, add --smaller."),
        )
        .into());
    }
    let path = kept(data, kind);
    write(&path, &list)?;
    let name = kind.name();
    say_in(
        language,
        format!(
            "{name} : {after} entrées au {date}, {}. Un serveur les prend à son prochain démarrage.",
            path.display()
        ),
        format!("{name}: {after} entries as of {date}, {}. A server takes them at its next start.", path.display()),
    );
    Ok(Verdict::Well)
}

/// Writes the whole file beside, then puts it in its place: whoever reads meanwhile reads the old one or the new one.
fn write(path: &Path, list: &str) -> anyhow::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let said = |error: std::io::Error| Refusal::file(path, &error);
    std::fs::create_dir_all(folder).map_err(said)?;
    let beside = path.with_extension("tsv.new");
    let mut file = std::fs::File::create(&beside).map_err(said)?;
    file.write_all(list.as_bytes()).and_then(|()| file.sync_all()).map_err(said)?;
    std::fs::rename(&beside, path).map_err(said)?;
    Ok(())
}

fn unknown(name: &str) -> Refusal {
    let known = UPDATABLE.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    Refusal::new(
        "referential.unknown",
        format!("« {name} » : les listes qui se mettent à jour sont {known}. Nommez-en une par --list."),
        format!("“{name}”: the lists that can be updated are {known}. Name one by --list."),
    )
}

/// A list that cannot be taken.
fn refused(path: &Path, fault: &ImportFault) -> Refusal {
    let french = match fault {
        ImportFault::TooLarge => "la liste est trop grande".to_owned(),
        ImportFault::Encoding(byte) => format!("la liste n'est pas en UTF-8 (octet {byte})"),
        ImportFault::Line(line) => format!(
            "ligne {line} : un code de cinq signes, un nom, un dernier jour (AAAA-MM-JJ ou rien) et un lieu, séparés par des tabulations"
        ),
        ImportFault::Empty => "la liste n'a aucune entrée".to_owned(),
        ImportFault::Row(line) => format!(
            "ligne {line} : un code, un statut (C, A, D ou S), un nom, le code de la commune dont elle fait partie, le nombre d'habitants et les codes postaux, séparés par des tabulations"
        ),
        ImportFault::Package(detail) => format!("ce n'est pas la liste des communes du paquet npm ({detail})"),
        ImportFault::Date => "dites le jour auquel la liste est vraie : --date AAAA-MM-JJ".to_owned(),
        ImportFault::Changed => {
            "les lignes ne sont plus celles qui ont été prises : refaites « guichet referentials update »".to_owned()
        }
        ImportFault::InUse => "des listes sont déjà en usage".to_owned(),
    };
    Refusal::new(fault.code(), format!("{} : {french}.", path.display()), format!("{}: {fault}.", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from(path: PathBuf, date: Option<&str>) -> From {
        From { from: path, list: None, date: date.map(str::to_owned), source: None, smaller: true }
    }

    #[test]
    fn a_package_and_a_file_are_taken_in_dated_and_hashed() {
        let folder = tempfile::tempdir().unwrap();
        let (package, data) = (folder.path().join("package"), folder.path().join("donnees"));
        std::fs::create_dir_all(package.join("data")).unwrap();
        std::fs::write(package.join("package.json"), r#"{"name":"@exemple/communes","version":"7.0.0"}"#).unwrap();
        let merged =
            r#"[{"code":"01999","nom":"Les Deux Exemples","type":"commune-actuelle","codesPostaux":["01990"]}]"#;
        std::fs::write(package.join("data/communes.json"), merged).unwrap();
        // Without a day, and with too few communes, nothing is taken.
        let code = |from: From| update(&from, &data, Language::Fr).unwrap_err().downcast::<Refusal>().unwrap().code();
        assert_eq!(code(from(package.clone(), None)), "referential.date");
        assert_eq!(code(From { smaller: false, ..from(package.clone(), Some("2027-01-01")) }), "referential.smaller");
        assert!(read(&data).unwrap().is_empty());
        update(&from(package, Some("2027-01-01")), &data, Language::Fr).unwrap();
        let births = folder.path().join("communes_naissance.tsv");
        std::fs::write(&births, "92999\tVille-Inventée\t1962-07-03\tDépartement d'Exemple\n").unwrap();
        update(&from(births, Some("1962-07-03")), &data, Language::En).unwrap();
        let newer = read(&data).unwrap();
        assert_eq!(stated(&newer[0].1, "source"), Some("npm @exemple/communes 7.0.0"));
        let now = lists(&data, &newer).unwrap();
        assert_eq!((now.date(Kind::Communes), now.count(Kind::Communes)), ("2027-01-01", 1));
        assert_eq!(now.get(Kind::CommunesNaissance, "92999").unwrap().nom, "Ville-Inventée");
        // Somebody's hand in the file is noticed before anything is served from it.
        let path = kept(&data, Kind::Communes);
        let text = std::fs::read_to_string(&path).unwrap().replace("Deux", "Trois");
        std::fs::write(&path, text).unwrap();
        let fault = install(&data, Language::Fr).unwrap_err().downcast::<Refusal>().unwrap();
        assert_eq!(fault.code(), "referential.changed");
        let other = folder.path().join("pays.tsv");
        std::fs::write(&other, "99139\n").unwrap();
        assert_eq!(code(from(other, Some("2027-01-01"))), "referential.unknown");
    }
}
