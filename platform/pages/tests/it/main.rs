//! Draws every page with its samples in both languages and looks at what came out.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a page that cannot be drawn is a failed test")]

use std::collections::{BTreeMap, BTreeSet};

use form::{
    field::FIELD_TYPES,
    problem::{Problem, ProblemKind},
    text::{Language, Text},
};
use pages::{Pages, page::Fault, samples, sentence};

fn drawn(language: Language) -> Vec<(String, String)> {
    let pages = Pages::new().unwrap();
    samples::every(&pages, language)
        .into_iter()
        .map(|sample| (sample.name, sample.html.unwrap_or_else(|error| panic!("{error}"))))
        .collect()
}

/// The values of an attribute, in order.
fn attributes<'a>(html: &'a str, name: &str) -> Vec<&'a str> {
    html.split(&format!(" {name}=\"")).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn every_page_is_drawn_in_both_languages() {
    for language in Language::ALL {
        for (name, html) in drawn(*language) {
            assert!(html.starts_with("<!doctype html>"), "{name}");
            assert!(html.contains(&format!("<html lang=\"{}\">", language.tag())), "{name}");
            assert!(!html.contains('⟦'), "{name} names an unknown sentence");
            assert_eq!(html.matches("<h1").count(), 1, "{name} has one h1");
            assert_eq!(html.matches("<main").count(), 1, "{name} has one main");
        }
    }
}

#[test]
fn every_template_of_a_page_is_drawn_by_a_sample() {
    let pages = Pages::new().unwrap();
    let drawn: BTreeSet<String> =
        samples::every(&pages, Language::Fr).into_iter().map(|sample| sample.template.to_owned()).collect();
    let files: BTreeSet<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/templates/page"))
        .unwrap()
        .map(|file| format!("page/{}", file.unwrap().file_name().to_string_lossy()))
        .collect();
    assert_eq!(drawn, files);
}

#[test]
fn every_field_type_has_a_template_that_a_sample_shows() {
    let all = drawn(Language::Fr).into_iter().find(|(name, _)| name == "form-all").unwrap().1;
    for field_type in FIELD_TYPES {
        let name = field_type.name();
        let file = format!("{}/templates/field/{name}.html", env!("CARGO_MANIFEST_DIR"));
        assert!(std::path::Path::new(&file).exists(), "{file}: the field type has no template");
    }
    let shown = all.matches("data-question=").count();
    assert!(shown >= FIELD_TYPES.len(), "{shown} questions shown");
}

#[test]
fn ids_are_unique_and_what_is_referred_to_exists() {
    for (name, html) in drawn(Language::Fr) {
        let mut ids = BTreeMap::new();
        for id in attributes(&html, "id") {
            *ids.entry(id).or_insert(0) += 1;
        }
        let twice: Vec<_> = ids.iter().filter(|(_, count)| **count > 1).collect();
        assert!(twice.is_empty(), "{name}: {twice:?}");
        for reference in ["for", "aria-describedby", "aria-labelledby"] {
            for value in attributes(&html, reference) {
                for id in value.split_whitespace() {
                    assert!(ids.contains_key(id), "{name}: {reference}=\"{id}\" leads nowhere");
                }
            }
        }
        for href in attributes(&html, "href").into_iter().filter_map(|href| href.strip_prefix('#')) {
            assert!(ids.contains_key(href), "{name}: #{href} leads nowhere");
        }
    }
}

#[test]
fn every_input_has_a_label_and_every_post_its_token() {
    for (name, html) in drawn(Language::Fr) {
        let labelled: BTreeSet<&str> = attributes(&html, "for").into_iter().collect();
        for (at, _) in
            html.match_indices("<input").chain(html.match_indices("<select")).chain(html.match_indices("<textarea"))
        {
            let tag = html[at..].split('>').next().unwrap();
            if tag.contains("type=\"hidden\"") {
                continue;
            }
            let id = attributes(tag, "id").first().copied().unwrap_or_default();
            assert!(labelled.contains(id), "{name}: no label for {tag}");
        }
        for (at, _) in html.match_indices("<form") {
            let form = html[at..].split("</form>").next().unwrap();
            if form.contains("method=\"post\"") {
                assert_eq!(form.matches("name=\"_csrf\"").count(), 1, "{name}: {form}");
            }
        }
    }
}

