//! Holds the place of a démarche: where its files are, and what came of checking them.

use std::{path::PathBuf, sync::RwLock, time::SystemTime};

use form::bundle::Bundle;
use tokio::sync::Mutex;

use super::{Card, Checked};
use crate::{error::DeskError, folder};

pub(super) struct Place {
    source: Source,
    pub(super) card: Card,
    /// The stamp of the files it was made from.
    pub(super) checked: RwLock<Option<(Option<SystemTime>, Checked)>>,
    pub(super) checking: Mutex<()>,
}

pub(super) enum Source {
    Folder(PathBuf),
    BuiltIn(Bundle),
}

impl Place {
    pub(super) fn new(source: Source, card: Card) -> Self {
        Self { source, card, checked: RwLock::default(), checking: Mutex::default() }
    }

    pub(super) fn known(&self) -> Option<(Option<SystemTime>, Checked)> {
        self.checked.read().ok()?.clone()
    }

    pub(super) fn stamp(&self) -> Option<SystemTime> {
        match &self.source {
            Source::Folder(path) => folder::changed(path),
            Source::BuiltIn(_) => None,
        }
    }

    pub(super) fn bundle(&self) -> Result<Bundle, DeskError> {
        let mut bundle = match &self.source {
            Source::Folder(path) => {
                folder::bundle(path).map_err(DeskError::io(format!("the démarche {}", self.card.id)))?
            }
            Source::BuiltIn(bundle) => bundle.clone(),
        };
        // The author is told by `guichet check` that a component has changed; an updated server goes on serving.
        bundle.files.remove(form::check::LOCK_FILE);
        Ok(bundle)
    }
}
