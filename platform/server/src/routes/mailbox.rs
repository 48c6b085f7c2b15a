//! `/dev/boite-mail`: the mails that would have left, shown to authors at work and in demonstrations without a mail server; nowhere else,
//! since the links in them open drafts, dossiers and desks.

use axum::{
    extract::{Path, State},
    response::Html,
};
use jiff::tz::TimeZone;
use pages::page::dev::{MailLine, Mailbox, MailboxMessage};
use store::Uuid;

use crate::{app::App, chrome, error::ServerError, extract::session::Visit};

const HERE: &str = "/dev/boite-mail";

fn open(app: &App) -> Result<(), ServerError> {
    let among_ourselves = app.config().demo || app.config().sources.watch;
    if among_ourselves && app.desk().keeps_mails() && app.desk().is_test() {
        Ok(())
    } else {
        Err(ServerError::NotFound)
    }
}

fn zone() -> TimeZone {
    TimeZone::get("Europe/Paris").unwrap_or(TimeZone::UTC)
}

pub(crate) async fn list(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    open(&app)?;
    let messages = app
        .desk()
        .kept_mails()
        .await?
        .into_iter()
        .map(|mail| MailLine {
            href: format!("{HERE}/{}", mail.id),
            to: mail.to,
            subject: mail.subject,
            at: mail.at.to_zoned(zone()),
        })
        .collect();
    app.draw(&Mailbox { chrome: chrome::around(&app, &visit, HERE), messages })
}

pub(crate) async fn message(
    State(app): State<App>,
    Path(id): Path<Uuid>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    open(&app)?;
    let mail = app.desk().kept_mail(id).await?;
    let page = MailboxMessage {
        chrome: chrome::around(&app, &visit, format!("{HERE}/{id}")),
        to: mail.to,
        subject: mail.subject,
        at: mail.at.to_zoned(zone()),
        text: mail.text,
        back_href: HERE.to_owned(),
    };
    app.draw(&page)
}
