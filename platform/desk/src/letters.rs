//! Lets a desk answer by letters: supervisors keep templates, a clerk fills one in for a case, changes what they like and sends it with the
//! decision, in one act.
//!
//! What stands in braces is put in: `{reference}`, `{demarche}`, `{depot}`, `{date}`, `{motif}`, `{guichet}`, `{demandeur}`. Any other word in braces is
//! refused, in a template as in a letter: « Bonjour {nom} » shall reach nobody. So is, in a letter, a word for which the case has nothing: nor shall
//! « Bonjour , ».

use std::collections::BTreeSet;

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
    give_back::Values,
    library::blocking,
    open_case::AGENTS,
    receipt::{document, issuer, recipient},
    submit::applicant,
    treat::{Act, one_line, plain},
    withhold,
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
pub const PLACEHOLDERS: [&str; 7] = ["date", "demandeur", "demarche", "depot", "guichet", REASON, "reference"];
/// The status that is chosen where a letter leaves the case as it is: nothing is chosen by not choosing.
pub const UNCHANGED: &str = "unchanged";
/// Characters of a name or of a quality under a letter.
const MAX_SIGNED: usize = 100;

/// A letter as an agent writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterWritten {
    /// The new status, or [`UNCHANGED`]; empty: not chosen.
    pub status: String,
    /// Why, in the agent's words: also the message that the citizen reads.
    pub reason: String,
    /// What the letter says at its top.
    pub title: String,
    /// What it says.
    pub body: String,
    /// First name and name of who signs it.
    pub signed: String,
    /// In what quality.
    pub quality: String,
}

/// A template as it is written.
#[derive(Debug, Clone, Copy)]
pub struct TemplateWritten<'a> {
    /// As agents choose it.
    pub name: &'a str,
    /// The letter's title.
    pub title: &'a str,
    /// The letter.
    pub body: &'a str,
}

