//! The agency's own PDF: its fields filled in, read back by others, and what is wrong with one told before.

use std::fmt::Write as _;

use documents::formats::{
    self, Made, Unmade,
    pdf::{Closed, skeleton},
};
use form::{demarche::Demarche, text::Language};
use lopdf::{Document, Object, decode_text_string};
use serde_json::{Value, json};

use crate::{definition, formats::made_of, tools};

/// A file of these objects, numbered from 1; the first is its catalog.
fn pdf(objects: &[String]) -> Vec<u8> {
    let mut text = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(text.len());
        write!(text, "{} 0 obj\n{object}\nendobj\n", number + 1).unwrap();
    }
    let start = text.len();
    write!(text, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).unwrap();
    for place in places {
        writeln!(text, "{place:010} 00000 n ").unwrap();
    }
    write!(text, "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1).unwrap();
    text.into_bytes()
}

/// A page with a field of every kind; `extra` stands in the catalog, `form` in its form.
fn form(extra: &str, form: &str) -> Vec<u8> {
    let stream =
        |dictionary: &str, text: &str| format!("<< {dictionary} /Length {} >>\nstream\n{text}\nendstream", text.len());
    let box_of = "/Type /XObject /Subtype /Form /BBox [0 0 10 10]";
    let widget = "/Type /Annot /Subtype /Widget /F 4 /P 3 0 R /MK << /BC [0.5] /BG [1 1 0.9] >>";
    pdf(&[
        format!("<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R {extra} >>"),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 /MediaBox [0 0 400 400] >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /AA << /O << /S /JavaScript /JS (app.alert\\(1\\)) >> >> /Annots [8 0 R 9 0 R 10 0 R 12 0 R 13 0 R 14 0 R 15 0 R 16 0 R 17 0 R 18 0 R 19 0 R] >>".to_owned(),
        format!("<< /Fields [5 0 R 9 0 R 10 0 R 11 0 R 14 0 R 15 0 R 16 0 R 17 0 R 18 0 R 19 0 R] /NeedAppearances true /CO [8 0 R] /DA (/Helv 0 Tf 0 g) {form} >>"),
        // A group of fields: usager.nom.
        "<< /T (usager) /Kids [8 0 R] >>".to_owned(),
        stream(box_of, "0 0 10 10 re f"),
        stream(box_of, ""),
        format!("<< {widget} /Parent 5 0 R /FT /Tx /T (nom) /TU (Nom de naissance) /DA (/Helv 11 Tf 0 0 0.6 rg) /V (ancien) /Rect [20 360 160 376] /AA << /K << /S /JavaScript /JS (x) >> >> >>"),
        format!("<< {widget} /FT /Tx /T (arrivee) /Ff {} /MaxLen 8 /Rect [20 330 148 346] >>", 1 << 24),
        format!("<< {widget} /FT /Tx /T (note) /Ff {} /Rect [20 270 160 320] >>", 1 << 12),
        // Buttons of which one is chosen; what is sent stands apart from the names of their states.
        format!("<< /FT /Btn /T (logement) /Ff {} /Opt [(proprietaire) (locataire)] /Kids [12 0 R 13 0 R] >>", (1 << 15) | (1 << 14)),
        format!("<< {widget} /Parent 11 0 R /Rect [20 250 30 260] /AS /Off /AP << /N << /0 6 0 R /Off 7 0 R >> >> >>"),
        format!("<< {widget} /Parent 11 0 R /Rect [40 250 50 260] /AS /Off /AP << /N << /1 6 0 R /Off 7 0 R >> >> >>"),
        format!("<< {widget} /FT /Btn /T (accord) /Rect [20 230 30 240] /AS /Off /AP << /N << /Yes 6 0 R /Off 7 0 R >> >> /A << /S /SubmitForm /F (http://exemple.fr) >> >>"),
        format!("<< {widget} /FT /Ch /T (gouts) /Ff {} /Opt [[(lire) (La lecture)] [(nager) (La natation)] (dormir)] /Rect [20 170 160 220] >>", 1 << 21),
        format!("<< {widget} /FT /Ch /T (ville) /Ff {} /Opt [(Paris) (Lyon)] /Rect [20 140 160 156] >>", (1 << 17) | (1 << 18)),
        format!("<< {widget} /FT /Sig /T (visa) /Rect [200 140 300 156] >>"),
        format!("<< {} /FT /Tx /T (cote) /Rect [300 200 316 380] >>", widget.replace("/MK <<", "/MK << /R 90")),
        format!("<< {widget} /FT /Ch /T (accueil) /Ff {} /Opt [(proprietaire) (autre)] /Rect [200 100 300 116] >>", 1 << 17),
    ])
}

