//! `/compte/donnees`: what a citizen keeps for the next démarche, with where it came from; correcting and deleting it.

use std::{collections::HashMap, sync::Arc};

use axum::{
    extract::{Path, Query, State},
    http::StatusCode,
    response::{Html, IntoResponse, Redirect, Response},
};
use desk::{Checked, Copied, Corrected, Correcting, Correction, Forgotten, OwnPages, Served, VaultView};
use form::{
    answers::Value,
    demarche::{Demarche, Node},
    field::show,
    journey, prefill,
    problem::Problem,
    text::Language,
    vault::{Held, Origin, VaultItem},
    view::Item,
};
use pages::page::{
    Download, Link,
    journey::Held as Waiting,
    own::{OwnCopy, OwnDeleteAll, OwnDetails, OwnDone, OwnItem, OwnItemForm, OwnValue},
};
use serde::Deserialize;
use words::Words;

use super::{account, exports::streamed};
use crate::{
    app::App,
    chrome,
    error::ServerError,
    extract::{posting::Posting, session::Visit},
};

/// Where it is.
pub(crate) const HERE: &str = "/compte/donnees";

#[derive(Deserialize)]
pub(crate) struct Done {
    #[serde(default)]
    fait: String,
}

/// GET of where it was before.
pub(crate) async fn moved() -> Redirect {
    Redirect::permanent(HERE)
}

pub(crate) async fn show(
    State(app): State<App>,
    Query(done): Query<Done>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(HERE)?;
    let language = visit.language;
    let own = app.desk().library().own_pages().await?;
    let titles: HashMap<String, String> = app
        .desk()
        .library()
        .cards()
        .await?
        .into_iter()
        .map(|card| (card.id, card.title.get(language).to_owned()))
        .collect();
    let mut views = app.desk().vault_view(person).await?;
    let rank = |key: &str| own.as_ref().and_then(|own| own.items.iter().position(|item| item.name == key));
    views.sort_by_key(|view| rank(&view.key).unwrap_or(usize::MAX));
    let mut items = Vec::new();
    for view in &views {
        let asking = asking(&app, view, own.as_deref()).await?;
        items.push(OwnItem {
            title: title(language, &view.key),
            values: values(view, &asking, &titles, language),
            correct_href: rank(&view.key).map(|_| correct_href(&view.key)),
            name: view.key.clone(),
        });
    }
    let empty = own.iter().flat_map(|own| &own.items).filter(|item| views.iter().all(|view| view.key != item.name));
    let page = OwnDetails {
        chrome: chrome::around(&app, &visit, HERE),
        to_add: empty.map(|item| Link { label: title(language, &item.name), href: correct_href(&item.name) }).collect(),
        items,
        delete_action: format!("{HERE}/effacer"),
        done: match done.fait.as_str() {
            "efface" => Some(OwnDone::Deleted),
            "enregistre" => Some(OwnDone::Saved),
            "copie" if person.email.is_empty() => Some(OwnDone::CopyAskedUnmailed),
            "copie" => Some(OwnDone::CopyAsked),
            "copie-effacee" => Some(OwnDone::CopyDeleted),
            _ => None,
        },
        copy: copied(&app, app.desk().copied(person).await?, !person.email.is_empty()),
        has_documents: app.desk().has_documents(person).await?,
        documents_href: super::documents::HERE.to_owned(),
        traces_href: super::traces::HERE.to_owned(),
        close_href: super::close::HERE.to_owned(),
        back_href: "/compte".to_owned(),
    };
    app.draw(&page)
}

fn copied(app: &App, copied: Copied, mailed: bool) -> OwnCopy {
    let day = |at| app.desk().at_the_site(at).date();
    OwnCopy {
        action: format!("{HERE}/copie"),
        waiting: copied.waiting,
        mailed,
        until: copied.file.as_ref().map(|(.., until)| day(*until)),
        made_on: copied.file.as_ref().map(|(_, _, made_at, _)| day(*made_at)),
        file: copied.file.map(|(name, size, ..)| Download {
            name,
            href: format!("{HERE}/copie"),
            mime: "application/zip".to_owned(),
            size: Some(size),
            held: None,
            kept_on: None,
        }),
    }
}

