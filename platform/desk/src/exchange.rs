//! Tells an agent, in a file, what the citizen and the service wrote to each other, and gives what came with it. Notes among colleagues are
//! no part of it.

use documents::{
    everything,
    exchange::{Exchange, Joined},
};
use store::{
    attachments::{Attachment, State},
    events::{Author, Event},
};
use words::{Words, format};

use crate::{
    Desk, acknowledge::ReceiptSaid, error::DeskError, give_back::given_back, open_case::AGENTS, open_case::OpenedCase,
    redirect::Forwarded, silence::spoke_on,
};

/// What somebody wrote with an event: the message of one that tells what happened by itself is no text.
pub fn written(event: &Event) -> Option<&str> {
    let is_told = ReceiptSaid::of(event).is_some()
        || spoke_on(event).is_some()
        || Forwarded::of(event).is_some()
        || given_back(event).is_some();
    event.message.as_deref().filter(|_| !is_told)
}

/// The same, and why a case went from one service to another.
fn said(event: &Event) -> Option<String> {
    let Some(Forwarded { from, to, reason }) = Forwarded::of(event) else { return written(event).map(str::to_owned) };
    let (former, next) = (from.name.as_str(), to.name.as_str());
    let went =
        Words::shared().get(AGENTS.tag(), "event-forwarded", &[("former", former.into()), ("next", next.into())]);
    Some(format!("{went}\n{reason}"))
}

/// Why a file is not given, as programs and as people are told.
fn held(file: &Attachment) -> Option<(&'static str, &'static str)> {
    match file.state {
        State::Pending => Some(("scanning", "file-held-scanning")),
        State::Infected => Some(("malware", "file-held-infected")),
        State::Clean | State::NotScanned => None,
    }
}

impl Desk {
    /// What was written about a case, with its files; nothing where nobody wrote or sent anything.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn exchange(&self, opened: &OpenedCase) -> Result<Option<Exchange>, DeskError> {
        let mut all = Exchange { text: String::new(), files: Vec::new(), retained: Vec::new() };
        for ((event, by), elsewhere) in opened.events.iter().zip(opened.other_desks()) {
            let of_event = event.id.to_string();
            let returned = opened.documents.iter().filter(|file| event.attachment == Some(file.id));
            let sent = opened.sent.iter().filter(|file| file.path == of_event);
            let came: Vec<&Attachment> = returned.chain(sent).collect();
            let said = said(event);
            if said.is_none() && came.is_empty() {
                continue;
            }
            let word = |id: &str| Words::shared().get(AGENTS.tag(), id, &[]);
            let by = match (event.author, by.as_deref(), elsewhere) {
                (Author::Citizen(_), ..) => word("event-by-citizen"),
                (Author::Operator(_), ..) => word("event-by-operator"),
                (_, Some(by), Some(desk)) => {
                    let office = desk.name.as_str();
                    Words::shared().get(
                        AGENTS.tag(),
                        "event-by-elsewhere",
                        &[("name", by.into()), ("office", office.into())],
                    )
                }
                (_, by, _) => by.unwrap_or_default().to_owned(),
            };
            let status = event.status.as_ref().map(|code| word(&format!("status-{}", words::id_of_code(code))));
            let mut head = vec![format::date_time(AGENTS.tag(), &opened.zoned(event.at))];
            head.extend([by, status.unwrap_or_default()].into_iter().filter(|part| !part.is_empty()));
            let mut lines = vec![head.join(" · ")];
            lines.extend(said.iter().flat_map(|said| said.lines()).map(str::to_owned));
            for file in came {
                match held(file) {
                    Some((reason, told)) => {
                        lines.push(format!("- {} : {}", file.name, word(told)));
                        all.retained.push((file.name.clone(), reason));
                    }
                    None => {
                        let name = everything::file_name("messages", all.files.len() + 1, &file.name, &file.mime);
                        lines.push(format!("- {name}"));
                        let bytes = self.store.objects().read_all(file).await?;
                        let (original_name, mime) = (file.name.clone(), file.mime.clone());
                        all.files.push(Joined { name, original_name, mime, bytes });
                    }
                }
            }
            all.text.push_str(&lines.join("\r\n"));
            all.text.push_str("\r\n\r\n");
        }
        Ok((!all.text.is_empty()).then_some(all))
    }
}
