//! Decides what a page shows and where the journey goes next.

use crate::{
    answers::{Source, Value},
    demarche::{Field, Node, NodeId, NodeKind},
    path,
    problem::{Problem, ProblemKind},
    recap::row_title,
    source,
    state::State,
    view::{
        BoxView, ColumnView, FieldView, GroupView, Item, OptionView, PageView, RowView, RowsView, ShownProblem,
        StopView, TableView,
    },
};

/// Where « Continuer » leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// To the page with this index.
    Page(usize),
    /// To the recap: every page is behind.
    Recap,
    /// To the page that says why the journey ends here.
    Stop,
}

/// Where « Continuer » leads from `page`.
pub fn next_page(state: &State<'_>, page: usize) -> Next {
    match state.stop() {
        Some((stopped_at, _)) if stopped_at == page => return Next::Stop,
        _ => {}
    }
    state.pages().into_iter().find(|other| *other > page).map_or(Next::Recap, Next::Page)
}

/// The page that « Retour » leads to.
pub fn previous_page(state: &State<'_>, page: usize) -> Option<usize> {
    state.pages().into_iter().rfind(|other| *other < page)
}

/// The places at which `page` asks something: its visible questions that the citizen answers, and its repeated groups, which ask for rows.
pub fn asked(state: &State<'_>, page: usize) -> Vec<String> {
    let mut asked = Vec::new();
    for id in &state.demarche.pages[page].shows {
        for path in state.instances(state.demarche.node(*id)) {
            gather_asked(state, *id, &path, page, &mut asked);
        }
    }
    asked
}

fn gather_asked(state: &State<'_>, id: NodeId, path: &str, page: usize, asked: &mut Vec<String>) {
    let node = state.demarche.node(id);
    if (node.page.is_some() && node.page != Some(page)) || !state.visible(path) {
        return;
    }
    let children = |start: &str, asked: &mut Vec<String>| {
        for child in &node.children {
            let id = &state.demarche.node(*child).id;
            gather_asked(state, *child, &path::join(start, id), page, asked);
        }
    };
    match node.kind {
        NodeKind::Field(_) => {
            if node.computed.is_none() && !node.locked && !source::is_given_only(state.demarche, node) {
                asked.push(path.to_owned());
            }
        }
        NodeKind::Group => children(path, asked),
        NodeKind::Rows { .. } => {
            asked.push(path.to_owned());
            for row in state.rows(path).iter() {
                children(&format!("{path}.{row}"), asked);
            }
        }
    }
}

/// Why the journey ends at `page`, where it does.
pub fn stop_view(state: &State<'_>, page: usize) -> Option<StopView> {
    let (stopped_at, stop) = state.stop()?;
    let language = state.language();
    (stopped_at == page).then(|| StopView {
        id: stop.id.clone(),
        title: stop.title.get(language).to_owned(),
        text: stop.text.as_ref().map(|text| text.get(language).to_owned()),
        link: stop.link.as_ref().map(|(address, label)| (address.clone(), label.get(language).to_owned())),
        back_to: state.demarche.pages[page].id.clone(),
    })
}

