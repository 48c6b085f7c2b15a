//! Says what a typed text means, for the page without JavaScript; it never guesses.

use crate::{Entry, Kind, Referentials, Status, fold};

/// How many choices are offered when a text does not decide.
const CHOICES: usize = 20;

/// What a typed text means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// This entry and no other.
    One(Entry),
    /// One of these, the likeliest first: ask which.
    Many(Vec<Entry>),
    /// Nothing in the list.
    None,
}

pub(crate) fn resolve(lists: &Referentials, kind: Kind, typed: &str) -> Resolved {
    let typed = typed.trim();
    let found = lists.search(kind, typed, usize::MAX);
    let mut named = exact(&found, typed);
    if !named.is_empty() {
        named.extend(overshadowing(&found, &named, typed));
        return choose(named);
    }
    // « Toulouse (31000, Haute-Garonne) » is how an entry shows itself. Brackets may also be part of a name, hence only now.
    if let Some((name, hint)) = typed.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        let found = lists.search(kind, name, usize::MAX);
        let hint = fold::fold(hint);
        let mut agreeing = exact(&found, name);
        // What the hint says makes a name without its article sure.
        agreeing.extend(without_article(&found, name));
        agreeing.retain(|entry| agrees(entry, &hint));
        if !agreeing.is_empty() {
            return choose(agreeing);
        }
        // « Évry (91) » is no name in full, but says which of those that begin so is meant.
        let (mut offered, rest): (Vec<&Entry>, Vec<&Entry>) = found.iter().partition(|entry| agrees(entry, &hint));
        offered.extend(rest);
        return choose(offered).unsure();
    }
    // « Saint » is « Le Saint » without its article, and the beginning of hundreds of others: it comes first, and is asked about.
    let mut offered = without_article(&found, typed);
    let rest: Vec<&Entry> = found.iter().filter(|entry| !offered.contains(entry)).collect();
    offered.extend(rest);
    choose(offered).unsure()
}

fn choose(entries: Vec<&Entry>) -> Resolved {
    match entries.as_slice() {
        [] => Resolved::None,
        [one] => Resolved::One((*one).clone()),
        several => Resolved::Many(several.iter().take(CHOICES).map(|entry| (*entry).clone()).collect()),
    }
}

impl Resolved {
    /// What was not named in full is offered, never taken.
    fn unsure(self) -> Self {
        if let Self::One(entry) = self { Self::Many(vec![entry]) } else { self }
    }
}

/// The entries that a text names in full: by name, by code, or by a postal code.
fn exact<'a>(found: &'a [Entry], typed: &str) -> Vec<&'a Entry> {
    let folded = fold::fold(typed);
    let words: Vec<&str> = folded.split(' ').collect();
    let spellings = fold::spellings(&words);
    let named: Vec<&Entry> = found.iter().filter(|entry| spellings.contains(&fold::fold(&entry.nom))).collect();
    if !named.is_empty() {
        return named;
    }
    let code = folded.to_ascii_uppercase();
    let coded: Vec<&Entry> = found
        .iter()
        .filter(|entry| entry.code == code || entry.codes_postaux.contains(&code) || entry.iso.as_ref() == Some(&code))
        .collect();
    if !coded.is_empty() {
        return coded;
    }
    // « 31000 Toulouse », « Toulouse 31000 »: a name and numbers that agree with it.
    let (numbers, name): (Vec<&str>, Vec<&str>) =
        words.iter().partition(|word| word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_digit()));
    if !numbers.is_empty() && !name.is_empty() {
        let spellings = fold::spellings(&name);
        return found
            .iter()
            .filter(|entry| {
                spellings.contains(&fold::fold(&entry.nom)) && numbers.iter().all(|number| agrees(entry, number))
            })
            .collect();
    }
    Vec::new()
}

/// How many times more inhabitants a commune has than its shorter namesake, to be what that name may mean too.
const OVERSHADOWS: u32 = 2;

/// The communes whose name goes on behind the one that was typed, and that are much larger than those that bear it alone: whoever types
/// « Évry » may mean Évry, or Évry-Courcouronnes.
fn overshadowing<'a>(found: &'a [Entry], named: &[&Entry], typed: &str) -> Vec<&'a Entry> {
    let folded = fold::fold(typed);
    let spellings = fold::spellings(&folded.split(' ').collect::<Vec<_>>());
    let by_name = named.iter().all(|entry| spellings.contains(&fold::fold(&entry.nom)));
    let Some(largest) = named.iter().filter_map(|entry| entry.population).max().filter(|_| by_name) else {
        return Vec::new();
    };
    let goes_on = |name: &str| {
        spellings.iter().any(|spelling| name.strip_prefix(spelling.as_str()).is_some_and(|rest| rest.starts_with(' ')))
    };
    found
        .iter()
        .filter(|entry| entry.population.is_some_and(|population| population > largest.saturating_mul(OVERSHADOWS)))
        .filter(|entry| entry.status == Status::Current && goes_on(&fold::fold(&entry.nom)))
        .collect()
}

/// The entries that a text names in full but for the article: « Havre ».
fn without_article<'a>(found: &'a [Entry], typed: &str) -> Vec<&'a Entry> {
    let folded = fold::fold(typed);
    let spellings = fold::spellings(&folded.split(' ').collect::<Vec<_>>());
    found
        .iter()
        .filter(|entry| {
            let name = fold::fold(&entry.nom);
            let article = fold::article(&name);
            article > 0 && name.get(article..).is_some_and(|bare| spellings.iter().any(|spelling| spelling == bare))
        })
        .collect()
}

/// Does every word of a hint say something true of the entry: a postal code, its code, a département, a detail?
fn agrees(entry: &Entry, hint: &str) -> bool {
    let detail = fold::fold(&entry.detail);
    hint.split(' ').filter(|word| !word.is_empty()).all(|word| {
        let code = word.to_ascii_uppercase();
        entry.code == code
            || entry.departement.as_ref() == Some(&code)
            || entry.codes_postaux.contains(&code)
            || detail.split(' ').any(|part| part == word)
    })
}
