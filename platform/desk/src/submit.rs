//! Submits a draft: judges all of it once more, compares it with what was shown, and has it filed in one transaction (`filing`). Only what
//! was committed is shown to the citizen as filed.

use std::{collections::BTreeMap, sync::Arc};

use documents::receipt;
use form::{
    answers::{Answers, Value},
    demarche::Demarche,
    prefill,
    recap::Recap,
    routing::{self, PlannedCase},
    state::{Facts, State},
    text::Language,
    validation, warnings, wire,
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use store::{StoreError, Uuid, dossiers};

use crate::{
    Desk, Served,
    access::Person,
    compared::{Changed, Compared},
    directory::{Keys, Snapshot},
    error::DeskError,
    fill::Fill,
    identity::Identified,
    library::blocking,
    lists::Lists,
    receipt::recipient,
    retain::{self, Retained},
};

/// How often another reference is drawn, or the draft read again because another tab saved it.
const ATTEMPTS: usize = 8;

/// What came of a confirmation.
#[derive(Debug)]
pub enum Submission {
    /// It is filed: now, or by an earlier click.
    Filed {
        /// The dossier.
        dossier: Box<Dossier>,
        /// Whether an earlier click had filed it.
        already: bool,
    },
    /// The recap is no longer the one that was shown: it is to be shown again, with what has changed.
    RecapChanged(Box<Changed>),
    /// This page is incomplete.
    Incomplete(String),
    /// The journey ends early.
    Stopped,
}

/// A filed dossier with the version it was filed by.
#[derive(Debug)]
pub struct Dossier {
    /// As stored.
    pub stored: dossiers::Dossier,
    /// The version.
    pub served: Arc<Served>,
    /// The recap that was confirmed.
    pub recap: Recap,
    /// What proves the confirmation.
    pub evidence: Evidence,
}

/// What proves that the citizen confirmed, stored with the dossier.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Evidence {
    /// When « confirmer et transmettre » was received.
    pub confirmed_at: Timestamp,
    /// SHA-256 of the recap shown: of everything, and so for no recipient, who gets that of its own share.
    pub recap_hash: String,
    /// The declaration that was ticked.
    pub statement: String,
    /// The hash of the definition.
    pub version: String,
    /// The language of the recap.
    pub language: Language,
    /// SHA-256 of each plugin, by its path.
    pub plugins: BTreeMap<String, String>,
    /// Whether everything that an accusé de réception must state was known at submission (CRPA R112-11-1).
    pub acknowledged: bool,
    /// Who files, as the answers name them.
    pub applicant: Option<String>,
    /// The path of the answers that name them.
    #[serde(default)]
    pub applicant_at: Option<String>,
    /// What the citizen was warned of, and passed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<PassedWarning>,
    /// How a provider of identity knew them, where the démarche asks for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identified: Option<Identified>,
}

/// A warning that the citizen passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedWarning {
    /// The rule's id.
    pub rule: String,
    /// The schema path of the answer that it is about.
    pub at: String,
    /// What was told, in the language of the recap.
    pub message: String,
    /// When the citizen went on all the same.
    pub passed_at: Timestamp,
}

impl Desk {
    /// Confirms and submits the draft that `token` opens, if the recap that the citizen compared is still the same.
    ///
    /// A second click, another tab, a repeated request find the dossier that the first one made.
    pub async fn submit(
        &self,
        demarche: &str,
        token: &str,
        compared: Compared<'_>,
        language: Language,
        person: Option<&Person>,
    ) -> Result<Submission, DeskError> {
        for _ in 0..ATTEMPTS {
            let mut fill = self.fill_for(token, person).await?;
            if fill.draft.demarche != demarche {
                return Err(DeskError::NotFound("draft"));
            }
            if fill.draft.submitted_at.is_some() {
                let dossier = Box::new(self.dossier_of_draft(&fill).await?);
                return Ok(Submission::Filed { dossier, already: true });
            }
            self.ask_connections(&fill.served, &mut fill.answers, true).await?;
            let keys = self.with_state(&fill, language, Keys::of);
            let snapshot = self.snapshot(&fill.served, keys, true).await?;
            let (served, lists, now, answers, retained) =
                (Arc::clone(&fill.served), self.lists, self.now(), fill.answers.clone(), fill.retained.clone());
            let judge = move || Ok(judge(&served, &lists, now, language, (&answers, &retained), &snapshot));
            let ready = match if fill.served.has_plugins { blocking(judge).await? } else { judge()? } {
                Judged::Ready(ready) => {
                    match self.changed(&fill, compared, (&ready.compared, &ready.cases), language) {
                        None => ready,
                        Some(changed) => return Ok(Submission::RecapChanged(Box::new(changed))),
                    }
                }
                Judged::Incomplete(page) => return Ok(Submission::Incomplete(page)),
                Judged::Stopped => return Ok(Submission::Stopped),
            };
            match self.file(&fill, ready, person).await {
                Ok((filed, already)) => {
                    self.just_filed(&filed).await?;
                    self.wake.notify_one();
                    return Ok(Submission::Filed { dossier: Box::new(self.dossier(filed).await?), already });
                }
                // A reference that was given out once, a draft that another tab saved or a file found harmful meanwhile: from the beginning.
                Err(DeskError::Store(
                    StoreError::ReferenceTaken | StoreError::Conflict { .. } | StoreError::Held(_),
                )) => {
                    self.after_the_others().await?;
                }
                Err(error) => return Err(error),
            }
        }
        Err(StoreError::Busy(None).into())
    }

