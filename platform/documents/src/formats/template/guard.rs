//! Reads what the condition of an answer leaves of its constants: `answers.x if answers.x != 'a'` gives every one but `a`.

use minijinja::machinery::ast::{BinOpKind, Expr, UnaryOpKind};

use super::expression::{Step, path};

/// What a condition says of one answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum Guard {
    /// What only answers can tell.
    Unknown,
    /// That it is one of these constants.
    Among(Vec<String>),
    /// Not this.
    Not(Box<Self>),
    /// The one and the other.
    Both(Box<Self>, Box<Self>),
}

impl Guard {
    /// What `condition` says of the answer at this path.
    pub(super) fn of(condition: &Expr<'_>, steps: &[Step]) -> Self {
        match condition {
            Expr::UnaryOp(unary) if matches!(unary.op, UnaryOpKind::Not) => Self::of(&unary.expr, steps).denied(),
            Expr::BinOp(pair) => {
                let parts = || (Self::of(&pair.left, steps), Self::of(&pair.right, steps));
                match pair.op {
                    BinOpKind::ScAnd => {
                        let (left, right) = parts();
                        left.and(right)
                    }
                    BinOpKind::ScOr => {
                        let (left, right) = parts();
                        left.denied().and(right.denied()).denied()
                    }
                    BinOpKind::Eq => equal(&pair.left, &pair.right, steps),
                    BinOpKind::Ne => equal(&pair.left, &pair.right, steps).denied(),
                    BinOpKind::In if is_at(&pair.left, steps) => among(&pair.right),
                    _ => Self::Unknown,
                }
            }
            _ => Self::Unknown,
        }
    }

    /// This and the other.
    pub(super) fn and(self, other: Self) -> Self {
        Self::Both(Box::new(self), Box::new(other))
    }

    fn denied(self) -> Self {
        Self::Not(Box::new(self))
    }

    /// Whether the answer can be this constant where the condition holds.
    pub(in super::super) fn lets_through(&self, constant: &str) -> bool {
        self.holds(constant) != Some(false)
    }

    /// As far as it can be told.
    fn holds(&self, constant: &str) -> Option<bool> {
        match self {
            Self::Unknown => None,
            Self::Among(all) => Some(all.iter().any(|one| one == constant)),
            Self::Not(guard) => guard.holds(constant).map(|holds| !holds),
            Self::Both(left, right) => match (left.holds(constant), right.holds(constant)) {
                (Some(false), _) | (_, Some(false)) => Some(false),
                (Some(true), Some(true)) => Some(true),
                _ => None,
            },
        }
    }
}

fn is_at(side: &Expr<'_>, steps: &[Step]) -> bool {
    path(side).is_some_and(|found| found == steps)
}

fn word(side: &Expr<'_>) -> Option<String> {
    match side {
        Expr::Const(constant) => constant.value.as_str().map(str::to_owned),
        _ => None,
    }
}

fn equal(left: &Expr<'_>, right: &Expr<'_>, steps: &[Step]) -> Guard {
    let constant = match (is_at(left, steps), is_at(right, steps)) {
        (true, false) => word(right),
        (false, true) => word(left),
        _ => None,
    };
    constant.map_or(Guard::Unknown, |constant| Guard::Among(vec![constant]))
}

fn among(list: &Expr<'_>) -> Guard {
    let items = match list {
        Expr::List(list) => &list.items,
        Expr::Tuple(tuple) => &tuple.items,
        _ => return Guard::Unknown,
    };
    let words: Option<Vec<String>> = items.iter().map(word).collect();
    words.map_or(Guard::Unknown, Guard::Among)
}

#[cfg(test)]
mod tests {
    use minijinja::machinery::parse_expr;

    use super::*;

    #[test]
    fn a_condition_leaves_what_it_does_not_exclude() {
        let steps = [Step::Name("x".to_owned())];
        for (condition, left) in [
            ("answers.x != 'a'", "bc"),
            ("'a' != answers.x", "bc"),
            ("answers['x'] == 'a'", "a"),
            ("not answers.x == 'a'", "bc"),
            ("answers.x in ['a', 'b']", "ab"),
            ("answers.x not in ('a', 'b')", "c"),
            ("answers.x != 'a' and answers.x != 'b'", "c"),
            ("answers.x == 'a' or answers.x == 'b'", "ab"),
            ("answers.x != 'a' and answers.y", "bc"),
            // What is not told excludes nothing.
            ("answers.x != 'a' or answers.y", "abc"),
            ("not (answers.x == 'a' and answers.y)", "abc"),
            ("answers.y != 'a'", "abc"),
            ("answers.x in 'ab'", "abc"),
            ("answers.x in [answers.y]", "abc"),
            ("answers.x == answers.x", "abc"),
            ("answers.x | upper == 'a'", "abc"),
            ("answers.x", "abc"),
        ] {
            let guard = Guard::of(&parse_expr(condition).unwrap(), &steps);
            let kept: String = ["a", "b", "c"].into_iter().filter(|constant| guard.lets_through(constant)).collect();
            assert_eq!(kept, left, "{condition}");
        }
    }
}
