//! Samples of what is asked before the filing, and of its answers.

use super::{Gallery, demarche, instant, pdf};
use crate::page::{
    Ask, Chrome, Download, Event, Fault, HeldBack, Link,
    question::{
        AskedDesk, QuestionChoice, QuestionDesk, QuestionDone, QuestionInbox, QuestionPage, QuestionRow, QuestionState,
    },
};

/// A thread as its citizen reads it, or (`by_agents`) its desk.
pub(super) fn thread(by_agents: bool) -> Vec<Event> {
    let event = |by_citizen, message: &str, documents| Event {
        at: instant(),
        by: Some(
            match (by_citizen, by_agents) {
                (true, false) => "Vous",
                (true, true) => "Usager",
                (false, false) => "Mairie",
                (false, true) => "Dominique Lefèvre",
            }
            .to_owned(),
        ),
        status: None,
        message: Some(message.to_owned()),
        documents,
        own_receipt: None,
        by_citizen,
        by_operator: false,
        complement: None,
        happened: None,
    };
    let held = Download { held: Some(HeldBack::Scanning), ..pdf("jugement.pdf") };
    vec![
        event(true, "Bonjour,\nfaut-il l'original du jugement ?", vec![pdf("jugement-1.pdf"), held]),
        event(false, "Non, une copie suffit. Voici un modèle.", vec![pdf("modele.pdf")]),
        event(true, "Et pour mon frère ?", Vec::new()),
    ]
}

pub(super) fn add(gallery: &mut Gallery<'_>) {
    citizens(gallery);
    desks(gallery);
}

fn citizens(gallery: &mut Gallery<'_>) {
    let ask = |chrome: Chrome| Chrome {
        ask: Some(Ask { href: "/demarches/recensement/d/8Z3K/question".to_owned(), news: false }),
        ..chrome
    };
    let page = QuestionPage {
        chrome: gallery.chrome(),
        demarche: demarche(),
        recipient: "Mairie".to_owned(),
        organisation: Some("Mairie de Toulouse".to_owned()),
        events: Vec::new(),
        action: Some("/demarches/recensement/d/8Z3K/question/mairie".to_owned()),
        back_href: "/demarches/recensement/d/8Z3K/vous".to_owned(),
        save_href: "/demarches/recensement/d/8Z3K/enregistrer".to_owned(),
        in_account: false,
        others_href: None,
        filed_href: None,
        once: "019aa0c4".to_owned(),
        message: String::new(),
        email: "camille@exemple.fr".to_owned(),
        unsent: Vec::new(),
        accept: vec!["application/pdf".to_owned()],
        max_size: 25_000_000,
        max_files: 5,
        sent: false,
        faults: Vec::new(),
    };
    gallery.show("", &page);
    let others_href = Some("/demarches/recensement/d/8Z3K/question".to_owned());
    let told = QuestionPage { events: thread(false), others_href, ..page.clone() };
    gallery.show("sent", &QuestionPage { sent: true, ..told.clone() });
    gallery.show("sent-no-mail", &QuestionPage { sent: true, email: String::new(), ..told.clone() });
    gallery.show("account", &QuestionPage { chrome: gallery.citizen(), in_account: true, ..told.clone() });
    let faults = vec![
        Fault::new("message", "message.too_long").with("max", 1000),
        Fault::new("document", "file.damaged").with("name", "photo.png").with("limit", "none"),
        Fault::new("message", "question.too_often").with("minutes", 3),
        Fault::new("email", "email.invalid"),
    ];
    let unsent = vec!["photo.png".to_owned()];
    let message = "Bonjour,\nune question.".to_owned();
    gallery.show(
        "refused",
        &QuestionPage { message: message.clone(), email: "camille".to_owned(), unsent, faults, ..page.clone() },
    );
    let over = QuestionPage { action: None, ..told };
    gallery.show("elsewhere", &over);
    let faults = vec![Fault::new("message", "question.unavailable")];
    gallery.show("unavailable", &QuestionPage { message: message.clone(), faults, ..over.clone() });
    let (faults, filed_href) =
        (vec![Fault::new("message", "question.filed")], Some("/demarches/recensement/d/8Z3K/confirmation".to_owned()));
    gallery.show("filed", &QuestionPage { message, faults, filed_href, ..over });
    let desk = |label: &str, news: bool| AskedDesk {
        link: Link { label: label.to_owned(), href: "/demarches/recensement/d/8Z3K/question/mairie".to_owned() },
        organisation: Some("Mairie de Toulouse".to_owned()),
        asked_on: news.then(instant),
        news,
    };
    let choice = QuestionChoice {
        chrome: ask(gallery.chrome()),
        demarche: demarche(),
        desks: vec![desk("Mairie", true), desk("Registre des objets", false)],
        past: vec![desk("Préfecture", true)],
        back_href: "/demarches/recensement/d/8Z3K/vous".to_owned(),
    };
    gallery.show("", &choice);
    let news = Chrome {
        help: None,
        ask: Some(Ask { href: "/demarches/recensement/d/8Z3K/question".to_owned(), news: true }),
        ..gallery.chrome()
    };
    gallery.show("nobody", &QuestionChoice { chrome: news, desks: Vec::new(), ..choice });
}

