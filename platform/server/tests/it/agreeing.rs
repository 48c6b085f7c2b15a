//! What is known of a citizen is filled in once they agreed, value by value: shown first, refused for good, taken back at once, never another's.

use axum::http::StatusCode;
use serde_json::json;

use crate::{
    account::{keep_all, person, register},
    agent::{MAIRIE, link},
    by_provider::{apart, is, world_of_shipped, zoe},
    complement::opened,
    partner::Program,
    shares::read_pdf,
    support::{Browser, PASSWORD, Page, World},
};

fn plain(page: &Page) -> String {
    page.text.replace(['\u{a0}', '\u{202f}'], " ")
}

/// Somebody who kept what a first filing told of them; on the page of what is known, at the beginning of a second.
async fn asked(world: &World) -> (Browser, Page) {
    let mut citizen = register(world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    keep_all(&mut citizen, &filed).await;
    let page = begin(&mut citizen, "essai").await;
    assert!(citizen.address.ends_with("/donnees-connues"), "{}\n{}", citizen.address, page.text);
    (citizen, page)
}

async fn begin(citizen: &mut Browser, demarche: &str) -> Page {
    let start = citizen.get(&format!("/demarches/{demarche}")).await;
    start.post_on(citizen, &[]).await
}

pub(crate) async fn nothing_is_filled_in_before_the_citizen_said_so_and_only_what_they_chose() {
    let world = World::new().await;
    let (mut citizen, page) = asked(&world).await;
    let said = plain(&page);
    for told in [
        "Rien n&#39;est encore rempli",
        "Service des essais",
        "Essayer.",
        "Mairie",
        "Vos données conservées ici",
        "Müller-Le Goff",
        "Enregistré le 21 novembre 2026 depuis « Démarche d&#39;essai »",
        "zoe@exemple.fr",
        "Page : Vous",
        "Tout reprendre",
        "Ne rien reprendre",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(page.form().pairs.iter().all(|(name, _)| name != "reprendre"), "nothing is ticked for anybody");
    assert!(citizen.get("/demarches/essai").await.text.contains("donnée par donnée"));

    // Whoever goes round the question is filled in nothing.
    let here = citizen.address.clone();
    let round = page.form().action.replace("/donnees-connues", "/vous");
    let unasked = citizen.get(&round).await;
    assert!(unasked.value("demandeur.nom").unwrap_or_default().is_empty(), "{}", unasked.text);
    assert!(unasked.links().iter().any(|link| link.ends_with("/donnees-connues")), "and finds the way to it");

    // Nothing ticked is no decision.
    let page = citizen.get(&page.form().action).await;
    let none = page.post_on(&mut citizen, &[("_choix", "coche")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(plain(&none).contains("Cochez ce que vous voulez reprendre"), "{}", none.text);
    assert_eq!(world.number("select count(*) from agreements").await, 0);
    // Nor is what was not shown.
    let forged = page.post_on(&mut citizen, &[("_choix", "coche"), ("reprendre", "vault/identity:autre")]).await;
    assert!(forged.status.is_client_error(), "{}", forged.status);

    let choice = [("_choix", "coche"), ("reprendre", "vault/identity:nom")];
    let filled = page.post_on(&mut citizen, &choice).await;
    assert!(citizen.address.ends_with("/vous"), "{} after {here}", citizen.address);
    assert_eq!(filled.value("demandeur.nom").as_deref(), Some("Müller-Le Goff"));
    for refused in ["demandeur.prenoms", "email"] {
        assert!(filled.value(refused).unwrap_or_default().is_empty(), "{refused}: {}", filled.text);
    }
    assert!(plain(&filled).contains("ce que vous avez accepté de reprendre"), "{}", filled.text);

    // It is not asked again in this draft, also not where it was begun.
    let home = citizen.get("/compte").await;
    let open = home.links().into_iter().find(|link| link.contains("/compte/brouillons/")).unwrap();
    citizen.get(&open).await;
    assert!(citizen.address.ends_with("/vous"), "{}", citizen.address);

    // Changed by the link, as it was decided.
    let page = filled.follow_on(&mut citizen, "/donnees-connues").await;
    let ticked: Vec<String> =
        page.form().pairs.into_iter().filter(|(name, _)| name == "reprendre").map(|(_, value)| value).collect();
    assert_eq!(ticked, ["vault/identity:nom"]);
    let filled = page.post_on(&mut citizen, &[("_choix", "coche"), ("reprendre", "vault/identity:prenoms")]).await;
    assert!(filled.value("demandeur.nom").unwrap_or_default().is_empty(), "{}", filled.text);
    assert_eq!(filled.value("demandeur.prenoms").as_deref(), Some("Zoé"));
    // The earlier decision, posted anew, is none: what is known was shown for another one.
    let replayed = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    assert_eq!(replayed.status, StatusCode::CONFLICT);
    assert!(plain(&replayed).contains("Rien n&#39;a été repris"), "{}", replayed.text);
    let now = citizen.get(&round).await;
    assert!(now.value("demandeur.nom").unwrap_or_default().is_empty(), "{}", now.text);
    // What is typed instead is the citizen's own word, and stays whatever they decide next.
    now.post_on(&mut citizen, &[("demandeur.nom", "Saisi"), ("_action", "refresh")]).await;
    let page = citizen.get(&page.form().action).await;
    let filled = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    assert_eq!(filled.value("demandeur.nom").as_deref(), Some("Saisi"));
    assert_eq!(filled.value("email").as_deref(), Some("zoe@exemple.fr"));
}

pub(crate) async fn what_was_agreed_to_is_written_down_and_taken_back_at_once() {
    let world = World::new().await;
    let (mut citizen, page) = asked(&world).await;
    let form = page.form().action;
    let filled = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    assert_eq!(filled.value("demandeur.nom").as_deref(), Some("Müller-Le Goff"));
    // Another tab of the same page, from before.
    let typed_before = filled.clone();
    let told = citizen.get("/compte/accords").await;
    let said = plain(&told);
    for told in ["Accepté", "Démarche d&#39;essai", "Service des essais", "Nom", "Prénoms", "Retirer mon accord"] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("Müller"), "what is told is what, not its value: {said}");
    let traces = plain(&citizen.get("/compte/traces").await);
    assert!(traces.contains("Reprise de données acceptée"), "{traces}");
    assert!(
        traces.contains("Brouillon de « Démarche d&#39;essai »"),
        "before it is filed it has no reference: {traces}"
    );
    // Nobody else's.
    let mut other = register(&world, "autre@exemple.fr").await;
    assert!(!plain(&other.get("/compte/accords").await).contains("Accepté"));
    assert_eq!(other.get(&form).await.status, StatusCode::NOT_FOUND);
    let draft = told.value("brouillon").unwrap();
    let theirs = other.get("/compte/donnees").await;
    let csrf = theirs.forms().into_iter().flat_map(|form| form.pairs).find(|(name, _)| name == "_csrf").unwrap().1;
    let stolen = other.post("/compte/accords", &[("_csrf", &csrf), ("brouillon", &draft)]).await;
    assert_eq!(stolen.status, StatusCode::NOT_FOUND);
    let pairs = [("_csrf", csrf.as_str()), ("_choix", "rien"), ("_vu", "")];
    assert!(other.post(&form, &pairs).await.status.is_client_error());
    let mut nobody = world.browser();
    nobody.get(&form).await;
    assert!(nobody.address.starts_with("/compte/connexion?next="), "{}", nobody.address);
    let still = citizen.get(&form.replace("/donnees-connues", "/vous")).await;
    assert_eq!(still.value("demandeur.nom").as_deref(), Some("Müller-Le Goff"));

    world.clock.advance(jiff::SignedDuration::from_secs(1));
    let done = told.post_on(&mut citizen, &[]).await;
    let said = plain(&done);
    assert!(said.contains("Votre accord est retiré") && said.contains("Retiré"), "{said}");
    assert!(!said.contains("Retirer mon accord"), "{said}");
    let emptied = citizen.get(&form.replace("/donnees-connues", "/vous")).await;
    for gone in ["demandeur.nom", "demandeur.prenoms", "email"] {
        assert!(emptied.value(gone).unwrap_or_default().is_empty(), "{gone}: {}", emptied.text);
    }
    // Going on fills in nothing either.
    let vol = [("demandeur.nom", "Saisi"), ("demandeur.prenoms", "Moi")];
    let page = emptied.post_on(&mut citizen, &vol).await;
    let page = page.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "vol"), ("plainte", "12")]).await;
    assert!(page.value("proprietaire.nom").unwrap_or_default().is_empty(), "{}", page.text);
    let traces = plain(&citizen.get("/compte/traces").await);
    assert!(traces.contains("Accord retiré"), "{traces}");
    // The other tab holds what was shown: what it posts is typed, and says so to nobody as if it were known.
    typed_before.post_on(&mut citizen, &[("_action", "refresh")]).await;
    let drafts = world.desk().drafts(&person(&world, "zoe@exemple.fr").await).await.unwrap();
    let answers = &drafts[0].answers;
    assert!(answers.iter().all(|(_, answer)| answer.source == form::answers::Source::Typed), "{answers:?}");
    // The account takes what it decided with it.
    let left = world.number("select count(*) from agreements").await;
    assert_eq!(left, 2);
}

