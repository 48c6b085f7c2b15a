//! Holds a checked démarche: what `check` makes of a folder once it has found no fault.
//!
//! Every place of the schema is a [`Node`] in one list; a [`NodeId`] is its index. Parents come before children.

mod field;
mod format;
mod law;
mod node;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

pub use field::{Choice, Field, FileKind, Pattern};
pub use format::{Format, PdfField, PdfForm, XmlTemplate};
pub use law::{
    ACKNOWLEDGED_WITHIN, Applicant, Authority, Delay, Ground, ProcedureKind, Retention, Silence, SilenceMeans,
};
pub use node::{Computed, Node, NodeId, NodeKind, Proposed, Table};

use crate::{expression::Expression, login::Identity, source::DataSource, text::Text};

/// The content hash of a definition: SHA-256 over the démarche's files and the components it uses, in lower-case hexadecimal.
pub type Version = String;

/// A démarche in which no fault was found: ready to be shown.
#[derive(Debug, Clone)]
pub struct Demarche {
    /// The id, that of its folder.
    pub id: String,
    /// The content hash.
    pub version: Version,
    /// The agency (tenant) that publishes it.
    pub agency: String,
    /// Its name.
    pub title: Text,
    /// One sentence: what one gets.
    pub summary: Text,
    /// Three letters that references begin with (`RCO`).
    pub letters: String,
    /// Who may file it.
    pub applicants: Vec<Applicant>,
    /// Whether one must be logged in.
    pub login_required: bool,
    /// As whom one must be known by an identity provider besides; then one must be logged in.
    pub identity: Option<Identity>,
    /// Why the data are asked for (RGPD, article 13).
    pub purpose: Text,
    /// The text of law it rests on.
    pub legal_basis: Option<Text>,
    /// What to have at hand before beginning.
    pub needs: Vec<Text>,
    /// How long it takes, in minutes.
    pub minutes: Option<u32>,
    /// What happens after submission and by when.
    pub next_steps: Option<Text>,
    /// What the receipt must add (for instance that it is not the attestation).
    pub receipt_note: Option<Text>,
    /// What the applicant declares on the recap page, next to the confirmation.
    pub attestation: Text,
    /// Decides what the receipt must state.
    pub kind: ProcedureKind,
    /// Who is in charge.
    pub authority: Authority,
    /// What silence means, where it means something.
    pub silence: Option<Silence>,
    /// Time limits and ways of appeal against a refusal: its own, or those of a silence that rejects.
    pub appeal: Option<Text>,
    /// The IANA name of its legal time zone.
    pub timezone: String,
    /// Every place of the schema; the root group is the first.
    pub nodes: Vec<Node>,
    /// The node at each schema path (`""` is the root).
    pub by_path: PathMap<NodeId>,
    /// In order.
    pub pages: Vec<Page>,
    /// What ends the journey early.
    pub stops: Vec<Stop>,
    /// What must hold.
    pub rules: Vec<Rule>,
    /// What is filled in from elsewhere.
    pub prefill: Vec<Prefill>,
    /// What its components ask of data sources.
    pub sources: Vec<DataSource>,
    /// Who receives what.
    pub recipients: Vec<Recipient>,
    /// The ids of the recipients of which its expressions ask whether they are connected.
    pub asked_of: BTreeSet<String>,
    /// The content hash of each component it uses, by name (`identity@1`).
    pub components: BTreeMap<String, String>,
    /// How long what is kept.
    pub retention: Retention,
}

/// Something for each of many paths.
pub type PathMap<T> = HashMap<String, T, foldhash::fast::RandomState>;

impl Demarche {
    /// The node at `id`.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The node at a schema path.
    pub fn at(&self, schema_path: &str) -> Option<&Node> {
        self.by_path.get(schema_path).map(|id| self.node(*id))
    }

    /// The node that an answer path leads to, its row ids left out.
    ///
    /// `None` where the path names nothing of the schema, or a row where no repeated group is.
    pub fn resolve(&self, path: &str) -> Option<&Node> {
        // Outside repeated groups, where most questions are, both kinds of path are the same.
        if let Some(node) = self.at(path)
            && node.repeated_in.is_empty()
        {
            return Some(node);
        }
        let mut schema_path = String::with_capacity(path.len());
        let mut expects_row = false;
        let mut last = None;
        for segment in path.split('.') {
            if expects_row {
                if !crate::path::is_row_id(segment) {
                    return None;
                }
                expects_row = false;
                continue;
            }
            if !schema_path.is_empty() {
                schema_path.push('.');
            }
            schema_path.push_str(segment);
            let node = self.at(&schema_path)?;
            expects_row = matches!(node.kind, NodeKind::Rows { .. });
            last = Some(node);
        }
        last
    }

