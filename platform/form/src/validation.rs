//! Finds what is wrong with the answers: schema, rules and plugins, in kinds and not in sentences. What the citizen may pass is in
//! `warnings.rs`.

use crate::{
    answers::Value,
    checker::CheckContext,
    demarche::{DecidedBy, IfMissing, Node, NodeKind, Rule},
    expression::{self, RuleOutcome},
    field::{Posted, Read},
    numbering, path,
    problem::{Problem, ProblemKind},
    routing,
    state::{Found, State},
    wire,
};

/// Every problem of one page, in the order of the page; rules come after the answers they stand at.
pub fn page(state: &State<'_>, page: usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    state.each_field_of_page(page, &mut |node, path| {
        problems.extend(field_problems(state, node, path));
    });
    for id in &state.demarche.pages[page].shows {
        for path in state.instances(state.demarche.node(*id)) {
            row_problems(state, state.demarche.node(*id), &path, page, &mut problems);
        }
    }
    if problems.is_empty() {
        problems.extend(uncomputed(state, page));
    }
    for rule in &state.demarche.rules {
        if rule.page == page && !rule.warning {
            let found = rule_problems(state, rule, &problems);
            problems.extend(found);
        }
    }
    if problems.is_empty() {
        problems.extend(nobody_receives(state, page));
    }
    if problems.is_empty() && state.is_exhausted() {
        problems.push(not_evaluated(state, page));
    }
    problems
}

/// Where the last answer that chooses among the recipients is given, and none of them is chosen: the dossier would be lost.
fn nobody_receives(state: &State<'_>, page: usize) -> Option<Problem> {
    let recipients = &state.demarche.recipients;
    let mut last: Option<&Node> = None;
    for recipient in recipients {
        // Who receives without a condition always does.
        for path in recipient.when.as_ref()?.reads() {
            let node = state.demarche.at(path)?;
            if last.is_none_or(|known| known.page < node.page) {
                last = Some(node);
            }
        }
    }
    let path = last.filter(|node| node.page == Some(page)).map(|node| node.path.clone())?;
    if recipients.iter().any(|recipient| routing::receives_a_case(state, recipient)) || state.is_exhausted() {
        return None;
    }
    // What is asked for on earlier pages may be missing yet.
    let before = state.pages().into_iter().take_while(|other| *other < page);
    let complete = before.into_iter().all(|other| self::page(state, other).is_empty());
    complete.then_some(Problem { path, part: String::new(), kind: ProblemKind::NoRecipient })
}

/// What stands where a condition or a calculation used up the budget: at the first question of the page, because nobody knows which would be shown.
fn not_evaluated(state: &State<'_>, page: usize) -> Problem {
    let mut first = None;
    state.each_field_of_page(page, &mut |_, path| {
        first.get_or_insert_with(|| path.to_owned());
    });
    let kind = ProblemKind::CheckUnavailable { rule: String::new() };
    Problem { path: first.unwrap_or_default(), part: String::new(), kind }
}

/// The required values that could not be computed although every answer of the page is right: nothing is sent without them.
fn uncomputed(state: &State<'_>, page: usize) -> Vec<Problem> {
    let mut problems = Vec::new();
    let needed = |node: &Node| node.required && node.computed.is_some();
    // Most pages compute nothing: the questions of all their rows need not be gone through.
    if !state.demarche.nodes.iter().any(needed) {
        return problems;
    }
    state.each_field_of_page(page, &mut |node, path| {
        if needed(node) && state.value_at(path, node).is_none() {
            // Not the citizen's fault where a plugin does not answer: correcting answers would not help.
            let kind = if state.is_exhausted() || state.is_unavailable(path) {
                ProblemKind::NotAvailable
            } else {
                ProblemKind::NotComputed
            };
            problems.push(Problem { path: path.to_owned(), part: String::new(), kind });
        }
    });
    problems
}

