//! `/compte/coffre`: what is kept for the next démarche, and deleting it.

use axum::{
    extract::{Path, Query, State},
    response::{Html, Redirect},
};
use form::{answers::Value, text::Language};
use pages::page::account::{Vault, VaultEntry};
use serde::Deserialize;
use words::{Words, format};

use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

const HERE: &str = "/compte/coffre";

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    efface: String,
}

pub(crate) async fn show(State(app): State<App>, Query(done): Query<Done>, visit: Visit) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HERE)?;
    let language = visit.language;
    let cards = app.desk().library().cards().await?;
    let items = app
        .desk()
        .vault_view(person)
        .await?
        .into_iter()
        .map(|view| VaultEntry {
            title: title(language, &view.key),
            values: view.item.values.iter().map(|(path, value)| (label(path), shown(value, language))).collect(),
            kept_on: view.item.kept_on,
            from: cards.iter().find(|card| card.id == view.from).map(|card| card.title.get(language).to_owned()),
            delete_action: format!("{HERE}/{}/effacer", view.key),
        })
        .collect();
    let page = Vault {
        chrome: chrome::around(&app, &visit, HERE),
        items,
        delete_all_action: format!("{HERE}/effacer"),
        deleted: done.efface == "1",
    };
    app.draw(&page)
}

/// POST `effacer`: everything.
pub(crate) async fn clear(State(app): State<App>, visit: Visit, posting: Posting) -> Result<Redirect, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    app.desk().forget(person, None).await?;
    Ok(Redirect::to("/compte/coffre?efface=1"))
}

/// POST `{key}/effacer`: one thing.
pub(crate) async fn remove(State(app): State<App>, Path(key): Path<String>, visit: Visit, posting: Posting) -> Result<Redirect, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    app.desk().forget(person, Some(&key)).await?;
    Ok(Redirect::to("/compte/coffre?efface=1"))
}

/// What people call a thing in the vault.
pub(crate) fn title(language: Language, key: &str) -> String {
    let known = match key {
        "identity" => "vault-item-identity",
        "home_address" => "vault-item-home-address",
        "contact" => "vault-item-contact",
        "email" => "vault-item-email",
        "phone" => "vault-item-phone",
        _ => "vault-item-other",
    };
    Words::shared().get(language.tag(), known, &[])
}

/// A path of the vault as a label: the last parts, as words.
fn label(path: &str) -> String {
    let text = path.replace(['.', '_'], " ");
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn shown(value: &Value, language: Language) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::YesNo(yes) => Words::shared().get(language.tag(), if *yes { "yes" } else { "no" }, &[]),
        Value::Number(number) => format::number(language.tag(), &number.to_string()),
        Value::Date(date) => format::date(language.tag(), *date),
        Value::PartialDate(date) => format::partial_date(language.tag(), date.year, date.month, date.day),
        Value::Choices(choices) => choices.join(", "),
        Value::Entry { nom, code } => format!("{nom} ({code})"),
        Value::Files(files) => files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", "),
    }
}