fn desks(gallery: &mut Gallery<'_>) {
    let row = |state| QuestionRow {
        href: "/agents/questions/ville/1".to_owned(),
        demarche: "Recensement citoyen".to_owned(),
        recipient: "Mairie".to_owned(),
        at: instant(),
        state,
    };
    let list = QuestionInbox {
        chrome: gallery.agent(),
        waiting: Some(vec![row(None), row(None)]),
        more: true,
        treated: vec![
            row(Some(QuestionState::Answered)),
            row(Some(QuestionState::Settled)),
            row(Some(QuestionState::Ended)),
            row(Some(QuestionState::Unanswered)),
        ],
        next_href: Some("/agents/questions?suite=1".to_owned()),
        first_href: None,
    };
    gallery.show("", &list);
    let mut nobody = gallery.agent();
    if let Some(person) = &mut nobody.person {
        (person.questions, person.supervisor, person.admin) = (0, false, false);
    }
    let none = QuestionInbox {
        chrome: nobody,
        waiting: Some(Vec::new()),
        more: false,
        treated: Vec::new(),
        next_href: None,
        ..list.clone()
    };
    gallery.show("empty", &none);
    gallery.show("older", &QuestionInbox { waiting: None, first_href: Some("/agents/questions".to_owned()), ..list });
    let desk = QuestionDesk {
        chrome: gallery.agent(),
        demarche: "Recensement citoyen".to_owned(),
        recipient: "Mairie".to_owned(),
        asked_at: instant(),
        waiting: true,
        by_mail: true,
        events: thread(true),
        back_href: "/agents/questions".to_owned(),
        action: Some("/agents/questions/ville/1".to_owned()),
        once: "019aa0c4".to_owned(),
        revision: 1_795_273_509,
        message: String::new(),
        unsent: Vec::new(),
        accept: vec!["application/pdf".to_owned()],
        max_size: 25_000_000,
        max_files: 5,
        done: None,
        faults: Vec::new(),
    };
    gallery.show("", &desk);
    for (state, done) in [("answered", QuestionDone::Answered), ("treated", QuestionDone::Treated)] {
        gallery.show(state, &QuestionDesk { waiting: false, by_mail: false, done: Some(done), ..desk.clone() });
    }
    let message = "Bonjour,\noui.".to_owned();
    let faults = vec![Fault::new("message", "question.changed"), Fault::new("message", "question.answer_begun")];
    let unsent = vec!["modele.pdf".to_owned()];
    gallery.show("changed", &QuestionDesk { message: message.clone(), unsent, faults, ..desk.clone() });
    let faults = vec![Fault::new("message", "question.ended")];
    gallery.show("ended", &QuestionDesk { action: None, waiting: false, message, faults, ..desk });
}
