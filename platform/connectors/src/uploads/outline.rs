//! Reads of a PDF what its readers will follow: how deep its objects nest, which page stands below which, which table of contents comes
//! before which. Readers follow these by calling themselves; a file made of loops or of depth brings down the one that trusts it.
//!
//! One pass over the text, without calling itself: every object is looked at where it stands, so that the file's own tables, which may lie,
//! are not needed to find it. Kept is only what says where pages are.

use std::collections::{HashMap, HashSet};

use super::pdf::{name_at, names};
use super::{FileKind, Limits, Refusal};

/// How deep arrays and dictionaries of one object may nest: writers stay below twenty.
const MAX_DEPTH: usize = 200;
/// How deep the tree of pages may be, and how many tables of contents may follow one another: one a saved revision.
const MAX_CHAIN: usize = 1_000;
/// Most references that are remembered. A tree of [`Limits::max_pages`] pages needs no more than a part of these.
const MAX_REFERENCES: usize = 300_000;

/// What of a document is remembered, object by object; the last of the same number counts.
#[derive(Default)]
pub(super) struct Outline {
    /// The nodes of trees, by their object's number.
    kids: HashMap<u32, Kids>,
    /// Arrays of references: a node's children may stand in an object of their own.
    arrays: HashMap<u32, Vec<u32>>,
    /// The page tree's root, by the catalogue's number.
    catalogues: HashMap<u32, u32>,
    /// What the trailers name as the catalogue, the last one last.
    root: Option<u32>,
    references: usize,
}

#[derive(Default)]
struct Kids {
    of: Vec<u32>,
    /// Its children stand in this array.
    elsewhere: Option<u32>,
    count: u64,
}

/// The keys of a dictionary that matter here.
#[derive(Clone, Copy, PartialEq)]
enum Key {
    Count,
    Kids,
    Pages,
    Root,
}

/// What one object says, while it is read.
#[derive(Default)]
struct Object {
    number: Option<u32>,
    kids: Option<Kids>,
    count: Option<u64>,
    pages: Option<u32>,
    root: Option<u32>,
    array: Option<Vec<u32>>,
}

impl Outline {
    /// Takes in a part of the file between its streams: objects, tables, trailers.
    pub(super) fn read(&mut self, text: &[u8]) -> Result<(), Refusal> {
        self.objects(text, None)
    }

    /// Takes in what an object stream unfolded to: pairs of number and place, then, from the place that its dictionary names, the objects.
    pub(super) fn read_packed(&mut self, dictionary: &[u8], text: &[u8]) -> Result<(), Refusal> {
        let first = number_of(dictionary, b"First").and_then(|first| usize::try_from(first).ok());
        let Some((head, body)) = first.and_then(|first| text.split_at_checked(first)) else { return Ok(()) };
        let mut pairs = Vec::new();
        let mut tokens = Tokens { text: head, at: 0 };
        while let (Some(Token::Number(number)), Some(Token::Number(place))) = (tokens.next(), tokens.next()) {
            pairs.push((number, place));
            if pairs.len() > MAX_REFERENCES {
                return Err(damaged());
            }
        }
        for (index, (number, place)) in pairs.iter().enumerate() {
            let place = usize::try_from(*place).unwrap_or(usize::MAX);
            let end = pairs.get(index + 1).map_or(body.len(), |(_, next)| usize::try_from(*next).unwrap_or(usize::MAX));
            if let (Some(object), Ok(number)) = (body.get(place..end.min(body.len())), u32::try_from(*number)) {
                self.objects(object, Some(number))?;
            }
        }
        Ok(())
    }

