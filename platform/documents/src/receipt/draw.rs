//! Draws the receipt: what counts in law on the first page, then the recap.

use form::demarche::{ACKNOWLEDGED_WITHIN, ProcedureKind, SilenceMeans};
use words::format;

use super::{
    Kind, Receipt,
    law::{self, Service},
};
use crate::{
    Attachment, Fault, OwnReceipt,
    flow::{Column, Flow, Pair},
    head,
    look::{BODY, COLUMN, HEADING, INK, LEFT, NOTE, PART, STRONG, Style},
    recap,
    say::{self, Say},
    signature,
};

/// The receipt laid out, and its title.
pub(crate) fn draw(receipt: &Receipt<'_>, key: Option<&signature::Key>) -> Result<(Flow, String), Fault> {
    let say = Say { language: receipt.issuer.language };
    let services = law::in_charge(receipt.demarche, receipt.recipients, say.language);
    let by_post = law::all_by_post(receipt.recipients);
    let title = say.it(match receipt.kind {
        _ if by_post => "receipt-title-keep",
        Kind::Registration => "receipt-title-aee",
        Kind::Reception => "receipt-title-are",
    });
    let running = head::running(
        &receipt.issuer,
        receipt.demarche,
        receipt.reference,
        law::contact(receipt.demarche, &services).as_ref(),
    );
    let mut flow = Flow::new(running)?;
    head::title(&mut flow, &receipt.issuer, receipt.demarche, &title);
    let recorded = say.exactly(&say::local(receipt.demarche, receipt.recorded_at));
    let applicant = receipt.applicant.map_or_else(|| say.it("receipt-applicant-unknown"), str::to_owned);
    let agency = receipt.issuer.agency.map(|agency| (say.it("receipt-agency"), agency.to_owned()));
    let content = head::Box {
        reference: receipt.reference,
        facts: [
            Some((
                say.it(if receipt.kind == Kind::Reception && !by_post {
                    "receipt-received-at"
                } else {
                    "receipt-recorded-at"
                }),
                recorded,
            )),
            Some((say.it("receipt-applicant"), applicant)),
            agency,
            Some((say.it("receipt-platform"), receipt.issuer.platform.to_owned())),
        ]
        .into_iter()
        .flatten()
        .collect(),
        follow: Some(receipt.follow_url),
    };
    head::reference_box(&mut flow, say, &content)?;
    let later = law::acknowledged_later(receipt.recipients);
    let partly = law::partly_by_post(receipt.recipients);
    let mut sections = Sections { flow: &mut flow, receipt, say, by_post, partly, later };
    sections.facts();
    sections.by_post();
    sections.services(&services);
    sections.silence();
    sections.next();
    sections.recipients();
    sections.attachments();
    sections.evidence(key);
    sections.privacy();
    flow.turn_for_part();
    flow.heading("H2", 2, &say.it("receipt-recap"), PART, (0.0, 2.0));
    let confirmed = say.exactly(&say::local(receipt.demarche, receipt.evidence.confirmed_at));
    flow.paragraph(&say.with("receipt-recap-confirmed", &[("when", confirmed.into())]), NOTE);
    recap::draw(&mut flow, receipt.recap, 3, say);
    flow.feet(|page, pages| say.with("receipt-page", &[("page", page.into()), ("pages", pages.into())]));
    Ok((flow, title))
}

struct Sections<'f, 'a> {
    flow: &'f mut Flow,
    receipt: &'a Receipt<'a>,
    say: Say,
    by_post: bool,
    /// Whether one part of it is sent here and another by the citizen.
    partly: bool,
    /// Whether it is of what recipients did after the filing.
    later: bool,
}

impl Sections<'_, '_> {
    fn heading(&mut self, id: &str) {
        let title = self.say.it(id);
        self.flow.continue_as(None);
        self.flow.heading("H2", 2, &title, HEADING, (17.0, 4.0));
        self.flow.continue_as(Some(self.say.continued(&title)));
    }

    fn say(&mut self, id: &str) {
        let text = self.say.it(id);
        self.flow.paragraph(&text, BODY);
    }

