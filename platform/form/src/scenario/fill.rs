//! Gives a scenario's answers, fills in from its vault, and makes up the required answers that are left.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    answers::{Answer, Answers, Source, Value},
    definition::{
        reader,
        reader::short,
        report::Report,
        scenario::ScenarioEntry,
        tree::{Content, Node as Tree, Place},
    },
    demarche::{Demarche, Field, Node, NodeKind},
    diagnostic::Sentence,
    expression::nearest,
    path, prefill, reading,
    state::{Facts, State},
    vault::{Held, VaultItem},
    warnings,
};

/// How often required answers are looked for: each answer may show others.
const MAX_ROUNDS: usize = 64;

/// How many options a cure names.
const SHOWN_OPTIONS: usize = 12;

/// Answers, and which of them the scenario itself gave.
#[derive(Debug, Default, Clone)]
pub(super) struct Given {
    pub(super) answers: Answers,
    said: BTreeSet<String>,
}

impl Given {
    /// Reads the answers of a scenario: as in the schema, rows in their order.
    pub(super) fn read(&mut self, report: &mut Report, demarche: &Demarche, tree: &Tree, facts: &Facts<'_>) {
        self.group(report, demarche, tree, "", facts);
    }

    fn group(&mut self, report: &mut Report, demarche: &Demarche, tree: &Tree, at: &str, facts: &Facts<'_>) {
        for entry in reader::own_map(report, tree) {
            let path = path::join(at, &entry.key.text);
            let Some(node) = demarche.resolve(&path) else {
                unknown(report, demarche, entry.key.place, at, &entry.key.text);
                continue;
            };
            match &node.kind {
                NodeKind::Field(_) => self.field(report, demarche, node, &entry.value, &path, facts),
                NodeKind::Group => self.group(report, demarche, &entry.value, &path, facts),
                NodeKind::Rows { .. } => self.rows(report, demarche, &entry.value, &path, facts),
            }
        }
    }

    fn rows(&mut self, report: &mut Report, demarche: &Demarche, tree: &Tree, path: &str, facts: &Facts<'_>) {
        let Content::List(items) = &tree.content else {
            no_list(report, demarche, tree.place, path);
            return;
        };
        for (index, item) in items.iter().enumerate() {
            let row = format!("r{}", index + 1);
            self.answers.add_row(path, &row);
            self.group(report, demarche, item, &format!("{path}.{row}"), facts);
        }
        self.said.insert(path.to_owned());
    }

    fn field(
        &mut self,
        report: &mut Report,
        demarche: &Demarche,
        node: &Node,
        tree: &Tree,
        path: &str,
        facts: &Facts<'_>,
    ) {
        if node.computed.is_some() {
            return computed(report, tree.place, &as_written(demarche, path));
        }
        self.said.insert(path.to_owned());
        if tree.is_nothing() {
            // `nom: ~` leaves the answer blank: nothing is made up in its place.
            return;
        }
        let Some(field) = node.field() else { return };
        match field.field_type.read_wire(&tree.to_json(), field, facts.lookup) {
            Some(value) => self.set(path, value, facts),
            None => wrong(report, demarche, tree.place, path, field),
        }
    }

    fn set(&mut self, path: &str, value: Value, facts: &Facts<'_>) {
        self.answers
            .set(path, Answer { value: Some(value), typed: BTreeMap::new(), source: Source::Typed, at: facts.now });
    }

    /// Reads what the citizen types on page `page`; what is typed nothing in stays blank.
    pub(super) fn typed(
        &mut self,
        demarche: &Demarche,
        page: usize,
        pairs: &[(String, String)],
        facts: &Facts<'_>,
    ) -> Vec<String> {
        let posting = reading::Posting { pairs, now: facts.now };
        let found = reading::read_page(demarche, page, &mut self.answers, &posting, facts);
        self.said.extend(pairs.iter().map(|(path, _)| path.clone()));
        found.unknown
    }