/// Whom the provider says everybody is: only the year of birth is known, abroad.
fn amin() -> serde_json::Value {
    json!({
        "given_name": "Amin Saïd", "given_name_array": ["Amin", "Saïd"], "family_name": "ÉL-HADJ", "preferred_username": "Martin",
        "birthdate": "1950-00-00", "birthplace": "", "birthcountry": "99352", "gender": "male", "email": "amin@exemple.fr",
    })
}

pub(crate) async fn what_a_provider_says_fills_in_as_it_says_it_and_is_told_to_everybody() {
    let impostor = zoe();
    is(&impostor, "amin-1", amin());
    let world = world_of_shipped(&impostor.issuer).await;
    let mut citizen = apart(&world, &impostor).await;
    let page = begin(&mut citizen, "changement-coordonnees").await;
    assert!(citizen.address.ends_with("/donnees-connues"), "{}\n{}", citizen.address, page.text);
    let said = plain(&page);
    for told in ["Données de Essai Connect", "ÉL-HADJ", "Amin, Saïd", "Martin", "1950", "Donnée non vérifiée"] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("amin@exemple.fr"), "the address never fills in by itself: {said}");
    let page = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    let date = [("date_effet.day", "1"), ("date_effet.month", "12"), ("date_effet.year", "2026")];
    let page = page.post_on(&mut citizen, &[&date[..], &[("objet", "demenagement")]].concat()).await;
    assert_eq!(page.value("declarant.nom").as_deref(), Some("ÉL-HADJ"), "{}", page.text);
    assert_eq!(page.value("declarant.prenoms").as_deref(), Some("Amin, Saïd"));
    let part = |part: &str| page.value(&format!("declarant.naissance.date.{part}"));
    assert_eq!(
        (part("day").unwrap_or_default(), part("month").unwrap_or_default(), part("year").as_deref()),
        (String::new(), String::new(), Some("1950")),
        "a date of which the year alone is known stays so"
    );
    assert!(plain(&page).contains("Repris de Essai Connect, le 21 novembre 2026"), "{}", page.text);

    // Recap, receipt and what leaves say so; what was changed says nothing of the kind.
    let person = [
        ("declarant.civilite", "M"),
        ("declarant.prenoms", "Amin"),
        ("ancienne_adresse.voie", "3 place du Marché"),
        ("ancienne_adresse.code_postal", "31000"),
        ("ancienne_adresse.commune", "31555"),
    ];
    let page = page.post_on(&mut citizen, &person).await;
    assert!(citizen.address.ends_with("/nouvelles"), "{}\n{}", citizen.address, page.text);
    let address = [
        ("nouvelle_adresse.voie", "12 rue Neuve"),
        ("nouvelle_adresse.code_postal", "31000"),
        ("nouvelle_adresse.commune", "31555"),
    ];
    let page = page.post_on(&mut citizen, &address).await;
    let chosen = [("destinataires", "la_poste")];
    let page = page.post_on(&mut citizen, &chosen).await;
    let page = if citizen.address.ends_with("/contact") { page } else { page.post_on(&mut citizen, &chosen).await };
    let recap = page.post_on(&mut citizen, &[("contact.email", "amin@exemple.fr")]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}\n{}", citizen.address, recap.text);
    let said = plain(&recap);
    assert!(said.matches("Repris de Essai Connect, le 21 novembre 2026").count() >= 2, "{said}");
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    let receipt = filed.links().into_iter().find(|link| link.ends_with("recu.pdf")).unwrap();
    let printed = read_pdf(&citizen.get(&receipt).await.bytes).replace('\n', " ");
    assert!(printed.contains("Repris de Essai Connect"), "{printed}");
    // An address may be broken over two lines.
    let told = "http://guichet.test/demarches/changement-coordonnees/donnees-personnelles";
    assert!(printed.replace(' ', "").contains(told), "{printed}");
    // Kept in the vault, it is still what the provider vouched for.
    keep_all(&mut citizen, &filed).await;
    let own = plain(&citizen.get("/compte/donnees").await);
    assert!(own.contains("ÉL-HADJ") && own.contains("Donné par Essai Connect"), "{own}");
    // What was sent is with its recipients: nothing of it is taken back here.
    let told = citizen.get("/compte/accords").await;
    let said = plain(&told);
    let at = filed.text.find("JCC-").expect("a reference");
    assert!(told.links().iter().any(|link| link.starts_with("/suivi/")), "it leads to the dossier: {said}");
    assert!(said.contains(&filed.text[at..at + 20]) && !said.contains("Retirer mon accord"), "{said}");
}