    fn facts(&mut self) {
        let receipt = self.receipt;
        let when = self.say.exactly(&say::local(receipt.demarche, receipt.recorded_at));
        self.heading("receipt-facts");
        let (statement, explained) = match receipt.kind {
            _ if self.by_post => ("receipt-by-post-statement", None),
            Kind::Registration if self.partly => ("receipt-recorded-statement", Some("receipt-aee-explained-partly")),
            Kind::Registration => ("receipt-recorded-statement", Some("receipt-aee-explained")),
            Kind::Reception if self.later => ("receipt-filed-statement", Some("receipt-are-law")),
            Kind::Reception => ("receipt-received-statement", Some("receipt-are-law")),
        };
        let count = law::in_charge(receipt.demarche, receipt.recipients, self.say.language).len() as u64;
        let statement = self.say.with(statement, &[("when", when.into()), ("count", count.into())]);
        self.flow.paragraph(&statement, STRONG);
        if self.later {
            self.acknowledged();
        }
        if let Some(explained) = explained {
            self.flow.gap(3.0);
            let explained = self.say.with(explained, &[("days", u64::from(ACKNOWLEDGED_WITHIN).into())]);
            self.flow.paragraph(&explained, BODY);
        }
        // What it promises begins, in a filing sent by post, when the letter arrives.
        if let Some(note) = receipt.demarche.receipt_note.as_ref().filter(|_| !self.by_post) {
            self.flow.gap(3.0);
            self.flow.paragraph(note.get(self.say.language), BODY);
        }
    }

    /// Which recipients acknowledged and when; and of each other one, what it owes or what the citizen has to do.
    fn acknowledged(&mut self) {
        let receipt = self.receipt;
        let of = |recipient| Service::of_recipient(recipient, self.say.language);
        let services: Vec<Service<'_>> = receipt.recipients.iter().map(of).collect();
        for (service, at) in services.iter().filter_map(|service| Some((service, service.acknowledged_at?))) {
            let when = self.say.exactly(&say::local(receipt.demarche, at));
            let told = [("when", when.into()), ("service", service.name.as_ref().into())];
            let sentence = self.say.with("receipt-acknowledged", &told);
            self.flow.gap(3.0);
            self.flow.paragraph(&sentence, STRONG);
        }
        let until = self.say.date(law::owed_until(receipt.demarche, receipt.recorded_at));
        for service in services.iter().filter(|service| service.acknowledged_at.is_none()) {
            let (id, date) = match service.own_receipt {
                _ if !service.connected => ("receipt-acknowledgement-to-send", until.clone()),
                OwnReceipt::No => ("receipt-acknowledgement-awaited", until.clone()),
                OwnReceipt::Owed => ("receipt-acknowledgement-own-awaited", until.clone()),
                OwnReceipt::Sent(on) => ("receipt-acknowledgement-own-sent", self.say.date(on)),
            };
            let told = [("service", service.name.as_ref().into()), ("date", date.as_str().into())];
            let sentence = self.say.with(id, &told);
            self.flow.gap(3.0);
            self.flow.paragraph(&sentence, BODY);
        }
    }

    /// The addresses of those who are not served here.
    fn by_post(&mut self) {
        let services: Vec<Service<'_>> = self
            .receipt
            .recipients
            .iter()
            .filter(|recipient| !recipient.connected)
            .map(|recipient| Service::of_recipient(recipient, self.say.language))
            .collect();
        if services.is_empty() {
            return;
        }
        self.heading("receipt-recipient-to-send");
        // The receipt may hold more than this recipient may read: it has a document of its own.
        let bare = self.receipt.attachments.is_empty();
        self.say(if bare { "receipt-to-send-its-own-bare" } else { "receipt-to-send-its-own" });
        for service in &services {
            self.flow.gap(8.0);
            head::envelope(self.flow, self.say, service);
        }
    }

    fn services(&mut self, services: &[Service<'_>]) {
        self.heading(if services.len() > 1 { "receipt-authorities" } else { "receipt-authority" });
        let hours =
            self.receipt.demarche.authority.hours.as_ref().filter(|_| !self.receipt.demarche.authority.from_recipient);
        for service in services {
            if services.len() > 1 {
                self.flow.gap(4.0);
            }
            let mut pairs = vec![self.named(service)];
            for (id, value) in [
                ("receipt-address", service.address),
                ("receipt-email", service.email),
                ("receipt-phone", service.phone),
                ("receipt-hours", hours.map(|hours| hours.get(self.say.language))),
            ] {
                if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
                    pairs.push(Pair::new(self.say.it(id), value));
                }
            }
            if self.receipt.demarche.authority.from_recipient {
                pairs.push(Pair::new(self.say.it("receipt-recipient-status"), self.transmission(service)));
            }
            self.flow.pairs(&pairs);
        }
    }

