//! Shows one page of a démarche in all its states, each in a frame, as a citizen sees it.

use axum::{extract::Path, response::Response};
use desk::Supposed;
use form::workshop::{self, PageState};
use pages::page::{
    Link,
    journey::FormPage,
    workshop::{Choice, Frame, WorkshopPage},
};

use super::{AtWork, framed, framing};
use crate::{chrome, error::ServerError};

/// The widths of frames, the narrowest first.
const WIDTHS: &[&str] = &["telephone", "tablette", "ecran"];

/// GET: one page in all states.
pub(crate) async fn page(Path((_, page)): Path<(String, String)>, work: AtWork) -> Result<Response, ServerError> {
    let AtWork { app, asked, visit, .. } = &work;
    let demarche = work.demarche();
    let (index, shown) = demarche.page(&page).ok_or(ServerError::NotFound)?;
    let shown_in = work.language();
    let width = WIDTHS.iter().find(|width| **width == asked.largeur).copied().unwrap_or(WIDTHS[0]);
    let here = work.address(&format!("/page/{page}"));
    let turn = |index: usize| {
        let page = demarche.pages.get(index)?;
        Some(Link {
            label: page.title.get(visit.language).to_owned(),
            href: work.address(&format!("/page/{}?langue={}&largeur={width}", page.id, shown_in.tag())),
        })
    };
    let language = |tag: &str, label: &str| Choice {
        value: tag.to_owned(),
        label: label.to_owned(),
        chosen: shown_in.tag() == tag,
    };
    let drawn = WorkshopPage {
        chrome: chrome::around(app, visit, here.clone()),
        bench: work.bench(),
        title: shown.title.get(visit.language).to_owned(),
        languages: vec![language("fr", "Français"), language("en", "English")],
        widths: WIDTHS
            .iter()
            .map(|one| Choice { value: (*one).to_owned(), label: String::new(), chosen: *one == width })
            .collect(),
        width: width.to_owned(),
        frames: PageState::ALL
            .iter()
            .map(|state| Frame {
                state: state.id().to_owned(),
                href: format!("{here}/vue?etat={}&langue={}", state.id(), shown_in.tag()),
            })
            .collect(),
        action: here,
        previous: index.checked_sub(1).and_then(turn),
        next: turn(index + 1),
    };
    Ok(framing(app.draw(&drawn)?))
}

/// GET: the page in one state, as a citizen sees it.
pub(crate) async fn view(Path((_, page)): Path<(String, String)>, work: AtWork) -> Result<Response, ServerError> {
    let AtWork { app, found, asked, visit, .. } = &work;
    let demarche = work.demarche();
    let (index, _) = demarche.page(&page).ok_or(ServerError::NotFound)?;
    let state = PageState::named(&asked.etat).ok_or(ServerError::NotFound)?;
    let language = work.language();
    let ways = app.desk().ways(found).await?;
    let answers: Vec<_> = ways.into_iter().map(|way| way.answers).collect();
    let view = app.desk().suppose_facts(found, &Supposed::default(), language, |facts| {
        let way = workshop::way_to(demarche, index, &answers, state, facts).cloned().unwrap_or_default();
        workshop::page(demarche, index, &way, state, facts)
    });
    let here = format!("{}?etat={}", work.address(&format!("/page/{page}/vue")), state.id());
    let mut around = chrome::around(app, visit, here.clone());
    around.language = language;
    around.help = chrome::help(app, demarche, language, None);
    let form = FormPage {
        chrome: around,
        demarche: chrome::head(demarche, language),
        back_href: None,
        revision: 0,
        retained: Vec::new(),
        notices: Vec::new(),
        differing: Vec::new(),
        known: None,
        connected: Vec::new(),
        unconnected: Vec::new(),
        referentials_base: "/referentiels".to_owned(),
        from_documents: false,
        action: here,
        view,
    };
    Ok(framed(app.draw(&form)?))
}
