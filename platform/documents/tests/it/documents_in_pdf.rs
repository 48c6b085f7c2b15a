//! Receipts and prints: right for machines, for ears, and the same every time.

use documents::{
    OwnReceipt, Recipient,
    receipt::{Kind, render, text},
    signature::{Key, Refused, verify},
};
use form::{
    answers::Source,
    recap::{Entry, FileSource, Recap, Section},
    routing::Area,
    text::Language,
    vault::Origin,
};

use crate::{
    sample::{self, ATTACHMENTS, REFERENCE, Sample, answer},
    tools::{self, squeezed},
};

fn key() -> Key {
    Key::from_seed(&[42; 32])
}

fn receipt_of(sample: &Sample) -> Vec<u8> {
    let recipients = sample.recipients(true);
    render(&sample.receipt(&recipients, &ATTACHMENTS), Some(&key())).unwrap()
}

/// What scenarios compare is what a reader of PDF sees, in its order, on every page, whatever scripts names are written in.
#[test]
fn the_text_of_a_receipt_is_what_readers_of_the_pdf_copy() {
    for test in [false, true] {
        let mut sample = Sample::new();
        let answers: Vec<Entry> = (0..80)
            .map(|number| answer(&format!("Question {number}"), &["Réponse assez longue, 1\u{202f}234,50\u{a0}€"]))
            .collect();
        sample.recap.sections.push(Section { page: "longue".to_owned(), title: "Longue".to_owned(), entries: answers });
        let recipients = sample.recipients(true);
        let mut receipt = sample.receipt(&recipients, &ATTACHMENTS);
        receipt.issuer.test = test;
        let copied = tools::text(&render(&receipt, Some(&key())).unwrap());
        let said = text(&receipt, Some(&key())).unwrap();
        assert_eq!(squeezed(&said), squeezed(&copied));
        assert!(said.contains("Question 79"), "{said}");
    }
}

fn lines_of(entries: &[Entry], found: &mut Vec<String>) {
    for entry in entries {
        match entry {
            Entry::Answer { label, lines, .. } => {
                found.push(label.clone());
                found.extend(lines.iter().cloned());
            }
            Entry::Table { title, columns, rows, .. } => {
                found.push(title.clone());
                found.extend(columns.iter().map(|column| column.title.clone()));
                found.extend(rows.iter().flat_map(|row| std::iter::once(&row.title).chain(&row.cells)).cloned());
            }
            Entry::Group { title, entries, .. } => {
                found.push(title.clone());
                lines_of(entries, found);
            }
        }
    }
}

fn every_line(recap: &Recap) -> Vec<String> {
    let mut found = Vec::new();
    for section in &recap.sections {
        found.push(section.title.clone());
        lines_of(&section.entries, &mut found);
    }
    found
}

/// A recap of these answers alone.
fn recap_of(answers: &[(&str, &str)]) -> Recap {
    Recap {
        title: "Essai".to_owned(),
        files: Vec::new(),
        sections: vec![Section {
            page: "essai".to_owned(),
            title: "Essai".to_owned(),
            entries: answers.iter().map(|(label, line)| answer(label, &[line])).collect(),
        }],
    }
}

#[test]
fn a_file_of_the_citizens_documents_says_so_in_its_own_line() {
    let day = jiff::civil::date(2026, 5, 1);
    let demarche = Origin::Demarche { id: "autre".to_owned(), title: "Autre démarche".to_owned() };
    let came = |line, origin| FileSource {
        line,
        source: Source::Vault { kept_on: day, origin: Some(origin), assurance: Default::default() },
    };
    let mut files = answer("Pièces", &["a.pdf", "b.pdf", "c.pdf"]);
    if let Entry::Answer { files, .. } = &mut files {
        *files = vec![came(0, Origin::OwnPage), came(2, demarche)];
    }
    let section = Section { page: "essai".to_owned(), title: "Essai".to_owned(), entries: vec![files] };
    let recap = Recap { title: "Essai".to_owned(), files: Vec::new(), sections: vec![section] };
    let text = squeezed(&tools::text(&receipt_of(&Sample::with(recap))));
    let told = "a.pdf Copie d'un document du compte, ajouté le 1er mai 2026 b.pdf c.pdf Copie d'un document du compte, \
                gardé le 1er mai 2026 depuis « Autre démarche »";
    assert!(text.contains(&squeezed(told)), "{text}");
}

