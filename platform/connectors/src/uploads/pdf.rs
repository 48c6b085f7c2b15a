//! Looks for what a PDF can do besides being read: run scripts, start programs, carry other files, hide behind a password.
//!
//! Names are searched in the file's own text and in its compressed object streams; loops and depth in its structure are looked for by
//! [`Outline`], which follows none of it by calling itself. What follows the last end mark is left out.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::ZlibDecoder;

use memchr::memmem;

use super::outline::{self, Outline};
use super::{FileKind, Limits, Refusal, Rewritten, budget};

/// Most bytes that object streams may unfold to, together.
const MAX_UNFOLDED: u64 = 64 * 1024 * 1024;
/// How much larger than packed a text can be.
const MAX_RATIO: u64 = 1_033;

/// Names that are refused wherever they stand, and as what.
const ACTIVE: &[(&[u8], &str)] = &[
    (b"JavaScript", "javascript"),
    (b"Launch", "launch"),
    (b"EmbeddedFile", "embedded_file"),
    (b"EmbeddedFiles", "embedded_file"),
    (b"FileAttachment", "embedded_file"),
    (b"ImportData", "form_action"),
    (b"SubmitForm", "form_action"),
    (b"Rendition", "multimedia"),
    (b"RichMedia", "multimedia"),
];
/// Short names are believed only outside of compressed data, where chance does not write them.
const ACTIVE_SHORT: &[(&[u8], &str)] = &[(b"JS", "javascript"), (b"EF", "embedded_file"), (b"XFA", "xfa")];

pub(super) fn rewrite<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Rewritten<'a>, Refusal> {
    let damaged = || Refusal::damaged(FileKind::Pdf);
    let start = memmem::find(bytes, b"%PDF-").ok_or_else(damaged)?;
    let end = memmem::rfind(bytes, b"%%EOF").ok_or_else(damaged)? + b"%%EOF".len();
    let trailing = bytes.get(end..).unwrap_or_default();
    // An upload that was cut may still have an earlier end mark: what follows it is then part of the document.
    let cut = memmem::find(trailing, b" obj").is_some();
    if cut || memmem::find(bytes, b"startxref").is_none() || memmem::find(bytes, b" obj").is_none() {
        return Err(damaged());
    }
    let mut budget = MAX_UNFOLDED;
    let mut at = 0;
    let mut folded = None;
    let mut outline = Outline::default();
    // Said only if nothing else is: depth where a program is hidden, or behind a password, is not the news.
    let mut tangled = Ok(());
    while let Some(stream) = next_stream(bytes, at) {
        let before = bytes.get(at..stream).unwrap_or_default();
        search(before, true)?;
        tangled = tangled.and_then(|()| outline.read(before));
        // Readers disagree on where a stream ends that lies about its length: what stands inside is searched as well, for the long names.
        let stop = memmem::find(bytes.get(stream..).unwrap_or_default(), b"endstream")
            .map_or(bytes.len(), |length| stream + length);
        let data = bytes.get(stream + b"stream".len()..stop).unwrap_or_default();
        search(data, false)?;
        match packing(before) {
            Packing::NoObjects => {}
            Packing::Deflate => {
                // Only so much unfolds at a time in the whole process.
                let _room = budget::take((data.len() as u64).saturating_mul(MAX_RATIO).min(budget));
                match unfold(data, &mut budget) {
                    Ok(text) => {
                        search(&text, true)?;
                        tangled = tangled.and_then(|()| outline.read_packed(dictionary(before), &text));
                    }
                    // Said only if nothing says more: behind a password nothing unfolds.
                    Err(refusal) => folded = folded.or(Some(refusal)),
                }
            }
            Packing::Plain => {
                search(data, true)?;
                tangled = tangled.and_then(|()| outline.read_packed(dictionary(before), data));
            }
            Packing::Hidden => return Err(active("hidden")),
        }
        at = (stop + b"endstream".len()).min(bytes.len());
    }
    let rest = bytes.get(at..).unwrap_or_default();
    search(rest, true)?;
    if let Some(refusal) = folded {
        return Err(refusal);
    }
    tangled.and_then(|()| outline.read(rest))?;
    outline.check_pages(limits)?;
    outline::check_tables(bytes, start)?;
    let tail = trailing.iter().take(2).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
    let whole = start == 0 && trailing.len() == tail;
    let bytes = if whole {
        Cow::Borrowed(bytes)
    } else {
        Cow::Owned(bytes.get(start..end + tail).ok_or_else(damaged)?.to_vec())
    };
    Ok(Rewritten { bytes, pixels: None, decoded: 0 })
}

