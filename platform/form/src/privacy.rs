//! Tells what a démarche does with personal data (RGPD, articles 13 and 14), from its definition alone: nothing of it is written twice.

use std::collections::BTreeSet;

use crate::{
    demarche::{Demarche, Ground, Node, NodeId, NodeKind, Recipient},
    source::DataSource,
    text::Text,
};

/// What a démarche does with personal data.
#[derive(Debug)]
pub struct Privacy<'d> {
    /// What is asked for, in the order of the pages.
    pub asked: Vec<AskedOn<'d>>,
    /// Who receives what.
    pub recipients: Vec<Receives<'d>>,
    /// The names of the vault that may fill questions in.
    pub known: Vec<&'d str>,
    /// What components and the démarche ask of others, once the citizen presses their button.
    pub sources: Vec<&'d DataSource>,
    /// What decides by itself, without anybody: what it tells.
    pub automatic: Automatic<'d>,
    /// What makes it lawful, as far as the basis names points of article 6-1.
    pub grounds: BTreeSet<Ground>,
}

/// What one page asks for.
#[derive(Debug)]
pub struct AskedOn<'d> {
    /// The page's title.
    pub title: &'d Text,
    /// In the order of the page.
    pub groups: Vec<Asked<'d>>,
}

/// Questions that stand together.
#[derive(Debug)]
pub struct Asked<'d> {
    /// What they are called together; a question that stands by itself has none.
    pub title: Option<&'d Text>,
    /// The questions.
    pub questions: Vec<Question<'d>>,
}

/// One question.
#[derive(Debug)]
pub struct Question<'d> {
    /// What it is called, behind the groups inside its own.
    pub titles: Vec<&'d Text>,
    /// Whether it may stay without an answer.
    pub optional: bool,
    /// Whether other answers say if it is asked.
    pub conditional: bool,
}

/// What one recipient gets.
#[derive(Debug)]
pub struct Receives<'d> {
    /// Who.
    pub recipient: &'d Recipient,
    /// What, each behind its groups; none where it gets every answer.
    pub parts: Vec<Vec<&'d Text>>,
}

/// What the platform decides or computes by itself.
#[derive(Debug, Default)]
pub struct Automatic<'d> {
    /// What ends the journey.
    pub stops: Vec<&'d Text>,
    /// What must hold before anything is sent.
    pub rules: Vec<&'d Text>,
    /// What the citizen is only warned of.
    pub warnings: Vec<&'d Text>,
    /// What is computed, each behind its groups.
    pub computed: Vec<Vec<&'d Text>>,
}

impl<'d> Privacy<'d> {
    /// What `demarche` does.
    pub fn of(demarche: &'d Demarche) -> Self {
        Self {
            asked: (0..demarche.pages.len())
                .map(|page| asked_on(demarche, page))
                .filter(|on| !on.groups.is_empty())
                .collect(),
            recipients: demarche.recipients.iter().map(|recipient| receives(demarche, recipient)).collect(),
            known: once(demarche.prefill.iter().map(|prefill| &*prefill.from)),
            sources: sources(demarche),
            automatic: automatic(demarche),
            grounds: demarche.retention.grounds(),
        }
    }
}

fn asked_on(demarche: &Demarche, index: usize) -> AskedOn<'_> {
    let page = &demarche.pages[index];
    let groups = page.shows.iter().filter_map(|shown| {
        let node = demarche.node(*shown);
        let (optional, conditional) = around(demarche, node);
        let mut asking = Asking { demarche, page: index, titles: Vec::new(), questions: Vec::new() };
        asking.collect(*shown, (optional, conditional || page.show_if.is_some()));
        let title = (!matches!(node.kind, NodeKind::Field(_))).then_some(&node.title);
        (!asking.questions.is_empty()).then_some(Asked { title, questions: asking.questions })
    });
    AskedOn { title: &page.title, groups: groups.collect() }
}

