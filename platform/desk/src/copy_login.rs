//! What the copy of an account tells besides what it keeps: what lets its owner in, with what providers said of them, where they are logged
//! in, and what they asked desks before a filing.

use serde_json::{Value as Json, json};
use store::{
    Uuid,
    attachments::{self, Owner},
    events::Author,
    people::Person as Account,
    questions,
};

use crate::{Desk, access::Person, error::DeskError, export_write::Sink};

impl Desk {
    /// What lets the person in.
    pub(crate) async fn login_told(&self, account: &Account, person: &Person) -> Result<Json, DeskError> {
        let said = self.said_of(person).await?;
        let providers = self.attached(person).await?;
        let providers = providers.iter().map(|one| {
            let said = said.iter().find(|said| said.provider == one.id);
            json!({
                "provider": one.id,
                "name": one.name,
                "since": one.since.to_string(),
                "seen": one.seen.to_string(),
                "subject": said.map(|said| &said.subject),
                "acr": said.and_then(|said| said.acr.as_ref()),
                "said_at": said.map(|said| said.at.to_string()),
                "said": said.map(|said| &said.claims),
            })
        });
        let providers: Vec<Json> = providers.collect();
        let devices = self.devices(person, "").await?;
        let devices = devices.iter().map(|one| {
            json!({
                "device": one.device, "provider": one.provider, "since": one.since.to_string(),
                "seen": one.seen.to_string(),
            })
        });
        let devices: Vec<Json> = devices.collect();
        let since = account.second_factor.as_ref().and_then(|factor| factor.since);
        Ok(json!({
            "password": account.password.is_some(),
            "second_factor_since": since.map(|at| at.to_string()),
            "providers": providers,
            "devices": devices,
        }))
    }

    /// What was asked from a draft and did not go to a case, with its files in this folder.
    pub(crate) async fn copy_questions(
        &self,
        sink: &mut Sink,
        (agency, draft): (&str, Uuid),
        folder: &str,
    ) -> Result<Json, DeskError> {
        let (threads, files) = self
            .store
            .read(async |conn| {
                let mut threads = Vec::new();
                for question in questions::of_draft(conn, agency, draft).await? {
                    let messages = questions::messages(conn, &question).await?;
                    threads.push((question, messages));
                }
                let files = attachments::list(conn, agency, Owner::Question(draft)).await?;
                Ok::<_, DeskError>((threads, files))
            })
            .await?;
        // What became part of a case stands there.
        let told = threads.iter().filter(|(_, messages)| !messages.is_empty()).map(|(question, messages)| {
            let messages = messages.iter().map(|message| {
                let by = match message.author {
                    Author::Citizen(_) => "citizen",
                    Author::Agent(_) | Author::Partner(_) => "service",
                    _ => "site",
                };
                json!({ "at": message.at.to_string(), "by": by, "message": message.body })
            });
            let messages: Vec<Json> = messages.collect();
            json!({
                "recipient": question.recipient,
                "organisation": question.organisation,
                "asked_at": question.created_at.to_string(),
                "messages": messages,
            })
        });
        let told: Vec<Json> = told.collect();
        let files = self.copy_files(sink, &format!("{folder}/questions"), &files).await?;
        Ok(json!({ "threads": told, "files": files }))
    }
}