pub(crate) async fn what_a_provider_says_of_one_person_fills_in_nobody_else() {
    let impostor = zoe();
    is(&impostor, "amin-1", amin());
    let world = world_of_shipped(&impostor.issuer).await;
    let mut citizen = apart(&world, &impostor).await;
    let page = begin(&mut citizen, "recensement-citoyen").await;
    assert!(plain(&page).contains("Seulement si vos réponses montrent"), "{}", page.text);
    let page = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    let situation = [("residence", "france"), ("declarant", "representant"), ("commune", "31555")];
    let page = page.post_on(&mut citizen, &situation).await;
    assert!(citizen.address.ends_with("/representant"), "{}\n{}", citizen.address, page.text);
    assert_eq!(page.value("representant.nom").as_deref(), Some("ÉL-HADJ"));
    let page = page.post_on(&mut citizen, &[("representant.civilite", "M")]).await;
    assert!(
        !page.text.contains("ÉL-HADJ") && !page.text.contains("Repris de"),
        "the child is nobody's claim: {}",
        page.text
    );

    // Another person's account, in the same browser's place, is filled with nothing of the first.
    is(&impostor, "zoe-1", json!({ "given_name": "Zoé", "given_name_array": ["Zoé"], "family_name": "MÜLLER" }));
    let mut other = apart(&world, &impostor).await;
    let page = begin(&mut other, "recensement-citoyen").await;
    let said = plain(&page);
    assert!(said.contains("MÜLLER") && !said.contains("HADJ"), "{said}");

    // A provider that is detached, or that the operator takes out, fills in nothing more.
    let draft = other.address.clone();
    page.post_on(&mut other, &[("_choix", "rien")]).await;
    assert!(other.address.ends_with("/situation"), "{} after {draft}", other.address);
    let page = other.get(&draft).await;
    assert!(page.form().pairs.iter().all(|(name, _)| name != "reprendre"), "{}", page.text);
    let told = plain(&other.get("/compte/accords").await);
    assert!(
        told.contains("Refusé") && told.contains("Essai Connect") && !told.contains("Retirer mon accord"),
        "{told}"
    );
}