    /// The page with this id, and its index.
    pub fn page(&self, id: &str) -> Option<(usize, &Page)> {
        self.pages.iter().enumerate().find(|(_, page)| page.id == id)
    }

    /// The files of the plugins that decide its rules or compute its values.
    pub fn plugins(&self) -> BTreeSet<&str> {
        let deciding = self.rules.iter().filter_map(|rule| match &rule.decided_by {
            DecidedBy::Plugin { path, .. } => Some(path.as_str()),
            DecidedBy::Expression(_) => None,
        });
        let computing = self.nodes.iter().filter_map(|node| match &node.computed {
            Some(Computed::Plugin { path, .. }) => Some(path.as_str()),
            Some(Computed::Expression(_)) | None => None,
        });
        deciding.chain(computing).collect()
    }
}

/// One page of the journey.
#[derive(Debug, Clone)]
pub struct Page {
    /// The id, part of its address.
    pub id: String,
    /// Its title.
    pub title: Text,
    /// A paragraph above the questions.
    pub intro: Option<Text>,
    /// What must hold for the page to exist.
    pub show_if: Option<Expression>,
    /// The places it shows, in order: fields, groups, repeated groups (a group brings its children).
    pub shows: Vec<NodeId>,
}

/// Ends the journey when its condition holds.
#[derive(Debug, Clone)]
pub struct Stop {
    /// The id.
    pub id: String,
    /// The condition.
    pub stop_if: Expression,
    /// The index of the page after which it is decided: the last page that it reads.
    pub page: usize,
    /// What is told.
    pub title: Text,
    /// What to do instead.
    pub text: Option<Text>,
    /// An https address that helps further, and its label.
    pub link: Option<(String, Text)>,
}

/// Something that must hold.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The id.
    pub id: String,
    /// Decided by an expression or by a plugin.
    pub decided_by: DecidedBy,
    /// The schema path where the fault is shown.
    pub at: String,
    /// The sentence shown.
    pub message: Text,
    /// Whether it only warns: the citizen is told once, and may go on with the same answers.
    pub warning: bool,
    /// What to do when an answer it needs is blank or partial.
    pub if_missing: IfMissing,
    /// What to do when the plugin cannot answer.
    pub if_unavailable: IfMissing,
    /// The index of the page on which it is checked: the last page that it reads.
    pub page: usize,
}

impl Rule {
    /// The schema paths that decide it.
    pub fn reads(&self) -> &[String] {
        match &self.decided_by {
            DecidedBy::Expression(must) => must.reads(),
            DecidedBy::Plugin { reads, .. } => reads,
        }
    }
}

/// How a rule is decided.
#[derive(Debug, Clone)]
pub enum DecidedBy {
    /// Holds when true.
    Expression(Expression),
    /// Holds when the plugin returns no problem.
    Plugin {
        /// Its path in the démarche's folder.
        path: String,
        /// The schema paths it is given.
        reads: Vec<String>,
    },
}

/// What a rule does without what it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IfMissing {
    /// The rule holds.
    Pass,
    /// The rule does not hold.
    Refuse,
}

/// Fills a place from what the platform already knows.
#[derive(Debug, Clone)]
pub struct Prefill {
    /// The schema path filled.
    pub target: String,
    /// The vault's name for it (`identity`, `home_address`, …).
    pub from: String,
    /// What must hold; without it a parent filling for a child would become the child.
    pub when: Option<Expression>,
    /// The schema path kept under that name after submission, where it is not the target itself.
    pub keep: Option<String>,
}

/// Who receives a case.
#[derive(Debug, Clone)]
pub struct Recipient {
    /// The id.
    pub id: String,
    /// What the citizen reads (« Mairie », « Caisse d'allocations familiales »).
    pub title: Text,
    /// How the organisation is found.
    pub to: To,
    /// What must hold for it to receive a case.
    pub when: Option<Expression>,
    /// The schema paths it receives; each brings all below it.
    pub receives: Vec<String>,
    /// The formats of its package.
    pub formats: Vec<Format>,
    /// The statuses it may set, by code.
    pub statuses: Vec<String>,
    /// What it may give back as values, where it may ([`crate::returned`]).
    pub returns: Option<Arc<Demarche>>,
}

/// How a recipient's organisation is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// Always the same.
    Organisation {
        /// 14 digits.
        siret: String,
        /// The desk inside it.
        branch: String,
    },
    /// The one that serves the commune answered at this schema path.
    CommuneOf {
        /// A field chosen from a référentiel of communes.
        path: String,
    },
    /// The one that serves the département answered at this schema path, or that of the commune answered there.
    DepartementOf {
        /// A field chosen from the référentiel of départements, or of communes.
        path: String,
    },
}