    /// The whole address of the follow-up page.
    pub(crate) fn follow_url(&self, dossier: &dossiers::Dossier) -> String {
        format!("{}/suivi/{}", self.public_url, dossier.follow)
    }

    /// The dossier that a submitted draft became.
    pub async fn dossier_of_draft(&self, fill: &Fill) -> Result<Dossier, DeskError> {
        let (agency, draft) = (fill.draft.agency.clone(), fill.draft.id);
        let stored = self.store.read(async |conn| dossiers::of_draft(conn, &agency, draft).await).await?;
        self.dossier(stored.ok_or(DeskError::NotFound("dossier"))?).await
    }

    /// A stored dossier, opened.
    pub(crate) async fn dossier(&self, stored: dossiers::Dossier) -> Result<Dossier, DeskError> {
        let served = self.library.version(&self.store, &stored.agency, &stored.demarche, &stored.definition).await?;
        // What was erased is empty.
        let recap = match stored.erased_at {
            Some(_) => Recap { title: String::new(), sections: Vec::new(), files: Vec::new() },
            None => read_json(&stored.recap, "recap")?,
        };
        Ok(Dossier { recap, evidence: read_json(&stored.evidence, "evidence")?, served, stored })
    }
}

/// A draft that may be submitted.
pub(crate) struct Ready {
    pub(crate) recap: Recap,
    /// Of the recap as it is kept: of one with masked answers in full, who holds the receipt could find them out by trying.
    pub(crate) recap_hash: String,
    /// Of the recap as the citizen saw it, every sign of it.
    compared: String,
    pub(crate) recap_language: Language,
    pub(crate) statement: String,
    pub(crate) cases: Vec<PlannedCase>,
    /// Only what is visible.
    pub(crate) answers: Answers,
    pub(crate) attachments: Vec<Uuid>,
    pub(crate) applicant: Option<String>,
    pub(crate) applicant_at: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) acknowledged: bool,
    pub(crate) warnings: Vec<PassedWarning>,
}

enum Judged {
    Ready(Box<Ready>),
    Incomplete(String),
    Stopped,
}

fn judge(
    served: &Served,
    lists: &Lists,
    now: Timestamp,
    language: Language,
    (answers, retained): (&Answers, &[Retained]),
    directory: &Snapshot,
) -> Judged {
    let demarche = &*served.demarche;
    let facts = Facts { today: served.today(now), now, language, lookup: lists, checker: &served.checker };
    let state = State::new(demarche, answers, &facts);
    if state.stop().is_some() {
        return Judged::Stopped;
    }
    if let Some((page, _)) = validation::all(&state).first() {
        return Judged::Incomplete(demarche.pages[*page].id.clone());
    }
    if let Some(page) = warnings::open_pages(&state).first() {
        return Judged::Incomplete(demarche.pages[*page].id.clone());
    }
    if let Some((page, _)) = retain::problems(&state, retained).first() {
        return Judged::Incomplete(demarche.pages[*page].id.clone());
    }
    let recap = Recap::of(&state);
    let cases = routing::plan(&state, directory);
    let mut visible = answers.clone();
    let hidden: Vec<String> =
        answers.iter().map(|(path, _)| path.to_owned()).filter(|path| !state.visible(path)).collect();
    for path in hidden {
        visible.remove(&path);
    }
    // Of options that are not offered any more nothing is kept.
    let chosen: Vec<String> = visible
        .iter()
        .filter(|(path, _)| demarche.resolve(path).is_some_and(|node| !node.offers.is_empty()))
        .map(|(path, _)| path.to_owned())
        .collect();
    for path in chosen {
        match state.answer(&path) {
            Some(answer) => visible.set(path, answer),
            None => {
                visible.remove(&path);
            }
        }
    }
    visible.forget_filling();
    let attachments = visible
        .iter()
        .filter_map(|(_, answer)| match &answer.value {
            Some(Value::Files(files)) => Some(files.iter().filter_map(|file| file.id.parse::<Uuid>().ok())),
            _ => None,
        })
        .flatten()
        .collect();
    let recipients: Vec<documents::Recipient<'_>> =
        cases.iter().map(|case| recipient(case, case.organisation.as_ref())).collect();
    let acknowledged = receipt::Kind::complete(demarche, &recipients) == receipt::Kind::Reception;
    let applicant_at = applicant_at(&state);
    let email = prefill::email(&state);
    Judged::Ready(Box::new(Ready {
        recap_hash: recap.hash(),
        compared: Recap::to_compare(&state).hash(),
        recap,
        recap_language: language,
        statement: demarche.attestation.get(language).to_owned(),
        attachments,
        applicant: applicant(applicant_at.as_deref(), &wire::answers(&state, None)),
        applicant_at,
        email,
        warnings: passed_warnings(&state),
        answers: visible,
        acknowledged,
        cases,
    }))
}