    fn named(&self, service: &Service<'_>) -> Pair {
        let label = service.title.map_or_else(|| self.say.it("receipt-agency"), str::to_owned);
        let mut pair = Pair { label, values: vec![(service.name.to_string(), Some(STRONG))] };
        pair.values.extend(service.service.map(|part| (part.to_owned(), None)));
        pair
    }

    fn transmission(&self, service: &Service<'_>) -> String {
        if let Some(at) = service.acknowledged_at {
            let when = self.say.exactly(&say::local(self.receipt.demarche, at));
            return self.say.with("receipt-recipient-acknowledged", &[("when", when.into())]);
        }
        self.say.it(if service.connected { "receipt-recipient-connected" } else { "receipt-recipient-to-send" })
    }

    fn silence(&mut self) {
        let demarche = self.receipt.demarche;
        if demarche.kind != ProcedureKind::Demande {
            self.heading("receipt-silence");
            return self.say("receipt-no-silence");
        }
        let Some(silence) = &demarche.silence else {
            return;
        };
        self.heading("receipt-silence");
        let rejection = silence.means == SilenceMeans::Rejection;
        let until = law::silent_until(demarche, self.receipt.recorded_at).filter(|_| !self.by_post);
        let sentence = match until {
            Some(date) => {
                let id = if rejection { "receipt-silence-rejection" } else { "receipt-silence-acceptance" };
                self.say.with(id, &[("date", self.say.date(date).into())])
            }
            None => {
                let id =
                    if rejection { "receipt-silence-rejection-by-post" } else { "receipt-silence-acceptance-by-post" };
                self.say.with(id, &[("delay", self.say.delay(silence.after).into())])
            }
        };
        self.flow.paragraph(&sentence, STRONG);
        self.flow.gap(3.0);
        if self.partly {
            self.say("receipt-silence-partly");
            self.flow.gap(3.0);
        }
        self.say("receipt-incomplete");
        self.flow.gap(3.0);
        if !rejection {
            self.say("receipt-attestation-right");
        }
        if let Some(appeal) = &silence.appeal {
            self.flow.pairs(&[Pair::new(self.say.it("receipt-appeal"), appeal.get(self.say.language))]);
        }
    }

    fn next(&mut self) {
        let demarche = self.receipt.demarche;
        let note = demarche.receipt_note.as_ref().filter(|_| self.by_post);
        let texts: Vec<_> = demarche.next_steps.iter().chain(note).collect();
        if texts.is_empty() {
            return;
        }
        self.heading("receipt-next");
        // What the author promises, and its delays, begin when the letter arrives.
        if self.by_post {
            self.say("receipt-next-by-post");
        } else if self.partly {
            self.say("receipt-next-partly");
        }
        for (index, text) in texts.into_iter().enumerate() {
            if self.by_post || self.partly || index > 0 {
                self.flow.gap(3.0);
            }
            self.flow.paragraph(text.get(self.say.language), BODY);
        }
    }

    /// Who receives, where the services in charge have not told it already.
    fn recipients(&mut self) {
        if self.receipt.demarche.authority.from_recipient || self.receipt.recipients.is_empty() {
            return;
        }
        self.heading("receipt-recipients");
        let pairs: Vec<Pair> = self
            .receipt
            .recipients
            .iter()
            .map(|recipient| {
                let service = Service::of_recipient(recipient, self.say.language);
                let mut pair = self.named(&service);
                let address = service.address.map(|address| address.lines().collect::<Vec<_>>().join(", "));
                let reach = [address.as_deref(), service.phone, service.email];
                let reach = reach.into_iter().flatten().collect::<Vec<_>>().join(" · ");
                pair.values.extend((!reach.is_empty()).then_some((reach, Some(NOTE))));
                pair.values.push((self.transmission(&service), Some(NOTE)));
                pair
            })
            .collect();
        self.flow.pairs(&pairs);
    }