#[test]
fn nothing_stands_in_a_page_that_a_strict_policy_refuses() {
    for (name, html) in drawn(Language::Fr) {
        assert!(!html.contains(" style=") && !html.contains("<style"), "{name} has a style of its own");
        assert!(!html.contains(" onclick=") && !html.contains("javascript:"), "{name} has a script of its own");
        for (at, _) in html.match_indices("<script") {
            assert!(html[at..].starts_with("<script src="), "{name} has a script of its own");
        }
    }
}

#[test]
fn what_people_type_stays_text() {
    use pages::page::journey::SavePage;
    let pages = Pages::new().unwrap();
    let page = SavePage {
        chrome: pages::page::Chrome::new(Language::Fr, "/?q=\"><script>", "t\"><script>"),
        demarche: pages::page::DemarcheHead {
            id: "x".to_owned(),
            title: "<script>alert(1)</script> & {{ 7 * 7 }}".to_owned(),
            href: "/".to_owned(),
            privacy_href: "/".to_owned(),
        },
        action: "/".to_owned(),
        back_href: "/".to_owned(),
        kept_until: jiff::civil::date(2026, 12, 24),
        in_account: false,
        claim: None,
        login_href: None,
        min_code: 8,
        email: "\"'><img src=x onerror=alert(1)>".to_owned(),
        faults: Vec::new(),
    };
    let html = pages.render(&page).unwrap();
    assert!(!html.contains("<script>") && !html.contains("<img"));
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; {{ 7 * 7 }}"));
    assert!(html.contains("value=\"&quot;&#39;&gt;&lt;img src=x onerror=alert(1)&gt;\""));
}

#[test]
fn a_page_with_errors_says_so_first_and_leads_to_each() {
    let html = drawn(Language::Fr).into_iter().find(|(name, _)| name == "form-errors").unwrap().1;
    assert!(html.contains(
        "<title>Erreur\u{202F}: Identité (Étape 2 sur 6) – Recensement citoyen – Démarches d&#39;Exemple</title>"
    ));
    for href in ["#jeune-nom", "#jeune-naissance-date-month", "#jeune-naissance-commune"] {
        assert!(html.contains(&format!("href=\"{href}\"")), "{href}");
    }
    // What was typed is still there.
    assert!(html.contains("value=\"Tolouse\"") && html.contains("value=\"31\""));
    assert_eq!(html.matches("aria-invalid=\"true\"").count(), 3);
}

#[test]
fn an_optional_choice_can_be_taken_back_and_a_needed_one_cannot() {
    let html = drawn(Language::Fr).into_iter().find(|(name, _)| name == "form-all").unwrap().1;
    let question = |path: &str| {
        let start = html.find(&format!("data-question=\"{path}\"")).unwrap();
        html[start..].split("</fieldset>").next().unwrap().to_owned()
    };
    assert!(question("residence").contains("name=\"residence\" value=\"\""), "{}", question("residence"));
    assert!(!question("situation").contains("value=\"\""), "{}", question("situation"));
}

#[test]
fn the_enter_key_continues_before_it_removes_anything() {
    let html = drawn(Language::Fr).into_iter().find(|(name, _)| name == "form-rows").unwrap().1;
    let form = html.split("id=\"page--questions\"").nth(1).unwrap();
    let first = form.find("<button").unwrap();
    assert!(form[first..].starts_with("<button class=\"first-button\" name=\"_action\" value=\"continue\""));
    assert!(form.contains("value=\"remove:vehicules.r7k2q0a\"") && form.contains("value=\"add:vehicules\""));
}

#[test]
fn a_form_page_is_small() {
    for (name, html) in drawn(Language::Fr) {
        // Compressed about five times smaller; 30 kB compressed is the promise for everything together.
        assert!(html.len() < 40_000, "{name}: {} bytes", html.len());
    }
}

