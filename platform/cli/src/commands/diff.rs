//! `guichet diff`: what changes between two versions of a démarche, in words, and for whom that is safe.
//!
//! The JSON is stable: `{ "version": 1, "former", "next", "changes": [ { code, at, sentence } ], "drafts": { verdict, losses: [ { code, at,
//! sentence } ] }, "partners": [ { recipient, verdict, reasons: [ { code, at, affects: [ "former_readers", "former_dossiers" ], sentence } ],
//! additions } ], "verdict", "to_accept" }`, sentences in the language asked for.

use std::path::Path;

use desk::{InForce, lists::Lists, plugin_files::PluginFiles};
use form::{
    bundle::{Bundle, Catalogue},
    check,
    demarche::Demarche,
    text::Language,
    versions::{self, Difference, Reason, Version},
};
use plugins::Plugins;
use serde_json::json;

use super::{beside_existing, demarches, say};
use crate::{
    Verdict,
    arguments::{Diff, Format},
    built_in, diagnostics,
    refusal::{self, Refusal},
};

/// A version that was read and checked.
pub(super) struct Checked {
    pub(super) bundle: Bundle,
    pub(super) catalogue: Catalogue,
    pub(super) demarche: Demarche,
}

impl Checked {
    pub(super) fn version(&self) -> Version<'_> {
        Version { demarche: &self.demarche, bundle: &self.bundle }
    }
}

/// Compares, and ends with the verdict.
pub(crate) fn run(arguments: &Diff, language: Language) -> anyhow::Result<Verdict> {
    let outcome = compared(arguments, language);
    if let (Err(error), Format::Json) = (&outcome, arguments.format) {
        say(diagnostics::refused(&refusal::of(error), language));
    }
    outcome
}

fn compared(arguments: &Diff, language: Language) -> anyhow::Result<Verdict> {
    let plugins = super::plugins()?;
    let (former, next) = match &arguments.next {
        Some(next) => {
            let components = if arguments.former_components.is_empty() {
                &arguments.components
            } else {
                &arguments.former_components
            };
            (Some((&arguments.former, components)), next)
        }
        None => (None, &arguments.former),
    };
    let Some(next) = folder(next, &arguments.components, &plugins, false, arguments.format, language)? else {
        return Ok(Verdict::Faults);
    };
    let former = match former {
        Some((path, components)) => {
            let Some(former) = folder(path, components, &plugins, false, arguments.format, language)? else {
                return Ok(Verdict::Faults);
            };
            former
        }
        None => {
            let (agency, id) = (next.demarche.agency.clone(), next.demarche.id.clone());
            let found = beside_existing(&arguments.place, async |desk| Ok(desk.in_force(&agency, &id).await?))?;
            stored(&found.ok_or_else(|| never_served(&id))?, &plugins)?
        }
    };
    let difference = versions::compare(former.version(), next.version());
    match arguments.format {
        Format::Json => say(json(&difference, &former.demarche, &next.demarche, language)),
        Format::Text => show(&difference, language),
    }
    Ok(verdict(&difference))
}

/// The exit code that a comparison ends with.
pub(super) fn verdict(difference: &Difference) -> Verdict {
    match difference.verdict() {
        versions::Verdict::Compatible => Verdict::Well,
        versions::Verdict::WithLoss => Verdict::WithLoss,
        versions::Verdict::Incompatible => Verdict::Incompatible,
    }
}

/// The one démarche in a folder, checked; nothing where it has faults, which have been shown. Without its lock, a former version is compared as
/// today's components make it.
pub(super) fn folder(
    path: &Path,
    components: &[std::path::PathBuf],
    plugins: &Plugins,
    with_lock: bool,
    format: Format,
    language: Language,
) -> anyhow::Result<Option<Checked>> {
    let catalogue = built_in::components_with(components)?;
    let mut found = demarches(&[path.to_owned()])?;
    if found.len() > 1 {
        return Err(Refusal::new(
            "cli.several_demarches",
            format!("{} : plusieurs démarches ici ; donnez le dossier d'une seule.", path.display()),
            format!("{}: several démarches here; give the folder of one.", path.display()),
        )
        .into());
    }
    let Some(mut bundle) = found.pop() else { return Ok(None) };
    if !with_lock {
        bundle.files.remove(check::LOCK_FILE);
    }
    let checked = check::check(&bundle, &catalogue, &Lists::embedded(), &PluginFiles(plugins));
    let Some(demarche) = checked.demarche else {
        match format {
            Format::Json => say(diagnostics::json(&checked.diagnostics, language)),
            Format::Text => {
                for found in &checked.diagnostics {
                    say(diagnostics::text(found, &bundle, &catalogue, language));
                }
            }
        }
        return Ok(None);
    };
    Ok(Some(Checked { bundle, catalogue, demarche }))
}

