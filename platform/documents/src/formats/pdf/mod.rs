//! Fills the form fields of an agency's own PDF with a recipient's share: values that programs read, and drawings of them that people see.
//!
//! | step | file |
//! |---|---|
//! | bytes → document, within budgets, with nothing in it that acts | `open` |
//! | document → its fields | `field` |
//! | expression + share → what fills a field | `value` |
//! | value + field → how it is drawn | `draw` |
//! | what does not fit → a sheet at the end | `sheet` |
//! | PDF + mapping + schema → faults, before anything is filled in | `check` |

mod check;
mod draw;
mod field;
mod open;
mod sheet;
mod skeleton;
mod value;

use form::demarche::PdfForm;
use lopdf::{Dictionary, Document, Object, ObjectId, SaveOptions, StringFormat, dictionary, text_string};
use sha2::{Digest, Sha256};

pub(super) use self::check::faults;
use self::{
    draw::{Place, Set},
    field::{Field, Takes, named, states_of},
    sheet::Rest,
};
pub use self::{
    open::{Closed, MAX_BYTES},
    skeleton::skeleton,
};
use super::{
    Made, Share, Unmade, fields,
    template::{Filled, Unfilled, Why},
};
use crate::{
    Fault,
    face::{FaceId, Faces},
    finish,
    text::Typesetter,
};

/// The media type of what is made here.
const MIME: &str = "application/pdf";
/// The most signs of a value.
const MAX_SIGNS: usize = 20_000;

/// The PDF of this share, or why there is none.
pub(super) fn make(share: &Share<'_>, wanted: &PdfForm) -> Result<Result<Made, Unmade>, Fault> {
    let name = format!("{}.pdf", wanted.name);
    let unmade = |code: &'static str, detail: String| {
        Ok(Err(Unmade { name: name.clone(), format: wanted.to_string(), code, detail }))
    };
    let opened = open::open(&wanted.pdf).and_then(|document| Ok((field::fields(&document)?, document)));
    let (all, document) = match opened {
        Ok(opened) => opened,
        Err(closed) => return unmade("format.pdf", closed.code().to_owned()),
    };
    let faces = Faces::shared()?;
    let values = fields::values(share);
    let mut filler = Filler::new(document, faces);
    for entry in &wanted.fields {
        let Some(source) = entry.expression.as_deref().filter(|source| !source.is_empty()) else { continue };
        let Some(field) = all.iter().find(|field| field.name == entry.name) else {
            return unmade("format.pdf", entry.name.clone());
        };
        let as_kept = !matches!(field.takes, Takes::Text { .. });
        let filled = match value::value(share, &values, source, as_kept) {
            Ok(filled) => filled,
            Err(Unfilled { why: Why::Fuel, .. }) => return unmade("format.too_costly", entry.name.clone()),
            Err(Unfilled { why: Why::Size, .. }) => return unmade("format.too_large", entry.name.clone()),
            Err(Unfilled { why: Why::Other(said), .. }) => {
                return unmade("format.template", format!("{}: {said}", entry.name));
            }
        };
        filler.digest.update(format!("{}\0{filled:?}\0", field.name));
        match filler.fill(field, filled) {
            Ok(()) => {}
            Err(Stuck::TooLong) => return unmade("format.too_large", entry.name.clone()),
            Err(Stuck::NotOffered(value)) => return unmade("format.option", format!("{}: {value}", entry.name)),
            Err(Stuck::Broken(error)) => return unmade("format.pdf", format!("{}: {error}", entry.name)),
        }
    }
    filler.digest.update(&wanted.pdf);
    match filler.finish(faces, share.reference)? {
        Ok(bytes) => Ok(Ok(Made { name, mime: MIME, format: wanted.to_string(), bytes })),
        Err(error) => unmade("format.pdf", error.to_string()),
    }
}

/// Why a value is not written in a field.
enum Stuck {
    /// It is longer than any answer.
    TooLong,
    /// The field does not offer it.
    NotOffered(String),
    /// The PDF is not what it seemed.
    Broken(lopdf::Error),
}

impl From<lopdf::Error> for Stuck {
    fn from(error: lopdf::Error) -> Self {
        Self::Broken(error)
    }
}

