//! Names everything that can go wrong in the store, each with a stable dotted code.

use std::path::PathBuf;

use crate::attachments::State;

/// What a call on the store may fail with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Somebody else holds the database, or our turn did not come in time. Trying again later helps.
    #[error("the database is busy")]
    Busy(#[source] Option<sqlx::Error>),
    /// The draft changed since it was read: `expected` is the caller's revision, `actual` the stored one.
    #[error("the record changed meanwhile: revision {expected} was expected, {actual} is stored")]
    Conflict {
        /// The revision the caller had read.
        expected: i64,
        /// The revision that is stored.
        actual: i64,
    },
    /// The database file is damaged: nothing is written to it any more.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// A stored file is not there, or not what was stored: nobody can read it any more.
    #[error("{0}: the stored file is damaged, or is not there")]
    Damaged(PathBuf),
    /// As many passwords wait to be hashed as may. Trying again later helps.
    #[error("too many passwords wait to be hashed")]
    Crowded,
    /// The draft was already submitted: it can be changed no more.
    #[error("the draft was already submitted")]
    DraftSubmitted,
    /// A value given by the caller cannot be stored (say, a name of an agency that is not a slug).
    #[error("{0} cannot be stored")]
    Invalid(&'static str),
    /// The disk is full.
    #[error("no room is left on the disk")]
    Full(#[source] Option<Box<dyn std::error::Error + Send + Sync>>),
    /// A file of the store could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file meant.
        path: PathBuf,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// The file may not leave: the antivirus has not examined it yet, or found it harmful.
    #[error("the file is held back: it is {}", match .0 { State::Pending => "still to be examined", _ => "harmful" })]
    Held(State),
    /// The journal is not what was written.
    #[error(transparent)]
    Journal(#[from] crate::journal::Fault),
    /// A key file or a key setting cannot be understood.
    #[error("{0}: not a key of 32 bytes in hexadecimal")]
    KeyFormat(String),
    /// A backup is being restored into this data folder, or was and did not come to its end.
    #[error("{0}: a backup was not restored to its end here")]
    HalfRestored(PathBuf),
    /// Another process already serves this data folder.
    #[error("{0} is in use by another process")]
    Locked(PathBuf),
    /// A newer version of guichet has migrated this database.
    #[error("the database has schema {found}, this program knows {known}: start a newer guichet")]
    Newer {
        /// The schema found.
        found: i64,
        /// The newest schema this program knows.
        known: i64,
    },
    /// The record asked for is not there (or no more).
    #[error("no such {0}")]
    NotFound(&'static str),
    /// The password could not be hashed or its stored hash cannot be read.
    #[error("the password's hash cannot be used: {0}")]
    Password(String),
    /// The operating system gave no randomness.
    #[error("no randomness from the operating system")]
    Random,
    /// The reference drawn was given out before: the caller draws another one.
    #[error("this reference was given out before")]
    ReferenceTaken,
    /// A lease was lost: another worker has taken this piece of work over.
    #[error("the lease on this work was lost")]
    StaleLease,
    /// A sealed value does not open: it was changed, moved to another record, or cut.
    #[error("the sealed {what} does not open: it was changed or moved")]
    Tampered {
        /// Which field was to be opened.
        what: &'static str,
    },
    /// The database cannot be reached or refuses the query. Trying again later may help.
    #[error("the database is unavailable")]
    Unavailable(#[source] sqlx::Error),
    /// The server runs with settings under which an acknowledged write could be lost.
    #[error("PostgreSQL runs with {0} = off: acknowledged submissions could be lost")]
    UnsafeSettings(String),
    /// The database's address cannot be understood.
    #[error("the database URL must begin with sqlite:// or postgres://")]
    Url(#[source] Option<sqlx::Error>),
    /// A master key that this database was sealed with is not at hand. Ids are drawn from the keys and betray nothing of them.
    #[error("this data was sealed with the master key {wanted}, which is not at hand; at hand: {held}")]
    WrongKey {
        /// The id of the key that is missing.
        wanted: String,
        /// The ids of those that are at hand; empty where there is none.
        held: String,
    },
}

impl StoreError {
    /// The stable code, for logs, metrics and the error page.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Busy(_) => "store.busy",
            Self::Conflict { .. } => "store.conflict",
            Self::Corrupt(_) | Self::Journal(_) => "store.corrupt",
            Self::Crowded => "password.crowded",
            Self::Damaged(_) => "file.damaged",
            Self::DraftSubmitted => "store.draft_submitted",
            Self::Invalid(_) => "store.invalid",
            Self::Full(_) => "store.full",
            Self::File { .. } => "store.file",
            Self::Held(State::Pending) => "file.scanning",
            Self::Held(_) => "file.malware",
            Self::KeyFormat(_) => "store.key_format",
            Self::HalfRestored(_) => "store.half_restored",
            Self::Locked(_) => "store.locked",
            Self::Newer { .. } => "store.newer",
            Self::NotFound(_) => "store.not_found",
            Self::Password(_) => "store.password",
            Self::Random => "store.random",
            Self::ReferenceTaken => "store.reference_taken",
            Self::StaleLease => "store.stale_lease",
            Self::Tampered { .. } => "store.tampered",
            Self::Unavailable(_) => "store.unavailable",
            Self::UnsafeSettings(_) => "store.unsafe_settings",
            Self::Url(_) => "store.url",
            Self::WrongKey { .. } => "store.wrong_key",
        }
    }

    /// Whether the same call may well succeed a moment later (a page answers 503 with Retry-After).
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Busy(_) | Self::Crowded | Self::Full(_) | Self::Unavailable(_) => true,
            // A disk that cannot write or too many open files: as it is with the database, which lies on the same disk. The standard library
            // names neither EIO nor ENFILE nor EMFILE.
            Self::File { source, .. } => matches!(source.raw_os_error(), Some(5 | 23 | 24)),
            _ => false,
        }
    }

    pub(crate) fn file(path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        if matches!(source.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded) {
            return Self::Full(Some(Box::new(source)));
        }
        Self::File { path: path.into(), source }
    }
}

/// Sorts the engines' errors into ours. SQLite reports result codes (the low byte is the primary one), PostgreSQL SQLSTATEs.
impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let code = match &error {
            sqlx::Error::Database(database) => database.code().map(|code| code.into_owned()),
            sqlx::Error::PoolTimedOut => return Self::Busy(Some(error)),
            _ => None,
        };
        let Some(code) = code else {
            return Self::Unavailable(error);
        };
        if let (Ok(number), true) = (code.parse::<u32>(), code.len() < 5) {
            return match number & 0xff {
                5 | 6 => Self::Busy(Some(error)),
                11 | 26 => Self::Corrupt(error.to_string()),
                13 => Self::Full(Some(Box::new(error))),
                _ => Self::Unavailable(error),
            };
        }
        match code.as_str() {
            // Serialisation failure, deadlock, lock not available, statement timeout, too many connections.
            "40001" | "40P01" | "55P03" | "57014" | "53300" => Self::Busy(Some(error)),
            "53100" => Self::Full(Some(Box::new(error))),
            // Data corrupted, index corrupted.
            "XX001" | "XX002" => Self::Corrupt(error.to_string()),
            _ => Self::Unavailable(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transient_errors_are_those_that_waiting_cures() {
        assert!(StoreError::from(sqlx::Error::PoolTimedOut).is_transient());
        assert!(!StoreError::WrongKey { wanted: String::new(), held: String::new() }.is_transient());
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert_eq!(StoreError::file("x", full).code(), "store.full");
        assert!(StoreError::file("x", std::io::Error::from_raw_os_error(5)).is_transient(), "a disk that cannot write");
        assert!(!StoreError::file("x", std::io::Error::from(std::io::ErrorKind::NotFound)).is_transient());
    }
}
