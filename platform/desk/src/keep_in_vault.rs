//! Keeps what a citizen wants to keep for the next démarche. `agree` fills it in there: only ever for the account it was kept in.

use std::collections::{BTreeMap, BTreeSet};

use form::{answers::Answers, prefill, state::State, vault::VaultItem};
use jiff::SignedDuration;
use store::{Uuid, Write, documents, dossiers, journal, people};

use crate::{
    Desk,
    access::Person,
    account::entry,
    claim::claimed,
    copy_account,
    error::DeskError,
    submit::{Dossier, json, read_json},
};

/// How long a dossier that was filed without an account may still be claimed for one, where it was filed.
const CLAIMED_WITHIN: SignedDuration = SignedDuration::from_hours(24);

/// Where somebody shows a dossier whose details they want to keep.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// At the address of its draft, which only the browser that filled and confirmed it has.
    Filed,
    /// By its follow-up link, which is mailed, printed and passed on: it proves nothing.
    Followed,
}

/// A vault as `form` reads it: by what it holds (`identity`, `home_address`).
pub type VaultItems = BTreeMap<String, VaultItem>;

/// One thing in a vault.
#[derive(Debug, Clone)]
pub struct VaultView {
    /// What it is (`identity`).
    pub key: String,
    /// The values, with where they came from.
    pub item: VaultItem,
}

/// What of a dossier its citizen wants to keep.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Chosen {
    /// All that could be.
    All,
    /// Values by their names ([`name_of`]).
    These(BTreeSet<String>),
}

impl Chosen {
    /// Of `items`, what was chosen.
    fn of(&self, items: VaultItems) -> VaultItems {
        let Self::These(names) = self else { return items };
        let chosen = items.into_iter().map(|(key, mut item)| {
            item.values.retain(|path, _| names.contains(&name_of(&key, path)));
            (key, item)
        });
        chosen.filter(|(_, item)| !item.values.is_empty()).collect()
    }
}

/// How a form names a value of a vault (`identity:naissance.date`).
pub fn name_of(key: &str, path: &str) -> String {
    format!("{key}:{path}")
}

impl Desk {
    /// What the account's vault holds; nothing where there is no such account.
    pub(crate) async fn vault(&self, person: Uuid) -> Result<VaultItems, DeskError> {
        let views = self.vault_of(person).await?;
        Ok(views.into_iter().map(|view| (view.key, view.item)).collect())
    }

    /// The same, for its owner to see.
    pub async fn vault_view(&self, person: &Person) -> Result<Vec<VaultView>, DeskError> {
        self.vault_of(person.id).await
    }

    async fn vault_of(&self, person: Uuid) -> Result<Vec<VaultView>, DeskError> {
        let entries = self
            .store
            .read(async |conn| match people::get(conn, people::PORTAL, person).await? {
                Some(person) => people::vault(conn, &person).await,
                None => Ok(Vec::new()),
            })
            .await?;
        entries.into_iter().map(|entry| Ok(VaultView { item: item_of(&entry)?, key: entry.key })).collect()
    }

    /// What could be kept of a dossier.
    pub fn keepable(&self, dossier: &Dossier) -> Result<VaultItems, DeskError> {
        Ok(self.told(dossier, prefill::collect)?.unwrap_or_default())
    }

    /// Of what could be kept, what the person's vault does not hold already, word for word.
    pub async fn unkept(&self, items: VaultItems, person: &Person) -> Result<VaultItems, DeskError> {
        let known = self.vault(person.id).await?;
        let unkept = items.into_iter().map(|(key, mut item)| {
            if let Some(there) = known.get(&key) {
                item.values.retain(|path, held| there.values.get(path).is_none_or(|there| there.value != held.value));
            }
            (key, item)
        });
        Ok(unkept.filter(|(_, item)| !item.values.is_empty()).collect())
    }

    /// Of what could be kept, what says something else than the person's vault does, and would stand in its place.
    pub async fn replacing(&self, items: &VaultItems, person: &Person) -> Result<VaultItems, DeskError> {
        let known = self.vault(person.id).await?;
        let replacing = items.iter().filter_map(|(key, item)| Some((key.clone(), item.replacing(known.get(key)?))));
        Ok(replacing.filter(|(_, item)| !item.values.is_empty()).collect())
    }

    /// What stands now in the places of what would replace it.
    pub async fn replaced(&self, replacing: &VaultItems, person: &Person) -> Result<VaultItems, DeskError> {
        let mut known = self.vault(person.id).await?;
        known.retain(|key, item| {
            let new = replacing.get(key);
            item.values.retain(|path, _| new.is_some_and(|new| new.values.contains_key(path)));
            !item.values.is_empty()
        });
        Ok(known)
    }

