//! Holds a démarche while it is put together: its nodes, where each was written, and what is still to be compiled.

use std::collections::{BTreeMap, BTreeSet};

use super::{PluginFiles, source::PlacedSource};
use crate::{
    bundle::{Bundle, Catalogue},
    definition::{
        budget::MAX_EXPRESSIONS,
        procedure::{Procedure, RecipientEntry, RuleEntry},
        report::Report,
        texts::Texts,
        tree::{Node as Tree, Place, Written},
    },
    demarche::{Field, Node, NodeId, NodeKind, Page, Rule},
    expression::{self, Declared, Expected, Expression, FUEL, Fallible, Leads, Scope, Size, Sizes, Type},
    lookup::Lookup,
    path,
    text::Text,
};

/// How many mistyped names are compared with every path of the schema, in search of the one that was meant.
pub(super) const MAX_SUGGESTIONS: usize = 40;

/// The steps that may be spent on finding out what conditions can come to.
pub(super) const MAX_REASONING: u32 = 3_000_000;

/// A démarche that is being put together.
pub(super) struct Draft<'a> {
    pub(super) report: &'a mut Report,
    pub(super) bundle: &'a Bundle,
    pub(super) catalogue: &'a Catalogue,
    pub(super) lookup: &'a dyn Lookup,
    pub(super) plugins: &'a dyn PluginFiles,
    /// Whether components are checked as wholes: their translations must be complete.
    pub(super) whole_components: bool,
    pub(super) procedure: &'a Procedure,
    /// The démarche's translations, then those of each component in use.
    pub(super) texts: Vec<Texts>,
    pub(super) nodes: Vec<Node>,
    pub(super) by_path: BTreeMap<String, NodeId>,
    /// Beside [`Draft::nodes`], one each.
    pub(super) origins: Vec<Origin>,
    pub(super) pages: Vec<Page>,
    /// Rules that came with components.
    pub(super) component_rules: Vec<ComponentRule>,
    /// Sources that came with components, and the démarche's own.
    pub(super) sources: Vec<PlacedSource>,
    /// What components compute, by the path in the démarche, with the component's place.
    pub(super) component_computed: Vec<(Written, Written, String)>,
    /// The content hash of each component in use.
    pub(super) components: BTreeMap<String, String>,
    /// Paths of the schema that a fault left without a node: names that lead there are not told as unknown.
    pub(super) holes: BTreeSet<String>,
    /// Paths of the parts that a component is used without.
    pub(super) left_out: BTreeSet<String>,
    /// The recipients of which expressions ask whether they are connected.
    pub(super) asked_of: BTreeSet<String>,
    /// How many expressions were compiled.
    pub(super) expressions: usize,
    /// The steps that all of them take at most, in every row; and those of the one that takes most, with its place.
    pub(super) steps: u64,
    pub(super) costliest: Option<(u64, Place)>,
    /// What a faulty expression would compute: nothing more is told of its being blank.
    pub(super) uncomputed: BTreeSet<NodeId>,
    /// Texts that have no translation, told at the end.
    pub(super) untranslated: Vec<(Place, String)>,
    /// How many suggestions were looked for.
    pub(super) suggestions: usize,
    /// By page: the place of its condition.
    pub(super) page_conditions: Vec<Option<Place>>,
    /// By node: the index of the last page that its value needs.
    pub(super) last_pages: Vec<usize>,
    /// How many steps may still be spent on finding out what conditions can come to.
    pub(super) reasoning: u32,
}