/// The next place from `from` on where a stream begins: the keyword right behind a dictionary, and a line's end behind it.
fn next_stream(bytes: &[u8], from: usize) -> Option<usize> {
    memmem::find_iter(bytes.get(from..)?, b"stream").map(|at| from + at).find(|at| {
        let before = bytes.get(..*at).unwrap_or_default();
        let behind = bytes.get(at + b"stream".len()..).unwrap_or_default();
        before.trim_ascii_end().ends_with(b">>") && matches!(behind.first(), Some(b'\r' | b'\n'))
    })
}

/// How the objects in a stream are packed.
enum Packing {
    NoObjects,
    Plain,
    Deflate,
    /// Packed twice, or as no writer packs objects: done to hide them.
    Hidden,
}

/// The dictionary right before a stream, and its object's head.
fn dictionary(before: &[u8]) -> &[u8] {
    before.get(memmem::rfind(before, b"obj").unwrap_or(0)..).unwrap_or_default()
}

/// Reads the dictionary right before a stream. Readers know an object stream by its `N` and `First` even if it does not say what it is.
fn packing(before: &[u8]) -> Packing {
    let (mut named, mut n, mut first, mut filter, mut deflate, mut other) = (false, false, false, false, 0, false);
    for name in names(dictionary(before)) {
        named |= name.is(b"ObjStm");
        n |= name.is(b"N");
        first |= name.is(b"First");
        filter |= name.is(b"Filter");
        if name.is(b"FlateDecode") {
            deflate += 1;
        } else {
            other |= name.is(b"DecodeParms") || name.ends_with(b"Decode");
        }
    }
    match (named || n && first, filter, deflate, other) {
        (false, ..) => Packing::NoObjects,
        (true, false, 0, false) => Packing::Plain,
        (true, true, 1, false) => Packing::Deflate,
        _ => Packing::Hidden,
    }
}

/// The text of an object stream.
fn unfold(data: &[u8], budget: &mut u64) -> Result<Vec<u8>, Refusal> {
    let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
    let mut text = Vec::new();
    let read = ZlibDecoder::new(data).take(*budget + 1).read_to_end(&mut text);
    if text.len() as u64 > *budget {
        return Err(Refusal::new("file.expansion", [("kind", FileKind::Pdf.name().to_owned())]));
    }
    *budget -= text.len() as u64;
    read.map(|_| text).map_err(|_| Refusal::damaged(FileKind::Pdf))
}

fn active(what: &str) -> Refusal {
    Refusal::new("file.active_content", [("what", what.to_owned())])
}

fn search(text: &[u8], structure: bool) -> Result<(), Refusal> {
    for name in names(text) {
        if structure && name.is(b"Encrypt") {
            return Err(Refusal::new("file.encrypted", []));
        }
        let short = if structure { ACTIVE_SHORT } else { &[] };
        if let Some((_, what)) = ACTIVE.iter().chain(short).find(|(active, _)| name.is(active)) {
            return Err(active(what));
        }
    }
    Ok(())
}

/// A name without its slash, its `#xx` undone. None that we look for is longer than sixteen bytes.
pub(super) struct Name {
    bytes: [u8; 17],
    length: usize,
}

impl Name {
    fn ends_with(&self, other: &[u8]) -> bool {
        self.bytes.get(..self.length).is_some_and(|name| name.ends_with(other))
    }

    pub(super) fn is(&self, other: &[u8]) -> bool {
        self.bytes.get(..self.length) == Some(other)
    }
}

pub(super) fn names(text: &[u8]) -> impl Iterator<Item = Name> {
    memchr::memchr_iter(b'/', text).map(|at| name_at(text.get(at + 1..).unwrap_or_default()).0)
}

/// The name that begins here, and how many bytes of it were read: of a long one its beginning.
pub(super) fn name_at(text: &[u8]) -> (Name, usize) {
    let mut rest = text;
    let mut name = Name { bytes: [0; 17], length: 0 };
    while let Some((&byte, tail)) = rest.split_first() {
        if matches!(
            byte,
            b'\0'
                | b'\t'
                | b'\n'
                | 0x0c
                | b'\r'
                | b' '
                | b'('
                | b')'
                | b'<'
                | b'>'
                | b'['
                | b']'
                | b'{'
                | b'}'
                | b'/'
                | b'%'
        ) {
            break;
        }
        rest = tail;
        let mut byte = byte;
        if let (b'#', Some(&[high, low])) = (byte, tail.first_chunk::<2>())
            && let (Some(high), Some(low)) = (char::from(high).to_digit(16), char::from(low).to_digit(16))
        {
            byte = (high * 16 + low) as u8;
            rest = tail.get(2..).unwrap_or_default();
        }
        match name.bytes.get_mut(name.length) {
            Some(slot) => *slot = byte,
            None => break,
        }
        name.length += 1;
    }
    (name, text.len() - rest.len())
}