struct Filler {
    document: Document,
    pen: Typesetter,
    /// The resource that every drawing takes its faces from.
    fonts: ObjectId,
    /// What does not fit.
    rest: Vec<Rest>,
    digest: Sha256,
}

impl Filler {
    fn new(mut document: Document, faces: &'static Faces) -> Self {
        let fonts = document.add_object(Dictionary::new());
        Self { document, pen: Typesetter::new(faces), fonts, rest: Vec::new(), digest: Sha256::new() }
    }

    fn fill(&mut self, field: &Field, filled: Filled) -> Result<(), Stuck> {
        match field.takes {
            Takes::Text { several_lines, comb } => self.text(field, &one_text(filled)?, several_lines, comb),
            Takes::Tick | Takes::Radio => self.button(field, filled),
            Takes::Option { .. } | Takes::Options => self.option(field, filled),
            Takes::Nothing => Err(Stuck::NotOffered(String::new())),
        }
    }

    fn text(&mut self, field: &Field, text: &str, several_lines: bool, comb: bool) -> Result<(), Stuck> {
        let one = |sign: char| {
            if sign == '\n' && several_lines {
                '\n'
            } else if sign.is_control() {
                ' '
            } else {
                sign
            }
        };
        let text: String = text.replace("\r\n", "\n").chars().map(one).collect();
        let (kept, is_marked) = kept_of(&text, field.max_length.unwrap_or(MAX_SIGNS), comb);
        let mut all = kept == text;
        for widget in &field.widgets {
            let Some(place) = self.place(*widget)? else { continue };
            let set = self.set(field, *widget)?;
            let cells = field.max_length.filter(|_| comb).unwrap_or(0);
            let mut drawn = place.frame(cells);
            if !text.is_empty() {
                let (lines, fits) = match (comb, several_lines) {
                    (true, _) => draw::comb(&mut self.pen, &place, &set, &kept, cells),
                    (false, true) => draw::several_lines(&mut self.pen, &place, &set, &kept),
                    (false, false) => draw::one_line(&mut self.pen, &place, &set, &kept),
                };
                drawn.push_str(&lines);
                all &= fits;
            }
            self.draw(*widget, &place, &drawn)?;
        }
        if !all {
            let label = field.label.clone().unwrap_or_else(|| field.name.clone());
            // A beginning that nothing marks reads like the whole: the sheet says that it is none.
            let unmarked = (kept != text && !is_marked && !kept.is_empty()).then(|| kept.clone());
            self.rest.push(Rest { label, text, unmarked });
        }
        self.keep(field, (!kept.is_empty()).then(|| text_string(&kept)))?;
        Ok(())
    }

    fn button(&mut self, field: &Field, filled: Filled) -> Result<(), Stuck> {
        let alone = matches!((field.takes, field.options.as_slice()), (Takes::Tick, [_]));
        let wanted = match filled {
            Filled::Nothing => None,
            Filled::Truth(yes) if alone => field.options.first().filter(|_| yes),
            Filled::Text(text) if text.is_empty() || text == "Off" => None,
            Filled::Text(text) => match field.option(&text) {
                Some(option) => field.options.get(option),
                None => return Err(Stuck::NotOffered(text)),
            },
            Filled::Truth(yes) => return Err(Stuck::NotOffered(yes.to_string())),
            Filled::Several(all) => return Err(Stuck::NotOffered(all.join(", "))),
        };
        let mut state = b"Off".to_vec();
        for widget in &field.widgets {
            let here = states_of(&self.document, self.document.get_dictionary(*widget)?);
            let on = here.into_iter().find(|name| wanted.is_some_and(|(wanted, _)| *wanted == named(name)));
            let shown = on.clone().unwrap_or_else(|| b"Off".to_vec());
            self.document.get_dictionary_mut(*widget)?.set("AS", Object::Name(shown));
            state = on.unwrap_or(state);
        }
        self.keep(field, Some(Object::Name(state)))?;
        Ok(())
    }

