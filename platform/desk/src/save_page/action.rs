//! What the buttons of a page ask for.

/// What the button asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Check, then go on.
    Continue,
    /// Keep it all and choose a code.
    SaveAndQuit,
    /// Keep it all and ask a desk.
    Ask,
    /// One more row in this repeated group.
    AddRow(String),
    /// A row less.
    RemoveRow {
        /// The repeated group.
        group: String,
        /// The row's id.
        row: String,
    },
    /// A row one place further up or down.
    MoveRow {
        /// The repeated group.
        group: String,
        /// The row's id.
        row: String,
        /// Up, else down.
        up: bool,
    },
    /// A row that is drawn closed, to be edited.
    OpenRow {
        /// The repeated group.
        group: String,
        /// The row's id.
        row: String,
    },
    /// A row once more.
    CopyRow {
        /// The repeated group.
        group: String,
        /// The row's id.
        row: String,
    },
    /// The citizen's own documents, for this attachment question.
    Documents(String),
    /// What was chosen of them, joined to this question: which, stands beside.
    Attach(String),
    /// A file less.
    Detach {
        /// The attachment question.
        path: String,
        /// The attachment's id.
        id: String,
    },
    /// What was taken away put back, by its key (`vehicules:r7k2qx1`).
    Restore(String),
    /// A source asked, by its key (`adresse:ban`).
    LookUp(String),
    /// Something taken of what a source had found: the choice stands in the pairs.
    Choose(String),
    /// What a source gave given up, by its key.
    Forget(String),
    /// The page again, without new problems.
    Refresh,
}

impl Action {
    /// Reads the value of `_action`; none and anything unknown mean « Continuer ».
    pub fn read(text: &str) -> Self {
        match text.split_once(':') {
            Some(("add", group)) => Self::AddRow(group.to_owned()),
            Some((act @ ("remove" | "up" | "down" | "copy" | "open"), path)) => match path.rsplit_once('.') {
                Some((group, row)) => {
                    let (group, row) = (group.to_owned(), row.to_owned());
                    match act {
                        "remove" => Self::RemoveRow { group, row },
                        "copy" => Self::CopyRow { group, row },
                        "open" => Self::OpenRow { group, row },
                        _ => Self::MoveRow { group, row, up: act == "up" },
                    }
                }
                None => Self::Refresh,
            },
            Some(("detach", rest)) => match rest.split_once(':') {
                Some((path, id)) => Self::Detach { path: path.to_owned(), id: id.to_owned() },
                None => Self::Refresh,
            },
            Some(("documents", path)) => Self::Documents(path.to_owned()),
            Some(("attach", path)) => Self::Attach(path.to_owned()),
            Some(("search", key)) => Self::LookUp(key.to_owned()),
            Some(("choose", key)) => Self::Choose(key.to_owned()),
            Some(("forget", key)) => Self::Forget(key.to_owned()),
            Some(("restore", key)) => Self::Restore(key.to_owned()),
            _ => match text {
                "save_and_quit" => Self::SaveAndQuit,
                "ask" => Self::Ask,
                "refresh" => Self::Refresh,
                _ => Self::Continue,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buttons_say_what_they_do() {
        assert_eq!(Action::read(""), Action::Continue);
        assert_eq!(Action::read("nonsense"), Action::Continue);
        assert_eq!(Action::read("ask"), Action::Ask);
        assert_eq!(Action::read("add:vehicules"), Action::AddRow("vehicules".into()));
        assert_eq!(
            Action::read("remove:a.b.r7k2qx1"),
            Action::RemoveRow { group: "a.b".into(), row: "r7k2qx1".into() }
        );
        assert_eq!(
            Action::read("down:a.r7k2qx1"),
            Action::MoveRow { group: "a".into(), row: "r7k2qx1".into(), up: false }
        );
        assert_eq!(Action::read("copy:a.r7k2qx1"), Action::CopyRow { group: "a".into(), row: "r7k2qx1".into() });
        assert_eq!(Action::read("open:a.r7k2qx1"), Action::OpenRow { group: "a".into(), row: "r7k2qx1".into() });
        assert_eq!(Action::read("restore:a.b:r7k2qx1"), Action::Restore("a.b:r7k2qx1".into()));
        assert_eq!(Action::read("documents:pieces.ji"), Action::Documents("pieces.ji".into()));
        assert_eq!(Action::read("attach:pieces.ji"), Action::Attach("pieces.ji".into()));
        assert_eq!(Action::read("detach:pieces.ji:42"), Action::Detach { path: "pieces.ji".into(), id: "42".into() });
    }
}
