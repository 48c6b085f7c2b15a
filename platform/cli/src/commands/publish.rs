//! `guichet publish`: checks a démarche, plays its scenarios, compares it with the version in force, and puts it in force in the local store.

use std::{collections::BTreeSet, path::Path};

use desk::{IdentitySettings, Publishing, lists::Lists, papers::ScenarioPapers};
use form::{
    demarche::Demarche,
    scenario::Stage,
    text::Language,
    versions::{self, ACCEPTABLE, Difference},
};

use super::{beside_existing, diff, journal::hex, say, say_in, test};
use crate::{
    Verdict,
    arguments::{Format, Publish},
    diagnostics,
    refusal::Refusal,
};

/// Publishes, or says why not.
pub(crate) fn run(arguments: &Publish, language: Language) -> anyhow::Result<Verdict> {
    let accepted = accepted(&arguments.accept)?;
    let because = arguments.because.as_deref().unwrap_or_default().trim();
    if !accepted.is_empty() && because.is_empty() {
        return Err(Refusal::new(
            "publish.no_reason",
            "--accept : dites pourquoi, par --because \"…\" ; le journal en garde la preuve.",
            "--accept: say why, by --because \"…\"; the journal keeps the proof of it.",
        )
        .into());
    }
    let plugins = super::plugins()?;
    let Some(next) = diff::folder(&arguments.path, &arguments.components, &plugins, true, Format::Text, language)?
    else {
        return Ok(Verdict::Faults);
    };
    let checker = plugins
        .bundle(test::plugins_of(&next.demarche, &next.bundle))
        .map_err(|faults| anyhow::anyhow!("{} plugins do not load", faults.len()))?;
    let lists = Lists::embedded();
    let stage = Stage {
        lookup: &lists,
        checker: &checker,
        papers: Some(&ScenarioPapers),
        today: test::today(&next.demarche),
        walk_on: None,
    };
    let played = form::scenario::play(&next.demarche, &next.bundle, stage);
    let told = |result: &&form::scenario::ScenarioResult| !result.failures.is_empty();
    for result in played.results.iter().filter(told) {
        say(format!("  {} {}", if result.holds() { '!' } else { '✗' }, result.name));
        for found in &result.failures {
            say(diagnostics::text(found, &next.bundle, &next.catalogue, language));
        }
    }
    if played.results.iter().any(|result| !result.holds()) {
        say_in(
            language,
            "Rien n'est publié : un scénario est en échec. [publish.scenarios]",
            "Nothing is published: a scenario fails. [publish.scenarios]",
        );
        return Ok(Verdict::Faults);
    }
    let providers = arguments.identity_providers.as_deref().map(super::identity::without_secrets).transpose()?;
    beside_existing(&arguments.place, async |desk| {
        let former = desk.in_force(&next.demarche.agency, &next.demarche.id).await?;
        let difference = match &former {
            Some(former) => {
                let former = diff::stored(former, &plugins)?;
                Some(versions::compare(former.version(), next.version()))
            }
            None => None,
        };
        if let Some(refused) = refused(difference.as_ref(), &accepted, language)? {
            return Ok(refused);
        }
        // Told and not refused: the way is the operator's, and most cases are far from the largest.
        for misfit in desk.misfits(&next.demarche).await? {
            let (cause, cure) = (misfit.cause.get(language), misfit.cure.get(language));
            say(format!("! {cause} {cure} [{}]", misfit.code));
        }
        told_of_login(&next.demarche, arguments.identity_providers.as_deref(), providers.as_ref(), language);
        let codes: Vec<&str> = accepted.iter().copied().collect();
        let publishing = Publishing {
            bundle: &next.bundle,
            catalogue: &next.catalogue,
            demarche: &next.demarche,
            former: former.as_ref(),
            verdict: difference.as_ref().map_or("compatible", |difference| difference.verdict().id()),
            accepted: &codes.join(" "),
            because,
        };
        let id = &next.demarche.id;
        match desk.publish(publishing).await? {
            Some(published) => {
                let (number, version) = (published.number, &hex(&published.definition)[..12]);
                say_in(
                    language,
                    format!(
                        "« {id} » est publiée : version {number} ({version}). Un serveur en marche la sert dans les secondes qui viennent."
                    ),
                    format!(
                        "“{id}” is published: version {number} ({version}). A running server serves it within seconds."
                    ),
                );
            }
            None => say_in(language, format!("« {id} » est déjà en vigueur."), format!("“{id}” is in force already.")),
        }
        Ok(Verdict::Well)
    })
}

