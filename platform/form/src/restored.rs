//! Puts answers back to what they were at all places but some.

use crate::answers::Answers;

impl Answers {
    /// Makes what stands at every place that does not stay what it is in `former`: answers, and the rows of lists.
    pub fn restore(&mut self, former: &Self, stays: impl Fn(&str) -> bool) {
        self.forget_filling();
        self.entries.retain(|path, _| stays(path));
        self.rows.retain(|path, _| stays(path));
        let entries = former.entries.iter().filter(|(path, _)| !stays(path));
        self.entries.extend(entries.map(|(path, answer)| (path.clone(), answer.clone())));
        let rows = former.rows.iter().filter(|(path, _)| !stays(path));
        self.rows.extend(rows.map(|(path, rows)| (path.clone(), rows.clone())));
    }
}
