//! Takes newer lists in: from the npm package that ours are made of, or from a file of our own form, dated and hashed.
//!
//! A list that was taken in begins with a heading: where it comes from, the day as of which it is true, and the hash of its lines. One whose
//! lines were changed since is refused.

use std::borrow::Cow;

use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use crate::{ImportFault, Kind, communes, naissance, table::Table};

/// Most bytes of a list, or of a file of the package.
const MAX_BYTES: usize = 32 * 1024 * 1024;

/// The lists that can be taken in: the others change by a new version of the program.
pub const UPDATABLE: &[Kind] = &[Kind::Communes, Kind::CommunesNaissance];

/// A commune of the npm package `@etalab/decoupage-administratif`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Packed {
    code: String,
    nom: String,
    r#type: String,
    #[serde(default)]
    chef_lieu: Option<String>,
    #[serde(default)]
    commune: Option<String>,
    #[serde(default)]
    population: Option<u32>,
    #[serde(default)]
    codes_postaux: Vec<String>,
}

/// The lines of `data/communes.json` of the npm package, in our form, without a heading.
///
/// # Errors
/// [`ImportFault::Package`] where it is not such a file; [`ImportFault::Row`] with the number of the commune that cannot be taken.
pub fn communes_of_package(json: &[u8]) -> Result<String, ImportFault> {
    if json.len() > MAX_BYTES {
        return Err(ImportFault::TooLarge);
    }
    let packed: Vec<Packed> = serde_json::from_slice(json)
        .map_err(|error| ImportFault::Package(error.to_string().chars().take(120).collect()))?;
    let current: std::collections::HashMap<&str, &str> = packed
        .iter()
        .filter(|commune| commune.r#type == "commune-actuelle")
        .map(|commune| (commune.code.as_str(), commune.nom.as_str()))
        .collect();
    let mut lines = Vec::with_capacity(packed.len());
    for (number, commune) in packed.iter().enumerate() {
        let status = match commune.r#type.as_str() {
            "commune-actuelle" => "C",
            "arrondissement-municipal" => "A",
            "commune-deleguee" => "D",
            "commune-associee" => "S",
            _ => return Err(ImportFault::Row(number + 1)),
        };
        // A delegated commune under the code and the name of today's commune would only be its double.
        if status != "C" && current.get(commune.code.as_str()) == Some(&commune.nom.as_str()) {
            continue;
        }
        let parent = commune.chef_lieu.as_deref().or(commune.commune.as_deref()).unwrap_or_default();
        let population = commune.population.map(|count| count.to_string()).unwrap_or_default();
        lines.push(format!(
            "{}\t{status}\t{}\t{parent}\t{population}\t{}",
            commune.code,
            commune.nom,
            commune.codes_postaux.join(" ")
        ));
    }
    lines.sort_unstable();
    Ok(lines.join("\n") + "\n")
}

/// A list ready to be kept: its lines checked and sorted, under a heading that dates and hashes them. `date` is `AAAA-MM-JJ`.
///
/// # Errors
/// Says the first line that cannot be read, and why.
pub fn dated(kind: Kind, lines: &[u8], source: &str, date: &str) -> Result<String, ImportFault> {
    if !naissance::is_day(date) {
        return Err(ImportFault::Date);
    }
    let body = checked(kind, lines)?;
    let source: String = source.chars().filter(|c| !c.is_control()).take(200).collect();
    Ok(format!("# liste: {}\n# source: {source}\n# date: {date}\n# sha256: {}\n{body}", kind.name(), hash(&body)))
}

/// What the heading of a list says of it under this name (`source`, `date`, `sha256`).
#[must_use]
pub fn stated<'a>(list: &'a str, name: &str) -> Option<&'a str> {
    let heading = list.lines().take_while(|line| line.starts_with('#'));
    heading
        .filter_map(|line| line.trim_start_matches('#').trim_start().strip_prefix(name))
        .find_map(|rest| rest.trim().strip_prefix(':'))
        .map(str::trim)
}

/// A list that was kept, read for use: its lines are those that were hashed.
pub(crate) fn table(kind: Kind, list: &[u8]) -> Result<Table, ImportFault> {
    if kind == Kind::CommunesNaissance {
        verify(list, kind)?;
        return naissance::load(list);
    }
    let text = verify(list, kind)?;
    Ok(communes::table(Cow::Owned(text)))
}

fn verify(list: &[u8], kind: Kind) -> Result<String, ImportFault> {
    let body = checked(kind, list)?;
    let text = std::str::from_utf8(list).unwrap_or_default();
    if stated(text, "sha256").is_some_and(|stated| stated != hash(&body)) {
        return Err(ImportFault::Changed);
    }
    let heading: String = text.lines().take_while(|line| line.starts_with('#')).flat_map(|line| [line, "\n"]).collect();
    Ok(heading + &body)
}

fn hash(body: &str) -> String {
    hex::encode(Sha256::digest(body))
}

/// The lines of a list without its heading, sorted by code; each is one that its list has.
fn checked(kind: Kind, list: &[u8]) -> Result<String, ImportFault> {
    if list.len() > MAX_BYTES {
        return Err(ImportFault::TooLarge);
    }
    let text = std::str::from_utf8(list).map_err(|error| ImportFault::Encoding(error.valid_up_to()))?;
    let births = kind == Kind::CommunesNaissance;
    let mut lines = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let sound = if births { naissance::is_commune(line) } else { communes::is_commune(line) };
        if !sound {
            return Err(if births { ImportFault::Line(number + 1) } else { ImportFault::Row(number + 1) });
        }
        lines.push(line);
    }
    if lines.is_empty() {
        return Err(ImportFault::Empty);
    }
    lines.sort_unstable();
    Ok(lines.join("\n") + "\n")
}
