//! Keeps documents of a dossier in the account of who filed it: those that were chosen, each a copy of its own.

use std::collections::HashSet;

use form::vault::Origin;
use store::{
    Uuid, Write,
    attachments::{self, Attachment, Owner},
    documents::{self, NewDocument},
    objects::StoredObject,
    people,
};

use crate::{
    Chosen, Desk,
    access::Person,
    error::DeskError,
    own_documents::About,
    submit::{Dossier, json},
};

/// A document of a dossier that could be kept.
#[derive(Debug, Clone)]
pub struct Keepable {
    /// The file.
    pub file: Attachment,
    /// What it is: the question that it answers.
    pub kind: String,
    /// Whether the very same file is kept already.
    pub kept: bool,
}

impl Keepable {
    /// Whether it can be kept now.
    pub fn can_be_kept(&self) -> bool {
        !self.kept && self.file.state.is_released()
    }
}

/// A copy that lies in the store, and waits for its row.
pub(crate) struct Copied {
    name: String,
    mime: String,
    about: Vec<u8>,
    stored: StoredObject,
}

/// How a form names a document of a dossier.
pub fn document_name(id: Uuid) -> String {
    format!("document:{id}")
}

impl Chosen {
    fn wants(&self, keepable: &Keepable) -> bool {
        match self {
            Self::All => keepable.can_be_kept(),
            Self::These(names) => names.contains(&document_name(keepable.file.id)),
        }
    }
}

impl Desk {
    /// The documents of a dossier; `person` is who would keep them, where somebody is logged in.
    pub async fn keepable_documents(
        &self,
        dossier: &Dossier,
        person: Option<&Person>,
    ) -> Result<Vec<Keepable>, DeskError> {
        let stored = &dossier.stored;
        if stored.erased_at.is_some() || !dossier.served.asks_files {
            return Ok(Vec::new());
        }
        let owner = Owner::Dossier(stored.id);
        let files = self.store.read(async |conn| attachments::list(conn, &stored.agency, owner).await).await?;
        let known: HashSet<[u8; 32]> = match person {
            Some(person) if !files.is_empty() => {
                self.own_documents(person).await?.documents.into_iter().map(|one| one.file.sha256).collect()
            }
            _ => HashSet::new(),
        };
        let demarche = &dossier.served.demarche;
        let kind = |path: &str| {
            let title = demarche.resolve(path).map(|node| node.title.get(dossier.evidence.language).to_owned());
            title.unwrap_or_default()
        };
        let keepable =
            files.into_iter().map(|file| Keepable { kind: kind(&file.path), kept: known.contains(&file.sha256), file });
        Ok(keepable.collect())
    }

    /// Copies what was chosen of a dossier's documents; nobody sees the copies before [`Self::add_copies`]. What is kept already is not
    /// copied; whether something that was chosen is.
    ///
    /// # Errors
    /// `file.scanning`, `file.malware` where one was chosen that is held back.
    pub(crate) async fn copy_chosen(
        &self,
        dossier: &Dossier,
        person: &Person,
        chosen: &Chosen,
    ) -> Result<(Vec<Copied>, bool), DeskError> {
        let keepable = self.keepable_documents(dossier, Some(person)).await?;
        let is_known = keepable.iter().any(|one| one.kept && chosen.wants(one));
        let mut copied: Vec<Copied> = Vec::new();
        let mut seen: HashSet<[u8; 32]> = HashSet::new();
        for one in keepable.iter().filter(|one| chosen.wants(one) && !one.kept) {
            // The same file twice in one dossier is one document.
            if !seen.insert(one.file.sha256) {
                continue;
            }
            let mut download = self.store.objects().read(&one.file).await?;
            let mut upload = self.store.objects().begin(people::PORTAL).await?;
            while let Some(chunk) = download.chunk().await? {
                upload.write(&chunk).await?;
            }
            let demarche = &dossier.served.demarche;
            let about = About {
                kind: one.kind.clone(),
                origin: Origin::Demarche {
                    id: demarche.id.to_string(),
                    title: demarche.title.get(dossier.evidence.language).to_owned(),
                },
                on: dossier.served.today(dossier.stored.submitted_at),
            };
            copied.push(Copied {
                name: one.file.name.clone(),
                mime: one.file.mime.clone(),
                about: json(&about)?,
                stored: upload.finish().await?,
            });
        }
        Ok((copied, is_known))
    }

    /// Gives copies their place in the account, all or none; how many. What is there by now, as after a second click, is left out. Whoever calls
    /// this holds the account.
    ///
    /// # Errors
    /// `document.quota`.
    pub(crate) async fn add_copies(
        &self,
        tx: &mut Write,
        owner: &people::Person,
        copied: &[Copied],
    ) -> Result<usize, DeskError> {
        if copied.is_empty() {
            return Ok(0);
        }
        let there: HashSet<[u8; 32]> =
            documents::list(tx, owner).await?.into_iter().map(|document| document.file.sha256).collect();
        let new: Vec<NewDocument<'_>> = copied
            .iter()
            .filter(|one| !there.contains(&one.stored.sha256))
            .map(|one| NewDocument {
                name: &one.name,
                mime: &one.mime,
                state: self.unexamined(),
                stored: &one.stored,
                about: &one.about,
            })
            .collect();
        self.keep_within(tx, owner, &new).await?;
        Ok(new.len())
    }
}