const MAPPING: &str = "usager.nom: answers.nom
arrivee: answers.arrivee | date('%d%m%Y')
note: answers.note
logement: answers.logement
accord: answers.accord
gouts: answers.gouts
ville: answers.commune
cote: case.reference
accueil: \"'autre' if answers.logement else ''\"
";

fn with_form(pdf: &[u8], mapping: &str) -> Demarche {
    let files = [("templates/cerfa.pdf", pdf), ("templates/cerfa.yaml", mapping.as_bytes())];
    definition::demarche("[{ pdf: cerfa }]", &files)
}

fn made(demarche: &Demarche, answers: &Value) -> Result<Made, Unmade> {
    let (mut made, mut unmade) = made_of(demarche, answers).unwrap();
    unmade.pop().map_or_else(|| Ok(made.remove(0)), Err)
}

fn answers() -> Value {
    json!({
        "nom": "Łukasiewicz-Œrn de l'Haÿ Жуков", "arrivee": "2026-02-03", "note": "Première ligne\nseconde (ligne) \\ fin", "logement": "locataire", "accord": true,
        "gouts": ["lire", "nager"], "commune": { "code": "31555", "nom": "Toulouse" },
    })
}

/// What a field holds, by its own name.
fn held<'d>(document: &'d Document, name: &str) -> &'d lopdf::Dictionary {
    let named = |object: &&Object| {
        object
            .as_dict()
            .is_ok_and(|field| field.get(b"T").is_ok_and(|own| decode_text_string(own).is_ok_and(|own| own == name)))
    };
    document.objects.values().find(named).unwrap().as_dict().unwrap()
}

fn value(document: &Document, name: &str) -> Option<String> {
    decode_text_string(held(document, name).get(b"V").ok()?).ok()
}

#[test]
fn every_kind_of_field_is_filled_and_others_read_it() {
    let demarche = with_form(&form("", ""), MAPPING);
    let one = made(&demarche, &answers()).unwrap();
    assert_eq!((one.name.as_str(), one.mime, one.format.as_str()), ("cerfa.pdf", "application/pdf", "pdf:cerfa"));
    tools::check(&one.bytes);
    let document = Document::load_mem(&one.bytes).unwrap();
    assert_eq!(value(&document, "nom").unwrap(), "Łukasiewicz-Œrn de l'Haÿ Жуков");
    assert_eq!(value(&document, "arrivee").unwrap(), "03022026");
    assert_eq!(value(&document, "note").unwrap(), "Première ligne\nseconde (ligne) \\ fin");
    assert_eq!(value(&document, "ville").unwrap(), "Toulouse");
    assert_eq!(value(&document, "accueil").unwrap(), "autre");
    assert_eq!(held(&document, "accord").get(b"V").unwrap().as_name().unwrap(), b"Yes");
    assert_eq!(held(&document, "accord").get(b"AS").unwrap().as_name().unwrap(), b"Yes");
    let radio = held(&document, "logement");
    assert_eq!(radio.get(b"V").unwrap().as_name().unwrap(), b"1");
    let kids = radio.get(b"Kids").unwrap().as_array().unwrap().iter();
    let shown: Vec<_> = kids
        .map(|kid| document.get_dictionary(kid.as_reference().unwrap()).unwrap().get(b"AS").unwrap().as_name().unwrap())
        .collect();
    assert_eq!(shown, [b"Off".as_slice(), b"1"]);
    let chosen = held(&document, "gouts");
    assert_eq!(chosen.get(b"V").unwrap().as_array().unwrap().len(), 2);
    assert_eq!(chosen.get(b"I").unwrap().as_array().unwrap().len(), 2);
    // What people see, by poppler, which draws what we drew.
    let text = tools::text(&one.bytes);
    for seen in [
        "Łukasiewicz-Œrn de l'Haÿ Жуков",
        "Première ligne",
        "seconde (ligne) \\ fin",
        "La lecture",
        "La natation",
        "Toulouse",
        "autre",
    ] {
        assert!(text.contains(seen), "{seen}: {text}");
    }
    assert!(!text.contains("ancien"), "{text}");
    // Nothing that acts, and nothing that has viewers draw anew.
    for gone in [b"JavaScript".as_slice(), b"/AA", b"SubmitForm", b"NeedAppearances", b"/CO"] {
        let anywhere =
            document.objects.values().any(|object| format!("{object:?}").contains(std::str::from_utf8(gone).unwrap()));
        assert!(!anywhere, "{gone:?}");
    }
    assert_eq!(one, made(&demarche, &answers()).unwrap(), "the same bytes every time");
    assert_eq!(document.get_pages().len(), 1);
}

