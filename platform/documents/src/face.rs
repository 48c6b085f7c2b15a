//! Holds the faces: the two that text is set in, cut and compressed once; the fallback, cut for each document.
//!
//! `fonts/make.py` makes the files again.

use std::{borrow::Cow, collections::BTreeMap, fmt::Write as _, io::Write as _, sync::LazyLock};

use flate2::{Compression, write::ZlibEncoder};
use subsetter::GlyphRemapper;

use crate::Fault;

const REGULAR: &[u8] = include_bytes!("../fonts/text-regular.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/text-bold.ttf");
const FALLBACK: &[u8] = include_bytes!("../fonts/fallback.ttf");

/// Above this no character of the text faces lies.
const TABLE_END: usize = 0x2800;

/// Which face a glyph comes from; its name in the page's resources too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum FaceId {
    Regular,
    Bold,
    Fallback,
}

impl FaceId {
    pub(crate) fn resource(self) -> &'static str {
        match self {
            Self::Regular => "R",
            Self::Bold => "B",
            Self::Fallback => "F",
        }
    }
}

/// Lengths of a face in thousandths of an em, as PDF wants them.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Metrics {
    pub(crate) ascent: i64,
    pub(crate) descent: i64,
    pub(crate) cap_height: i64,
    pub(crate) bounds: [i64; 4],
}

/// What a PDF embeds of a face.
#[derive(Debug, Clone)]
pub(crate) struct Embedded {
    pub(crate) name: Cow<'static, str>,
    pub(crate) metrics: Metrics,
    /// Advance of each glyph from 0, in thousandths of an em.
    pub(crate) widths: Vec<u16>,
    /// TrueType, compressed.
    pub(crate) program: Cow<'static, [u8]>,
    /// Its length before compression.
    pub(crate) program_length: usize,
    /// The ToUnicode map, compressed.
    pub(crate) to_unicode: Cow<'static, [u8]>,
}

/// A face that text is set in.
pub(crate) struct TextFace {
    glyphs: Vec<u16>,
    kerning: Vec<(u32, i16)>,
    pub(crate) embedded: Embedded,
}

/// Every face.
pub(crate) struct Faces {
    regular: TextFace,
    bold: TextFace,
    fallback: ttf_parser::Face<'static>,
}

static FACES: LazyLock<Result<Faces, String>> = LazyLock::new(|| {
    Ok(Faces {
        regular: TextFace::read(REGULAR, "GUICHT+GuichetText-Regular")?,
        bold: TextFace::read(BOLD, "GUICHU+GuichetText-Bold")?,
        fallback: ttf_parser::Face::parse(FALLBACK, 0).map_err(|e| e.to_string())?,
    })
});

impl Faces {
    /// The faces of this binary; read at the first call.
    pub(crate) fn shared() -> Result<&'static Self, Fault> {
        FACES.as_ref().map_err(|e| Fault::Font(e.clone()))
    }

    pub(crate) fn text(&self, bold: bool) -> &TextFace {
        if bold { &self.bold } else { &self.regular }
    }

    /// Whether a face has the character; else its number is drawn.
    pub(crate) fn draw(&self, character: char) -> bool {
        self.regular.glyph(character).is_some()
            || self.fallback.glyph_index(character).is_some_and(|glyph| glyph.0 != 0)
    }
}

impl TextFace {
    fn read(bytes: &'static [u8], name: &'static str) -> Result<Self, String> {
        let face = ttf_parser::Face::parse(bytes, 0).map_err(|e| e.to_string())?;
        let mut glyphs = vec![0; TABLE_END];
        let mut readings = BTreeMap::new();
        for (code, entry) in glyphs.iter_mut().enumerate() {
            let character = u32::try_from(code).ok().and_then(char::from_u32);
            if let Some((character, glyph)) = character.and_then(|c| Some((c, face.glyph_index(c)?))) {
                *entry = glyph.0;
                readings.entry(glyph.0).or_insert_with(|| character.to_string());
            }
        }
        let count = face.number_of_glyphs();
        // Every glyph keeps its number; what only a shaper needs is left out.
        let all: Vec<u16> = (0..count).collect();
        let program =
            subsetter::subset(bytes, 0, &GlyphRemapper::new_from_glyphs_sorted(&all)).map_err(|e| e.to_string())?;
        Ok(Self {
            glyphs,
            kerning: kerning(&face),
            embedded: Embedded {
                name: Cow::Borrowed(name),
                metrics: metrics(&face),
                widths: all.iter().map(|glyph| width(&face, *glyph)).collect(),
                program: Cow::Owned(deflate(&program, Compression::best())),
                program_length: program.len(),
                to_unicode: Cow::Owned(deflate(to_unicode(&readings).as_bytes(), Compression::best())),
            },
        })
    }

    /// The glyph of a character; `None` where the face has none.
    pub(crate) fn glyph(&self, character: char) -> Option<u16> {
        self.glyphs.get(character as usize).copied().filter(|glyph| *glyph != 0)
    }

    /// In thousandths of an em.
    pub(crate) fn advance(&self, glyph: u16) -> u16 {
        self.embedded.widths.get(usize::from(glyph)).copied().unwrap_or(0)
    }

    /// What is added between two glyphs, in thousandths of an em.
    pub(crate) fn kern(&self, left: u16, right: u16) -> i16 {
        let pair = u32::from(left) << 16 | u32::from(right);
        self.kerning.binary_search_by_key(&pair, |(key, _)| *key).map_or(0, |index| self.kerning[index].1)
    }
}

/// The fallback face as one document uses it: only what is written there is embedded.
pub(crate) struct Fallback {
    faces: &'static Faces,
    remapper: GlyphRemapper,
    readings: BTreeMap<u16, String>,
}

