//! Draws what a document opens with: who speaks, the title, the box with the reference.

use form::demarche::Demarche;

use crate::{
    Fault, Issuer,
    flow::{Flow, Running, baseline, count, points},
    look::{BODY, COLUMN, INK, LABEL, LEFT, NOTE, PAPER, REFERENCE, RIGHT, RULE, SOFT, SUBTITLE, Style, TITLE},
    qr,
    receipt::law::Service,
    say::Say,
    text::Line,
};

/// Inside the box.
const PADDING: f32 = 14.0;
/// Of the code, its light border included.
const CODE: f32 = 104.0;
/// The height of the boxes to write in.
pub(crate) const HAND: f32 = 56.0;
/// A line to write on by hand, and how many an address takes.
const WRITTEN: f32 = 22.0;
const ADDRESS: usize = 3;

/// What the box holds.
pub(crate) struct Box<'a> {
    pub(crate) reference: &'a str,
    /// Labels and values under the reference.
    pub(crate) facts: Vec<(String, String)>,
    /// The follow-up address, drawn as a QR code and as a link.
    pub(crate) follow: Option<&'a str>,
}

/// What every page of a document carries.
pub(crate) fn running(
    issuer: &Issuer<'_>,
    demarche: &Demarche,
    reference: &str,
    contact: Option<&Service<'_>>,
) -> Running {
    let say = Say { language: issuer.language };
    Running {
        test: issuer.test.then(|| (say.it("receipt-test"), say.it("receipt-test-explained"))),
        foot: format!("{reference} · {}", demarche.title.get(issuer.language)),
        contact: contact_line(issuer, contact)
            .map(|contact| say.with("receipt-contact", &[("contact", contact.into())]))
            .unwrap_or_default(),
    }
}

/// How this service is reached; where it tells no way, or none speaks for the others, who publishes the démarche.
fn contact_line(issuer: &Issuer<'_>, service: Option<&Service<'_>>) -> Option<String> {
    let help = || issuer.help.map(str::to_owned);
    match service {
        Some(service) if service.phone.is_some() || service.email.is_some() => Some(reached(service)),
        Some(service) => help().or_else(|| Some(reached(service))),
        None => help(),
    }
}