/// Where a node was written, and what of it is not in the node.
#[derive(Debug, Clone, Default)]
pub(super) struct Origin {
    /// In the schema of the démarche or of the component.
    pub(super) place: Place,
    /// In the démarche's own schema: of what lies in a component, the reference to it.
    pub(super) own_place: Place,
    /// Conditions still to be compiled, with the component they came with.
    pub(super) conditions: Vec<(Written, Option<String>)>,
    /// Whether a condition can hide it: its own, or that of a group or page around it.
    pub(super) can_be_hidden: bool,
    /// Whether it can stay without a value while it is shown.
    pub(super) can_be_blank: bool,
    /// The expressions that its value and visibility are made of, with their places; the page's own stands at the page.
    pub(super) expressions: Vec<(Expression, Place)>,
    /// The answers that the plugin which computes it gets, with their places.
    pub(super) reads: Vec<(String, Place)>,
    /// The type of its answer in expressions, where it is a question.
    pub(super) r#type: Option<Type>,
    /// The value that the schema proposes.
    pub(super) default: Option<Tree>,
    /// The value or expression that a page or a component proposes, with the component.
    pub(super) proposed: Option<(Tree, Option<String>)>,
    /// The conditions of its options, still to be compiled, with the component they came with.
    pub(super) offers: Vec<(String, Written, Option<String>)>,
    /// That it is drawn as a table.
    pub(super) table: Option<Drawn>,
    /// Whether the schema asks for one row at least.
    pub(super) asks_for_a_row: bool,
    /// Whether it is a file of which nobody says how large it may be.
    pub(super) unlimited: bool,
    /// Where a page lists it.
    pub(super) listed: Option<Place>,
    /// The vault's names for the component whose root it is.
    pub(super) vault: Vec<String>,
}

/// That a list or a group is drawn as a table, as a page or a component says it.
#[derive(Debug, Clone)]
pub(super) struct Drawn {
    pub(super) place: Place,
    pub(super) heading: Option<Text>,
    /// The column and the field that totals it.
    pub(super) totals: Vec<(Written, Written)>,
    /// The component that says so: its paths are relative.
    pub(super) mount: Option<String>,
}

/// A rule of a component, at the place where a démarche uses it.
#[derive(Debug, Clone)]
pub(super) struct ComponentRule {
    pub(super) mount: String,
    pub(super) texts: usize,
    pub(super) component: String,
    pub(super) rule: RuleEntry,
}

