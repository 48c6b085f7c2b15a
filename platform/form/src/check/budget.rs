//! Holds a démarche to what a server can bear, components expanded: so many questions, so many expressions.

use super::draft::Draft;
use crate::{
    definition::{
        budget::{MAX_EXPRESSIONS, MAX_FIELDS, too_many_expressions, too_many_fields},
        tree::Place,
    },
    demarche::Demarche,
};

/// Too many expressions.
pub(super) fn check(draft: &mut Draft<'_>, _demarche: &Demarche) {
    if draft.expressions > MAX_EXPRESSIONS {
        too_many_expressions(draft.report, draft.procedure.place);
    }
}

/// Too many questions, told before anything is made of them.
pub(super) fn fields(draft: &mut Draft<'_>, schema: Place) {
    if draft.nodes.len() > MAX_FIELDS {
        too_many_fields(draft.report, schema);
    }
}