/// The page as it is to be drawn, with `problems` at their places; none are given on a first visit.
pub fn page_view(state: &State<'_>, page: usize, problems: &[Problem]) -> PageView {
    let language = state.language();
    let definition = &state.demarche.pages[page];
    let pages = state.pages();
    let drawing = Drawing { state, page, problems };
    let items: Vec<Item> = definition
        .shows
        .iter()
        .filter(|id| !drawing.is_at_foot(**id))
        .flat_map(|id| {
            state.instances(state.demarche.node(*id)).into_iter().filter_map(|path| drawing.item(*id, &path))
        })
        .collect();
    let mut shown = Vec::new();
    gather_problems(&items, &|problems, _| problems, &mut shown);
    let mut warnings = Vec::new();
    gather_problems(&items, &|_, warnings| warnings, &mut warnings);
    if !(shown.is_empty() && warnings.is_empty()) {
        let mut places = Vec::new();
        // Where the whole page is one group, its title says no more than the page's.
        let told = items.len() > 1;
        gather_places(&items, told.then_some(definition.title.get(language)), &mut Vec::new(), &mut places);
        for problem in shown.iter_mut().chain(&mut warnings) {
            if let Some(place) = distinct(&places, &problem.problem.path) {
                problem.place = place;
            }
        }
    }
    PageView {
        id: definition.id.clone(),
        title: definition.title.get(language).to_owned(),
        intro: definition.intro.as_ref().map(|intro| intro.get(language).to_owned()),
        step: pages.iter().filter(|other| **other <= page).count(),
        steps: pages.len() + 1,
        previous: previous_page(state, page).map(|page| state.demarche.pages[page].id.clone()),
        has_files: any_field(&items, &|field| field.field_type == "file"),
        has_optional: any_field(&items, &|field| !field.required && !field.read_only),
        problems: shown,
        warnings,
        items,
    }
}

/// The id of the element at an answer path: dots are awkward in selectors.
fn element_id(path: &str) -> String {
    path.replace('.', "-")
}

struct Drawing<'s, 'a> {
    state: &'s State<'a>,
    page: usize,
    problems: &'s [Problem],
}

impl Drawing<'_, '_> {
    fn item(&self, id: NodeId, path: &str) -> Option<Item> {
        let node = self.state.demarche.node(id);
        let elsewhere = node.page.is_some() && node.page != Some(self.page);
        if elsewhere || !self.state.visible(path) {
            return None;
        }
        match &node.kind {
            NodeKind::Field(field) => {
                let view = self.field(node, field, path);
                // What a source alone can give is not asked for.
                if view.shown.is_empty() && source::is_given_only(self.state.demarche, node) {
                    return None;
                }
                // A computed value that cannot be computed yet is not shown.
                (node.computed.is_none() || !view.shown.is_empty() || !view.problems.is_empty())
                    .then(|| Item::Field(Box::new(view)))
            }
            NodeKind::Group => {
                let mut items = self.children(node, path);
                if !self.state.demarche.sources.is_empty() && !items.is_empty() {
                    source::insert(self.state, node, path, &mut items);
                }
                (!items.is_empty()).then(|| {
                    Item::Group(GroupView {
                        path: path.to_owned(),
                        id: element_id(path),
                        title: self.text(&node.title),
                        hint: node.hint.as_ref().map(|hint| self.text(hint)),
                        items,
                        table: self.table(node, path),
                        problems: self.problems_at(node, path),
                        warnings: self.warnings_at(node, path),
                    })
                })
            }
            NodeKind::Rows { max, row_title: title, ordered, copied, .. } => {
                let rows = self.state.rows(path);
                let least = node.least_rows();
                let can_remove = rows.len() > least;
                let language = self.state.language();
                let views = rows
                    .iter()
                    .enumerate()
                    .map(|(index, row)| {
                        let row_path = format!("{path}.{row}");
                        RowView {
                            row: row.clone(),
                            id: element_id(&row_path),
                            title: row_title(node, index, language),
                            items: self.children(node, &row_path),
                            path: row_path,
                            can_remove,
                            can_move_up: *ordered && index > 0,
                            can_move_down: *ordered && index + 1 < rows.len(),
                            can_copy: *copied && rows.len() < *max as usize,
                        }
                    })
                    .collect();
                Some(Item::Rows(RowsView {
                    path: path.to_owned(),
                    id: element_id(path),
                    title: self.text(&node.title),
                    hint: node.hint.as_ref().map(|hint| self.text(hint)),
                    can_add: rows.len() < *max as usize,
                    row_title: self.text(title.as_ref().unwrap_or(&node.title)),
                    rows: views,
                    table: self.table(node, path),
                    problems: self.problems_at(node, path),
                    warnings: self.warnings_at(node, path),
                }))
            }
        }
    }