    /// What a dossier tells of its citizen; nothing once it is erased.
    fn told<T>(&self, dossier: &Dossier, ask: impl FnOnce(&State<'_>) -> T) -> Result<Option<T>, DeskError> {
        if dossier.stored.erased_at.is_some() {
            return Ok(None);
        }
        let answers: Answers = read_json(&dossier.stored.answers, "answers")?;
        let served = &dossier.served;
        let facts = self.facts_at(served, dossier.stored.submitted_at, dossier.evidence.language);
        Ok(Some(ask(&State::new(&served.demarche, &answers, &facts))))
    }

    /// The e-mail address to offer for the news of a dossier: the one it gives, else that of who left or filed it; else empty.
    pub fn contact_of(&self, dossier: &Dossier, person: Option<&Person>) -> Result<String, DeskError> {
        let given = self.told(dossier, prefill::email)?.flatten();
        let known = given.or_else(|| dossier.stored.contact.clone());
        Ok(known.or_else(|| person.map(|person| person.email.clone())).unwrap_or_default())
    }

    /// Whether what a dossier tells may be kept: by the account that filed it; one filed without an account, by any, where it was filed and
    /// soon. Nobody keeps another's details as their own.
    pub fn may_keep(&self, dossier: &Dossier, person: Option<&Person>, claim: Claim) -> bool {
        match dossier.stored.person {
            Some(owner) => person.is_some_and(|person| person.id == owner),
            None => claim == Claim::Filed && self.now().duration_since(dossier.stored.submitted_at) < CLAIMED_WITHIN,
        }
    }

    /// Keeps what a dossier tells of its citizen in their vault, its documents with it, and the dossier in their account: all that was chosen,
    /// or nothing. Where nothing was, the dossier alone. `false` where nothing of what was chosen could be kept.
    ///
    /// # Errors
    /// `request.not_found` where [`Self::may_keep`] says no; `document.quota`.
    pub async fn keep(
        &self,
        dossier: &Dossier,
        person: &Person,
        claim: Claim,
        chosen: &Chosen,
    ) -> Result<bool, DeskError> {
        if !self.may_keep(dossier, Some(person), claim) {
            return Err(DeskError::NotFound("dossier"));
        }
        let items = chosen.of(self.keepable(dossier)?);
        let (copied, known) = self.copy_chosen(dossier, person, chosen).await?;
        let done = known || !items.is_empty() || !copied.is_empty();
        self.store
            .write(async |tx| {
                // First of all, as whoever closes it does.
                if !people::hold(tx, people::PORTAL, person.id).await? {
                    return Err(DeskError::NotFound("account"));
                }
                let owner = people::get(tx, people::PORTAL, person.id).await?.ok_or(DeskError::NotFound("account"))?;
                if !dossiers::set_person(tx, &dossier.stored, person.id).await? {
                    return Err(DeskError::NotFound("dossier"));
                }
                if dossier.stored.person.is_none() {
                    journal::add(tx, claimed(&dossier.stored, person)).await?;
                }
                let known = people::vault(tx, &owner).await?;
                let mut kept = false;
                for (key, mut item) in items {
                    if let Some(entry) = known.iter().find(|entry| entry.key == key) {
                        item.take_over(&key, item_of(entry)?);
                    }
                    put(tx, &owner, &key, &item).await?;
                    kept = true;
                }
                if kept {
                    journal::add(tx, entry("vault.kept", person.id)).await?;
                }
                for _ in 0..self.add_copies(tx, &owner, &copied).await? {
                    journal::add(tx, entry("document.kept", person.id)).await?;
                }
                Ok(())
            })
            .await?;
        self.wake_scans.notify_one();
        Ok(done)
    }

    /// Takes a value out of the vault, or one thing, or everything, the documents with it, and destroys the copy that holds it. `false` where
    /// nothing of that name is there: then nothing is noted either.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn forget(&self, person: &Person, what: Forgotten<'_>) -> Result<bool, DeskError> {
        self.store
            .write(async |tx| {
                let owner = people::get(tx, people::PORTAL, person.id).await?.ok_or(DeskError::NotFound("account"))?;
                let known = people::vault(tx, &owner).await?;
                let named = |key: &str| known.iter().find(|entry| entry.key == key);
                match what {
                    Forgotten::Value(key, path) => {
                        let Some(entry) = named(key) else { return Ok(false) };
                        let mut item = item_of(entry)?;
                        if item.values.remove(path).is_none() {
                            return Ok(false);
                        }
                        put(tx, &owner, key, &item).await?;
                    }
                    Forgotten::Item(key) if named(key).is_none() => return Ok(false),
                    Forgotten::Item(key) => people::remove_from_vault(tx, &owner, key).await?,
                    Forgotten::Everything => {
                        let documents = documents::clear(tx, &owner).await?;
                        if known.is_empty() && documents == 0 {
                            return Ok(false);
                        }
                        people::clear_vault(tx, &owner).await?;
                        for _ in 0..documents {
                            journal::add(tx, entry("document.deleted", person.id)).await?;
                        }
                    }
                }
                copy_account::take_back(tx, person.id).await?;
                if !known.is_empty() {
                    journal::add(tx, entry("vault.forgotten", person.id)).await?;
                }
                Ok(true)
            })
            .await
    }
}

/// What is to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Forgotten<'a> {
    /// The value at this path of this item.
    Value(&'a str, &'a str),
    /// This item.
    Item(&'a str),
    /// All of them, and all documents.
    Everything,
}

/// An item as it was stored, whenever that was.
pub(crate) fn item_of(entry: &people::VaultEntry) -> Result<VaultItem, DeskError> {
    let mut item: VaultItem = read_json(&entry.value, "vault")?;
    item.given_in(&entry.source);
    Ok(item)
}

/// Stores an item; one without values is none. Where its values came from, they say themselves, and sealed.
pub(crate) async fn put(tx: &mut Write, owner: &people::Person, key: &str, item: &VaultItem) -> Result<(), DeskError> {
    if item.values.is_empty() {
        return Ok(people::remove_from_vault(tx, owner, key).await?);
    }
    Ok(people::put_in_vault(tx, owner, key, &json(item)?, "").await?)
}
