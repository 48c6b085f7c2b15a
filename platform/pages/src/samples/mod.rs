//! Gives every page something to show: the tests draw it, `cargo run -p pages --example gallery` writes it to files.
//!
//! The people and places in it are invented.

mod authors;
mod citizen;
mod complement;
mod connection;
mod fields;
mod follow;
mod forward;
mod known;
mod letters;
mod office;
mod operation;
mod own;
mod own_documents;
mod question;
mod silence;
mod site;
mod sources;
mod team;
mod workshop;

use form::{
    answers::Source,
    text::Language,
    vault::{Assurance, Origin},
};
use jiff::{Zoned, civil::Date};

use crate::{
    Error, Pages,
    mail::{AccountChange, DrawnMail, Mail, News, Way},
    page::{Chrome, ComplementSaid, Contact, DemarcheHead, Download, Help, Page, Person, follow::Awaited},
};

/// A page, drawn.
#[derive(Debug)]
pub struct Sample {
    /// The template's name and what is special about this sample.
    pub name: String,
    /// The template.
    pub template: &'static str,
    /// The page.
    pub html: Result<String, Error>,
}

/// Draws every sample of every page.
pub fn every(pages: &Pages, language: Language) -> Vec<Sample> {
    let mut gallery = Gallery { pages, language, samples: Vec::new() };
    site::add(&mut gallery);
    connection::add(&mut gallery);
    citizen::add(&mut gallery);
    follow::add(&mut gallery);
    complement::add(&mut gallery);
    question::add(&mut gallery);
    fields::add(&mut gallery);
    office::add(&mut gallery);
    authors::add(&mut gallery);
    team::add(&mut gallery);
    operation::add(&mut gallery);
    own::add(&mut gallery);
    known::add(&mut gallery);
    own_documents::add(&mut gallery);
    workshop::add(&mut gallery);
    sources::add(&mut gallery);
    silence::add(&mut gallery);
    forward::add(&mut gallery);
    letters::add(&mut gallery);
    gallery.samples
}