impl Draft<'_> {
    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    pub(super) fn origin(&self, id: NodeId) -> &Origin {
        &self.origins[id.0 as usize]
    }

    pub(super) fn id_at(&self, path: &str) -> Option<NodeId> {
        self.by_path.get(path).copied()
    }

    /// The first calculation of an expression that may have no result although everything is given; what is divided by may have a least value
    /// above zero.
    pub(super) fn may_have_no_result<'e>(&self, compiled: &'e Expression) -> Option<&'e Fallible> {
        let least = |path: &String| self.node(self.id_at(path)?).field()?.minimum;
        let above_zero = |path| least(path).is_some_and(|least| least > rust_decimal::Decimal::ZERO);
        compiled.fallible().iter().find(|fallible| !fallible.divisor.as_ref().is_some_and(above_zero))
    }

    /// Whether `required` of the démarche's own schema could make the question at `path` one that is always answered.
    pub(super) fn could_be_required(&self, path: &str) -> bool {
        self.id_at(path).is_some_and(|id| {
            let (node, origin) = (self.node(id), self.origin(id));
            let around = node.parent.is_none_or(|parent| {
                parent.0 == 0 || self.node(parent).required || node.repeated_in.last() == Some(&parent)
            });
            !node.required && node.mount.is_none() && origin.place == origin.own_place && around
        })
    }

    /// Whether the path is that of a value whose own expression has a fault already.
    pub(super) fn is_uncomputed(&self, path: &str) -> bool {
        self.id_at(path).is_some_and(|id| self.uncomputed.contains(&id))
    }

    /// The path that was probably meant by one that the schema does not have.
    pub(super) fn meant(&mut self, written: &str) -> Option<String> {
        self.suggestions += 1;
        if self.suggestions > MAX_SUGGESTIONS {
            return None;
        }
        let known = || self.by_path.keys().map(String::as_str).filter(|path| !path.is_empty());
        let last = written.rsplit('.').next();
        let same_end = || known().find(|path| path.rsplit('.').next() == last).map(str::to_owned);
        expression::nearest(written, known()).or_else(same_end)
    }

    /// Whether a path lies in a place which a fault left out.
    pub(super) fn is_in_hole(&self, path: &str) -> bool {
        !self.holes.is_empty() && above(path).any(|around| self.holes.contains(around))
    }

    /// The node and all below it, parents first.
    pub(super) fn within(&self, id: NodeId) -> Vec<NodeId> {
        let mut found = vec![id];
        let mut at = 0;
        while let Some(next) = found.get(at).copied() {
            found.extend_from_slice(&self.node(next).children);
            at += 1;
        }
        found
    }

    /// Where the démarche says where a fault of the rule stands: of a component's rule, where that place is listed.
    pub(super) fn place_of_rule(&self, rule: &Rule) -> Place {
        let own = self.procedure.rules.iter().find(|entry| entry.id.as_ref().is_some_and(|id| id.text == rule.id));
        let listed = || {
            let origin = self.id_at(&rule.at).map(|id| self.origin(id));
            origin.map_or(self.procedure.place, |origin| origin.listed.unwrap_or(origin.own_place))
        };
        own.and_then(|entry| entry.at.as_ref()).map_or_else(listed, |at| at.place)
    }

    /// The author's text with its translation; a missing one is remembered.
    pub(super) fn text(&mut self, key: &str, french: &Written) -> Text {
        let english = self.texts[0].take(key).map(|english| english.trim().into());
        if english.is_none() {
            self.untranslated.push((french.place, key.to_owned()));
        }
        Text { fr: french.text.trim().into(), en: english }
    }

    /// The text of a component: the démarche's translation of it, else the component's own.
    pub(super) fn component_text(&mut self, key: &str, owner: usize, own_key: &str, french: &Written) -> Text {
        if owner == 0 {
            return self.text(key, french);
        }
        let english =
            self.texts[0].take(key).map(str::to_owned).or_else(|| self.texts[owner].take(own_key).map(str::to_owned));
        if english.is_none() && self.whole_components && self.texts[owner].given {
            self.untranslated.push((french.place, own_key.to_owned()));
        }
        Text { fr: french.text.trim().into(), en: english.map(|english| english.trim().into()) }
    }

    /// Compiles an expression; its faults are told at their exact places.
    pub(super) fn compile(
        &mut self,
        written: &Written,
        place: &expression::Place,
        expected: &Expected,
    ) -> Option<Expression> {
        self.expressions += 1;
        if self.expressions > MAX_EXPRESSIONS {
            return None;
        }
        match expression::compile(&written.text, &Names { draft: self }, place, expected) {
            Ok(compiled) => {
                self.count_steps(&compiled, written, place);
                self.asked_of.extend(compiled.recipients().iter().cloned());
                super::no_entry::compared(self, &compiled, written);
                Some(compiled)
            }
            Err(faults) => {
                for fault in faults {
                    if self.report.is_full() {
                        break;
                    }
                    let named = written.text.get(fault.span.clone()).unwrap_or_default();
                    if fault.code == "expression.unknown_name" && self.leads_into_hole(named) {
                        continue;
                    }
                    let place = self.report.inside(written, fault.span.clone());
                    self.report.error(told_as(fault.code), place, fault.cause, fault.cure);
                }
                None
            }
        }
    }

    /// Counts what an expression takes at most, in all rows that it stands in; one that could not be evaluated to its end is told.
    fn count_steps(&mut self, compiled: &Expression, written: &Written, place: &expression::Place) {
        let names = Names { draft: self };
        let steps = expression::cost(compiled, &names);
        let times = place.rows.iter().fold(1_u64, |times, rows| times.saturating_mul(names.rows(rows)));
        if steps > u64::from(FUEL) {
            if self.report.is_full() {
                return;
            }
            let place = self.report.inside(written, 0..written.text.len());
            super::budget::too_costly(self.report, place, steps);
            return;
        }
        let steps = steps.saturating_mul(times);
        self.steps = self.steps.saturating_add(steps);
        if self.costliest.is_none_or(|(most, _)| most < steps) {
            self.costliest = Some((steps, written.place));
        }
    }

    /// Whether a name is that of a place which a fault left out.
    fn leads_into_hole(&self, name: &str) -> bool {
        let last = name.rsplit('.').next().unwrap_or_default();
        self.holes.iter().any(|hole| hole.rsplit('.').next() == Some(last))
    }

    /// Where expressions of the node at `path` stand.
    pub(super) fn place_of(&self, id: NodeId, mount: Option<&str>) -> expression::Place {
        expression::Place {
            rows: self.node(id).repeated_in.iter().map(|rows| self.node(*rows).path.clone()).collect(),
            mount: mount.map(str::to_owned),
        }
    }
}

