//! Opens an agency's PDF, within budgets, and takes out of it what could run: scripts, actions, what they hang on.

use std::{collections::BTreeSet, panic};

use form::diagnostic::Sentence;
use lopdf::{Dictionary, Document, LoadOptions, Object, ObjectId};
use memchr::memmem;

/// The most bytes of a PDF to be filled in.
pub const MAX_BYTES: usize = 5 << 20;
/// In bytes, of what is compressed in it and must be read to find its objects.
const MAX_INFLATED: usize = 64 << 20;
/// Of the file, in it.
const MAX_OBJECTS: usize = 50_000;
/// Of the file.
const MAX_PAGES: usize = 100;
/// How deep lists and dictionaries lie in one another.
const MAX_DEPTH: usize = 64;
/// Actions that only lead somewhere.
const HARMLESS: [&[u8]; 3] = [b"GoTo", b"Named", b"URI"];

/// Why a PDF is none to be filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Closed {
    /// It takes more than any form needs: what, and how much of it may be.
    TooLarge(&'static str, usize),
    /// It cannot be read, in the library's words.
    Broken(String),
    /// It is encrypted, or protected against changes.
    Encrypted,
    /// Its fields are described by XFA.
    Xfa,
    /// It has none.
    NoFields,
}

impl Closed {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge(..) => "pdf.too_large",
            Self::Broken(_) => "pdf.broken",
            Self::Encrypted => "pdf.encrypted",
            Self::Xfa => "pdf.xfa",
            Self::NoFields => "pdf.no_fields",
        }
    }

    /// What is wrong.
    pub fn cause(&self) -> Sentence {
        match self {
            Self::TooLarge(what, most) => {
                let (fr, en) = match *what {
                    "pages" => ("pages", "pages"),
                    "fields" => ("champs", "fields"),
                    "objects" => ("objets", "objects"),
                    _ => ("octets", "bytes"),
                };
                Sentence::new(format!("Ce PDF a plus de {most} {fr}."), format!("This PDF has more than {most} {en}."))
            }
            Self::Broken(said) => Sentence::new(
                format!("Ce PDF n'est pas lisible ({said})."),
                format!("This PDF cannot be read ({said})."),
            ),
            Self::Encrypted => Sentence::new(
                "Ce PDF est chiffré ou protégé contre les modifications.",
                "This PDF is encrypted or protected against changes.",
            ),
            Self::Xfa => Sentence::new(
                "Les champs de ce PDF sont décrits en XFA.",
                "The fields of this PDF are described by XFA.",
            ),
            Self::NoFields => {
                Sentence::new("Ce PDF n'a pas de champs à remplir.", "This PDF has no fields to fill in.")
            }
        }
    }

    /// What to do.
    pub fn cure(&self) -> Sentence {
        match self {
            Self::TooLarge(..) => Sentence::new(
                "Gardez les pages du formulaire et des images légères.",
                "Keep the pages of the form, and light images.",
            ),
            Self::Broken(_) => Sentence::new(
                "Enregistrez-le de nouveau avec un éditeur de PDF, ou réparez-le : « qpdf ancien.pdf nouveau.pdf ».",
                "Save it anew with a PDF editor, or repair it: “qpdf old.pdf new.pdf”.",
            ),
            Self::Encrypted => Sentence::new(
                "Retirez la protection, si elle est la vôtre : « qpdf --decrypt ancien.pdf nouveau.pdf ».",
                "Remove the protection, if it is yours: “qpdf --decrypt old.pdf new.pdf”.",
            ),
            Self::Xfa => Sentence::new(
                "Enregistrez-le en formulaire PDF simple (AcroForm) : « Imprimer » en PDF, puis ajoutez les champs.",
                "Save it as a plain PDF form (AcroForm): print it as PDF, then add the fields.",
            ),
            Self::NoFields => Sentence::new(
                "Ajoutez-les avec un éditeur de PDF (LibreOffice Draw, Acrobat…).",
                "Add them with a PDF editor (LibreOffice Draw, Acrobat…).",
            ),
        }
    }
}

/// The document, with nothing in it that acts.
pub(super) fn open(bytes: &[u8]) -> Result<Document, Closed> {
    if bytes.len() > MAX_BYTES {
        return Err(Closed::TooLarge("bytes", MAX_BYTES));
    }
    let start = bytes.get(..1024.min(bytes.len())).unwrap_or_default();
    if memmem::find(start, b"%PDF-").is_none() {
        return Err(Closed::Broken("%PDF-".to_owned()));
    }
    let streams = memmem::find_iter(bytes, b"ObjStm").count().max(1);
    let options = LoadOptions::with_max_decompressed_size((MAX_INFLATED / streams).min(8 << 20));
    // The library is not ours: whatever it stumbles over is a fault of the file.
    let loaded = panic::catch_unwind(|| Document::load_mem_with_options(bytes, options));
    let broken = |error: lopdf::Error| Closed::Broken(error.to_string());
    let mut document = match loaded {
        Ok(Ok(document)) => document,
        Ok(Err(lopdf::Error::InvalidPassword | lopdf::Error::Decryption(_))) => return Err(Closed::Encrypted),
        Ok(Err(error)) => return Err(broken(error)),
        Err(_) => return Err(Closed::Broken("!".to_owned())),
    };
    if document.is_encrypted() || document.was_encrypted() {
        return Err(Closed::Encrypted);
    }
    if document.objects.len() > MAX_OBJECTS {
        return Err(Closed::TooLarge("objects", MAX_OBJECTS));
    }
    let pages = document.page_iter().take(MAX_PAGES + 1).count();
    if pages > MAX_PAGES {
        return Err(Closed::TooLarge("pages", MAX_PAGES));
    }
    if pages == 0 {
        return Err(Closed::Broken("/Pages".to_owned()));
    }
    if form(&document).is_some_and(|form| form.has(b"XFA")) {
        return Err(Closed::Xfa);
    }
    disarm(&mut document).map_err(broken)?;
    whole(&document)?;
    Ok(document)
}

