//! Adds sheets at the end of a filled PDF: what its fields could not take, whole. Nothing is cut without being told.

use form::text::Language;
use lopdf::{Document, Object, ObjectId, dictionary};

use super::draw::show;
use crate::{
    finish,
    look::{BODY, BOTTOM, COLUMN, HEADING, HEIGHT, LEFT, NOTE, STRONG, Style, TOP, WIDTH},
    say::Say,
    text::{Line, Typesetter},
};

/// What does not fit a field.
pub(super) struct Rest {
    /// The field as people know it.
    pub(super) label: String,
    /// The whole of its text.
    pub(super) text: String,
    /// The beginning that the field shows, where nothing in it says that there is more.
    pub(super) unmarked: Option<String>,
}

/// The drawings of the sheets, one a page.
pub(super) fn sheets(pen: &mut Typesetter, reference: &str, rest: &[Rest]) -> Vec<String> {
    let say = Say { language: Language::Fr };
    let mut sheets = Sheets { done: Vec::new(), drawn: String::new(), y: TOP };
    sheets.lines(&pen.lines(&say.it("form-sheet-title"), HEADING, COLUMN), HEADING);
    sheets.lines(&pen.lines(&say.with("form-sheet-note", &[("reference", reference.into())]), NOTE, COLUMN), NOTE);
    for Rest { label, text, unmarked } in rest {
        sheets.y -= BODY.leading;
        // A label does not stand alone at the foot of a page.
        if sheets.y < BOTTOM + 2.0 * BODY.leading {
            sheets.turn();
        }
        sheets.lines(&pen.lines(label, STRONG, COLUMN), STRONG);
        if let Some(shown) = unmarked {
            let said = say.with("form-sheet-unmarked", &[("shown", shown.as_str().into())]);
            sheets.lines(&pen.lines(&said, NOTE, COLUMN), NOTE);
        }
        sheets.lines(&pen.lines(text, BODY, COLUMN), BODY);
    }
    sheets.turn();
    sheets.done
}

struct Sheets {
    done: Vec<String>,
    drawn: String,
    y: f32,
}

impl Sheets {
    fn lines(&mut self, lines: &[Line], style: Style) {
        for line in lines {
            if self.y < BOTTOM {
                self.turn();
            }
            show(&mut self.drawn, line, style, LEFT, self.y);
            self.y -= style.leading;
        }
    }

    fn turn(&mut self) {
        self.done.push(format!("BT\n{}ET\n", std::mem::take(&mut self.drawn)));
        self.y = TOP;
    }
}

/// Adds a page with this drawing.
pub(super) fn add(document: &mut Document, fonts: ObjectId, drawn: &str) -> lopdf::Result<()> {
    let pages = document.catalog()?.get(b"Pages")?.as_reference()?;
    let content = document.add_object(finish::deflated(lopdf::Dictionary::new(), drawn.as_bytes()));
    let page = document.add_object(dictionary! {
        "Type" => "Page",
        "Parent" => pages,
        "MediaBox" => [0.0, 0.0, WIDTH, HEIGHT].map(Object::Real).to_vec(),
        "Rotate" => 0,
        "Resources" => dictionary! { "Font" => fonts },
        "Contents" => content,
    });
    let count = document.get_dictionary(pages)?.get_deref(b"Count", document)?.as_i64()?;
    let kids = document.get_dictionary(pages)?.get_deref(b"Kids", document)?.as_array()?;
    let kids: Vec<Object> = kids.iter().cloned().chain([Object::Reference(page)]).collect();
    let pages = document.get_dictionary_mut(pages)?;
    pages.set("Kids", Object::Array(kids));
    pages.set("Count", Object::Integer(count.saturating_add(1)));
    Ok(())
}
