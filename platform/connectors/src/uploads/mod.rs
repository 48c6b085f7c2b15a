//! Looks into what people upload: is it what it says, is it harmless to open, is it small enough? Judged by content, never by name.
//!
//! A photograph is helped rather than refused: one that is too large is shrunk, and where and when it was taken is left out. What cannot be
//! accepted comes back as a [`Refusal`] whose code and arguments make a sentence that says what to do instead.
//!
//! [`inspect`] is pure and may take a second of one core for a large photograph: call it where blocking is allowed
//! (`tokio::task::spawn_blocking`). What is decoded or unfolded at a time is bounded in the whole process ([`budget`]).
//!
//! To add a kind of file: copy `png.rs`, add it to [`FileKind::ALL`] and to `rewrite` below.

mod budget;
mod jpeg;
mod name;
mod outline;
mod pdf;
mod photo;
mod png;
mod rows;
mod sniff;

use std::borrow::Cow;

use memchr::memmem;

/// A kind of file that a field may accept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKind {
    /// Photographs.
    Jpeg,
    /// Documents.
    Pdf,
    /// Screenshots, drawings.
    Png,
}

impl FileKind {
    /// Every kind.
    pub const ALL: &[Self] = &[Self::Jpeg, Self::Pdf, Self::Png];

    /// The name that démarches use in `accept`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "jpeg",
            Self::Pdf => "pdf",
            Self::Png => "png",
        }
    }

    /// The kind of this name; `jpg` is `jpeg`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = if name == "jpg" { "jpeg" } else { name };
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// The media type.
    #[must_use]
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
        }
    }

    /// The extension of its files, without a dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Pdf => "pdf",
            Self::Png => "png",
        }
    }
}

/// How much is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the file that is kept: the field's `max_size`. A larger photograph is shrunk to it.
    pub max_size: u64,
    /// Most bytes that are looked at: what the server lets in. At least `max_size`.
    pub max_received: u64,
    /// Most pixels of an image.
    pub max_pixels: u64,
    /// Most pages of a document.
    pub max_pages: u64,
}

impl Default for Limits {
    /// 5 MB kept, 25 MiB received, 50 million pixels, 2,000 pages.
    fn default() -> Self {
        Self { max_size: 5_000_000, max_received: 25 * 1024 * 1024, max_pixels: 50_000_000, max_pages: 2_000 }
    }
}

/// A file that may be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspected {
    /// What it is.
    pub kind: FileKind,
    /// A name for it that is safe in every place: at most 100 characters and 255 bytes, its extension that of the content.
    pub name: String,
    /// The name it came under, made visible (`\u{202e}` for what would turn text around): for the journal.
    pub declared_name: String,
    /// Width and height of an image as it is seen, its orientation applied.
    pub pixels: Option<(u32, u32)>,
    /// The bytes to keep instead of those received, if anything was left out or shrunk.
    pub rewritten: Option<Vec<u8>>,
    /// Was it made smaller? The citizen is told.
    pub shrunk: bool,
}

impl Inspected {
    /// The media type.
    #[must_use]
    pub const fn mime(&self) -> &'static str {
        self.kind.mime()
    }

    /// The bytes to keep, given those that were inspected.
    #[must_use]
    pub fn bytes<'a>(&'a self, received: &'a [u8]) -> &'a [u8] {
        self.rewritten.as_deref().unwrap_or(received)
    }
}

/// A file that cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}")]
pub struct Refusal {
    /// Stable code, one of [`REFUSALS`].
    pub code: &'static str,
    /// What the sentence needs: names and values. Sizes are bytes, as decimal numbers.
    pub args: Vec<(&'static str, String)>,
}

/// Every code that [`inspect`] refuses with, and the names of its arguments.
pub const REFUSALS: &[(&str, &[&str])] = &[
    // `what`: embedded_file, form_action, hidden, javascript, launch, multimedia, xfa
    ("file.active_content", &["what"]),
    // `declared`: the extension of the name; `found`: what it is, as in file.type_not_accepted
    ("file.content_mismatch", &["declared", "found", "accepted"]),
    ("file.damaged", &["kind"]),
    ("file.empty", &[]),
    ("file.encrypted", &[]),
    ("file.expansion", &["kind"]),
    ("file.malware", &["name"]),
    ("file.metadata", &["size", "max"]),
    ("file.no_pages", &[]),
    ("file.pixels", &["pixels", "max"]),
    ("file.too_large", &["size", "max"]),
    ("file.too_many_pages", &["pages", "max"]),
    // `found`: an extension (docx, heic, html, svg, zip …) or `unknown`; `accepted`: pdf, jpeg, png
    ("file.type_not_accepted", &["found", "accepted"]),
];

impl Refusal {
    fn new(code: &'static str, args: impl IntoIterator<Item = (&'static str, String)>) -> Self {
        Self { code, args: args.into_iter().collect() }
    }