/// Whether the recipient is to send its accusé de réception by its own means: too little is known of it to give one in its name.
pub(crate) fn is_own_receipt(demarche: &Demarche, case: &PlannedCase) -> bool {
    case.connected && !receipt::Kind::is_complete_by(demarche, &recipient(case, case.organisation.as_ref()))
}

/// What the citizen was warned of and passed, for the evidence.
fn passed_warnings(state: &State<'_>) -> Vec<PassedWarning> {
    let at = |path: &str| state.demarche.resolve(path).map_or_else(|| path.to_owned(), |node| node.path.clone());
    let passed = warnings::passed(state).into_iter();
    passed
        .map(|passed| PassedWarning {
            at: at(&passed.path),
            message: passed.message.get(state.language()).to_owned(),
            rule: passed.rule,
            passed_at: passed.at,
        })
        .collect()
}

/// Where the answers name who files: what the person's own identity fills, as its condition says; without any, the first identity asked for:
/// of a person, else of a body.
pub(crate) fn applicant_at(state: &State<'_>) -> Option<String> {
    let demarche = state.demarche;
    if demarche.prefill.iter().any(|prefill| prefill.from == "identity") {
        return prefill::applicant(state).map(str::to_owned);
    }
    let component =
        |node: &&form::demarche::Node| node.component.as_deref().is_some_and(|name| name.starts_with("identity@"));
    let legal = |node: &&form::demarche::Node| {
        node.component.as_deref().is_some_and(|name| name.starts_with("identity-legal@"))
    };
    let once = |node: &&form::demarche::Node| node.repeated_in.is_empty();
    let mut nodes = demarche.nodes.iter().filter(once);
    let node = nodes.clone().find(component).or_else(|| nodes.find(legal))?;
    Some(node.mount.clone().unwrap_or_else(|| node.path.clone()))
}

/// Who files, as these answers name them at `at`: a person, given names before the name; a body, and in brackets who represents it. Of what one recipient receives it is only what that one
/// may know.
pub(crate) fn applicant(at: Option<&str>, answers: &serde_json::Value) -> Option<String> {
    let inside = at?.split('.').try_fold(answers, |json, part| json.get(part))?;
    let text = |inside: &serde_json::Value, names: &[&str]| {
        names.iter().find_map(|name| inside.get(name)?.as_str().filter(|text| !text.is_empty()).map(str::to_owned))
    };
    let person = |inside: &serde_json::Value| {
        let given = text(inside, &["prenoms", "prenom"]);
        let parts: Vec<String> =
            [given, text(inside, &["nom_usage", "nom", "nom_naissance"])].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    match text(inside, &["denomination"]) {
        None => person(inside),
        Some(body) => Some(match inside.get("representant").and_then(person) {
            None => body,
            Some(person) => format!("{body} ({person})"),
        }),
    }
}

pub(crate) fn json<T: Serialize>(value: &T) -> Result<Vec<u8>, DeskError> {
    serde_json::to_vec(value).map_err(|error| DeskError::Stored(format!("cannot be written: {error}")))
}

/// The same for people to read, with a line end.
pub(crate) fn json_lines<T: Serialize>(value: &T) -> Result<Vec<u8>, DeskError> {
    let mut bytes =
        serde_json::to_vec_pretty(value).map_err(|error| DeskError::Stored(format!("cannot be written: {error}")))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// Reads what was stored as JSON. The error tells only the place: the text may be personal.
pub(crate) fn read_json<T: for<'a> Deserialize<'a>>(bytes: &[u8], what: &str) -> Result<T, DeskError> {
    serde_json::from_slice(bytes).map_err(|error| DeskError::Stored(format!("{what}, column {}", error.column())))
}

/// A day of the law: 24 hours are never less than a calendar day asks for.
pub(crate) fn days(count: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * count)
}
