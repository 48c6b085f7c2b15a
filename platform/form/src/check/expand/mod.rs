//! Expands the schema with its components into nodes: groups, repeated groups and questions.
//!
//! `component.rs` finds components, `leaf.rs` makes questions, `choices.rs` reads their choices, `pattern.rs` compiles patterns, `keywords.rs`
//! says which words of JSON Schema a schema may use, `beside.rs` and `kinds.rs` what was meant by others. No reference is ever fetched: one leads to a component of the catalogue, to the same file, or is refused.

mod autocomplete;
mod beside;
mod choices;
mod component;
mod keywords;
mod kinds;
mod leaf;
mod overlay;
mod pattern;
mod reference;
mod rows;

use std::{
    collections::{BTreeMap, BTreeSet},
    rc::Rc,
};

use self::{component::Component, overlay::Layer};
use super::{
    draft::{ComponentRule, Draft, Origin},
    source::PlacedSource,
};
use crate::{
    definition::{
        budget::MAX_FIELDS,
        reader::{self, short},
        settings::Settings,
        tree::{Content, Entry, Node as Tree, Place, Written},
    },
    demarche::{Node, NodeId, NodeKind},
    diagnostic::Sentence,
    expression::{is_reserved, nearest},
    path,
};

/// The most rows of a repeated group.
const MAX_ROWS: u32 = 200;
/// The rows of a repeated group that does not say.
const DEFAULT_ROWS: u32 = 10;

/// Expands the schema into the draft. `settings` are those of the pages, by schema path.
pub(super) fn run(draft: &mut Draft<'_>, schema: &Tree, settings: BTreeMap<String, Settings>) {
    let mut expander = Expander {
        draft,
        components: BTreeMap::new(),
        definitions: BTreeMap::new(),
        root: schema,
        choices: 0,
        patterns: pattern::Patterns::default(),
    };
    if !expander.root_is_sound(schema) || !keywords::check(expander.draft.report, schema) {
        return;
    }
    let mut site = Site {
        path: String::new(),
        parent: None,
        required: true,
        layers: vec![Layer { mount: String::new(), texts: 0, component: None, settings: Rc::new(settings) }],
        references: Vec::new(),
        left_out: Vec::new(),
        optional: Vec::new(),
        title: None,
        hint: None,
        definitions: 0,
        component: None,
        row_item: false,
        reference: None,
    };
    expander.place(schema, &mut site);
}

/// What is known of the place that is being expanded.
#[derive(Clone)]
struct Site {
    path: String,
    parent: Option<NodeId>,
    required: bool,
    /// Who may override: the page first, then components from the outside in.
    layers: Vec<Layer>,
    /// The references followed to come here.
    references: Vec<String>,
    /// Absolute paths that are left out.
    left_out: Vec<String>,
    /// Absolute paths that need no answer.
    optional: Vec<String>,
    /// Given beside the reference: the text and whose translations hold.
    title: Option<(Written, usize)>,
    hint: Option<(Written, usize)>,
    /// Whose `$defs` a local reference means: 0 for the démarche, else the number of the component's texts.
    definitions: usize,
    /// The component whose inside this is.
    component: Option<Inside>,
    /// Whether this is what one row is.
    row_item: bool,
    /// Where the démarche's own schema refers to what this lies in.
    reference: Option<Place>,
}

/// The component that a place lies in.
#[derive(Clone)]
struct Inside {
    /// `identity@1`
    name: String,
    /// The path of its root.
    mount: String,
    /// Its id in the catalogue.
    id: String,
}

struct Expander<'d, 'a, 's> {
    draft: &'d mut Draft<'a>,
    components: BTreeMap<String, Option<Rc<Component>>>,
    /// The definitions that references led to, by the number of their texts and their name.
    definitions: BTreeMap<(usize, String), Rc<Tree>>,
    root: &'s Tree,
    /// How many choices were made so far.
    choices: usize,
    patterns: pattern::Patterns,
}

