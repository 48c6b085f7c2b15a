//! Makes a démarche ready to be filled: checked, its plugins compiled, its files packed as the store keeps them.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use form::{
    bundle::{Bundle, Catalogue},
    demarche::{Computed, Demarche, Node},
    diagnostic::{Diagnostic, Severity},
};
use jiff::tz::TimeZone;
use plugins::Plugins;
use sha2::{Digest, Sha256};
use store::{Write, definitions::DefinitionHash};

use crate::{error::DeskError, lists::Lists, packing, plugin_files::PluginFiles};

/// A démarche ready to be filled: checked, with its plugins compiled.
pub struct Served {
    /// What it means.
    pub demarche: Arc<Demarche>,
    /// Its plugins.
    pub checker: plugins::Bundle,
    /// Its legal time zone.
    pub timezone: TimeZone,
    /// Whether a rule is decided by a plugin: then checking a page may take a while.
    pub has_plugins: bool,
    /// Whether a plugin computes a value: then showing a page may take a while too.
    pub computes: bool,
    /// Whether a question asks for files.
    pub asks_files: bool,
    /// Under which the store keeps the files it was made from.
    pub definition: DefinitionHash,
    /// Those files, as the store keeps them.
    packed: Vec<u8>,
    /// Whether the store has them already.
    kept: AtomicBool,
}

impl Served {
    /// Sees to it that the store has the files: once a draft points at a definition, it is kept for ever.
    pub(crate) async fn keep(&self, tx: &mut Write) -> Result<(), DeskError> {
        if !self.kept.load(Ordering::Relaxed) {
            store::definitions::put(tx, &self.demarche.agency, &self.demarche.id, &self.packed).await?;
        }
        Ok(())
    }

    /// To be called once the transaction with [`Self::keep`] is committed.
    pub(crate) fn is_kept(&self) {
        self.kept.store(true, Ordering::Relaxed);
    }

    /// Today in its legal time zone.
    pub fn today(&self, now: jiff::Timestamp) -> jiff::civil::Date {
        now.to_zoned(self.timezone.clone()).date()
    }
}

impl std::fmt::Debug for Served {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Served")
            .field("id", &self.demarche.id)
            .field("version", &self.demarche.version)
            .finish_non_exhaustive()
    }
}

/// A démarche as its files stand, and what came of checking it.
pub enum Checked {
    /// No fault.
    Sound(Arc<Served>),
    /// Faults, for its author.
    Faulty(Arc<Vec<Diagnostic>>),
}

impl Clone for Checked {
    fn clone(&self) -> Self {
        match self {
            Self::Sound(served) => Self::Sound(Arc::clone(served)),
            Self::Faulty(faults) => Self::Faulty(Arc::clone(faults)),
        }
    }
}

pub(super) fn serve(bundle: &Bundle, catalogue: &Catalogue, plugins: &Plugins) -> Result<Checked, DeskError> {
    let files = PluginFiles(plugins);
    let checked = form::check::check(bundle, catalogue, &Lists::embedded(), &files);
    let faulty = checked.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    let demarche = match checked.demarche {
        Some(demarche) if !faulty => Arc::new(demarche),
        _ => return Ok(Checked::Faulty(Arc::new(checked.diagnostics))),
    };
    // `check` has compiled each plugin once already: here they are taken from where they lie.
    let named: BTreeMap<String, Arc<[u8]>> = demarche
        .plugins()
        .into_iter()
        .filter_map(|path| Some((path.to_owned(), bundle.files.get(path)?.clone())))
        .collect();
    let has_plugins = !named.is_empty();
    // A plugin that will not load now makes its check unavailable, and the démarche says what that means.
    let checker = plugins.bundle(named).unwrap_or_else(|faults| {
        tracing::error!(demarche = bundle.name, faults = faults.len(), "plugins do not load");
        plugins::Bundle::default()
    });
    let computes = demarche.nodes.iter().any(|node| matches!(node.computed, Some(Computed::Plugin { .. })));
    let is_file = |node: &Node| node.field().is_some_and(|field| field.field_type.name() == "file");
    let asks_files = demarche.nodes.iter().any(is_file);
    let timezone = TimeZone::get(&demarche.timezone).unwrap_or(TimeZone::UTC);
    let packed = packing::pack(bundle, catalogue, &demarche)?;
    let definition = Sha256::digest(&packed).into();
    Ok(Checked::Sound(Arc::new(Served {
        demarche,
        checker,
        timezone,
        has_plugins,
        computes,
        asks_files,
        definition,
        packed,
        kept: AtomicBool::new(false),
    })))
}
