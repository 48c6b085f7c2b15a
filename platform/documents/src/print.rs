//! Makes what is printed: the filled form that a citizen sends by post, a whole case for an agent.

use form::{demarche::Demarche, recap::Recap};
use jiff::Timestamp;

use crate::{
    Attachment, Fault, Identified, Issuer, Recipient,
    finish::{self, About},
    flow::{Flow, Running},
    head,
    look::{BODY, BOTTOM, COLUMN, HEADING, LEFT, NOTE, RIGHT},
    picture::Picture,
    recap,
    receipt::{draw, law::Service},
    say::{self, Say},
};

/// A filled form for a recipient that is not served here.
#[derive(Debug, Clone, Copy)]
pub struct FilledForm<'a> {
    /// Who speaks.
    pub issuer: Issuer<'a>,
    /// What was filled.
    pub demarche: &'a Demarche,
    /// As shown to citizens, in groups.
    pub reference: &'a str,
    /// When it was recorded here.
    pub recorded_at: Timestamp,
    /// Who files, where this recipient receives the name.
    pub applicant: Option<&'a str>,
    /// To whom it is sent.
    pub recipient: Recipient<'a>,
    /// What to enclose.
    pub attachments: &'a [Attachment<'a>],
    /// What that recipient may see.
    pub recap: &'a Recap,
    /// The declaration to sign.
    pub statement: &'a str,
}

/// The filled form as a PDF: address to send it to, answers, list of enclosures, place and date, signature.
pub fn filled_form(form: &FilledForm<'_>) -> Result<Vec<u8>, Fault> {
    let say = Say { language: form.issuer.language };
    let service = Service::of_recipient(&form.recipient, form.issuer.language);
    let running = head::running(&form.issuer, form.demarche, form.reference, Some(&service));
    let mut flow = Flow::new(running)?;
    let title = say.it("receipt-title-print");
    head::title(&mut flow, &form.issuer, form.demarche, &title);
    let content = head::Box {
        reference: form.reference,
        facts: facts(say, form.demarche, form.recorded_at, form.applicant),
        follow: None,
    };
    head::reference_box(&mut flow, say, &content)?;
    flow.gap(14.0);
    let bare = form.attachments.is_empty();
    flow.paragraph(&say.it(if bare { "receipt-to-send-bare" } else { "receipt-to-send-explained" }), BODY);
    flow.gap(10.0);
    head::envelope(&mut flow, say, &service);
    recap::draw(&mut flow, form.recap, 2, say);
    if !form.attachments.is_empty() {
        flow.heading("H2", 2, &say.it("receipt-print-checklist"), HEADING, (18.0, 4.0));
        for attachment in form.attachments {
            // A box to tick by hand while the envelope is filled.
            flow.paragraph_at("P", &format!("☐  {} ({})", attachment.label, attachment.name), BODY, LEFT, COLUMN);
        }
    }
    declaration(&mut flow, say, form.statement);
    ends(flow, say, form.issuer, form.demarche, &title, form.reference, form.recorded_at)
}

/// What is dated and signed by hand, in one piece: nobody signs a page that says nothing.
fn declaration(flow: &mut Flow, say: Say, statement: &str) {
    let (before, after, gap) = (18.0, 4.0, 8.0);
    let sentence = flow.height(statement, BODY);
    // Two points more, for what rounding takes.
    flow.keep_whole(before + HEADING.leading + after + sentence + gap + head::HAND + 2.0);
    flow.heading("H2", 2, &say.it("receipt-print-declaration"), HEADING, (before, after));
    flow.paragraph(statement, BODY);
    flow.gap(gap);
    head::hand(flow, say);
}

/// A case for an agent: « tout imprimer ».
#[derive(Debug, Clone, Copy)]
pub struct CaseFile<'a> {
    /// Who speaks.
    pub issuer: Issuer<'a>,
    /// What was filed.
    pub demarche: &'a Demarche,
    /// As shown to citizens, in groups.
    pub reference: &'a str,
    /// When the dossier was recorded.
    pub recorded_at: Timestamp,
    /// Who files, where this recipient receives the name.
    pub applicant: Option<&'a str>,
    /// How a provider of identity knew them, where the démarche asks for it.
    pub identified: Option<Identified<'a>>,
    /// Whose case it is.
    pub recipient: Recipient<'a>,
    /// Its status in the citizen's words; none in a package, whose bytes do not change with time.
    pub status: Option<&'a str>,
    /// What the recipient may see.
    pub recap: &'a Recap,
    /// What the recipient may see.
    pub attachments: &'a [PrintedAttachment<'a>],
}

/// Why the antivirus keeps an attachment back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It has not examined it yet.
    Scanning,
    /// It found something in it.
    Infected,
}

/// An attachment, and its bytes where they are to be printed.
#[derive(Debug, Clone, Copy)]
pub struct PrintedAttachment<'a> {
    /// What the list says.
    pub attachment: Attachment<'a>,
    /// The antivirus keeps it back: that is said in its place.
    pub held: Option<Held>,
    /// A JPEG or PNG image is shown on a page of its own; of anything else it is said that it is printed apart.
    pub content: Option<&'a [u8]>,
}

/// The case as a PDF: recap, list of attachments, then the images, one a page.
pub fn case_file(case: &CaseFile<'_>) -> Result<Vec<u8>, Fault> {
    case_files(std::slice::from_ref(case))
}