/// The dictionary of its form.
pub(super) fn form(document: &Document) -> Option<&Dictionary> {
    document.catalog().ok()?.get_deref(b"AcroForm", document).ok()?.as_dict().ok()
}

/// Takes out every script, and every action but those that only lead somewhere; what only a program that calculates needs, too.
fn disarm(document: &mut Document) -> lopdf::Result<()> {
    let harmful: BTreeSet<ObjectId> =
        document.objects.iter().filter(|(_, object)| object.as_dict().is_ok_and(acts)).map(|(id, _)| *id).collect();
    for object in document.objects.values_mut() {
        clean(object, &harmful, 0);
    }
    let catalog = document.catalog_mut()?;
    for key in [b"OpenAction".as_slice(), b"Perms", b"NeedsRendering", b"Collection", b"Extensions"] {
        catalog.remove(key);
    }
    let names = catalog.get(b"Names").and_then(Object::as_reference).ok();
    if let Ok(Object::Dictionary(names)) = catalog.get_mut(b"Names") {
        names.remove(b"JavaScript");
    }
    if let Some(Ok(names)) = names.map(|id| document.get_dictionary_mut(id)) {
        names.remove(b"JavaScript");
    }
    document.trailer = document
        .trailer
        .iter()
        .filter(|(key, _)| matches!(key.as_slice(), b"Root" | b"Info" | b"ID"))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    document.prune_objects();
    Ok(())
}

/// Whether this is an action that does more than lead somewhere.
fn acts(dictionary: &Dictionary) -> bool {
    let is_action = dictionary.get(b"Type").and_then(Object::as_name).is_ok_and(|name| name == b"Action");
    let kind = dictionary.get(b"S").and_then(Object::as_name);
    dictionary.has(b"JS") || (is_action && kind.is_ok_and(|kind| !HARMLESS.contains(&kind)))
}

fn clean(object: &mut Object, harmful: &BTreeSet<ObjectId>, depth: usize) {
    if depth > MAX_DEPTH {
        *object = Object::Null;
        return;
    }
    match object {
        Object::Array(items) => items.iter_mut().for_each(|item| clean(item, harmful, depth + 1)),
        Object::Dictionary(dictionary) => clean_dictionary(dictionary, harmful, depth),
        Object::Stream(stream) => clean_dictionary(&mut stream.dict, harmful, depth),
        _ => {}
    }
}

fn clean_dictionary(dictionary: &mut Dictionary, harmful: &BTreeSet<ObjectId>, depth: usize) {
    for key in [b"AA".as_slice(), b"JS", b"Next"] {
        // « Next » is a brother in an outline, and what follows in an action.
        if key != b"Next" || dictionary.has(b"S") {
            dictionary.remove(key);
        }
    }
    let led = match dictionary.get(b"A") {
        Ok(Object::Reference(id)) => harmful.contains(id),
        Ok(Object::Dictionary(action)) => {
            action.get(b"S").and_then(Object::as_name).is_ok_and(|kind| !HARMLESS.contains(&kind))
        }
        _ => false,
    };
    if led {
        dictionary.remove(b"A");
    }
    for (_, value) in dictionary.iter_mut() {
        clean(value, harmful, depth + 1);
    }
}

/// Whether all that the document leads to could be read: the library passes over what it cannot.
fn whole(document: &Document) -> Result<(), Closed> {
    let mut led = BTreeSet::new();
    for object in document.objects.values() {
        references(object, &mut led, 0);
    }
    let missing = led.into_iter().find(|id| {
        let known = document.reference_table.get(id.0);
        let is_there =
            matches!(known, Some(lopdf::xref::XrefEntry::Normal { .. } | lopdf::xref::XrefEntry::Compressed { .. }));
        is_there && !document.has_object(*id)
    });
    match missing {
        Some((number, _)) => Err(Closed::Broken(format!("{number} 0 R"))),
        None => Ok(()),
    }
}

fn references(object: &Object, led: &mut BTreeSet<ObjectId>, depth: usize) {
    if depth > MAX_DEPTH {
        return;
    }
    let mut inside = |dictionary: &Dictionary| {
        for (_, value) in dictionary {
            references(value, led, depth + 1);
        }
    };
    match object {
        Object::Dictionary(dictionary) => inside(dictionary),
        Object::Stream(stream) => inside(&stream.dict),
        Object::Array(items) => items.iter().for_each(|item| references(item, led, depth + 1)),
        Object::Reference(id) => {
            led.insert(*id);
        }
        _ => {}
    }
}
