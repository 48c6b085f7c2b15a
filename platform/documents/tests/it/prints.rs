//! What is printed: the letter to a recipient that is not connected, and an agent's case.

use documents::letter::{self, Letter};
use documents::print::{CaseFile, FilledForm, Held, PrintedAttachment, case_file, case_files, filled_form};
use form::recap::{Recap, Section};

use crate::{
    sample::{self, ATTACHMENTS, REFERENCE, Sample, answer},
    tools::{self, squeezed},
};

/// What is posted to a recipient that is not connected.
fn letter(sample: &Sample) -> FilledForm<'_> {
    FilledForm {
        issuer: sample::issuer(),
        demarche: &sample.demarche,
        reference: REFERENCE,
        recorded_at: sample::recorded_at(),
        applicant: None,
        recipient: sample.recipients(false)[0],
        attachments: &ATTACHMENTS,
        recap: &sample.recap,
        statement: &sample.statement,
    }
}

#[test]
fn the_filled_form_carries_address_enclosures_and_a_place_to_sign() {
    let sample = Sample::new();
    let form = letter(&sample);
    let pdf = filled_form(&form).unwrap();
    tools::check(&pdf);
    assert!(pdf == filled_form(&form).unwrap());
    let text = squeezed(&tools::text(&pdf));
    for said in [
        "À envoyer à Mairie",
        "À joindre à votre envoi",
        "facture d'électricité",
        "Fait à",
        "Signature",
        "Lefèbvre-Núñez",
        &sample.statement,
    ] {
        assert!(text.contains(&squeezed(said)), "{said}");
    }
}

/// Wherever the answers end on their page, the last one has the sentence, the boxes to sign, and nothing of them is on the one before.
#[test]
fn what_is_signed_by_hand_stays_in_one_piece_on_the_last_page() {
    for answers in 1..40 {
        let entries = (0..answers).map(|number| answer(&format!("Question {number}"), &["Réponse"])).collect();
        let section = Section { page: "un".to_owned(), title: "Un".to_owned(), entries };
        let sample = Sample::with(Recap { sections: vec![section], ..sample::recap() });
        let text = tools::text(&filled_form(&letter(&sample)).unwrap());
        let last = squeezed(text.trim_end_matches('\u{c}').rsplit('\u{c}').next().unwrap());
        for said in ["Déclaration à dater et signer", &sample.statement, "Fait à", "Signature"] {
            assert!(last.contains(&squeezed(said)), "{answers} answers, {said}: {last}");
        }
    }
}