/// Whether a list around the node may stay without rows, and whether a condition may hide a group around it.
fn around(demarche: &Demarche, node: &Node) -> (bool, bool) {
    let (mut optional, mut conditional) = (false, false);
    let mut next = node.parent;
    while let Some(id) = next {
        let group = demarche.node(id);
        optional |= may_be_empty(group);
        conditional |= !group.show_if.is_empty();
        next = group.parent;
    }
    (optional, conditional)
}

fn may_be_empty(node: &Node) -> bool {
    node.is_rows() && node.least_rows() == 0
}

/// The questions of a page, gathered place by place.
struct Asking<'d> {
    demarche: &'d Demarche,
    page: usize,
    titles: Vec<&'d Text>,
    questions: Vec<Question<'d>>,
}

impl Asking<'_> {
    fn collect(&mut self, id: NodeId, (optional, conditional): (bool, bool)) {
        let demarche = self.demarche;
        let node = demarche.node(id);
        let conditional = conditional || !node.show_if.is_empty();
        if node.field().is_some() {
            // What is computed is no question; what stands on another page is asked there.
            if node.computed.is_none() && node.page == Some(self.page) {
                let titles = self.titles.iter().copied().chain([&node.title]).collect();
                self.questions.push(Question { titles, optional: optional || !node.required, conditional });
            }
            return;
        }
        let optional = optional || may_be_empty(node);
        for child in &node.children {
            let inner = demarche.node(*child);
            let named = inner.field().is_none() && !inner.title.fr.is_empty();
            if named {
                self.titles.push(&inner.title);
            }
            self.collect(*child, (optional, conditional));
            if named {
                self.titles.pop();
            }
        }
    }
}

/// What a node is called, behind the groups that it stands in.
fn called<'d>(demarche: &'d Demarche, node: &'d Node) -> Vec<&'d Text> {
    let mut titles = vec![&node.title];
    let mut next = node.parent;
    while let Some(id) = next {
        let group = demarche.node(id);
        next = group.parent;
        // The root has no name that anybody knows.
        if next.is_some() {
            titles.push(&group.title);
        }
    }
    titles.retain(|title| !title.fr.is_empty());
    titles.reverse();
    titles
}

fn receives<'d>(demarche: &'d Demarche, recipient: &'d Recipient) -> Receives<'d> {
    let gets = |node: &Node| {
        recipient.receives.iter().any(|path| {
            node.path.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    };
    let everything = demarche.nodes.iter().filter(|node| node.field().is_some() && node.page.is_some()).all(gets);
    let parts = if everything {
        Vec::new()
    } else {
        once(recipient.receives.iter().filter_map(|path| demarche.at(path)).map(|node| called(demarche, node)))
    };
    Receives { recipient, parts }
}

/// Those that can be asked here; one that stands at several places is told once.
fn sources(demarche: &Demarche) -> Vec<&DataSource> {
    let mut told: BTreeSet<(&str, &str)> = BTreeSet::new();
    let askable = demarche.sources.iter().filter(|source| source.askable);
    askable.filter(|source| told.insert((&*source.name.fr, &*source.told.fr))).collect()
}

fn automatic(demarche: &Demarche) -> Automatic<'_> {
    let said = |text: &&Text| !text.fr.is_empty();
    let rules = |warning| {
        let rules = demarche.rules.iter().filter(move |rule| rule.warning == warning);
        once(rules.map(|rule| &rule.message).filter(said))
    };
    let computed = demarche.nodes.iter().filter(|node| node.computed.is_some() && node.page.is_some());
    Automatic {
        stops: once(demarche.stops.iter().map(|stop| &stop.title).filter(said)),
        rules: rules(false),
        warnings: rules(true),
        computed: once(computed.map(|node| called(demarche, node))),
    }
}

/// Each of them at its first place.
fn once<T: PartialEq>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut found = Vec::new();
    for one in all {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    found
}