#[test]
fn a_receipt_is_sound_tagged_and_gives_every_answer_back() {
    let sample = Sample::new();
    let pdf = receipt_of(&sample);
    tools::check(&pdf);
    let text = squeezed(&tools::text(&pdf));
    for line in every_line(&sample.recap) {
        assert!(text.contains(&squeezed(&line)), "{line}");
    }
    for said in [
        "Accusé de réception électronique",
        REFERENCE,
        sample::FOLLOW,
        "24 août 2026 à 14 h 05 min 09 s (UTC+2)",
        "Anaïs Lefèbvre-Núñez",
        "Mairie de Toulouse-Exemple",
        "1 place du Capitole",
        "05 61 00 00 00",
        "24 octobre 2026",
        "www.telerecours.fr",
        "n'est pas l'attestation de recensement",
        ATTACHMENTS[0].sha256,
        ATTACHMENTS[1].name,
        &sample.hash,
        &sample.demarche.version,
        &sample.statement,
        "RGPD, article 6-1-e",
        "Page 1 sur",
    ] {
        assert!(text.contains(&squeezed(said)), "{said}");
    }
    let info = tools::info(&pdf);
    for said in [
        "Tagged:          yes",
        "Suspects:        no",
        "PDF version:     1.7",
        "Page size:       595.28 x 841.89 pts (A4)",
    ] {
        assert!(info.contains(said), "{said}\n{info}");
    }
    let fonts = tools::fonts(&pdf);
    assert_eq!(fonts.len(), 2, "{fonts:?}");
    assert!(fonts.iter().all(|font| font.contains("yes yes yes")), "{fonts:?}");
    assert!(pdf.len() < 90_000, "{}", pdf.len());
    assert!(!String::from_utf8_lossy(&pdf).contains("PDFX"));
}

#[test]
fn the_structure_reads_in_order() {
    let structure = tools::structure(&receipt_of(&Sample::new()));
    let mut rest = structure.as_str();
    for said in [
        "Document",
        "H1",
        "Accusé de réception",
        "Figure",
        "H2",
        "Table",
        "TR",
        "TH",
        "TD",
        "H3",
        "Le jeune à recenser",
        "H4",
        "Premier parent",
    ] {
        let at = rest.find(said).unwrap_or_else(|| panic!("{said} is not where it should be:\n{structure}"));
        rest = &rest[at + said.len()..];
    }
}

#[test]
fn equal_input_gives_equal_bytes_and_other_input_another_id() {
    let sample = Sample::new();
    assert!(receipt_of(&sample) == receipt_of(&Sample::new()));
    let mut other = Sample::new();
    other.statement.push('!');
    assert!(receipt_of(&sample) != receipt_of(&other));
}

#[test]
fn one_changed_byte_is_found() {
    let pdf = receipt_of(&Sample::new());
    let public = key().public();
    let verified = verify(&pdf, &public).unwrap();
    assert_eq!(verified.reference, REFERENCE);
    assert_eq!(verified.recorded_at, sample::recorded_at());
    assert_eq!(verified.key_id, public.id());
    let step = pdf.len() / 150;
    for at in (0..pdf.len()).step_by(step).chain(pdf.len() - 40..pdf.len()) {
        let mut changed = pdf.clone();
        changed[at] ^= 0x20;
        assert!(verify(&changed, &public).is_err(), "byte {at}");
    }
    let mut longer = pdf.clone();
    longer.push(b'\n');
    assert_eq!(verify(&longer, &public), Err(Refused::Changed));
    let sample = Sample::new();
    let recipients = sample.recipients(true);
    let unsigned = render(&sample.receipt(&recipients, &ATTACHMENTS), None).unwrap();
    tools::check(&unsigned);
    assert_eq!(verify(&unsigned, &public), Err(Refused::Unsigned));
}