pub(crate) async fn an_earlier_dossier_fills_in_what_its_citizen_agrees_to_and_nobody_else() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    let reference = filed.reference();
    // Nothing was kept: the dossier itself is what is known.
    let page = begin(&mut citizen, "essai").await;
    assert!(citizen.address.ends_with("/donnees-connues"), "{}\n{}", citizen.address, page.text);
    let said = plain(&page);
    for told in [
        "Votre démarche « Démarche d&#39;essai »",
        &reference,
        "envoyée le 21 novembre 2026",
        "Müller-Le Goff",
        "zoe@exemple.fr",
    ] {
        assert!(said.contains(told), "{told}: {said}");
    }
    assert!(!said.contains("Vos données conservées ici"), "{said}");
    let form = page.form().action;
    let page = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    assert_eq!(page.value("demandeur.nom").as_deref(), Some("Müller-Le Goff"), "{}", page.text);
    let from = format!("Repris de votre démarche « Démarche d&#39;essai » ({reference})");
    assert!(plain(&page).contains(&from), "{}", page.text);
    let told = plain(&citizen.get("/compte/accords").await);
    assert!(told.contains("Accepté") && told.contains(&reference), "{told}");
    // The page after the next save fills in from it too, recap and receipt say so.
    let page = page.post_on(&mut citizen, &[]).await;
    let page = page.post_on(&mut citizen, &[("commune", "Toulouse"), ("raison", "perte")]).await;
    let name = page.input_ending(".nom");
    let recap = page.post_on(&mut citizen, &[(&name, "parapluie")]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}\n{}", citizen.address, recap.text);
    assert!(plain(&recap).contains(&from), "{}", recap.text);
    let filed = recap.post_on(&mut citizen, &[("attest", "true")]).await;
    let receipt = filed.links().into_iter().find(|link| link.ends_with("recu.pdf")).unwrap();
    let printed = read_pdf(&citizen.get(&receipt).await.bytes).replace('\n', " ");
    assert!(printed.contains("Repris de votre démarche"), "{printed}");

    // Nobody else is offered it, and nobody else's draft takes a name of it.
    let mut other = register(&world, "autre@exemple.fr").await;
    let theirs = begin(&mut other, "essai").await;
    assert!(other.address.ends_with("/vous"), "{}\n{}", other.address, theirs.text);
    assert_eq!(other.get(&form).await.status, StatusCode::NOT_FOUND);
    let here = theirs.form().action.replace("/vous", "/donnees-connues");
    let none = other.get(&here).await;
    assert!(plain(&none).contains("rien à reprendre") && !plain(&none).contains("Müller"), "{}", none.text);

    // What was erased tells nothing.
    world.raw("update dossiers set erased_at = 1", "update dossiers set erased_at = 1").await;
    let page = begin(&mut citizen, "essai").await;
    assert!(citizen.address.ends_with("/vous"), "{}\n{}", citizen.address, page.text);
}