impl Fallback {
    pub(crate) fn new(faces: &'static Faces) -> Self {
        Self { faces, remapper: GlyphRemapper::new(), readings: BTreeMap::new() }
    }

    /// The character's glyph in the document's cut, and its advance in thousandths of an em.
    ///
    /// It is read as `reading`: a joined letter as the letter itself.
    pub(crate) fn glyph(&mut self, character: char, reading: &str) -> Option<(u16, u16)> {
        let glyph = self.faces.fallback.glyph_index(character).filter(|glyph| glyph.0 != 0)?;
        let cut = self.remapper.remap(glyph.0);
        self.readings.entry(cut).or_insert_with(|| reading.to_owned());
        Some((cut, width(&self.faces.fallback, glyph.0)))
    }

    /// What the document embeds; nothing where the text faces had every character.
    pub(crate) fn embed(&self) -> Result<Option<Embedded>, Fault> {
        if self.readings.is_empty() {
            return Ok(None);
        }
        let program = subsetter::subset(FALLBACK, 0, &self.remapper).map_err(|e| Fault::Font(e.to_string()))?;
        let widths = self.remapper.remapped_gids().map(|glyph| width(&self.faces.fallback, glyph)).collect();
        Ok(Some(Embedded {
            name: Cow::Borrowed("GUICHV+DejaVuSans"),
            metrics: metrics(&self.faces.fallback),
            widths,
            program_length: program.len(),
            program: Cow::Owned(deflate(&program, Compression::default())),
            to_unicode: Cow::Owned(deflate(to_unicode(&self.readings).as_bytes(), Compression::default())),
        }))
    }
}

/// Compresses as PDF and ZIP know it; the same bytes for the same input.
pub(crate) fn deflate(bytes: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), level);
    // Writing into memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}

fn thousandths(face: &ttf_parser::Face<'_>, units: i32) -> i64 {
    let em = i64::from(face.units_per_em()).max(1);
    (i64::from(units) * 2000 + em).div_euclid(2 * em)
}

fn width(face: &ttf_parser::Face<'_>, glyph: u16) -> u16 {
    let units = face.glyph_hor_advance(ttf_parser::GlyphId(glyph)).unwrap_or(0);
    u16::try_from(thousandths(face, i32::from(units))).unwrap_or(0)
}

fn metrics(face: &ttf_parser::Face<'_>) -> Metrics {
    let bounds = face.global_bounding_box();
    let of = |units: i16| thousandths(face, i32::from(units));
    Metrics {
        ascent: of(face.ascender()),
        descent: of(face.descender()),
        cap_height: of(face.capital_height().unwrap_or(face.ascender())),
        bounds: [of(bounds.x_min), of(bounds.y_min), of(bounds.x_max), of(bounds.y_max)],
    }
}

fn kerning(face: &ttf_parser::Face<'_>) -> Vec<(u32, i16)> {
    let mut pairs: Vec<(u32, i16)> = face
        .tables()
        .kern
        .into_iter()
        .flat_map(|table| table.subtables.into_iter())
        .filter_map(|subtable| match subtable.format {
            ttf_parser::kern::Format::Format0(format) => Some(format.pairs),
            _ => None,
        })
        .flat_map(|pairs| pairs.into_iter())
        .map(|pair| {
            let value = i16::try_from(thousandths(face, i32::from(pair.value))).unwrap_or(0);
            (u32::from(pair.left().0) << 16 | u32::from(pair.right().0), value)
        })
        .collect();
    pairs.sort_unstable();
    pairs
}

/// The map from glyphs to characters, so that text can be found, copied and read aloud.
fn to_unicode(readings: &BTreeMap<u16, String>) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    let entries: Vec<_> = readings.iter().collect();
    for block in entries.chunks(100) {
        // Writing into a string does not fail.
        let _ = writeln!(map, "{} beginbfchar", block.len());
        for (glyph, reading) in block {
            let _ = write!(map, "<{glyph:04X}> <");
            for unit in reading.encode_utf16() {
                let _ = write!(map, "{unit:04X}");
            }
            map.push_str(">\n");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_faces_have_every_letter_of_european_names() {
        let faces = Faces::shared().unwrap();
        for bold in [false, true] {
            for character in "AZaz09 éèêëàâäçñøßþÿŒœÆæŁłŐőŞșțđĞğİıŽžẞ€«»’…–—\u{a0}\u{202f}\u{2011}ễỗ№".chars()
            {
                assert!(faces.text(bold).glyph(character).is_some(), "{character:?}");
            }
        }
    }

    #[test]
    fn pairs_are_kerned_and_figures_stand_under_one_another() {
        let face = Faces::shared().unwrap().text(false);
        let glyph = |c| face.glyph(c).unwrap();
        assert!(face.kern(glyph('A'), glyph('V')) < 0);
        assert_eq!(face.kern(glyph('n'), glyph('n')), 0);
        let widths: Vec<u16> = ('0'..='9').map(|c| face.advance(glyph(c))).collect();
        assert!(widths.iter().all(|width| *width == widths[0]));
    }

    #[test]
    fn the_fallback_embeds_only_what_is_written() {
        let mut fallback = Fallback::new(Faces::shared().unwrap());
        assert!(fallback.embed().unwrap().is_none());
        for character in "Ελένη Жуковъ".chars() {
            assert!(fallback.glyph(character, "x").is_some());
        }
        assert!(fallback.glyph('漢', "漢").is_none());
        let embedded = fallback.embed().unwrap().unwrap();
        assert!(embedded.program.len() < 12_000, "{}", embedded.program.len());
    }
}