/// The problems of every page that exists, by page; pages without any are left out.
pub fn all(state: &State<'_>) -> Vec<(usize, Vec<Problem>)> {
    let mut found: Vec<(usize, Vec<Problem>)> = state
        .pages()
        .into_iter()
        .map(|index| (index, page(state, index)))
        .filter(|(_, problems)| !problems.is_empty())
        .collect();
    // Whoever receives is part of what must have been decided before anything is sent.
    for recipient in &state.demarche.recipients {
        routing::receives_a_case(state, recipient);
    }
    if found.is_empty() && state.is_exhausted() {
        let last = state.pages().last().copied().unwrap_or_default();
        found.push((last, vec![not_evaluated(state, last)]));
    }
    found
}

/// What is wrong with one visible question.
fn field_problems<'a>(state: &State<'a>, node: &'a Node, path: &str) -> Vec<Problem> {
    let Some(field) = node.field() else {
        return Vec::new();
    };
    let problem = |part: &str, kind| Problem { path: path.to_owned(), part: part.to_owned(), kind };
    if node.computed.is_none()
        && let Some(answer) = state.answers.get(path)
        && !answer.typed.is_empty()
    {
        // What was typed is read again: it says what is wrong with it, in the language of today's lists.
        let pairs: Vec<_> = answer.typed.iter().map(|(part, typed)| (box_name(path, part), typed.clone())).collect();
        let read = field.field_type.read(&Posted::new(&pairs, path), field, state.facts.lookup);
        return match read {
            Read::Unreadable(part, kind) => vec![problem(part, kind)],
            Read::Blank | Read::Value(_) => vec![problem("", ProblemKind::NotAnOption)],
        };
    }
    match state.value_at(path, node) {
        // Nobody can type another value into what is computed: what can be done is to look at the answers.
        Some(value) if node.computed.is_some() => {
            let bad = !field.field_type.check(&value, field).is_empty();
            bad.then(|| problem("", ProblemKind::NotComputed)).into_iter().collect()
        }
        Some(value) => field.field_type.check(&value, field).into_iter().map(|kind| problem("", kind)).collect(),
        // A computed value that cannot be computed yet is never the citizen's fault.
        None if node.required && node.computed.is_none() => {
            let kind = match field.field_type.name() {
                "attestation" => ProblemKind::NotAttested,
                _ => ProblemKind::Required,
            };
            vec![problem(field.field_type.parts().first().copied().unwrap_or_default(), kind)]
        }
        None => Vec::new(),
    }
}

fn box_name(path: &str, part: &str) -> String {
    if part.is_empty() { path.to_owned() } else { format!("{path}.{part}") }
}

/// What is wrong with the number of rows, below `node` too.
fn row_problems(state: &State<'_>, node: &Node, path: &str, page: usize, problems: &mut Vec<Problem>) {
    if node.field().is_some() || (node.page.is_some() && node.page != Some(page)) || !state.visible(path) {
        return;
    }
    let children = |start: &str, problems: &mut Vec<Problem>| {
        for child in &node.children {
            let child = state.demarche.node(*child);
            if child.field().is_none() {
                row_problems(state, child, &path::join(start, &child.id), page, problems);
            }
        }
    };
    match node.kind {
        NodeKind::Field(_) => {}
        NodeKind::Group => children(path, problems),
        NodeKind::Rows { min, max, .. } => {
            let rows = state.rows(path);
            let (least, min) = (node.least_rows(), min as usize);
            let wanted = least.max(min);
            let too_few = |answered: usize| answered < least || (answered > 0 && answered < min);
            let kind = if rows.len() > max as usize {
                Some(ProblemKind::TooManyRows { max: max.into() })
            } else if too_few(answered_rows(state, node, path, wanted))
                && !problems.iter().any(|problem| path::is_within(&problem.path, path))
            {
                // Rows not yet answered report their own blanks; only a group without any is at fault itself.
                Some(ProblemKind::TooFewRows { min: wanted as u64 })
            } else {
                None
            };
            if let Some(kind) = kind {
                problems.push(Problem { path: path.to_owned(), part: String::new(), kind });
            }
            for row in rows.iter() {
                children(&path::join(path, row), problems);
            }
        }
    }
}