    /// Fills in from the vault as the pages would, in their order.
    pub(super) fn prefill(&mut self, demarche: &Demarche, vault: &BTreeMap<String, VaultItem>, facts: &Facts<'_>) {
        for page in 0..demarche.pages.len() {
            prefill::apply_all(demarche, page, &mut self.answers, vault, facts);
        }
        for path in &self.said {
            // What the scenario left blank on purpose stays blank.
            if self.answers.get(path).is_some_and(|answer| matches!(answer.source, Source::Vault { .. })) {
                self.answers.remove(path);
            }
        }
    }

    /// Makes up the required answers that nobody gave, as they become visible.
    pub(super) fn fill(&mut self, demarche: &Demarche, seed: u64, facts: &Facts<'_>) {
        for _ in 0..MAX_ROUNDS {
            let (wanted, _) = self.wanted(demarche, facts, false);
            if wanted.is_empty() {
                return;
            }
            for path in wanted {
                self.make_up(demarche, &path, seed, facts);
            }
        }
    }

    /// Passes every warning, as whoever means their answers does.
    pub(super) fn pass_warnings(&mut self, demarche: &Demarche, facts: &Facts<'_>) {
        let told: Vec<String> = {
            let state = State::new(demarche, &self.answers, facts);
            let warnings = state.pages().into_iter().flat_map(|page| warnings::open(&state, page, &[]));
            warnings.filter_map(|warning| warning.kind.mark().map(str::to_owned)).collect()
        };
        for mark in told {
            self.answers.warn(&mark, Some(facts.now));
        }
    }

    /// The visible questions that need an answer and have none, all visible ones with `optional_too`; and the steps that it took to find them.
    pub(super) fn wanted(&self, demarche: &Demarche, facts: &Facts<'_>, optional_too: bool) -> (Vec<String>, u32) {
        let state = State::new(demarche, &self.answers, facts);
        let mut wanted = Vec::new();
        // Up to the page at which the journey stops: nobody answers what comes behind.
        for page in state.pages() {
            state.each_field_of_page(page, &mut |node, path| {
                let blank = self.answers.get(path).is_none() && !self.in_row_not_given(node, path, &state);
                // What is proposed is posted with its page.
                let asked = node.computed.is_none() && (node.required || optional_too || node.proposed.is_some());
                if blank && asked && !self.said.contains(path) {
                    wanted.push(path.to_owned());
                }
            });
        }
        (wanted, state.steps())
    }

    /// Whether the path lies in a row that a page only offers, of a group whose rows the scenario gave itself: as few as it says.
    fn in_row_not_given(&self, node: &Node, path: &str, state: &State<'_>) -> bool {
        node.repeated_in.iter().any(|group| {
            let group = state.instance(&state.demarche.node(*group).path, path);
            let row = path[group.len()..].trim_start_matches('.').split('.').next().unwrap_or_default();
            self.said.contains(&group) && !self.answers.rows(&group).iter().any(|known| known == row)
        })
    }

    /// Makes rows that a page only offers (`r1` …) real ones, before they are answered.
    fn row_of(&mut self, demarche: &Demarche, path: &str) {
        let mut at = String::new();
        for segment in path.split('.') {
            if path::is_row_id(segment) && demarche.resolve(&at).is_some_and(Node::is_rows) && !at.is_empty() {
                self.answers.add_row(&at, segment);
            }
            at = path::join(&at, segment);
        }
    }

    /// Sets a made-up answer, its row made where it stands in one.
    pub(super) fn make_up(&mut self, demarche: &Demarche, path: &str, seed: u64, facts: &Facts<'_>) {
        let Some(field) = demarche.resolve(path).and_then(Node::field) else {
            return;
        };
        let node = demarche.resolve(path);
        let (proposed, offered) = match node {
            Some(node) if node.proposed.is_some() || !node.offers.is_empty() => {
                let state = State::new(demarche, &self.answers, facts);
                let offered = field.options.iter().filter(|option| state.offers(path, node, &option.value));
                (state.proposed(path), Some(Field { options: offered.cloned().collect(), ..field.clone() }))
            }
            _ => (None, None),
        };
        // What is proposed and may be blank is left so where there is nothing to propose.
        let may_be_blank = node.is_some_and(|node| node.proposed.is_some() && !node.required);
        let sample = || {
            let field = offered.as_ref().unwrap_or(field);
            field.field_type.sample(field, facts.lookup, seed_of(path, seed))
        };
        let value = proposed.or_else(|| if may_be_blank { None } else { sample() });
        match value {
            Some(value) => {
                self.row_of(demarche, path);
                self.set(path, value, facts);
            }
            None => {
                self.said.insert(path.to_owned());
            }
        }
    }

