//! `/demarches/{id}/donnees-personnelles`: what becomes of the data that one démarche asks for, as its definition says.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, State},
    response::Html,
};
use desk::Served;
use form::{
    demarche::Ground,
    privacy::{Asked, AskedOn, Privacy, Receives},
    text::{Language, Text},
};
use pages::page::privacy::{
    AskedGroup, AskedOn as ShownPage, AskedQuestion, DemarchePrivacy, PrivacyRecipient, PrivacySource,
};

use super::{legal, own};
use crate::{app::App, chrome, error::ServerError, extract::session::Visit};

/// The page of a démarche.
pub(crate) fn address(demarche: &str) -> String {
    format!("/demarches/{demarche}/donnees-personnelles")
}

pub(crate) async fn show(
    State(app): State<App>,
    Path(id): Path<String>,
    visit: Visit,
) -> Result<Html<String>, ServerError> {
    let served = app.desk().served(&id).await?;
    app.draw(&page(&app, &visit, &served))
}

fn page(app: &App, visit: &Visit, served: &Served) -> DemarchePrivacy {
    let demarche = &*served.demarche;
    let language = visit.language;
    let privacy = Privacy::of(demarche);
    let texts = |all: &[&Text]| all.iter().map(|text| text.get(language).to_owned()).collect::<Vec<_>>();
    let asked: Vec<ShownPage> = privacy.asked.iter().map(|page| shown(page, language)).collect();
    let has = |wanted: fn(&AskedQuestion) -> bool| {
        asked.iter().flat_map(|page| &page.groups).flat_map(|group| &group.questions).any(wanted)
    };
    let mut providers: Vec<String> = Vec::new();
    if !privacy.known.is_empty() {
        providers.extend(app.desk().citizen_providers().into_iter().map(|provider| provider.name));
    }
    DemarchePrivacy {
        chrome: chrome::around(app, visit, address(&demarche.id)),
        demarche: chrome::head(demarche, language),
        version: demarche.version.chars().take(12).collect(),
        agency: legal::agency(app, &demarche.agency),
        authority: (!demarche.authority.from_recipient).then(|| chrome::authority(demarche, language)),
        purpose: demarche.purpose.get(language).to_owned(),
        basis: demarche.retention.basis.as_ref().map(|basis| basis.get(language).to_owned()),
        legal_basis: demarche.legal_basis.as_ref().map(|basis| basis.get(language).to_owned()),
        has_optional: has(|question| question.optional),
        has_conditional: has(|question| question.conditional),
        asked,
        known: privacy.known.iter().map(|key| own::title(language, key)).collect(),
        providers,
        sources: privacy
            .sources
            .iter()
            .map(|source| PrivacySource {
                name: source.name.get(language).to_owned(),
                told: source.told.get(language).to_owned(),
            })
            .collect(),
        recipients: privacy.recipients.iter().map(|one| receives(one, language)).collect(),
        stops: texts(&privacy.automatic.stops),
        rules: texts(&privacy.automatic.rules),
        warnings: texts(&privacy.automatic.warnings),
        computed: privacy.automatic.computed.iter().map(|titles| joined(titles, language)).collect(),
        draft_kept: demarche.retention.draft.into(),
        dossier_kept: demarche.retention.delivered.into(),
        receipt_kept: demarche.retention.receipt.into(),
        rights: rights(&privacy.grounds),
        site_href: legal::PRIVACY.to_owned(),
    }
}

fn shown(page: &AskedOn<'_>, language: Language) -> ShownPage {
    let group = |asked: &Asked<'_>| AskedGroup {
        title: asked.title.map(|title| title.get(language).to_owned()).filter(|title| !title.is_empty()),
        questions: asked
            .questions
            .iter()
            .map(|question| AskedQuestion {
                label: joined(&question.titles, language),
                optional: question.optional,
                conditional: question.conditional,
            })
            .collect(),
    };
    ShownPage { title: page.title.get(language).to_owned(), groups: page.groups.iter().map(group).collect() }
}

fn receives(one: &Receives<'_>, language: Language) -> PrivacyRecipient {
    PrivacyRecipient {
        title: one.recipient.title.get(language).to_owned(),
        conditional: one.recipient.when.is_some(),
        parts: one.parts.iter().map(|titles| joined(titles, language)).collect(),
    }
}

/// What is called inside its groups: « Vous – Nom ».
fn joined(titles: &[&Text], language: Language) -> String {
    titles.iter().map(|title| title.get(language)).collect::<Vec<_>>().join(" – ")
}

/// What the person may ask for, by what makes the processing lawful (RGPD, articles 7-3, 15 to 18, 20, 21): the ids of the sentences.
fn rights(grounds: &BTreeSet<Ground>) -> Vec<&'static str> {
    let any = |wanted: &[Ground]| wanted.iter().any(|ground| grounds.contains(ground));
    // A basis that names none takes nothing away.
    let unsaid = grounds.is_empty();
    let owed = any(&[Ground::Obligation, Ground::PublicTask]);
    [
        (true, "data-right-access"),
        (true, "data-right-rectify"),
        (!owed, "data-right-erase"),
        (owed, "data-right-erase-unless-owed"),
        (true, "data-right-restrict"),
        (any(&[Ground::Consent, Ground::Contract]), "data-right-carry"),
        (unsaid || any(&[Ground::PublicTask, Ground::LegitimateInterest]), "data-right-object"),
        (any(&[Ground::Consent]), "data-right-withdraw"),
    ]
    .into_iter()
    .filter_map(|(has, right)| has.then_some(right))
    .collect()
}
