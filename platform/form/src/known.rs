//! Says what is known of a citizen before they fill anything in, who holds it, what of it could fill a démarche, and what they agreed to.
//!
//! Nothing of it comes into the answers before the citizen said so, value by value: [`Agreed`] lies with the answers, and `prefill.rs` fills
//! in what it names and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    answers::{Answers, Source, Value},
    demarche::{Demarche, Node},
    handover, path, prefill, taken_back, validation,
    vault::{Held, VaultItem},
};

/// Who holds what is known of a citizen.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "holder", rename_all = "snake_case")]
pub enum Holder {
    /// Their own details on this site.
    Vault,
    /// An identity provider, since they last came in by it.
    Provider {
        /// Its id.
        id: String,
        /// As the citizen reads it.
        name: String,
    },
    /// A dossier that they filed before.
    Dossier {
        /// Its id.
        id: String,
        /// What they quote.
        reference: String,
        /// The id of its démarche.
        demarche: String,
        /// What the démarche was called then.
        title: String,
        /// The day it was filed.
        on: Date,
    },
    /// Another site, which handed over answers to the questions of one draft.
    Site {
        /// The id of the client that it came by.
        id: String,
        /// As the citizen reads it.
        name: String,
        /// The day.
        on: Date,
    },
}

impl Holder {
    /// A short name that no other holder has.
    pub fn id(&self) -> String {
        match self {
            Self::Vault => VAULT.to_owned(),
            Self::Provider { id, .. } => of_provider(id),
            Self::Dossier { id, .. } => format!("{IN_DOSSIER}{id}"),
            Self::Site { id, .. } => format!("{FROM_SITE}{id}"),
        }
    }

    /// Where a value that this one gives comes from.
    pub fn source(&self, held: &Held) -> Source {
        match self {
            Self::Vault => Source::of_vault(held),
            Self::Provider { id, name } => Source::Identity {
                provider: id.clone(),
                name: name.clone(),
                on: Some(held.on),
                assurance: held.assurance.clone(),
            },
            Self::Dossier { id, reference, demarche, title, on } => Source::Dossier {
                dossier: id.clone(),
                reference: reference.clone(),
                demarche: demarche.clone(),
                title: title.clone(),
                on: *on,
                assurance: held.assurance.clone(),
            },
            Self::Site { id, name, on } => Source::Site { site: id.clone(), name: name.clone(), on: *on },
        }
    }
}

const VAULT: &str = "vault";

const IN_DOSSIER: &str = "in-";

const FROM_SITE: &str = "from-";

/// Under what another site's answers stand: no name of the vault, for their paths are those of the questions.
pub const HANDED: &str = "";

fn of_provider(id: &str) -> String {
    format!("by-{id}")
}

/// The short name of who gave an answer; nothing of what was typed, asked of a source or computed.
pub fn holder_of(source: &Source) -> Option<String> {
    match source {
        Source::Vault { .. } => Some(VAULT.to_owned()),
        Source::Identity { provider, .. } => Some(of_provider(provider)),
        Source::Dossier { dossier, .. } => Some(format!("{IN_DOSSIER}{dossier}")),
        Source::Site { site, .. } => Some(format!("{FROM_SITE}{site}")),
        Source::Typed | Source::DataSource { .. } | Source::Computed => None,
    }
}

/// What one holder knows, by the names of the vault (`identity`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub holder: Holder,
    /// What.
    pub items: BTreeMap<String, VaultItem>,
}

/// What a citizen agreed to have filled in: the values by their names ([`name_of`]); all others they refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// How often they decided: an earlier decision posted anew is none.
    pub number: u32,
    /// When they last did.
    pub at: Timestamp,
    /// What may be filled in.
    pub names: BTreeSet<String>,
    /// What the values that were shown are known again by, by their names: another value was not agreed to. Of decisions from before they
    /// were kept there are none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<String, String>,
}

