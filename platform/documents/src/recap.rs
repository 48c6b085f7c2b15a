//! Draws the recap: sections, groups, label and value, as the citizen confirmed them.

use form::{
    answers::Source,
    recap::{Entry, Recap},
};

use crate::{
    flow::{Flow, Pair},
    look::{BODY, GROUP, HEADING, NOTE, SOFT, Style},
    say::Say,
};

/// The heading tags from the sections down.
const TAGS: [&str; 4] = ["H3", "H4", "H5", "H6"];

/// Every section of the recap; headings begin at the third level.
pub(crate) fn draw(flow: &mut Flow, recap: &Recap, say: Say) {
    for section in &recap.sections {
        flow.continue_as(None);
        flow.heading(TAGS[0], 3, &section.title, HEADING, (18.0, 4.0));
        flow.continue_as(Some(say.with("receipt-continued", &[("title", (&section.title).into())])));
        entries(flow, &section.entries, 1, say);
    }
    flow.continue_as(None);
}

fn entries(flow: &mut Flow, entries: &[Entry], depth: usize, say: Say) {
    let mut pairs = Vec::new();
    for entry in entries {
        match entry {
            Entry::Answer { label, lines, source, .. } => pairs.push(pair(label, lines, source.as_ref(), say)),
            Entry::Group { title, entries: inside, .. } => {
                flow.pairs(&std::mem::take(&mut pairs));
                let depth = depth.min(TAGS.len() - 1);
                let level = u8::try_from(depth + 3).unwrap_or(u8::MAX);
                flow.heading(TAGS[depth], level, title, GROUP, (9.0, 1.0));
                self::entries(flow, inside, depth + 1, say);
            }
        }
    }
    flow.pairs(&pairs);
}

fn pair(label: &str, lines: &[String], source: Option<&Source>, say: Say) -> Pair {
    let blank = Style { tone: SOFT, ..BODY };
    let mut values: Vec<(String, Option<Style>)> = lines.iter().map(|line| (line.clone(), None)).collect();
    if lines.iter().all(|line| line.trim().is_empty()) {
        values = vec![(say.it("receipt-blank"), Some(blank))];
    }
    let said = match source {
        None | Some(Source::Typed) => None,
        Some(Source::Computed) => Some(say.it("receipt-source-computed")),
        Some(Source::Vault { kept_on }) => Some(say.with("receipt-source-vault", &[("date", say.date(*kept_on).into())])),
        Some(Source::Identity { provider }) => Some(say.with("receipt-source-identity", &[("provider", provider.into())])),
        Some(Source::DataSource { name }) => Some(say.with("receipt-source-data", &[("name", name.into())])),
    };
    values.extend(said.map(|said| (said, Some(NOTE))));
    Pair { label: label.to_owned(), values }
}