impl Expander<'_, '_, '_> {
    fn error(&mut self, code: &'static str, place: Place, cause: Sentence, cure: Sentence) {
        self.draft.report.error(code, place, cause, cure);
    }

    /// The root must be a group.
    fn root_is_sound(&mut self, schema: &Tree) -> bool {
        let is_object = schema.get("type").and_then(Tree::scalar).is_some_and(|kind| kind.text == "object");
        if is_object && schema.get("properties").is_some() {
            return true;
        }
        let near =
            |entry: &&Entry| nearest(&entry.key.text, ["properties"]).is_some() && entry.key.text != "properties";
        if let Some(entry) = schema.entries().iter().find(near) {
            self.error(
                "definition.unknown_property",
                entry.key.place,
                Sentence::new(
                    format!("La clé « {} » n'existe pas dans un schéma.", short(&entry.key.text)),
                    format!("The key “{}” does not exist in a schema.", short(&entry.key.text)),
                ),
                super::meant(&entry.key.text, ["properties"], "", ""),
            );
            return false;
        }
        self.error(
            "schema.invalid",
            schema.place,
            Sentence::new(
                "Un schéma de réponses est un objet avec des propriétés.",
                "A schema of answers is an object with properties.",
            ),
            Sentence::new(
                "Commencez par « type: object » et « properties: ».",
                "Begin with “type: object” and “properties:”.",
            ),
        );
        false
    }

    /// Expands one place.
    fn place(&mut self, tree: &Tree, site: &mut Site) {
        if self.draft.nodes.len() > MAX_FIELDS {
            return;
        }
        if let Some(reference) = tree.get("$ref") {
            self.reference(tree, reference, site);
            return;
        }
        let explicit = self.explicit_field(site);
        let kind = tree.get("type").and_then(Tree::scalar).map(|kind| kind.text.as_str());
        if explicit.is_none() {
            match kind {
                Some("object") => return self.group(tree, site),
                Some("array") if self.item_is_object(tree, site) => return self.rows(tree, site),
                _ => {}
            }
        }
        self.question(tree, site, explicit);
    }

    /// The field type that the component says its root has.
    fn explicit_field(&self, site: &Site) -> Option<Written> {
        let inside = site.component.as_ref()?;
        if inside.mount != site.path {
            return None;
        }
        self.components.get(&inside.id)?.as_ref()?.entry.field.clone()
    }

    fn item_is_object(&mut self, tree: &Tree, site: &Site) -> bool {
        let Some(items) = tree.get("items") else {
            return true;
        };
        if let Some(reference) = items.get("$ref").and_then(Tree::scalar) {
            if reference.text.starts_with("component:") {
                return true;
            }
            return self.local_definition(&reference.text, site).is_none_or(|tree| tree.get("properties").is_some());
        }
        items.get("properties").is_some()
            || items.get("type").and_then(Tree::scalar).is_some_and(|kind| kind.text == "object")
    }

    /// A group: its own node, then its properties.
    fn group(&mut self, tree: &Tree, site: &mut Site) {
        let id = if site.row_item {
            // What one row is has no node of its own: the repeated group is it.
            site.parent
        } else {
            self.add(tree, site, NodeKind::Group)
        };
        let Some(id) = id else { return };
        self.properties(tree, site, id);
    }

    fn properties(&mut self, tree: &Tree, site: &Site, id: NodeId) {
        let required = self.required_names(tree);
        let properties = match tree.get("properties").map(|node| &node.content) {
            Some(Content::Map(entries)) if !entries.is_empty() => entries.as_slice(),
            _ => {
                self.error(
                    "schema.invalid",
                    tree.place,
                    Sentence::new("Un objet a des propriétés.", "An object has properties."),
                    Sentence::new("Ajoutez « properties: ».", "Add “properties:”."),
                );
                self.draft.holes.insert(site.path.clone());
                return;
            }
        };
        let names: BTreeSet<&str> = properties.iter().map(|entry| entry.key.text.as_str()).collect();
        let required_names: BTreeSet<&str> = required.iter().map(|name| name.text.as_str()).collect();
        for name in &required {
            if !names.contains(name.text.as_str()) && !self.draft.report.is_full() {
                let known = properties.iter().map(|entry| entry.key.text.as_str());
                let cure = super::meant(&name.text, known, "Retirez-le de « required ».", "Take it out of “required”.");
                self.error(
                    "schema.required_unknown",
                    name.place,
                    Sentence::new(
                        format!("« {} » est exigé mais n'existe pas dans ce groupe.", short(&name.text)),
                        format!("“{}” is required but does not exist in this group.", short(&name.text)),
                    ),
                    cure,
                );
            }
        }
        let mut seen: BTreeMap<String, &Written> = BTreeMap::new();
        for entry in properties {
            let path = path::join(&site.path, &entry.key.text);
            if !self.id_is_sound(&entry.key) {
                self.draft.holes.insert(path);
                continue;
            }
            let folded = entry.key.text.to_ascii_lowercase();
            if let Some(first) = seen.get(&folded) {
                self.draft.report.error_with(
                    "field.duplicate_id",
                    entry.key.place,
                    Sentence::new(
                        format!("« {} » et « {} » ne diffèrent que par les majuscules.", first.text, entry.key.text),
                        format!("“{}” and “{}” differ by capitals only.", first.text, entry.key.text),
                    ),
                    Sentence::new("Renommez l'un des deux.", "Rename one of them."),
                    (first.place, Sentence::new("le premier est ici", "the first is here")),
                );
                continue;
            }
            seen.insert(folded, &entry.key);
            if site.left_out.contains(&path) {
                self.draft.left_out.insert(path);
                continue;
            }
            let mut child = Site {
                required: required_names.contains(entry.key.text.as_str()) && !site.optional.contains(&path),
                path,
                parent: Some(id),
                title: None,
                hint: None,
                row_item: false,
                reference: site.reference.filter(|_| site.definitions != 0),
                ..site.clone()
            };
            self.place(&entry.value, &mut child);
            if !self.draft.by_path.contains_key(&child.path) {
                self.draft.holes.insert(child.path);
            }
        }
    }

    fn required_names(&mut self, tree: &Tree) -> Vec<Written> {
        let Some(node) = tree.get("required") else { return Vec::new() };
        let items = reader::list(self.draft.report, node);
        if let (Some(written), Some(properties)) = (node.scalar(), tree.get("properties")) {
            // A name without brackets, or several: told as such, and meant nevertheless.
            let names = written.text.split([',', ' ']).filter(|name| properties.get(name).is_some());
            return names.map(|name| Written { text: name.to_owned(), ..written.clone() }).collect();
        }
        items.iter().filter_map(|item| reader::text(self.draft.report, item)).collect()
    }

    fn id_is_sound(&mut self, key: &Written) -> bool {
        const TRAPS: &[&str] = &["constructor", "prototype", "toString", "valueOf", "hasOwnProperty"];
        let id = key.text.as_str();
        let sound = id.len() <= 64
            && id.starts_with(|c: char| c.is_ascii_alphabetic())
            && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !TRAPS.contains(&id);
        let reserved = is_reserved(id);
        if sound && !reserved {
            return true;
        }
        let cause = if reserved {
            Sentence::new(
                format!("« {id} » est un mot du langage des expressions."),
                format!("“{id}” is a word of the expression language."),
            )
        } else {
            Sentence::new(
                format!("« {} » ne peut pas nommer un champ.", short(id)),
                format!("“{}” cannot name a field.", short(id)),
            )
        };
        self.error(
            "field.bad_id",
            key.place,
            cause,
            Sentence::new(
                "Une lettre sans accent, puis des lettres, des chiffres ou « _ » ; 64 signes au plus.",
                "A letter without accent, then letters, digits or “_”; at most 64 signs.",
            ),
        );
        false
    }

    /// Adds a node with its words and settings.
    fn add(&mut self, tree: &Tree, site: &mut Site, kind: NodeKind) -> Option<NodeId> {
        let number = u32::try_from(self.draft.nodes.len()).ok()?;
        let id = NodeId(number);
        let words = self.words(tree, site);
        let kind = match kind {
            NodeKind::Rows { min, max, .. } => NodeKind::Rows {
                min,
                max,
                row_title: words.row_title,
                ordered: words.row_order,
                copied: words.row_copy,
            },
            other => other,
        };
        let mut repeated_in = Vec::new();
        if let Some(parent) = site.parent {
            repeated_in.clone_from(&self.draft.node(parent).repeated_in);
            if self.draft.node(parent).is_rows() {
                repeated_in.push(parent);
            }
            self.draft.nodes[parent.0 as usize].children.push(id);
        }
        // In an optional group nothing has to be answered, whatever the group says of its own.
        let required =
            words.required.unwrap_or(site.required) && !site.parent.is_some_and(|parent| self.optional_group(parent));
        let can_be_blank = !required;
        let answer_type = match &kind {
            NodeKind::Field(field) => Some(field.field_type.expression_type(field)),
            _ => None,
        };
        self.draft.nodes.push(Node {
            path: site.path.clone(),
            id: site.path.rsplit('.').next().unwrap_or_default().to_owned(),
            parent: site.parent,
            children: Vec::new(),
            repeated_in,
            kind,
            title: words.title,
            hint: words.hint,
            required,
            show_if: Vec::new(),
            computed: None,
            proposed: None,
            offers: BTreeMap::new(),
            table: None,
            total_of: None,
            // What is locked is so with all its parts.
            locked: words.locked || site.parent.is_some_and(|parent| self.draft.node(parent).locked),
            page: None,
            component: site.component.as_ref().map(|inside| inside.name.clone()),
            mount: site.component.as_ref().map(|inside| inside.mount.clone()),
        });
        let vault = site
            .component
            .as_ref()
            .filter(|inside| inside.mount == site.path)
            .and_then(|inside| Some(&self.components.get(&inside.id)?.as_ref()?.entry.vault))
            .map(|names| names.iter().map(|name| name.text.clone()).collect())
            .unwrap_or_default();
        self.draft.origins.push(Origin {
            place: tree.place,
            own_place: site.reference.unwrap_or(tree.place),
            conditions: words.conditions,
            proposed: words.default,
            table: words.table,
            can_be_blank,
            vault,
            r#type: answer_type,
            ..Origin::default()
        });
        self.draft.by_path.insert(site.path.clone(), id);
        Some(id)
    }

    /// Whether a group need not be answered. Rows exist only when they are added.
    fn optional_group(&self, group: NodeId) -> bool {
        let node = self.draft.node(group);
        !node.is_rows() && !node.required
    }
}
