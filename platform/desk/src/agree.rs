//! Asks citizens before anything that is known of them is filled in: who holds it, what, what for, since when. They agree to all of it, to
//! some, or to nothing; what they decided is written down, and taken back at once.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use form::{
    answers::Answers,
    handover::Handed,
    known::{self, Agreed, Holder, Known, Offer},
    prefill, source,
    state::State,
    text::Language,
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use store::{
    StoreError, Token, Uuid, agreements,
    agreements::NewAgreement,
    dossiers,
    drafts::Save,
    journal::{self, NewEntry},
};

use crate::{
    Desk, Fill, Served,
    access::Person,
    error::DeskError,
    fill::{decode, encode, later, unhurried},
    submit::{json, read_json},
};

/// How often a decision is tried again when another tab saved in between.
const ATTEMPTS: usize = 5;

/// What could be filled into a draft, shown to its owner.
#[derive(Debug)]
pub struct Offering {
    /// The draft.
    pub fill: Fill,
    /// What is known of them.
    pub known: Vec<Known>,
    /// What a decision names, that it is one on what was shown, and on nothing that was decided since.
    pub stamp: String,
}

impl Offering {
    /// Value by value.
    pub fn offers(&self) -> Vec<Offer<'_>> {
        known::offers(&self.fill.served.demarche, &self.known)
    }

    /// What was decided before.
    pub fn agreed(&self) -> Option<&Agreed> {
        self.fill.answers.agreed()
    }

    /// What was agreed to before, and is as it was then.
    pub fn still_agreed(&self) -> BTreeSet<String> {
        let Some(agreed) = self.agreed() else { return BTreeSet::new() };
        let offers = self.offers().into_iter().filter(|offer| agreed.holds(&offer.name, &offer.held.value));
        offers.map(|offer| offer.name).collect()
    }
}

/// What a citizen agrees to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AgreedTo {
    /// All that was shown.
    All,
    /// These, by their names.
    These(BTreeSet<String>),
    /// Nothing.
    Nothing,
}

/// What came of a decision.
#[derive(Debug)]
pub enum Decided {
    /// It holds; on to this page.
    Kept(String),
    /// Something else is known now than what was shown, or it was decided elsewhere since: to be shown again.
    Changed(Box<Offering>),
}

/// A decision that was written down.
#[derive(Debug, Clone)]
pub struct AgreementTold {
    /// The draft's id.
    pub draft: Uuid,
    /// The version of the démarche that was shown.
    pub served: Arc<Served>,
    /// The reference of the dossier that the draft became.
    pub reference: Option<String>,
    /// What its follow-up page is opened by.
    pub follow: Option<Token>,
    /// Who holds what it is about.
    pub holder: Holder,
    /// `agreed`, `refused` or `withdrawn`.
    pub decision: String,
    /// What they agreed to: names of the vault with paths.
    pub taken: Vec<(String, String)>,
    /// What they did not.
    pub refused: Vec<(String, String)>,
    /// When.
    pub at: Timestamp,
    /// Whether it can still be taken back: the draft is there, and what was agreed last stands.
    pub stands: bool,
}

/// What a decision names, as it is stored.
#[derive(Serialize, Deserialize)]
struct Told {
    /// Who, as people read it.
    holder: Holder,
    taken: Vec<(String, String)>,
    refused: Vec<(String, String)>,
}

/// Which earlier dossiers of a person are read.
#[derive(Debug, Clone)]
enum Earlier<'a> {
    /// None: what they keep says enough.
    Unread,
    /// Those that something was agreed to from, by their ids.
    These(BTreeSet<&'a str>),
    /// The latest.
    Latest,
}

impl Desk {
    /// What is known of a person that could fill their forms: what they keep, what providers said when they last came in by them, what they
    /// filed before.
    async fn known_of(&self, person: Uuid, earlier: Earlier<'_>) -> Result<Vec<Known>, DeskError> {
        let items = self.vault(person).await?;
        let mut known = vec![Known { holder: Holder::Vault, items }];
        known.extend(self.known_by_providers(person).await?);
        match earlier {
            Earlier::Unread => {}
            Earlier::These(ids) => known.extend(self.known_by_dossiers(person, &ids).await?),
            Earlier::Latest => known.extend(self.known_by_latest_dossiers(person).await?),
        }
        known.retain(|known| !known.items.is_empty());
        Ok(known)
    }