impl Agreed {
    /// A decision on what was shown.
    pub fn to(number: u32, at: Timestamp, names: BTreeSet<String>, shown: &[Offer<'_>]) -> Self {
        let taken = shown.iter().filter(|offer| names.contains(&offer.name));
        let marks = taken.map(|offer| (offer.name.clone(), taken_back::mark(at, &offer.name, &offer.held.value)));
        Self { number, at, marks: marks.collect(), names }
    }

    /// Whether a value may be filled in that is called so.
    pub fn holds(&self, name: &str, value: &Value) -> bool {
        let is_it = |mark: &String| *mark == taken_back::mark(self.at, name, value);
        self.names.contains(name) && self.marks.get(name).is_none_or(is_it)
    }

    /// The ids of the dossiers that something may be filled in from.
    pub fn dossiers(&self) -> BTreeSet<&str> {
        self.names.iter().filter_map(|name| Some(name.strip_prefix(IN_DOSSIER)?.split_once('/')?.0)).collect()
    }
}

impl Answers {
    /// What the citizen agreed to have filled in, once they decided.
    pub fn agreed(&self) -> Option<&Agreed> {
        self.agreed.as_ref()
    }

    /// Keeps what they decided.
    pub fn agree(&mut self, agreed: Agreed) {
        self.agreed = Some(agreed);
    }
}

/// What a value is called where it is agreed to: who holds it, under which name of the vault, at which path.
pub fn name_of(holder: &str, key: &str, path: &str) -> String {
    format!("{holder}/{key}:{path}")
}

/// A value that could fill questions of a démarche.
#[derive(Debug, Clone)]
pub struct Offer<'a> {
    /// What it is called in a form.
    pub name: String,
    /// Who holds it.
    pub holder: &'a Holder,
    /// Under which name of the vault.
    pub key: &'a str,
    /// The path in it.
    pub path: String,
    /// The value.
    pub held: &'a Held,
    /// The questions, in their order.
    pub fills: Vec<Fills<'a>>,
    /// What another holder says instead.
    pub instead: Vec<(&'a Holder, &'a Held)>,
}

/// A question that a value could fill.
#[derive(Debug, Clone, Copy)]
pub struct Fills<'a> {
    /// The question.
    pub node: &'a Node,
    /// Whether it is filled whatever is answered; else where the démarche is the citizen's own matter, as the answers say.
    pub always: bool,
}

/// What could fill `demarche`: of each question the value that would be taken ([`choose`]), in the order of the questions.
pub fn offers<'a>(demarche: &'a Demarche, known: &'a [Known]) -> Vec<Offer<'a>> {
    let mut found: Vec<Offer<'a>> = Vec::new();
    for entry in &demarche.prefill {
        let heard = heard_on(known, &entry.from);
        prefill::each_question(demarche, &entry.from, &entry.target, &mut |node, relative| {
            if node.computed.is_some() {
                return;
            }
            let mut fitting = fitting(&heard, node, &entry.from, relative);
            if fitting.is_empty() {
                return;
            }
            let (holder, held, value) = fitting.remove(0);
            let fills = Fills { node, always: entry.when.is_none() };
            let name = name_of(&holder.id(), &entry.from, relative);
            if let Some(offer) = found.iter_mut().find(|offer| offer.name == name) {
                offer.fills.push(fills);
                return;
            }
            let differs = |(_, _, other): &(&Holder, &Held, Value)| *other != value;
            let instead = fitting.iter().filter(|one| differs(one)).map(|(holder, held, _)| (*holder, *held)).collect();
            let path = relative.to_owned();
            found.push(Offer { name, holder, key: &entry.from, path, held, fills: vec![fills], instead });
        });
    }
    offer_handed(demarche, known, &mut found);
    let place = |offer: &Offer<'_>| {
        let first = offer.fills.first().map(|fills| fills.node);
        first.and_then(|first| demarche.nodes.iter().position(|node| std::ptr::eq(node, first)))
    };
    found.sort_by_key(place);
    found
}

