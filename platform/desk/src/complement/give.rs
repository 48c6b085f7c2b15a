//! Gives a complement: the questions that are asked for, read, judged and kept as those of a page are; and, once all is well, one
//! transaction by which the recipient has it. Nothing else of what was filed can be changed here.

use std::{collections::BTreeSet, sync::Arc};

use form::{
    answers::{Answer, Answers, Source, Value},
    journey::Reopened,
    lookup::Organisation,
    problem::Problem,
    routing::PlannedCase,
    state::State,
    text::Language,
};
use jiff::civil::Date;
use pages::mail::Mail;
use store::{
    StoreError, Uuid,
    attachments::{self, Owner},
    cases::{self, Case},
    complements,
    events::{self, Author, NewEvent},
    idempotency::{self, Begun, Key},
    journal::{self, NewEntry},
};

use super::{
    Asked, Renewed, answers_now, back_to_work, cancel_reminder,
    judge::{Read, fingerprint, is_file, question_named},
    told,
};
use crate::{
    Action, Desk, PagePost,
    access::Person,
    check_formats::has_own_formats,
    choose_document::TakenFor,
    error::DeskError,
    fill::{encode, unhurried},
    follow::{Followed, FollowedCase},
    retain::{self, Retained},
    save_page::Beside,
    silence,
    submit::{Dossier, json, read_json},
    treat, withhold,
};

/// How often a post is read again because something happened to the case meanwhile.
const ATTEMPTS: usize = 5;

/// A complement that is being given.
#[derive(Debug)]
pub struct Reopening {
    /// The dossier.
    pub dossier: Dossier,
    /// The case it is for.
    pub case: Case,
    /// The case as its recipient has it now.
    pub planned: PlannedCase,
    /// The recipient, as the directory had it.
    pub organisation: Option<Organisation>,
    /// What the recipient wrote with it.
    pub message: Option<String>,
    /// The day until which.
    pub due: Option<Date>,
    /// Which one, for the page that shows it.
    pub id: Uuid,
    /// All answers, with what was typed so far.
    pub answers: Answers,
    /// The harmful files among those that are asked for.
    pub retained: Vec<Retained>,
    pub(super) stored: complements::Complement,
    pub(super) asked: Asked,
    /// The answers as the recipient has them.
    pub(super) filed: Answers,
}

/// What came of a post.
#[derive(Debug)]
pub enum Gave {
    /// It is given: now, or by an earlier click.
    Given,
    /// The recipient awaits it no more, and what was posted was not sent.
    Over(Box<GaveOver>),
    /// The page again.
    Again(Box<GaveAgain>),
}

/// Where a complement stands that is not awaited any more.
#[derive(Debug)]
pub struct GaveOver {
    /// The dossier.
    pub followed: Followed,
    /// Whether it was sent by another page.
    pub sent: bool,
}

/// A page that comes back.
#[derive(Debug)]
pub struct GaveAgain {
    /// As it is now.
    pub reopening: Reopening,
    /// What is to be told on it.
    pub told: Told,
    /// Whether the recipient has asked for something else meanwhile.
    pub asked_anew: bool,
}

/// Why nothing was given yet.
#[derive(Debug, Default)]
pub struct Told {
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The questions that the answers just given open.
    pub opened: Vec<String>,
    /// The row to be edited now.
    pub row: Option<String>,
    /// What stands against all of it: `complement.unchanged`, `complement.stops`, `complement.suspended`.
    pub refused: Option<&'static str>,
}

impl Desk {
    /// The questions that a recipient asks for again; nothing where it awaits none.
    ///
    /// # Errors
    /// `request.not_found` where the link or the dossier has no such case.
    pub async fn reopen(&self, link: &str, case: Uuid) -> Result<Option<Reopening>, DeskError> {
        // While an operator holds the case nobody acts on it.
        let reopening = self.reopen_held(link, case).await?;
        Ok(reopening.filter(|reopening| withhold::withheld(&reopening.case).is_none()))
    }