fn every_kind() -> Vec<ProblemKind> {
    let message = || Text::new("Vous devez avoir 16 ans.");
    vec![
        ProblemKind::Required,
        ProblemKind::NotAttested,
        ProblemKind::NotPutBack,
        ProblemKind::TooLong { max: 50 },
        ProblemKind::TooShort { min: 2 },
        ProblemKind::ControlCharacter,
        ProblemKind::TooManyMarks,
        ProblemKind::CheckDigits,
        ProblemKind::Pattern { message: None },
        ProblemKind::Email,
        ProblemKind::Phone,
        ProblemKind::Integer,
        ProblemKind::Number,
        ProblemKind::TooManyDecimals { scale: 2 },
        ProblemKind::TooSmall { min: "0".to_owned() },
        ProblemKind::TooLarge { max: "1 000".to_owned() },
        ProblemKind::Date,
        ProblemKind::DateIncomplete,
        ProblemKind::TooEarly { earliest: "1er mars 2026".to_owned() },
        ProblemKind::TooLate { latest: "1er mars 2026".to_owned() },
        ProblemKind::NotAnOption,
        ProblemKind::NotFound { typed: "Tolouse".to_owned() },
        ProblemKind::Ambiguous { choices: Vec::new() },
        ProblemKind::TooFewRows { min: 1 },
        ProblemKind::TooManyRows { max: 3 },
        ProblemKind::TooManyFiles { max: 1 },
        ProblemKind::File {
            code: "file.too_large".to_owned(),
            name: "a.pdf".to_owned(),
            limit: Some("5 Mo".to_owned()),
        },
        ProblemKind::Rule { rule: "majeur".to_owned(), message: message() },
        ProblemKind::RuleNeedsAnswer { rule: "majeur".to_owned(), message: message() },
        ProblemKind::Plugin { rule: "quittance".to_owned(), code: "x".to_owned(), message: message() },
        ProblemKind::CheckUnavailable { rule: "quittance".to_owned() },
    ]
}

fn say(language: Language, kind: ProblemKind, field_type: &str) -> String {
    let problem = Problem { path: "x".to_owned(), part: String::new(), kind };
    sentence::problem(language, &problem, "Nom", field_type, None)
}

#[test]
fn every_kind_of_problem_is_a_whole_sentence_for_every_field_type() {
    for language in Language::ALL {
        for kind in every_kind() {
            for field_type in FIELD_TYPES.iter().map(|one| one.name()).chain([""]) {
                let sentence = say(*language, kind.clone(), field_type);
                assert!(sentence.ends_with('.'), "{} in {}: {sentence}", kind.code(), language.tag());
                assert!(!sentence.contains(['⟦', '$', '{']), "{} in {}: {sentence}", kind.code(), language.tag());
            }
            assert!(
                words::Words::shared().problem(language.tag(), kind.code(), "", &[]).is_some(),
                "{} has no sentence in {}",
                kind.code(),
                language.tag()
            );
        }
    }
}

#[test]
fn a_year_of_two_digits_is_told_how_to_be_written_with_the_example_of_the_question() {
    let problem = Problem { path: "x".to_owned(), part: "year".to_owned(), kind: ProblemKind::Date };
    let said = |field_type: &str| sentence::problem(Language::Fr, &problem, "Naissance", field_type, Some("24 8 2010"));
    for field_type in ["date", "partial_date"] {
        assert_eq!(said(field_type), "Écrivez l'année en quatre chiffres, par exemple 2010.");
    }
    let whole = Problem { part: "day".to_owned(), ..problem.clone() };
    let sentence = sentence::problem(Language::En, &whole, "Birth", "date", Some("24 8 2010"));
    assert!(sentence.ends_with("for instance 24 8 2010."), "{sentence}");
}

