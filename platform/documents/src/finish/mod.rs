//! Finishes the file that printpdf writes: faces, structure tree, metadata, colour, outline, seal.
//!
//! printpdf knows neither tags nor subset faces; it hands out its document as lopdf objects, and this module alone adds
//! what is missing: ISO 14289-1 (PDF/UA-1) tags and metadata, an sRGB output intent, an id drawn from the content.

mod metadata;
mod structure;

use std::{io::Write as _, sync::LazyLock};

use flate2::{Compression, write::ZlibEncoder};
use jiff::{Timestamp, tz::TimeZone};
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, StringFormat, dictionary};
use printpdf::{PdfDocument, PdfSaveOptions};
use sha2::{Digest, Sha256};

use crate::{
    Fault,
    face::{Embedded, FaceId, Faces, deflate},
    flow::Flow,
    picture::Picture,
    sheet::{Link, image_name, utf16},
    signature,
};

/// The colours' profile, compressed once: it is the same in every document.
static PROFILE: LazyLock<Vec<u8>> =
    LazyLock::new(|| deflate(include_bytes!("../../fonts/srgb.icc"), Compression::best()));

/// What is said of the document as a whole.
#[derive(Debug, Clone, Copy)]
pub(crate) struct About<'a> {
    pub(crate) title: &'a str,
    pub(crate) subject: &'a str,
    pub(crate) author: &'a str,
    /// BCP 47.
    pub(crate) language: &'a str,
    pub(crate) made_at: Timestamp,
    /// The dossier's.
    pub(crate) reference: &'a str,
}

/// The bytes of the document; sealed where a key is given.
pub(crate) fn finish(flow: Flow, about: &About<'_>, key: Option<&signature::Key>) -> Result<Vec<u8>, Fault> {
    let Flow { typesetter, tree, pages, bookmarks, pictures, .. } = flow;
    let faces = Faces::shared()?;
    let fallback = typesetter.fallback.embed()?;
    let mut embedded = vec![
        (FaceId::Regular, &faces.text(false).embedded, Some(typesetter.used(false))),
        (FaceId::Bold, &faces.text(true).embedded, Some(typesetter.used(true))),
    ];
    embedded.extend(fallback.as_ref().map(|fallback| (FaceId::Fallback, fallback, None)));
    let marks: Vec<Vec<usize>> = pages.iter().map(|page| page.marks.clone()).collect();
    let links: Vec<Vec<Link>> = pages.iter().map(|page| page.links.clone()).collect();
    let images: Vec<Vec<usize>> = pages.iter().map(|page| page.images.clone()).collect();

    let mut printed = PdfDocument::new(about.title);
    printed.pages = pages.into_iter().map(crate::sheet::Page::into_printpdf).collect();
    let options = PdfSaveOptions {
        optimize: false,
        subset_fonts: false,
        // The operators it does not know are our own: glyphs, images, boxes.
        secure: false,
        image_optimization: None,
    };
    let mut document = printpdf::to_lopdf_doc(&printed, &options, &mut Vec::new());
    "1.7".clone_into(&mut document.version);

    let mut file = File { page_ids: page_ids(&document)?, document };
    file.resources(&embedded, &pictures, &images)?;
    file.structure(&tree, &marks, &links)?;
    file.outline(&bookmarks)?;
    file.describe(about, key)?;
    let id = file.compress()?;
    file.document.trailer.set("ID", Object::Array(vec![string(&id), string(&id)]));

    let mut bytes = Vec::with_capacity(96 * 1024);
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(400)
        .compression_level(1)
        .build();
    file.document.save_with_options(&mut bytes, options)?;
    bytes.push(b'\n');
    match key {
        Some(key) => signature::seal(bytes, key),
        None => Ok(bytes),
    }
}

/// A face of the document, and which of its glyphs are drawn where not all are.
type Used<'a> = (FaceId, &'a Embedded, Option<&'a [bool]>);

struct File {
    document: Document,
    page_ids: Vec<ObjectId>,
}

fn missing(error: &lopdf::Error) -> Fault {
    Fault::Write(std::io::Error::other(error.to_string()))
}

fn string(bytes: &[u8]) -> Object {
    Object::String(bytes.to_vec(), StringFormat::Hexadecimal)
}

fn text(text: &str) -> Object {
    string(&utf16(text))
}

