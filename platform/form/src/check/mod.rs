//! Checks a definition: all faults at once, or a démarche that is ready to be shown.
//!
//! `expand/` makes nodes of the schema and its components, `assemble.rs` and `outcome.rs` lay pages, rules and recipients over them, and then each of
//! [`CHECKS`] looks for one kind of fault. To add a check: copy `never_sent.rs`, list it in [`CHECKS`], explain its code in `codes.rs`,
//! add a case to `tests/it/cases`.

mod assemble;
mod budget;
mod channel;
mod codes;
mod component;
mod constants;
mod cycle;
mod dead_end;
mod default;
mod draft;
mod expand;
mod formats;
mod identity;
mod if_missing;
mod jargon;
mod lock;
mod locked;
mod login;
mod never_played;
mod never_sent;
mod never_shown;
mod no_effect;
mod no_entry;
mod nobody;
mod offers;
mod outcome;
mod own_source;
mod plugins;
mod prefill;
mod privacy;
mod reads_later;
mod receipt;
mod reserved_page;
mod retention;
mod returns;
mod route;
mod source;
mod statuses;
mod table;
mod too_slow;
mod translations;
mod unlimited;
mod unreached;
mod wording;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use self::draft::Draft;
pub use self::{
    channel::{MAX_SUBMISSION_BYTES, MAX_SUBMISSION_FILES},
    codes::{ANSWER_CODES, Explanation, answer_codes, reference},
    component::{COMPONENT_QUESTION, component},
    lock::{LOCK_FILE, lock_text},
    reserved_page::RESERVED_PAGES,
    too_slow::{HELD_PER_REQUEST, REQUEST_SECONDS},
};
use crate::{
    bundle::{Bundle, Catalogue},
    definition::{self, Definition, budget::MAX_FIELDS, procedure::Procedure, report::Report, tree::Written},
    demarche::{Applicant, Authority, Demarche, Format, ProcedureKind, Recipient, Silence, SilenceMeans, Version},
    diagnostic::{Diagnostic, Sentence},
    expression::nearest,
    lookup::Lookup,
    text::Text,
};

/// What `check` makes of a folder.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// The démarche, where no error was found.
    pub demarche: Option<Demarche>,
    /// Every fault, warnings too.
    pub diagnostics: Vec<Diagnostic>,
}

/// Says what is wrong with files that only others can read: plugins, and what an agency brings for formats of its own.
pub trait PluginFiles {
    /// A stable code and a word about it, where the bytes are no plugin.
    fn fault(&self, path: &str, bytes: &[u8]) -> Option<(&'static str, Sentence)>;

    /// What is wrong with the files that the agency brings for a format of this recipient.
    fn format_faults(&self, _demarche: &Demarche, _recipient: &Recipient, _format: &Format) -> Vec<FormatFault> {
        Vec::new()
    }
}

/// A fault of a template, or of what goes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormatFault {
    /// A stable code.
    pub code: &'static str,
    /// The file, in the démarche's folder.
    pub path: String,
    /// Where in it, in bytes.
    pub at: std::ops::Range<usize>,
    /// What is wrong.
    pub cause: Sentence,
    /// What to do.
    pub cure: Sentence,
    /// Whether the démarche is served all the same.
    pub is_warning: bool,
}

/// Takes every plugin file for sound: for tools that cannot open one.
#[derive(Debug, Clone, Copy, Default)]
pub struct AnyPlugin;

impl PluginFiles for AnyPlugin {
    fn fault(&self, _path: &str, _bytes: &[u8]) -> Option<(&'static str, Sentence)> {
        None
    }
}