#[test]
fn a_photograph_of_a_telephone_is_told_how_to_become_one_that_is_accepted() {
    let refused = |name: &str| {
        let kind = ProblemKind::File { code: "file.type_not_accepted".to_owned(), name: name.to_owned(), limit: None };
        say(Language::Fr, kind, "file")
    };
    for name in ["IMG_1.HEIC", "b.heif"] {
        assert!(refused(name).contains("téléphone") && !refused(name).contains("traitement de texte"), "{name}");
    }
    assert!(refused("a.docx").contains("traitement de texte"));
}

#[test]
fn refused_files_are_told_why() {
    let codes = [
        "file.empty",
        "file.expansion",
        "file.metadata",
        "file.too_large",
        "file.type_not_accepted",
        "file.content_mismatch",
        "file.pixels",
        "file.encrypted",
        "file.active_content",
        "file.damaged",
        "file.malware",
        "file.no_pages",
        "file.too_many",
        "file.quota",
    ];
    let generic = say(
        Language::Fr,
        ProblemKind::File { code: "file.of_tomorrow".to_owned(), name: String::new(), limit: None },
        "file",
    );
    for code in codes {
        let kind = |limit: Option<&str>| ProblemKind::File {
            code: code.to_owned(),
            name: "photo.jpg".to_owned(),
            limit: limit.map(str::to_owned),
        };
        let sentence = say(Language::Fr, kind(None), "file");
        assert_ne!(sentence, generic, "{code}");
        assert!(!sentence.contains("none"), "{sentence}");
    }
    let told = ProblemKind::File {
        code: "file.too_large".to_owned(),
        name: "photo.pdf".to_owned(),
        limit: Some("5 Mo".to_owned()),
    };
    assert!(say(Language::Fr, told, "file").starts_with("Le fichier «\u{202F}photo.pdf\u{202F}» dépasse 5 Mo."));
}

#[test]
fn the_author_s_own_words_come_first() {
    let message = Text { fr: "Quel âge avez-vous ?".into(), en: Some("How old are you?".into()) };
    let kind = ProblemKind::Rule { rule: "age".to_owned(), message };
    assert_eq!(say(Language::Fr, kind.clone(), "date"), "Quel âge avez-vous\u{202F}?");
    assert_eq!(say(Language::En, kind, "date"), "How old are you?");
}

#[test]
fn faults_of_our_own_forms_are_sentences() {
    let fault = Fault::new("code", "code.too_short").with("min", 8);
    assert_eq!(
        sentence::fault(Language::En, &fault),
        "Choose a code of at least 8 characters, for instance three words."
    );
}

#[test]
fn every_status_has_words_and_an_explanation() {
    let ends = ["done", "refused", "closed", "suspended", "cancelled"];
    for status in ["to_send", "recorded", "sent", "received", "in_progress", "complement"].into_iter().chain(ends) {
        for prefix in ["status", "status-explained"] {
            let id = format!("{prefix}-{}", words::id_of_code(status));
            assert!(words::Words::shared().find("fr", &id, &[]).is_some(), "{id}");
        }
    }
}

#[test]
fn mails_say_the_fact_and_nothing_personal() {
    let pages = Pages::new().unwrap();
    for language in Language::ALL {
        for mail in samples::mails(&pages, *language).unwrap() {
            assert!(!mail.subject.contains(['\n', '\r', '⟦']), "{}", mail.subject);
            assert!(!mail.text.contains(['⟦', '<']) && !mail.text.contains("&#"), "{}", mail.text);
            assert!(mail.html.contains("<h1") && !mail.html.contains('⟦'));
            // The whole address stands in the text, for readers who see no buttons; a code leads nowhere: phishers' do.
            let nowhere = mail.subject.starts_with("Al") || mail.subject.contains("code");
            // Nor does one about a draft that its address alone opens.
            let unsaid = ["ne contient pas l'adresse", "does not hold the address"];
            let nowhere = nowhere || unsaid.iter().any(|said| mail.text.replace('’', "'").contains(said));
            assert_eq!(mail.text.contains("https://"), !nowhere, "{}", mail.text);
        }
    }
}