/// Several cases as one PDF, each as by itself, on pages of its own, with its own foot; the pages are counted through.
pub fn case_files(cases: &[CaseFile<'_>]) -> Result<Vec<u8>, Fault> {
    let [first, others @ ..] = cases else {
        return Err(Fault::Write(std::io::Error::from(std::io::ErrorKind::InvalidInput)));
    };
    let say = Say { language: first.issuer.language };
    let title = say.it("receipt-title-case");
    let mut flow = Flow::new(running(first))?;
    case_pages(&mut flow, first, &title, say)?;
    for case in others {
        flow.turn_for_another(running(case));
        case_pages(&mut flow, case, &title, say)?;
    }
    let latest = cases.iter().map(|case| case.recorded_at).max().unwrap_or(first.recorded_at);
    ends(flow, say, first.issuer, first.demarche, &title, first.reference, latest)
}

fn running(case: &CaseFile<'_>) -> Running {
    let service = Service::of_recipient(&case.recipient, case.issuer.language);
    head::running(&case.issuer, case.demarche, case.reference, Some(&service))
}

fn case_pages(flow: &mut Flow, case: &CaseFile<'_>, title: &str, say: Say) -> Result<(), Fault> {
    let service = Service::of_recipient(&case.recipient, case.issuer.language);
    head::title(flow, &case.issuer, case.demarche, title);
    let mut facts = facts(say, case.demarche, case.recorded_at, case.applicant);
    facts.extend(case.identified.into_iter().flat_map(|known| known.facts(case.demarche, say)));
    facts.push((say.it("receipt-case-recipient"), service.name.to_string()));
    facts.extend(case.status.map(|status| (say.it("receipt-case-status"), status.to_owned())));
    let content = head::Box { reference: case.reference, facts, follow: None };
    head::reference_box(flow, say, &content)?;
    recap::draw(flow, case.recap, 2, say);
    flow.heading("H2", 2, &say.it("receipt-attachments"), HEADING, (18.0, 4.0));
    let listed: Vec<Attachment<'_>> = case.attachments.iter().map(|printed| printed.attachment).collect();
    draw::attachments(flow, &listed, say);
    let mut pictures = Vec::new();
    for printed in case.attachments {
        let name = &[("name", printed.attachment.name.into())];
        if let Some(held) = printed.held {
            let id = match held {
                Held::Scanning => "receipt-held-scanning",
                Held::Infected => "receipt-held-infected",
            };
            flow.gap(4.0);
            flow.paragraph(&say.with(id, name), BODY);
        }
        let Some(content) = printed.content else { continue };
        if let Some(picture) = Picture::read(content, printed.attachment.mime) {
            pictures.push((printed.attachment, picture));
            continue;
        }
        let id = if printed.attachment.mime == "application/pdf" { "receipt-apart-pdf" } else { "receipt-apart" };
        flow.gap(4.0);
        flow.paragraph(&say.with(id, name), BODY);
    }
    for (attachment, picture) in pictures {
        image_page(flow, &attachment, picture, say);
    }
    Ok(())
}

fn facts(say: Say, demarche: &Demarche, recorded_at: Timestamp, applicant: Option<&str>) -> Vec<(String, String)> {
    let recorded = (say.it("receipt-recorded-at"), say.exactly(&say::local(demarche, recorded_at)));
    let applicant = applicant.map(|name| (say.it("receipt-applicant"), name.to_owned()));
    std::iter::once(recorded).chain(applicant).collect()
}

/// An image on a page of its own, as large as it fits, its name above.
fn image_page(flow: &mut Flow, attachment: &Attachment<'_>, picture: Picture, say: Say) {
    flow.turn_for_part();
    flow.heading("H2", 2, attachment.label, HEADING, (0.0, 1.0));
    flow.paragraph(attachment.name, NOTE);
    flow.gap(8.0);
    let (room, width, height) = (flow.y() - BOTTOM, f64::from(picture.width.max(1)), f64::from(picture.height.max(1)));
    // Never larger than at 96 dots an inch: a small stamp stays small.
    let scale = (f64::from(COLUMN) / width).min(f64::from(room) / height).min(0.75);
    #[expect(clippy::cast_possible_truncation, reason = "lengths of a page")]
    let (width, height) = ((width * scale) as f32, (height * scale) as f32);
    let image = flow.pictures.len();
    flow.pictures.push(picture);
    let bottom = flow.take(height);
    let left = LEFT + (RIGHT - LEFT - width) / 2.0;
    if let Some((page, tree, number)) = flow.page() {
        let element = tree.open("Figure");
        tree.elements[element].alternative =
            Some(say.with("receipt-image-alternative", &[("question", attachment.label.into())]));
        tree.elements[element].bounds = Some([left, bottom, left + width, bottom + height]);
        page.begin(number, tree);
        page.image(image, [left, bottom, width, height]);
        page.end();
        tree.close();
    }
}

fn ends(
    mut flow: Flow,
    say: Say,
    issuer: Issuer<'_>,
    demarche: &Demarche,
    title: &str,
    reference: &str,
    recorded_at: Timestamp,
) -> Result<Vec<u8>, Fault> {
    flow.feet(|page, pages| say.with("receipt-page", &[("page", page.into()), ("pages", pages.into())]));
    let about = About {
        title: &format!("{title} · {reference}"),
        subject: demarche.title.get(issuer.language),
        author: issuer.author(),
        language: say.tag(),
        made_at: recorded_at,
        reference,
    };
    finish::finish(flow, &about, None)
}
