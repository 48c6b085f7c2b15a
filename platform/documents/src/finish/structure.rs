//! Writes the structure tree, the links and the outline into the file.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Object, ObjectId, dictionary};

use super::{File, integer, string, text};
use crate::{
    Fault,
    flow::Bookmark,
    sheet::{Link, round},
    tree::{Element, Kid, Tree},
};

impl File {
    /// The structure tree, the way back from each piece of a page to its element, and the links.
    pub(super) fn structure(&mut self, tree: &Tree, marks: &[Vec<usize>], links: &[Vec<Link>]) -> Result<(), Fault> {
        let root = self.document.new_object_id();
        let elements: Vec<ObjectId> = tree.elements.iter().map(|_| self.document.new_object_id()).collect();
        let mut numbers = Vec::new();
        for (page, marks) in marks.iter().enumerate() {
            let owners: Vec<Object> = marks.iter().map(|element| Object::Reference(elements[*element])).collect();
            let owners = self.document.add_object(owners);
            numbers.extend([integer(page), Object::Reference(owners)]);
        }
        let (annotations, owners) = self.links(links, tree, &elements, marks.len())?;
        numbers.extend(owners);
        for (index, element) in tree.elements.iter().enumerate() {
            let parent = element.parent.map_or(root, |parent| elements[parent]);
            let object = self.element(element, parent, &elements, &annotations);
            self.document.set_object(elements[index], object);
        }
        let next_key = marks.len() + annotations.len();
        let parents = self.document.add_object(dictionary! { "Nums" => numbers });
        self.document.set_object(
            root,
            dictionary! {
                "Type" => "StructTreeRoot",
                "K" => elements[0],
                "ParentTree" => parents,
                "ParentTreeNextKey" => integer(next_key),
            },
        );
        for number in 0..marks.len() {
            let page = self.page(number)?;
            page.set("StructParents", integer(number));
            page.set("Tabs", Object::Name(b"S".to_vec()));
        }
        let catalog = self.catalog()?;
        catalog.set("StructTreeRoot", root);
        catalog.set("MarkInfo", dictionary! { "Marked" => true });
        Ok(())
    }

    /// The links of every page, by page and rank, and their part of the parent tree.
    #[expect(clippy::type_complexity, reason = "read once, by its only caller")]
    fn links(
        &mut self,
        links: &[Vec<Link>],
        tree: &Tree,
        elements: &[ObjectId],
        first_key: usize,
    ) -> Result<(BTreeMap<(usize, usize), ObjectId>, Vec<Object>), Fault> {
        let owner = |page: usize, rank: usize| {
            let kid = Kid::Link { page, link: rank };
            tree.elements.iter().position(|element| element.kids.contains(&kid))
        };
        let (mut annotations, mut owners) = (BTreeMap::new(), Vec::new());
        for (page, links) in links.iter().enumerate() {
            let mut of_page = Vec::new();
            for (rank, link) in links.iter().enumerate() {
                let key = first_key + annotations.len();
                let annotation = self.document.add_object(dictionary! {
                    "Type" => "Annot",
                    "Subtype" => "Link",
                    "Rect" => link.bounds.map(|length| Object::Real(round(length))).to_vec(),
                    "Border" => vec![0.into(), 0.into(), 0.into()],
                    "F" => 4,
                    "Contents" => text(&link.description),
                    "A" => dictionary! { "S" => "URI", "URI" => string(link.address.as_bytes()) },
                    "StructParent" => integer(key),
                });
                annotations.insert((page, rank), annotation);
                of_page.push(Object::Reference(annotation));
                if let Some(owner) = owner(page, rank) {
                    owners.extend([integer(key), Object::Reference(elements[owner])]);
                }
            }
            let page = self.page(page)?;
            if of_page.is_empty() {
                page.remove(b"Annots");
            } else {
                page.set("Annots", of_page);
            }
        }
        Ok((annotations, owners))
    }