    fn objects(&mut self, text: &[u8], number: Option<u32>) -> Result<(), Refusal> {
        let mut object = Object { number, ..Object::default() };
        let mut depth = 0_usize;
        // The last key of the outermost dictionary, and where its value began.
        let mut key: Option<Key> = None;
        // The last two numbers: they are a reference if « R » follows, and an object's head if « obj » does.
        let mut numbers: [Option<u64>; 2] = [None, None];
        let mut tokens = Tokens { text, at: 0 };
        while let Some(token) = tokens.next() {
            let before = std::mem::take(&mut numbers);
            match token {
                Token::Open(dictionary) => {
                    depth += 1;
                    if depth > MAX_DEPTH {
                        return Err(damaged());
                    }
                    match (depth, key) {
                        (2, Some(Key::Kids)) if !dictionary => object.kids = Some(Kids::default()),
                        (2, _) => key = None,
                        (1, _) if !dictionary => object.array = Some(Vec::new()),
                        _ => {}
                    }
                }
                Token::Close => {
                    depth = depth.saturating_sub(1);
                    if depth == 1 {
                        key = None;
                    }
                }
                Token::Name(found) if depth == 1 => key = found,
                Token::Number(number) => {
                    numbers = [before[1], Some(number)];
                    if depth == 1 && key == Some(Key::Count) {
                        object.count = Some(number);
                    }
                }
                Token::Word(b"R") => {
                    let reference = before[0].and_then(|number| u32::try_from(number).ok());
                    if let Some(reference) = reference {
                        self.refer(&mut object, depth, key, reference);
                    }
                }
                Token::Word(b"obj") => {
                    self.keep(std::mem::take(&mut object));
                    object.number = before[0].and_then(|number| u32::try_from(number).ok());
                    depth = 0;
                    key = None;
                }
                Token::Word(b"endobj" | b"trailer" | b"startxref") => {
                    self.keep(std::mem::take(&mut object));
                    depth = 0;
                    key = None;
                }
                Token::Name(_) | Token::Word(_) => {}
            }
        }
        self.keep(object);
        Ok(())
    }