/// Looks for one kind of fault in a démarche that has been put together.
type Check = fn(&mut Draft<'_>, &Demarche);

/// Every check over the whole, in the order of the alphabet.
const CHECKS: &[Check] = &[
    budget::check,
    channel::check,
    cycle::check,
    dead_end::check,
    formats::check,
    identity::check,
    jargon::check,
    lock::check,
    locked::check,
    login::check,
    never_played::check,
    never_sent::check,
    never_shown::check,
    no_effect::check,
    nobody::check,
    offers::check,
    privacy::check,
    reads_later::check,
    receipt::check,
    reserved_page::check,
    retention::check,
    returns::check,
    route::check,
    statuses::check,
    too_slow::check,
    translations::check,
    unlimited::check,
    unreached::check,
    wording::check,
];

/// Checks the folder of a démarche.
pub fn check(bundle: &Bundle, catalogue: &Catalogue, lookup: &dyn Lookup, plugins: &dyn PluginFiles) -> Checked {
    run(bundle, catalogue, lookup, plugins, false)
}

/// Checks a folder; with `whole_components` the translations of components too.
fn run(
    bundle: &Bundle,
    catalogue: &Catalogue,
    lookup: &dyn Lookup,
    plugins: &dyn PluginFiles,
    whole_components: bool,
) -> Checked {
    let mut report = Report::default();
    let definition = definition::read(&mut report, bundle);
    definition::unread::components(&mut report, bundle, catalogue);
    let sources = Sources { bundle, catalogue, lookup, plugins, whole_components };
    let demarche = put_together(&mut report, sources, definition);
    let sound = !report.has_errors();
    Checked { demarche: demarche.filter(|_| sound), diagnostics: report.into_diagnostics() }
}

/// What a démarche is checked against.
#[derive(Clone, Copy)]
struct Sources<'a> {
    bundle: &'a Bundle,
    catalogue: &'a Catalogue,
    lookup: &'a dyn Lookup,
    plugins: &'a dyn PluginFiles,
    /// Whether components are checked as wholes: their translations must be complete.
    whole_components: bool,
}

fn put_together(report: &mut Report, sources: Sources<'_>, definition: Definition) -> Option<Demarche> {
    let schema = definition.schema?;
    // Without demarche.yaml the schema's own faults are told all the same.
    let only_schema = definition.procedure.is_none();
    let procedure = definition.procedure.unwrap_or_default();
    let settings = assemble::page_settings(report, &procedure.pages);
    let mut draft = Draft {
        report,
        bundle: sources.bundle,
        catalogue: sources.catalogue,
        lookup: sources.lookup,
        plugins: sources.plugins,
        whole_components: sources.whole_components,
        procedure: &procedure,
        texts: vec![definition.texts],
        nodes: Vec::new(),
        by_path: Default::default(),
        origins: Vec::new(),
        pages: Vec::new(),
        component_rules: Vec::new(),
        component_computed: Vec::new(),
        sources: Vec::new(),
        components: BTreeMap::new(),
        holes: BTreeSet::new(),
        left_out: BTreeSet::new(),
        asked_of: BTreeSet::new(),
        expressions: 0,
        steps: 0,
        costliest: None,
        uncomputed: BTreeSet::new(),
        untranslated: Vec::new(),
        suggestions: 0,
        page_conditions: Vec::new(),
        last_pages: Vec::new(),
        reasoning: draft::MAX_REASONING,
    };
    expand::run(&mut draft, &schema, settings);
    if draft.nodes.is_empty() || draft.nodes.len() > MAX_FIELDS {
        budget::fields(&mut draft, schema.place);
        return None;
    }
    if only_schema {
        return None;
    }
    assemble::pages(&mut draft);
    assemble::hideable(&mut draft);
    assemble::computed(&mut draft);
    assemble::conditions(&mut draft);
    default::propose(&mut draft);
    table::lay(&mut draft);
    draft.last_pages = assemble::last_pages(&draft);
    let stops = outcome::stops(&mut draft);
    let rules = outcome::rules(&mut draft);
    let prefill = outcome::prefill(&mut draft);
    let returned = returns::places(&mut draft);
    let recipients = outcome::recipients(&mut draft, &returned);
    let mut demarche = header(&mut draft, &procedure);
    demarche.nodes = draft.nodes.clone();
    demarche.by_path = draft.by_path.clone().into_iter().collect();
    demarche.pages = draft.pages.clone();
    demarche.stops = stops;
    demarche.rules = rules;
    demarche.prefill = prefill;
    demarche.recipients = recipients;
    own_source::place(&mut draft, definition.sources);
    demarche.sources = source::all(&mut draft);
    demarche.components =
        draft.components.iter().map(|(id, hash)| (component::name(sources.catalogue, id), hash.clone())).collect();
    for check in CHECKS {
        check(&mut draft, &demarche);
    }
    demarche.asked_of = std::mem::take(&mut draft.asked_of);
    demarche.version = version(sources.bundle, &draft.components);
    returns::lay(&mut demarche, &draft, &returned);
    Some(demarche)
}