/// Says whether a provider gives what « login » asks for. Told and not refused: providers are the operator's, and come and go.
fn told_of_login(demarche: &Demarche, file: Option<&Path>, providers: Option<&IdentitySettings>, language: Language) {
    let Some(asked) = demarche.identity else { return };
    match (file, providers) {
        (Some(_), Some(providers)) if providers.gives(asked) => {}
        (Some(file), _) => say_in(
            language,
            format!(
                "! Aucun fournisseur d'identité de {} ne donne ce que demande « login » ({asked}) : personne ne pourra la faire en ligne, et chacun sera renvoyé vers le service. [login.no_provider]",
                file.display()
            ),
            format!(
                "! No identity provider of {} gives what “login” asks for ({asked}): nobody will be able to file it online, and everybody is sent to the service. [login.no_provider]",
                file.display()
            ),
        ),
        (None, _) => say_in(
            language,
            format!(
                "! « login » demande {asked} : --identity-providers dit si un fournisseur du serveur le donne ; le serveur le dit aussi à son démarrage. [login.no_provider]"
            ),
            format!(
                "! “login” asks for {asked}: --identity-providers says whether a provider of the server gives it; so does the server when it starts. [login.no_provider]"
            ),
        ),
    }
}

/// The codes that `--accept` names.
fn accepted(written: &[String]) -> Result<BTreeSet<&'static str>, Refusal> {
    let mut accepted = BTreeSet::new();
    for code in written {
        let known = ACCEPTABLE.iter().find(|known| *known == code).ok_or_else(|| {
            let all = ACCEPTABLE.join(", ");
            Refusal::new(
                "publish.unknown_code",
                format!("--accept {code} : ce n'est pas un verdict. Il y a : {all}."),
                format!("--accept {code}: this is no verdict. There are: {all}."),
            )
        })?;
        accepted.insert(*known);
    }
    Ok(accepted)
}

/// Why the change is not published as it is, once it has been shown; nothing where all that must be accepted is.
fn refused(
    difference: Option<&Difference>,
    accepted: &BTreeSet<&'static str>,
    language: Language,
) -> Result<Option<Verdict>, Refusal> {
    let wanted = difference.map(Difference::to_accept).unwrap_or_default();
    if let Some(code) = accepted.difference(&wanted).next() {
        // Who accepts what is not so has compared something else.
        return Err(Refusal::new(
            "publish.not_the_verdict",
            format!("--accept {code} : ce n'est pas le verdict de ce changement. Regardez-le : guichet diff."),
            format!("--accept {code}: this is not the verdict of this change. Look at it: guichet diff."),
        ));
    }
    let Some(difference) = difference else { return Ok(None) };
    if !difference.is_nothing() {
        diff::show(difference, language);
        say("");
    }
    let missing: Vec<&str> = wanted.difference(accepted).copied().collect();
    if missing.is_empty() {
        return Ok(None);
    }
    let flags: String = missing.iter().map(|code| format!("--accept {code} ")).collect();
    say_in(
        language,
        format!(
            "Rien n'est publié : ce changement n'est pas sûr. Pour l'accepter : {flags}--because \"…\" [publish.unsafe]"
        ),
        format!("Nothing is published: this change is not safe. To accept it: {flags}--because \"…\" [publish.unsafe]"),
    );
    Ok(Some(diff::verdict(difference)))
}

#[cfg(test)]
mod tests {
    use form::versions::{Drafts, Partner};

    use super::*;

    fn difference(drafts: versions::Verdict, partner: versions::Verdict) -> Difference {
        let partner =
            Partner { recipient: "mairie".to_owned(), verdict: partner, reasons: Vec::new(), additions: Vec::new() };
        Difference {
            changes: Vec::new(),
            drafts: Drafts { verdict: drafts, losses: Vec::new() },
            partners: vec![partner],
        }
    }

    #[test]
    fn exactly_the_verdicts_of_a_change_are_to_be_accepted() {
        use versions::Verdict::{Compatible, Incompatible, WithLoss};
        let said = |change: &Difference, codes: &[&str]| {
            let codes: Vec<String> = codes.iter().map(|code| (*code).to_owned()).collect();
            let accepted = accepted(&codes).map_err(|refusal| refusal.code())?;
            refused(Some(change), &accepted, Language::Fr).map_err(|refusal| refusal.code())
        };
        assert_eq!(said(&difference(Compatible, Compatible), &[]), Ok(None));
        assert_eq!(said(&difference(Compatible, Compatible), &["drafts.with_loss"]), Err("publish.not_the_verdict"));
        assert_eq!(said(&difference(WithLoss, Compatible), &[]), Ok(Some(Verdict::WithLoss)));
        assert_eq!(said(&difference(WithLoss, Compatible), &["drafts.with_loss"]), Ok(None));
        assert_eq!(said(&difference(WithLoss, Compatible), &["drafts.incompatible"]), Err("publish.not_the_verdict"));
        assert_eq!(said(&difference(WithLoss, Incompatible), &["drafts.with_loss"]), Ok(Some(Verdict::Incompatible)));
        assert_eq!(said(&difference(WithLoss, Incompatible), &["drafts.with_loss", "partners.incompatible"]), Ok(None));
        assert_eq!(said(&difference(WithLoss, Compatible), &["drafts"]), Err("publish.unknown_code"));
        let first = accepted(&[]).map(|accepted| refused(None, &accepted, Language::Fr));
        assert!(matches!(first, Ok(Ok(None))), "the first version has nothing to be compared with");
    }
}
