//! Makes the documents whose text a scenario expects: the receipt, with what is not known before a filing made up and always the same.

use std::collections::BTreeSet;

use documents::{
    Evidence, Issuer, Recipient,
    formats::{self, Share},
    package,
    receipt::{self, Kind},
};
use form::{
    answers::Value,
    demarche::{Demarche, Format},
    diagnostic::Sentence,
    lookup::{Directory, Organisation, Wanted},
    recap::Recap,
    routing,
    scenario::Papers,
    state::State,
    text::Language,
    wire,
};
use jiff::{Timestamp, civil::time, tz::TimeZone};

use crate::{
    Reference,
    package::files,
    receipt::{Line, issuer, listed, recipient},
    submit::{applicant, applicant_at},
};

/// The receipt of a scenario: recorded at noon of its day, under a reference that nobody has, sent to organisations that are named by their number.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScenarioPapers;

impl Papers for ScenarioPapers {
    fn receipt(&self, state: &State<'_>) -> Option<String> {
        let (demarche, language) = (state.demarche, state.language());
        let zone = TimeZone::get(&demarche.timezone).unwrap_or(TimeZone::UTC);
        let noon = state.facts.today.to_datetime(time(12, 0, 0, 0)).to_zoned(zone).ok()?.timestamp();
        self.text(demarche, state, language, noon).ok()
    }

    fn unmade_formats(&self, state: &State<'_>) -> Vec<(String, String, Sentence)> {
        let demarche = state.demarche;
        let zone = TimeZone::get(&demarche.timezone).unwrap_or(TimeZone::UTC);
        let Ok(noon) = state.facts.today.to_datetime(time(12, 0, 0, 0)).to_zoned(zone) else { return Vec::new() };
        let reference = Reference::new(&demarche.letters, 0).to_string();
        let mut told = Vec::new();
        for case in routing::plan(state, &Invented) {
            let mut recipients = demarche.recipients.iter();
            let Some(recipient) = recipients.find(|recipient| recipient.id == case.recipient) else { continue };
            if !recipient.formats.iter().any(Format::is_own) {
                continue;
            }
            let lines =
                listed(demarche, state.answers, Language::Fr, |id| case.attachments.iter().any(|one| one == id));
            let files = files(&lines);
            let names = package::names(&reference, &demarche.id, &files);
            let share = Share {
                demarche,
                recipient,
                organisation: case.organisation.as_ref(),
                reference: &reference,
                case_id: &format!("{reference}-01"),
                environment: "test",
                recorded_at: noon.clone(),
                answers: &case.answers,
                files: &files.iter().zip(names.iter().map(String::as_str)).collect::<Vec<_>>(),
            };
            let unmade = formats::make(&share).map(|(_, unmade)| unmade).unwrap_or_default();
            told.extend(unmade.iter().map(|one| (recipient.id.clone(), one.format.clone(), one.sentence())));
        }
        told
    }
}

impl ScenarioPapers {
    fn text(
        self,
        demarche: &Demarche,
        state: &State<'_>,
        language: Language,
        noon: Timestamp,
    ) -> Result<String, documents::Fault> {
        let cases = routing::plan(state, &Invented);
        let recipients: Vec<Recipient<'_>> =
            cases.iter().map(|case| recipient(case, case.organisation.as_ref())).collect();
        let recap = Recap::of(state);
        let mut shown = BTreeSet::new();
        for page in state.pages() {
            state.each_field_of_page(page, &mut |_, path| {
                if let Some(Value::Files(files)) = state.value(path) {
                    shown.extend(files.into_iter().map(|file| file.id));
                }
            });
        }
        let attachments = listed(demarche, state.answers, language, |id| shown.contains(id));
        let reference = Reference::new(&demarche.letters, 0).to_string();
        let who = applicant(applicant_at(state).as_deref(), &wire::answers(state, None));
        let receipt = receipt::Receipt {
            kind: Kind::complete(demarche, &recipients),
            issuer: Issuer {
                platform: "guichet",
                agency: issuer(demarche, &recipients, &demarche.agency),
                help: None,
                test: false,
                language,
            },
            demarche,
            reference: &reference,
            follow_url: "https://exemple.fr/suivi",
            privacy_url: None,
            recorded_at: noon,
            applicant: who.as_deref(),
            recipients: &recipients,
            attachments: &attachments.iter().map(Line::listed).collect::<Vec<_>>(),
            evidence: Evidence {
                confirmed_at: noon,
                recap_hash: &recap.hash(),
                statement: demarche.attestation.get(language),
                warnings: &[],
                identified: None,
            },
            recap: &recap,
        };
        // The version changes with every letter of the definition: what a scenario expects must not.
        let version: &str = &demarche.version;
        let short = version.get(..SHORT_VERSION).unwrap_or(version);
        let text = receipt::text(&receipt, None)?.replace(version, &"0".repeat(version.len()));
        Ok(text.replace(short, &"0".repeat(SHORT_VERSION)))
    }
}

/// How many signs of its version a document shows of a démarche.
const SHORT_VERSION: usize = 12;

/// A directory that knows everybody, by number.
struct Invented;

impl Invented {
    fn organisation(siret: &str, branch: &str, name: String) -> Organisation {
        Organisation {
            siret: siret.to_owned(),
            branch: branch.to_owned(),
            name,
            service: None,
            address: Some("1 rue de l'Exemple\n00000 Exemple".to_owned()),
            email: Some("organisme@exemple.fr".to_owned()),
            phone: Some("05 61 99 00 00".to_owned()),
            connected: true,
            invented: true,
        }
    }
}

impl Directory for Invented {
    fn find(&self, wanted: &Wanted) -> Option<Organisation> {
        Some(match wanted {
            Wanted::Desk { siret, branch } => Self::organisation(siret, branch, format!("Organisme {siret}")),
            Wanted::Commune(code) => Self::organisation("99900000100019", "", format!("Mairie {code}")),
            Wanted::Departement(number) => {
                Self::organisation("99900000100019", "", format!("Service du département {number}"))
            }
        })
    }
}