#[test]
fn a_case_prints_its_images() {
    let sample = Sample::new();
    let image = |format| {
        let mut bytes = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(300, 200).write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    let (png, jpeg) = (image(image::ImageFormat::Png), image(image::ImageFormat::Jpeg));
    let of = |mime, content| PrintedAttachment {
        attachment: documents::Attachment { mime, ..ATTACHMENTS[0] },
        held: None,
        content: Some(content),
    };
    let broken = &png[..40];
    let attachments =
        [of("image/png", &png), of("image/jpeg", &jpeg), of("application/pdf", b"%PDF-1.7"), of("image/png", broken)];
    let case = CaseFile {
        issuer: sample::issuer(),
        demarche: &sample.demarche,
        reference: REFERENCE,
        recorded_at: sample::recorded_at(),
        applicant: Some("Anaïs Lefèbvre-Núñez"),
        identified: None,
        recipient: sample.recipients(true)[0],
        status: Some("Transmise"),
        recap: &sample.recap,
        attachments: &attachments,
    };
    let pdf = case_file(&case).unwrap();
    tools::check(&pdf);
    let without = case_file(&CaseFile { attachments: &[], ..case }).unwrap();
    let pages = |pdf: &[u8]| tools::text(pdf).matches('\u{c}').count();
    assert!(pages(&pdf) >= pages(&without) + 2);
    let text = tools::text(&pdf).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(text.matches("est un PDF").count(), 1, "{text}");
    assert_eq!(text.matches("ne peut pas être montrée ici").count(), 1, "{text}");
    assert_eq!(String::from_utf8_lossy(&pdf).matches("/DCTDecode").count(), 1);
}

#[test]
fn several_cases_print_as_one_each_with_its_own_foot() {
    let sample = Sample::new();
    let held = |held| PrintedAttachment { attachment: ATTACHMENTS[0], held: Some(held), content: None };
    let attachments = [held(Held::Scanning), held(Held::Infected)];
    let case = CaseFile {
        issuer: sample::issuer(),
        demarche: &sample.demarche,
        reference: REFERENCE,
        recorded_at: sample::recorded_at(),
        applicant: Some("Anaïs Lefèbvre-Núñez"),
        identified: None,
        recipient: sample.recipients(true)[0],
        status: Some("Transmise"),
        recap: &sample.recap,
        attachments: &[],
    };
    let other = CaseFile { reference: "ZZZ-0000-0000-0000-0", attachments: &attachments, ..case };
    let alone = tools::text(&case_file(&case).unwrap()).matches('\u{c}').count();
    let pdf = case_files(&[case, other, case]).unwrap();
    tools::check(&pdf);
    let text = tools::text(&pdf);
    let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
    assert!(pages.len() >= alone * 3, "{} {alone}", pages.len());
    // No page speaks of two dossiers, and every page says of which it is.
    let of = |page: &&str| (page.contains(REFERENCE), page.contains("ZZZ-0000-0000-0000-0"));
    let told: Vec<(bool, bool)> = pages.iter().map(of).collect();
    assert!(told.iter().all(|(one, other)| one != other), "{told:?}");
    assert!(told[0].0 && told.iter().any(|told| told.1) && told.last().unwrap().0);
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        flat.contains("pas encore examinée par l'antivirus") || flat.contains("pas encore examinée par l’antivirus"),
        "{flat}"
    );
    assert!(flat.contains("retenue par l"), "{flat}");
    assert!(
        flat.contains(&format!("page {} sur {}", pages.len(), pages.len()))
            || flat.contains(&format!("Page {} sur {}", pages.len(), pages.len())),
        "{flat}"
    );
}

#[test]
fn a_letter_is_dated_signed_and_says_the_ways_of_appeal_where_it_refuses() {
    let sample = Sample::new();
    let of = |appeal: Option<&'static str>| Letter {
        issuer: sample::issuer(),
        demarche: &sample.demarche,
        reference: REFERENCE,
        from: sample.recipients(true)[0],
        to: Some("Zoé Lefèbvre-Núñez"),
        date: jiff::civil::date(2026, 11, 21),
        title: "Votre demande",
        body: "Bonjour,\n\nVotre demande ne peut pas être acceptée.\nUne pièce manque.\n\n\n\nBien à vous",
        reason: appeal.map(|_| "Il manque une pièce."),
        signed: "Agnès Essai",
        quality: "Cheffe du service",
        appeal,
        made_at: sample::recorded_at(),
    };
    let refusal = of(Some("Recours gracieux dans les deux mois."));
    let pdf = letter::letter(&refusal).unwrap();
    tools::check(&pdf);
    assert!(pdf == letter::letter(&refusal).unwrap());
    let text = squeezed(&tools::text(&pdf));
    for said in [
        "21 novembre 2026",
        "À l'attention de Zoé",
        "Votre demande",
        "Une pièce manque.",
        "Il manque une pièce.",
        "Agnès Essai",
        "Cheffe du service",
        REFERENCE,
    ] {
        assert!(text.contains(&squeezed(said)), "{said}: {text}");
    }
    assert!(text.contains(&squeezed("Recours gracieux dans les deux mois.")), "{text}");
    assert!(!squeezed(&tools::text(&letter::letter(&of(None)).unwrap())).contains("recours"));
    let tree = tools::structure(&pdf);
    assert!(tree.contains("H1") && tree.contains("H2"), "{tree}");
    // However long it is, the name that signs stands under some of it.
    let long = (0..60).map(|line| format!("Phrase numéro {line} de cette lettre.")).collect::<Vec<_>>().join("\n\n");
    let text = tools::text(&letter::letter(&Letter { body: &long, ..of(None) }).unwrap());
    assert!(squeezed(&text).contains("AgnèsEssai"));
}
