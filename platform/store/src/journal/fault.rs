//! Names what can be wrong with the journal, so that each reader is told in their own words.

use std::path::PathBuf;

/// What is wrong with the journal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// An entry or a batch is not what was closed.
    #[error("the journal of {agency} breaks at batch {batch}")]
    Breaks {
        /// The agency.
        agency: String,
        /// The first batch that does not fit.
        batch: i64,
    },
    /// There are batches that the head of the chain does not know.
    #[error("the journal of {agency} goes on beyond its head, at batch {batch}")]
    Beyond {
        /// The agency.
        agency: String,
        /// The last batch.
        batch: i64,
    },
    /// A head was not made with this database's key.
    #[error("the head of the journal of {agency} was changed, at batch {batch}")]
    Head {
        /// The agency.
        agency: String,
        /// The batch that it names.
        batch: i64,
    },
    /// The chain has another batch in the place of one that a head names.
    #[error("the journal of {agency} is another one since batch {batch}")]
    Another {
        /// The agency.
        agency: String,
        /// The batch.
        batch: i64,
    },
    /// The chain does not go as far as a head says.
    #[error("the journal of {agency} was cut off before batch {batch}")]
    Cut {
        /// The agency.
        agency: String,
        /// The batch that the head names.
        batch: i64,
    },
    /// This is no head, or one that cannot be read.
    #[error("« {0} » is no head of a journal")]
    NoHead(String),
    /// The file of heads was written once, and is gone.
    #[error("{0} is gone")]
    NoFile(PathBuf),
}