/// Tells one state of a template from another: what was written over an old one is refused once.
pub fn template_revision(template: &Template) -> u64 {
    u64::try_from(template.updated_at.as_microsecond()).unwrap_or_default()
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

    /// Adds a template to those of the agent's desk, or writes the one of this id and revision anew.
    ///
    /// # Errors
    /// `request.not_found` for who does not supervise the desk; `letter.gone` where the desk has no such template, or no longer;
    /// `letter.changed_meanwhile`; all faults at once: `letter.name_required`, `letter.name_too_long`, `letter.name_taken`,
    /// `letter.too_many`, `letter.title_required`, `letter.title_too_long`, `letter.body_required`, `letter.body_too_long`,
    /// `letter.placeholder_unknown`, `letter.placeholder_near`, `letter.unprinted`.
    pub async fn keep_letter_template(
        &self,
        agent: &Agent,
        over: Option<(Uuid, u64)>,
        TemplateWritten { name, title, body }: TemplateWritten<'_>,
    ) -> Result<(), DeskError> {
        let known = self.supervised_letters(agent).await?;
        let id = over.map(|(id, _)| id);
        let before = known.iter().find(|one| Some(one.id) == id);
        if id.is_some() && before.is_none() {
            return Err(DeskError::Invalid { field: "name", code: "letter.gone" });
        }
        if before.zip(over).is_some_and(|(before, (_, revision))| template_revision(before) != revision) {
            return Err(DeskError::Invalid { field: "name", code: "letter.changed_meanwhile" });
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
        faults.extend(judge(&[("title", title), ("body", body)]));
        faults.extend(unprinted(&[("title", title), ("body", body)], "")?);
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
                let kept = match before {
                    Some(before) => letters::change(tx, before, new).await?.then_some(before.id),
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
    pub async fn letter_pdf(&self, opened: &OpenedCase, written: &LetterWritten) -> Result<Vec<u8>, DeskError> {
        let (title, body) = (one_line(&written.title), plain(&written.body));
        let (title, body, reason) = (title.trim(), body.trim(), plain(&written.reason));
        let reason = reason.trim();
        let (signed, quality) = (one_line(&written.signed), one_line(&written.quality));
        let (signed, quality) = (signed.trim().to_owned(), quality.trim().to_owned());
        let to = applicant(opened.dossier.evidence.applicant_at.as_deref(), &opened.planned.answers);
        let mut faults = judge(&[("title", title), ("message", body)]);
        faults.extend(self.empty(opened, &[("title", title), ("message", body)]));
        // Words in braces are put into the text alone: a reason that has some would reach the citizen as it stands.
        faults.extend(strange("note", reason, &[]));
        let typed = [("title", title), ("message", body), ("note", reason), ("signed", &signed), ("quality", &quality)];
        faults.extend(unprinted(&typed, to.as_deref().unwrap_or_default())?);
        let mut refuse = |field, code| faults.push(Refused { field, code, named: String::new() });
        if written.status.is_empty() && opened.next_statuses().iter().any(|status| status != "complement") {
            refuse("status", "letter.status_required");
        }
        let asks = [title, body].into_iter().flat_map(placeholders).any(|(_, name)| name == REASON);
        let refuses = written.status == "refused";
        if reason.is_empty() && (asks || refuses) {
            refuse("note", if asks { "letter.reason_required" } else { "message.required" });
        }
        if reason.chars().count() > MAX_MESSAGE {
            refuse("note", "message.too_long");
        }
        // Who decides is named, with their quality (CRPA, L212-1): an address is no name.
        for (field, text, code) in
            [("signed", &signed, "letter.signer_required"), ("quality", &quality, "letter.quality_required")]
        {
            match text.chars().count() {
                0 => refuse(field, code),
                1..=MAX_SIGNED => {}
                _ => refuse(field, "letter.signature_too_long"),
            }
        }
        if !faults.is_empty() {
            return Err(DeskError::Several(faults));
        }
        // A refusal says why in itself (CRPA, L211-5): where the text does not, it is added.
        let added = (refuses && !asks).then(|| reason.to_owned());
        let (title, body) = (self.put_in(opened, title, Some(reason)), self.put_in(opened, body, Some(reason)));
        let demarche = std::sync::Arc::clone(&opened.dossier.served.demarche);
        let appeal = demarche.appeal.as_ref().filter(|_| refuses).map(|appeal| appeal.get(AGENTS).to_owned());
        let (platform, publisher) = (self.site.clone(), self.publisher_name(&demarche));
        let (planned, organisation) = (opened.planned.clone(), opened.organisation.clone());
        let (reference, test) = (opened.dossier.stored.reference.clone(), opened.dossier.stored.test);
        let date = self.letter_date(opened);
        let midnight = date.to_zoned(opened.dossier.served.timezone.clone());
        // The same letter on the same day is the same file: a second click sends nothing else.
        let made_at = midnight.map_or(opened.dossier.stored.submitted_at, |midnight| midnight.timestamp());
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
                reason: added.as_deref(),
                signed: &signed,
                quality: &quality,
                appeal: appeal.as_deref(),
                made_at,
            })
            .map_err(document)
        })
        .await
    }

    /// Sends a letter with its decision, and what is given back with it, in one act; what the agent signs with is kept for the next one.
    ///
    /// # Errors
    /// Those of the letter, all at once: `letter.status_required`, `letter.title_required`, `letter.title_too_long`, `letter.body_required`,
    /// `letter.body_too_long`, `letter.placeholder_unknown`, `letter.placeholder_near`, `letter.placeholder_empty`, `letter.unprinted`,
    /// `letter.reason_required`, `letter.signer_required`, `letter.quality_required`, `letter.signature_too_long`, `message.required`,
    /// `message.too_long`; and those of [`Self::treat`].
    pub async fn send_letter(
        &self,
        agent: &Agent,
        opened: &OpenedCase,
        written: &LetterWritten,
        values: Values,
        revision: u64,
    ) -> Result<OpenedCase, DeskError> {
        require(Subject::Agent(agent), access::Act::Treat, Object::Case(&opened.case))?;
        // What may be asked for with questions and a day has its place on the page of the case.
        if written.status == "complement" {
            return Err(DeskError::Invalid { field: "status", code: "status.not_allowed" });
        }
        let bytes = match self.letter_pdf(opened, written).await {
            // No letter with faults was ever sent: this is no second click, and the writer is told of the others' acts too.
            Err(DeskError::Several(mut faults)) if revision != opened.revision() => {
                let code = withhold::withheld(&opened.case).unwrap_or("case.changed");
                faults.insert(0, Refused { field: "status", code, named: String::new() });
                return Err(DeskError::Several(faults));
            }
            bytes => bytes?,
        };
        let name = format!("{}-courrier.pdf", opened.case.external_id);
        let act = Act {
            status: Some(&written.status).filter(|status| !matches!(status.as_str(), "" | UNCHANGED)).cloned(),
            message: written.reason.clone(),
            documents: vec![Upload { field: "document".to_owned(), name, bytes }],
            values,
            revision,
            ..Act::default()
        };
        let sent = self.treat(agent, &opened.case.agency, opened.case.id, act).await?;
        let (signed, quality) = (one_line(&written.signed), one_line(&written.quality));
        let (signed, quality) = (signed.trim(), quality.trim());
        if (signed, quality) != (agent.name.as_str(), agent.quality.as_str()) {
            self.store
                .write(async |tx| {
                    let Some(account) = store::agents::get(tx, people::PORTAL, agent.id).await? else { return Ok(()) };
                    store::agents::set_signature(tx, &account, signed, quality).await?;
                    for event in sent.events_by(agent, opened) {
                        store::events::sign(tx, &sent.case, event, signed).await?;
                    }
                    journal::add(tx, agents::entry("agent.signature_kept", agent.id)).await?;
                    Ok::<_, DeskError>(())
                })
                .await?;
        }
        Ok(sent)
    }

    fn letter_date(&self, opened: &OpenedCase) -> Date {
        opened.zoned(self.now()).date()
    }

    /// The text with what stands in braces put in; where there is nothing to put in, as for the reason at first, the word stays.
    fn put_in(&self, opened: &OpenedCase, text: &str, reason: Option<&str>) -> String {
        fill(text, |name| if name == REASON { reason.map(str::to_owned) } else { self.value(opened, name) })
    }

    /// What the case has for a word in braces; nothing for the reason, which the agent gives.
    fn value(&self, opened: &OpenedCase, name: &str) -> Option<String> {
        let value = match name {
            "reference" => Some(opened.dossier.stored.reference.clone()),
            "demarche" => Some(opened.dossier.served.demarche.title.get(AGENTS).to_owned()),
            "depot" => {
                let filed = opened.zoned(opened.dossier.stored.submitted_at).date();
                Some(format::date(AGENTS.tag(), filed))
            }
            "date" => Some(format::date(AGENTS.tag(), self.letter_date(opened))),
            "guichet" => {
                let known = opened.organisation.as_ref().map(|organisation| organisation.name.clone());
                Some(known.unwrap_or_else(|| opened.planned.title.clone()))
            }
            "demandeur" => applicant(opened.dossier.evidence.applicant_at.as_deref(), &opened.planned.answers),
            _ => None,
        };
        value.filter(|value| !value.trim().is_empty())
    }

    /// Words in braces for which this case has nothing: each once in a field.
    fn empty(&self, opened: &OpenedCase, texts: &[(&'static str, &str); 2]) -> Vec<Refused> {
        let mut faults = Vec::new();
        for &(field, text) in texts {
            let names: BTreeSet<&str> = placeholders(text).map(|(_, name)| name).collect();
            let asked = names.into_iter().filter(|name| *name != REASON && PLACEHOLDERS.contains(name));
            for name in asked.filter(|name| self.value(opened, name).is_none()) {
                faults.push(Refused { field, code: "letter.placeholder_empty", named: format!("{{{name}}}") });
            }
        }
        faults
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
fn judge([(title_field, title), (body_field, body)]: &[(&'static str, &str); 2]) -> Vec<Refused> {
    let mut faults = Vec::new();
    let mut refuse = |field, code| faults.push(Refused { field, code, named: String::new() });
    match title.chars().count() {
        0 => refuse(*title_field, "letter.title_required"),
        1..=MAX_TITLE => {}
        _ => refuse(*title_field, "letter.title_too_long"),
    }
    match body.chars().count() {
        0 => refuse(*body_field, "letter.body_required"),
        1..=MAX_BODY => {}
        _ => refuse(*body_field, "letter.body_too_long"),
    }
    faults.extend(strange(title_field, title, &PLACEHOLDERS));
    faults.extend(strange(body_field, body, &PLACEHOLDERS));
    faults
}

/// Words in braces for which nothing would be put in; five of them at most.
fn strange(field: &'static str, text: &str, known: &[&str]) -> Vec<Refused> {
    let found = placeholders(text).filter(|(_, name)| !known.contains(name)).take(5);
    found
        .map(|(_, name)| {
            let shown: String = name.chars().take(40).collect();
            match nearest(name, known.iter().copied()) {
                Some(near) => {
                    Refused { field, code: "letter.placeholder_near", named: format!("{{{shown}}} → {{{near}}}") }
                }
                None => Refused { field, code: "letter.placeholder_unknown", named: format!("{{{shown}}}") },
            }
        })
        .collect()
}

/// What no face of a PDF has, but for the signs of the name that the letter goes to: nobody can write that otherwise.
fn unprinted(typed: &[(&'static str, &str)], but: &str) -> Result<Vec<Refused>, DeskError> {
    let mut faults = Vec::new();
    for (field, text) in typed {
        let mut signs = documents::unprinted_in(text).map_err(document)?;
        signs.retain(|sign| !but.contains(*sign));
        if !signs.is_empty() {
            let named = signs.iter().map(char::to_string).collect::<Vec<_>>().join(" ");
            faults.push(Refused { field, code: "letter.unprinted", named });
        }
    }
    Ok(faults)
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
        let faults = judge(&[("title", "{Référence}"), ("body", "{motiff} {zzz} {date}")]);
        let told: Vec<(&str, &str)> = faults.iter().map(|fault| (fault.code, fault.named.as_str())).collect();
        assert_eq!(
            told,
            [
                ("letter.placeholder_near", "{Référence} → {reference}"),
                ("letter.placeholder_near", "{motiff} → {motif}"),
                ("letter.placeholder_unknown", "{zzz}"),
            ]
        );
        assert_eq!(judge(&[("title", ""), ("body", "")]).len(), 2);
    }
}