/// The path itself and the groups around it, the root last.
pub(super) fn above(path: &str) -> impl Iterator<Item = &str> {
    let mut next = Some(path);
    std::iter::from_fn(move || {
        let here = next?;
        next = (!here.is_empty()).then(|| here.rfind('.').map_or("", |dot| &here[..dot]));
        Some(here)
    })
}

/// The code under which a fault of an expression is told: where the fault is the definition's, its own.
pub(super) fn told_as(code: &'static str) -> &'static str {
    match code {
        "expression.unknown_name" => "logic.unknown_field",
        "expression.too_complex" => "logic.too_complex",
        other => other,
    }
}

/// The nodes of a draft, as the compiler asks them.
struct Names<'d, 'a> {
    draft: &'d Draft<'a>,
}

impl Scope for Names<'_, '_> {
    fn child(&self, group: &str, id: &str) -> Option<Declared> {
        let path = path::join(group, id);
        let id = self.draft.id_at(&path)?;
        let node = self.draft.node(id);
        let origin = self.draft.origin(id);
        let (r#type, repeated) = match &node.kind {
            NodeKind::Field(_) => (origin.r#type.clone().unwrap_or(Type::Unknown), false),
            NodeKind::Group => (Type::Record(path.as_str().into()), false),
            NodeKind::Rows { .. } => (Type::Record(path.as_str().into()), true),
        };
        Some(Declared {
            path,
            r#type,
            can_be_blank: origin.can_be_blank,
            can_be_hidden: origin.can_be_hidden,
            repeated,
        })
    }

    fn children(&self, group: &str) -> Vec<String> {
        self.draft.id_at(group).map_or_else(Vec::new, |id| {
            self.draft.node(id).children.iter().map(|child| self.draft.node(*child).id.clone()).collect()
        })
    }

    fn is_left_out(&self, path: &str) -> bool {
        !self.draft.left_out.is_empty() && above(path).any(|around| self.draft.left_out.contains(around))
    }

    fn is_in_hole(&self, path: &str) -> bool {
        self.draft.is_in_hole(path)
    }

    fn recipient(&self, id: &str) -> Option<Leads> {
        let named = |entry: &&RecipientEntry| entry.id.as_ref().is_some_and(|known| known.text == id);
        let entry = self.draft.procedure.recipients.iter().find(named)?;
        Some(
            entry
                .commune
                .as_ref()
                .or(entry.departement.as_ref())
                .map_or(Leads::Nothing, |path| Leads::Commune(path.text.clone())),
        )
    }

    fn recipients(&self) -> Vec<String> {
        let ids = self.draft.procedure.recipients.iter().filter_map(|entry| entry.id.as_ref());
        ids.map(|id| id.text.clone()).collect()
    }
}

/// How long a text is at most of which the schema does not say it, in characters: an e-mail address, a telephone number.
const UNSAID_LENGTH: u64 = 1_000;

impl Sizes for Names<'_, '_> {
    fn rows(&self, path: &str) -> u64 {
        match self.draft.id_at(path).map(|id| &self.draft.node(id).kind) {
            Some(NodeKind::Rows { max, .. }) => u64::from(*max),
            _ => 1,
        }
    }

    fn answer(&self, path: &str) -> Size {
        let Some(id) = self.draft.id_at(path) else {
            return Size::One;
        };
        let Some(field) = self.draft.node(id).field() else {
            return Size::One;
        };
        match &self.draft.origin(id).r#type {
            Some(Type::List(_)) => Size::List(field.options.len() as u64, Box::new(text_of(field))),
            Some(r#type) if r#type.is_text() => text_of(field),
            _ => Size::One,
        }
    }
}

/// The longest text that the field takes, in bytes: a character has up to four.
fn text_of(field: &Field) -> Size {
    let longest = field.options.iter().map(|option| option.value.len() as u64).max();
    Size::Text(longest.unwrap_or_else(|| field.max_length.map_or(UNSAID_LENGTH, u64::from).saturating_mul(4)))
}
