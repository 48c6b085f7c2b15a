//! Tells a desk's mailbox what comes to it from elsewhere: how much, and where to read it, and nothing of anybody.

use form::text::Language;
use pages::mail::{Mail, News};
use serde::Deserialize;
use store::{
    Uuid,
    notifications::{self, Feed},
    queue::{self, Work},
    routes::{self, Route},
};

use crate::{
    Desk,
    error::DeskError,
    routes::Mailbox,
    submit::{days, read_json},
    work::Worked,
};

/// Of what a webhook would be told of the event.
#[derive(Deserialize)]
struct Told {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    case_id: Uuid,
    kind: String,
}

impl Desk {
    /// One mail for one event.
    pub(crate) async fn tell_mailbox(&self, work: &Work, route: &Route) -> Result<Worked, DeskError> {
        let (Told { data }, mailbox): (Told, Mailbox) =
            (read_json(&work.payload, "delivery")?, read_json(route.address.as_bytes(), "route")?);
        let news = match data.kind.as_str() {
            "case" => News::Case,
            "message" => News::Message,
            "complement" => News::Complement,
            _ => News::Other,
        };
        let url = format!("{}/agents/cas/{}/{}", self.public_url, work.agency, data.case_id);
        let mail = Mail::DeskNews { news, url };
        self.store
            .write(async |tx| {
                // The mail is what is to arrive from here on: it is tried again by itself.
                let dedup = format!("mailbox:{}", work.id);
                self.put_mail(tx, &work.agency, &dedup, route.id, &mailbox.to, Language::Fr, &mail).await?;
                Ok::<_, DeskError>(queue::done(tx, work).await?)
            })
            .await?;
        self.wake.notify_one();
        Ok(Worked { done: 1, ..Worked::default() })
    }

    /// A digest has fallen due: a mail where anything is new since the last one, and the next time.
    pub(crate) async fn send_digest(&self, work: &Work, route: &Route) -> Result<Worked, DeskError> {
        let mailbox: Mailbox = read_json(route.address.as_bytes(), "route")?;
        let now = self.now();
        let next = mailbox.digest.as_ref().map_or(now + days(1), |digest| digest.next(now));
        let sent = self
            .store
            .write(async |tx| {
                let desk = Feed { agency: &route.agency, organisation: &route.organisation, branch: &route.branch };
                let last = notifications::reached(tx, desk).await?.last;
                let new = notifications::news(tx, desk, route.told, last).await?;
                let sent = new.cases + new.messages + new.complements > 0;
                if sent {
                    let (cases, messages, complements) = (new.cases, new.messages, new.complements);
                    let url = format!("{}/agents", self.public_url);
                    let mail = Mail::DeskDigest { cases, messages, complements, url };
                    let dedup = format!("digest:{}:{last}", route.id);
                    self.put_mail(tx, &route.agency, &dedup, route.id, &mailbox.to, Language::Fr, &mail).await?;
                }
                routes::mark_told(tx, route, last).await?;
                queue::release(tx, work, next).await?;
                Ok::<_, DeskError>(sent)
            })
            .await?;
        self.wake.notify_one();
        Ok(Worked { done: usize::from(sent), ..Worked::default() })
    }
}
