//! Names what a deed can refuse or fail with, each with a stable dotted code.

use std::sync::Arc;

use store::{StoreError, attachments::State};

use crate::Served;

/// What a deed refuses or fails with.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DeskError {
    /// The account, invitation or address is already in use.
    #[error("this address already has an account")]
    AccountExists,
    /// The code that the citizen chose was mistyped.
    #[error("the code is wrong; {left} attempts are left")]
    WrongCode {
        /// Attempts until the link is locked.
        left: u32,
    },
    /// The draft was put away: its address asks for the code too.
    #[error("the draft was put away: its code is needed")]
    CodeNeeded,
    /// The link was locked after too many wrong codes.
    #[error("this link is locked after too many wrong codes")]
    CodeLocked,
    /// A client of the partners' API is unknown, its secret is wrong, or it may not come from there: which, is not told.
    #[error("the client is unknown, its secret is wrong or has expired, or it may not come from this address")]
    BadClient,
    /// A format of the recipient's cannot be made of the case: its package waits.
    #[error("the format {0} cannot be made of this case")]
    Unmade(String),
    /// A client of the partners' API is suspended: nothing is answered to it.
    #[error("this client is suspended: ask who runs the site why; its secret and its place in the feed stay good")]
    ClientSuspended,
    /// What is only for the sandbox was asked for by a client that is not in it.
    #[error("this client is not in the sandbox: nothing is invented for it, and nothing goes wrong on purpose")]
    SandboxClosed,
    /// Something was asked for that this client may not do.
    #[error("the client may not have this scope")]
    BadScope,
    /// The key came with another request before.
    #[error("this key came with another request before")]
    KeyReused,
    /// The token does not allow this.
    #[error("the token lacks the scope {0}")]
    ScopeMissing(&'static str),
    /// Address or password are wrong: which, is not told.
    #[error("the address or the password is wrong")]
    BadLogin,
    /// The définition has faults: it cannot be served.
    #[error("the démarche {id} has {faults} faults")]
    Definition {
        /// The démarche.
        id: String,
        /// How many.
        faults: usize,
    },
    /// A directory file cannot be read as one.
    #[error("the directory file: {place}")]
    Directory {
        /// Where, and what is wrong.
        place: String,
    },
    /// The directory knows the organisation, but no such desk of it.
    #[error("no such desk of this organisation")]
    UnknownBranch {
        /// Its desks: code and name.
        known: Vec<(String, String)>,
    },
    /// Neither the directory nor a démarche of this site knows the agency.
    #[error("no agency « {agency} » publishes here")]
    UnknownAgency {
        /// What was typed.
        agency: String,
        /// The one that was probably meant, else all that are known.
        known: Vec<String>,
    },
    /// An entry of a directory file is not acceptable.
    #[error("the directory file: « {entry} » ({code})")]
    DirectoryEntry {
        /// What it is called there.
        entry: String,
        /// Stable code.
        code: &'static str,
    },
    /// A file was refused by the inspection.
    #[error("the file was refused: {code}")]
    File {
        /// The inspection's code.
        code: &'static str,
        /// The file's name, shortened.
        name: String,
        /// The limit that was passed, as people read it.
        limit: Option<String>,
    },
    /// An identity provider does not say who somebody is, or is not believed about them.
    #[error("{0}")]
    Identity(&'static str),
    /// A value of a form is not acceptable.
    #[error("{field}: {code}")]
    Invalid {
        /// The form's field.
        field: &'static str,
        /// Stable code.
        code: &'static str,
    },
    /// Several values of a form are not acceptable, all of them told.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "))]
    Several(Vec<Refused>),
    /// Values that a recipient gives back are not acceptable, all of them told.
    #[error("{}", .0.iter().map(|fault| format!("values/{}: {}", fault.id, fault.code())).collect::<Vec<_>>().join(", "))]
    Values(Vec<form::returned::Fault>),
    /// Answers that another site hands over are not acceptable, all of them told.
    #[error("{}", .0.iter().map(|fault| format!("answers{}: {}", fault.pointer, fault.code)).collect::<Vec<_>>().join(", "))]
    Handed(Vec<form::handover::Fault>),
    /// Too many links of a site wait to be followed.
    #[error("at most {most} links wait at a time: each is good once, and for an hour")]
    TooManyHandovers {
        /// How many may wait.
        most: i64,
    },
    /// The démarche may only be filed by people whom an identity provider knows as it asks for.
    #[error("an identity provider must know who files this")]
    IdentityNeeded(Arc<Served>),
    /// The démarche may only be filed by people who are logged in.
    #[error("a login is needed")]
    LoginRequired,
    /// Nothing there, or nothing that this person may see.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// So much was done to one case within a day that more would only flood its citizen.
    #[error("at most {most} messages, documents and statuses a day are sent to one case")]
    TooManyActs {
        /// How much may be done.
        most: usize,
    },
    /// The files of the draft would be more than accepted.
    #[error("the files are too many or too large together")]
    Quota,
    /// Names that are no question of this page were posted.
    #[error("names that are no question of this page were posted")]
    UnknownField {
        /// The first few of them, shortened.
        names: Vec<String>,
    },
    /// The store refused or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A file outside the store could not be read or written.
    #[error("{what}")]
    Io {
        /// What was attempted.
        what: String,
        /// What the operating system said.
        #[source]
        source: std::io::Error,
    },
    /// A document could not be made.
    #[error("a document could not be made: {0}")]
    Document(String),
    /// Something that was stored cannot be read back as what it must be.
    #[error("stored data cannot be read: {0}")]
    Stored(String),
}

/// A value of a form that is not acceptable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The form's field.
    pub field: &'static str,
    /// Stable code.
    pub code: &'static str,
    /// What of it, made harmless; may be empty.
    pub named: String,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.field, self.code)?;
        if self.named.is_empty() { Ok(()) } else { write!(f, " ({})", self.named) }
    }
}