#[test]
fn names_of_every_script_are_shown_and_given_back() {
    let names = [
        ("Grec", "Ελένη Παπαδοπούλου"),
        ("Cyrillique", "Жуковская Наталья Ёлкина"),
        ("Vietnamien", "Nguyễn Thị Bích Hằng"),
        ("Polonais", "Świętosława Źrebięcka-Łoś"),
        ("Turc", "İğdır Şükrü"),
        ("Arménien", "Հայկ Սարգսյան"),
        ("Géorgien", "ნინო ბერიძე"),
        ("Allemand", "Weißenfels-Größe"),
    ];
    let sample = Sample::with(recap_of(&names));
    let pdf = receipt_of(&sample);
    tools::check(&pdf);
    let text = squeezed(&tools::text(&pdf));
    for (_, name) in names {
        assert!(text.contains(&squeezed(name)), "{name}");
    }
    assert_eq!(tools::fonts(&pdf).len(), 3);
    assert!(pdf.len() < 110_000, "{}", pdf.len());

    let decomposed = Sample::with(recap_of(&[("Décomposé", "Zoe\u{301} Le\u{300}fevre, Nguye\u{302}\u{303}n")]));
    let text = squeezed(&tools::text(&receipt_of(&decomposed)));
    assert!(text.contains("ZoéLèfevre,Nguyễn"));
}

#[test]
fn what_no_face_shows_is_still_read() {
    let sample =
        Sample::with(recap_of(&[("Message", "Merci \u{1F600} 漢字 fin"), ("Arabe", "محمد"), ("Hébreu", "שלום")]));
    let pdf = receipt_of(&sample);
    tools::check(&pdf);
    let text = tools::text(&pdf);
    for said in ["Merci \u{1F600} 漢字 fin", "محمد", "שלום"] {
        assert!(text.contains(said), "{said}\n{text}");
    }
}

#[test]
fn hostile_answers_stay_answers() {
    let long = "x".repeat(5_000);
    let hostile = [
        ("Parenthèses", "((( \\) ) >> endstream endobj ]] /Type /Catalog"),
        ("En-tête", "%PDF-1.7 %%EOF startxref 0"),
        ("Sceau", "guichet-seal 1 signature 00"),
        ("Balises", "<script>alert(1)</script> &amp; </rdf:RDF>"),
        ("Sans fin", long.as_str()),
    ];
    let mut sample = Sample::with(recap_of(&hostile));
    sample.recap.sections[0].entries.push(answer("Ordres", &["a\u{0}b\u{7}c\u{1b}[31m\r\nd\u{202E}gpj.exe\u{FEFF}"]));
    sample.town_hall.name = "Mairie (\\ & <b> )".to_owned();
    let pdf = receipt_of(&sample);
    tools::check(&pdf);
    verify(&pdf, &key().public()).unwrap();
    let text = squeezed(&tools::text(&pdf));
    for (label, line) in &hostile[..4] {
        assert!(text.contains(&squeezed(line)), "{label}");
    }
    assert!(text.matches('x').count() >= 5_000);
    assert!(text.contains("a\u{FFFD}b\u{FFFD}c\u{FFFD}[31mdgpj.exe"), "the orders are gone, the letters stay");
}