#[test]
fn a_mail_about_a_case_says_in_its_subject_what_happened() {
    let pages = Pages::new().unwrap();
    let subject = |status: Option<&str>| {
        let mail = pages::mail::Mail::StatusChanged {
            demarche: "Recensement".to_owned(),
            reference: "R".to_owned(),
            recipient: "Mairie".to_owned(),
            status: status.map(str::to_owned),
            url: "https://exemple.fr".to_owned(),
        };
        pages.mail(Language::Fr, "Site", &mail).unwrap().subject
    };
    for (status, said) in [
        (None, "le service vous a écrit"),
        (Some("received"), "votre dossier est ouvert"),
        (Some("complement"), "le service attend quelque chose de vous"),
        (Some("done"), "votre dossier est terminé"),
        (Some("in_progress"), "du nouveau sur votre dossier"),
    ] {
        assert!(subject(status).ends_with(said), "{status:?}: {}", subject(status));
    }
    assert_eq!(subject(Some("refused")), subject(Some("done")), "the answer itself stays out of mails");
}

#[test]
fn a_message_stands_as_it_was_written() {
    let case = drawn(Language::Fr).into_iter().find(|(name, _)| name == "case").unwrap().1;
    assert!(case.contains("<p>Nous vérifions :\n\n- votre livret de famille\n\tpages 2 et 3</p>"));
}

#[test]
fn the_inbox_asks_nothing_for_a_case_that_is_over() {
    let inbox = drawn(Language::Fr).into_iter().find(|(name, _)| name == "inbox").unwrap().1;
    let day = |status: &str| {
        let row = inbox.split("<tr").skip(1).find(|row| row.contains(&format!("{status}</"))).unwrap();
        row.rsplit("<td").next().unwrap().to_owned()
    };
    for over in ["Traitée", "Refusée", "Close"] {
        assert!(day(over).contains("Plus rien à faire"), "{over}: {}", day(over));
    }
    assert!(day("En cours de traitement").contains("Ouvert"));
}

#[test]
fn a_recipient_outside_the_directory_is_named_on_the_recap() {
    let recap = drawn(Language::Fr).into_iter().find(|(name, _)| name == "recap").unwrap().1;
    let recipients = recap.split("class=\"recipients\"").nth(1).unwrap();
    assert!(recipients.contains("<strong>Votre mairie</strong> <span class=\"soft\">Mairie d&#39;Albi (81)</span>"));
}

#[test]
fn no_line_end_reaches_a_subject() {
    let pages = Pages::new().unwrap();
    let mail = pages::mail::Mail::Recorded {
        demarche: "Nom\r\nBcc: x@exemple.fr".to_owned(),
        reference: "R".to_owned(),
        way: pages::mail::Way::Online,
        url: "https://exemple.fr".to_owned(),
    };
    let drawn = pages.mail(Language::Fr, "Site", &mail).unwrap();
    assert_eq!(drawn.subject.lines().count(), 1);
}

#[test]
fn an_unknown_name_in_a_template_is_a_fault_not_an_empty_place() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("page")).unwrap();
    std::fs::write(folder.path().join("page/save.html"), "{{ demarche.titel }}").unwrap();
    let pages = Pages::from_folder(folder.path());
    let broken = samples::every(&pages, Language::Fr).into_iter().find(|sample| sample.name == "save").unwrap();
    assert!(broken.html.unwrap_err().to_string().contains("undefined"));
}

#[test]
fn the_language_switch_keeps_the_query() {
    let html = drawn(Language::Fr).into_iter().find(|(name, _)| name == "stop").unwrap().1;
    assert!(html.contains("href=\"/demarches/recensement?page=2&amp;lang=en\""));
}

#[test]
fn an_agent_reads_of_the_citizen_s_answers_and_the_citizen_of_their_own() {
    let pages = drawn(Language::Fr);
    let page = |wanted: &str| &pages.iter().find(|(name, _)| name == wanted).unwrap().1;
    let (own, agents) = ("Calculé d&#39;après vos réponses", "Calculé d&#39;après les réponses de l&#39;usager");
    assert!(page("recap").contains(own) && !page("recap").contains(agents));
    assert!(page("case").contains(agents) && !page("case").contains(own));
}
