//! Replaces the master key while everybody serves: a new key seals, what the old ones sealed is sealed anew in small batches, and a key
//! that nothing needs any more can go.
//!
//! The key that sealed the canary (the index key, in `meta`) is the one that seals; each process learns of a change by [`learn`], or when it
//! meets a value that it cannot open. Which keys something may still be sealed with stands in `meta` too (`key:<id>`), so that a server from
//! which one is missing refuses to start. Data keys stay what they are: only their wrapping is made anew.

use jiff::{SignedDuration, Timestamp};

use crate::connection::{Read, Write};
use crate::engine::{Link, Row, args};
use crate::error::StoreError;
use crate::keys;
use crate::opening::CANARY;
use crate::sealing::{KeyId, Keyring, Place, key_id};
use crate::store::Store;

mod sealed;

use sealed::{SEALED, Sealed};

/// How many values one batch seals anew: no writer waits longer for it than for anybody else.
const BATCH: i64 = 200;
/// How long a key is kept after another one took its place: what was being written then (a long upload) still names it.
const LINGER: SignedDuration = SignedDuration::from_hours(1);

/// A master key, as this database knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Its id, in hexadecimal.
    pub id: String,
    /// Whether it seals.
    pub current: bool,
    /// Whether it is at hand.
    pub held: bool,
    /// Since when it was in use here, as far as is known.
    pub since: Timestamp,
    /// When another took its place.
    pub replaced_at: Option<Timestamp>,
    /// Since when nothing needs it.
    pub retired_at: Option<Timestamp>,
    /// How many values it still seals.
    pub seals: u64,
}

/// Why a key was not changed.
#[derive(Debug, thiserror::Error)]
pub enum RotationError {
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Keys were given from outside, and there is no single other one among them to go over to.
    #[error("one other key must be given beside the one that seals")]
    NoNext,
    /// No such key is known.
    #[error("no key has this id")]
    Unknown,
    /// It seals what is new.
    #[error("this key is the one that seals")]
    Current,
    /// So many values are still sealed with it.
    #[error("{0} values are still sealed with this key")]
    Needed(u64),
    /// Another took its place only now.
    #[error("another key took its place less than an hour ago")]
    TooSoon,
}

impl RotationError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::NoNext => "keys.no_next",
            Self::Unknown => "keys.unknown",
            Self::Current => "keys.current",
            Self::Needed(_) => "keys.needed",
            Self::TooSoon => "keys.too_soon",
        }
    }
}

/// What is remembered of a key.
#[derive(Debug, Clone, Copy)]
struct Known {
    id: KeyId,
    since: i64,
    replaced: i64,
    retired: i64,
}

const ALL: &str = "select name, value from meta where substr(name, 1, 4) = 'key:' order by name";
const SET: &str =
    "insert into meta (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value";

impl Known {
    fn read(row: &Row) -> Result<Self, StoreError> {
        let corrupt = || StoreError::Corrupt("what is remembered of a master key cannot be read".to_owned());
        let (name, value) = (row.text("name")?, row.bytes("value")?);
        let mut id = [0; 8];
        hex::decode_to_slice(name.get(4..).unwrap_or_default(), &mut id).map_err(|_| corrupt())?;
        let number = |place: usize| -> Result<i64, StoreError> {
            let bytes = value.get(place * 8..place * 8 + 8).ok_or_else(corrupt)?;
            Ok(i64::from_be_bytes(bytes.try_into().map_err(|_| corrupt())?))
        };
        Ok(Self { id, since: number(0)?, replaced: number(1)?, retired: number(2)? })
    }

    fn name(&self) -> String {
        format!("key:{}", hex::encode(self.id))
    }

    fn value(&self) -> Vec<u8> {
        [self.since, self.replaced, self.retired].iter().flat_map(|number| number.to_be_bytes()).collect()
    }

    async fn write(&self, tx: &mut Write) -> Result<(), StoreError> {
        tx.execute(SET, args![&self.name(), &self.value()]).await.map(drop)
    }
}

fn time(micros: i64) -> Option<Timestamp> {
    (micros != 0).then(|| crate::clock::from_micros(micros))
}

/// Proves that every key is at hand that something may still be sealed with; remembers those of a database that knew none yet.
pub(crate) async fn prove(keyring: &Keyring, now: Timestamp, link: &mut Link) -> Result<(), StoreError> {
    const FIRST: &str = "insert into meta (name, value) values ($1, $2) on conflict do nothing";
    let known = link.rows(ALL.into(), args![]).await?;
    for row in &known {
        let known = Known::read(row)?;
        if known.retired == 0 {
            keyring.master(known.id)?;
        }
    }
    if known.is_empty() {
        for id in keyring.ids() {
            let first = Known { id, since: now.as_microsecond(), replaced: 0, retired: 0 };
            link.execute(FIRST.into(), args![&first.name(), &first.value()]).await?;
        }
    }
    Ok(())
}