#[test]
fn three_hundred_answers_go_over_many_pages_without_loss() {
    let sections = (0..10)
        .map(|number| Section {
            page: format!("page{number}"),
            title: format!("Partie {number}"),
            entries: (0..30)
                .map(|row| {
                    answer(
                        &format!("Question {number}.{row} assez longue pour être sur deux lignes"),
                        &[&format!("Réponse n°{number}-{row}")],
                    )
                })
                .collect(),
        })
        .collect();
    let mut recap = Recap { title: "Essai".to_owned(), sections, files: Vec::new() };
    recap.sections[4]
        .entries
        .push(answer("Récit", &[&"Un long récit tient sur plusieurs pages, sans perdre un mot. ".repeat(200)]));
    let sample = Sample::with(recap);
    let pdf = receipt_of(&sample);
    tools::check(&pdf);
    let text = squeezed(&tools::text(&pdf));
    for line in every_line(&sample.recap) {
        // A text parted by the foot of a page is compared in its parts.
        let part: String = squeezed(&line).chars().take(60).collect();
        assert!(text.contains(&part), "{part}");
    }
    assert_eq!(text.matches("Unlongrécittient").count(), 200);
    assert!(text.contains("Partie4(suite)"));
}

#[test]
fn a_receipt_says_what_the_law_wants_and_no_more() {
    let mut sample = Sample::new();
    assert_eq!(Kind::complete(&sample.demarche, &sample.recipients(true)), Kind::Reception);
    assert_eq!(Kind::complete(&sample.demarche, &sample.recipients(false)), Kind::Registration);
    assert_eq!(Kind::complete(&sample.demarche, &[]), Kind::Registration);
    let mut without_appeal = Sample::new();
    if let Some(silence) = &mut without_appeal.demarche.silence {
        silence.appeal = None;
    }
    assert_eq!(Kind::complete(&without_appeal.demarche, &without_appeal.recipients(true)), Kind::Registration);
    sample.town_hall.phone = None;
    assert_eq!(Kind::complete(&sample.demarche, &sample.recipients(true)), Kind::Registration);

    let recipients = sample.recipients(true);
    let text = tools::text(&render(&sample.receipt(&recipients, &[]), None).unwrap());
    assert!(text.contains("Accusé d'enregistrement électronique"));
    assert!(squeezed(&text).contains(&squeezed("dans un délai de 10 jours au plus")));
    assert!(text.contains("Aucune pièce jointe"));
    assert!(!squeezed(&text).contains(&squeezed("reçue le")));
}

#[test]
fn what_is_not_served_here_is_to_be_sent_with_its_address() {
    let sample = Sample::new();
    let connected = sample.recipients(true)[0];
    let by_post = Recipient { title: "Caisse", connected: false, ..connected };
    let alone = [by_post];
    let text = squeezed(&tools::text(&render(&sample.receipt(&alone, &[]), None).unwrap()));
    assert!(
        text.contains(&squeezed("Récapitulatif à garder"))
            && !text.contains(&squeezed("Dossier à envoyer par courrier"))
    );
    assert!(text.contains(&squeezed("N'envoyez pas le présent document")));
    assert!(
        !text.contains(&squeezed("ce qui vaut signature")),
        "nothing was transmitted, and the letter is yet to be signed"
    );
    assert!(text.contains(&squeezed("celle que vous faites à la main sur le document à envoyer")));
    assert!(text.contains(&squeezed("Quand le service aura reçu votre envoi")), "the author's delays begin then");
    assert!(text.contains(&squeezed(
        "À envoyer à Mairie de Toulouse-Exemple Service de l'état civil 1 place du Capitole 31000 Toulouse"
    )));
    assert!(!text.contains(&squeezed("24 octobre 2026")), "the delay runs from the letter, not from today");
    let saint = Area::Commune("Le Saint (56)".to_owned());
    let unknown = [Recipient {
        title: "Votre mairie",
        organisation: None,
        area: Some(&saint),
        connected: false,
        acknowledged_at: None,
        own_receipt: OwnReceipt::No,
    }];
    let mut receipt = sample.receipt(&unknown, &[]);
    receipt.issuer.help = Some("Ville d'Exemple · 05 00 00 00 00");
    let text = squeezed(&tools::text(&render(&receipt, None).unwrap()));
    assert!(text.contains(&squeezed("À envoyer à Mairie du Saint (56)")));
    assert!(text.contains(&squeezed("lannuaire.service-public.gouv.fr")));
    assert!(text.contains(&squeezed("La plateforme ne les transmet à personne")));
    assert!(
        text.contains(&squeezed("30 jours après leur enregistrement")) && !text.contains(&squeezed("accusé 5 ans"))
    );
    let both = [connected, by_post];
    // Two share it and the démarche has no authority of its own: the head and the foot name neither as if it spoke for the other.
    let mut shared = sample.receipt(&both, &[]);
    (shared.issuer.agency, shared.issuer.help) = (None, Some("Ville d'Exemple · 05 00 00 00 00"));
    let text = squeezed(&tools::text(&render(&shared, None).unwrap()));
    assert!(text.contains(&squeezed("Pour ce que vous envoyez par courrier, ce délai part du jour")));
    assert!(text.contains(&squeezed("en ligne par la plateforme, ou par vous")));
    assert!(text.contains(&squeezed("Ce que vous envoyez par courrier, vous le signez à la main")));
    assert!(!text.contains(&squeezed("La plateforme ne les transmet à personne")));
    assert!(text.contains(&squeezed("Accusé d'enregistrement électronique")));
    assert!(text.contains(&squeezed("À envoyer à")));
}