#[test]
fn what_is_not_answered_stays_blank() {
    let demarche = with_form(&form("", ""), MAPPING);
    let one = made(&demarche, &json!({})).unwrap();
    tools::check(&one.bytes);
    let document = Document::load_mem(&one.bytes).unwrap();
    for name in ["nom", "arrivee", "note", "ville", "gouts", "accueil"] {
        assert!(!held(&document, name).has(b"V"), "{name}");
    }
    assert_eq!(held(&document, "accord").get(b"V").unwrap().as_name().unwrap(), b"Off");
    assert!(!tools::text(&one.bytes).contains("ancien"));
}

#[test]
fn what_does_not_fit_stands_whole_on_a_sheet() {
    let demarche = with_form(&form("", ""), MAPPING);
    let long = format!("{}-fin-du-nom", "Maximilienne".repeat(8));
    let note = (1..=60).map(|line| format!("ligne {line}")).collect::<Vec<_>>().join("\n");
    let mut answers = answers();
    answers["nom"] = json!(long);
    answers["note"] = json!(note);
    let one = made(&demarche, &answers).unwrap();
    tools::check(&one.bytes);
    let document = Document::load_mem(&one.bytes).unwrap();
    assert_eq!(document.get_pages().len(), 3);
    assert_eq!(value(&document, "nom").unwrap(), long);
    let text = tools::text(&one.bytes);
    let (shown, rest) = text.split_once("Suite du formulaire").unwrap();
    assert!(shown.contains("[…]") && !shown.contains("ligne 60"), "{shown}");
    assert!(rest.contains("Nom de naissance") && rest.contains("fin-du-nom") && rest.contains("ligne 60"), "{rest}");
    // A date that is partly known is longer than its boxes: it is told whole, too.
    let demarche = with_form(&form("", ""), "arrivee: answers.arrivee\n");
    let one = made(&demarche, &answers).unwrap();
    let text = tools::text(&one.bytes);
    let (_, rest) = text.split_once("Suite du formulaire").unwrap();
    assert!(rest.contains("03/02/2026"), "{text}");
    assert_eq!(value(&Document::load_mem(&one.bytes).unwrap(), "arrivee").unwrap(), "03/02/20");
    // Cells have no room for the mark: the sheet says that they hold a beginning.
    assert!(tools::squeezed(rest).contains("sanssignedecoupure"), "{text}");
}

#[test]
fn what_has_more_signs_than_its_field_takes_is_marked_there() {
    let filled = |from: &str, to: &str| {
        // As long, so that every object stays at its place: a field of signs in cells that is one of plain text.
        let bytes = String::from_utf8(form("", "")).unwrap().replace("/Ff 16777216", "/Ff 00000000").replace(from, to);
        let one =
            made(&with_form(bytes.as_bytes(), "arrivee: answers.nom\n"), &json!({ "nom": "Maximilienne" })).unwrap();
        tools::check(&one.bytes);
        let text = tools::text(&one.bytes);
        let (shown, rest) = text.split_once("Suite du formulaire").unwrap();
        let held = value(&Document::load_mem(&one.bytes).unwrap(), "arrivee").unwrap();
        (held, tools::squeezed(shown), rest.to_owned())
    };
    let (held, shown, rest) = filled("", "");
    assert!(held == "Maxi […]" && shown.contains("Maxi[…]"), "{held}: {shown}");
    assert!(rest.contains("Maximilienne") && !tools::squeezed(&rest).contains("coupure"), "{rest}");
    // Too short for the mark.
    let (held, shown, rest) = filled("/MaxLen 8", "/MaxLen 3");
    assert!(held == "Max" && shown.contains("Max") && !shown.contains("Maxi"), "{held}: {shown}");
    assert!(rest.contains("Maximilienne") && tools::squeezed(&rest).contains("sanssignedecoupure"), "{rest}");
}

