//! Draws on pages by printpdf's operators, and marks what each piece is: content of an element, or decoration.

use std::collections::BTreeMap;

use printpdf::{
    Color, DictItem, FontId, Greyscale, Mm, Op, PaintMode, PdfFontHandle, PdfPage, Point, Pt, Rect, WindingOrder,
};

use crate::{
    face::FaceId,
    look::{HEIGHT, Style, Tone, WIDTH},
    text::Line,
    tree::{Kid, Tree},
};

/// A link drawn on a page.
#[derive(Debug, Clone)]
pub(crate) struct Link {
    pub(crate) bounds: [f32; 4],
    pub(crate) address: String,
    pub(crate) description: String,
}

/// A page being drawn.
#[derive(Debug, Default)]
pub(crate) struct Page {
    ops: Vec<Op>,
    /// The element of each piece of marked content, by its number.
    pub(crate) marks: Vec<usize>,
    pub(crate) links: Vec<Link>,
    /// The images drawn on it.
    pub(crate) images: Vec<usize>,
    /// The lines drawn on it, in their order.
    pub(crate) said: Vec<String>,
    font: Option<(FaceId, f32)>,
    tone: Option<Tone>,
}

/// Points to two decimals: finer than any printer, and short to write.
pub(crate) fn round(points: f32) -> f32 {
    (points * 100.0).round() / 100.0
}

fn operator(key: &str, value: Vec<DictItem>) -> Op {
    Op::Unknown { key: key.to_owned(), value }
}

/// Text as PDF writes it beside the glyphs: UTF-16 with its mark, in hexadecimal.
pub(crate) fn utf16(text: &str) -> Vec<u8> {
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}

impl Page {
    /// Begins a piece of the current element.
    pub(crate) fn begin(&mut self, number: usize, tree: &mut Tree) {
        let element = tree.current();
        let mark = self.marks.len();
        self.marks.push(element);
        tree.add(Kid::Content { page: number, mark });
        let properties = BTreeMap::from([("MCID".to_owned(), DictItem::Int(i64::try_from(mark).unwrap_or(i64::MAX)))]);
        self.ops.push(Op::BeginMarkedContentWithProperties {
            tag: tree.elements[element].tag.to_owned(),
            properties: DictItem::Dict { map: properties },
        });
    }

    /// Begins what is not read: rules, boxes.
    pub(crate) fn begin_decoration(&mut self) {
        self.ops.push(Op::BeginMarkedContent { tag: "Artifact".to_owned() });
    }

    /// Begins what comes back on every page.
    pub(crate) fn begin_running(&mut self, subtype: &str) {
        let map = BTreeMap::from([
            ("Type".to_owned(), DictItem::Name(b"Pagination".to_vec())),
            ("Subtype".to_owned(), DictItem::Name(subtype.as_bytes().to_vec())),
        ]);
        self.ops.push(Op::BeginMarkedContentWithProperties {
            tag: "Artifact".to_owned(),
            properties: DictItem::Dict { map },
        });
    }

    /// Ends the piece.
    pub(crate) fn end(&mut self) {
        self.ops.push(Op::EndMarkedContent);
    }

    fn set_tone(&mut self, tone: Tone) {
        if self.tone != Some(tone) {
            self.tone = Some(tone);
            self.ops.push(Op::SetFillColor { col: Color::Greyscale(Greyscale { percent: tone, icc_profile: None }) });
        }
    }

