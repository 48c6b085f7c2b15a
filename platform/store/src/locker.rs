//! Seals and opens the fields of one record with the record's own key.

use uuid::Uuid;

use crate::error::StoreError;
use crate::sealing::{DataKey, Place};
use crate::store::Shared;

/// The key of one record, and where the record lives.
#[derive(Debug, Clone)]
pub(crate) struct Locker {
    key: DataKey,
    agency: String,
    kind: &'static str,
    record: String,
}

const KEY_FIELD: &str = "data_key";

impl Locker {
    /// Draws a key for a new record; also gives its wrapped form, which goes into the row.
    pub(crate) fn create(
        shared: &Shared,
        agency: &str,
        kind: &'static str,
        record: impl ToString,
    ) -> Result<(Self, Vec<u8>), StoreError> {
        check_agency(agency)?;
        let record = record.to_string();
        let (key, wrapped) =
            shared.keyring.new_key(&shared.ids, Place { agency, kind, record: &record, field: KEY_FIELD })?;
        Ok((Self { key, agency: agency.to_owned(), kind, record }, wrapped))
    }

    /// Takes the key out of a row.
    pub(crate) fn unwrap(
        shared: &Shared,
        agency: &str,
        kind: &'static str,
        record: impl ToString,
        wrapped: &[u8],
    ) -> Result<Self, StoreError> {
        let record = record.to_string();
        let key = shared.keyring.unwrap_key(Place { agency, kind, record: &record, field: KEY_FIELD }, wrapped)?;
        Ok(Self { key, agency: agency.to_owned(), kind, record })
    }

    /// The same key for a record that belongs to this one (an event to its case).
    pub(crate) fn part(&self, kind: &'static str, record: Uuid) -> Self {
        Self { key: self.key.clone(), agency: self.agency.clone(), kind, record: record.to_string() }
    }

    pub(crate) fn key(&self) -> &DataKey {
        &self.key
    }

    pub(crate) fn place<'a>(&'a self, field: &'a str) -> Place<'a> {
        Place { agency: &self.agency, kind: self.kind, record: &self.record, field }
    }

    pub(crate) fn seal(&self, shared: &Shared, field: &str, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.key.seal(&shared.ids, self.place(field), plain)
    }

    pub(crate) fn seal_opt(
        &self,
        shared: &Shared,
        field: &str,
        plain: Option<&str>,
    ) -> Result<Option<Vec<u8>>, StoreError> {
        plain.map(|plain| self.seal(shared, field, plain.as_bytes())).transpose()
    }

    pub(crate) fn open(&self, field: &'static str, sealed: &[u8]) -> Result<Vec<u8>, StoreError> {
        self.key.open(self.place(field), field, sealed)
    }

    /// Of a field that has its name from elsewhere.
    pub(crate) fn open_named(&self, field: &str, sealed: &[u8]) -> Result<String, StoreError> {
        let plain = self.key.open(self.place(field), "part", sealed)?;
        String::from_utf8(plain).map_err(|_| StoreError::Tampered { what: "part" })
    }

    pub(crate) fn open_text(&self, field: &'static str, sealed: &[u8]) -> Result<String, StoreError> {
        String::from_utf8(self.open(field, sealed)?).map_err(|_| StoreError::Tampered { what: field })
    }

    pub(crate) fn open_opt(&self, field: &'static str, sealed: Option<Vec<u8>>) -> Result<Option<String>, StoreError> {
        sealed.map(|sealed| self.open_text(field, &sealed)).transpose()
    }
}

/// An agency's id is a slug: it goes into keys, paths and associated data.
pub(crate) fn check_agency(agency: &str) -> Result<(), StoreError> {
    let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if agency.is_empty() || agency.len() > 64 || !agency.chars().all(slug) {
        return Err(StoreError::Invalid("an agency whose id is no slug of at most 64 characters"));
    }
    Ok(())
}