/// Draws a sample of every mail.
///
/// # Errors
/// A template names what its mail does not give.
pub fn mails(pages: &Pages, language: Language) -> Result<Vec<DrawnMail>, Error> {
    let demarche = || "Recensement citoyen".to_owned();
    let reference = || REFERENCE.to_owned();
    let url = || "https://demarches.exemple.fr/suivi/8Z3K".to_owned();
    let recipient = || "Mairie d'Exemple".to_owned();
    let status = |status: Option<&str>| Mail::StatusChanged {
        demarche: demarche(),
        reference: reference(),
        recipient: recipient(),
        status: status.map(str::to_owned),
        url: url(),
    };
    let spoke = |acceptance| Mail::SilenceSpoke {
        demarche: demarche(),
        reference: reference(),
        recipient: recipient(),
        on: day(),
        acceptance,
        appeal: (!acceptance).then(|| "Recours gracieux, ou tribunal administratif, dans les deux mois.".to_owned()),
        url: url(),
    };
    [
        Mail::ResumeLink { demarche: demarche(), url: url(), until: day() },
        Mail::Recorded { demarche: demarche(), reference: reference(), way: Way::Online, url: url() },
        Mail::Recorded { demarche: demarche(), reference: reference(), way: Way::Partly, url: url() },
        Mail::Recorded { demarche: demarche(), reference: reference(), way: Way::ByPost, url: url() },
        status(None),
        status(Some("received")),
        status(Some("in_progress")),
        status(Some("complement")),
        status(Some("done")),
        status(Some("suspended")),
        status(Some("resumed")),
        status(Some("cancelled")),
        status(Some("cancelled_whole")),
        Mail::DocumentAvailable { demarche: demarche(), reference: reference(), recipient: recipient(), url: url() },
        Mail::AgentNotice { demarche: demarche(), reference: reference(), own: None, url: url() },
        Mail::AgentNotice { demarche: demarche(), reference: reference(), own: Some(day()), url: url() },
        Mail::AgentInvitation { organisation: recipient(), url: url(), until: day() },
        Mail::OperatorInvitation { site: "https://guichet.exemple.fr".to_owned(), url: url(), until: day() },
        Mail::LoginCode { code: "204816".to_owned() },
        Mail::Recovery { url: "https://demarches.exemple.fr/compte/oubli/8Z3K".to_owned() },
        Mail::ClaimCode { code: "204816".to_owned(), reference: reference() },
        Mail::JoinCode { code: "204816".to_owned(), provider: "FranceConnect".to_owned() },
        Mail::LoginElsewhere {
            providers: "ProConnect".to_owned(),
            url: "https://exemple.fr/agents/connexion".to_owned(),
        },
        Mail::AcknowledgeReminder { demarche: demarche(), reference: reference(), due: day(), own: false, url: url() },
        Mail::AcknowledgeReminder { demarche: demarche(), reference: reference(), due: day(), own: true, url: url() },
        Mail::AcknowledgeAlarm { demarche: demarche(), reference: reference(), organisation: recipient(), due: day() },
        Mail::FileRetained { demarche: demarche(), reference: reference(), url: url() },
        Mail::DocumentRetained { demarche: demarche(), reference: reference(), url: url() },
        Mail::CitizenWrote { demarche: demarche(), reference: reference(), url: url() },
        Mail::QuestionAsked { demarche: demarche(), url: url() },
        Mail::QuestionAnswered { demarche: demarche(), recipient: recipient(), url: None },
        Mail::QuestionAnswered { demarche: demarche(), recipient: recipient(), url: Some(url()) },
        Mail::ComplementGiven { demarche: demarche(), reference: reference(), url: url() },
        Mail::CaseForwarded {
            demarche: demarche(),
            reference: reference(),
            from: "Mairie de Balma".to_owned(),
            to: recipient(),
            url: url(),
        },
        Mail::ForwardedOften { demarche: demarche(), reference: reference() },
        Mail::SilenceReminder {
            demarche: demarche(),
            reference: reference(),
            until: day(),
            acceptance: false,
            url: url(),
        },
        Mail::SilenceReminder {
            demarche: demarche(),
            reference: reference(),
            until: day(),
            acceptance: true,
            url: url(),
        },
        spoke(false),
        spoke(true),
        Mail::ComplementReminder {
            demarche: demarche(),
            reference: reference(),
            recipient: recipient(),
            due: day(),
            url: url(),
        },
        Mail::RetainedAlarm { demarche: demarche(), reference: reference() },
        Mail::ScannerAlarm { files: 12 },
        Mail::FormatAlarm { demarche: demarche(), reference: reference(), format: "xml:notice".to_owned() },
        Mail::WebhookAlarm { organisation: recipient() },
        Mail::WebhookGone { organisation: recipient() },
        Mail::DropAlarm { organisation: recipient() },
        Mail::DropHostKey { organisation: recipient() },
        Mail::DropRefused { organisation: recipient() },
        Mail::HubeeAlarm { organisation: recipient() },
        Mail::HubeeKept { organisation: recipient() },
        Mail::LookAlarm { organisation: recipient() },
        Mail::CaseRefused { demarche: demarche(), reference: reference(), organisation: recipient() },
        Mail::DeskNews { news: News::Case, url: url() },
        Mail::DeskNews { news: News::Message, url: url() },
        Mail::DeskNews { news: News::Complement, url: url() },
        Mail::DeskNews { news: News::Other, url: url() },
        Mail::ExportEnded { ready: true, url: url() },
        Mail::ExportEnded { ready: false, url: url() },
        Mail::AccountInactive { until: day(), url: url() },
        Mail::AccountChanged { change: AccountChange::Attached("FranceConnect".to_owned()), url: url() },
        Mail::AccountChanged { change: AccountChange::Detached("FranceConnect".to_owned()), url: url() },
        Mail::AccountChanged { change: AccountChange::Password, url: url() },
        Mail::AccountChanged { change: AccountChange::SecondOn, url: url() },
        Mail::AccountChanged { change: AccountChange::SecondOff, url: url() },
        Mail::AccountClosed { dossiers: Vec::new(), url: url() },
        Mail::AccountClosed { dossiers: vec![format!("{} : {}", reference(), url())], url: url() },
        Mail::AccountCopied { url: url() },
        Mail::DeskDigest { cases: 3, messages: 1, complements: 0, url: url() },
    ]
    .iter()
    .map(|mail| pages.mail(language, "Démarches d'Exemple", mail))
    .collect()
}

/// Of an answer that the citizen's details filled in.
fn kept(origin: Origin) -> Source {
    Source::Vault { kept_on: day(), origin: Some(origin), assurance: Assurance::Declared }
}

/// Of an answer that an identity provider filled in.
fn said(name: &str) -> Source {
    let assurance = Assurance::Verified { by: name.to_owned(), level: "eidas1".to_owned() };
    Source::Identity { provider: "franceconnect".to_owned(), name: name.to_owned(), on: Some(day()), assurance }
}

/// Of an answer that a dossier sent before filled in.
fn earlier() -> Source {
    Source::Dossier {
        dossier: "01993333-0000-7000-8000-000000000001".to_owned(),
        reference: REFERENCE.to_owned(),
        demarche: "carte".to_owned(),
        title: "Carte de transport".to_owned(),
        on: day(),
        assurance: Assurance::Declared,
    }
}

const REFERENCE: &str = "RCO-7F3K-92MT-X4QD-5";

struct Gallery<'a> {
    pages: &'a Pages,
    language: Language,
    samples: Vec<Sample>,
}

