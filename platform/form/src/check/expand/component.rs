//! Finds components in the catalogue and mounts them where a schema refers to them.

use std::{collections::BTreeMap, rc::Rc};

use super::{ComponentRule, Expander, Inside, Layer, PlacedSource, Site};
use crate::{
    bundle::{Bundle, Catalogue},
    check::own_source,
    definition::{
        self,
        component::{self, ComponentEntry},
        reader::{self, short},
        tree::{Node as Tree, Written},
    },
    diagnostic::Sentence,
    expression::fold,
    path,
    source::template::Of,
};

/// A component of the catalogue, read once.
pub(super) struct Component {
    pub(super) entry: ComponentEntry,
    pub(super) schema: Tree,
    /// The number of its translations in the draft.
    pub(super) texts: usize,
    /// Whom it asks, by id.
    sources: definition::Sources,
}

impl Expander<'_, '_, '_> {
    /// Mounts `component:<name>` at the place: `name` is `<id>@<major>`.
    pub(super) fn component(&mut self, tree: &Tree, written: &Written, name: &str, site: &mut Site) {
        let (id, major) = match name.split_once('@') {
            Some((id, major)) => (id, major.parse::<u32>().ok()),
            None => (name, None),
        };
        let Some(component) = self.load(id, written) else {
            return;
        };
        let Some(found) = major_of(&component.entry) else {
            return;
        };
        if major != Some(found) {
            self.error(
                "component.version",
                written.place,
                match major {
                    Some(major) => Sentence::new(
                        format!("Le catalogue tient la version {found} de « {id} », non la {major}."),
                        format!("The catalogue holds version {found} of “{id}”, not {major}."),
                    ),
                    None => Sentence::new("La version du composant manque.", "The component's version is missing."),
                },
                Sentence::new(
                    format!("Écrivez « component:{id}@{found} »."),
                    format!("Write “component:{id}@{found}”."),
                ),
            );
            return;
        }
        let inside = Inside { name: format!("{id}@{found}"), mount: site.path.clone(), id: id.to_owned() };
        self.choose_parts(tree, &component, site);
        let mut settings: BTreeMap<_, _> =
            component.entry.parts.iter().map(|(path, settings)| (path.text.clone(), settings.clone())).collect();
        settings.insert(String::new(), component.entry.settings.clone());
        site.layers.push(Layer {
            mount: site.path.clone(),
            texts: component.texts,
            component: Some(id.to_owned()),
            settings: Rc::new(settings),
        });
        site.definitions = component.texts;
        for (part, expression) in &component.entry.computed {
            let path = Written { text: path::join(&site.path, &part.text), ..part.clone() };
            self.draft.component_computed.push((path, expression.clone(), site.path.clone()));
        }
        for rule in &component.entry.rules {
            self.draft.component_rules.push(ComponentRule {
                mount: site.path.clone(),
                texts: component.texts,
                component: id.to_owned(),
                rule: rule.clone(),
            });
        }
        let about = tree.get("about").and_then(|node| reader::text(self.draft.report, node));
        for (id, entry) in &component.sources {
            self.draft.sources.push(PlacedSource {
                mount: site.path.clone(),
                texts: component.texts,
                id: id.clone(),
                entry: Rc::clone(entry),
                about: about.clone(),
                beside: false,
            });
        }
        site.component = Some(inside);
        self.place(&component.schema, site);
        self.parts_exist(&component, &site.path);
    }

    /// The component with this id, read at its first use.
    fn load(&mut self, id: &str, written: &Written) -> Option<Rc<Component>> {
        if let Some(known) = self.components.get(id) {
            return known.clone();
        }
        let catalogue = self.draft.catalogue;
        let Some(bundle) = catalogue.components.get(id) else {
            let (fr, en) = offered(catalogue, id);
            let cure = super::super::meant(id, catalogue.components.keys().map(String::as_str), &fr, &en);
            self.error(
                "component.unknown",
                written.place,
                Sentence::new(
                    format!("Le catalogue n'a pas de composant « {} ».", short(id)),
                    format!("The catalogue has no component “{}”.", short(id)),
                ),
                cure,
            );
            return None;
        };
        let entry = definition::file(self.draft.report, bundle, "component.yaml")
            .and_then(|root| component::read(self.draft.report, &root));
        let schema = definition::schema(self.draft.report, bundle);
        let texts = definition::texts(self.draft.report, bundle);
        let sources = definition::sources(self.draft.report, bundle);
        let loaded = entry.zip(schema).map(|(entry, schema)| {
            self.draft.texts.push(texts);
            self.draft.components.insert(id.to_owned(), bundle.hash());
            Rc::new(Component { entry, schema, texts: self.draft.texts.len() - 1, sources })
        });
        let sound = match &loaded {
            Some(component) => {
                super::keywords::check(self.draft.report, &component.schema) && self.version_is_sound(component, id)
            }
            None => false,
        };
        let loaded = loaded.filter(|_| sound);
        self.components.insert(id.to_owned(), loaded.clone());
        loaded
    }

    fn version_is_sound(&mut self, component: &Component, id: &str) -> bool {
        if let Some(written) = &component.entry.id
            && written.text != id
        {
            self.error(
                "definition.folder_name",
                written.place,
                Sentence::new(
                    format!("Le composant s'appelle « {} », son dossier « {id} ».", written.text),
                    format!("The component is called “{}”, its folder “{id}”.", written.text),
                ),
                Sentence::new("Donnez-leur le même nom.", "Give them the same name."),
            );
        }
        let Some(version) = &component.entry.version else {
            return false;
        };
        if major_of(&component.entry).is_some() {
            return true;
        }
        self.error(
            "component.version",
            version.place,
            Sentence::new(
                format!("« {} » n'est pas une version.", short(&version.text)),
                format!("“{}” is not a version.", short(&version.text)),
            ),
            Sentence::new("Écrivez trois nombres : \"1.0.0\".", "Write three numbers: \"1.0.0\"."),
        );
        false
    }

    /// Applies `parts` and `without`.
    fn choose_parts(&mut self, tree: &Tree, component: &Component, site: &mut Site) {
        let kept = self.paths(tree, "parts");
        let left = self.paths(tree, "without");
        let removable = &component.entry.removable;
        if tree.get("parts").is_some() {
            for part in removable {
                let wanted = kept
                    .iter()
                    .any(|keep| path::is_within(&keep.text, &part.text) || path::is_within(&part.text, &keep.text));
                if !wanted {
                    site.left_out.push(path::join(&site.path, &part.text));
                }
            }
            for part in &kept {
                self.part_exists(part, component);
            }
        }
        for part in &left {
            if removable.iter().any(|may| may.text == part.text) {
                site.left_out.push(path::join(&site.path, &part.text));
            } else if self.part_exists(part, component) {
                let list = removable.iter().map(|may| may.text.as_str()).collect::<Vec<_>>().join(", ");
                self.error(
                    "component.part_needed",
                    part.place,
                    Sentence::new(
                        format!("Ce composant ne va pas sans « {} ».", part.text),
                        format!("This component does not go without “{}”.", part.text),
                    ),
                    Sentence::new(format!("Peuvent être laissés : {list}."), format!("May be left out: {list}.")),
                );
            }
        }
        for part in self.paths(tree, "optional") {
            self.part_exists(&part, component);
        }
    }

    /// Whether the component has this part; only its own schema is looked at, not what that refers to.
    fn part_exists(&mut self, part: &Written, component: &Component) -> bool {
        let mut at = &component.schema;
        for segment in part.text.split('.') {
            if at.get("$ref").is_some() {
                return true;
            }
            let properties = at.get("properties");
            match properties.and_then(|properties| properties.get(segment)) {
                Some(next) => at = next,
                None => {
                    let known: Vec<&str> = properties
                        .map(Tree::entries)
                        .unwrap_or_default()
                        .iter()
                        .map(|entry| entry.key.text.as_str())
                        .collect();
                    let cure = super::super::meant(
                        segment,
                        known.iter().copied(),
                        &format!("Ses parts : {}.", known.join(", ")),
                        &format!("Its parts: {}.", known.join(", ")),
                    );
                    self.error(
                        "component.unknown_part",
                        part.place,
                        Sentence::new(
                            format!("Ce composant n'a pas de part « {} ».", short(&part.text)),
                            format!("This component has no part “{}”.", short(&part.text)),
                        ),
                        cure,
                    );
                    return false;
                }
            }
        }
        true
    }

    /// The parts that the component itself names must exist, unless the démarche left them out.
    fn parts_exist(&mut self, component: &Component, _mount: &str) {
        for (part, _) in &component.entry.parts {
            self.part_exists(part, component);
        }
        for part in &component.entry.removable {
            self.part_exists(part, component);
        }
        for (_, source) in &component.sources {
            if let Some(at) = &source.at {
                own_source::no_place(
                    self.draft.report,
                    at.place,
                    (
                        "Une source d'un composant se tient à son groupe.",
                        "A source of a component stands at its group.",
                    ),
                    ("Retirez « at » : il se dit dans une démarche.", "Remove “at”: it is said in a démarche."),
                );
            }
            for (part, _) in &source.gives {
                self.part_exists(part, component);
            }
            for text in source.texts() {
                for hole in text.template.holes() {
                    if let Of::Part(part) = &hole.of {
                        self.part_exists(&Written { text: part.clone(), ..text.written.clone() }, component);
                    }
                }
            }
        }
    }
}