pub(crate) async fn an_earlier_dossier_tells_what_was_corrected_since() {
    let world = World::new().await;
    let mut citizen = register(&world, "zoe@exemple.fr").await;
    let filed = world.file(&mut citizen, "Toulouse").await;
    let follow = link(&filed, "/suivi/");
    world.work().await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let asked = json!({
        "status": "complement", "message": "Corrigez votre nom.",
        "complement": { "questions": ["demandeur.nom"], "by": "2026-12-15" },
    });
    assert_eq!(program.answer(&case, "demande-1", asked).await.status, StatusCode::CREATED);
    world.work().await;
    let page = opened(&mut citizen, &follow).await;
    let done = page.post_on(&mut citizen, &[("demandeur.nom", "Müller"), ("_action", "continue")]).await;
    assert!(citizen.address.ends_with("complement=1"), "{} {}", citizen.address, done.text);
    let page = begin(&mut citizen, "essai").await;
    assert!(!page.text.contains("Müller-Le Goff"), "{}", page.text);
    let page = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    assert_eq!(page.value("demandeur.nom").as_deref(), Some("Müller"), "{}", page.text);
}

pub(crate) async fn what_cannot_be_read_keeps_nobody_from_filling_in() {
    let world = World::new().await;
    let (mut citizen, page) = asked(&world).await;
    let filled = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    world.raw("update vault set value = x'00'", "update vault set value = '\\x00'").await;
    // The draft goes on with what it has.
    let page = filled.post_on(&mut citizen, &[]).await;
    assert!(citizen.address.ends_with("/lieu"), "{}\n{}", citizen.address, page.text);
    // A new one begins empty, and its page of what is known says that there is nothing.
    let page = begin(&mut citizen, "essai").await;
    assert!(citizen.address.ends_with("/vous"), "{}\n{}", citizen.address, page.text);
    assert!(page.value("demandeur.nom").unwrap_or_default().is_empty(), "{}", page.text);
    let none = citizen.get(&page.form().action.replace("/vous", "/donnees-connues")).await;
    assert!(plain(&none).contains("rien à reprendre"), "{}", none.text);
}

