//! Joins what pages, components and the schema say of one place: the page wins, then components from the outside in, then the schema.

use std::{collections::BTreeMap, rc::Rc};

use rust_decimal::Decimal;

use super::super::draft::Drawn;
use super::{Expander, Site};
use crate::{
    definition::{
        reader,
        settings::Settings,
        tree::{Node as Tree, Spanned, Written},
    },
    demarche::FileKind,
    diagnostic::Sentence,
    text::Text,
};

/// The settings that a page or a component gives, by path below its mount.
#[derive(Clone)]
pub(super) struct Layer {
    /// Where its paths begin.
    pub(super) mount: String,
    /// Whose translations hold: 0 for the démarche.
    pub(super) texts: usize,
    /// The component; none for the pages.
    pub(super) component: Option<String>,
    pub(super) settings: Rc<BTreeMap<String, Settings>>,
}

/// What holds for one place.
#[derive(Default)]
pub(super) struct Words {
    pub(super) title: Text,
    pub(super) hint: Option<Text>,
    pub(super) unit: Option<Text>,
    pub(super) message: Option<Text>,
    pub(super) row_title: Option<Text>,
    pub(super) row_order: bool,
    pub(super) row_copy: bool,
    pub(super) conditions: Vec<(Written, Option<String>)>,
    pub(super) required: Option<bool>,
    pub(super) locked: bool,
    pub(super) autocomplete: Option<Written>,
    pub(super) as_list: Option<bool>,
    pub(super) long: Option<bool>,
    pub(super) minimum: Option<Spanned<Decimal>>,
    pub(super) maximum: Option<Spanned<Decimal>>,
    pub(super) max_size: Option<u64>,
    pub(super) max_files: Option<u32>,
    pub(super) accept: Option<Vec<FileKind>>,
    pub(super) masked: bool,
    pub(super) default: Option<(Tree, Option<String>)>,
    pub(super) table: Option<Drawn>,
}

/// A text and whose it is.
type Said = (Written, usize);

impl Expander<'_, '_, '_> {
    /// All that is said of the place.
    pub(super) fn words(&mut self, tree: &Tree, site: &Site) -> Words {
        let mut merged = Settings::default();
        let mut conditions = Vec::new();
        let (mut default, mut table) = (None, None);
        let mut owners: BTreeMap<&'static str, usize> = BTreeMap::new();
        for layer in &site.layers {
            let Some(relative) = below(&site.path, &layer.mount) else {
                continue;
            };
            let Some(settings) = layer.settings.get(relative) else {
                continue;
            };
            let mounted = || layer.component.is_some().then(|| layer.mount.clone());
            if default.is_none() {
                default = settings.default.clone().map(|tree| (tree, mounted()));
            }
            if table.is_none() {
                table = settings.drawn_as.map(|drawn| Drawn {
                    place: drawn.place,
                    heading: None,
                    totals: settings.totals.clone(),
                    mount: mounted(),
                });
            }
            if let Some(condition) = &settings.show_if {
                let mount = layer.component.is_some().then(|| layer.mount.clone());
                conditions.push((condition.clone(), mount));
            }
            for (name, given) in [
                ("label", settings.label.is_some()),
                ("hint", settings.hint.is_some()),
                ("unit", settings.unit.is_some()),
                ("message", settings.message.is_some()),
                ("row_title", settings.row_title.is_some()),
            ] {
                if given {
                    owners.entry(name).or_insert(layer.texts);
                }
            }
            merged = merged.over(settings);
        }
        let owner = |name: &str| owners.get(name).copied().unwrap_or_default();
        let label = merged.label.clone().map(|written| (written, owner("label")));
        let hint = merged.hint.clone().map(|written| (written, owner("hint")));
        let said = label
            .or_else(|| site.title.clone())
            .or_else(|| self.own_title(tree, site))
            // The root's title is for readers of the schema: the démarche has its own.
            .filter(|_| !site.path.is_empty());
        let title = match said {
            Some(said) => self.said(site, "label", said),
            None => self.without_label(tree, site),
        };
        let description = self.given(tree, "description", site);
        let hint = hint.or_else(|| site.hint.clone()).or(description).map(|said| self.said(site, "hint", said));
        let mut text = |name: &'static str, written: &Option<Written>| {
            written.clone().map(|written| self.said(site, name, (written, owner(name))))
        };
        let row_title = text("row_title", &merged.row_title);
        if let Some(table) = &mut table {
            table.heading.clone_from(&row_title);
        }
        Words {
            default,
            table,
            row_title,
            unit: text("unit", &merged.unit),
            message: text("message", &merged.message),
            title,
            hint,
            conditions,
            required: merged.required.map(|required| required.value),
            locked: merged.locked.is_some_and(|locked| locked.value),
            autocomplete: merged.autocomplete,
            as_list: merged.as_list.map(|as_list| as_list.value),
            long: merged.long.map(|long| long.value),
            minimum: merged.minimum,
            maximum: merged.maximum,
            max_size: merged.max_size.map(|size| size.value),
            max_files: merged.max_files.map(|files| files.value),
            accept: merged.accept,
            row_order: merged.row_order.is_some_and(|order| order.value),
            row_copy: merged.row_copy.is_some_and(|copy| copy.value),
            masked: merged.masked.is_some_and(|masked| masked.value),
        }
    }

    /// The component's title at its root, else the schema's.
    fn own_title(&mut self, tree: &Tree, site: &Site) -> Option<Said> {
        let inside = site.component.as_ref().filter(|inside| inside.mount == site.path);
        if let Some(component) = inside.and_then(|inside| self.components.get(&inside.id)?.clone())
            && let Some(title) = &component.entry.title
        {
            return Some((title.clone(), component.texts));
        }
        self.given(tree, "title", site)
    }

    fn given(&mut self, tree: &Tree, key: &str, site: &Site) -> Option<Said> {
        let node = tree.get(key)?;
        let written = reader::text(self.draft.report, node)?;
        Some((written, site.definitions))
    }

    /// The text with its translation.
    pub(super) fn said(&mut self, site: &Site, suffix: &str, (written, owner): Said) -> Text {
        let key = format!("fields.{}.{suffix}", site.path);
        let own_key = site
            .layers
            .iter()
            .find(|layer| layer.texts == owner)
            .and_then(|layer| below(&site.path, &layer.mount))
            .map(|relative| own_key(relative, suffix))
            .unwrap_or_default();
        self.draft.component_text(&key, owner, &own_key, &written)
    }

    fn without_label(&mut self, tree: &Tree, site: &Site) -> Text {
        if !site.path.is_empty() {
            self.error(
                "field.no_label",
                tree.place,
                Sentence::new(
                    format!("« {} » n'a pas de libellé.", site.path),
                    format!("“{}” has no label.", site.path),
                ),
                Sentence::new("Ajoutez « title: … ».", "Add “title: …”."),
            );
        }
        Text::default()
    }
}

/// The key of a component's own translation.
fn own_key(relative: &str, suffix: &str) -> String {
    match (relative, suffix) {
        ("", "label") => "title".to_owned(),
        ("", other) => other.to_owned(),
        _ => format!("fields.{relative}.{suffix}"),
    }
}

/// The rest of `path` below `mount`; the mount itself is the empty path.
pub(super) fn below<'p>(path: &'p str, mount: &str) -> Option<&'p str> {
    if mount.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(mount)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('.') }
}
