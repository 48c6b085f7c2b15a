//! Takes what a recipient's software does to a case: the same act as an agent's at the portal (`treat`), known by a key of the program's own,
//! so that a program that does not know whether it was heard says it again and it is done once.

use store::{StoreError, Uuid, cases, idempotency::Begun};

use crate::{
    Desk,
    access::{self, Clerk, Object, Partner, Scope, require},
    error::DeskError,
    give_back::Values,
    onboarding::Proof,
    remind,
    submit::read_json,
    treat::{Act, Meant, Recorded, fingerprint, judge, look_at, plain},
};

/// Signs of a key.
const MAX_KEY: usize = 100;
/// How often an act is judged anew because something happened to the case meanwhile.
const ATTEMPTS: usize = 8;

impl Desk {
    /// Does an act on a case, once, however often it is sent with the same key within a day. The act's `revision` is not looked at: a status
    /// that may still follow is set, whatever else was said meanwhile.
    ///
    /// # Errors
    /// `access.scope_missing`; `request.not_found`; `idempotency.key_invalid`, `idempotency.key_reused` for another act under this key;
    /// `store.conflict` where others act faster; the refusals of an agent's act.
    pub async fn answer(&self, partner: &Partner, id: Uuid, key: &str, act: Act) -> Result<Recorded, DeskError> {
        partner.require(Scope::EventsWrite)?;
        check_key(key)?;
        let clerk = Clerk::Partner(partner);
        let message = plain(&act.message);
        let message = message.trim();
        let Act { status: said, documents, complement, values, message: sent, .. } = act;
        let status = said.clone().unwrap_or_default();
        // What was sent, and comes to nothing.
        let empty = match &values {
            Values::Said(_) => "values",
            _ if !sent.is_empty() => "message",
            _ => "status, message, values, document",
        };
        let beside = (&complement, &values);
        let meant = |projection: &[u8]| Meant {
            key: key.to_owned(),
            fingerprint: fingerprint(projection, &status, message, &documents, beside),
        };
        let dossier = match self.case_of(clerk, &partner.agency, id).await {
            Ok((_, dossier)) => dossier,
            // Who sent it on since has it no more, and may ask again what became of an answer.
            Err(DeskError::NotFound(what)) => {
                let case = self.store.read(async |conn| cases::get(conn, &partner.agency, id).await).await?;
                let case = case.ok_or(DeskError::NotFound(what))?;
                return match self.known(clerk, &case, &meant(&case.projection)).await? {
                    Begun::Replay(recorded) => {
                        self.saw(partner, Proof::Repeated).await?;
                        read_json(&recorded, "recorded")
                    }
                    Begun::OtherRequest | Begun::Fresh | Begun::InFlight => Err(DeskError::NotFound(what)),
                };
            }
            Err(error) => return Err(error),
        };
        let mut opened = self.opened(&partner.agency, id, dossier).await?;
        // Nothing is said by no status; an empty one is none that a case can have.
        if said.as_deref() == Some("") {
            return Err(DeskError::Invalid { field: "status", code: "status.not_allowed" });
        }
        let meant = meant(&opened.case.projection);
        let count = documents.len();
        let (mut waiting, mut looked) = (Some(documents), Vec::new());
        for _ in 0..ATTEMPTS {
            require(clerk.subject(), access::Act::Treat, Object::Case(&opened.case))?;
            match self.known(clerk, &opened.case, &meant).await? {
                Begun::Replay(recorded) => {
                    self.saw(partner, Proof::Repeated).await?;
                    return read_json(&recorded, "recorded");
                }
                Begun::OtherRequest => return Err(DeskError::KeyReused),
                Begun::Fresh | Begun::InFlight => {}
            }
            let asked = self.judge_asking(&opened, (&status, message), &complement)?;
            let given = self.judge_values(&opened, &values)?;
            judge(&opened, self.now(), (&status, message, count), given.is_some()).map_err(|error| match error {
                DeskError::Invalid { code: code @ "act.empty", .. } => DeskError::Invalid { field: empty, code },
                DeskError::Invalid { code: code @ ("case.suspended" | "case.cancelled"), .. } => {
                    DeskError::Invalid { field: "case", code }
                }
                error => error,
            })?;
            if let Some(documents) = waiting.take() {
                looked = look_at(documents).await?;
            }
            // Whoever answers has the case: it is received first, and by no act that is refused.
            if remind::is_unopened(&opened.case.status) {
                self.looked_at(clerk, &opened.case, &opened.dossier, "case.acknowledged").await?;
                opened = self.opened(&partner.agency, id, opened.dossier).await?;
            }
            let given = (looked.as_slice(), given.as_deref());
            match self.carry_out(clerk, &opened, (&status, message, given, asked.as_ref()), &meant).await {
                Err(DeskError::Store(StoreError::Conflict { .. })) => {
                    self.after_the_others().await?;
                    opened = self.opened(&partner.agency, id, opened.dossier).await?;
                }
                done => {
                    if done.is_ok() {
                        self.saw(partner, Proof::Answered).await?;
                        self.kept_damage(partner, Some(id)).await?;
                    }
                    return done;
                }
            }
        }
        Err(DeskError::Store(StoreError::Conflict { expected: 0, actual: 0 }))
    }
}

/// Refuses a key that is none.
pub(crate) fn check_key(key: &str) -> Result<(), DeskError> {
    if key.is_empty() || key.len() > MAX_KEY || !key.bytes().all(|sign| sign.is_ascii_graphic()) {
        return Err(DeskError::Invalid { field: "Idempotency-Key", code: "idempotency.key_invalid" });
    }
    Ok(())
}