fn correct_href(key: &str) -> String {
    format!("{HERE}/modifier/{key}")
}

/// The values of an item as they are asked, not by the alphabet of their paths.
fn values(
    view: &VaultView,
    asking: &[Arc<Served>],
    titles: &HashMap<String, String>,
    language: Language,
) -> Vec<OwnValue> {
    let mut values: Vec<_> = view
        .item
        .values
        .iter()
        .map(|(path, held)| {
            let mut asked = asking.iter().enumerate();
            let asked = asked.find_map(|(rank, by)| Some((rank, prefill::filled_with(&by.demarche, &view.key, path)?)));
            (asked, path, held)
        })
        .collect();
    values.sort_by_key(|(asked, ..)| {
        let (rank, node) = (*asked)?;
        Some((rank, asking[rank].demarche.nodes.iter().position(|other| std::ptr::eq(other, node))))
    });
    let told = values.into_iter().map(|(asked, path, held)| {
        let node = asked.map(|(_, node)| node);
        OwnValue {
            name: path.clone(),
            // A single question is called by its item.
            label: match node {
                _ if path.is_empty() => title(language, &view.key),
                Some(node) => node.title.get(language).to_owned(),
                None => label(path),
            },
            lines: shown(&held.value, node, language),
            origin: named(held, titles),
            on: held.on,
            assurance: held.assurance.clone(),
        }
    });
    told.collect()
}

/// Where a value came from; what was kept before it said so, by what the démarche is called today.
fn named(held: &Held, titles: &HashMap<String, String>) -> Origin {
    match &held.origin {
        Origin::Demarche { id, title } if title.is_empty() => {
            Origin::Demarche { id: id.clone(), title: titles.get(id).cloned().unwrap_or_default() }
        }
        origin => origin.clone(),
    }
}

/// The démarches whose words tell what `view` holds: the citizen's own pages first, then such as ask for what those do not: first those
/// that it was kept from. What no démarche asks for any more is left without words.
async fn asking(app: &App, view: &VaultView, own: Option<&OwnPages>) -> Result<Vec<Arc<Served>>, ServerError> {
    let mut untold: Vec<&String> = view.item.values.keys().collect();
    let mut asking = Vec::new();
    let mut ask = |served: Arc<Served>, untold: &mut Vec<&String>| {
        let before = untold.len();
        untold.retain(|path| prefill::filled_with(&served.demarche, &view.key, path).is_none());
        if untold.len() < before {
            asking.push(served);
        }
    };
    if let Some(own) = own {
        ask(Arc::clone(&own.served), &mut untold);
    }
    let mut ids: Vec<String> = Vec::new();
    if !untold.is_empty() {
        ids = app.desk().library().cards().await?.into_iter().map(|card| card.id).collect();
        let kept_from = |id: &String| {
            view.item
                .values
                .values()
                .any(|held| matches!(&held.origin, Origin::Demarche { id: from, .. } if from == id))
        };
        ids.sort_by_key(|id| !kept_from(id));
    }
    for id in ids {
        if untold.is_empty() {
            break;
        }
        if let Ok(Checked::Sound(served)) = app.desk().check(&id).await {
            ask(served, &mut untold);
        }
    }
    Ok(asking)
}

/// GET `effacer`: whether everything is to be taken away.
pub(crate) async fn forget_form(State(app): State<App>, visit: Visit) -> Result<Html<String>, ServerError> {
    let here = format!("{HERE}/effacer");
    let person = visit.require_person(&here)?;
    let views = app.desk().vault_view(person).await?;
    app.draw(&OwnDeleteAll {
        chrome: chrome::around(&app, &visit, here.clone()),
        action: here,
        back_href: HERE.to_owned(),
        items: views.iter().map(|view| title(visit.language, &view.key)).collect(),
        has_documents: app.desk().has_documents(person).await?,
    })
}