/// SHA-256 over the démarche's files and the components it uses.
fn version(bundle: &Bundle, components: &BTreeMap<String, String>) -> Version {
    let mut hasher = Sha256::new();
    hasher.update(bundle.hash().as_bytes());
    for (id, hash) in components {
        hasher.update([0]);
        hasher.update(id.as_bytes());
        hasher.update([0]);
        hasher.update(hash.as_bytes());
    }
    hex::encode(hasher.finalize())
}

/// What is told of a démarche beside its pages.
fn header(draft: &mut Draft<'_>, procedure: &Procedure) -> Demarche {
    let word = |written: &Option<Written>| written.as_ref().map(|written| written.text.trim().to_owned());
    let mut text = |key: &str, written: &Option<Written>| written.as_ref().map(|written| draft.text(key, written));
    let id = word(&procedure.id).unwrap_or_default();
    let title = text("title", &procedure.title).unwrap_or_default();
    let summary = text("summary", &procedure.summary).unwrap_or_default();
    let purpose = text("purpose", &procedure.purpose).unwrap_or_default();
    let legal_basis = text("legal_basis", &procedure.legal_basis);
    let next_steps = text("next_steps", &procedure.next_steps);
    let receipt_note = text("receipt_note", &procedure.receipt_note);
    let attestation = text("attestation", &procedure.attestation).unwrap_or_else(|| Text {
        fr: "Je certifie que ces renseignements sont exacts.".into(),
        en: Some("I certify that this information is correct.".into()),
    });
    let needs = procedure
        .needs
        .iter()
        .enumerate()
        .filter_map(|(index, written)| text(&format!("needs.{index}"), &Some(written.clone())))
        .collect();
    let authority = procedure.authority.as_ref().map_or_else(Authority::default, |entry| Authority {
        name: word(&entry.name).unwrap_or_default(),
        service: word(&entry.service),
        address: word(&entry.address),
        email: word(&entry.email),
        phone: word(&entry.phone),
        hours: text("authority.hours", &entry.hours),
        from_recipient: entry.from_recipient,
    });
    let refused = text("appeal", &procedure.appeal);
    let silence = procedure.silence.as_ref().and_then(|entry| {
        let means = match entry.means?.value {
            "acceptance" => SilenceMeans::Acceptance,
            _ => SilenceMeans::Rejection,
        };
        let own = text("silence.appeal", &entry.appeal);
        // What holds against a refusal holds against a silence that rejects, and the other way round.
        let appeal = own.or_else(|| refused.clone().filter(|_| means == SilenceMeans::Rejection));
        Some(Silence { means, after: entry.after?.value, appeal })
    });
    let appeal = refused.or_else(|| silence.as_ref().and_then(|law| law.appeal.clone()));
    let retention = retention::of(
        procedure,
        text("retention.basis", &procedure.retention.as_ref().and_then(|entry| entry.basis.clone())),
    );
    Demarche {
        letters: word(&procedure.letters).unwrap_or_else(|| identity::letters_of(&id)),
        id,
        version: String::new(),
        agency: word(&procedure.agency).unwrap_or_default(),
        title,
        summary,
        applicants: procedure
            .applicants
            .iter()
            .map(|applicant| match applicant.value {
                "association" => Applicant::Association,
                "professionnel" => Applicant::Professionnel,
                _ => Applicant::Particulier,
            })
            .collect(),
        login_required: procedure.login.required == Some(true),
        identity: login::identity(&procedure.login),
        purpose,
        legal_basis,
        needs,
        minutes: procedure.minutes.map(|minutes| minutes.value),
        next_steps,
        receipt_note,
        attestation,
        kind: match procedure.kind.map(|kind| kind.value) {
            Some("demande") => ProcedureKind::Demande,
            Some("information") => ProcedureKind::Information,
            _ => ProcedureKind::Declaration,
        },
        authority,
        silence,
        appeal,
        timezone: word(&procedure.timezone).unwrap_or_else(|| "Europe/Paris".to_owned()),
        nodes: Vec::new(),
        by_path: Default::default(),
        pages: Vec::new(),
        stops: Vec::new(),
        rules: Vec::new(),
        prefill: Vec::new(),
        sources: Vec::new(),
        recipients: Vec::new(),
        asked_of: BTreeSet::new(),
        components: BTreeMap::new(),
        retention,
    }
}

/// « Did you mean », or what else to do.
fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str>, otherwise_fr: &str, otherwise_en: &str) -> Sentence {
    match nearest(word, known) {
        Some(meant) => Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?")),
        None => Sentence::new(otherwise_fr, otherwise_en),
    }
}