/// What the catalogue has: what goes by a word of the name that was written, else all of it.
fn offered(catalogue: &Catalogue, id: &str) -> (String, String) {
    // A word of three letters stands in too many others.
    let words: Vec<String> =
        id.split(['-', '_', ' ']).map(fold).filter(|word| word.chars().count() > 3).take(4).collect();
    let goes_by = |name: &str, bundle: &Bundle| {
        let title =
            bundle.text("component.yaml").and_then(|text| text.lines().find_map(|line| line.strip_prefix("title:")));
        let (name, title) = (fold(name), fold(title.unwrap_or_default()));
        words.iter().any(|word| name.contains(word.as_str()) || title.contains(word.as_str()))
    };
    let fitting: Vec<&str> = catalogue
        .components
        .iter()
        .filter(|(name, bundle)| goes_by(name, bundle))
        .map(|(name, _)| name.as_str())
        .collect();
    if fitting.is_empty() {
        let all = catalogue.components.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
        return (format!("Le catalogue a : {all}."), format!("The catalogue has: {all}."));
    }
    let fitting = fitting.join(", ");
    (format!("Y ressemblent : {fitting}."), format!("These are like it: {fitting}."))
}

/// The first of the three numbers.
fn major_of(entry: &ComponentEntry) -> Option<u32> {
    let version = &entry.version.as_ref()?.text;
    let numbers: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    (numbers.len() == 3 && version.split('.').count() == 3).then(|| numbers[0])
}
