//! Builds the structure tree: what a screen reader walks.

/// A place of the page that belongs to an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kid {
    /// Another element.
    Element(usize),
    /// Marked content of a page.
    Content { page: usize, mark: usize },
    /// A link of a page.
    Link { page: usize, link: usize },
}

/// An element of the tree.
#[derive(Debug, Clone, Default)]
pub(crate) struct Element {
    pub(crate) tag: &'static str,
    pub(crate) parent: Option<usize>,
    pub(crate) kids: Vec<Kid>,
    /// What is said in place of a drawing.
    pub(crate) alternative: Option<String>,
    /// Of a header cell: `Row` or `Column`.
    pub(crate) scope: Option<&'static str>,
    /// Of a drawing: left, bottom, right, top.
    pub(crate) bounds: Option<[f32; 4]>,
}

/// The elements, parents before children; the first is the document.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) elements: Vec<Element>,
    open: Vec<usize>,
}

impl Tree {
    pub(crate) fn new() -> Self {
        Self { elements: vec![Element { tag: "Document", ..Element::default() }], open: vec![0] }
    }

    /// The element that is written in.
    pub(crate) fn current(&self) -> usize {
        self.open.last().copied().unwrap_or(0)
    }

    /// Opens an element in the current one.
    pub(crate) fn open(&mut self, tag: &'static str) -> usize {
        let (parent, element) = (self.current(), self.elements.len());
        self.elements.push(Element { tag, parent: Some(parent), ..Element::default() });
        self.elements[parent].kids.push(Kid::Element(element));
        self.open.push(element);
        element
    }

    /// Closes the current element; the document stays open.
    pub(crate) fn close(&mut self) {
        if self.open.len() > 1 {
            self.open.pop();
        }
    }

    /// Goes back into an element that was closed: a cell whose text goes on.
    pub(crate) fn reopen(&mut self, element: usize) {
        self.open.push(element);
    }

    /// Adds a place of a page to the current element.
    pub(crate) fn add(&mut self, kid: Kid) {
        let current = self.current();
        self.elements[current].kids.push(kid);
    }
}
