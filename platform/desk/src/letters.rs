//! Lets a desk answer by letters: supervisors keep templates, a clerk fills one in for a case, changes what they like and sends it with the
//! decision, in one act.
//!
//! What stands in braces is put in: `{reference}`, `{demarche}`, `{date}`, `{motif}`, `{guichet}`, `{demandeur}`. Any other word in braces is
//! refused, in a template as in a letter: « Bonjour {nom} » shall reach nobody.

use documents::{
    Issuer,
    letter::{self, Letter},
};
use form::expression::nearest;
use jiff::civil::Date;
use store::{
    Uuid,
    journal::{self, NewEntry},
    letters::{self, NewTemplate, Template},
    people,
};
use words::format;

use crate::{
    Desk, MAX_MESSAGE, OpenedCase, Upload,
    access::{self, Agent, Object, Subject, require},
    agents,
    error::{DeskError, Refused},
    library::blocking,
    open_case::AGENTS,
    receipt::{document, issuer, recipient},
    submit::applicant,
    treat::{Act, plain},
};

/// Characters of a template's name.
pub const MAX_NAME: usize = 60;
/// Characters of a letter's title.
pub const MAX_TITLE: usize = 150;
/// Characters of a letter.
pub const MAX_BODY: usize = 6_000;
/// Templates of a desk.
const MAX_TEMPLATES: usize = 60;

/// The reason that the agent gives: known only when the letter is sent.
pub const REASON: &str = "motif";
/// What is put in.
pub const PLACEHOLDERS: [&str; 6] = ["date", "demandeur", "demarche", "guichet", REASON, "reference"];

/// A letter as an agent writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterWritten {
    /// The new status; empty: unchanged.
    pub status: String,
    /// Why, in the agent's words: also the message that the citizen reads.
    pub reason: String,
    /// What the letter says at its top.
    pub title: String,
    /// What it says.
    pub body: String,
}

impl Desk {
    /// The templates of the agent's desk.
    pub async fn letter_templates(&self, agent: &Agent) -> Result<Vec<Template>, DeskError> {
        let (siret, branch) = (agent.organisation.as_str(), agent.branch.as_str());
        Ok(self.store.read(async |conn| letters::of_desk(conn, people::PORTAL, siret, branch).await).await?)
    }

    /// The same, for who may change them.
    ///
    /// # Errors
    /// `request.not_found` for who does not supervise the desk.
    pub async fn supervised_letters(&self, agent: &Agent) -> Result<Vec<Template>, DeskError> {
        supervise(agent)?;
        self.letter_templates(agent).await
    }

    /// Adds a template to those of the agent's desk, or writes the one of this id anew.
    ///
    /// # Errors
    /// `request.not_found`, also for who does not supervise the desk; all faults at once: `letter.name_required`, `letter.name_too_long`,
    /// `letter.name_taken`, `letter.too_many`, `letter.title_required`, `letter.title_too_long`, `letter.body_required`,
    /// `letter.body_too_long`, `letter.placeholder_unknown`, `letter.placeholder_near`.
    pub async fn keep_letter_template(
        &self,
        agent: &Agent,
        id: Option<Uuid>,
        (name, title, body): (&str, &str, &str),
    ) -> Result<(), DeskError> {
        let known = self.supervised_letters(agent).await?;
        if id.is_some_and(|id| known.iter().all(|one| one.id != id)) {
            return Err(DeskError::NotFound("letter"));
        }
        let (name, title, body) = (one_line(name), one_line(title), plain(body));
        let (name, title, body) = (name.trim(), title.trim(), body.trim());
        let mut faults = Vec::new();
        let mut refuse = |field, code| faults.push(Refused { field, code, named: String::new() });
        match name.chars().count() {
            0 => refuse("name", "letter.name_required"),
            1..=MAX_NAME => {}
            _ => refuse("name", "letter.name_too_long"),
        }
        if known.iter().any(|one| one.name == name && Some(one.id) != id) {
            refuse("name", "letter.name_taken");
        }
        if id.is_none() && known.len() >= MAX_TEMPLATES {
            refuse("name", "letter.too_many");
        }
        faults.extend(judge(("title", title), ("body", body)));
        if !faults.is_empty() {
            return Err(DeskError::Several(faults));
        }
        let new = NewTemplate {
            agency: people::PORTAL,
            organisation: &agent.organisation,
            branch: &agent.branch,
            name,
            title,
            body,
        };
        self.store
            .write(async |tx| {
                let kept = match id {
                    Some(id) => letters::change(tx, id, new).await?.then_some(id),
                    None => letters::add(tx, new).await?,
                };
                // Another click took the name meanwhile.
                let taken = || DeskError::Invalid { field: "name", code: "letter.name_taken" };
                let act = if id.is_some() { "letter.changed" } else { "letter.added" };
                Ok(journal::add(tx, entry(act, kept.ok_or_else(taken)?, name, agent)).await?)
            })
            .await
    }