/// The citizen corrects their name among their own details.
async fn correct(citizen: &mut Browser, name: &str) {
    let page = citizen.get("/compte/donnees/modifier/identity").await;
    let saved = page.post_on(citizen, &[("identity.nom", name), ("_action", "continue")]).await;
    assert!(plain(&saved).contains("est enregistré."), "{}", saved.text);
}

pub(crate) async fn what_was_agreed_to_is_what_was_shown_and_no_later_value() {
    let world = World::new().await;
    let (mut citizen, page) = asked(&world).await;
    let filled = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    assert_eq!(filled.value("demandeur.nom").as_deref(), Some("Müller-Le Goff"));
    correct(&mut citizen, "Corrigée").await;
    // What has changed is shown, and ticked for nobody; agreed to, it takes the place of what was filled in.
    let page = filled.follow_on(&mut citizen, "/donnees-connues").await;
    let said = plain(&page);
    assert!(said.contains("Corrigée") && !said.contains("Rien n&#39;est encore rempli"), "{said}");
    let ticked: Vec<String> =
        page.form().pairs.into_iter().filter(|(name, _)| name == "reprendre").map(|(_, value)| value).collect();
    assert!(!ticked.contains(&"vault/identity:nom".to_owned()), "{ticked:?}");
    assert!(ticked.contains(&"vault/identity:prenoms".to_owned()), "{ticked:?}");
    let filled = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    assert_eq!(filled.value("demandeur.nom").as_deref(), Some("Corrigée"));

    // What nobody was shown fills in nothing on a later page, which says so.
    correct(&mut citizen, "Jamais vue").await;
    let place = filled.post_on(&mut citizen, &[]).await;
    let vol = [("commune", "Toulouse"), ("raison", "vol"), ("plainte", "12")];
    let objects = place.post_on(&mut citizen, &vol).await;
    assert!(citizen.address.ends_with("/objets"), "{}\n{}", citizen.address, objects.text);
    assert!(objects.value("proprietaire.nom").unwrap_or_default().is_empty(), "{}", objects.text);
    assert_eq!(objects.value("proprietaire.prenoms").as_deref(), Some("Zoé"));
    assert!(plain(&objects).contains("a changé depuis"), "{}", objects.text);
    let page = objects.follow_on(&mut citizen, "/donnees-connues").await;
    let filled = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    assert_eq!(filled.value("proprietaire.nom").as_deref(), Some("Jamais vue"), "{}", filled.text);
}