    /// The same for whoever agreed to something in these answers; nothing else is asked for, and what cannot be read fills in nothing.
    pub(crate) async fn known_for(&self, person: Option<Uuid>, answers: &Answers) -> Vec<Known> {
        let mut known = match (person, answers.agreed()) {
            (Some(person), Some(agreed)) if !agreed.names.is_empty() => {
                self.known_at_all(person, Earlier::These(agreed.dossiers())).await.unwrap_or_default()
            }
            _ => Vec::new(),
        };
        known.extend(answers.handed().map(Handed::known));
        known
    }

    /// Of what cannot be read nothing is known: it must keep nobody from filling in their form.
    async fn known_at_all(&self, person: Uuid, earlier: Earlier<'_>) -> Option<Vec<Known>> {
        let told =
            |error: &DeskError| tracing::error!(code = error.code(), "what is known of a citizen cannot be read");
        self.known_of(person, earlier).await.inspect_err(told).ok()
    }

    /// Whether something is known of the person that could fill the démarche.
    pub async fn could_fill(&self, served: &Served, person: &Person) -> bool {
        if served.demarche.prefill.is_empty() {
            return false;
        }
        // Dossiers take longest to read, and what is kept in the account mostly says enough.
        for earlier in [Earlier::Unread, Earlier::Latest] {
            let Some(known) = self.known_at_all(person.id, earlier).await else { return false };
            if !known::offers(&served.demarche, &known).is_empty() {
                return true;
            }
        }
        false
    }

    /// Whether a question of this page is empty for what was agreed to is another value by now, which nobody was shown.
    pub async fn is_known_otherwise(&self, fill: &Fill, page: usize) -> bool {
        let demarche = &fill.served.demarche;
        let Some(agreed) = fill.answers.agreed().filter(|agreed| !agreed.names.is_empty()) else { return false };
        if !prefill::is_left_open(demarche, page, &fill.answers) {
            return false;
        }
        let known = self.known_for(fill.draft.person, &fill.answers).await;
        let is_open =
            |fills: &known::Fills<'_>| fills.node.page == Some(page) && fill.answers.value(&fills.node.path).is_none();
        known::offers(demarche, &known).iter().any(|offer| {
            agreed.names.contains(&offer.name)
                && !agreed.holds(&offer.name, &offer.held.value)
                && offer.fills.iter().any(is_open)
        })
    }

    /// What could be filled into the draft at an address.
    ///
    /// # Errors
    /// As [`Self::fill_for`]; `request.not_found` where the draft belongs to no account and no site handed anything over for it: nothing is
    /// known of whoever fills it.
    pub async fn offering(&self, address: &str, person: Option<&Person>) -> Result<Offering, DeskError> {
        let fill = self.fill_for(address, person).await?;
        if fill.draft.person.is_none() && fill.answers.handed().is_none() {
            return Err(DeskError::NotFound("draft"));
        }
        let asks = !fill.served.demarche.prefill.is_empty();
        let known = match fill.draft.person {
            Some(person) if asks => self.known_at_all(person, Earlier::Latest).await,
            _ => None,
        };
        let mut known = known.unwrap_or_default();
        known.extend(fill.answers.handed().map(Handed::known));
        let stamp = stamp(&fill, &known)?;
        Ok(Offering { fill, known, stamp })
    }

