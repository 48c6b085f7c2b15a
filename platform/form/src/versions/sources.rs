//! Says what changes in what is asked of data sources, and which verified answers of a draft have to be asked for anew.

use std::collections::BTreeSet;

use super::{Change, Version};
use crate::{
    demarche::Demarche,
    diagnostic::Sentence,
    path,
    source::{DataSource, template::Of},
    text::Text,
};

/// What both versions can ask, by component and id.
fn pairs<'v>(
    former: &Version<'v>,
    next: &Version<'v>,
) -> impl Iterator<Item = (Option<&'v DataSource>, Option<&'v DataSource>)> {
    let (before, after) = (former.demarche, next.demarche);
    let gone = askable(before).filter(move |was| same(after, was).is_none()).map(|was| (Some(was), None));
    askable(after).map(move |now| (same(before, now), Some(now))).chain(gone)
}

/// A démarche that leaves out what a question holds asks nobody.
fn askable(demarche: &Demarche) -> impl Iterator<Item = &DataSource> {
    demarche.sources.iter().filter(|source| source.askable)
}

fn same<'d>(demarche: &'d Demarche, source: &DataSource) -> Option<&'d DataSource> {
    askable(demarche).find(|other| other.mount == source.mount && other.id == source.id)
}

/// Each data source that is new, gone or other, for the citizen.
pub(super) fn changes(former: &Version<'_>, next: &Version<'_>) -> Vec<Change> {
    let mut found = Vec::new();
    for (was, now) in pairs(former, next) {
        match (was, now) {
            (None, Some(now)) => {
                let name = &now.name.fr;
                let (leaves, leaves_en) = (listed(leaving(now, TYPED.0)), listed(leaving(now, TYPED.1)));
                tell(
                    &mut found,
                    "source.added",
                    now,
                    format!("« {name} » peut être interrogé ; y partent : {leaves}."),
                    format!("“{name}” may be asked; what leaves for it: {leaves_en}."),
                );
            }
            (Some(was), None) => {
                let name = &was.name.fr;
                tell(
                    &mut found,
                    "source.removed",
                    was,
                    format!("« {name} » n'est plus interrogé : tout se saisit."),
                    format!("“{name}” is not asked any more: everything is typed."),
                );
            }
            (Some(was), Some(now)) => changed(&mut found, was, now),
            (None, None) => {}
        }
    }
    found
}

fn changed(found: &mut Vec<Change>, was: &DataSource, now: &DataSource) {
    let name = &now.name.fr;
    let words = |source: &DataSource| {
        let (label, hint) = source.search.clone().unzip();
        [Some(source.name.clone()), Some(source.told.clone()), Some(source.button.clone()), label, hint.flatten()]
    };
    let texts: Vec<(Option<Text>, Option<Text>)> = words(was).into_iter().zip(words(now)).collect();
    for (before, after) in texts.into_iter().filter(|(before, after)| before != after) {
        let read = |text: &Option<Text>| text.as_ref().map_or(String::new(), |text| text.fr.to_string());
        let (before, after) = (read(&before), read(&after));
        tell(
            found,
            "text.changed",
            now,
            format!("Ce qui est dit de « {name} » : « {before} » devient « {after} »."),
            format!("What is said of “{name}”: “{before}” becomes “{after}”."),
        );
    }
    let told_before = found.len();
    let leaves = |source: &DataSource| (listed(leaving(source, TYPED.0)), listed(leaving(source, TYPED.1)));
    let twice = |text: String| (text.clone(), text);
    for ((fr, en), before, after) in [
        (("est interrogé chez", "is asked at"), twice(was.partner.clone()), twice(now.partner.clone())),
        (("reçoit", "gets"), leaves(was), leaves(now)),
        (("remplit", "fills"), twice(listed(given(was))), twice(listed(given(now)))),
    ] {
        if before != after {
            tell(
                found,
                "source.changed",
                now,
                format!("« {name} » {fr} : {} (avant : {}).", after.0, before.0),
                format!("“{name}” {en}: {} (before: {}).", after.1, before.1),
            );
        }
    }
    if was.verified != now.verified {
        let (fr, en) = if now.verified {
            ("vaut désormais une vérification", "counts as verified now")
        } else {
            ("n'est plus une vérification", "does not count as verified any more")
        };
        tell(found, "source.changed", now, format!("Ce que dit « {name} » {fr}."), format!("What “{name}” says {en}."));
    }
    if asks_the_same(was, now) && takes_the_same(was, now) {
        return;
    }
    if found.len() == told_before {
        tell(
            found,
            "source.changed",
            now,
            format!("La question à « {name} », ou ce qui est lu de sa réponse, n'est plus la même."),
            format!("The question to “{name}”, or what is read of its answer, is not the same any more."),
        );
    }
}

/// The questions whose verified answer is to be asked for anew, as schema paths, with what is said of each source.
pub(super) fn unverified(former: &Version<'_>, next: &Version<'_>) -> Vec<(Change, BTreeSet<String>)> {
    pairs(former, next)
        .filter_map(|(was, now)| {
            let was = was.filter(|was| was.verified)?;
            if now.is_some_and(|now| {
                now.verified && now.partner == was.partner && asks_the_same(was, now) && takes_the_same(was, now)
            }) {
                return None;
            }
            let name = &was.name.fr;
            let mut told = Vec::new();
            tell(
                &mut told,
                "draft.unverified",
                was,
                format!("Ce que « {name} » a vérifié ne l'est plus : à demander de nouveau, ou à saisir et justifier."),
                format!("What “{name}” verified is so no more: to be asked for again, or typed in and proven."),
            );
            let places = was.gives.iter().map(|(part, _)| was.part(&was.mount, part)).collect();
            Some((told.pop()?, places))
        })
        .collect()
}

fn tell(found: &mut Vec<Change>, code: &'static str, source: &DataSource, fr: String, en: String) {
    found.push(Change { code, at: key(source), sentence: Sentence::new(fr, en) });
}

/// `quotient:caisse`
fn key(source: &DataSource) -> String {
    source.key(&source.mount)
}

fn asks_the_same(was: &DataSource, now: &DataSource) -> bool {
    (&was.path, &was.query, &was.headers, was.token, &was.about)
        == (&now.path, &now.query, &now.headers, now.token, &now.about)
}

fn takes_the_same(was: &DataSource, now: &DataSource) -> bool {
    (&was.list, &was.label, &was.only_if, &was.same, &was.gives)
        == (&now.list, &now.label, &now.only_if, &now.same, &now.gives)
}

/// What is typed into the box of a search, in words.
const TYPED: (&str, &str) = ("ce qui est tapé dans la case", "what is typed into the box");

/// The answers that leave for it, by their paths.
fn leaving(source: &DataSource, typed: &str) -> BTreeSet<String> {
    source
        .reads()
        .map(|of| match of {
            Of::Search => typed.to_owned(),
            Of::Part(part) => source.part(&source.mount, part),
            Of::About(part) => path::join(source.about.as_deref().unwrap_or_default(), part),
        })
        .collect()
}

fn given(source: &DataSource) -> BTreeSet<String> {
    source.gives.iter().map(|(part, _)| source.part(&source.mount, part)).collect()
}

fn listed(paths: BTreeSet<String>) -> String {
    if paths.is_empty() { "–".to_owned() } else { paths.into_iter().collect::<Vec<_>>().join(", ") }
}
