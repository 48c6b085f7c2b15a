//! Writes a filing: the dossier, a case for each recipient with the work that delivers it, what was asked of its desk before, the mail, the
//! journal. All of it, or nothing.

use pages::mail::{Mail, Way};
use store::{
    StoreError, Write,
    cases::{self, Case, NewCase},
    dossiers::{self, NewDossier, Submitted},
    faults,
    journal::{self, NewEntry},
    questions,
    queue::{self, NewWork, Queue},
};

use crate::{
    Desk, Reference,
    access::Person,
    error::DeskError,
    fill::{Fill, encode, later},
    follow, remind, silence,
    submit::{Evidence, Ready, applicant, is_own_receipt, json},
};

impl Desk {
    /// Files what is ready; and whether an earlier click had.
    pub(crate) async fn file(
        &self,
        fill: &Fill,
        ready: Box<Ready>,
        person: Option<&Person>,
    ) -> Result<(dossiers::Dossier, bool), DeskError> {
        let demarche = &fill.served.demarche;
        let now = self.now();
        let reference = Reference::new(&demarche.letters, self.store.ids().sixty_bits()?).to_string();
        let recap = json(&ready.recap)?;
        let evidence = json(&Evidence {
            confirmed_at: now,
            recap_hash: ready.recap_hash.clone(),
            statement: ready.statement.clone(),
            version: demarche.version.clone(),
            language: ready.recap_language,
            plugins: fill.served.checker.hashes().map(|(path, hash)| (path.to_owned(), hash.to_owned())).collect(),
            acknowledged: ready.acknowledged,
            applicant: ready.applicant.clone(),
            applicant_at: ready.applicant_at.clone(),
            warnings: ready.warnings.clone(),
            identified: self.identified(demarche, person),
        })?;
        // Nothing may be destroyed that a partner has not got: the term shortens when all have acknowledged.
        let awaited = ready.cases.iter().any(|case| case.connected);
        let term = if awaited { demarche.retention.receipt } else { demarche.retention.delivered };
        // Where messages go: the address left for the link, else the one the answers give, else the account's.
        let contact = fill.draft.contact.as_deref().or(ready.email.as_deref());
        let contact = contact.or(person.map(|person| person.email.as_str()));
        let new = NewDossier {
            draft: &fill.draft,
            reference: &reference,
            answers: &encode(&ready.answers)?,
            recap: &recap,
            evidence: &evidence,
            contact,
            channel: "web",
            test: self.is_test(),
            sandbox: None,
            purge_at: later(&fill.served, now, term),
            attachments: &ready.attachments,
        };
        let projections: Vec<(Vec<u8>, Vec<u8>)> = ready
            .cases
            .iter()
            .map(|case| Ok((json(case)?, json(&case.organisation)?)))
            .collect::<Result<_, DeskError>>()?;
        let language = ready.recap_language;
        let title = demarche.title.get(language);
        self.store
            .write(async |tx| {
                let dossier = match dossiers::submit(tx, new).await? {
                    Submitted::Already(dossier) => return Ok((*dossier, true)),
                    Submitted::New(dossier) => *dossier,
                };
                let mut sent = Vec::with_capacity(ready.cases.len());
                for (number, (case, (projection, organisation))) in ready.cases.iter().zip(&projections).enumerate() {
                    let found = case.organisation.as_ref();
                    let stored = cases::add(
                        tx,
                        NewCase {
                            dossier: &dossier,
                            number: u8::try_from(number + 1).unwrap_or(u8::MAX),
                            recipient: &case.recipient,
                            organisation: found.map_or("", |found| &found.siret),
                            branch: found.map_or("", |found| &found.branch),
                            status: if case.connected { "recorded" } else { "to_send" },
                            own_receipt: !ready.acknowledged && is_own_receipt(demarche, case),
                            silence_on: if case.connected { silence::first_day(&fill.served, now) } else { None },
                            label: &applicant(ready.applicant_at.as_deref(), &case.answers).unwrap_or_default(),
                            projection,
                            directory: organisation,
                        },
                    )
                    .await?;
                    if case.connected && !faults::mutant("M4") {
                        let deliver = NewWork {
                            queue: Queue::Outbox,
                            agency: &dossier.agency,
                            kind: "case.deliver",
                            dedup: &stored.id.to_string(),
                            object: stored.id,
                            payload: b"",
                            due_at: now,
                        };
                        queue::put(tx, deliver).await?;
                        silence::begin(tx, &fill.served, &stored).await?;
                        if !ready.acknowledged {
                            remind::set(tx, &stored, now).await?;
                        }
                    }
                    if case.connected {
                        sent.push(stored);
                    }
                }
                // Asked since the draft was read, it has another revision: then this is begun anew.
                if fill.draft.asked {
                    join_questions(tx, fill, &dossier, &sent).await?;
                }
                let entry = NewEntry {
                    agency: &dossier.agency,
                    act: "dossier.submitted",
                    object_kind: "dossier",
                    object: dossier.id,
                    actor_kind: "citizen",
                    actor: dossier.person,
                    committed: Some(&recap),
                };
                journal::add(tx, entry).await?;
                if let Some(to) = contact {
                    let mail = Mail::Recorded {
                        demarche: title.to_owned(),
                        reference: dossier.reference.clone(),
                        way: Way::of(ready.cases.iter().map(|case| case.connected)),
                        url: self.follow_url(&dossier),
                    };
                    let dedup = follow::recorded_to(dossier.id, to);
                    self.put_mail(tx, &dossier.agency, &dedup, dossier.id, to, language, &mail).await?;
                }
                Ok((dossier, false))
            })
            .await
    }
}

/// What was asked of a recipient's desk becomes part of the case that this desk gets. What was asked of another, which the answers no longer
/// lead to or which is not served here any more, stays with it, ended.
async fn join_questions(
    tx: &mut Write,
    fill: &Fill,
    dossier: &dossiers::Dossier,
    sent: &[Case],
) -> Result<(), StoreError> {
    for question in questions::file(tx, &fill.draft, dossier.id).await? {
        let its_own = |case: &&Case| {
            case.recipient == question.recipient
                && case.organisation == question.organisation
                && case.branch == question.branch
        };
        let act = match sent.iter().find(its_own) {
            Some(case) => {
                questions::join(tx, &question, case).await?;
                "question.joined"
            }
            None => {
                questions::end(tx, &question).await?;
                "question.ended"
            }
        };
        let entry = NewEntry {
            agency: &question.agency,
            act,
            object_kind: "question",
            object: question.id,
            actor_kind: "citizen",
            actor: dossier.person,
            committed: None,
        };
        journal::add(tx, entry).await?;
    }
    Ok(())
}