/// Adds what another site answers to questions that nothing of the citizen's own is offered for: where it is, it is told beside it, and no
/// part of an item comes from the one and the next from the other.
fn offer_handed<'a>(demarche: &'a Demarche, known: &'a [Known], found: &mut Vec<Offer<'a>>) {
    let own: Vec<&str> = found.iter().flat_map(|offer| &offer.fills).map(|fills| fills.node.path.as_str()).collect();
    let in_item = |path: &str| {
        let mut places = demarche.prefill.iter().filter(|entry| path::is_within(path, &entry.target));
        places.any(|entry| own.iter().any(|own| path::is_within(own, &entry.target)))
    };
    let mut handed = Vec::new();
    for (holder, path, held) in known.iter().flat_map(|known| {
        let values = known.items.get(HANDED).into_iter().flat_map(|item| &item.values);
        values.map(move |(path, held)| (&known.holder, path, held))
    }) {
        let Some(node) = demarche.at(path).filter(|node| handover::is_open(demarche, node)) else { continue };
        if !validation::acceptable(node, &held.value) {
            continue;
        }
        if own.contains(&path.as_str()) || in_item(path) {
            handed.push((node, Some((holder, held)), None));
            continue;
        }
        let always = prefill::is_always(demarche, node);
        let name = name_of(&holder.id(), HANDED, path);
        let (path, fills) = (path.clone(), vec![Fills { node, always }]);
        handed.push((node, None, Some(Offer { name, holder, key: HANDED, path, held, fills, instead: Vec::new() })));
    }
    for (node, beside, offer) in handed {
        found.extend(offer);
        let there = found.iter_mut().find(|offer| offer.fills.iter().any(|fills| std::ptr::eq(fills.node, node)));
        if let (Some((holder, held)), Some(there)) = (beside, there)
            && prefill::fit(node, &there.held.value) != held.value
            && there.instead.iter().all(|(_, other)| other.value != held.value)
        {
            there.instead.push((holder, held));
        }
    }
}

/// The value for `node` out of what was agreed to, and where it comes from.
pub(crate) fn choose(
    known: &[Known],
    agreed: &Agreed,
    node: &Node,
    key: &str,
    relative: &str,
) -> Option<(Value, Source)> {
    let is_agreed =
        |(holder, held, _): &(&Holder, &Held, Value)| agreed.holds(&name_of(&holder.id(), key, relative), &held.value);
    let known: Vec<&Known> = known.iter().collect();
    let (holder, held, value) = fitting(&known, node, key, relative).into_iter().find(is_agreed)?;
    Some((value, holder.source(held)))
}

/// Who is heard on an item. An earlier dossier is where nobody before it says anything of the same: of two addresses no part fits the other.
/// Of a civil status it may add to what others say, where it says the same of who somebody is; else it speaks of another person.
fn heard_on<'a>(known: &'a [Known], key: &str) -> Vec<&'a Known> {
    let mut heard: Vec<(&Known, &VaultItem)> = Vec::new();
    for one in known {
        let Some(item) = one.items.get(key) else { continue };
        let may_add = |(_, before): &(&Known, &VaultItem)| key == "identity" && item.is_of_same_person(before);
        if !matches!(one.holder, Holder::Dossier { .. }) || heard.iter().all(may_add) {
            heard.push((one, item));
        }
    }
    heard.into_iter().map(|(one, _)| one).collect()
}

/// The values that `node` takes, the one first that somebody vouches for, else as the holders stand.
fn fitting<'a>(known: &[&'a Known], node: &Node, key: &str, relative: &str) -> Vec<(&'a Holder, &'a Held, Value)> {
    let mut found: Vec<(&Holder, &Held, Value)> = known
        .iter()
        .filter_map(|known| {
            let held = known.items.get(key)?.values.get(relative)?;
            let value = prefill::fit(node, &held.value);
            validation::acceptable(node, &value).then_some((&known.holder, held, value))
        })
        .collect();
    // A stable sort: those alike stay as they stand. What was vouched for once and kept since is not surer than what is said today.
    found.sort_by_key(|(holder, held, _)| match (held.assurance.is_declared(), holder) {
        (false, Holder::Provider { .. }) => 0,
        (false, Holder::Vault | Holder::Dossier { .. }) => 1,
        (_, Holder::Site { .. }) => 3,
        (true, _) => 2,
    });
    found
}