    fn element(
        &self,
        element: &Element,
        parent: ObjectId,
        elements: &[ObjectId],
        annotations: &BTreeMap<(usize, usize), ObjectId>,
    ) -> Dictionary {
        let home = element.kids.iter().find_map(|kid| match kid {
            Kid::Content { page, .. } | Kid::Link { page, .. } => Some(*page),
            Kid::Element(_) => None,
        });
        let kids: Vec<Object> = element
            .kids
            .iter()
            .filter_map(|kid| match kid {
                Kid::Element(index) => Some(Object::Reference(elements[*index])),
                Kid::Content { page, mark } if Some(*page) == home => Some(integer(*mark)),
                Kid::Content { page, mark } => Some(Object::Dictionary(dictionary! {
                    "Type" => "MCR",
                    "Pg" => self.page_ids[*page],
                    "MCID" => integer(*mark),
                })),
                Kid::Link { page, link } => annotations.get(&(*page, *link)).map(|annotation| {
                    Object::Dictionary(dictionary! {
                        "Type" => "OBJR",
                        "Pg" => self.page_ids[*page],
                        "Obj" => *annotation,
                    })
                }),
            })
            .collect();
        let mut object = dictionary! { "S" => element.tag, "P" => parent };
        if let Some(home) = home {
            object.set("Pg", self.page_ids[home]);
        }
        if !kids.is_empty() {
            object.set("K", kids);
        }
        if let Some(alternative) = &element.alternative {
            object.set("Alt", text(alternative));
        }
        if let Some(scope) = element.scope {
            object.set("A", dictionary! { "O" => "Table", "Scope" => scope });
        }
        if let Some(bounds) = element.bounds {
            let bounds = bounds.map(|length| Object::Real(round(length))).to_vec();
            object.set("A", dictionary! { "O" => "Layout", "Placement" => "Block", "BBox" => bounds });
        }
        object
    }

    /// The outline: headings by level.
    pub(super) fn outline(&mut self, bookmarks: &[Bookmark]) -> Result<(), Fault> {
        if bookmarks.is_empty() {
            return Ok(());
        }
        let root = self.document.new_object_id();
        let ids: Vec<ObjectId> = bookmarks.iter().map(|_| self.document.new_object_id()).collect();
        // The nearest bookmark before that stands higher.
        let parents: Vec<Option<usize>> = bookmarks
            .iter()
            .enumerate()
            .map(|(index, bookmark)| bookmarks[..index].iter().rposition(|other| other.level < bookmark.level))
            .collect();
        let children =
            |of: Option<usize>| -> Vec<usize> { (0..ids.len()).filter(|index| parents[*index] == of).collect() };
        let family = |object: &mut Dictionary, of: Option<usize>| {
            let children = children(of);
            if let (Some(first), Some(last)) = (children.first(), children.last()) {
                object.set("First", ids[*first]);
                object.set("Last", ids[*last]);
                let count = integer(children.len()).as_i64().unwrap_or(0);
                object.set("Count", if of.is_some() { -count } else { count });
            }
        };
        for (index, bookmark) in bookmarks.iter().enumerate() {
            let destination = vec![
                Object::Reference(self.page_ids[bookmark.page]),
                "XYZ".into(),
                Object::Null,
                Object::Real(round(bookmark.top + 8.0)),
                Object::Null,
            ];
            let mut object = dictionary! {
                "Title" => text(&bookmark.title),
                "Parent" => parents[index].map_or(root, |parent| ids[parent]),
                "Dest" => destination,
            };
            let siblings = children(parents[index]);
            let rank = siblings.iter().position(|sibling| *sibling == index).unwrap_or(0);
            if let Some(previous) = rank.checked_sub(1).and_then(|rank| siblings.get(rank)) {
                object.set("Prev", ids[*previous]);
            }
            if let Some(next) = siblings.get(rank + 1) {
                object.set("Next", ids[*next]);
            }
            family(&mut object, Some(index));
            self.document.set_object(ids[index], object);
        }
        let mut object = dictionary! { "Type" => "Outlines" };
        family(&mut object, None);
        self.document.set_object(root, object);
        self.catalog()?.set("Outlines", root);
        Ok(())
    }
}
