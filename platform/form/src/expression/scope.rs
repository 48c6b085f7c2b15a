//! Says what a schema must tell the compiler, and finds the name that was probably meant.

use super::types::Type;

/// What is known of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Its whole schema path.
    pub path: String,
    /// Its type; for a repeated group, the type of one row (`Record`).
    pub r#type: Type,
    /// Whether it can be without a value while it is shown.
    pub can_be_blank: bool,
    /// Whether a condition, its own or of a group or page around it, can hide it.
    pub can_be_hidden: bool,
    /// Whether it is a repeated group: then it means the list of its rows.
    pub repeated: bool,
}

/// What decides which organisation a recipient is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leads {
    /// No answer: it is always the same.
    Nothing,
    /// The commune, or the département, answered at this schema path.
    Commune(String),
}

/// The schema, as the compiler asks it.
pub trait Scope {
    /// The child `id` of the group at `group`; the root group is the empty path.
    fn child(&self, group: &str, id: &str) -> Option<Declared>;

    /// The ids of all children of the group at `group`, for suggestions.
    fn children(&self, group: &str) -> Vec<String>;

    /// Whether a component has something at this schema path, and is used without it.
    fn is_left_out(&self, _path: &str) -> bool {
        false
    }

    /// Whether a fault elsewhere left out what stands at this schema path: nothing more is told of it.
    fn is_in_hole(&self, _path: &str) -> bool {
        false
    }

    /// What leads to the recipient `id` of the démarche; none where there is no such recipient.
    fn recipient(&self, _id: &str) -> Option<Leads> {
        None
    }

    /// The ids of all recipients, for suggestions.
    fn recipients(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Where an expression stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The schema paths of the repeated groups around it, outermost first.
    pub rows: Vec<String>,
    /// The schema path of the component it came with.
    pub mount: Option<String>,
}

impl Place {
    /// Outside every row and component.
    pub fn root() -> Self {
        Self::default()
    }
}

/// What the expression must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// A yes or no: conditions and rules.
    Bool,
    /// A value of this type: a computed answer.
    Is(Type),
    /// Anything.
    Any,
}

/// The candidate that `word` was probably meant to be.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let word = fold(word);
    let length = word.chars().count();
    let allowed = (length / 3).min(3);
    candidates
        .into_iter()
        .filter_map(|candidate| {
            let folded = fold(candidate);
            // Each step changes the length by one at most.
            let near = folded.chars().count().abs_diff(length) <= allowed;
            Some((near.then(|| distance(&word, &folded)).filter(|steps| *steps <= allowed)?, candidate))
        })
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate.to_owned())
}

/// Lower case, without accents and without what separates words.
pub(crate) fn fold(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization as _;
    if word.is_ascii() {
        let plain = word.bytes().take(64).filter(u8::is_ascii_alphanumeric);
        return plain.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    word.chars().take(64).nfd().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// How many letters must be added, removed, changed or swapped with their neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, to) in b.iter().enumerate() {
            let mut best = (above[j] + usize::from(from != to)).min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && a[i - 1] == *to && *from == b[j - 1] {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_forgives_accents_case_and_small_slips() {
        let names = ["prenom", "nom", "date_naissance", "commune"];
        for (word, meant) in [
            ("prénom", Some("prenom")),
            ("Nom", Some("nom")),
            ("dateNaissance", Some("date_naissance")),
            ("comune", Some("commune")),
            ("ocmmune", Some("commune")),
            ("plaque", None),
        ] {
            assert_eq!(nearest(word, names).as_deref(), meant, "{word}");
        }
    }
}
