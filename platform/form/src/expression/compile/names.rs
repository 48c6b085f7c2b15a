//! Resolves names. Inside, the nearest thing wins: a macro's variable, the innermost row, the component, the root.

use std::{ops::Range, sync::Arc};

use super::{Compiler, Fault, Node, Type, Typed};
use crate::{
    expression::{
        functions::FUNCTIONS,
        habits,
        scope::{Declared, fold, nearest},
        tree::{Access, Anchor, Part},
    },
    path::{is_within, join},
};

/// How many names are looked at for a suggestion, and how deep.
const LOOKED_AT: usize = 2000;
const LOOKED_DEEP: usize = 4;

impl Compiler<'_> {
    /// A name that stands alone.
    pub(super) fn name(&mut self, name: &str, span: Range<usize>) -> Typed {
        if let Some(local) = self.locals.iter().rev().find(|local| local.name == name) {
            return Typed { node: Node::Local(local.slot), r#type: local.r#type.clone(), span };
        }
        match (name, self.place.rows.last()) {
            ("answers", _) => return group(Anchor::Root, "", span),
            ("row", Some(path)) => {
                let depth = self.place.rows.len() - 1;
                return group(Anchor::Row(depth), path, span);
            }
            ("row", None) => {
                self.faults.push(Fault::outside_row(span.clone()));
                return Typed::faulty(span);
            }
            _ => {}
        }
        for (prefix, anchor, below) in self.starts() {
            if let Some(declared) = self.scope.child(prefix, name) {
                let mut from = group(anchor, prefix, span.clone());
                if let Node::Get(access) = &mut from.node {
                    access.relative = Arc::from(below);
                }
                return answer(from, name, declared, span);
            }
        }
        let left_out = self.starts().iter().any(|(prefix, ..)| self.scope.is_left_out(&join(prefix, name)));
        let fault = if left_out {
            Fault::left_out(span.clone(), name)
        } else {
            let suggestion = self.meant(name);
            Fault::unknown_name(span.clone(), name, suggestion)
        };
        self.faults.push(fault);
        Typed::faulty(span)
    }

    /// Where a name is looked for, in order: rows and component from the inside out, then the root.
    /// Each with what it is reached from, and its path from there.
    fn starts(&self) -> Vec<(&str, Anchor, &str)> {
        let rows = &self.place.rows;
        let mut starts: Vec<(&str, Anchor, &str)> =
            rows.iter().enumerate().map(|(depth, path)| (path.as_str(), Anchor::Row(depth), "")).collect();
        if let Some(mount) = &self.place.mount {
            // A component stands at a fixed place: of the innermost row around it, or of the root.
            let around = rows
                .iter()
                .rposition(|path| is_within(mount, path))
                .map(|depth| (Anchor::Row(depth), &mount[rows[depth].len()..]));
            let (anchor, below) = around.unwrap_or((Anchor::Root, mount));
            starts.push((mount, anchor, below.trim_start_matches('.')));
        }
        starts.sort_by_key(|(path, ..)| std::cmp::Reverse(path.len()));
        starts.push(("", Anchor::Root, ""));
        starts
    }

    /// The answer at a path from the root; none where the path leads to no answer.
    pub(super) fn answer_at(&self, path: &str, span: Range<usize>) -> Option<Node> {
        let mut found = group(Anchor::Root, "", span.clone());
        for id in path.split('.') {
            let Type::Record(within) = found.r#type.clone() else { return None };
            let declared = self.scope.child(&within, id)?;
            found = answer(found, id, declared, span.clone());
        }
        (found.r#type == Type::Entry).then_some(found.node)
    }

    /// `operand.field`.
    pub(super) fn select(
        &mut self,
        operand: Typed,
        field: &str,
        of_row: bool,
        at: Range<usize>,
        span: Range<usize>,
    ) -> Typed {
        let listed = matches!(operand.r#type, Type::List(_));
        let mut of = &operand.r#type;
        if let Type::List(element) = of {
            of = element;
        }
        let part = match (of, field) {
            (Type::Unknown, _) => return Typed::faulty(span),
            (Type::Record(path), _) => {
                let path = path.clone();
                return self.member(operand, &path, field, of_row, at, span);
            }
            (Type::Entry, "code") => Some((Part::Code, Type::Text)),
            (Type::Entry, "nom") => Some((Part::Nom, Type::Text)),
            (Type::Date | Type::PartialDate, "year") => Some((Part::Year, Type::Number)),
            (Type::Date | Type::PartialDate, "month") => Some((Part::Month, Type::Number)),
            (Type::Date | Type::PartialDate, "day") => Some((Part::Day, Type::Number)),
            _ => None,
        };
        let Some((part, r#type)) = part else {
            let parts: &[&str] = match of {
                Type::Entry => &["code", "nom"],
                Type::Date | Type::PartialDate => &["year", "month", "day"],
                _ => &[],
            };
            let function = FUNCTIONS.iter().find(|function| function.doc.name == field);
            let suggestion = function
                .map(|function| function.doc.name)
                .or_else(|| habits::function(field).filter(|_| parts.is_empty()))
                .map(|function| format!("{function}()"))
                .or_else(|| nearest(field, parts.iter().copied()))
                .or_else(|| parts.first().map(|&part| part.to_owned()));
            self.faults.push(Fault::unknown_name(at, field, suggestion));
            return Typed::faulty(span);
        };
        Typed {
            node: Node::Part(Box::new(operand.node), part),
            r#type: if listed { r#type.list() } else { r#type },
            span,
        }
    }

    /// A field of a group, of a row, or of every row of a list.
    fn member(
        &mut self,
        operand: Typed,
        path: &str,
        field: &str,
        of_row: bool,
        at: Range<usize>,
        span: Range<usize>,
    ) -> Typed {
        if let Node::Get(Access { anchor: Anchor::Row(depth), relative, .. }) = &operand.node
            && of_row
            && relative.is_empty()
            && field == "index"
        {
            return Typed { node: Node::RowIndex(*depth), r#type: Type::Number, span };
        }
        if let Some(declared) = self.scope.child(path, field) {
            return answer(operand, field, declared, span);
        }
        let whole = join(path, field);
        if self.scope.is_in_hole(&whole) || self.scope.is_left_out(&whole) {
            if !self.scope.is_in_hole(&whole) {
                self.faults.push(Fault::left_out(at, field));
            }
            return Typed::faulty(span);
        }
        if let Some(fault) = self.behind_row(&operand, path, field, of_row, &at) {
            self.faults.push(fault);
            return Typed::faulty(span);
        }
        let children = self.scope.children(path);
        let listed = matches!(operand.r#type, Type::List(_));
        let suggestion = nearest(field, children.iter().map(String::as_str))
            .or_else(|| habits::function(field).filter(|_| listed).map(|function| format!("{function}()")));
        self.faults.push(Fault::unknown_name(at, field, suggestion));
        Typed::faulty(span)
    }

    /// What is wrong with `row.field`, where a row around the innermost one has the field, or it names the list itself.
    fn behind_row(&self, operand: &Typed, path: &str, field: &str, of_row: bool, at: &Range<usize>) -> Option<Fault> {
        let Node::Get(Access { anchor: Anchor::Row(depth), relative, .. }) = &operand.node else { return None };
        if !of_row || !relative.is_empty() {
            return None;
        }
        if path.rsplit('.').next() == Some(field) {
            return Some(Fault::already_in_row(at.clone(), field, path));
        }
        let around = self.place.rows[..*depth].iter().rev();
        let outer = around.into_iter().find(|outer| self.scope.child(outer, field).is_some())?;
        Some(Fault::not_in_row(at.clone(), field, path, outer))
    }

    /// The name that was probably meant: one seen from here, or the path of one that lies deeper.
    fn meant(&self, name: &str) -> Option<String> {
        let yes_no = match fold(name).as_str() {
            "oui" | "vrai" | "yes" => Some("true"),
            "non" | "faux" | "no" => Some("false"),
            _ => None,
        };
        let yes_no = yes_no.or_else(|| (fold(name) == "ligne" && !self.place.rows.is_empty()).then_some("row"));
        if let Some(constant) = yes_no {
            return Some(constant.to_owned());
        }
        let mut seen: Vec<String> = self.locals.iter().map(|local| local.name.clone()).collect();
        if matches!(habits::function(name), Some("today")) || name == "today" {
            return Some("today()".to_owned());
        }
        let starts = self.starts();
        for (prefix, ..) in &starts {
            seen.extend(self.scope.children(prefix).into_iter().take(LOOKED_AT));
        }
        if let Some(near) = nearest(name, seen.iter().map(String::as_str)) {
            return Some(near);
        }
        starts.iter().find_map(|(prefix, ..)| self.deeper(prefix, name))
    }

    /// The path, from `prefix`, of a field with this name below it.
    fn deeper(&self, prefix: &str, name: &str) -> Option<String> {
        let wanted = fold(name);
        let mut waiting = vec![(prefix.to_owned(), String::new(), 0)];
        let mut looked_at = 0;
        while let Some((path, relative, depth)) = waiting.pop() {
            for id in self.scope.children(&path) {
                looked_at += 1;
                let below = join(&relative, &id);
                if depth > 0 && fold(&id) == wanted {
                    return Some(below);
                }
                if looked_at < LOOKED_AT
                    && depth < LOOKED_DEEP
                    && let Some(declared) = self.scope.child(&path, &id)
                    && let Type::Record(inner) = &declared.r#type
                {
                    waiting.insert(0, (inner.to_string(), below, depth + 1));
                }
            }
        }
        None
    }
}

/// The group that an anchor is.
fn group(anchor: Anchor, path: &str, span: Range<usize>) -> Typed {
    let schema: Arc<str> = Arc::from(path);
    Typed {
        node: Node::Get(Access {
            anchor,
            relative: Arc::from(""),
            schema: schema.clone(),
            can_be_blank: false,
            partial: false,
            span: span.clone(),
        }),
        r#type: Type::Record(schema),
        span,
    }
}

/// The answer `id` of what `from` gives: a group, a row, or a list of them.
fn answer(from: Typed, id: &str, declared: Declared, span: Range<usize>) -> Typed {
    let access = |anchor: Anchor, base: &str| Access {
        anchor,
        relative: Arc::from(join(base, id)),
        schema: Arc::from(declared.path.as_str()),
        can_be_blank: declared.can_be_blank,
        partial: declared.r#type == Type::PartialDate,
        span: span.clone(),
    };
    let rows = declared.repeated;
    let of_list = matches!(from.r#type, Type::List(_));
    let node = match (from.node, of_list) {
        // A plain group inside every row: one longer path, so that the group itself is not looked up.
        (Node::Pluck { list, access: group, rows: false }, true) => {
            Node::Pluck { access: access(Anchor::Root, &group.relative), list, rows }
        }
        (list, true) => Node::Pluck { list: Box::new(list), access: access(Anchor::Root, ""), rows },
        (Node::Get(group), false) => {
            let access = access(group.anchor, &group.relative);
            if rows { Node::Rows(access) } else { Node::Get(access) }
        }
        (other, false) => {
            let access = access(Anchor::Node(Box::new(other)), "");
            if rows { Node::Rows(access) } else { Node::Get(access) }
        }
    };
    let r#type = if rows || of_list { declared.r#type.list() } else { declared.r#type };
    Typed { node, r#type, span }
}