/// Learns which key seals by now.
///
/// # Errors
/// `store.wrong_key` where it is not at hand: nothing can be written that others could not read, but nothing of theirs be read either.
pub async fn learn(store: &Store) -> Result<(), StoreError> {
    let row = store.read(async |conn| conn.row(CANARY, args![]).await).await?;
    let canary = row.map(|row| row.bytes("value")).transpose()?;
    let keyring = &store.shared().keyring;
    match canary.as_deref().and_then(key_id) {
        Some(id) if id != keyring.current_id() => {
            keyring.switch(id)?;
            tracing::info!(key = hex::encode(id), "another master key seals from now on");
            Ok(())
        }
        _ => Ok(()),
    }
}

async fn known(conn: &mut Read) -> Result<Vec<Known>, StoreError> {
    conn.rows(ALL, args![]).await?.iter().map(Known::read).collect()
}

/// Every key that this database knows, the one that seals first, and how much each seals. Looks at every sealed value.
///
/// # Errors
/// Those of the store.
pub async fn list(store: &Store) -> Result<Vec<Told>, StoreError> {
    learn(store).await?;
    let keyring = &store.shared().keyring;
    let counts = count(store).await?;
    let known = store.read(known).await?;
    let mut told: Vec<Told> = known
        .iter()
        .map(|key| Told {
            id: hex::encode(key.id),
            current: key.id == keyring.current_id(),
            held: keyring.master(key.id).is_ok(),
            since: crate::clock::from_micros(key.since),
            replaced_at: time(key.replaced),
            retired_at: time(key.retired),
            seals: counts.iter().find(|(id, _)| *id == key.id).map_or(0, |(_, count)| *count),
        })
        .collect();
    told.sort_by_key(|key| (!key.current, key.since, key.id.clone()));
    Ok(told)
}

async fn count(store: &Store) -> Result<Vec<(KeyId, u64)>, StoreError> {
    let mut counts: Vec<(KeyId, u64)> = Vec::new();
    for sealed in SEALED {
        let mut after = sealed.first();
        while let Some(rows) = store.read(async |conn| page(conn, sealed, &after).await).await? {
            for row in &rows {
                let id = key_id(&row.bytes("sealed")?).ok_or(StoreError::Tampered { what: "key" })?;
                match counts.iter_mut().find(|(of, _)| *of == id) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((id, 1)),
                }
                after = sealed.after(row)?;
            }
        }
    }
    Ok(counts)
}

/// The next values of a column; `None` at its end.
async fn page(conn: &mut Read, sealed: &Sealed, after: &sealed::Key) -> Result<Option<Vec<Row>>, StoreError> {
    let rows = conn.rows(sealed.page, &after.args(Some(BATCH))).await?;
    Ok((!rows.is_empty()).then_some(rows))
}

/// Goes over to another key: a new one, written into the file that keys come from; or, where they were given otherwise, the one that was
/// given beside the one that seals. Gives its id. What is sealed already stays as it is: [`reseal`].
///
/// # Errors
/// `keys.no_next`; those of the store.
pub async fn rotate(store: &Store) -> Result<String, RotationError> {
    learn(store).await?;
    let shared = store.shared();
    let keyring = &shared.keyring;
    let keys = store.read(known).await?;
    let retired = |id: &KeyId| keys.iter().any(|key| key.id == *id && key.retired != 0);
    let next = match keyring.file() {
        Some(file) => {
            let before = keyring.ids();
            let fresh = keys::fresh_line(&shared.ids)?;
            // As the file stands, not as it was read: another process may have written to it.
            let text = keys::read(file)?.unwrap_or_default();
            let text = zeroize::Zeroizing::new(format!("{}\n{}", text.trim_end(), fresh.as_str()));
            keys::replace(file, &text)?;
            let id = Keyring::parse(&fresh, "a new key")?.current_id();
            debug_assert!(!before.contains(&id));
            id
        }
        None => {
            let others: Vec<KeyId> =
                keyring.ids().into_iter().filter(|id| *id != keyring.current_id() && !retired(id)).collect();
            // One that something was sealed with before is no new one.
            let fresh: Vec<KeyId> =
                others.into_iter().filter(|id| keys.iter().all(|key| key.id != *id || key.replaced == 0)).collect();
            let [next] = fresh.as_slice() else { return Err(RotationError::NoNext) };
            *next
        }
    };
    crate::faults::point("keys.written");
    let canary = keyring.canary_of(&shared.ids, next)?;
    let former = keyring.current_id();
    store
        .write(async |tx| {
            let now = tx.now().as_microsecond();
            let keys = known(tx).await?;
            let of = |id| keys.iter().find(|key| key.id == id).copied();
            let since = of(next).map_or(now, |key| key.since);
            Known { id: next, since, replaced: 0, retired: 0 }.write(tx).await?;
            let since = of(former).map_or(now, |key| key.since);
            Known { id: former, since, replaced: now, retired: 0 }.write(tx).await?;
            tx.execute(SET, args!["index_key", &canary]).await?;
            Ok::<_, StoreError>(())
        })
        .await?;
    keyring.switch(next)?;
    Ok(hex::encode(next))
}