#[test]
fn an_answer_that_the_pdf_does_not_offer_makes_none() {
    let demarche = with_form(&form("", ""), "accueil: answers.logement | upper\n");
    let unmade = made(&demarche, &answers()).unwrap_err();
    assert_eq!((unmade.code, unmade.detail.as_str()), ("format.option", "accueil: LOCATAIRE"));
    // Signs that a line cannot hold are blanks.
    let demarche = with_form(&form("", ""), "usager.nom: answers.nom\n");
    for nom in ["\u{0}\u{7}\r\n", "a\u{202e}b", "(((", "\\", "é\u{301}😀", "%%EOF"] {
        let one = made(&demarche, &json!({ "nom": nom })).unwrap();
        tools::check(&one.bytes);
    }
}

fn told(pdf: &[u8], mapping: &str) -> Vec<(&'static str, String)> {
    let demarche = with_form(pdf, mapping);
    let recipient = &demarche.recipients[0];
    let faults = formats::faults(&demarche, recipient, &recipient.formats[0]);
    let at = |fault: &form::check::FormatFault| match fault.path.as_str() {
        "templates/cerfa.yaml" => mapping[fault.at.clone()].to_owned(),
        path => path.to_owned(),
    };
    faults.iter().filter(|fault| fault.code != "pdf.unfilled").map(|fault| (fault.code, at(fault))).collect()
}

#[test]
fn what_cannot_be_filled_so_is_told_where_it_is_written() {
    let form = form("", "");
    assert_eq!(told(&form, MAPPING), []);
    for (mapping, code, at) in [
        ("usager.non: answers.nom", "pdf.unknown_field", "usager.non"),
        ("visa: answers.nom", "pdf.not_fillable", "visa"),
        ("usager.nom: answers.non", "template.unknown_name", "non"),
        ("usager.nom: \"answers.nom | lowercase\"", "template.not_admitted", "lowercase"),
        ("usager.nom: answers.nom |", "template.syntax", "|"),
        ("usager.nom: answers.enfants", "pdf.not_a_value", "answers.enfants"),
        ("usager.nom: answers.enfants.prenom", "template.unknown_name", "prenom"),
        ("usager.nom: answers.logement == 'locataire'", "pdf.not_a_value", "answers.logement == 'locataire'"),
        ("accord: answers.nom", "pdf.not_a_value", "answers.nom"),
        ("accord: answers.logement", "pdf.not_a_value", "answers.logement"),
        ("accord: answers.nom | upper", "pdf.not_a_value", "answers.nom | upper"),
        ("accord: \"'Oui' if answers.accord else ''\"", "pdf.unknown_option", "\"'Oui' if answers.accord else ''\""),
        ("logement: answers.accord", "pdf.not_a_value", "answers.accord"),
        ("logement: answers.gouts", "pdf.not_a_value", "answers.gouts"),
        ("accueil: answers.logement", "pdf.unknown_option", "answers.logement"),
        (
            "accueil: answers.logement if answers.logement != 'proprietaire'",
            "pdf.unknown_option",
            "answers.logement if answers.logement != 'proprietaire'",
        ),
        (
            "accueil: answers.logement if answers.logement != 'locataire' or answers.accord",
            "pdf.unknown_option",
            "answers.logement if answers.logement != 'locataire' or answers.accord",
        ),
        ("arrivee: answers.arrivee", "pdf.max_length", "answers.arrivee"),
        ("arrivee: answers.nom", "pdf.max_length", "answers.nom"),
    ] {
        assert_eq!(told(&form, mapping), [(code, at.to_owned())], "{mapping}");
    }
    for sound in [
        "usager.nom: answers.enfants[0].prenom",
        "usager.nom: answers.nom ~ ' ' ~ answers.age",
        "accord: answers.logement == 'locataire'",
        "accord: \"'lire' in answers.gouts\"",
        "accord: not answers.accord",
        "accord: \"'Yes' if answers.nom else 'Off'\"",
        "accord: answers.nom is defined and answers.age > 3",
        "ville: answers.nom",
        "accueil: answers.logement if answers.logement != 'locataire'",
        "accueil: answers.logement if answers.logement == 'proprietaire' and answers.accord",
        "accueil: answers.logement if answers.logement in ['proprietaire']",
        "accueil: answers.logement if answers.logement not in ['locataire', 'heberge']",
        "usager.nom:",
        "usager.nom: \"\"",
    ] {
        assert_eq!(told(&form, sound), [], "{sound}");
    }
}

