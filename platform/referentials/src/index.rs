//! Finds folded names by any word's beginning: one arena of text, one sorted list of the places where words begin.

use crate::fold;

/// A place where a word begins.
#[derive(Clone, Copy)]
struct Word {
    at: u32,
    label: u32,
}

/// One searchable name of one row.
#[derive(Clone, Copy)]
struct Label {
    at: u32,
    row: u32,
    article: u8,
    /// An alias finds its row, after the rows that bear the name.
    alias: bool,
}

/// How well a label answers a query; the smaller the better.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Fit {
    /// The whole name was typed.
    Whole,
    /// The whole name but its article: « Havre » for « Le Havre ».
    WithoutArticle,
    /// An alias was typed whole.
    Alias,
    /// The name begins so.
    Start,
    /// A later word, or an alias, begins so.
    Word,
    /// Every word of the query begins some word of the name, in any order.
    Scattered,
}

/// The index over all labels of a table.
pub(crate) struct Index {
    arena: String,
    labels: Vec<Label>,
    words: Vec<Word>,
}

/// Collects labels before they are sorted.
#[derive(Default)]
pub(crate) struct Builder {
    arena: String,
    labels: Vec<Label>,
}

/// Ends every label in the arena, and sorts before every other character that a label may hold.
const END: char = '\n';

impl Builder {
    /// Makes room for about `rows` names of common length.
    pub(crate) fn with_capacity(rows: usize) -> Self {
        Self { arena: String::with_capacity(rows * 18), labels: Vec::with_capacity(rows) }
    }

    /// Makes row number `row` findable by `name`.
    pub(crate) fn label(&mut self, row: u32, name: &str, alias: bool) {
        let at = self.arena.len();
        fold::fold_into(name, &mut self.arena);
        let article = fold::article(&self.arena[at..]) as u8;
        self.arena.push(END);
        self.labels.push(Label { at: at as u32, row, article, alias });
    }

    /// Sorts the words.
    pub(crate) fn build(self) -> Index {
        let Self { mut arena, mut labels } = self;
        arena.shrink_to_fit();
        labels.shrink_to_fit();
        let bytes = arena.as_bytes();
        // Most comparisons are settled by the first eight bytes, read once.
        let mut keyed: Vec<(u64, Word)> = Vec::with_capacity(labels.len() * 3);
        for (number, label) in labels.iter().enumerate() {
            let mut at = label.at as usize;
            let mut begins = true;
            while let Some(&byte) = bytes.get(at).filter(|byte| **byte != END as u8) {
                if begins {
                    keyed.push((first_eight(bytes, at), Word { at: at as u32, label: number as u32 }));
                }
                begins = byte == b' ';
                at += 1;
            }
        }
        keyed.sort_unstable_by(|(a_key, a), (b_key, b)| {
            a_key
                .cmp(b_key)
                .then_with(|| head(bytes, a.at, MAX_HEAD).cmp(head(bytes, b.at, MAX_HEAD)))
                .then(a.label.cmp(&b.label))
        });
        let words = keyed.into_iter().map(|(_, word)| word).collect();
        Index { arena, labels, words }
    }
}

fn first_eight(bytes: &[u8], at: usize) -> u64 {
    let mut key = [0; 8];
    for (slot, byte) in key.iter_mut().zip(bytes.get(at..).unwrap_or_default()) {
        *slot = *byte;
    }
    u64::from_be_bytes(key)
}

/// How far two words are compared for sorting: longer than any query.
const MAX_HEAD: usize = 256;

/// Up to `length` bytes from `at` on, past the end of the label if need be: the end sorts before every character of a query, so what
/// comes behind it never changes which words begin with one.
fn head(bytes: &[u8], at: u32, length: usize) -> &[u8] {
    let at = at as usize;
    bytes.get(at..(at + length).min(bytes.len())).unwrap_or_default()
}

/// From `at` to the end of its label.
fn rest(bytes: &[u8], at: usize) -> &[u8] {
    let tail = bytes.get(at..).unwrap_or_default();
    let end = tail.iter().position(|byte| *byte == END as u8).unwrap_or(tail.len());
    tail.get(..end).unwrap_or_default()
}

impl Index {
    /// Calls `found(row, fit, label)` for every label in which a word begins with `query` (folded, not empty). A label may come more than once.
    pub(crate) fn prefix(&self, query: &str, mut found: impl FnMut(u32, Fit, u32)) {
        let bytes = self.arena.as_bytes();
        for word in self.range(query) {
            let Some(label) = self.labels.get(word.label as usize) else {
                continue;
            };
            let whole = bytes.get(word.at as usize + query.len()) == Some(&(END as u8));
            let fit = match word.at.wrapping_sub(label.at) {
                0 if label.alias => {
                    if whole {
                        Fit::Alias
                    } else {
                        Fit::Word
                    }
                }
                0 => {
                    if whole {
                        Fit::Whole
                    } else {
                        Fit::Start
                    }
                }
                offset if !label.alias && offset == u32::from(label.article) => {
                    if whole {
                        Fit::WithoutArticle
                    } else {
                        Fit::Start
                    }
                }
                _ => Fit::Word,
            };
            found(label.row, fit, word.label);
        }
    }

    /// Calls `found(row)` for every label in which each of `words` begins some word.
    pub(crate) fn scattered(&self, words: &[String], mut found: impl FnMut(u32)) {
        // The rarest word opens the shortest list.
        let Some((rarest, range)) =
            words.iter().map(|word| (word, self.range(word))).min_by_key(|(_, range)| range.len())
        else {
            return;
        };
        for word in range {
            let Some(label) = self.labels.get(word.label as usize) else {
                continue;
            };
            if words.iter().all(|other| std::ptr::eq(other, rarest) || self.label_has(word.label, other)) {
                found(label.row);
            }
        }
    }

    /// Does a word of this label begin with `word`?
    pub(crate) fn label_has(&self, label: u32, word: &str) -> bool {
        let at = self.labels.get(label as usize).map_or(usize::MAX, |label| label.at as usize);
        rest(self.arena.as_bytes(), at).split(|byte| *byte == b' ').any(|part| part.starts_with(word.as_bytes()))
    }

    fn range(&self, query: &str) -> &[Word] {
        let bytes = self.arena.as_bytes();
        let query = query.as_bytes();
        let head = |word: &Word| head(bytes, word.at, query.len());
        let from = self.words.partition_point(|word| head(word) < query);
        let tail = self.words.get(from..).unwrap_or_default();
        let count = tail.partition_point(|word| head(word) == query);
        tail.get(..count).unwrap_or_default()
    }

    /// Bytes held on the heap.
    pub(crate) fn bytes(&self) -> usize {
        self.arena.capacity() + self.labels.capacity() * size_of::<Label>() + self.words.capacity() * size_of::<Word>()
    }
}
