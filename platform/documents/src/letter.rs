//! Makes a letter: what an agency writes to a citizen, on one sheet or a few.

use form::demarche::Demarche;
use jiff::{Timestamp, civil::Date};

use crate::{
    Fault, Issuer, Recipient,
    finish::{self, About},
    flow::Flow,
    head,
    look::{BODY, HEADING, NOTE, STRONG, TITLE},
    receipt::law::Service,
    say::Say,
};

/// A letter.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    /// Who speaks.
    pub issuer: Issuer<'a>,
    /// What it is about.
    pub demarche: &'a Demarche,
    /// As shown to citizens, in groups.
    pub reference: &'a str,
    /// Whose letter it is: the desk that has the case.
    pub from: Recipient<'a>,
    /// To whom it goes, where the desk receives the name.
    pub to: Option<&'a str>,
    /// The day that it carries.
    pub date: Date,
    /// What it says at its top.
    pub title: &'a str,
    /// What it says: paragraphs, lines.
    pub body: &'a str,
    /// The reason of a refusal, where the text does not give it.
    pub reason: Option<&'a str>,
    /// Who signs it: first name and name.
    pub signed: &'a str,
    /// In what quality.
    pub quality: &'a str,
    /// Time limits and ways of appeal, where it refuses.
    pub appeal: Option<&'a str>,
    /// When it was made, for who reads the file's own data.
    pub made_at: Timestamp,
}

/// The letter as a PDF.
pub fn letter(letter: &Letter<'_>) -> Result<Vec<u8>, Fault> {
    let say = Say { language: letter.issuer.language };
    let service = Service::of_recipient(&letter.from, say.language);
    let mut flow = Flow::new(head::running(&letter.issuer, letter.demarche, letter.reference, Some(&service)))?;
    flow.paragraph(&service.name, STRONG);
    for line in [service.service, service.address, service.phone, service.email].into_iter().flatten() {
        flow.paragraph(line, BODY);
    }
    flow.gap(18.0);
    if let Some(to) = letter.to {
        flow.paragraph(&say.with("letter-pdf-to", &[("name", to.into())]), BODY);
    }
    flow.paragraph(&say.with("letter-pdf-date", &[("date", say.date(letter.date).into())]), BODY);
    flow.gap(18.0);
    flow.heading("H1", 1, letter.title, TITLE, (0.0, 4.0));
    let about = [("demarche", letter.demarche.title.get(say.language).into()), ("reference", letter.reference.into())];
    flow.paragraph(&say.with("letter-pdf-about", &about), NOTE);
    flow.gap(14.0);
    for paragraph in letter.body.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
        flow.paragraph(paragraph, BODY);
        flow.gap(8.0);
    }
    if let Some(reason) = letter.reason {
        flow.heading("H2", 2, &say.it("letter-pdf-reason"), HEADING, (4.0, 4.0));
        for paragraph in reason.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty()) {
            flow.paragraph(paragraph, BODY);
            flow.gap(8.0);
        }
    }
    flow.gap(14.0);
    // Nobody's name stands alone on a page.
    flow.keep_whole(3.0 * BODY.leading + 2.0);
    flow.paragraph(&say.with("letter-pdf-for", &[("service", service.name.as_ref().into())]), BODY);
    flow.paragraph(letter.signed, STRONG);
    flow.paragraph(letter.quality, BODY);
    if let Some(appeal) = letter.appeal {
        flow.heading("H2", 2, &say.it("receipt-appeal"), HEADING, (18.0, 4.0));
        flow.paragraph(appeal, BODY);
    }
    flow.feet(|page, pages| say.with("receipt-page", &[("page", page.into()), ("pages", pages.into())]));
    let about = About {
        title: &format!("{} · {}", letter.title, letter.reference),
        subject: letter.demarche.title.get(say.language),
        author: letter.issuer.author(),
        language: say.tag(),
        made_at: letter.made_at,
        reference: letter.reference,
    };
    finish::finish(flow, &about, None)
}