#[test]
fn a_remedy_is_one_that_can_be_written() {
    let remedy = |mapping: &str| {
        let demarche = with_form(&form("", ""), mapping);
        let faults = formats::faults(&demarche, &demarche.recipients[0], &demarche.recipients[0].formats[0]);
        let found = faults.into_iter().find(|fault| fault.code != "pdf.unfilled");
        found.map(|fault| fault.cure.en).unwrap()
    };
    let said = remedy("accueil: answers.logement");
    assert!(said.contains("offer: answers.logement if answers.logement != 'locataire'."), "{said}");
    assert!(!said.contains("'proprietaire' if"), "which option means the same, nobody knows: {said}");
    let said = remedy("accueil: answers.logement if answers.accord");
    assert!(said.contains("… != 'locataire'.") && !said.contains("answers."), "{said}");
    let said = remedy("accord: \"'Oui' if answers.accord else ''\"");
    assert!(said.ends_with("Write one of these."), "{said}");
    let said = remedy("arrivee: answers.nom");
    assert!(said.contains("answers.nom | truncate(8) keeps the beginning alone: the rest would be lost"), "{said}");
}

#[test]
fn fields_that_nothing_fills_are_told_once_and_those_left_on_purpose_are_not() {
    let unfilled = |mapping: &str| {
        let demarche = with_form(&form("", ""), mapping);
        let faults = formats::faults(&demarche, &demarche.recipients[0], &demarche.recipients[0].formats[0]);
        let mut found = faults.into_iter().filter(|fault| fault.code == "pdf.unfilled");
        found.next().map(|fault| (fault.is_warning, fault.cause.en))
    };
    assert_eq!(unfilled(MAPPING), None);
    let without = MAPPING.replace("cote: case.reference\n", "cote:\n").replace("accord: answers.accord\n", "");
    assert_eq!(unfilled(&without), Some((true, "Nothing fills: accord, cote.".to_owned())));
    assert_eq!(unfilled(&without.replace("cote:\n", "cote: \"\"\naccord: \"\"\n")), None);
}

#[test]
fn a_pdf_that_is_none_to_fill_in_is_refused_with_its_reason() {
    let sound = form("", "");
    let (mut cut, mut large) = (sound.clone(), sound.clone());
    cut.truncate(sound.len() / 2);
    large.resize(6 << 20, b' ');
    let blank = pdf(&[
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>".to_owned(),
    ]);
    let folder = tempfile::tempdir().unwrap();
    let (plain, locked) = (folder.path().join("plain.pdf"), folder.path().join("locked.pdf"));
    std::fs::write(&plain, &sound).unwrap();
    let status = std::process::Command::new("qpdf")
        .args(["--encrypt", "", "owner", "256", "--modify=none", "--"])
        .args([&plain, &locked])
        .status()
        .unwrap();
    assert!(status.success());
    for (bytes, code) in [
        (b"<html>".to_vec(), "pdf.broken"),
        (Vec::new(), "pdf.broken"),
        (cut, "pdf.broken"),
        (large, "pdf.too_large"),
        (blank, "pdf.no_fields"),
        (form("", "/XFA (x)"), "pdf.xfa"),
        (std::fs::read(&locked).unwrap(), "pdf.encrypted"),
    ] {
        assert_eq!(told(&bytes, "nom: answers.nom"), [(code, "templates/cerfa.pdf".to_owned())]);
        assert_eq!(skeleton(&bytes, Language::Fr).unwrap_err().code(), code);
    }
    assert_eq!(skeleton(&form("", "/XFA (x)"), Language::En), Err(Closed::Xfa));
}

#[test]
fn any_mangled_pdf_is_refused_or_filled_and_never_worse() {
    let sound = form("/Names << /JavaScript << /Names [(a) 20 0 R] >> >>", "");
    // Kids that lead back, lists that are none: whatever one byte more or less makes of it.
    for at in (0..sound.len()).step_by(17) {
        for other in [b' ', b'9'] {
            let mut mangled = sound.clone();
            mangled[at] = other;
            let demarche = with_form(&mangled, MAPPING);
            let _ = made_of(&demarche, &answers()).unwrap();
        }
    }
}

#[test]
fn the_skeleton_names_every_field_and_checks_as_it_is() {
    let text = skeleton(&form("", ""), Language::En).unwrap();
    assert!(text.contains("usager.nom:  # Nom de naissance. text\n"), "{text}");
    assert!(text.contains("arrivee:  # text, a sign a cell, 8 signs at most\n"), "{text}");
    assert!(text.contains("logement:  # one box of: '0', '1'\n"), "{text}");
    assert!(!text.contains("visa"), "{text}");
    assert_eq!(told(&form("", ""), &text), []);
}