    fn option(&mut self, field: &Field, filled: Filled) -> Result<(), Stuck> {
        let texts = match filled {
            Filled::Nothing => Vec::new(),
            Filled::Truth(yes) => vec![yes.to_string()],
            Filled::Text(text) => vec![text],
            Filled::Several(texts) => texts,
        };
        let writable = field.takes == Takes::Option { writable: true };
        let mut chosen = Vec::new();
        for text in texts.iter().filter(|text| !text.is_empty()) {
            match field.option(text) {
                Some(option) => chosen.push(option),
                None if writable => {}
                None => return Err(Stuck::NotOffered(text.clone())),
            }
        }
        if chosen.len() > 1 && field.takes != Takes::Options {
            return Err(Stuck::NotOffered(texts.join(", ")));
        }
        chosen.sort_unstable();
        let sent = |option: &usize| field.options.get(*option).map(|(sent, _)| text_string(sent));
        let (shown, value) = match (chosen.as_slice(), texts.first()) {
            ([], Some(text)) if writable && !text.is_empty() => (text.clone(), Some(text_string(text))),
            ([], _) => (String::new(), None),
            ([one], _) => (field.options[*one].1.clone(), sent(one)),
            (several, _) => (String::new(), Some(Object::Array(several.iter().filter_map(sent).collect()))),
        };
        let is_list = !field.is_combo;
        let mut all = true;
        for widget in &field.widgets {
            let Some(place) = self.place(*widget)? else { continue };
            let set = self.set(field, *widget)?;
            let mut drawn = place.frame(0);
            if is_list {
                let options: Vec<(&str, bool)> = field
                    .options
                    .iter()
                    .enumerate()
                    .map(|(number, (_, shown))| (shown.as_str(), chosen.contains(&number)))
                    .collect();
                drawn.push_str(&draw::list(&mut self.pen, &place, &set, &options));
            } else if !shown.is_empty() {
                let (line, fits) = draw::one_line(&mut self.pen, &place, &set, &shown);
                drawn.push_str(&line);
                all &= fits;
            }
            self.draw(*widget, &place, &drawn)?;
        }
        if !all {
            let label = field.label.clone().unwrap_or_else(|| field.name.clone());
            self.rest.push(Rest { label, text: shown, unmarked: None });
        }
        self.keep(field, value)?;
        let dictionary = self.document.get_dictionary_mut(field.id)?;
        dictionary.remove(b"TI");
        dictionary.remove(b"I");
        if is_list && !chosen.is_empty() {
            let places = chosen.iter().filter_map(|number| i64::try_from(*number).ok()).map(Object::Integer);
            dictionary.set("I", Object::Array(places.collect()));
        }
        Ok(())
    }

    fn place(&self, widget: ObjectId) -> Result<Option<Place>, Stuck> {
        Ok(Place::of(&self.document, self.document.get_dictionary(widget)?))
    }

    /// As the place says where it says it, else as the field does.
    fn set(&self, field: &Field, widget: ObjectId) -> Result<Set, Stuck> {
        let dictionary = self.document.get_dictionary(widget)?;
        let look = dictionary.get_deref(b"DA", &self.document).and_then(Object::as_str).unwrap_or(&field.look);
        let alignment = dictionary.get_deref(b"Q", &self.document).and_then(Object::as_i64);
        Ok(Set::of(look, alignment.unwrap_or(field.alignment)))
    }

    fn draw(&mut self, widget: ObjectId, place: &Place, drawn: &str) -> Result<(), Stuck> {
        let form = finish::deflated(place.form(self.fonts), drawn.as_bytes());
        let form = self.document.add_object(form);
        self.document.get_dictionary_mut(widget)?.set("AP", dictionary! { "N" => form });
        Ok(())
    }

    fn keep(&mut self, field: &Field, value: Option<Object>) -> Result<(), Stuck> {
        let dictionary = self.document.get_dictionary_mut(field.id)?;
        // The same in another form, which viewers would show instead.
        dictionary.remove(b"RV");
        match value {
            Some(value) => dictionary.set("V", value),
            None => drop(dictionary.remove(b"V")),
        }
        Ok(())
    }