    fn attachments(&mut self) {
        self.heading("receipt-attachments");
        attachments(self.flow, self.receipt.attachments, self.say);
    }

    fn evidence(&mut self, key: Option<&signature::Key>) {
        let (receipt, evidence) = (self.receipt, self.receipt.evidence);
        self.heading("receipt-proof");
        self.say(match (self.by_post, self.partly) {
            (true, _) => "receipt-attested-by-post",
            (_, true) => "receipt-attested-partly",
            _ => "receipt-attested",
        });
        self.flow.gap(3.0);
        let confirmed = self.say.exactly(&say::local(receipt.demarche, evidence.confirmed_at));
        let hash = |label: String, value: &str| Pair {
            label,
            values: vec![(value.to_owned(), Some(Style { tone: INK, ..NOTE }))],
        };
        let mut pairs = vec![
            Pair::new(self.say.it("receipt-confirmed-at"), confirmed),
            Pair::new(self.say.it("receipt-statement"), evidence.statement),
        ];
        let known = evidence.identified.map(|known| known.facts(receipt.demarche, self.say));
        pairs.extend(known.into_iter().flatten().map(|(label, value)| Pair::new(label, value)));
        pairs.extend([
            hash(self.say.it("receipt-proof-recap"), evidence.recap_hash),
            hash(self.say.it("receipt-version"), &receipt.demarche.version),
        ]);
        if let Some(key) = key {
            pairs.push(hash(self.say.it("receipt-key"), &key.public().id()));
        }
        self.flow.pairs(&pairs);
        if key.is_some() {
            self.flow.gap(4.0);
            let explained = self.say.it("receipt-proof-explained");
            self.flow.paragraph(&explained, NOTE);
        }
    }

    fn privacy(&mut self) {
        let demarche = self.receipt.demarche;
        self.heading("receipt-privacy");
        let purpose = demarche.purpose.get(self.say.language);
        let basis = demarche.retention.basis.as_ref().or(demarche.legal_basis.as_ref());
        let kept = [
            ("delay", self.say.delay(demarche.retention.delivered).into()),
            ("receipt", self.say.delay(demarche.retention.receipt).into()),
        ];
        let sentences = [
            Some(self.say.with("receipt-privacy-purpose", &[("purpose", purpose.into())])),
            basis
                .map(|basis| self.say.with("receipt-privacy-basis", &[("basis", basis.get(self.say.language).into())])),
            Some(self.say.it(match (self.by_post, self.partly) {
                (true, _) => "receipt-privacy-recipients-by-post",
                (_, true) => "receipt-privacy-recipients-partly",
                _ => "receipt-privacy-recipients",
            })),
            Some(
                self.say
                    .with(if self.by_post { "receipt-privacy-kept-by-post" } else { "receipt-privacy-kept" }, &kept),
            ),
            Some(self.say.it("receipt-privacy-rights")),
            self.receipt.privacy_url.map(|page| self.say.with("receipt-privacy-page", &[("page", page.into())])),
        ];
        for sentence in sentences.into_iter().flatten() {
            self.flow.paragraph(&sentence, NOTE);
            self.flow.gap(2.0);
        }
    }
}

/// The table of what was attached: name, size, fingerprint.
pub(crate) fn attachments(flow: &mut Flow, attachments: &[Attachment<'_>], say: Say) {
    if attachments.is_empty() {
        let none = say.it("receipt-attachments-none");
        return flow.paragraph(&none, BODY);
    }
    let size = 60.0;
    let column = |id: &str, left: f32, width: f32, style| Column { title: say.it(id), left, width, style };
    let columns = [
        column("receipt-attachment-name-and-hash", LEFT, COLUMN - size - 12.0, BODY),
        column("receipt-attachment-size", LEFT + COLUMN - size, size, BODY),
    ];
    let rows: Vec<Vec<Vec<String>>> = attachments
        .iter()
        .map(|attachment| {
            vec![
                vec![attachment.name.to_owned(), attachment.label.to_owned(), attachment.sha256.to_owned()],
                vec![format::file_size(say.tag(), attachment.size)],
            ]
        })
        .collect();
    flow.table(&columns, &rows);
}
