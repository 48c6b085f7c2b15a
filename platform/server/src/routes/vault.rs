//! `/compte/coffre`: what is kept for the next démarche, and deleting it.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    response::{Html, Redirect},
};
use desk::{Checked, Served, VaultView};
use form::{
    answers::Value,
    demarche::{Demarche, Node},
    field::show,
    prefill::{self, VaultItem},
    text::Language,
};
use pages::page::account::{Vault, VaultEntry};
use serde::Deserialize;
use words::Words;

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

pub(crate) async fn show(
    State(app): State<App>,
    Query(done): Query<Done>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HERE)?;
    let language = visit.language;
    let mut items = Vec::new();
    for view in app.desk().vault_view(person).await? {
        let asking = asking(&app, &view).await?;
        let mut values: Vec<_> = view
            .item
            .values
            .iter()
            .map(|(path, value)| {
                let mut asked = asking.iter().enumerate();
                (
                    asked.find_map(|(rank, by)| Some((rank, prefill::filled_with(&by.demarche, &view.key, path)?))),
                    path,
                    value,
                )
            })
            .collect();
        // As they are asked, not by the alphabet of their paths.
        values.sort_by_key(|(asked, ..)| {
            let (rank, node) = (*asked)?;
            Some((rank, asking[rank].demarche.nodes.iter().position(|other| std::ptr::eq(other, node))))
        });
        let values = values.into_iter().map(|(asked, path, value)| {
            let node = asked.map(|(_, node)| node);
            let label = node.map_or_else(|| label(path), |node| node.title.get(language).to_owned());
            (label, shown(value, node, language))
        });
        let from = asking.iter().find(|served| served.demarche.id == view.from);
        items.push(VaultEntry {
            title: title(language, &view.key),
            values: values.collect(),
            kept_on: view.item.kept_on,
            from: from.map(|served| served.demarche.title.get(language).to_owned()),
            delete_action: format!("{HERE}/{}/effacer", view.key),
        });
    }
    let page = Vault {
        chrome: chrome::around(&app, &visit, HERE),
        items,
        delete_all_action: format!("{HERE}/effacer"),
        deleted: done.efface == "1",
    };
    app.draw(&page)
}

/// The démarches whose words tell what `view` holds: the one that it was kept from last, then such as ask for what that one does not. What
/// no démarche asks for any more is left without words.
async fn asking(app: &App, view: &VaultView) -> Result<Vec<Arc<Served>>, ServerError> {
    let mut ids: Vec<String> = app.desk().library().cards().await?.into_iter().map(|card| card.id).collect();
    ids.sort_by_key(|id| *id != view.from);
    let mut untold: Vec<&String> = view.item.values.keys().collect();
    let mut asking = Vec::new();
    for id in ids {
        if untold.is_empty() {
            break;
        }
        if let Ok(Checked::Sound(served)) = app.desk().check(&id).await {
            let before = untold.len();
            untold.retain(|path| prefill::filled_with(&served.demarche, &view.key, path).is_none());
            if untold.len() < before {
                asking.push(served);
            }
        }
    }
    Ok(asking)
}

/// POST `effacer`: everything.
pub(crate) async fn clear(State(app): State<App>, visit: Visit, posting: Posting) -> Result<Redirect, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    app.desk().forget(person, None).await?;
    Ok(Redirect::to("/compte/coffre?efface=1"))
}

/// POST `{key}/effacer`: one thing.
pub(crate) async fn remove(
    State(app): State<App>,
    Path(key): Path<String>,
    visit: Visit,
    posting: Posting,
) -> Result<Redirect, ServerError> {
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

/// The questions of `demarche` whose answers `item` holds under `key`, as they are called and in their order.
pub(crate) fn labels(demarche: &Demarche, key: &str, item: &VaultItem, language: Language) -> Vec<String> {
    let mut found: Vec<&Node> =
        item.values.keys().filter_map(|path| prefill::filled_with(demarche, key, path)).collect();
    found.sort_by_key(|found| demarche.nodes.iter().position(|node| std::ptr::eq(node, *found)));
    found.into_iter().map(|node| node.title.get(language).to_owned()).collect()
}

/// The lines of a value.
fn shown(value: &Value, question: Option<&Node>, language: Language) -> Vec<String> {
    // As its question shows it, wherever that is still known.
    if let Some((node, field)) = question.and_then(|node| Some((node, node.field()?))) {
        return field.field_type.show(&prefill::fit(node, value), field, language);
    }
    let line = match value {
        Value::Text(text) => text.clone(),
        Value::YesNo(yes) => Words::shared().get(language.tag(), if *yes { "form-yes" } else { "form-no" }, &[]),
        Value::Choices(choices) => choices.join(", "),
        Value::Number(number) => show::number(*number, language),
        Value::Date(date) => show::date(*date, language),
        Value::PartialDate(date) => show::partial_date(*date, language),
        Value::Entry { nom, .. } => nom.clone(),
        Value::Files(files) => files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", "),
    };
    vec![line]
}