    /// The same, of a case that an operator holds too.
    async fn reopen_held(&self, link: &str, case: Uuid) -> Result<Option<Reopening>, DeskError> {
        self.reopen_one(link, case, |stored| stored.iter().find(|one| one.state == complements::State::Open)).await
    }

    /// The complement that is chosen of those of a case.
    pub(super) async fn reopen_one(
        &self,
        link: &str,
        case: Uuid,
        choose: fn(&[complements::Complement]) -> Option<&complements::Complement>,
    ) -> Result<Option<Reopening>, DeskError> {
        let followed = self.follow(link).await?;
        let dossier = followed.dossier;
        let found = followed.cases.into_iter().find(|found| found.case.id == case);
        let FollowedCase { case, planned: filed_case, organisation, events, stored_complements, .. } =
            found.ok_or(DeskError::NotFound("case"))?;
        let Some(stored) = choose(&stored_complements).cloned() else { return Ok(None) };
        let asked: Asked = read_json(&stored.asked, "complement")?;
        if asked.questions.is_empty() {
            return Ok(None);
        }
        let given = told(&filed_case, &stored_complements)?.into_iter().rev().find_map(|one| one.given);
        let filed = answers_now(&dossier.stored.answers, &stored_complements)?;
        let begun = stored.answers.as_deref().map(crate::fill::decode).transpose()?;
        let mut reopening = Reopening {
            planned: given.map_or(filed_case, |given| given.after),
            organisation,
            message: events.iter().find(|event| event.id == stored.event).and_then(|event| event.message.clone()),
            due: stored.due,
            id: stored.id,
            answers: begun.unwrap_or_else(|| filed.clone()),
            retained: Vec::new(),
            dossier,
            case,
            stored,
            asked,
            filed,
        };
        self.make_ready(&mut reopening).await?;
        Ok(Some(reopening))
    }

    /// Takes harmful files out of what is asked for, and lets what a source had verified be typed.
    async fn make_ready(&self, reopening: &mut Reopening) -> Result<(), DeskError> {
        let (agency, dossier, id) = (reopening.case.agency.clone(), reopening.dossier.stored.id, reopening.id);
        let infected = self
            .store
            .read(async |conn| {
                let mut found = attachments::infected(conn, &agency, Owner::Dossier(dossier)).await?;
                found.extend(attachments::infected(conn, &agency, Owner::Complement(id)).await?);
                Ok::<_, StoreError>(found)
            })
            .await?;
        let retained: Vec<Retained> = self.with_reopened(reopening, Language::Fr, |reopened, state| {
            let held = infected.iter().filter(|file| reopened.holds(state.demarche, &file.path));
            held.map(|file| Retained { id: file.id, path: file.path.clone(), name: file.name.clone() }).collect()
        });
        self.let_type(reopening);
        retain::take_files(&mut reopening.answers, &retained);
        reopening.retained = retained;
        Ok(())
    }

    /// Makes what a source had verified of what is reopened the citizen's to type.
    fn let_type(&self, reopening: &mut Reopening) {
        let verified: Vec<String> = self.with_reopened(reopening, Language::Fr, |reopened, state| {
            let all = state.answers.iter().filter(|(_, answer)| answer.source.is_verified());
            let held = all.map(|(path, _)| path).filter(|path| reopened.holds(state.demarche, path));
            held.map(str::to_owned).collect()
        });
        for path in verified {
            if let Some(answer) = reopening.answers.get(&path).cloned() {
                reopening.answers.set(path, Answer { source: Source::Typed, ..answer });
            }
        }
    }