    /// The bytes, the same every time.
    fn finish(mut self, faces: &'static Faces, reference: &str) -> Result<lopdf::Result<Vec<u8>>, Fault> {
        if let Err(error) = self.settle(reference) {
            return Ok(Err(error));
        }
        let mut fonts = Dictionary::new();
        let mut add = |document: &mut Document, face: FaceId, embedded, used| {
            let font = finish::font(document, embedded, used);
            fonts.set(face.resource(), font);
        };
        for bold in [false, true] {
            let used = self.pen.used(bold);
            if used.contains(&true) {
                let face = if bold { FaceId::Bold } else { FaceId::Regular };
                add(&mut self.document, face, &faces.text(bold).embedded, Some(used));
            }
        }
        if let Some(fallback) = self.pen.fallback.embed()? {
            add(&mut self.document, FaceId::Fallback, &fallback, None);
        }
        self.document.set_object(self.fonts, fonts);
        // The drawings that ours took the place of.
        self.document.prune_objects();
        let id = Object::String(self.digest.finalize()[..16].to_vec(), StringFormat::Hexadecimal);
        let first =
            self.document.trailer.get(b"ID").and_then(Object::as_array).ok().and_then(|ids| ids.first().cloned());
        let first = first.filter(|first| first.as_str().is_ok()).unwrap_or_else(|| id.clone());
        self.document.trailer.set("ID", Object::Array(vec![first, id]));
        if self.document.version.as_str() < "1.5" {
            "1.7".clone_into(&mut self.document.version);
        }
        let mut bytes = Vec::new();
        let options =
            SaveOptions::builder().use_object_streams(true).use_xref_streams(true).compression_level(6).build();
        self.document.save_with_options(&mut bytes, options)?;
        bytes.push(b'\n');
        Ok(Ok(bytes))
    }

    /// What is told of the form as a whole, and the sheets with what does not fit.
    fn settle(&mut self, reference: &str) -> lopdf::Result<()> {
        let at = self.document.catalog()?.get(b"AcroForm")?.as_reference().ok();
        let form = match at {
            Some(id) => self.document.get_dictionary_mut(id)?,
            None => self.document.catalog_mut()?.get_mut(b"AcroForm")?.as_dict_mut()?,
        };
        for key in [b"NeedAppearances".as_slice(), b"CO", b"SigFlags"] {
            form.remove(key);
        }
        if self.rest.is_empty() {
            return Ok(());
        }
        for drawn in sheet::sheets(&mut self.pen, reference, &self.rest) {
            sheet::add(&mut self.document, self.fonts, &drawn)?;
        }
        Ok(())
    }
}

/// What a field of at most so many signs keeps of a text, and whether that ends with the mark of what is cut: not in cells, and not where
/// nothing would stand before it.
fn kept_of(text: &str, most: usize, comb: bool) -> (String, bool) {
    if text.chars().nth(most).is_none() {
        return (text.to_owned(), false);
    }
    let beginning = |signs: usize| text.chars().take(signs).collect::<String>();
    let room = most.saturating_sub(draw::CUT.chars().count());
    let marked = beginning(room);
    let marked = marked.trim_end();
    if comb || marked.is_empty() { (beginning(most), false) } else { (format!("{marked}{}", draw::CUT), true) }
}

fn one_text(filled: Filled) -> Result<String, Stuck> {
    let text = match filled {
        Filled::Nothing => String::new(),
        Filled::Truth(yes) => if yes { "Oui" } else { "Non" }.to_owned(),
        Filled::Text(text) => text,
        Filled::Several(texts) => texts.join(", "),
    };
    if text.chars().count() > MAX_SIGNS { Err(Stuck::TooLong) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_text_says_that_it_is_not_the_whole() {
        let kept = |text: &str, most, comb| {
            let (kept, is_marked) = kept_of(text, most, comb);
            assert!(kept.chars().count() <= most, "{kept}");
            (kept, is_marked)
        };
        assert_eq!(kept("Maximilienne", 12, false), ("Maximilienne".to_owned(), false));
        assert_eq!(kept("Maximilienne", 8, false), ("Maxi […]".to_owned(), true));
        assert_eq!(kept("Élé éléonore", 8, false), ("Élé […]".to_owned(), true));
        assert_eq!(kept("Maximilienne", 5, false), ("M […]".to_owned(), true));
        for short in 0..5 {
            assert_eq!(kept("Maximilienne", short, false), ("Maximilienne"[..short].to_owned(), false));
        }
        assert_eq!(kept("Maximilienne", 8, true), ("Maximili".to_owned(), false));
        assert_eq!(kept("", 0, false), (String::new(), false));
    }
}