    /// Removes a template of the agent's desk.
    ///
    /// # Errors
    /// `request.not_found`, also for who does not supervise the desk.
    pub async fn remove_letter_template(&self, agent: &Agent, id: Uuid) -> Result<(), DeskError> {
        let known = self.supervised_letters(agent).await?;
        let template = known.into_iter().find(|one| one.id == id).ok_or(DeskError::NotFound("letter"))?;
        self.store
            .write(async |tx| {
                letters::remove(tx, &template).await?;
                Ok(journal::add(tx, entry("letter.removed", template.id, &template.name, agent)).await?)
            })
            .await
    }

    /// A template filled in for a case, but for the reason: title and text, for the agent to change.
    pub fn letter_from(&self, opened: &OpenedCase, template: &Template) -> (String, String) {
        (self.put_in(opened, &template.title, None), self.put_in(opened, &template.body, None))
    }

    /// The letter as it would leave.
    ///
    /// # Errors
    /// As [`Self::send_letter`], but for what the case refuses.
    pub async fn letter_pdf(
        &self,
        agent: &Agent,
        opened: &OpenedCase,
        written: &LetterWritten,
    ) -> Result<Vec<u8>, DeskError> {
        let (title, body) = (one_line(&written.title), plain(&written.body));
        let (title, body, reason) = (title.trim(), body.trim(), plain(&written.reason));
        let reason = reason.trim();
        let mut faults = judge(("title", title), ("message", body));
        let mut refuse = |code| faults.push(Refused { field: "note", code, named: String::new() });
        let asks = [title, body].into_iter().flat_map(placeholders).any(|(_, name)| name == REASON);
        if reason.is_empty() && (asks || written.status == "refused") {
            refuse(if asks { "letter.reason_required" } else { "message.required" });
        }
        if reason.chars().count() > MAX_MESSAGE {
            refuse("message.too_long");
        }
        if !faults.is_empty() {
            return Err(DeskError::Several(faults));
        }
        let (title, body) = (self.put_in(opened, title, Some(reason)), self.put_in(opened, body, Some(reason)));
        let demarche = std::sync::Arc::clone(&opened.dossier.served.demarche);
        let law = demarche.appeal.as_ref().filter(|_| written.status == "refused");
        let appeal = law.map(|appeal| appeal.get(AGENTS).to_owned());
        let to = applicant(opened.dossier.evidence.applicant_at.as_deref(), &opened.planned.answers);
        let (platform, publisher) = (self.site.clone(), self.publisher_name(&demarche));
        let (planned, organisation) = (opened.planned.clone(), opened.organisation.clone());
        let (reference, test) = (opened.dossier.stored.reference.clone(), opened.dossier.stored.test);
        let date = self.letter_date(opened);
        let midnight = date.to_zoned(opened.dossier.served.timezone.clone());
        // The same letter on the same day is the same file: a second click sends nothing else.
        let made_at = midnight.map_or(opened.dossier.stored.submitted_at, |midnight| midnight.timestamp());
        let signed = if agent.name.is_empty() { agent.email.clone() } else { agent.name.clone() };
        blocking(move || {
            let from = recipient(&planned, organisation.as_ref());
            letter::letter(&Letter {
                issuer: Issuer {
                    platform: &platform,
                    agency: issuer(&demarche, &[from], &publisher),
                    help: None,
                    test,
                    language: AGENTS,
                },
                demarche: &demarche,
                reference: &reference,
                from,
                to: to.as_deref(),
                date,
                title: &title,
                body: &body,
                signed: &signed,
                appeal: appeal.as_deref(),
                made_at,
            })
            .map_err(document)
        })
        .await
    }

    /// Sends a letter with its decision, in one act.
    ///
    /// # Errors
    /// Those of the letter, all at once: `letter.title_required`, `letter.title_too_long`, `letter.body_required`, `letter.body_too_long`,
    /// `letter.placeholder_unknown`, `letter.placeholder_near`, `letter.reason_required`, `message.required`, `message.too_long`; and those
    /// of [`Self::treat`].
    pub async fn send_letter(
        &self,
        agent: &Agent,
        opened: &OpenedCase,
        written: &LetterWritten,
        revision: u64,
    ) -> Result<OpenedCase, DeskError> {
        require(Subject::Agent(agent), access::Act::Treat, Object::Case(&opened.case))?;
        // What may be asked for with questions and a day has its place on the page of the case.
        if written.status == "complement" {
            return Err(DeskError::Invalid { field: "status", code: "status.not_allowed" });
        }
        let bytes = self.letter_pdf(agent, opened, written).await?;
        let name = format!("{}-courrier.pdf", opened.case.external_id);
        let act = Act {
            status: written.status.clone(),
            message: written.reason.clone(),
            documents: vec![Upload { field: "document".to_owned(), name, bytes }],
            revision,
            ..Act::default()
        };
        self.treat(agent, &opened.case.agency, opened.case.id, act).await
    }