    /// Whether the node is drawn at the foot of a table that is shown.
    fn is_at_foot(&self, id: NodeId) -> bool {
        let table = self.state.demarche.node(id).total_of.map(|table| self.state.demarche.node(table));
        table.is_some_and(|table| self.state.visible(&table.path))
    }

    fn table(&self, node: &Node, path: &str) -> Option<TableView> {
        let table = node.table.as_ref()?;
        let demarche = self.state.demarche;
        let total = |id: &NodeId| {
            let total = demarche.node(*id);
            let value = self.state.value(&self.state.instance(&total.path, path))?;
            let field = total.field()?;
            Some(field.field_type.show(&value, field, self.state.language()).join(", "))
        };
        let columns: Vec<ColumnView> = table
            .columns
            .iter()
            .map(|(id, first)| {
                let first = demarche.node(*first);
                ColumnView {
                    id: id.clone(),
                    title: self.text(&first.title),
                    hint: first.hint.as_ref().map(|hint| self.text(hint)),
                    number: is_number(first),
                    optional: !first.required && first.computed.is_none(),
                    total: table.totals.get(id).and_then(total),
                }
            })
            .collect();
        Some(TableView {
            heading: table.heading.as_ref().map(|heading| self.text(heading)),
            has_totals: columns.iter().any(|column| column.total.is_some()),
            columns,
        })
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

    fn text(&self, text: &crate::text::Text) -> String {
        text.get(self.state.language()).to_owned()
    }

    fn children(&self, node: &Node, path: &str) -> Vec<Item> {
        node.children
            .iter()
            .filter_map(|child| {
                let id = &self.state.demarche.node(*child).id;
                self.item(*child, &path::join(path, id))
            })
            .collect()
    }

    fn problems_at(&self, node: &Node, path: &str) -> Vec<ShownProblem> {
        self.shown_at(node, path, false)
    }

    fn warnings_at(&self, node: &Node, path: &str) -> Vec<ShownProblem> {
        self.shown_at(node, path, true)
    }

    fn shown_at(&self, node: &Node, path: &str, warnings: bool) -> Vec<ShownProblem> {
        self.problems
            .iter()
            .filter(|problem| problem.path == path && problem.kind.mark().is_some() == warnings)
            .map(|problem| ShownProblem {
                target: self.target(node, path, &problem.part),
                label: self.text(&node.title),
                place: self.text(&node.title),
                field_type: node.field().map_or("", |field| field.field_type.name()),
                example: node.hint.as_ref().and_then(|hint| example_date(hint.get(self.state.language()))),
                problem: problem.clone(),
            })
            .collect()
    }

    /// The element that takes the focus: the box at fault, or the first option of a choice.
    fn target(&self, node: &Node, path: &str, part: &str) -> String {
        let id = element_id(path);
        let Some(field) = node.field() else {
            return id;
        };
        let parts = field.field_type.parts();
        if parts.len() > 1 {
            let part = parts.iter().find(|known| **known == part).or(parts.first()).copied().unwrap_or_default();
            return format!("{id}-{part}");
        }
        match field.field_type.name() {
            "radio" if !field.as_list => format!("{id}-1"),
            "checkboxes" | "yes_no" => format!("{id}-1"),
            _ => id,
        }
    }

    fn field(&self, node: &Node, field: &Field, path: &str) -> FieldView {
        let language = self.state.language();
        let id = element_id(path);
        let answer = self.state.answers.get(path);
        let value = self.state.value(path);
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
}

/// Whether the node is a question whose answers are aligned by their digits.
pub(crate) fn is_number(node: &Node) -> bool {
    node.field().is_some_and(|field| matches!(field.field_type.name(), "integer" | "decimal" | "money"))
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

/// The date that a hint gives as its example: « Par exemple 24 8 2009. ».
fn example_date(hint: &str) -> Option<String> {
    let words: Vec<&str> = hint.split_whitespace().map(|word| word.trim_end_matches(['.', ',', ';', ')'])).collect();
    words.windows(3).find_map(|three| {
        let [day, month, year] = three else { return None };
        let digits = |word: &str, most: usize| word.len() <= most && word.bytes().all(|byte| byte.is_ascii_digit());
        (!day.is_empty()
            && digits(day, 2)
            && !month.is_empty()
            && digits(month, 2)
            && year.len() == 4
            && digits(year, 4))
        .then(|| three.join(" "))
    })
}

/// Picks the problems or the warnings of an item.
type Pick = dyn for<'i> Fn(&'i [ShownProblem], &'i [ShownProblem]) -> &'i [ShownProblem];

fn gather_problems(items: &[Item], pick: &Pick, found: &mut Vec<ShownProblem>) {
    for item in items {
        match item {
            Item::Field(field) => found.extend_from_slice(pick(&field.problems, &field.warnings)),
            Item::Group(group) => {
                found.extend_from_slice(pick(&group.problems, &group.warnings));
                gather_problems(&group.items, pick, found);
            }
            Item::Rows(rows) => {
                found.extend_from_slice(pick(&rows.problems, &rows.warnings));
                for row in &rows.rows {
                    gather_problems(&row.items, pick, found);
                }
            }
            Item::Search(_) => {}
        }
    }
}

/// A title above a question, and whether it is always told: a row's is, and that of a group beside others.
type Above<'i> = (&'i str, bool);

/// Every question with its titles, the outermost first, its own label last. The groups among `items` are told, except one that is called
/// like the page, where the page's title is given.
fn gather_places<'i>(
    items: &'i [Item],
    page: Option<&str>,
    above: &mut Vec<Above<'i>>,
    places: &mut Vec<(&'i str, Vec<Above<'i>>)>,
) {
    for item in items {
        let (path, title) = match item {
            Item::Field(field) => (&field.path, &field.label),
            Item::Group(group) => (&group.path, &group.title),
            Item::Rows(rows) => (&rows.path, &rows.title),
            Item::Search(_) => continue,
        };
        above.push((title, matches!(item, Item::Group(_)) && page.is_some_and(|page| page != title)));
        places.push((path, above.clone()));
        if let Item::Group(group) = item {
            gather_places(&group.items, None, above, places);
        }
        above.pop();
        if let Item::Rows(rows) = item {
            for row in &rows.rows {
                above.push((&row.title, true));
                gather_places(&row.items, None, above, places);
                above.pop();
            }
        }
    }
}

/// The titles that are always told, and the fewest others that tell the place at `path` from the rest of its page.
fn distinct(places: &[(&str, Vec<Above<'_>>)], path: &str) -> Option<String> {
    let (_, titles) = places.iter().find(|(known, _)| *known == path)?;
    let told = (1..=titles.len()).find(|count| {
        let told = &titles[titles.len() - count..];
        places.iter().filter(|(_, others)| others.ends_with(told)).count() == 1
    });
    let from = titles.len() - told.unwrap_or(titles.len());
    let told = titles.iter().enumerate().filter(|(index, (_, always))| *always || *index >= from);
    let mut told: Vec<&str> = told.map(|(_, (title, _))| *title).collect();
    told.dedup();
    Some(told.join(" – "))
}

fn any_field(items: &[Item], holds: &dyn Fn(&FieldView) -> bool) -> bool {
    items.iter().any(|item| match item {
        Item::Field(field) => holds(field),
        Item::Group(group) => any_field(&group.items, holds),
        Item::Rows(rows) => rows.rows.iter().any(|row| any_field(&row.items, holds)),
        Item::Search(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::example_date;

    #[test]
    fn the_example_of_a_date_is_the_one_its_hint_gives() {
        assert_eq!(example_date("Par exemple 24 8 2009.").as_deref(), Some("24 8 2009"));
        assert_eq!(example_date("Au plus trois mois avant, par exemple 1 12 2026.").as_deref(), Some("1 12 2026"));
        assert_eq!(example_date("15 chiffres, sur votre carte Vitale."), None);
        assert_eq!(example_date("Si le jour n'est pas connu, laissez-le vide."), None);
    }
}