/// A version of the store, checked by today's rules.
pub(super) fn stored(found: &InForce, plugins: &Plugins) -> anyhow::Result<Checked> {
    let (bundle, catalogue) = (found.bundle.clone(), found.catalogue.clone());
    let checked = check::check(&bundle, &catalogue, &Lists::embedded(), &PluginFiles(plugins));
    let demarche = checked.demarche.ok_or_else(|| {
        Refusal::new(
            "definition.outdated",
            format!(
                "La version en vigueur de « {} » a des fautes pour ce guichet : elle ne peut pas être comparée.",
                bundle.name
            ),
            format!("The version in force of “{}” has faults for this guichet: it cannot be compared.", bundle.name),
        )
    })?;
    Ok(Checked { bundle, catalogue, demarche })
}

fn never_served(id: &str) -> Refusal {
    Refusal::new(
        "definition.never_served",
        format!("« {id} » n'a jamais été servie ici : il n'y a rien à quoi la comparer. Donnez deux dossiers."),
        format!("“{id}” was never served here: there is nothing to compare it with. Give two folders."),
    )
}

/// The comparison as people read it.
pub(super) fn show(difference: &Difference, language: Language) {
    let said = |fr: &'static str, en: &'static str| match language {
        Language::Fr => fr,
        Language::En => en,
    };
    if difference.is_nothing() {
        say(said("Rien ne change.", "Nothing changes."));
        return;
    }
    say(said("Pour l'usager", "For the citizen"));
    if difference.changes.is_empty() {
        say(said("  rien ne change", "  nothing changes"));
    }
    for change in &difference.changes {
        say(format!("  {}  [{}]", change.sentence.get(language), change.code));
    }
    say("");
    say(format!(
        "{}{}",
        said("Pour les brouillons commencés : ", "For drafts in progress: "),
        word(difference.drafts.verdict, language)
    ));
    for loss in &difference.drafts.losses {
        say(format!("  {}  [{}]", loss.sentence.get(language), loss.code));
    }
    for partner in &difference.partners {
        say("");
        let (id, verdict) = (&partner.recipient, word(partner.verdict, language));
        say(match language {
            Language::Fr => format!("Pour le destinataire « {id} » : {verdict}"),
            Language::En => format!("For the recipient “{id}”: {verdict}"),
        });
        for reason in &partner.reasons {
            let place = if reason.at.is_empty() { String::new() } else { format!("{} : ", reason.at) };
            let place = if language == Language::En { place.replace(" : ", ": ") } else { place };
            say(format!(
                "  {place}{} ({})  [{}]",
                reason.sentence.get(language),
                affected(reason, language),
                reason.code
            ));
        }
        for addition in &partner.additions {
            say(format!("  {addition} {}", said(": propriété facultative ajoutée", "is an optional property more")));
        }
    }
}

fn affected(reason: &Reason, language: Language) -> &'static str {
    match (reason.former_readers, reason.former_dossiers, language) {
        (true, true, Language::Fr) => "pour tout lecteur",
        (true, true, Language::En) => "for any reader",
        (true, false, Language::Fr) => "pour qui lit selon l'ancien schéma",
        (true, false, Language::En) => "for who reads by the former schema",
        (false, _, Language::Fr) => "pour qui lit selon le nouveau schéma un dossier commencé avant",
        (false, _, Language::En) => "for who reads by the new schema a dossier begun before",
    }
}

/// A verdict as one says it.
pub(super) fn word(verdict: versions::Verdict, language: Language) -> &'static str {
    use versions::Verdict as V;
    match (verdict, language) {
        (V::Compatible, _) => "compatible",
        (V::WithLoss, Language::Fr) => "avec perte",
        (V::WithLoss, Language::En) => "with loss",
        (V::Incompatible, Language::Fr) => "incompatible",
        (V::Incompatible, Language::En) => "incompatible",
    }
}

fn json(difference: &Difference, former: &Demarche, next: &Demarche, language: Language) -> String {
    let version = |demarche: &Demarche| json!({ "demarche": demarche.id, "version": demarche.version });
    let change = |change: &versions::Change| json!({ "code": change.code, "at": change.at, "sentence": change.sentence.get(language) });
    let reason = |reason: &Reason| {
        let affects: Vec<&str> =
            [(reason.former_readers, "former_readers"), (reason.former_dossiers, "former_dossiers")]
                .into_iter()
                .filter_map(|(is, name)| is.then_some(name))
                .collect();
        json!({ "code": reason.code, "at": reason.at, "affects": affects, "sentence": reason.sentence.get(language) })
    };
    let partner = |partner: &versions::Partner| {
        json!({
            "recipient": partner.recipient,
            "verdict": partner.verdict.id(),
            "reasons": partner.reasons.iter().map(reason).collect::<Vec<_>>(),
            "additions": partner.additions,
        })
    };
    format!(
        "{:#}",
        json!({
            "version": 1,
            "former": version(former),
            "next": version(next),
            "changes": difference.changes.iter().map(change).collect::<Vec<_>>(),
            "drafts": {
                "verdict": difference.drafts.verdict.id(),
                "losses": difference.drafts.losses.iter().map(change).collect::<Vec<_>>(),
            },
            "partners": difference.partners.iter().map(partner).collect::<Vec<_>>(),
            "verdict": difference.verdict().id(),
            "to_accept": difference.to_accept(),
        })
    )
}