    /// Keeps what the owner of a draft decided of what the page with this stamp showed: fills in what they agree to, takes out what they do
    /// not.
    ///
    /// # Errors
    /// As [`Self::offering`]; `answer.unknown_field` where something was not shown; `store.draft_submitted`.
    pub async fn decide(
        &self,
        demarche: &str,
        address: &str,
        person: Option<&Person>,
        (agreed_to, stamp): (&AgreedTo, &str),
        language: Language,
    ) -> Result<Decided, DeskError> {
        for attempt in 1.. {
            let offering = self.offering(address, person).await?;
            if offering.fill.draft.demarche != demarche {
                return Err(DeskError::NotFound("draft"));
            }
            if offering.fill.draft.submitted_at.is_some() {
                return Err(StoreError::DraftSubmitted.into());
            }
            if offering.stamp != stamp {
                return Ok(Decided::Changed(Box::new(offering)));
            }
            let offers = offering.offers();
            let all: BTreeSet<String> = offers.iter().map(|offer| offer.name.clone()).collect();
            let names = match agreed_to {
                AgreedTo::All => all,
                AgreedTo::Nothing => BTreeSet::new(),
                AgreedTo::These(these) => {
                    let unknown = these.difference(&all).take(5).map(|name| name.chars().take(80).collect());
                    let unknown: Vec<String> = unknown.collect();
                    if !unknown.is_empty() {
                        return Err(DeskError::UnknownField { names: unknown });
                    }
                    these.clone()
                }
            };
            let rows = rows(&offers, &names);
            match self.agree(&offering.fill, &offering.known, names, &rows, language).await {
                Ok(()) => return Ok(Decided::Kept(offering.fill.draft.page.clone())),
                Err(DeskError::Store(StoreError::Conflict { .. })) if attempt < ATTEMPTS => {
                    self.after_the_others().await?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(DeskError::NotFound("draft"))
    }

    /// Takes back all that the owner of a draft agreed to: what was filled in goes out of it.
    ///
    /// # Errors
    /// `request.not_found` where the account has no such draft; `store.draft_submitted`: what was sent is with its recipients.
    pub async fn withdraw(&self, person: &Person, draft: Uuid) -> Result<(), DeskError> {
        for attempt in 1.. {
            let fill = self.fill_open(&draft.to_string(), Some(person)).await?;
            if fill.draft.submitted_at.is_some() {
                return Err(StoreError::DraftSubmitted.into());
            }
            let Some(agreed) = fill.answers.agreed().filter(|agreed| !agreed.names.is_empty()) else {
                return Ok(());
            };
            let mut rows: Vec<Told> = Vec::new();
            let stored = self.store.read(async |conn| agreements::of_person(conn, person.id).await).await?;
            for one in stored.into_iter().filter(|one| one.draft.id == draft && one.decision == "agreed") {
                let told: Told = read_json(&one.told, "agreement")?;
                let standing = |(key, path): &(String, String)| {
                    agreed.names.contains(&known::name_of(&told.holder.id(), key, path))
                };
                let refused: Vec<_> = told.taken.iter().filter(|one| standing(one)).cloned().collect();
                if !refused.is_empty() && rows.iter().all(|row| row.holder.id() != told.holder.id()) {
                    rows.push(Told { holder: told.holder, taken: Vec::new(), refused });
                }
            }
            match self.agree(&fill, &[], BTreeSet::new(), &rows, Language::Fr).await {
                Ok(()) => return Ok(()),
                Err(DeskError::Store(StoreError::Conflict { .. })) if attempt < ATTEMPTS => {
                    self.after_the_others().await?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(DeskError::NotFound("draft"))
    }

    async fn agree(
        &self,
        fill: &Fill,
        known: &[Known],
        names: BTreeSet<String>,
        rows: &[Told],
        language: Language,
    ) -> Result<(), DeskError> {
        let person = fill.draft.person;
        let before = fill.answers.agreed();
        let had = before.is_some_and(|agreed| !agreed.names.is_empty());
        let act = match (names.is_empty(), had) {
            (false, _) => "prefill.agreed",
            (true, true) => "prefill.withdrawn",
            (true, false) => "prefill.refused",
        };
        let mut answers = fill.answers.clone();
        let number = before.map_or(0, |agreed| agreed.number).saturating_add(1);
        let served = &fill.served;
        let now = self.now();
        answers.agree(Agreed::to(number, now, names, &known::offers(&served.demarche, known)));
        unhurried(|| {
            let (demarche, facts) = (&served.demarche, self.facts(served, language));
            prefill::take_back_refused(demarche, &mut answers, now);
            prefill::take_back_changed(demarche, &mut answers, known, now);
            // The pages that were reached already; the others as they are.
            let reached = demarche.page(&fill.draft.page).map_or(0, |(page, _)| page);
            let pages = State::new(demarche, &answers, &facts).pages();
            for page in pages.into_iter().filter(|page| *page <= reached) {
                prefill::apply(demarche, page, &mut answers, known, &facts);
            }
            source::settle(demarche, &mut answers, &facts);
        });
        let bytes = encode(&answers)?;
        let save = Save {
            answers: &bytes,
            page: &fill.draft.page,
            language: &fill.draft.language,
            expires_at: later(served, self.now(), served.demarche.retention.draft),
        };
        let mut told = Vec::with_capacity(rows.len());
        for row in rows {
            let of_holder = format!("{}/", row.holder.id());
            let had = before.is_some_and(|agreed| agreed.names.iter().any(|name| name.starts_with(&of_holder)));
            let decision = match (row.taken.is_empty(), had) {
                (false, _) => "agreed",
                (true, true) => "withdrawn",
                (true, false) => "refused",
            };
            told.push((row.holder.id(), decision, json(row)?));
        }
        let committed: Vec<u8> = told.iter().flat_map(|(.., bytes)| bytes.iter().copied()).collect();
        let draft = &fill.draft;
        self.store
            .write(async |tx| {
                store::drafts::save(tx, draft, save).await?;
                // Without an account, what was decided lies with the answers, and the journal commits to it.
                if let Some(person) = person {
                    for (holder, decision, told) in &told {
                        agreements::add(tx, draft, NewAgreement { person, holder, decision, told }).await?;
                    }
                }
                let entry = NewEntry {
                    agency: &draft.agency,
                    act,
                    object_kind: "draft",
                    object: draft.id,
                    actor_kind: "citizen",
                    actor: person,
                    committed: Some(&committed),
                };
                Ok::<_, DeskError>(journal::add(tx, entry).await?)
            })
            .await
    }

    /// What a person decided, the latest first.
    pub async fn agreements(&self, person: &Person) -> Result<Vec<AgreementTold>, DeskError> {
        let (stored, filed) = self
            .store
            .read(async |conn| {
                let stored = agreements::of_person(conn, person.id).await?;
                Ok::<_, StoreError>((stored, dossiers::of_person(conn, person.id).await?))
            })
            .await?;
        let mut told = Vec::with_capacity(stored.len());
        let mut seen: BTreeSet<Uuid> = BTreeSet::new();
        for one in stored {
            let draft = &one.draft;
            let became = filed.iter().find(|dossier| dossier.draft == draft.id);
            let served = self.library.version(&self.store, &draft.agency, &draft.demarche, &one.definition).await?;
            let said: Told = read_json(&one.told, "agreement")?;
            let open = draft.submitted_at.is_none() && draft.expires_at > self.now();
            // A decision is one on everything: the latest that let something in is what stands, told once.
            let stands = open && one.decision == "agreed" && seen.insert(draft.id) && {
                let answers = decode(&draft.answers)?;
                answers.agreed().is_some_and(|agreed| !agreed.names.is_empty())
            };
            told.push(AgreementTold {
                draft: draft.id,
                reference: became.map(|dossier| dossier.reference.clone()),
                follow: became.map(|dossier| dossier.follow.clone()),
                holder: said.holder,
                decision: one.decision,
                taken: said.taken,
                refused: said.refused,
                at: one.at,
                served,
                stands,
            });
        }
        Ok(told)
    }
}

/// What is decided of what each holder has.
fn rows(offers: &[Offer<'_>], names: &BTreeSet<String>) -> Vec<Told> {
    let mut rows: BTreeMap<&Holder, Told> = BTreeMap::new();
    for offer in offers {
        let row = rows.entry(offer.holder).or_insert_with(|| Told {
            holder: offer.holder.clone(),
            taken: Vec::new(),
            refused: Vec::new(),
        });
        let one = (offer.key.to_owned(), offer.path.clone());
        if names.contains(&offer.name) { row.taken.push(one) } else { row.refused.push(one) }
    }
    rows.into_values().collect()
}

fn stamp(fill: &Fill, known: &[Known]) -> Result<String, DeskError> {
    let number = fill.answers.agreed().map_or(0, |agreed| agreed.number);
    let shown: Vec<_> = known::offers(&fill.served.demarche, known)
        .into_iter()
        .map(|offer| (offer.name.clone(), offer.held.clone()))
        .collect();
    Ok(hex::encode(&Sha256::digest(json(&(fill.draft.id.to_string(), number, shown))?)[..16]))
}
