//! Lets citizens type and correct their own details, item by item: the same questions, read and judged as in every démarche. What is there
//! need not be whole: each démarche asks for what it needs.

use std::{collections::BTreeMap, sync::Arc};

use form::{
    answers::{Answers, Value},
    journey,
    problem::{Problem, ProblemKind},
    reading::{self, Posting},
    state::State,
    text::Language,
    validation,
    vault::{Held, VaultItem},
};
use sha2::{Digest as _, Sha256};
use store::{journal, people};

use crate::{
    Desk, OwnPages,
    access::Person,
    account::entry,
    copy_account,
    error::DeskError,
    fill::unhurried,
    keep_in_vault::{item_of, put},
    submit::json,
};

/// An item that its owner is typing.
#[derive(Debug)]
pub struct Correcting {
    /// The pages of all items.
    pub own: Arc<OwnPages>,
    /// The index of the page of this one.
    pub page: usize,
    /// What the vault holds, or was typed.
    pub answers: Answers,
    /// Of what the vault held when the page was shown: it is posted with the page.
    pub revision: String,
}

/// A posted page of an item.
#[derive(Debug)]
pub struct Correction {
    /// Names and values, in order.
    pub pairs: Vec<(String, String)>,
    /// Whether the page is only to be shown as the answers make it.
    pub refresh: bool,
    /// Whether the page has told already that more can be answered now.
    pub told: bool,
    /// What the page had of [`Correcting::revision`].
    pub revision: String,
    /// The language of the page.
    pub language: Language,
}

/// What came of it.
#[derive(Debug)]
pub enum Corrected {
    /// It is kept.
    Kept,
    /// The page again, with what is wrong; `opened`: what was answered asks for more.
    Again {
        /// As it was typed.
        correcting: Box<Correcting>,
        /// What is wrong.
        problems: Vec<Problem>,
        /// Whether there are questions that the page did not show.
        opened: bool,
        /// Whether something else is kept by now than when the page was shown: nothing was saved over it.
        changed: bool,
    },
}

impl Desk {
    /// The page of the item `key`, filled with what the vault holds.
    ///
    /// # Errors
    /// `request.not_found` where no component asks for such an item.
    pub async fn correcting(&self, person: &Person, key: &str) -> Result<Correcting, DeskError> {
        let own = self.library.own_pages().await?.ok_or(DeskError::NotFound("item"))?;
        let (page, _) = own.served.demarche.page(key).ok_or(DeskError::NotFound("item"))?;
        let vault = self.vault(person.id).await?;
        let mut answers = Answers::default();
        let facts = self.facts(&own.served, Language::Fr);
        form::prefill::apply_all(&own.served.demarche, page, &mut answers, &vault, &facts);
        Ok(Correcting { own, page, answers, revision: revision(vault.get(key))? })
    }