/// How a failure is to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Nothing there.
    Absent,
    /// Something else has happened meanwhile, or must happen first.
    Conflict,
    /// Our fault.
    Fault,
    /// Known who asks, and not allowed.
    Forbidden,
    /// It was there once.
    Gone,
    /// The request cannot be accepted as it is.
    Refused,
    /// Too much was sent.
    TooLarge,
    /// Too often.
    TooMany,
    /// The same request may succeed later.
    Transient,
    /// It is there, and nobody gets it.
    Withheld,
}

impl DeskError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AccountExists => "account.exists",
            Self::WrongCode { .. } => "resume.wrong_code",
            Self::CodeLocked => "resume.locked",
            Self::CodeNeeded => "resume.code_needed",
            Self::BadClient => "access.client_refused",
            Self::ClientSuspended => "access.client_suspended",
            Self::SandboxClosed => "sandbox.closed",
            Self::BadScope => "access.scope_refused",
            Self::BadLogin => "login.refused",
            Self::Definition { .. } => "definition.faults",
            Self::Directory { .. } => "directory.file",
            Self::UnknownBranch { .. } => "directory.unknown_branch",
            Self::UnknownAgency { .. } => "directory.unknown_agency",
            Self::DirectoryEntry { code, .. } => code,
            Self::File { code, .. } => code,
            Self::Identity(code) | Self::Invalid { code, .. } => code,
            Self::Several(all) => all.first().map_or("request.refused", |first| first.code),
            Self::Unmade(_) => "format.unmade",
            Self::Values(_) => "values.refused",
            Self::Handed(_) => "handover.refused",
            Self::TooManyHandovers { .. } => "handover.too_many",
            Self::KeyReused => "idempotency.key_reused",
            Self::IdentityNeeded(_) => "access.identity_needed",
            Self::LoginRequired => "access.login_needed",
            Self::NotFound(_) => "request.not_found",
            Self::Quota => "file.quota",
            Self::ScopeMissing(_) => "access.scope_missing",
            Self::UnknownField { .. } => "answer.unknown_field",
            Self::TooManyActs { .. } => "act.too_many",
            Self::Store(error) => error.code(),
            Self::Io { .. } => "server.file",
            Self::Document(_) => "server.document",
            Self::Stored(_) => "server.stored",
        }
    }

    /// How it is to be answered.
    pub fn kind(&self) -> Kind {
        match self {
            Self::NotFound(_) | Self::SandboxClosed => Kind::Absent,
            Self::CodeLocked => Kind::Gone,
            Self::LoginRequired | Self::IdentityNeeded(_) | Self::CodeNeeded | Self::Unmade(_) => Kind::Conflict,
            Self::ScopeMissing(_) | Self::ClientSuspended => Kind::Forbidden,
            Self::Identity("identity.unavailable") => Kind::Transient,
            Self::Identity(_) => Kind::Forbidden,
            Self::AccountExists
            | Self::BadClient
            | Self::BadScope
            | Self::KeyReused
            | Self::WrongCode { .. }
            | Self::BadLogin
            | Self::Directory { .. }
            | Self::UnknownBranch { .. }
            | Self::UnknownAgency { .. }
            | Self::DirectoryEntry { .. }
            | Self::File { .. }
            | Self::Invalid { .. }
            | Self::Several(_)
            | Self::Values(_)
            | Self::Handed(_)
            | Self::UnknownField { .. } => Kind::Refused,
            Self::Quota => Kind::TooLarge,
            Self::TooManyActs { .. } | Self::TooManyHandovers { .. } => Kind::TooMany,
            Self::Definition { .. } => Kind::Transient,
            Self::Io { .. } | Self::Document(_) | Self::Stored(_) => Kind::Fault,
            Self::Store(error) => match error {
                StoreError::NotFound(_) => Kind::Absent,
                StoreError::Conflict { .. } | StoreError::DraftSubmitted => Kind::Conflict,
                StoreError::Held(State::Pending) => Kind::Conflict,
                StoreError::Held(_) => Kind::Withheld,
                error if error.is_transient() => Kind::Transient,
                _ => Kind::Fault,
            },
        }
    }

    /// Says what was being read or written when the operating system refused.
    pub fn io(what: impl Into<String>) -> impl FnOnce(std::io::Error) -> Self {
        let what = what.into();
        move |source| Self::Io { what, source }
    }
}