    fn damaged(kind: FileKind) -> Self {
        Self::new("file.damaged", [("kind", kind.name().to_owned())])
    }
}

/// The antivirus test signature (eicar.org), kept apart so that our own binary does not carry it. A file that has it is treated as infected
/// even without an antivirus: an operator can try the whole way.
const EICAR: [&[u8]; 2] = [b"EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"];

/// Judges a file by its bytes.
///
/// # Errors
/// A [`Refusal`] of [`REFUSALS`].
pub fn inspect(
    bytes: &[u8],
    declared_name: &str,
    accepted: &[FileKind],
    limits: &Limits,
) -> Result<Inspected, Refusal> {
    let size = bytes.len() as u64;
    let too_large = |max: u64| Refusal::new("file.too_large", [("size", size.to_string()), ("max", max.to_string())]);
    if bytes.is_empty() {
        return Err(Refusal::new("file.empty", []));
    }
    if size > limits.max_received.max(limits.max_size) {
        return Err(too_large(limits.max_size));
    }
    if has_test_signature(bytes) {
        return Err(Refusal::new("file.malware", [("name", "EICAR-Test-Signature".to_owned())]));
    }
    let kind = match sniff::sniff(bytes) {
        Ok(kind) if accepted.contains(&kind) => kind,
        Ok(kind) => return Err(unaccepted(declared_name, kind.name(), accepted)),
        Err(found) => return Err(unaccepted(declared_name, found, accepted)),
    };
    let rewritten = rewrite(kind, bytes, limits)?;
    let (kind, pixels, bytes, shrunk) = if rewritten.bytes.len() as u64 <= limits.max_size {
        (kind, rewritten.pixels, rewritten.bytes, false)
    } else {
        // A photograph becomes a smaller JPEG, and so does a large PNG where a JPEG will do.
        let picture = matches!(kind, FileKind::Jpeg | FileKind::Png) && accepted.contains(&FileKind::Jpeg);
        let decodable = picture && rewritten.decoded <= photo::MAX_DECODED;
        if !decodable {
            return Err(too_large(limits.max_size));
        }
        let (photo, pixels) = photo::shrink(&rewritten.bytes, kind, rewritten.decoded, limits)?
            .ok_or_else(|| too_large(limits.max_size))?;
        (FileKind::Jpeg, Some(pixels), Cow::Owned(photo), true)
    };
    Ok(Inspected {
        kind,
        name: name::clean(declared_name, kind.extension()),
        declared_name: name::visible(declared_name),
        pixels,
        rewritten: match bytes {
            Cow::Owned(bytes) => Some(bytes),
            Cow::Borrowed(_) => None,
        },
        shrunk,
    })
}

/// A file after everything that need not be there was left out.
struct Rewritten<'a> {
    bytes: Cow<'a, [u8]>,
    pixels: Option<(u32, u32)>,
    /// Bytes of memory that decoding it would take.
    decoded: u64,
}

fn rewrite<'a>(kind: FileKind, bytes: &'a [u8], limits: &Limits) -> Result<Rewritten<'a>, Refusal> {
    match kind {
        FileKind::Jpeg => jpeg::rewrite(bytes, limits),
        FileKind::Pdf => pdf::rewrite(bytes, limits),
        FileKind::Png => png::rewrite(bytes, limits),
    }
}

/// Refuses an image by its stated dimensions, before anything is decoded.
fn check_pixels(width: u32, height: u32, limits: &Limits) -> Result<(), Refusal> {
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.max_pixels {
        return Err(Refusal::new(
            "file.pixels",
            [("pixels", pixels.to_string()), ("max", limits.max_pixels.to_string())],
        ));
    }
    Ok(())
}

fn unaccepted(declared_name: &str, found: &str, accepted: &[FileKind]) -> Refusal {
    let declared = name::extension(declared_name);
    let list = accepted.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", ");
    let lies = FileKind::named(&declared).is_some_and(|kind| accepted.contains(&kind) && kind.name() != found);
    if lies {
        return Refusal::new(
            "file.content_mismatch",
            [("declared", declared), ("found", found.to_owned()), ("accepted", list)],
        );
    }
    Refusal::new("file.type_not_accepted", [("found", found.to_owned()), ("accepted", list)])
}

fn has_test_signature(bytes: &[u8]) -> bool {
    let [start, end] = EICAR;
    memmem::find_iter(bytes, start).any(|at| bytes.get(at + start.len()..).is_some_and(|rest| rest.starts_with(end)))
}
