//! Draws a question: its boxes with what was answered or is proposed, its options, its limits.

use super::drawing::{Drawing, element_id};
use crate::{
    answers::{Source, Value},
    demarche::{Field, Node},
    problem::ProblemKind,
    recap::row_title,
    source::is_given_only,
    view::{BoxView, FieldView, OptionView, ShownProblem},
};

impl<'a> Drawing<'_, 'a> {
    pub(super) fn field(&self, node: &'a Node, field: &Field, path: &str) -> FieldView {
        let language = self.state.language();
        let id = element_id(path);
        let answer = self.state.answers.get(path);
        let value = self.state.value_at(path, node);
        let proposed = if value.is_none() && !self.is_read_only(node) { self.state.proposed(path) } else { None };
        let is_proposed = proposed.is_some();
        let value = value.or(proposed);
        let row = self.row_of(node, path);
        let problems = self.problems_at(node, path);
        let typed = answer.map(|answer| &answer.typed).filter(|t| !t.is_empty());
        let held = |part: &str| -> String {
            if let Some(typed) = typed {
                return typed.get(part).cloned().unwrap_or_default();
            }
            value
                .as_ref()
                .and_then(|value| field.field_type.boxes(value, field).into_iter().find(|(known, _)| *known == part))
                .map(|(_, text)| text)
                .unwrap_or_default()
        };
        let parts = field.field_type.parts();
        let boxes = if parts.len() > 1 {
            parts
                .iter()
                .map(|part| BoxView {
                    part,
                    name: format!("{path}.{part}"),
                    id: format!("{id}-{part}"),
                    value: held(part),
                    autocomplete: birthday_token(field, part),
                    wrong: problems
                        .iter()
                        .any(|shown| shown.problem.part == *part || !parts.contains(&shown.problem.part.as_str())),
                })
                .collect()
        } else {
            Vec::new()
        };
        let shown =
            value.as_ref().map(|value| field.field_type.show(value, field, language).join(", ")).unwrap_or_default();
        FieldView {
            path: path.to_owned(),
            field_type: field.field_type.name(),
            label: self.text(&node.title),
            hint: node.hint.as_ref().map(|hint| self.text(hint)),
            required: node.required,
            proposed: is_proposed,
            column: row.is_some().then(|| node.id.clone()),
            row,
            locked: node.locked && node.computed.is_none() && !is_given_only(self.state.demarche, node),
            read_only: self.is_read_only(node) || answer.is_some_and(|answer| answer.source.is_verified()),
            value: held(""),
            shown,
            boxes,
            options: self.options((node, path), field, &id, value.as_ref(), &problems),
            as_list: field.as_list,
            referential: field.referential.clone(),
            code: match &value {
                Some(Value::Entry { code, .. }) => Some(code.clone()),
                _ => None,
            },
            files: match value {
                Some(Value::Files(files)) => files,
                _ => Vec::new(),
            },
            max_files: field.max_files,
            max_size: field.max_size,
            accept: field.accept.iter().map(|kind| kind.mime()).collect(),
            kinds: field.accept.iter().map(|kind| kind.id()).collect(),
            statement: field.statement.as_ref().map(|s| self.text(s)),
            autocomplete: field.autocomplete.clone().filter(|_| parts.len() == 1),
            input_mode: match &field.format {
                Some(named) => named.format.input_mode,
                None => field.field_type.input_mode(),
            },
            max_length: field.max_length,
            width: width(field),
            unit: field.unit.as_ref().map(|unit| self.text(unit)),
            source: answer.map(|answer| answer.source.clone()).filter(|source| *source != Source::Typed),
            problems,
            warnings: self.warnings_at(node, path),
            removed: self.removed_at(path),
            id,
        }
    }

    fn is_read_only(&self, node: &Node) -> bool {
        node.computed.is_some() || node.locked
    }

    fn options(
        &self,
        (node, path): (&Node, &str),
        field: &Field,
        id: &str,
        value: Option<&Value>,
        problems: &[ShownProblem],
    ) -> Vec<OptionView> {
        let language = self.state.language();
        let chosen = |option: &str| match value {
            Some(Value::Text(text)) => text == option,
            Some(Value::Choices(ticked)) => ticked.iter().any(|known| known == option),
            _ => false,
        };
        let ambiguous = problems.iter().find_map(|shown| match &shown.problem.kind {
            ProblemKind::Ambiguous { choices } => Some(choices),
            _ => None,
        });
        if let Some(choices) = ambiguous {
            return choices
                .iter()
                .enumerate()
                .map(|(index, (code, label))| OptionView {
                    value: code.clone(),
                    id: format!("{id}-code-{}", index + 1),
                    label: label.clone(),
                    hint: None,
                    chosen: false,
                })
                .collect();
        }
        field
            .options
            .iter()
            .filter(|option| self.state.offers(path, node, &option.value))
            .enumerate()
            .map(|(index, option)| OptionView {
                value: option.value.clone(),
                id: format!("{id}-{}", index + 1),
                label: self.text(&option.title),
                hint: option.hint.as_ref().map(|hint| hint.get(language).to_owned()),
                chosen: chosen(&option.value),
            })
            .collect()
    }

    /// The row of a table that the question at `path` stands in, as people call it.
    fn row_of(&self, node: &Node, path: &str) -> Option<String> {
        let parent = self.state.demarche.node(node.parent?);
        if parent.table.is_some() && parent.is_rows() {
            let here = self.state.here(path, node);
            let index = here.rows.last()?.index;
            return Some(row_title(parent, index, self.state.language()));
        }
        let around = self.state.demarche.node(parent.parent?);
        around.table.is_some().then(|| self.text(&parent.title))
    }
}

/// `bday-day` and its neighbours, where the question is the citizen's own birth date.
fn birthday_token(field: &Field, part: &str) -> Option<&'static str> {
    if field.autocomplete.as_deref() != Some("bday") {
        return None;
    }
    match part {
        "day" => Some("bday-day"),
        "month" => Some("bday-month"),
        "year" => Some("bday-year"),
        _ => None,
    }
}

/// The width of a box whose answer's length is known, in characters.
fn width(field: &Field) -> Option<u32> {
    match field.field_type.name() {
        "integer" => Some(6),
        "decimal" | "money" => Some(12),
        "phone" => Some(20),
        // With room for the spaces between groups.
        "text" if field.format.is_some() => field.max_length.map(|max| max + max / 3).filter(|max| *max <= 40),
        "text" => field.max_length.filter(|max| *max <= 40),
        _ => None,
    }
}