#[test]
fn of_several_recipients_those_that_acknowledged_are_named_and_what_the_others_owe() {
    let sample = Sample::new();
    let one = sample.recipients(true)[0];
    let organisation = |name: &str| form::lookup::Organisation { name: name.to_owned(), ..sample.town_hall.clone() };
    let (fund, insurance) = (organisation("Caisse d'allocations d'Exemple"), organisation("Assurance d'Exemple"));
    let acknowledged_at = Some(sample::recorded_at() + jiff::SignedDuration::from_hours(50));
    let muret = Area::Commune("Muret (31)".to_owned());
    let several = [
        Recipient { title: "Caisse", organisation: Some(&fund), ..one },
        Recipient { acknowledged_at, ..one },
        Recipient { title: "Assurance", organisation: Some(&insurance), connected: false, ..one },
        Recipient { title: "Commune", organisation: None, area: Some(&muret), connected: false, ..one },
    ];
    let receipt = documents::receipt::Receipt { kind: Kind::Reception, ..sample.receipt(&several, &[]) };
    let bytes = render(&receipt, None).unwrap();
    let text = squeezed(&tools::text(&bytes));
    for said in [
        "Accusé de réception électronique",
        "Votre démarche a été reçue par voie électronique le 24 août 2026",
        "Mairie de Toulouse-Exemple en a accusé réception le 26 août 2026 à 16 h 05",
        "Caisse d'allocations d'Exemple doit encore en accuser réception, au plus tard le 3 septembre 2026",
        "Assurance d'Exemple ne reçoit pas encore cette démarche par ce site",
        "Commune – Muret (31) ne reçoit pas encore cette démarche",
    ] {
        assert!(text.contains(&squeezed(said)), "{said}\n{text}");
    }
    assert!(!text.contains(&squeezed("le service désigné ci-dessous")));
    assert!(render(&receipt, None).unwrap() == bytes, "the same state, the same bytes");
}

#[test]
fn a_test_receipt_says_so_on_every_page_and_english_is_english() {
    let sample = Sample::new();
    let recipients = sample.recipients(true);
    let mut receipt = sample.receipt(&recipients, &ATTACHMENTS);
    assert!(!tools::text(&render(&receipt, None).unwrap()).contains("TEST"));
    receipt.issuer.test = true;
    receipt.issuer.language = Language::En;
    let pdf = render(&receipt, None).unwrap();
    tools::check(&pdf);
    let text = tools::text(&pdf);
    let pages = text.matches('\u{c}').count();
    assert_eq!(text.matches("TEST").count(), pages);
    assert!(text.contains("Electronic acknowledgement of receipt"));
    assert!(text.contains("24 August 2026 at 14:05:09 (UTC+2)"));
}