    fn letter_date(&self, opened: &OpenedCase) -> Date {
        opened.zoned(self.now()).date()
    }

    /// The text with what stands in braces put in; the reason stays to be put in as long as there is none.
    fn put_in(&self, opened: &OpenedCase, text: &str, reason: Option<&str>) -> String {
        let value = |name: &str| match name {
            "reference" => Some(opened.dossier.stored.reference.clone()),
            "demarche" => Some(opened.dossier.served.demarche.title.get(AGENTS).to_owned()),
            "date" => Some(format::date(AGENTS.tag(), self.letter_date(opened))),
            "guichet" => {
                let known = opened.organisation.as_ref().map(|organisation| organisation.name.clone());
                Some(known.unwrap_or_else(|| opened.planned.title.clone()))
            }
            "demandeur" => {
                let named = applicant(opened.dossier.evidence.applicant_at.as_deref(), &opened.planned.answers);
                Some(named.unwrap_or_default())
            }
            REASON => reason.map(str::to_owned),
            _ => None,
        };
        fill(text, value)
    }
}

/// Every word in braces, with its place.
fn placeholders(text: &str) -> impl Iterator<Item = (std::ops::Range<usize>, &str)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let open = from + text[from..].find('{')?;
            let rest = &text[open + 1..];
            let end = rest.find(['}', '{', '\n'])?;
            from = open + 1 + end;
            if rest[end..].starts_with('}') {
                from += 1;
                return Some((open..from, rest[..end].trim()));
            }
        }
    })
}

fn fill(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut from = 0;
    for (range, name) in placeholders(text) {
        let Some(value) = value(name) else { continue };
        filled.push_str(&text[from..range.start]);
        filled.push_str(&value);
        from = range.end;
    }
    filled.push_str(&text[from..]);
    filled
}

/// What is wrong with a title and a text.
fn judge((title_field, title): (&'static str, &str), (body_field, body): (&'static str, &str)) -> Vec<Refused> {
    let mut faults = Vec::new();
    let mut refuse = |field, code, named| faults.push(Refused { field, code, named });
    match title.chars().count() {
        0 => refuse(title_field, "letter.title_required", String::new()),
        1..=MAX_TITLE => {}
        _ => refuse(title_field, "letter.title_too_long", String::new()),
    }
    match body.chars().count() {
        0 => refuse(body_field, "letter.body_required", String::new()),
        1..=MAX_BODY => {}
        _ => refuse(body_field, "letter.body_too_long", String::new()),
    }
    for (field, text) in [(title_field, title), (body_field, body)] {
        for (_, name) in placeholders(text).filter(|(_, name)| !PLACEHOLDERS.contains(name)).take(5) {
            let shown: String = name.chars().take(40).collect();
            match nearest(name, PLACEHOLDERS) {
                Some(near) => refuse(field, "letter.placeholder_near", format!("{{{shown}}} → {{{near}}}")),
                None => refuse(field, "letter.placeholder_unknown", format!("{{{shown}}}")),
            }
        }
    }
    faults
}

fn one_line(text: &str) -> String {
    text.chars().filter(|sign| !sign.is_control() && !form::signs::turns(*sign)).collect()
}

fn supervise(agent: &Agent) -> Result<(), DeskError> {
    require(Subject::Agent(agent), access::Act::Supervise, Object::Desk(&agent.organisation, &agent.branch))
}

fn entry<'a>(act: &'static str, template: Uuid, name: &'a str, agent: &Agent) -> NewEntry<'a> {
    NewEntry {
        object_kind: "letter",
        object: template,
        committed: Some(name.as_bytes()),
        ..agents::entry(act, agent.id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_braces_are_put_in_and_nothing_else_is_touched() {
        let value = |name: &str| (name == "date").then(|| "le 1er".to_owned());
        assert_eq!(fill("Fait {date}, { date }. {motif} {", value), "Fait le 1er, le 1er. {motif} {");
        assert_eq!(fill("a { b\n} {{date}} é{date}é", value), "a { b\n} {le 1er} éle 1eré");
        assert_eq!(fill("", value), "");
    }

    #[test]
    fn an_unknown_word_in_braces_is_told_with_the_one_it_may_be() {
        let faults = judge(("title", "{Référence}"), ("body", "{motiff} {zzz} {date}"));
        let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.code, fault.named.as_str())).collect();
        assert_eq!(
            told,
            [
                ("letter.placeholder_near", "{Référence} → {reference}"),
                ("letter.placeholder_near", "{motiff} → {motif}"),
                ("letter.placeholder_unknown", "{zzz}"),
            ]
        );
        assert_eq!(judge(("title", ""), ("body", "")).len(), 2);
    }
}