fn integer(number: usize) -> Object {
    Object::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

fn stream(dictionary: Dictionary, bytes: Vec<u8>) -> Stream {
    Stream::new(dictionary, bytes).with_compression(false)
}

/// A stream whose bytes are compressed already.
fn compressed(mut dictionary: Dictionary, bytes: Vec<u8>) -> Stream {
    dictionary.set("Filter", Object::Name(b"FlateDecode".to_vec()));
    stream(dictionary, bytes)
}

/// The widths of the glyphs that are drawn, neighbours together.
fn widths(face: &Embedded, used: Option<&[bool]>) -> Vec<Object> {
    let mut groups: Vec<Object> = Vec::new();
    let mut after = None;
    for (glyph, width) in face.widths.iter().enumerate() {
        if used.is_some_and(|used| used.get(glyph) != Some(&true)) {
            continue;
        }
        let width = Object::Integer(i64::from(*width));
        match groups.last_mut() {
            Some(Object::Array(group)) if after == Some(glyph) => group.push(width),
            _ => groups.extend([integer(glyph), Object::Array(vec![width])]),
        }
        after = Some(glyph + 1);
    }
    groups
}

fn page_ids(document: &Document) -> Result<Vec<ObjectId>, Fault> {
    let catalog = document.catalog().map_err(|e| missing(&e))?;
    let pages = catalog
        .get(b"Pages")
        .and_then(Object::as_reference)
        .and_then(|id| document.get_dictionary(id))
        .map_err(|e| missing(&e))?;
    let kids = pages.get(b"Kids").and_then(Object::as_array).map_err(|e| missing(&e))?;
    kids.iter().map(|kid| kid.as_reference().map_err(|e| missing(&e))).collect()
}

impl File {
    fn catalog(&mut self) -> Result<&mut Dictionary, Fault> {
        self.document.catalog_mut().map_err(|e| missing(&e))
    }

    fn page(&mut self, number: usize) -> Result<&mut Dictionary, Fault> {
        let id = self.page_ids[number];
        self.document.get_dictionary_mut(id).map_err(|e| missing(&e))
    }

    /// Puts faces and images where the pages look for them, and takes out what printpdf leaves empty.
    fn resources(&mut self, faces: &[Used<'_>], pictures: &[Picture], images: &[Vec<usize>]) -> Result<(), Fault> {
        let mut fonts = Dictionary::new();
        for (face, embedded, used) in faces {
            let font = font(&mut self.document, embedded, *used);
            fonts.set(face.resource(), font);
        }
        let fonts = self.document.add_object(fonts);
        let pictures: Vec<ObjectId> = pictures.iter().map(|picture| self.picture(picture)).collect();
        for (number, images) in images.iter().enumerate() {
            let mut resources = dictionary! { "Font" => fonts };
            if !images.is_empty() {
                let mut named = Dictionary::new();
                for image in images {
                    if let Some(picture) = pictures.get(*image) {
                        named.set(image_name(*image), *picture);
                    }
                }
                resources.set("XObject", named);
            }
            let old = self.page(number)?.get(b"Resources").and_then(Object::as_reference).ok();
            if let Some(Ok(old)) = old.map(|id| self.document.get_dictionary(id)) {
                // The page's own are replaced whole; what they pointed at is empty.
                let left: Vec<ObjectId> = old.iter().filter_map(|(_, value)| value.as_reference().ok()).collect();
                for id in
                    left.into_iter().chain(self.page(number)?.get(b"Resources").and_then(Object::as_reference).ok())
                {
                    self.document.objects.remove(&id);
                }
            }
            self.page(number)?.set("Resources", resources);
        }
        Ok(())
    }

    fn picture(&mut self, picture: &Picture) -> ObjectId {
        let dictionary = dictionary! {
            "Type" => "XObject",
            "Subtype" => "Image",
            "Width" => i64::from(picture.width),
            "Height" => i64::from(picture.height),
            "ColorSpace" => picture.color_space,
            "BitsPerComponent" => 8,
            "Filter" => picture.filter,
        };
        self.document.add_object(stream(dictionary, picture.bytes.clone()))
    }

    /// Title, language, metadata, colour, and the place of the seal.
    fn describe(&mut self, about: &About<'_>, key: Option<&signature::Key>) -> Result<(), Fault> {
        let made_at = about.made_at.to_zoned(TimeZone::UTC);
        let date = string(made_at.strftime("D:%Y%m%d%H%M%SZ").to_string().as_bytes());
        let information = self.document.add_object(dictionary! {
            "Title" => text(about.title),
            "Subject" => text(about.subject),
            "Author" => text(about.author),
            "Creator" => text("guichet"),
            "Producer" => text("guichet"),
            "CreationDate" => date.clone(),
            "ModDate" => date.clone(),
        });
        if let Ok(old) = self.document.trailer.get(b"Info").and_then(Object::as_reference) {
            self.document.objects.remove(&old);
        }
        self.document.trailer.set("Info", information);
        let metadata = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
        let metadata = self.document.add_object(stream(metadata, metadata::xmp(about).into_bytes()));
        let profile = compressed(dictionary! { "N" => 3 }, PROFILE.clone());
        let profile = self.document.add_object(profile);
        let seal = key.map(|key| {
            let blank = signature::blank(about.reference, about.made_at, key);
            self.document.add_object(stream(Dictionary::new(), blank))
        });
        let catalog = self.catalog()?;
        catalog.remove(b"PageLayout");
        catalog.set("Lang", string(about.language.as_bytes()));
        catalog.set("Metadata", metadata);
        catalog.set("ViewerPreferences", dictionary! { "DisplayDocTitle" => true });
        catalog.set(
            "OutputIntents",
            vec![Object::Dictionary(dictionary! {
                "Type" => "OutputIntent",
                "S" => "GTS_PDFA1",
                "OutputConditionIdentifier" => string(b"sRGB IEC61966-2.1"),
                "Info" => string(b"sRGB IEC61966-2.1"),
                "DestOutputProfile" => profile,
            })],
        );
        if let Some(seal) = seal {
            let ours = dictionary! { "LastModified" => date, "Private" => seal };
            catalog.set("PieceInfo", dictionary! { "Guichet" => ours });
        }
        Ok(())
    }

    /// Compresses what printpdf wrote, and draws the document's id from all it holds.
    fn compress(&mut self) -> std::io::Result<Vec<u8>> {
        let mut digest = Sha256::new();
        // One for all: making one clears a quarter of a megabyte.
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
        for ((number, _), object) in &mut self.document.objects {
            digest.update(number.to_be_bytes());
            if let Object::Stream(stream) = object {
                // The faces are the same in every document.
                if !stream.dict.has(b"Length1") {
                    digest.update(&stream.content);
                }
                if stream.allows_compression && !stream.dict.has(b"Filter") {
                    encoder.write_all(&stream.content)?;
                    let content = encoder.reset(Vec::new())?;
                    stream.dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
                    stream.set_content(content);
                }
            } else if let Object::Dictionary(dictionary) = object
                && let Ok(Object::String(words, _)) = dictionary.get(b"Title").or_else(|_| dictionary.get(b"Contents"))
            {
                digest.update(words);
            }
        }
        Ok(digest.finalize()[..16].to_vec())
    }
}

/// Puts a face into a document; of one whose glyphs are not all drawn, the widths of those that are.
pub(crate) fn font(document: &mut Document, face: &Embedded, used: Option<&[bool]>) -> ObjectId {
    let name = || Object::Name(face.name.as_bytes().to_vec());
    let program = dictionary! { "Length1" => integer(face.program_length) };
    let program = document.add_object(compressed(program, face.program.to_vec()));
    let to_unicode = document.add_object(compressed(Dictionary::new(), face.to_unicode.to_vec()));
    let metrics = face.metrics;
    let descriptor = document.add_object(dictionary! {
        "Type" => "FontDescriptor",
        "FontName" => name(),
        "Flags" => 4,
        "FontBBox" => metrics.bounds.map(Object::Integer).to_vec(),
        "ItalicAngle" => 0,
        "Ascent" => metrics.ascent,
        "Descent" => metrics.descent,
        "CapHeight" => metrics.cap_height,
        "StemV" => 80,
        "FontFile2" => program,
    });
    let widths = document.add_object(widths(face, used));
    let descendant = document.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "CIDFontType2",
        "BaseFont" => name(),
        "CIDSystemInfo" => dictionary! {
            "Registry" => string(b"Adobe"),
            "Ordering" => string(b"Identity"),
            "Supplement" => 0,
        },
        "FontDescriptor" => descriptor,
        "CIDToGIDMap" => "Identity",
        "DW" => 500,
        "W" => widths,
    });
    document.add_object(dictionary! {
        "Type" => "Font",
        "Subtype" => "Type0",
        "BaseFont" => name(),
        "Encoding" => "Identity-H",
        "DescendantFonts" => vec![Object::Reference(descendant)],
        "ToUnicode" => to_unicode,
    })
}

/// A stream of these bytes, compressed.
pub(crate) fn deflated(dictionary: Dictionary, bytes: &[u8]) -> Stream {
    compressed(dictionary, deflate(bytes, Compression::default()))
}