/// How many rows hold an answer, counted up to `most`.
fn answered_rows(state: &State<'_>, node: &Node, path: &str, most: usize) -> usize {
    state
        .rows(path)
        .iter()
        .filter(|row| {
            let mut answered = false;
            for child in &node.children {
                let id = &state.demarche.node(*child).id;
                state.each_field(*child, &format!("{path}.{row}.{id}"), None, &mut |_, path| {
                    answered |= state.answers.value(path).is_some();
                });
            }
            answered
        })
        .take(most)
        .count()
}

/// What a rule finds, in every row it stands in. A place that already has a problem is not told twice.
pub(crate) fn rule_problems(state: &State<'_>, rule: &Rule, known: &[Problem]) -> Vec<Problem> {
    let Some(node) = state.demarche.at(&rule.at) else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    for at in state.instances(node) {
        if !state.visible(&at) || known.iter().any(|problem| problem.path == at) {
            continue;
        }
        match &rule.decided_by {
            DecidedBy::Expression(must) => {
                let here = state.here(&at, node);
                let kind = match expression::eval_rule(must, state, &here) {
                    RuleOutcome::Pass | RuleOutcome::MissingHidden => None,
                    RuleOutcome::Refuse => {
                        Some(ProblemKind::Rule { rule: rule.id.clone(), message: rule.message.clone() })
                    }
                    RuleOutcome::MissingBlank(_) => missing(rule),
                    // Neither the démarche nor the citizen decides what nobody could evaluate.
                    RuleOutcome::OverBudget => Some(ProblemKind::CheckUnavailable { rule: rule.id.clone() }),
                };
                problems.extend(kind.map(|kind| Problem { path: at, part: String::new(), kind }));
            }
            DecidedBy::Plugin { path, reads } => {
                problems.extend(plugin_problems(state, rule, &at, path, reads));
            }
        }
    }
    problems
}

fn missing(rule: &Rule) -> Option<ProblemKind> {
    (rule.if_missing == IfMissing::Refuse)
        .then(|| ProblemKind::RuleNeedsAnswer { rule: rule.id.clone(), message: rule.message.clone() })
}

fn plugin_problems(state: &State<'_>, rule: &Rule, at: &str, plugin: &str, reads: &[String]) -> Vec<Problem> {
    let here = |kind| Problem { path: at.to_owned(), part: String::new(), kind };
    let mut hidden = false;
    let mut blank = false;
    for read in reads {
        for path in state.instances_around(read, at) {
            match state.find(&path) {
                Found::Hidden => hidden = true,
                Found::Blank => blank = true,
                Found::Value(_) | Found::Inner => {}
            }
        }
    }
    if hidden {
        return Vec::new();
    }
    if blank {
        return missing(rule).map(here).into_iter().collect();
    }
    let receives = (!reads.is_empty()).then_some(reads);
    let context = CheckContext {
        today: state.facts.today,
        language: state.language(),
        rule: rule.id.clone(),
        at: numbering::numbered(state, receives, at),
    };
    match state.facts.checker.check(plugin, &wire::answers(state, receives), &context) {
        Ok(found) => found
            .into_iter()
            .map(|problem| {
                // A plugin may only speak of what the citizen sees; anything else is said at the rule's own place.
                let path = numbering::with_row_ids(state, receives, &problem.at)
                    .filter(|path| state.visible(path))
                    .unwrap_or_else(|| at.to_owned());
                Problem {
                    path,
                    part: String::new(),
                    kind: ProblemKind::Plugin {
                        rule: rule.id.clone(),
                        code: problem.code,
                        message: problem
                            .message
                            .filter(|message| !message.trim().is_empty())
                            .map_or_else(|| rule.message.clone(), |message| message.as_str().into()),
                    },
                }
            })
            .collect(),
        Err(_) if rule.if_unavailable == IfMissing::Refuse => {
            vec![here(ProblemKind::CheckUnavailable { rule: rule.id.clone() })]
        }
        Err(_) => Vec::new(),
    }
}

/// Whether a value can be kept at `node` at all: used where values come from elsewhere than a page.
pub fn acceptable(node: &Node, value: &Value) -> bool {
    node.field().is_some_and(|field| field.field_type.check(value, field).is_empty())
}