    /// Draws a line of text from `x` on, on the baseline `y`.
    pub(crate) fn text(&mut self, line: &Line, style: Style, x: f32, y: f32) {
        if line.runs.is_empty() {
            return;
        }
        self.said.push(line.said.clone());
        self.set_tone(style.tone);
        self.ops.push(Op::StartTextSection);
        self.ops.push(Op::SetTextCursor { pos: Point { x: Pt(round(x)), y: Pt(round(y)) } });
        for run in &line.runs {
            if self.font != Some((run.face, style.size)) {
                self.font = Some((run.face, style.size));
                self.ops.push(Op::SetFont {
                    font: PdfFontHandle::External(FontId(run.face.resource().to_owned())),
                    size: Pt(style.size),
                });
            }
            if let Some(actual) = &run.actual {
                self.ops.push(Op::BeginMarkedContentWithProperties {
                    tag: "Span".to_owned(),
                    properties: DictItem::Dict {
                        map: BTreeMap::from([("ActualText".to_owned(), DictItem::Bytes(utf16(actual)))]),
                    },
                });
            }
            self.ops.push(show(&run.glyphs));
            if run.actual.is_some() {
                self.ops.push(Op::EndMarkedContent);
            }
        }
        self.ops.push(Op::EndTextSection);
    }

    /// Fills a rectangle.
    pub(crate) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, tone: Tone) {
        self.set_tone(tone);
        self.ops.push(Op::DrawRectangle {
            rectangle: Rect {
                x: Pt(round(x)),
                y: Pt(round(y)),
                width: Pt(round(width)),
                height: Pt(round(height)),
                mode: Some(PaintMode::Fill),
                winding_order: Some(WindingOrder::NonZero),
            },
        });
    }

    /// Fills many rectangles of one tone as one shape.
    pub(crate) fn fill_all(&mut self, rectangles: impl IntoIterator<Item = [f32; 4]>, tone: Tone) {
        self.set_tone(tone);
        for rectangle in rectangles {
            let lengths = rectangle.map(|length| DictItem::Real(round(length))).to_vec();
            self.ops.push(operator("re", lengths));
        }
        self.ops.push(operator("f", Vec::new()));
    }

    /// Draws a frame of this thickness, inside its bounds.
    pub(crate) fn frame(&mut self, x: f32, y: f32, width: f32, height: f32, thickness: f32, tone: Tone) {
        self.fill_all(
            [
                [x, y, width, thickness],
                [x, y + height - thickness, width, thickness],
                [x, y + thickness, thickness, height - 2.0 * thickness],
                [x + width - thickness, y + thickness, thickness, height - 2.0 * thickness],
            ],
            tone,
        );
    }

    /// Draws an image of the document into a rectangle.
    pub(crate) fn image(&mut self, image: usize, [x, y, width, height]: [f32; 4]) {
        self.ops.push(Op::SaveGraphicsState);
        let matrix = [round(width), 0.0, 0.0, round(height), round(x), round(y)].map(DictItem::Real);
        self.ops.push(operator("cm", matrix.to_vec()));
        self.ops.push(operator("Do", vec![DictItem::Name(image_name(image).into_bytes())]));
        self.ops.push(Op::RestoreGraphicsState);
        self.images.push(image);
    }

    pub(crate) fn into_printpdf(self) -> PdfPage {
        let mut page = PdfPage::new(Mm(210.0), Mm(297.0), self.ops);
        let sheet = Rect::from_wh(Pt(WIDTH), Pt(HEIGHT));
        (page.media_box, page.trim_box, page.crop_box) = (sheet.clone(), sheet.clone(), sheet);
        page
    }
}

/// The name of an image in the resources.
pub(crate) fn image_name(image: usize) -> String {
    format!("I{image}")
}

fn show(glyphs: &[(u16, i16)]) -> Op {
    let (mut items, mut bytes) = (Vec::new(), Vec::with_capacity(glyphs.len() * 2));
    for (glyph, kern) in glyphs {
        bytes.extend(glyph.to_be_bytes());
        if *kern != 0 {
            items.push(DictItem::Bytes(std::mem::take(&mut bytes)));
            items.push(DictItem::Int(-i64::from(*kern)));
        }
    }
    if !bytes.is_empty() {
        items.push(DictItem::Bytes(bytes));
    }
    match items.as_slice() {
        [DictItem::Bytes(_)] => operator("Tj", items),
        _ => operator("TJ", vec![DictItem::Array(items)]),
    }
}
