//! Holds a checked démarche: what `check` makes of a folder once it has found no fault.
//!
//! Every place of the schema is a [`Node`] in one list; a [`NodeId`] is its index. Parents come before children.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use rust_decimal::Decimal;

use crate::{expression::Expression, field::FieldType, source::DataSource, text::Text};

/// The content hash of a definition: SHA-256 over the démarche's files and the components it uses, in lower-case hexadecimal.
pub type Version = String;

/// The index of a node in [`Demarche::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u32);

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
    /// The IANA name of its legal time zone.
    pub timezone: String,
    /// Every place of the schema; the root group is the first.
    pub nodes: Vec<Node>,
    /// The node at each schema path (`""` is the root).
    pub by_path: BTreeMap<String, NodeId>,
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

/// One place of the schema.
#[derive(Debug, Clone)]
pub struct Node {
    /// The path without row ids; `""` is the root.
    pub path: String,
    /// Its last segment.
    pub id: String,
    /// The group it stands in.
    pub parent: Option<NodeId>,
    /// In the order they are shown.
    pub children: Vec<NodeId>,
    /// The repeated groups around it, outermost first (the node itself not counted).
    pub repeated_in: Vec<NodeId>,
    /// What it is.
    pub kind: NodeKind,
    /// The label.
    pub title: Text,
    /// The help under the label.
    pub hint: Option<Text>,
    /// Whether an answer is needed when the place is visible.
    pub required: bool,
    /// What must hold for the place to exist; all of them. The page's and the groups' own conditions stand at those.
    pub show_if: Vec<Expression>,
    /// Computed by the platform: shown, never asked.
    pub computed: Option<Computed>,
    /// What is proposed as long as nobody has answered.
    pub proposed: Option<Proposed>,
    /// The conditions of its options, by the constant: an option without one is always offered.
    pub offers: BTreeMap<String, Expression>,
    /// How it is drawn where it is a list or a group that is drawn as a table.
    pub table: Option<Table>,
    /// The table at whose foot it stands.
    pub total_of: Option<NodeId>,
    /// Prefilled and not to be changed by the citizen.
    pub locked: bool,
    /// The index of its page, where a page shows it.
    pub page: Option<usize>,
    /// The component and major version it came from (`identity@1`).
    pub component: Option<String>,
    /// The path of the component's root where this node lies inside one: its expressions see that group's names first.
    pub mount: Option<String>,
}

impl Demarche {
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

/// What is proposed to the citizen before they answer.
#[derive(Debug, Clone)]
pub enum Proposed {
    /// Always the same.
    Value(crate::answers::Value),
    /// By the answers given so far.
    Expression(Expression),
}

/// How a list or a group is drawn as a table: a row an element, a column a question.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// What its rows name, above the first column (« Poste »).
    pub heading: Option<Text>,
    /// The columns in order: their ids, and a question of each. None where the rows are questions themselves.
    pub columns: Vec<(String, NodeId)>,
    /// The computed fields at the foot, by column.
    pub totals: BTreeMap<String, NodeId>,
}

/// Who computes a value.
#[derive(Debug, Clone)]
pub enum Computed {
    /// An expression.
    Expression(Expression),
    /// A plugin of the démarche.
    Plugin {
        /// Its path in the démarche's folder.
        path: String,
        /// The questions whose answers it gets; never those that it computes itself.
        reads: Vec<String>,
    },
}

impl Computed {
    /// The schema paths that the value depends on.
    pub fn reads(&self) -> &[String] {
        match self {
            Self::Expression(expression) => expression.reads(),
            Self::Plugin { reads, .. } => reads,
        }
    }
}

/// What a node is.
#[derive(Debug, Clone)]
pub enum NodeKind {
    /// A question.
    Field(Box<Field>),
    /// Questions that belong together.
    Group,
    /// Questions that may be answered several times.
    Rows {
        /// The least number of rows.
        min: u32,
        /// The most.
        max: u32,
        /// What one row is called (« Véhicule »).
        row_title: Option<Text>,
        /// Whether the citizen may move rows up and down.
        ordered: bool,
        /// Whether the citizen may duplicate a row.
        copied: bool,
    },
}

/// A question: its type and what the type reads of it.
#[derive(Debug, Clone)]
pub struct Field {
    /// How it is read, shown, checked and published.
    pub field_type: &'static dyn FieldType,
    /// In characters.
    pub min_length: Option<u32>,
    /// In characters; every text has one.
    pub max_length: Option<u32>,
    /// The form the text must have.
    pub pattern: Option<Pattern>,
    /// The named format the text must have (`siret`, `iban` …).
    pub format: Option<crate::field::format::InUse>,
    /// The least number.
    pub minimum: Option<Decimal>,
    /// The greatest number.
    pub maximum: Option<Decimal>,
    /// Digits after the decimal sign.
    pub scale: u32,
    /// Shown behind the box (« € », « m² »).
    pub unit: Option<Text>,
    /// The constants to choose from.
    pub options: Arc<[Choice]>,
    /// In bytes, of one file.
    pub max_size: u64,
    /// Of files.
    pub max_files: u32,
    /// The kinds of file accepted.
    pub accept: Vec<FileKind>,
    /// The référentiel it is chosen from.
    pub referential: Option<String>,
    /// The frozen sentence of an attestation.
    pub statement: Option<Text>,
    /// The HTML `autocomplete` token.
    pub autocomplete: Option<String>,
    /// A long choice is better a list than radios; the author may say.
    pub as_list: bool,
    /// Shown masked in recaps (IBAN, NIR): only the last four signs.
    pub masked: bool,
}

