//! Gives the citizen all that a dossier holds at once: receipts, what to send by post, answers, what they attached and gave later, what
//! was returned to them.

use documents::everything::{self, Entry};
use form::{
    answers::Answers,
    state::{Facts, State},
    wire,
};
use store::attachments::{Attachment, State as Kept};
use words::Words;

use crate::{
    Desk,
    error::DeskError,
    follow::Followed,
    library::blocking,
    receipt::document,
    submit::{json_lines, read_json},
};

impl Desk {
    /// Everything as one ZIP: its name and its bytes, the same each time until something new comes.
    pub async fn everything(&self, followed: Followed) -> Result<(String, Vec<u8>), DeskError> {
        let stored = followed.dossier.stored.clone();
        let entries = self.everything_entries(followed).await?;
        let name = format!("{}.zip", stored.reference);
        blocking(move || Ok((name, everything::write(stored.submitted_at, &entries).map_err(document)?))).await
    }

    /// The same, file by file.
    pub(crate) async fn everything_entries(&self, followed: Followed) -> Result<Vec<Entry>, DeskError> {
        let stored = followed.dossier.stored.clone();
        let mut entries = Vec::new();
        let mut rest = Vec::new();
        if followed.kept.is_none() {
            rest.push(Entry {
                name: "answers.json".to_owned(),
                mime: "application/json".to_owned(),
                bytes: self.answers_of(&followed)?,
            });
        }
        for found in &followed.cases {
            let given = found.complements()?.into_iter().filter_map(|one| one.given);
            for (place, given) in given.enumerate() {
                rest.push(Entry {
                    name: format!("complements/{}-{}-answers.json", place + 1, found.case.external_id),
                    mime: "application/json".to_owned(),
                    bytes: json_lines(&given.after.answers)?,
                });
            }
        }
        let documents = followed.cases.iter().flat_map(|found| &found.documents);
        let given = followed.cases.iter().flat_map(|found| &found.given);
        let sent = followed.cases.iter().flat_map(|found| &found.sent);
        let mut held = Vec::new();
        for (folder, files) in [
            ("pieces-jointes", followed.attachments.iter().collect::<Vec<_>>()),
            ("complements", given.collect()),
            ("messages", sent.collect()),
            ("documents", documents.collect()),
        ] {
            for (rank, file) in files.into_iter().enumerate() {
                match file.state {
                    Kept::Pending => held.push(("file-held-scanning", file.name.clone())),
                    Kept::Infected => held.push(("file-held-infected", file.name.clone())),
                    Kept::Clean | Kept::NotScanned => rest.push(self.entry(folder, rank + 1, file).await?),
                }
            }
        }
        // What is not in it is told in it.
        if !held.is_empty() {
            let tag = followed.dossier.evidence.language.tag();
            let line = |(why, name): (&str, String)| format!("{name} : {}\r\n", Words::shared().get(tag, why, &[]));
            rest.push(Entry {
                name: "fichiers-retenus.txt".to_owned(),
                mime: "text/plain".to_owned(),
                bytes: held.into_iter().map(line).collect::<String>().into_bytes(),
            });
        }
        let acknowledged_later = followed.is_acknowledged_later();
        let to_send: Vec<(String, store::Uuid)> =
            followed.to_send().map(|found| (found.case.external_id.clone(), found.case.id)).collect();
        let receipt = self.receipt(followed).await?;
        entries.push(Entry {
            name: format!("{}.pdf", stored.reference),
            mime: "application/pdf".to_owned(),
            bytes: receipt,
        });
        if acknowledged_later {
            let bytes = self.acknowledgement(self.followed(stored.clone()).await?).await?;
            let name = format!("{}-accuse-de-reception.pdf", stored.reference);
            entries.push(Entry { name, mime: "application/pdf".to_owned(), bytes });
        }
        for (name, case) in to_send {
            let bytes = self.filled_form(self.followed(stored.clone()).await?, case).await?;
            entries.push(Entry { name: format!("a-envoyer/{name}.pdf"), mime: "application/pdf".to_owned(), bytes });
        }
        entries.append(&mut rest);
        Ok(entries)
    }

    async fn entry(&self, folder: &str, rank: usize, file: &Attachment) -> Result<Entry, DeskError> {
        let bytes = self.store.objects().read_all(file).await?;
        Ok(Entry { name: everything::file_name(folder, rank, &file.name, &file.mime), mime: file.mime.clone(), bytes })
    }

    /// The answers as partners get them, but all of them, judged on the day of the filing.
    fn answers_of(&self, followed: &Followed) -> Result<Vec<u8>, DeskError> {
        let dossier = &followed.dossier;
        let answers: Answers = read_json(&dossier.stored.answers, "answers")?;
        let (served, now) = (&dossier.served, dossier.stored.submitted_at);
        let facts = Facts {
            today: served.today(now),
            now,
            language: dossier.evidence.language,
            lookup: &self.lists,
            checker: &served.checker,
        };
        json_lines(&wire::answers(&State::new(&served.demarche, &answers, &facts), None))
    }
}