    /// Calls `act` with what is reopened and the answers as they are typed. Both are judged on the day of the filing: what the passing of
    /// time would show or hide was decided then.
    pub fn with_reopened<T>(
        &self,
        reopening: &Reopening,
        language: Language,
        act: impl FnOnce(&Reopened<'_, '_>, &State<'_>) -> T,
    ) -> T {
        let served = &reopening.dossier.served;
        let facts = self.facts_at(served, reopening.dossier.stored.submitted_at, language);
        let demarche = &*served.demarche;
        let recipient = demarche.recipients.iter().find(|recipient| recipient.id == reopening.case.recipient);
        unhurried(|| {
            let filed = State::new(demarche, &reopening.filed, &facts);
            let receives = recipient.map(|recipient| recipient.receives.as_slice());
            let state = State::new(demarche, &reopening.answers, &facts);
            let reopened = Reopened::of(&reopening.asked.questions, receives, &filed, &state);
            act(&reopened, &state)
        })
    }

    /// What the page tells of harmful files.
    pub fn harmful_reopened(&self, reopening: &Reopening, language: Language) -> Vec<Problem> {
        if reopening.retained.is_empty() {
            return Vec::new();
        }
        self.with_reopened(reopening, language, |_, state| {
            retain::problems(state, &reopening.retained).into_iter().map(|(_, problem)| problem).collect()
        })
    }

    /// Takes a posted page of the complement `shown`, and gives it where nothing is wrong.
    ///
    /// # Errors
    /// As [`Self::reopen`]; `answer.unknown_field` for anything that is not asked for, and the store's own: then no file of the post is kept.
    pub async fn give(
        &self,
        link: &str,
        case: Uuid,
        shown: Option<Uuid>,
        post: &mut PagePost,
        person: Option<&Person>,
    ) -> Result<Gave, DeskError> {
        let uploads = std::mem::take(&mut post.uploads);
        let mut documents = std::mem::take(&mut post.documents);
        let meant = fingerprint(post, &uploads);
        let mut waiting = Some(uploads);
        let (mut beside, mut taken_for) = (Beside::default(), shown);
        for _ in 0..ATTEMPTS {
            let Some(mut reopening) = self.reopen_held(link, case).await? else {
                return self.over(link, case, shown, &meant, &beside).await;
            };
            let mut uploads = waiting.take().unwrap_or_default();
            let asked_anew = shown != Some(reopening.id);
            if asked_anew {
                // What was typed for a question that stays asked is kept for it; nothing is sent.
                self.leave_others(&reopening, post, &mut uploads);
            }
            if taken_for.replace(reopening.id) != Some(reopening.id) {
                self.forget_files(&reopening.case.agency, beside.taken_in.files.iter().map(|(_, file)| file)).await;
                beside = Beside::default();
            }
            self.refuse_others(&reopening, post, &uploads)?;
            let chosen = std::mem::take(&mut documents);
            if !uploads.is_empty() {
                beside.taken_in = self.take_in_reopened(&reopening, uploads).await?;
            } else if let (Action::Attach(path), false) = (&post.action, chosen.is_empty()) {
                let place = TakenFor::Complement(&reopening);
                beside.taken_in = self.take_documents(place, path, &chosen, person, &[]).await?;
            }
            let agency = reopening.case.agency.clone();
            let gave = self.give_taken(&mut reopening, (post, &meant), &beside, person).await;
            match gave {
                Ok(None) => {
                    self.wake.notify_one();
                    return Ok(Gave::Given);
                }
                Ok(Some(told)) => return Ok(Gave::Again(Box::new(GaveAgain { reopening, told, asked_anew }))),
                Err(DeskError::Store(StoreError::Conflict { .. } | StoreError::Held(_))) => {
                    self.after_the_others().await?
                }
                Err(error) => {
                    self.forget_files(&agency, beside.taken_in.files.iter().map(|(_, file)| file)).await;
                    return Err(error);
                }
            }
        }
        Err(StoreError::Busy(None).into())
    }

    /// Nothing is awaited: the complement that the page showed was given by a first click of this very post, or by another one, or is
    /// wanted no more. Only the first has sent what was posted here.
    async fn over(
        &self,
        link: &str,
        case: Uuid,
        shown: Option<Uuid>,
        meant: &[u8; 32],
        beside: &Beside,
    ) -> Result<Gave, DeskError> {
        let followed = self.follow(link).await?;
        let agency = followed.dossier.stored.agency.clone();
        self.forget_files(&agency, beside.taken_in.files.iter().map(|(_, file)| file)).await;
        let (scope, key) = (given_scope(case), shown.unwrap_or_default().to_string());
        let key = Key { agency: &agency, scope: &scope, key: &key };
        let given = self.store.read(async |conn| idempotency::find(conn, key, meant).await).await?;
        if matches!(given, Begun::Replay(_)) {
            return Ok(Gave::Given);
        }
        let mut stored = followed.cases.iter().flat_map(|found| &found.stored_complements);
        let sent = stored.any(|one| Some(one.id) == shown && one.state == complements::State::Given);
        Ok(Gave::Over(Box::new(GaveOver { followed, sent })))
    }

    /// Refuses names, files and buttons of questions that are not reopened.
    fn refuse_others(
        &self,
        reopening: &Reopening,
        post: &PagePost,
        uploads: &[crate::Upload],
    ) -> Result<(), DeskError> {
        let unknown = self.with_reopened(reopening, post.language, |reopened, state| {
            let demarche = state.demarche;
            let question =
                |name: &str| question_named(demarche, name).is_some_and(|path| reopened.holds(demarche, path));
            let mut unknown: Vec<String> = post
                .pairs
                .iter()
                .map(|(name, _)| name)
                .filter(|name| !name.starts_with('_') && !question(name))
                .cloned()
                .collect();
            unknown.extend(
                uploads.iter().map(|upload| &upload.field).filter(|path| !is_file(reopened, state, path)).cloned(),
            );
            let meant = match &post.action {
                Action::AddRow(group)
                | Action::RemoveRow { group, .. }
                | Action::MoveRow { group, .. }
                | Action::OpenRow { group, .. }
                | Action::CopyRow { group, .. } => Some(group.as_str()),
                Action::Detach { path, .. } | Action::Documents(path) | Action::Attach(path) => Some(path.as_str()),
                Action::Restore(key) => key.rsplit_once(':').map(|(at, _)| at),
                _ => None,
            };
            unknown.extend(meant.filter(|path| !reopened.holds(demarche, path)).map(str::to_owned));
            unknown
        });
        if unknown.is_empty() {
            return Ok(());
        }
        Err(DeskError::UnknownField {
            names: unknown.into_iter().take(5).map(|name| name.chars().take(80).collect()).collect(),
        })
    }

    /// The same once the files are kept; nothing where it is given.
    async fn give_taken(
        &self,
        reopening: &mut Reopening,
        (post, meant): (&PagePost, &[u8; 32]),
        beside: &Beside,
        person: Option<&Person>,
    ) -> Result<Option<Told>, DeskError> {
        let seen = |one: &Retained| beside.replaces(one) || post.tells(one);
        let (told_of, retained): (Vec<_>, Vec<_>) = std::mem::take(&mut reopening.retained).into_iter().partition(seen);
        reopening.retained = retained;
        let before: BTreeSet<String> = self
            .with_reopened(reopening, post.language, |reopened, state| reopened.questions(state))
            .into_iter()
            .collect();
        let Read { mut gone, row, mut problems } = self.read_reopened(reopening, post, beside)?;
        gone.extend(told_of.iter().map(|one| one.id));
        let served = Arc::clone(&reopening.dossier.served);
        self.ask_connections(&served, &mut reopening.answers, false).await?;
        self.let_type(reopening);
        problems.extend(beside.taken_in.problems.iter().cloned());
        let mut judged = self.judge_reopened(reopening, post, &before);
        let harmful = self.harmful_reopened(reopening, post.language);
        retain::not_besides(&mut judged.problems, &problems);
        problems.extend(harmful);
        retain::not_besides(&mut judged.problems, &problems);
        if withhold::withheld(&reopening.case).is_some() {
            // What is typed is kept until it goes on.
            judged.ready = None;
            judged.refused = Some("complement.suspended");
        }
        if let (Some((answers, renewed)), true) = (judged.ready.take(), problems.is_empty()) {
            self.give_over(reopening, (&answers, &renewed), meant, person).await?;
            return Ok(None);
        }
        problems.splice(0..0, judged.problems);
        let bytes = encode(&reopening.answers)?;
        let (case, stored) = (&reopening.case, &reopening.stored);
        self.store.write(async |tx| complements::save(tx, case, stored, &bytes, &gone).await).await?;
        Ok(Some(Told { problems, opened: judged.opened, row, refused: judged.refused }))
    }

    /// Gives it: answers, event, status, notices, journal, in one transaction.
    async fn give_over(
        &self,
        reopening: &Reopening,
        (answers, renewed): (&Answers, &Renewed),
        meant: &[u8; 32],
        person: Option<&Person>,
    ) -> Result<(), DeskError> {
        let (case, dossier) = (&reopening.case, &reopening.dossier);
        let files: Vec<Uuid> = answers
            .iter()
            .filter_map(|(_, answer)| match &answer.value {
                Some(Value::Files(files)) => Some(files.iter().filter_map(|file| file.id.parse().ok())),
                _ => None,
            })
            .flatten()
            .collect();
        let (answers, projection) = (encode(answers)?, json(renewed)?);
        let mail = Mail::ComplementGiven {
            demarche: dossier.served.demarche.title.fr.to_string(),
            reference: dossier.stored.reference.clone(),
            url: self.case_url(case),
        };
        let desk = self.desk_addresses(case, read_json::<Option<_>>(&case.directory, "directory")?.as_ref()).await?;
        let event = NewEvent {
            author: Author::Citizen(person.map(|person| person.id)),
            kind: "complement",
            status: Some(back_to_work(&reopening.planned)),
            message: None,
            attachment: None,
        };
        let (scope, key) = (given_scope(case.id), reopening.id.to_string());
        let key = Key { agency: &case.agency, scope: &scope, key: &key };
        self.store
            .write(async |tx| {
                if !cases::take(tx, case).await? {
                    return Err(DeskError::Store(StoreError::Conflict { expected: 0, actual: 0 }));
                }
                // A second click is known by it; whatever else comes for this complement was not sent.
                idempotency::begin(tx, key, meant).await?;
                idempotency::finish(tx, key, b"given").await?;
                for file in attachments::infected(tx, &case.agency, Owner::Complement(reopening.id)).await? {
                    if files.contains(&file.id) {
                        return Err(DeskError::Store(StoreError::Held(file.state)));
                    }
                }
                cancel_reminder(tx, case).await?;
                let event = events::add(tx, case, event).await?;
                let given =
                    complements::Given { event: event.id, answers: &answers, projection: &projection, files: &files };
                complements::give(tx, case, &reopening.stored, given).await?;
                silence::wind(tx, &dossier.served, &case.agency, case.id).await?;
                treat::shorten_retention(tx, dossier).await?;
                let entry = NewEntry {
                    agency: &case.agency,
                    act: "case.complement_given",
                    object_kind: "case",
                    object: case.id,
                    actor_kind: "citizen",
                    actor: person.map(|person| person.id),
                    committed: Some(&projection),
                };
                journal::add(tx, entry).await?;
                if has_own_formats(&dossier.served.demarche, case) {
                    self.put_format_check(tx, case, reopening.id).await?;
                }
                for (number, to) in desk.iter().enumerate() {
                    let dedup = format!("complement.given:{}:{number}", event.id);
                    self.put_mail(tx, &case.agency, &dedup, case.id, to, Language::Fr, &mail).await?;
                }
                Ok(())
            })
            .await
    }
}

fn given_scope(case: Uuid) -> String {
    format!("complement {case}")
}