pub(crate) async fn a_page_open_elsewhere_brings_nothing_back_that_was_taken_back() {
    let world = World::new().await;
    let (mut citizen, page) = asked(&world).await;
    let open = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    citizen.get("/compte/accords").await.post_on(&mut citizen, &[]).await;
    let back = open.post_on(&mut citizen, &[("demandeur.prenoms", "Zoé-Lou")]).await;
    assert!(citizen.address.ends_with("/vous"), "{}", citizen.address);
    assert!(plain(&back).contains("cette page en montrait encore"), "{}", back.text);
    assert!(back.value("demandeur.nom").unwrap_or_default().is_empty(), "{}", back.text);
    assert_eq!(back.value("demandeur.prenoms").as_deref(), Some("Zoé-Lou"), "what was typed is kept");
    // Typed on the page as it is now, it is typed.
    let place = back.post_on(&mut citizen, &[("demandeur.nom", "Müller-Le Goff")]).await;
    assert!(citizen.address.ends_with("/lieu"), "{}\n{}", citizen.address, place.text);

    // Nor does a value of oneself stay where it turns out to be about somebody else.
    let page = begin(&mut citizen, "essai").await;
    let page = page.post_on(&mut citizen, &[("_choix", "tout")]).await;
    let place = page.post_on(&mut citizen, &[]).await;
    let vol = [("commune", "Toulouse"), ("raison", "vol"), ("plainte", "12")];
    let open = place.post_on(&mut citizen, &vol).await;
    assert_eq!(open.value("proprietaire.nom").as_deref(), Some("Müller-Le Goff"), "{}", open.text);
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    let place = citizen.get(&open.form().action.replace("/objets", "/lieu")).await;
    place.post_on(&mut citizen, &[("raison", "perte")]).await;
    let pairs = open.form().pairs;
    let object = pairs.iter().find(|(name, _)| name.starts_with("objets.") && name.ends_with(".nom")).expect("a row");
    let back = open.post_on(&mut citizen, &[(&object.0, "parapluie")]).await;
    assert!(plain(&back).contains("cette page en montrait encore"), "{}", back.text);
    assert!(back.value("proprietaire.nom").unwrap_or_default().is_empty(), "{}", back.text);
    assert_eq!(back.value(&object.0).as_deref(), Some("parapluie"));
    back.post_on(&mut citizen, &[]).await;
    assert!(citizen.address.ends_with("/recapitulatif"), "{}", citizen.address);
}

pub(crate) async fn what_was_ticked_outlives_the_session_and_is_no_decision_yet() {
    let world = World::new().await;
    let (mut citizen, page) = asked(&world).await;
    world.later(2);
    let ticks = [("_choix", "coche"), ("reprendre", "vault/identity:nom")];
    let login = page.post_on(&mut citizen, &ticks).await;
    assert_eq!(login.status, StatusCode::CONFLICT, "{}", login.text);
    let back = login.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    let ticked: Vec<String> =
        back.form().pairs.into_iter().filter(|(name, _)| name == "reprendre").map(|(_, value)| value).collect();
    assert_eq!(ticked, ["vault/identity:nom"], "{}", back.text);
    assert_eq!(world.number("select count(*) from agreements").await, 0);
    let filled = back.post_on(&mut citizen, &[("_choix", "coche")]).await;
    assert_eq!(filled.value("demandeur.nom").as_deref(), Some("Müller-Le Goff"), "{}", filled.text);
    assert!(filled.value("demandeur.prenoms").unwrap_or_default().is_empty(), "{}", filled.text);
    // Whoever was to choose a document comes back to the choice.
    world.later(2);
    let choice = filled.form().action.replace("/vous", "/lieu/documents/piece");
    let login = citizen.get(&choice).await;
    login.post_on(&mut citizen, &[("email", "zoe@exemple.fr"), ("password", PASSWORD)]).await;
    assert_eq!(citizen.address, choice);
}