fn reached(service: &Service<'_>) -> String {
    let name = match service.service {
        Some(part) => format!("{}, {part}", service.name),
        None => service.name.to_string(),
    };
    [Some(name), service.phone.map(str::to_owned), service.email.map(str::to_owned)]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Who speaks, the title, the démarche.
pub(crate) fn title(flow: &mut Flow, issuer: &Issuer<'_>, demarche: &Demarche, title: &str) {
    let say = Say { language: issuer.language };
    let speaks = [Some(issuer.platform), issuer.agency].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    flow.paragraph(&speaks, NOTE);
    flow.gap(10.0);
    flow.heading("H1", 1, title, TITLE, (0.0, 3.0));
    flow.paragraph(demarche.title.get(issuer.language), SUBTITLE);
    let version = demarche.version.get(..12).unwrap_or(&demarche.version);
    flow.paragraph(&say.with("receipt-version-short", &[("version", version.into())]), NOTE);
    flow.gap(14.0);
}

/// The box: the reference large, the facts, the code to follow the dossier by.
pub(crate) fn reference_box(flow: &mut Flow, say: Say, content: &Box<'_>) -> Result<(), Fault> {
    let code = content.follow.map(qr::squares).transpose()?;
    let right = if code.is_some() { RIGHT - PADDING - CODE - 12.0 } else { RIGHT - PADDING };
    let left = LEFT + PADDING;
    let labels = 92.0;
    let facts: Vec<(Line, Vec<Line>)> = content
        .facts
        .iter()
        .map(|(label, value)| {
            let label = flow.typesetter.line(label, LABEL);
            (label, flow.typesetter.lines(value, BODY, right - left - labels))
        })
        .collect();
    let reference = flow.typesetter.lines(content.reference, REFERENCE, right - left);
    let title = flow.typesetter.line(&say.it("receipt-reference"), NOTE);
    let facts_height: f32 = facts.iter().map(|(_, lines)| count(lines.len()) * BODY.leading + 1.0).sum();
    let inside = NOTE.leading + count(reference.len()) * REFERENCE.leading + 6.0 + facts_height;
    let height = if code.is_some() { inside.max(CODE) } else { inside } + 2.0 * PADDING;
    let bottom = flow.take(height);
    let top = bottom + height;
    if let Some((page, tree, number)) = flow.page() {
        page.begin_decoration();
        page.frame(LEFT, bottom, COLUMN, height, 1.0, INK);
        page.end();
        let mut y = top - PADDING;
        tree.open("P");
        page.begin(number, tree);
        page.text(&title, NOTE, left, baseline(y, NOTE));
        y -= NOTE.leading;
        for line in &reference {
            page.text(line, REFERENCE, left, baseline(y, REFERENCE));
            y -= REFERENCE.leading;
        }
        page.end();
        tree.close();
        y -= 6.0;
        for (label, lines) in &facts {
            tree.open("P");
            page.begin(number, tree);
            page.text(label, LABEL, left, baseline(y, LABEL));
            for line in lines {
                page.text(line, BODY, left + labels, baseline(y, BODY));
                y -= BODY.leading;
            }
            page.end();
            tree.close();
            y -= 1.0;
        }
        if let Some((squares, side)) = code {
            let corner = [RIGHT - PADDING - CODE, top - PADDING - CODE];
            // Four light squares around the code, as its standard asks: two lie in the padding.
            let unit = CODE / count(side);
            let element = tree.open("Figure");
            tree.elements[element].alternative = Some(say.it("receipt-qr-alternative"));
            tree.elements[element].bounds = Some([corner[0], corner[1], corner[0] + CODE, corner[1] + CODE]);
            page.begin(number, tree);
            page.fill_all(
                squares.iter().map(|[x, y, w, h]| [corner[0] + x * unit, corner[1] + y * unit, w * unit, h * unit]),
                0.0,
            );
            page.end();
            tree.close();
        }
    }
    if let Some(address) = content.follow {
        flow.gap(8.0);
        flow.paragraph(&say.it("receipt-follow-explained"), NOTE);
        flow.link(address, &say.it("receipt-follow"), Style { tone: INK, ..NOTE }, LEFT, COLUMN);
    }
    Ok(())
}

/// The address to send to, framed as it would be written on an envelope.
pub(crate) fn envelope(flow: &mut Flow, say: Say, service: &Service<'_>) {
    let width = 300.0;
    let mut lines: Vec<(Line, Style)> = Vec::new();
    let name = Style { bold: true, ..BODY };
    let mut add = |flow: &mut Flow, text: &str, style: Style| {
        lines.extend(flow.typesetter.lines(text, style, width - 2.0 * PADDING).into_iter().map(|line| (line, style)));
    };
    add(flow, &say.it("receipt-print-send-to"), NOTE);
    add(flow, &service.name, name);
    if let Some(part) = service.service {
        add(flow, part, BODY);
    }
    match service.address {
        Some(address) => add(flow, address, BODY),
        None => add(flow, &say.it("receipt-address-unknown"), NOTE),
    }
    let written = if service.address.is_none() { ADDRESS } else { 0 };
    let height =
        lines.iter().map(|(_, style)| style.leading).sum::<f32>() + WRITTEN * count(written) + 2.0 * PADDING - 4.0;
    let bottom = flow.take(height);
    let left = LEFT + PADDING;
    if let Some((page, tree, number)) = flow.page() {
        page.begin_decoration();
        page.frame(LEFT, bottom, width, height, 0.8, SOFT);
        page.fill(LEFT, bottom, 3.0, height, INK);
        for line in 0..written {
            page.fill(left, bottom + PADDING + WRITTEN * count(line), width - 2.0 * PADDING, 0.6, SOFT);
        }
        page.end();
        tree.open("P");
        page.begin(number, tree);
        let mut y = bottom + height - PADDING + 2.0;
        for (line, style) in &lines {
            page.text(line, *style, left, baseline(y, *style));
            y -= style.leading;
        }
        page.end();
        tree.close();
    }
}

/// Empty boxes to write in: place, date, signature.
pub(crate) fn hand(flow: &mut Flow, say: Say) {
    let (height, gap) = (HAND, 12.0);
    let widths = [150.0, 110.0, COLUMN - 260.0 - 2.0 * gap];
    let labels = ["receipt-print-place", "receipt-print-date", "receipt-print-hand"]
        .map(|id| flow.typesetter.line(&say.it(id), NOTE));
    let bottom = flow.take(height);
    let Some((page, tree, number)) = flow.page() else { return };
    let mut x = LEFT;
    for (label, width) in labels.iter().zip(widths) {
        page.begin_decoration();
        page.fill(x, bottom, width, height, PAPER);
        page.frame(x, bottom, width, height, 0.6, RULE);
        page.end();
        tree.open("P");
        page.begin(number, tree);
        page.text(label, NOTE, x + 6.0, bottom + height - 12.0);
        page.end();
        tree.close();
        x += width + gap;
    }
    // Long labels are not expected, but never run into the next box.
    debug_assert!(labels.iter().zip(widths).all(|(label, width)| points(label, NOTE) < width));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_nobody_knows_leaves_lines_to_write_it_on() {
        let say = Say { language: form::text::Language::Fr };
        let service = |address| Service {
            name: "Mairie de Muret (31)".into(),
            service: None,
            address,
            email: None,
            phone: None,
            title: None,
            connected: false,
            acknowledged_at: None,
            own_receipt: crate::OwnReceipt::No,
        };
        let drawn = |service: &Service<'_>| {
            let mut flow = Flow::new(Running::default()).unwrap();
            let top = flow.y();
            envelope(&mut flow, say, service);
            top - flow.y()
        };
        let room = drawn(&service(None)) - drawn(&service(Some("1 place de la Mairie\n31600 Muret")));
        assert!(room > 50.0, "{room} points more");
    }
}
