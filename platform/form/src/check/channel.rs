//! Finds démarches whose attachments together do not go through: more than the platform takes of one submission.

use super::draft::Draft;
use crate::{
    demarche::{Demarche, NodeId, NodeKind},
    diagnostic::Sentence,
};

/// Bytes of all files of one submission.
pub const MAX_SUBMISSION_BYTES: u64 = 100 << 20;
/// Files of one submission.
pub const MAX_SUBMISSION_FILES: u64 = 200;

/// The largest files that every question takes, all together.
pub(super) fn check(draft: &mut Draft<'_>, demarche: &Demarche) {
    let (mut bytes, mut files) = (0_u64, 0_u64);
    // The question that takes most: where the author would begin.
    let mut largest: Option<(u64, usize)> = None;
    for (index, node) in demarche.nodes.iter().enumerate() {
        let Some(field) = node.field().filter(|field| field.field_type.name() == "file" && node.page.is_some()) else {
            continue;
        };
        let rows = node.repeated_in.iter().map(|group| most_rows(demarche, *group)).fold(1, u64::saturating_mul);
        let count = u64::from(field.max_files).saturating_mul(rows);
        let size = field.max_size.saturating_mul(count);
        files = files.saturating_add(count);
        bytes = bytes.saturating_add(size);
        if largest.is_none_or(|(most, _)| size > most) {
            largest = Some((size, index));
        }
    }
    let Some((_, index)) = largest.filter(|_| bytes > MAX_SUBMISSION_BYTES || files > MAX_SUBMISSION_FILES) else {
        return;
    };
    let origin = &draft.origins[index];
    let place = origin.listed.unwrap_or(origin.place);
    let (megabytes, most) = (bytes / 1_000_000, MAX_SUBMISSION_BYTES / 1_000_000);
    draft.report.warning(
        "attachment.too_much",
        place,
        Sentence::new(
            format!("Les pièces jointes peuvent faire ensemble {files} fichiers et {megabytes} Mo ; un dossier en prend {MAX_SUBMISSION_FILES} et {most} Mo."),
            format!("The attachments can be {files} files and {megabytes} MB together; a dossier takes {MAX_SUBMISSION_FILES} and {most} MB."),
        ),
        Sentence::new(
            "Baissez « max_size », « max_files » ou le nombre de lignes : mieux vaut le dire avant l'envoi que par un refus.",
            "Lower “max_size”, “max_files” or the number of rows: better said before sending than by a refusal.",
        ),
    );
}

/// The most rows that a repeated group takes.
pub(super) fn most_rows(demarche: &Demarche, group: NodeId) -> u64 {
    match &demarche.node(group).kind {
        NodeKind::Rows { max, .. } => u64::from(*max),
        _ => 1,
    }
}