/// POST `effacer`: a value, an item, or with `tout` alone everything, the documents with it. What names nothing is asked what it means.
pub(crate) async fn forget(State(app): State<App>, visit: Visit, posting: Posting) -> Result<Redirect, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    let what = match (posting.get("element"), posting.get("valeur")) {
        (Some(key), Some(path)) => Forgotten::Value(key, path),
        (Some(key), None) => Forgotten::Item(key),
        (None, None) if posting.text("tout") == "1" => Forgotten::Everything,
        (None, _) => return Ok(Redirect::to(&format!("{HERE}/effacer"))),
    };
    let done = app.desk().forget(person, what).await?;
    Ok(Redirect::to(&if done { format!("{HERE}?fait=efface") } else { HERE.to_owned() }))
}

/// POST `copie`: asks for a copy of all that the account holds; with `effacer`, destroys it.
pub(crate) async fn ask_for_copy(
    State(app): State<App>,
    visit: Visit,
    posting: Posting,
) -> Result<Redirect, ServerError> {
    let person = visit.require_person(HERE)?;
    visit.check(&posting, None)?;
    if posting.get("effacer").is_some() {
        app.desk().forget_copy(person).await?;
        return Ok(Redirect::to(&format!("{HERE}?fait=copie-effacee#copie")));
    }
    app.desk().ask_for_copy(person).await?;
    Ok(Redirect::to(&format!("{HERE}?fait=copie#copie")))
}

/// GET `copie`: the copy itself.
pub(crate) async fn take_copy(State(app): State<App>, visit: Visit) -> Result<Response, ServerError> {
    let person = visit.require_person(HERE)?;
    Ok(streamed(app.desk().take_copy(person).await?))
}

/// GET `modifier/{key}`: the questions of an item.
pub(crate) async fn correct_form(
    State(app): State<App>,
    Path(key): Path<String>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let person = visit.require_person(&correct_href(&key))?;
    let correcting = app.desk().correcting(person, &key).await?;
    draw(&app, &visit, &key, &correcting, Told::default()).await
}