    /// Calls `act` with the state of an item's page.
    pub fn with_correcting<T>(
        &self,
        correcting: &Correcting,
        language: Language,
        act: impl FnOnce(&State<'_>) -> T,
    ) -> T {
        let served = &correcting.own.served;
        let facts = self.facts(served, language);
        let state = State::new(&served.demarche, &correcting.answers, &facts);
        if served.computes { unhurried(|| act(&state)) } else { act(&state) }
    }

    /// Takes a posted page of the item `key`, and keeps what changed where nothing is wrong.
    ///
    /// # Errors
    /// As [`Self::correcting`]; `answer.unknown_field`.
    pub async fn correct(&self, person: &Person, key: &str, post: &Correction) -> Result<Corrected, DeskError> {
        let mut correcting = self.correcting(person, key).await?;
        let language = post.language;
        let (before, asked) = self.with_correcting(&correcting, language, |state| {
            (values(state, key), journey::unanswered(state, correcting.page))
        });
        let served = Arc::clone(&correcting.own.served);
        let posting = Posting { pairs: &post.pairs, now: self.now() };
        let facts = self.facts(&served, language);
        let read = reading::read_page(&served.demarche, correcting.page, &mut correcting.answers, &posting, &facts);
        if !read.unknown.is_empty() {
            return Err(DeskError::UnknownField {
                names: read.unknown.into_iter().take(5).map(|name| name.chars().take(80).collect()).collect(),
            });
        }
        let (after, problems, opened) = self.with_correcting(&correcting, language, |state| {
            let shown = |path: &String| {
                asked.contains(path)
                    || post.pairs.iter().any(|(name, _)| {
                        name == path || name.strip_prefix(path.as_str()).is_some_and(|rest| rest.starts_with('.'))
                    })
            };
            let opened = journey::unanswered(state, correcting.page).into_iter().any(|path| !shown(&path));
            let problems = validation::page(state, correcting.page).into_iter().filter(is_wrong).collect::<Vec<_>>();
            (values(state, key), problems, opened)
        });
        let again = |correcting, problems, opened| Corrected::Again {
            correcting: Box::new(Correcting { revision: post.revision.clone(), ..correcting }),
            problems,
            opened,
            changed: false,
        };
        if post.refresh {
            return Ok(again(correcting, Vec::new(), false));
        }
        let opened = opened && !post.told;
        if opened || !problems.is_empty() {
            return Ok(again(correcting, problems, opened));
        }
        let today = served.today(self.now());
        let by_now = self
            .store
            .write(async |tx| {
                let owner = people::get(tx, people::PORTAL, person.id).await?.ok_or(DeskError::NotFound("account"))?;
                let known = people::vault(tx, &owner).await?;
                let known = known.iter().find(|entry| entry.key == key).map(item_of).transpose()?;
                // A page from before something was kept would take it away again.
                let by_now = revision(known.as_ref())?;
                if by_now != post.revision {
                    return Ok(Some(by_now));
                }
                let mut item: VaultItem = known.unwrap_or_default();
                // What the page did not show stays: another démarche asked for it.
                for path in before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)) {
                    match after.get(path) {
                        Some(value) => drop(item.values.insert(path.clone(), Held::typed(value.clone(), today))),
                        None => drop(item.values.remove(path)),
                    }
                }
                put(tx, &owner, key, &item).await?;
                if before.keys().any(|path| !after.contains_key(path)) {
                    copy_account::take_back(tx, person.id).await?;
                }
                journal::add(tx, entry("vault.corrected", person.id)).await?;
                Ok::<_, DeskError>(None)
            })
            .await?;
        Ok(match by_now {
            None => Corrected::Kept,
            Some(revision) => Corrected::Again {
                correcting: Box::new(Correcting { revision, ..correcting }),
                problems: Vec::new(),
                opened: false,
                changed: true,
            },
        })
    }
}

/// Tells what an item holds from what it held before; nothing, where it holds nothing.
fn revision(item: Option<&VaultItem>) -> Result<String, DeskError> {
    let Some(item) = item else { return Ok(String::new()) };
    Ok(hex::encode(&Sha256::digest(json(item)?)[..8]))
}

/// What is said of an item, by paths relative to it.
fn values(state: &State<'_>, key: &str) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    let Some((page, _)) = state.demarche.page(key) else { return found };
    state.each_field_of_page(page, &mut |node, path| {
        if let Some(value) = state.value(path)
            && node.repeated_in.is_empty()
            && !matches!(value, Value::Files(_))
        {
            found.insert(path[key.len()..].trim_start_matches('.').to_owned(), value);
        }
    });
    found
}

/// Whether what is there is wrong; that something is missing is for the démarches to say.
fn is_wrong(problem: &Problem) -> bool {
    !matches!(
        problem.kind,
        ProblemKind::Required
            | ProblemKind::NotAttested
            | ProblemKind::TooFewRows { .. }
            | ProblemKind::RuleNeedsAnswer { .. }
            | ProblemKind::NotComputed
            | ProblemKind::NotAvailable
    )
}
