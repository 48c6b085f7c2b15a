//! Packs a definition into the bytes that the store keeps under their hash, and unpacks it again.

use std::collections::BTreeMap;

use form::{
    bundle::{Bundle, Catalogue},
    demarche::Demarche,
};
use serde::{Deserialize, Serialize};

use crate::error::DeskError;

/// The files of a démarche and of the components it uses, as the store keeps them. Scenarios and the README change nothing of what a
/// citizen sees: they stay outside, so that the same démarche packs to the same bytes; the lock binds its author alone.
///
/// # Errors
/// `server.stored`.
pub(crate) fn pack(bundle: &Bundle, catalogue: &Catalogue, demarche: &Demarche) -> Result<Vec<u8>, DeskError> {
    let uses = |id: &str| {
        demarche.nodes.iter().any(|node| node.component.as_deref().and_then(|name| name.split('@').next()) == Some(id))
    };
    let components =
        catalogue.components.values().filter(|component| uses(&component.name)).map(StoredBundle::from).collect();
    let files = Files { demarche: StoredBundle::from(bundle), components };
    serde_json::to_vec(&files).map_err(|error| DeskError::Stored(format!("a definition cannot be packed: {error}")))
}

/// The opposite of [`pack`]: the démarche's files, and the components it uses.
///
/// # Errors
/// `server.stored` where the bytes are none of ours.
pub(crate) fn unpack(packed: &[u8]) -> Result<(Bundle, Catalogue), DeskError> {
    let unreadable = |error: serde_json::Error| DeskError::Stored(format!("a definition cannot be read: {error}"));
    let files: Files = serde_json::from_slice(packed).map_err(unreadable)?;
    let components =
        files.components.iter().map(|component| (component.name.clone(), Bundle::from(component))).collect();
    Ok((Bundle::from(&files.demarche), Catalogue { components }))
}

#[derive(Serialize, Deserialize)]
struct Files {
    demarche: StoredBundle,
    components: Vec<StoredBundle>,
}

#[derive(Serialize, Deserialize)]
struct StoredBundle {
    name: String,
    /// In Base64: plugins are no text.
    files: BTreeMap<String, String>,
}

impl From<&Bundle> for StoredBundle {
    fn from(bundle: &Bundle) -> Self {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let counts =
            |path: &str| !path.starts_with("scenarios/") && path != "README.md" && path != form::check::LOCK_FILE;
        let files = bundle
            .files
            .iter()
            .filter(|(path, _)| counts(path))
            .map(|(path, bytes)| (path.clone(), STANDARD.encode(bytes)))
            .collect();
        Self { name: bundle.name.clone(), files }
    }
}

impl From<&StoredBundle> for Bundle {
    fn from(stored: &StoredBundle) -> Self {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        let files = stored
            .files
            .iter()
            .filter_map(|(path, bytes)| Some((path.clone(), STANDARD.decode(bytes).ok()?.into())))
            .collect();
        Self { name: stored.name.clone(), shown_path: stored.name.clone(), files }
    }
}