/// POST: keeps what was typed, where nothing is wrong.
pub(crate) async fn correct(
    State(app): State<App>,
    Path(key): Path<String>,
    visit: Visit,
    posting: Posting,
) -> Result<Response, ServerError> {
    let here = correct_href(&key);
    let typed = posting.pairs.iter().any(|(name, _)| !name.starts_with('_'));
    if visit.person.is_none() && typed {
        // The session is over: what was typed waits on the login.
        let mut pairs = posting.pairs;
        pairs.retain(|(name, _)| name != "_csrf");
        return account::hold(&app, &visit, &here, &Waiting { pairs, files: false });
    }
    let person = visit.require_person(&here)?;
    visit.check(&posting, None)?;
    let refresh = posting.get("_action") == Some("refresh");
    let post = correction(&visit, posting, refresh);
    match app.desk().correct(person, &key, &post).await? {
        Corrected::Kept => Ok(Redirect::to(&format!("{HERE}?fait=enregistre#{key}")).into_response()),
        Corrected::Again { correcting, problems, opened, changed } => {
            let status = match (changed, problems.is_empty()) {
                (true, _) => StatusCode::CONFLICT,
                (false, true) => StatusCode::OK,
                (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let told = Told { problems: &problems, opened: opened || post.told, changed, held: false };
            Ok((status, draw(&app, &visit, &key, &correcting, told).await?).into_response())
        }
    }
}

/// What was typed when a session was over, once somebody has logged in: shown to them, for they may be somebody else. They save it.
pub(super) async fn taken_up(app: &App, visit: &Visit, key: &str, posting: Posting) -> Result<Response, ServerError> {
    let person = visit.require_person(&correct_href(key))?;
    let post = correction(visit, posting, true);
    match app.desk().correct(person, key, &post).await? {
        Corrected::Kept => Ok(Redirect::to(HERE).into_response()),
        Corrected::Again { correcting, .. } => {
            let told = Told { held: true, ..Told::default() };
            Ok(draw(app, visit, key, &correcting, told).await?.into_response())
        }
    }
}

fn correction(visit: &Visit, posting: Posting, refresh: bool) -> Correction {
    Correction {
        refresh,
        told: posting.get("_opened").is_some(),
        revision: posting.text("_revision").to_owned(),
        language: visit.language,
        pairs: posting.pairs,
    }
}

/// What the page of an item tells besides its questions.
#[derive(Default)]
struct Told<'a> {
    problems: &'a [Problem],
    opened: bool,
    changed: bool,
    held: bool,
}

async fn draw(
    app: &App,
    visit: &Visit,
    key: &str,
    correcting: &Correcting,
    told: Told<'_>,
) -> Result<Html<String>, ServerError> {
    let language = visit.language;
    let mut by_now = None;
    if told.changed {
        let views = app.desk().vault_view(visit.require_person(HERE)?).await?;
        let view = views.into_iter().find(|view| view.key == key);
        let asking = [Arc::clone(&correcting.own.served)];
        by_now = Some(view.map_or_else(Vec::new, |view| values(&view, &asking, &HashMap::new(), language)));
    }
    let mut view = app
        .desk()
        .with_correcting(correcting, language, |state| journey::page_view(state, correcting.page, told.problems));
    view.keep_searches(&|_| false);
    view.title = title(language, key);
    // The item is called by what it is, and asks for nothing that must be.
    for item in &mut view.items {
        match item {
            Item::Group(group) if group.path == key => group.title.clone_from(&view.title),
            Item::Field(field) if field.path == key => field.label.clone_from(&view.title),
            _ => {}
        }
    }
    free(&mut view.items);
    app.draw(&OwnItemForm {
        chrome: chrome::around(app, visit, correct_href(key)),
        view,
        action: correct_href(key),
        back_href: HERE.to_owned(),
        opened: told.opened,
        revision: correcting.revision.clone(),
        changed: by_now,
        held: told.held,
        referentials_base: "/referentiels".to_owned(),
    })
}

/// Requires nothing of these questions; where their answers came from is told on the page before.
fn free(items: &mut [Item]) {
    for item in items {
        match item {
            Item::Field(field) => {
                field.required = false;
                field.source = None;
            }
            Item::Group(group) => free(&mut group.items),
            Item::Rows(rows) => rows.rows.iter_mut().for_each(|row| free(&mut row.items)),
            Item::Search(_) => {}
        }
    }
}

/// What people call a thing in the vault.
pub(crate) fn title(language: Language, key: &str) -> String {
    let known = match key {
        "identity" => "vault-item-identity",
        "home_address" => "vault-item-home-address",
        "postal_address" => "vault-item-postal-address",
        "family" => "vault-item-family",
        "bank" => "vault-item-bank",
        "company" => "vault-item-company",
        "association" => "vault-item-association",
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
    let nodes = asked(demarche, key, item).into_iter().filter_map(|(_, _, node)| node);
    nodes.map(|node| node.title.get(language).to_owned()).collect()
}

/// What `item` holds under `key`, with the questions of `demarche` that it fills, in their order.
pub(crate) fn asked<'a>(
    demarche: &'a Demarche,
    key: &str,
    item: &'a VaultItem,
) -> Vec<(&'a str, &'a Held, Option<&'a Node>)> {
    let found = item.values.iter().map(|(path, held)| (path.as_str(), held, prefill::filled_with(demarche, key, path)));
    let mut found: Vec<_> = found.collect();
    found
        .sort_by_key(|(_, _, node)| node.map(|node| demarche.nodes.iter().position(|other| std::ptr::eq(other, node))));
    found
}

/// The lines of a value.
pub(crate) fn shown(value: &Value, question: Option<&Node>, language: Language) -> Vec<String> {
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
