//! Writes one of each document into a folder, to be looked at: `cargo run -p documents --example show -- /tmp/documents`.

#[path = "../tests/it/sample.rs"]
#[expect(clippy::expect_used, reason = "shared with the tests")]
mod sample;

use documents::{
    print::{CaseFile, FilledForm, PrintedAttachment, case_file, filled_form},
    receipt, signature,
};
use sample::{ATTACHMENTS, REFERENCE, Sample};

fn main() -> anyhow::Result<()> {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| "documents".to_owned()));
    std::fs::create_dir_all(&folder)?;
    let key = signature::Key::from_seed(&[7; 32]);
    let sample = Sample::new();
    let (connected, by_post) = (sample.recipients(true), sample.recipients(false));

    let mut acknowledgement = sample.receipt(&connected, &ATTACHMENTS);
    std::fs::write(folder.join("are.pdf"), receipt::render(&acknowledgement, Some(&key))?)?;
    acknowledgement.issuer.test = true;
    acknowledgement.issuer.language = form::text::Language::En;
    std::fs::write(folder.join("test-en.pdf"), receipt::render(&acknowledgement, Some(&key))?)?;
    let record = sample.receipt(&by_post, &ATTACHMENTS);
    std::fs::write(folder.join("by-post.pdf"), receipt::render(&record, Some(&key))?)?;

    let mut several = Sample::new();
    several.demarche.title =
        "Déclaration de changement de coordonnées auprès de plusieurs administrations et organismes sociaux".into();
    several.demarche.kind = form::demarche::ProcedureKind::Declaration;
    several.demarche.silence = None;
    several.demarche.authority = form::demarche::Authority {
        name: "Direction de l'exemple".to_owned(),
        service: Some("Bureau des coordonnées".to_owned()),
        address: Some("12 rue de la Paix, 75000 Paris".to_owned()),
        email: Some("contact@exemple.fr".to_owned()),
        phone: Some("01 00 00 00 00".to_owned()),
        hours: Some("du lundi au vendredi, de 9 h à 17 h".into()),
        from_recipient: false,
    };
    let organisations = [
        ("Caisse d'allocations familiales", "Caf d'Exemple", true),
        ("Carte grise", "Préfecture d'Exemple", true),
        ("Mairie", "Mairie de Petit-Exemple", false),
    ]
    .map(|(title, name, connected)| {
        (title, connected, form::lookup::Organisation { name: name.to_owned(), ..sample::town_hall() })
    });
    let recipients = organisations.each_ref().map(|(title, connected, organisation)| documents::Recipient {
        title,
        organisation: Some(organisation),
        area: None,
        connected: *connected,
        acknowledged_at: None,
        own_receipt: documents::OwnReceipt::No,
    });
    std::fs::write(
        folder.join("several.pdf"),
        receipt::render(&several.receipt(&recipients, &ATTACHMENTS), Some(&key))?,
    )?;

    let mut scripts = Sample::new();
    scripts.recap.sections[0].entries = vec![
        sample::answer(
            "Mélange",
            &["Merci \u{1F600} 漢字 fin", "Ελένη Жуков Nguyễn", "محمد بن عبد الله (Mohamed)", "שלום Toulouse"],
        ),
        sample::answer("Ordres", &["a\u{0}b\u{7}c\u{1b}[31m\r\nd\u{202E}gpj.exe\u{FEFF}"]),
        sample::answer("Sans fin", &[&"x".repeat(700)]),
    ];
    std::fs::write(
        folder.join("scripts.pdf"),
        receipt::render(&scripts.receipt(&connected, &ATTACHMENTS), Some(&key))?,
    )?;

    let form = FilledForm {
        issuer: sample::issuer(),
        demarche: &sample.demarche,
        reference: REFERENCE,
        recorded_at: sample::recorded_at(),
        applicant: Some("Anaïs Lefèbvre-Núñez"),
        recipient: by_post[0],
        attachments: &ATTACHMENTS,
        recap: &sample.recap,
        statement: &sample.statement,
    };
    std::fs::write(folder.join("form.pdf"), filled_form(&form)?)?;

    let photograph = image::RgbImage::from_fn(900, 600, |x, y| {
        image::Rgb([u8::try_from(x / 4).unwrap_or(0), u8::try_from(y / 3).unwrap_or(0), 120])
    });
    let mut png = std::io::Cursor::new(Vec::new());
    photograph.write_to(&mut png, image::ImageFormat::Png)?;
    let png = png.into_inner();
    let attachments = [
        PrintedAttachment { attachment: ATTACHMENTS[0], held: None, content: None },
        PrintedAttachment {
            attachment: documents::Attachment { name: "photo.png", mime: "image/png", ..ATTACHMENTS[1] },
            held: None,
            content: Some(&png),
        },
    ];
    let case = CaseFile {
        issuer: sample::issuer(),
        demarche: &sample.demarche,
        reference: REFERENCE,
        recorded_at: sample::recorded_at(),
        applicant: Some("Anaïs Lefèbvre-Núñez"),
        identified: None,
        recipient: connected[0],
        status: Some("Transmise"),
        recap: &sample.recap,
        attachments: &attachments,
    };
    std::fs::write(folder.join("case.pdf"), case_file(&case)?)?;
    Ok(())
}