    /// Leaves the path without an answer, whatever asks for one.
    pub(super) fn leave_blank(&mut self, path: &str) {
        self.said.insert(path.to_owned());
    }

    /// Sets a value that was chosen for the path.
    pub(super) fn choose(&mut self, demarche: &Demarche, path: &str, value: Value, facts: &Facts<'_>) {
        self.row_of(demarche, path);
        self.set(path, value, facts);
    }
}

/// A seed for each path, the same on every machine (FNV-1a).
fn seed_of(path: &str, seed: u64) -> u64 {
    path.bytes()
        .fold(0xcbf2_9ce4_8422_2325 ^ seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// What the scenario's vault holds: read by the questions that it fills.
pub(super) fn vault(
    report: &mut Report,
    demarche: &Demarche,
    entry: &ScenarioEntry,
    facts: &Facts<'_>,
) -> BTreeMap<String, VaultItem> {
    let mut vault = BTreeMap::new();
    for item in &entry.vault {
        let name = &item.key.text;
        if !demarche.prefill.iter().any(|prefill| prefill.from == *name) {
            let known: Vec<&str> = demarche.prefill.iter().map(|prefill| prefill.from.as_str()).collect();
            report.error(
                "scenario.unknown_vault",
                item.key.place,
                Sentence::new(
                    format!("La démarche ne reprend rien de « {} ».", short(name)),
                    format!("The démarche takes nothing from “{}”.", short(name)),
                ),
                Sentence::new(
                    format!("Elle reprend : {}.", known.join(", ")),
                    format!("It takes: {}.", known.join(", ")),
                ),
            );
            continue;
        }
        let mut values = BTreeMap::new();
        vault_values(report, demarche, (&item.value, name), "", facts, &mut values);
        vault.insert(name.clone(), VaultItem { values });
    }
    vault
}

fn vault_values(
    report: &mut Report,
    demarche: &Demarche,
    (tree, name): (&Tree, &str),
    relative: &str,
    facts: &Facts<'_>,
    values: &mut BTreeMap<String, Held>,
) {
    let found = prefill::filled_with(demarche, name, relative);
    let path = found.map(|node| node.path.clone()).unwrap_or_default();
    if let Some(field) = found.and_then(Node::field) {
        match field.field_type.read_wire(&tree.to_json(), field, facts.lookup) {
            Some(value) => {
                values.insert(relative.to_owned(), Held::typed(value, facts.today));
            }
            None => wrong(report, demarche, tree.place, &path, field),
        }
        return;
    }
    for entry in reader::own_map(report, tree) {
        let below = path::join(relative, &entry.key.text);
        if prefill::filled_with(demarche, name, &below).is_none() {
            unknown(report, demarche, entry.key.place, &path, &entry.key.text);
            continue;
        }
        vault_values(report, demarche, (&entry.value, name), &below, facts, values);
    }
}

fn unknown(report: &mut Report, demarche: &Demarche, place: Place, group: &str, name: &str) {
    let known: Vec<&str> = demarche
        .resolve(group)
        .map(|node| node.children.iter().map(|child| demarche.node(*child).id.as_str()).collect())
        .unwrap_or_default();
    let list = known.join(", ");
    let cure = match nearest(name, known) {
        Some(meant) => Sentence::new(format!("Vouliez-vous écrire « {meant} » ?"), format!("Did you mean “{meant}”?")),
        None => Sentence::new(format!("Les champs sont ici : {list}."), format!("The fields here: {list}.")),
    };
    report.error(
        "scenario.unknown_field",
        place,
        Sentence::new(
            format!("Le schéma n'a pas de champ « {} » ici.", short(name)),
            format!("The schema has no field “{}” here.", short(name)),
        ),
        cure,
    );
}

fn computed(report: &mut Report, place: Place, path: &str) {
    report.error(
        "scenario.computed_answer",
        place,
        Sentence::new(
            format!("« {} » est calculé par le serveur : personne n'y répond.", short(path)),
            format!("“{}” is computed by the server: nobody answers it.", short(path)),
        ),
        Sentence::new(
            "Retirez cette réponse ; la valeur attendue s'écrit sous expect: { computed: … }.",
            "Remove this answer; the expected value is written under expect: { computed: … }.",
        ),
    );
}

fn wrong(report: &mut Report, demarche: &Demarche, place: Place, path: &str, field: &Field) {
    let cure = match field.field_type.name() {
        "yes_no" | "attestation" => Sentence::new("Écrivez true ou false.", "Write true or false."),
        "radio" | "checkboxes" => {
            let options: Vec<&str> =
                field.options.iter().take(SHOWN_OPTIONS).map(|option| option.value.as_str()).collect();
            let more = if field.options.len() > SHOWN_OPTIONS { ", …" } else { "" };
            let list = options.join(", ");
            if field.field_type.name() == "radio" {
                Sentence::new(
                    format!("Écrivez l'une de ces valeurs : {list}{more}."),
                    format!("Write one of these values: {list}{more}."),
                )
            } else {
                Sentence::new(
                    format!("Écrivez une liste de ces valeurs : [{list}{more}]."),
                    format!("Write a list of these values: [{list}{more}]."),
                )
            }
        }
        "date" => Sentence::new("Écrivez la date ainsi : 2026-03-01.", "Write the date like this: 2026-03-01."),
        "integer" => Sentence::new(
            "Écrivez un nombre entier, sans guillemets : 12.",
            "Write a whole number, without quotes: 12.",
        ),
        "money" => Sentence::new("Écrivez le montant ainsi : \"90.00\".", "Write the amount like this: \"90.00\"."),
        "file" => Sentence::new(
            "Écrivez la liste des fichiers, par leurs noms : [piece.pdf].",
            "Write the list of files, by their names: [piece.pdf].",
        ),
        "referential" => Sentence::new(
            "Écrivez le code et le nom de l'entrée : { code: \"31555\", nom: Toulouse }.",
            "Write the code and the name of the entry: { code: \"31555\", nom: Toulouse }.",
        ),
        _ => Sentence::new(
            "Écrivez-la comme le partenaire la reçoit : \"90.00\" pour un montant, 2026-03-01 pour une date, { code: \"31555\", nom: Toulouse } pour une commune.",
            "Write it as the partner gets it: \"90.00\" for an amount, 2026-03-01 for a date, { code: \"31555\", nom: Toulouse } for a commune.",
        ),
    };
    bad_answer(report, demarche, place, path, cure);
}

fn no_list(report: &mut Report, demarche: &Demarche, place: Place, path: &str) {
    bad_answer(
        report,
        demarche,
        place,
        path,
        Sentence::new("Écrivez une liste, une ligne par tiret.", "Write a list, one row a dash."),
    );
}

fn bad_answer(report: &mut Report, demarche: &Demarche, place: Place, path: &str, cure: Sentence) {
    let path = as_written(demarche, path);
    report.error(
        "scenario.bad_answer",
        place,
        Sentence::new(
            format!("« {path} » n'accepte pas une réponse de cette forme."),
            format!("“{path}” does not take an answer of this form."),
        ),
        cure,
    );
}

/// The path as authors write it: rows by their number, from 0.
fn as_written(demarche: &Demarche, path: &str) -> String {
    let (mut known, mut told) = (String::new(), String::new());
    let mut in_list = false;
    for segment in path.split('.') {
        let row = segment.strip_prefix('r').filter(|_| in_list).and_then(|number| number.parse::<usize>().ok());
        let number = row.map(|number| number.saturating_sub(1).to_string());
        told = path::join(&told, number.as_deref().unwrap_or(segment));
        known = path::join(&known, segment);
        in_list = !in_list && demarche.resolve(&known).is_some_and(Node::is_rows);
    }
    told
}