/// A form that text must have.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As written.
    pub source: String,
    /// Compiled by the linear-time engine.
    pub regex: regex::Regex,
    /// What is expected, with an example.
    pub message: Option<Text>,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is stored and sent.
    pub value: String,
    /// What is shown.
    pub title: Text,
    /// A word of explanation.
    pub hint: Option<Text>,
}

/// A kind of file that an attachment accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKind {
    /// `application/pdf`
    Pdf,
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
}

impl FileKind {
    /// Every kind.
    pub const ALL: &'static [FileKind] = &[FileKind::Pdf, FileKind::Jpeg, FileKind::Png];

    /// As authors write it: `pdf`, `jpeg`, `png`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
        }
    }

    /// The media type.
    pub fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
        }
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
    pub formats: Vec<String>,
    /// The statuses it may set, by code.
    pub statuses: Vec<String>,
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

/// Who may file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicant {
    /// A person.
    Particulier,
    /// An association.
    Association,
    /// A professional.
    Professionnel,
}

/// The days within which an accusé de réception is owed where the filing brought an accusé d'enregistrement (CRPA, R112-11-2); counted as
/// calendar days, the stricter reading.
pub const ACKNOWLEDGED_WITHIN: u8 = 10;

/// What the procedure is in law: decides what the receipt must state (CRPA, R112-11-1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProcedureKind {
    /// A request: the receipt states what silence means.
    Demande,
    /// A declaration.
    Declaration,
    /// A piece of information.
    Information,
}

/// The service in charge, as the receipt must name it (CRPA, R112-11-1, 2°).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Authority {
    /// The body.
    pub name: String,
    /// The service in it.
    pub service: Option<String>,
    /// Postal address, on one line.
    pub address: Option<String>,
    /// E-mail.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// When the telephone is answered.
    pub hours: Option<Text>,
    /// Whether these are the recipient organisation's own, taken from the directory at submission.
    pub from_recipient: bool,
}

/// What it means that the administration does not answer (CRPA, L231-1 and following).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silence {
    /// What it means.
    pub means: SilenceMeans,
    /// After how long.
    pub after: Delay,
    /// Time limits and ways of appeal, for a rejection.
    pub appeal: Option<Text>,
}

/// What silence means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SilenceMeans {
    /// The request is accepted.
    Acceptance,
    /// The request is rejected.
    Rejection,
}

/// A length of time as law counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delay {
    /// Calendar days.
    Days(u16),
    /// Months, to the same day number.
    Months(u16),
    /// Years, to the same day.
    Years(u16),
}

impl Delay {
    /// As law counts it: days one by one, months and years to the same day number, or the last day of a shorter month.
    pub fn span(self) -> jiff::Span {
        match self {
            Self::Days(days) => jiff::Span::new().days(i64::from(days)),
            Self::Months(months) => jiff::Span::new().months(i64::from(months)),
            // More years than the calendar has would be no span.
            Self::Years(years) => jiff::Span::new().years(i64::from(years.min(9_999))),
        }
    }
}

impl Silence {
    /// The day on which the silence speaks, of what was received on `day`; none past the end of the calendar.
    pub fn until(&self, day: jiff::civil::Date) -> Option<jiff::civil::Date> {
        day.checked_add(self.after.span()).ok()
    }
}

/// How long what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retention {
    /// A draft, after its last change.
    pub draft: Delay,
    /// A dossier, after every partner has acknowledged it.
    pub delivered: Delay,
    /// The receipt.
    pub receipt: Delay,
    /// The basis in law.
    pub basis: Option<Text>,
}

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
        }
        self.at(&schema_path)
    }

    /// The page with this id, and its index.
    pub fn page(&self, id: &str) -> Option<(usize, &Page)> {
        self.pages.iter().enumerate().find(|(_, page)| page.id == id)
    }
}

impl Node {
    /// The question, where the node is one.
    pub fn field(&self) -> Option<&Field> {
        match &self.kind {
            NodeKind::Field(field) => Some(field),
            _ => None,
        }
    }

    /// The least number of rows that must be answered: at least one where the repeated group is required, none where it is not.
    pub fn least_rows(&self) -> usize {
        match self.kind {
            NodeKind::Rows { min, .. } if self.required => min.max(1) as usize,
            _ => 0,
        }
    }

    /// Whether the node is a repeated group.
    pub fn is_rows(&self) -> bool {
        matches!(self.kind, NodeKind::Rows { .. })
    }
}
