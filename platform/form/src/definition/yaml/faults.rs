//! Tells what stops reading: each fault with its place, its cause and its cure.

use saphyr_parser::ScanError;

use super::{Builder, MAX_DEPTH, MAX_KEY_CHARS, Stop, culprit::culprit};
use crate::{
    definition::{
        report::span_of,
        syntax::{
            apostrophe_in_quotes, apostrophe_words, colon_words, indented_by_tab, quotes_in_quotes,
            quotes_in_quotes_words, reserved_words, syntax_words,
        },
        tree::Place,
    },
    diagnostic::Sentence,
};

impl<'a> Builder<'a> {
    pub(super) fn stop(
        &mut self,
        code: &'static str,
        place: Place,
        cause: Sentence,
        cure: Sentence,
    ) -> Result<(), Stop> {
        self.report.error(code, place, cause, cure);
        Err(Stop)
    }

    pub(super) fn no_tag(&mut self, tagged: bool, place: Place) -> Result<(), Stop> {
        if !tagged {
            return Ok(());
        }
        self.stop(
            "yaml.tag",
            place,
            Sentence::new(
                "Une étiquette YAML (« ! ») n'a pas de sens dans une définition.",
                "A YAML tag (“!”) means nothing in a definition.",
            ),
            Sentence::new(
                "Retirez-la ; une expression qui commence par « ! » s'écrit entre guillemets.",
                "Remove it; an expression that begins with “!” is written in quotes.",
            ),
        )
    }

    pub(super) fn too_deep(&mut self, place: Place) -> Result<(), Stop> {
        self.stop(
            "yaml.depth",
            place,
            Sentence::new(
                format!("Plus de {MAX_DEPTH} niveaux sont imbriqués."),
                format!("More than {MAX_DEPTH} levels are nested."),
            ),
            Sentence::new(
                "Aplatissez la définition ou faites-en un composant.",
                "Flatten the definition, or make a component of it.",
            ),
        )
    }

    pub(super) fn key_type(&mut self, place: Place) -> Result<(), Stop> {
        if let Some(meant) = self.decimal_comma(place) {
            return self.stop(
                "yaml.key_type",
                place,
                Sentence::new(
                    "Entre accolades, une virgule sépare : ce nombre est coupé en deux.",
                    "Between braces a comma separates: this number is cut in two.",
                ),
                Sentence::new(
                    format!("Un nombre s'écrit avec un point : {meant}."),
                    format!("A number is written with a point: {meant}."),
                ),
            );
        }
        self.stop(
            "yaml.key_type",
            place,
            Sentence::new("Une clé doit être un texte.", "A key must be a text."),
            Sentence::new(
                "Écrivez un nom ; s'il ressemble à un nombre ou à « no », entre guillemets.",
                "Write a name; in quotes where it looks like a number or like “no”.",
            ),
        )
    }

    /// The number whose decimals the key at this place is: `{ minimum: 0,5 }`.
    fn decimal_comma(&self, place: Place) -> Option<String> {
        let whole = self.text[..place.span.start].strip_suffix(',')?;
        let whole = &whole[whole.rfind(|c: char| !c.is_ascii_digit()).map_or(0, |at| at + 1)..];
        let decimals = self.text.get(place.span.start..place.span.end)?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits(whole) && digits(decimals)).then(|| format!("{whole}.{decimals}"))
    }

    pub(super) fn alias(&mut self, anchor: usize, place: Place) -> Result<(), Stop> {
        if self.open_anchors.iter().any(|(open, _)| *open == anchor) {
            return self.stop(
                "yaml.recursive_alias",
                place,
                Sentence::new("Cet alias se contient lui-même.", "This alias contains itself."),
                Sentence::new("Retirez l'ancre et l'alias.", "Remove the anchor and the alias."),
            );
        }
        self.stop(
            "yaml.alias_budget",
            place,
            Sentence::new("Les alias YAML (« * ») ne sont pas admis.", "YAML aliases (“*”) are not admitted."),
            Sentence::new(
                "Répétez le passage, ou faites-en un composant : chaque faute garde ainsi sa ligne.",
                "Repeat the passage, or make a component of it: every fault then keeps its line.",
            ),
        )
    }

    pub(super) fn key_too_long(&mut self, place: Place) -> Result<(), Stop> {
        self.stop(
            "yaml.key_too_long",
            place,
            Sentence::new(
                format!("Une clé a au plus {MAX_KEY_CHARS} caractères."),
                format!("A key has at most {MAX_KEY_CHARS} characters."),
            ),
            Sentence::new("Raccourcissez-la.", "Shorten it."),
        )
    }

    pub(super) fn syntax(&mut self, error: &ScanError) {
        let mut place = self.place(error.marker(), error.marker().index() + 1);
        let end = self.text.trim_end().len();
        if place.span.start >= end {
            // What was never closed is told where the text ends, not on the empty line behind it.
            place.span = span_of(self.text, end, end);
        }
        let mut line = self.line(place.span.line);
        // A line indented by a tab is often taken for the rest of the line before.
        let below = self.line(place.span.line + 1);
        if !indented_by_tab(line) && indented_by_tab(below) {
            let start = self.line_start(place.span.line + 1);
            place.span = span_of(self.text, start, start + 1);
            line = below;
        }
        let info = error.info();
        if info.contains("recursion limit") {
            let _ = self.too_deep(place);
            return;
        }
        if info.contains("simple key") && line.len() > 1024 {
            let _ = self.key_too_long(place);
            return;
        }
        if let Some(found) = culprit(self.text, place.span.line) {
            let sign = self.text[found.at..].chars().next().map_or(0, char::len_utf8);
            place.span = span_of(self.text, found.at, found.at + sign);
            return self.report.error("yaml.syntax", place, found.cause, found.cure);
        }
        for number in [place.span.line, place.span.line.saturating_sub(1)] {
            // The parser often stumbles on the line below only.
            if let Some(quote) = quotes_in_quotes(self.line(number)).filter(|_| number > 0) {
                let start = self.line_start(number) + quote;
                place.span = span_of(self.text, start, start + 1);
                let (cause, cure) = quotes_in_quotes_words();
                return self.report.error("yaml.syntax", place, cause, cure);
            }
            if let Some(quote) = apostrophe_in_quotes(self.line(number)).filter(|_| number > 0) {
                let start = self.line_start(number) + quote;
                place.span = span_of(self.text, start, start + 1);
                let (cause, cure) = apostrophe_words();
                return self.report.error("yaml.syntax", place, cause, cure);
            }
        }
        let column = place.span.start - self.line_start(place.span.line).min(place.span.start);
        let (cause, cure) = match self.text[place.span.start..].chars().next() {
            Some(sign @ ('%' | '@' | '`')) => reserved_words(sign),
            _ => colon_words(line, column).unwrap_or_else(|| syntax_words(info, line)),
        };
        self.report.error("yaml.syntax", place, cause, cure);
    }

    /// Where the line with this number, from 1, begins.
    fn line_start(&self, number: usize) -> usize {
        match number.checked_sub(2) {
            Some(above) => self.text.match_indices('\n').nth(above).map_or(0, |(at, _)| at + 1),
            None => 0,
        }
    }

    /// The line with this number, from 1.
    fn line(&self, number: usize) -> &'a str {
        let text: &'a str = self.text;
        text.lines().nth(number.saturating_sub(1)).unwrap_or_default()
    }
}
