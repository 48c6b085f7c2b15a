//! `guichet org import`: fills the directory: agencies that publish, organisations that receive.

use form::text::Language;

use super::{beside, say_in};
use crate::{
    Verdict,
    arguments::{Org, OrgCommand},
};

/// Imports a directory file; a server may be running on the same data.
pub(crate) fn run(arguments: Org, language: Language) -> anyhow::Result<Verdict> {
    let OrgCommand::Import { file, place } = arguments.command;
    // The file first: a mistyped name is no reason to make a database.
    std::fs::read(&file).map_err(|error| crate::refusal::Refusal::file(&file, &error))?;
    let imported = beside(&place, None, async |desk| Ok(desk.import_directory(&file).await?))?;
    let (agencies, organisations) = (imported.agencies, imported.organisations);
    let s = |count: usize, most: usize| if count < most { "" } else { "s" };
    say_in(
        language,
        format!(
            "Importé : {agencies} organisme{} qui publie{} des démarches, {organisations} destinataire{}.",
            s(agencies, 2),
            if agencies < 2 { "" } else { "nt" },
            s(organisations, 2)
        ),
        format!(
            "Imported: {agencies} {} publishing démarches, {organisations} recipient{}.",
            if agencies == 1 { "agency" } else { "agencies" },
            if organisations == 1 { "" } else { "s" }
        ),
    );
    if let Some((french, english)) = incomplete(&imported) {
        say_in(language, french, english);
    }
    for (french, english) in doubts(&imported) {
        say_in(language, french, english);
    }
    Ok(Verdict::Well)
}

/// Of whom an accusé de réception wants more than is known; where the démarche itself says who is in charge, it wants nothing of them (CRPA
/// R112-11-1).
fn incomplete(imported: &desk::Imported) -> Option<(String, String)> {
    let names = imported.incomplete.join(" ; ");
    (!names.is_empty()).then(|| {
        (
            format!(
                "À compléter (un téléphone, et une adresse ou un courriel) : {names}.\n\
                 Une démarche qui dit elle-même qui en est chargé et comment le joindre (« authority ») n'en a pas besoin. \
                 Pour les autres, ce site ne peut pas délivrer d'accusé de réception en leur nom, et ils doivent l'envoyer eux-mêmes."
            ),
            format!(
                "To be completed (a telephone number, and an address or an e-mail): {names}.\n\
                 A démarche that says itself who is in charge and how to reach them (“authority”) does not need it. \
                 For the others this site may issue no acknowledgement of receipt in their name, and they must send it themselves."
            ),
        )
    })
}

/// What was imported as it is written and may be mistyped.
fn doubts(imported: &desk::Imported) -> Vec<(String, String)> {
    let mut doubts = Vec::new();
    if !imported.unknown_communes.is_empty() {
        let listed = imported.unknown_communes.iter().map(|(code, name)| format!("{code} ({name})"));
        let listed = listed.collect::<Vec<_>>().join(", ");
        doubts.push((
            format!("À vérifier : la liste des communes n'a pas ces codes, et aucun dossier n'y mènera : {listed}."),
            format!("To be checked: the list of communes has no such code, and no dossier will lead there: {listed}."),
        ));
    }
    if !imported.unknown_demarches.is_empty() {
        let listed = imported.unknown_demarches.join(", ");
        doubts.push((
            format!("À vérifier : aucune démarche de ce nom n'a encore été publiée ni remplie sur ce site : {listed}. Si elle vient plus tard, il n'y a rien à faire."),
            format!("To be checked: no démarche of this name has been published or filled in on this site so far: {listed}. If it comes later, there is nothing to do."),
        ));
    }
    doubts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arguments::Place;

    #[test]
    fn the_directory_that_the_operators_guide_shows_is_imported() {
        let guide = include_str!("../../../../wiki/exploitants/installer.md");
        let shown = guide.split("```yaml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("annuaire.yaml");
        std::fs::write(&file, shown).unwrap();
        let place = Place { data: folder.path().join("data"), database: None, master_key: None };
        let import = |file| Org { command: OrgCommand::Import { file, place: place.clone() } };
        assert_eq!(run(import(file), Language::Fr).unwrap(), Verdict::Well);
        let known = super::super::beside_existing(&place, async |desk| {
            desk.learn_agencies().await?;
            Ok(desk.agencies())
        })
        .unwrap();
        assert_eq!(known.len(), 1);
        assert_eq!(known[0].officer.as_deref(), Some("dpo@exemple.fr"));
        let elsewhere = folder.path().join("ailleurs");
        let missing = Place { data: elsewhere.clone(), ..place };
        assert!(super::super::beside_existing(&missing, async |_| Ok(())).is_err());
        assert!(!elsewhere.exists(), "a mistyped folder is not made");
    }

    #[test]
    fn what_may_be_mistyped_is_told_in_both_languages() {
        let sound = desk::Imported {
            agencies: 0,
            organisations: 1,
            incomplete: Vec::new(),
            unknown_communes: Vec::new(),
            unknown_demarches: Vec::new(),
        };
        assert_eq!(doubts(&sound), []);
        assert_eq!(incomplete(&sound), None);
        let caisse = desk::Imported { incomplete: vec!["Caisse".to_owned()], ..sound.clone() };
        // Not all of them owe one: the démarche's own authority may be all that law wants.
        let (french, english) = incomplete(&caisse).unwrap();
        assert!(french.contains(": Caisse.") && french.contains("« authority ») n'en a pas besoin"), "{french}");
        assert!(english.contains(": Caisse.") && english.contains("(“authority”) does not need it"), "{english}");
        let doubtful = desk::Imported {
            unknown_communes: vec![("31999".to_owned(), "Mairie".to_owned())],
            unknown_demarches: vec!["recensment".to_owned()],
            ..sound
        };
        let told = doubts(&doubtful);
        assert!(told[0].0.contains("n'a pas ces codes") && told[0].0.ends_with("31999 (Mairie)."), "{told:?}");
        assert!(told[1].0.contains("sur ce site : recensment.") && told[1].1.contains("recensment"), "{told:?}");
    }
}