    fn refer(&mut self, object: &mut Object, depth: usize, key: Option<Key>, reference: u32) {
        match (depth, key) {
            (1, Some(Key::Pages)) => object.pages = Some(reference),
            (1, Some(Key::Root)) => object.root = Some(reference),
            (1, Some(Key::Kids)) => object.kids = Some(Kids { elsewhere: Some(reference), ..Kids::default() }),
            (2, Some(Key::Kids)) if self.references < MAX_REFERENCES => {
                if let Some(kids) = &mut object.kids {
                    kids.of.push(reference);
                    self.references += 1;
                }
            }
            (1, None) if self.references < MAX_REFERENCES => {
                if let Some(array) = &mut object.array {
                    array.push(reference);
                    self.references += 1;
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, object: Object) {
        // A trailer is no object, and a table that is a stream has a number: both name the catalogue.
        self.root = object.root.or(self.root);
        let Some(number) = object.number else { return };
        if let Some(mut kids) = object.kids {
            kids.count = object.count.unwrap_or_default();
            self.kids.insert(number, kids);
        }
        if let Some(array) = object.array.filter(|array| !array.is_empty()) {
            self.arrays.insert(number, array);
        }
        if let Some(pages) = object.pages {
            self.catalogues.insert(number, pages);
        }
    }

    /// Walks the pages as a reader would. What has no such tree is left to the reader to repair: nothing in it leads astray.
    pub(super) fn check_pages(&self, limits: &Limits) -> Result<(), Refusal> {
        let Some(pages) = self.root.and_then(|root| self.catalogues.get(&root)) else { return Ok(()) };
        let too_many = |pages: u64| {
            Refusal::new("file.too_many_pages", [("pages", pages.to_string()), ("max", limits.max_pages.to_string())])
        };
        let mut seen = HashSet::new();
        let mut count = 0_u64;
        let mut open = vec![(*pages, 0_usize)];
        while let Some((node, depth)) = open.pop() {
            let Some(kids) = self.kids.get(&node) else {
                // One page may be shown several times; it counts each time.
                count += 1;
                if count > limits.max_pages {
                    return Err(too_many(count));
                }
                continue;
            };
            if !seen.insert(node) || depth > MAX_CHAIN {
                return Err(damaged());
            }
            if kids.count > limits.max_pages {
                return Err(too_many(kids.count));
            }
            let below = kids.elsewhere.and_then(|array| self.arrays.get(&array)).unwrap_or(&kids.of);
            open.extend(below.iter().map(|kid| (*kid, depth + 1)));
        }
        if count == 0 { Err(Refusal::new("file.no_pages", [])) } else { Ok(()) }
    }
}

/// Follows the chain of tables of contents from the last one back, as a reader would. A place where no table is ends it: readers then look
/// for the objects themselves.
pub(super) fn check_tables(bytes: &[u8], start: usize) -> Result<(), Refusal> {
    let Some(last) = memchr::memmem::rfind(bytes, b"startxref") else { return Ok(()) };
    let mut seen = HashSet::new();
    let mut next = number_at(bytes, last + b"startxref".len());
    while let Some(at) = next {
        if !seen.insert(at) || seen.len() > MAX_CHAIN {
            return Err(damaged());
        }
        // Places count from the header, which need not be the file's beginning.
        let table = usize::try_from(at).ok().and_then(|at| bytes.get(start.checked_add(at)?..)).unwrap_or_default();
        next = previous(table);
    }
    Ok(())
}

/// What the table that begins here names as the one before.
fn previous(table: &[u8]) -> Option<u64> {
    let table = table.trim_ascii_start();
    let is_text = table.starts_with(b"xref");
    if !is_text && !table.first().is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let dictionary =
        if is_text { table.get(memchr::memmem::find(table, b"trailer")? + b"trailer".len()..)? } else { table };
    // A trailer is short; what is not in its beginning is not looked for.
    let dictionary = dictionary.get(..dictionary.len().min(4096))?;
    let ends: [&[u8]; 2] = [b"stream", b"startxref"];
    let end = ends.iter().filter_map(|end| memchr::memmem::find(dictionary, end)).min();
    let dictionary = dictionary.get(..end.unwrap_or(dictionary.len()))?;
    let says = |wanted: &[u8]| names(dictionary).any(|name| name.is(wanted));
    if is_text || says(b"XRef") { number_of(dictionary, b"Prev") } else { None }
}

/// The number behind this name.
fn number_of(dictionary: &[u8], wanted: &[u8]) -> Option<u64> {
    let at = memchr::memchr_iter(b'/', dictionary)
        .find(|at| dictionary.get(at + 1..).is_some_and(|rest| name_at(rest).0.is(wanted)))?;
    let (_, length) = name_at(dictionary.get(at + 1..)?);
    number_at(dictionary, at + 1 + length)
}

fn number_at(bytes: &[u8], at: usize) -> Option<u64> {
    match (Tokens { text: bytes, at }).next()? {
        Token::Number(number) => Some(number),
        _ => None,
    }
}

fn damaged() -> Refusal {
    Refusal::damaged(FileKind::Pdf)
}

/// A piece of a PDF's text.
enum Token<'a> {
    /// Of a dictionary, or of an array.
    Open(bool),
    Close,
    /// One of the keys that matter, or another name.
    Name(Option<Key>),
    Number(u64),
    Word(&'a [u8]),
}

struct Tokens<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    /// Leaves out a text in parentheses, which may hold more of them.
    fn skip_text(&mut self) {
        let mut open = 1_usize;
        while let Some(byte) = self.text.get(self.at) {
            self.at += 1;
            match byte {
                b'\\' => self.at += 1,
                b'(' => open += 1,
                b')' => open -= 1,
                _ => {}
            }
            if open == 0 {
                return;
            }
        }
    }

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.text.get(self.at..)?;
            let (first, behind) = rest.split_first()?;
            match first {
                b'%' => self.at += memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len()),
                b'(' => {
                    self.at += 1;
                    self.skip_text();
                }
                b'<' if behind.first() == Some(&b'<') => {
                    self.at += 2;
                    return Some(Token::Open(true));
                }
                b'>' if behind.first() == Some(&b'>') => {
                    self.at += 2;
                    return Some(Token::Close);
                }
                // A text in hexadecimal digits: they are no numbers.
                b'<' => self.at += memchr::memchr(b'>', rest).map_or(rest.len(), |end| end + 1),
                b'[' => {
                    self.at += 1;
                    return Some(Token::Open(false));
                }
                b']' => {
                    self.at += 1;
                    return Some(Token::Close);
                }
                b'/' => {
                    let (name, length) = name_at(behind);
                    self.at += 1 + length;
                    let known: [(&[u8], Key); 4] =
                        [(b"Count", Key::Count), (b"Kids", Key::Kids), (b"Pages", Key::Pages), (b"Root", Key::Root)];
                    return Some(Token::Name(known.iter().find(|(key, _)| name.is(key)).map(|(_, key)| *key)));
                }
                byte if byte.is_ascii_digit() => {
                    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
                    self.at += length;
                    let number = rest
                        .get(..length)
                        .unwrap_or_default()
                        .iter()
                        .fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add(u64::from(digit - b'0')));
                    return Some(Token::Number(number));
                }
                byte if byte.is_ascii_alphabetic() => {
                    let length = rest.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
                    self.at += length;
                    return Some(Token::Word(rest.get(..length).unwrap_or_default()));
                }
                _ => self.at += 1,
            }
        }
    }
}
