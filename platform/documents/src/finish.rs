//! Finishes the file that printpdf writes: faces, structure tree, metadata, colour, outline, seal.
//!
//! printpdf knows neither tags nor subset faces; it hands out its document as lopdf objects, and this module alone adds
//! what is missing: ISO 14289-1 (PDF/UA-1) tags and metadata, an sRGB output intent, an id drawn from the content.

use std::collections::BTreeMap;

use flate2::Compression;
use jiff::{Timestamp, tz::TimeZone};
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, Stream, StringFormat, dictionary};
use printpdf::{PdfDocument, PdfSaveOptions};
use sha2::{Digest, Sha256};

use crate::{
    Fault,
    face::{Embedded, FaceId, Faces, deflate},
    flow::{Bookmark, Flow},
    picture::Picture,
    sheet::{Link, image_name, round, utf16},
    signature,
    tree::{Element, Kid, Tree},
};

const PROFILE: &[u8] = include_bytes!("../fonts/srgb.icc");

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
    let fallback = typesetter.fallback.embed()?;
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
    file.resources(fallback.as_ref(), &pictures, &images)?;
    file.structure(&tree, &marks, &links)?;
    file.outline(&bookmarks)?;
    file.describe(about, key)?;
    let id = file.compress();
    file.document.trailer.set("ID", Object::Array(vec![string(&id), string(&id)]));

    let mut bytes = Vec::with_capacity(96 * 1024);
    let options = SaveOptions::builder()
        .use_object_streams(true)
        .use_xref_streams(true)
        .max_objects_per_stream(400)
        .compression_level(6)
        .build();
    file.document.save_with_options(&mut bytes, options)?;
    bytes.push(b'\n');
    match key {
        Some(key) => signature::seal(bytes, key),
        None => Ok(bytes),
    }
}

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
    fn resources(&mut self, fallback: Option<&Embedded>, pictures: &[Picture], images: &[Vec<usize>]) -> Result<(), Fault> {
        let faces = Faces::shared()?;
        let mut fonts = Dictionary::new();
        let embedded = [
            (FaceId::Regular, Some(&faces.text(false).embedded)),
            (FaceId::Bold, Some(&faces.text(true).embedded)),
            (FaceId::Fallback, fallback),
        ];
        for (face, embedded) in embedded {
            if let Some(embedded) = embedded {
                let font = self.font(embedded);
                fonts.set(face.resource(), font);
            }
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
                for id in left.into_iter().chain(self.page(number)?.get(b"Resources").and_then(Object::as_reference).ok()) {
                    self.document.objects.remove(&id);
                }
            }
            self.page(number)?.set("Resources", resources);
        }
        Ok(())
    }

    fn font(&mut self, face: &Embedded) -> ObjectId {
        let name = || Object::Name(face.name.as_bytes().to_vec());
        let program = dictionary! { "Length1" => integer(face.program_length) };
        let program = self.document.add_object(compressed(program, face.program.to_vec()));
        let to_unicode = self.document.add_object(compressed(Dictionary::new(), face.to_unicode.to_vec()));
        let metrics = face.metrics;
        let descriptor = self.document.add_object(dictionary! {
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
        let widths: Vec<Object> = face.widths.iter().map(|width| Object::Integer(i64::from(*width))).collect();
        let widths = self.document.add_object(vec![Object::Integer(0), Object::Array(widths)]);
        let descendant = self.document.add_object(dictionary! {
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
        self.document.add_object(dictionary! {
            "Type" => "Font",
            "Subtype" => "Type0",
            "BaseFont" => name(),
            "Encoding" => "Identity-H",
            "DescendantFonts" => vec![Object::Reference(descendant)],
            "ToUnicode" => to_unicode,
        })
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

    /// The structure tree, the way back from each piece of a page to its element, and the links.
    fn structure(&mut self, tree: &Tree, marks: &[Vec<usize>], links: &[Vec<Link>]) -> Result<(), Fault> {
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
    fn outline(&mut self, bookmarks: &[Bookmark]) -> Result<(), Fault> {
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
        let children = |of: Option<usize>| -> Vec<usize> { (0..ids.len()).filter(|index| parents[*index] == of).collect() };
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
        let metadata = self.document.add_object(stream(metadata, xmp(about).into_bytes()));
        let profile = compressed(dictionary! { "N" => 3 }, deflate(PROFILE, Compression::default()));
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
    fn compress(&mut self) -> Vec<u8> {
        let mut digest = Sha256::new();
        for ((number, _), object) in &mut self.document.objects {
            digest.update(number.to_be_bytes());
            if let Object::Stream(stream) = object {
                digest.update(&stream.content);
                if stream.allows_compression && !stream.dict.has(b"Filter") {
                    let content = deflate(&stream.content, Compression::default());
                    stream.dict.set("Filter", Object::Name(b"FlateDecode".to_vec()));
                    stream.set_content(content);
                }
            } else if let Object::Dictionary(dictionary) = object
                && let Ok(Object::String(words, _)) = dictionary.get(b"Title").or_else(|_| dictionary.get(b"Contents"))
            {
                digest.update(words);
            }
        }
        digest.finalize()[..16].to_vec()
    }
}

/// The metadata that catalogues and checkers read (ISO 16684-1).
fn xmp(about: &About<'_>) -> String {
    let escape = |text: &str| {
        text.chars()
            .filter(|c| !c.is_control())
            .fold(String::new(), |mut out, c| {
                match c {
                    '&' => out.push_str("&amp;"),
                    '<' => out.push_str("&lt;"),
                    '>' => out.push_str("&gt;"),
                    c => out.push(c),
                }
                out
            })
    };
    let (title, subject, author) = (escape(about.title), escape(about.subject), escape(about.author));
    let language = about.language;
    let date = about.made_at.strftime("%Y-%m-%dT%H:%M:%SZ");
    format!(
        r#"<?xpacket begin="{mark}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>guichet</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdf:Producer>guichet</pdf:Producer>
<pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"#,
        mark = '\u{FEFF}'
    )
}