impl Gallery<'_> {
    fn show<P: Page>(&mut self, state: &str, page: &P) {
        let stem = P::TEMPLATE.trim_start_matches("page/").trim_end_matches(".html");
        self.samples.push(Sample {
            name: if state.is_empty() { stem.to_owned() } else { format!("{stem}-{state}") },
            template: P::TEMPLATE,
            html: self.pages.render(page),
        });
    }

    fn chrome(&self) -> Chrome {
        Chrome {
            site: "Démarches d'Exemple".to_owned(),
            help: Some(Help {
                service: "Mairie d'Exemple, état civil".to_owned(),
                phone: Some("05 61 00 00 00".to_owned()),
                hours: Some("du lundi au vendredi, de 9 h à 17 h".to_owned()),
                email: None,
                reference: Some("RCO-7F3K".to_owned()),
            }),
            test: true,
            ..Chrome::new(self.language, "/demarches/recensement?page=2", "8f3a")
        }
    }

    fn citizen(&self) -> Chrome {
        Chrome {
            person: Some(Person {
                name: "camille@exemple.fr".to_owned(),
                agent: false,
                questions: 0,
                supervisor: false,
                admin: false,
                home_href: "/compte".to_owned(),
                logout_action: "/compte/deconnexion".to_owned(),
            }),
            help: None,
            ..self.chrome()
        }
    }

    fn agent(&self) -> Chrome {
        Chrome {
            person: Some(Person {
                name: "Dominique Lefèvre".to_owned(),
                agent: true,
                questions: 3,
                supervisor: true,
                admin: true,
                home_href: "/agents".to_owned(),
                logout_action: "/agents/deconnexion".to_owned(),
            }),
            help: None,
            ..self.chrome()
        }
    }
}

fn demarche() -> DemarcheHead {
    DemarcheHead {
        id: "recensement".to_owned(),
        title: "Recensement citoyen".to_owned(),
        href: "/demarches/recensement".to_owned(),
        privacy_href: "/demarches/recensement/donnees-personnelles".to_owned(),
    }
}

fn town_hall() -> Contact {
    Contact {
        name: "Mairie d'Exemple, état civil".to_owned(),
        address: Some("1 place de la Mairie\n31000 Exemple".to_owned()),
        email: Some("etat-civil@exemple.fr".to_owned()),
        phone: Some("05 61 00 00 00".to_owned()),
        hours: Some("du lundi au vendredi, de 9 h à 17 h".to_owned()),
    }
}

fn awaited() -> Vec<Awaited> {
    vec![
        Awaited {
            recipient: "Mairie".to_owned(),
            asked_on: instant(),
            due: Some(day()),
            late: true,
            message: Some("Bonjour,\nIl manque une pièce.".to_owned()),
            questions: vec!["Nom de naissance".to_owned(), "Justificatif de domicile".to_owned()],
            href: Some("/suivi/8Z3K/complement/1".to_owned()),
            message_href: "/suivi/8Z3K/message/1".to_owned(),
        },
        Awaited {
            recipient: "Caisse d'allocations familiales".to_owned(),
            asked_on: instant(),
            due: None,
            late: false,
            message: Some("Appelez-nous.".to_owned()),
            questions: Vec::new(),
            href: None,
            message_href: "/suivi/8Z3K/message/2".to_owned(),
        },
    ]
}

fn complement_asked() -> ComplementSaid {
    ComplementSaid::Asked {
        questions: vec!["Nom de naissance".to_owned(), "Justificatif".to_owned()],
        due: Some(day()),
        replaced: None,
        left: None,
    }
}

fn complement_replaced() -> ComplementSaid {
    let questions = vec!["Justificatif".to_owned()];
    ComplementSaid::Asked { questions, due: None, replaced: Some(instant()), left: None }
}

fn complement_left() -> ComplementSaid {
    let questions = vec!["Justificatif".to_owned()];
    ComplementSaid::Asked { questions, due: None, replaced: None, left: Some(instant()) }
}

fn complement_given() -> ComplementSaid {
    let compared = |label: &str, before: &str, after: &str| form::recap::Compared {
        path: "identite.nom".to_owned(),
        label: label.to_owned(),
        before: Some(before.to_owned()).into_iter().filter(|line| !line.is_empty()).collect(),
        after: vec![after.to_owned()],
        changed: before != after,
    };
    ComplementSaid::Given {
        answers: vec![
            compared("Vous – Nom de naissance", "Martin", "Martin-Dupont"),
            compared("Vous – Nom d'usage", "", "Dupont"),
            compared("Vous – Prénoms", "Camille", "Camille"),
        ],
        files: vec![pdf("justificatif.pdf")],
        replaced: vec![pdf("facture.pdf")],
    }
}

fn pdf(name: &str) -> Download {
    Download {
        name: name.to_owned(),
        href: "/suivi/8Z3K/accuse.pdf".to_owned(),
        mime: "application/pdf".to_owned(),
        size: Some(84_213),
        held: None,
        kept_on: None,
    }
}

fn day() -> Date {
    jiff::civil::date(2026, 12, 24)
}

fn instant() -> Zoned {
    jiff::Timestamp::UNIX_EPOCH
        .checked_add(jiff::SignedDuration::from_secs(1_795_273_509))
        .unwrap_or(jiff::Timestamp::UNIX_EPOCH)
        .to_zoned(jiff::tz::TimeZone::get("Europe/Paris").unwrap_or(jiff::tz::TimeZone::UTC))
}
