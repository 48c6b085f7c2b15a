//! Reads the settings of a field, as a page or a component gives them.

use rust_decimal::Decimal;

use super::{
    keys, measures,
    reader::{self, Map},
    report::Report,
    tree::{Node, Spanned, Written},
};
use crate::demarche::FileKind;

/// What a page, or a component for its parts, says of a field.
#[derive(Debug, Default, Clone)]
pub struct Settings {
    /// The label.
    pub label: Option<Written>,
    /// The help.
    pub hint: Option<Written>,
    /// The condition.
    pub show_if: Option<Written>,
    /// Whether an answer is needed.
    pub required: Option<Spanned<bool>>,
    /// Proposed beforehand.
    pub default: Option<Node>,
    /// How a list or a group is drawn.
    pub drawn_as: Option<Spanned<&'static str>>,
    /// The totals of a table: the column, the field.
    pub totals: Vec<(Written, Written)>,
    /// Not to be changed.
    pub locked: Option<Spanned<bool>>,
    /// The HTML token.
    pub autocomplete: Option<Written>,
    /// A drop-down list.
    pub as_list: Option<Spanned<bool>>,
    /// Several lines.
    pub long: Option<Spanned<bool>>,
    /// Behind the box.
    pub unit: Option<Written>,
    /// What a row is called.
    pub row_title: Option<Written>,
    /// Rows may be moved.
    pub row_order: Option<Spanned<bool>>,
    /// Rows may be duplicated.
    pub row_copy: Option<Spanned<bool>>,
    /// When the pattern does not match.
    pub message: Option<Written>,
    /// The least number.
    pub minimum: Option<Spanned<Decimal>>,
    /// The greatest number.
    pub maximum: Option<Spanned<Decimal>>,
    /// Of one file, in bytes.
    pub max_size: Option<Spanned<u64>>,
    /// Of files.
    pub max_files: Option<Spanned<u32>>,
    /// Kinds of file.
    pub accept: Option<Vec<FileKind>>,
    /// Only the last signs are shown.
    pub masked: Option<Spanned<bool>>,
}

/// The settings of a field; a field without any is written alone or with nothing behind its colon.
pub(crate) fn settings(report: &mut Report, node: &Node, table: &keys::Table) -> Settings {
    if node.is_nothing() {
        return Settings::default();
    }
    reader::map(report, node, table).map(|map| settings_of(report, map)).unwrap_or_default()
}

pub(crate) fn settings_of(report: &mut Report, map: Map<'_>) -> Settings {
    let drawn_as = reader::one_of_key(report, map, "as", keys::DRAWN_AS);
    // What only a table has is not told as useless where « table » is mistyped.
    let is_mistyped = drawn_as.is_none() && map.get("as").is_some();
    let totals = totals_of(report, map);
    let row_title = reader::text_of(report, map, "row_title");
    Settings {
        label: reader::text_of(report, map, "label"),
        hint: reader::text_of(report, map, "hint"),
        show_if: reader::expression_of(report, map, "show_if"),
        required: reader::yes_no_of(report, map, "required"),
        default: map.get("default").cloned(),
        drawn_as,
        totals: if is_mistyped { Default::default() } else { totals },
        locked: reader::yes_no_of(report, map, "locked"),
        autocomplete: reader::text_of(report, map, "autocomplete"),
        as_list: reader::yes_no_of(report, map, "as_list"),
        long: reader::yes_no_of(report, map, "long"),
        unit: reader::text_of(report, map, "unit"),
        row_title: row_title.filter(|_| !is_mistyped),
        row_order: reader::yes_no_of(report, map, "row_order"),
        row_copy: reader::yes_no_of(report, map, "row_copy"),
        message: reader::text_of(report, map, "message"),
        minimum: reader::number_of(report, map, "minimum"),
        maximum: reader::number_of(report, map, "maximum"),
        max_size: measures::size_of(report, map, "max_size"),
        max_files: reader::count_of(report, map, "max_files", measures::MAX_FILES),
        accept: measures::file_kinds_of(report, map, "accept"),
        masked: reader::yes_no_of(report, map, "masked"),
    }
}

fn totals_of(report: &mut Report, map: Map<'_>) -> Vec<(Written, Written)> {
    let Some(node) = map.get("totals") else { return Vec::new() };
    let entries = reader::own_map(report, node);
    entries.iter().filter_map(|entry| Some((entry.key.clone(), reader::text(report, &entry.value)?))).collect()
}

impl Settings {
    /// What `self` says; where it says nothing, what `under` says. Conditions are the caller's to join.
    pub(crate) fn over(self, under: &Settings) -> Settings {
        let under = under.clone();
        Settings {
            label: self.label.or(under.label),
            hint: self.hint.or(under.hint),
            show_if: self.show_if.or(under.show_if),
            required: self.required.or(under.required),
            default: self.default.or(under.default),
            drawn_as: self.drawn_as.or(under.drawn_as),
            totals: if self.totals.is_empty() { under.totals } else { self.totals },
            locked: self.locked.or(under.locked),
            autocomplete: self.autocomplete.or(under.autocomplete),
            as_list: self.as_list.or(under.as_list),
            long: self.long.or(under.long),
            unit: self.unit.or(under.unit),
            row_title: self.row_title.or(under.row_title),
            row_order: self.row_order.or(under.row_order),
            row_copy: self.row_copy.or(under.row_copy),
            message: self.message.or(under.message),
            minimum: self.minimum.or(under.minimum),
            maximum: self.maximum.or(under.maximum),
            max_size: self.max_size.or(under.max_size),
            max_files: self.max_files.or(under.max_files),
            accept: self.accept.or(under.accept),
            masked: self.masked.or(under.masked),
        }
    }
}