/// What became of values that another key had sealed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Resealed {
    /// Sealed anew.
    pub done: u64,
    /// Left as they are: they do not open, with whatever key is at hand.
    pub unreadable: u64,
}

/// Seals anew, with the key that seals, whatever another one sealed. Interrupted, it goes on where it is called again. `told` hears of every
/// batch.
///
/// # Errors
/// Those of the store. What does not open holds up nothing else.
pub async fn reseal(store: &Store, mut told: impl FnMut(Resealed)) -> Result<Resealed, StoreError> {
    learn(store).await?;
    let mut so_far = Resealed::default();
    for sealed in SEALED {
        let mut after = sealed.first();
        while let Some(rows) = store.read(async |conn| page(conn, sealed, &after).await).await? {
            let mut anew = Vec::new();
            for row in &rows {
                after = sealed.after(row)?;
                let (agency, record) = ((sealed.agency)(row)?, (sealed.record)(row)?);
                let place = Place { agency: &agency, kind: (sealed.kind)(row)?, record: &record, field: sealed.field };
                let old = row.bytes("sealed")?;
                let shared = store.shared();
                match shared.keyring.seal_anew(&shared.ids, sealed.layer, place, &old) {
                    Ok(Some(new)) => anew.push((sealed.after(row)?, old, new)),
                    Ok(None) => {}
                    Err(error @ (StoreError::Tampered { .. } | StoreError::WrongKey { .. })) => {
                        tracing::error!(
                            agency,
                            kind = place.kind,
                            record,
                            code = error.code(),
                            "a value cannot be sealed anew"
                        );
                        so_far.unreadable += 1;
                    }
                    Err(error) => return Err(error),
                }
            }
            if anew.is_empty() {
                continue;
            }
            // Only where it is still what was read: whoever wrote meanwhile wrote with the new key.
            so_far.done += store
                .write(async |tx| {
                    let mut touched = 0;
                    for (key, old, new) in &anew {
                        touched += tx.execute(sealed.update, &key.with(old, new)).await?;
                    }
                    Ok::<_, StoreError>(touched)
                })
                .await?;
            crate::faults::point("keys.resealed");
            told(so_far);
        }
    }
    Ok(so_far)
}

/// Takes a key out of use that nothing is sealed with any more, and out of the file that keys come from. Backups of before still need it.
///
/// # Errors
/// `keys.unknown`, `keys.current`, `keys.too_soon`, `keys.needed`; those of the store.
pub async fn retire(store: &Store, id: &str) -> Result<(), RotationError> {
    learn(store).await?;
    let keyring = &store.shared().keyring;
    let keys = store.read(known).await?;
    let key = keys.iter().find(|key| hex::encode(key.id) == id).copied().ok_or(RotationError::Unknown)?;
    if key.id == keyring.current_id() {
        return Err(RotationError::Current);
    }
    if key.retired == 0 {
        // A key that was given and never sealed has not been replaced.
        let replaced = time(key.replaced);
        if replaced.is_some_and(|at| at + LINGER > store.clock().now()) {
            return Err(RotationError::TooSoon);
        }
        let needed = count(store).await?.iter().find(|(of, _)| *of == key.id).map_or(0, |(_, count)| *count);
        if needed > 0 {
            return Err(RotationError::Needed(needed));
        }
        store
            .write(async |tx| {
                let retired = tx.now().as_microsecond();
                Known { retired, ..key }.write(tx).await
            })
            .await?;
    }
    if let Some(file) = keyring.file() {
        let text = keys::read(file)?.unwrap_or_default();
        let mut left = zeroize::Zeroizing::new(String::new());
        for line in text.split(['\n', ',']).map(str::trim).filter(|line| !line.is_empty()) {
            if Keyring::parse(line, &file.display().to_string())?.current_id() != key.id {
                left.push_str(line);
                left.push('\n');
            }
        }
        keys::replace(file, &left)?;
    }
    Ok(())
}

/// A master key drawn anew, for those who keep theirs in a safe of their own: its id, and its 64 digits.
///
/// # Errors
/// `store.random`.
pub fn fresh(ids: &crate::Ids) -> Result<(String, secrecy::SecretString), StoreError> {
    let line = keys::fresh_line(ids)?;
    let id = Keyring::parse(&line, "a new key")?.current_id();
    Ok((hex::encode(id), secrecy::SecretString::from(line.trim().to_owned())))
}
