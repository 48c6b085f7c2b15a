//! Keeps a draft's harmful files out of its answers, and tells of each on its page until whoever fills it has seen that.

use form::{
    answers::{Answer, Answers, Value},
    problem::{Problem, ProblemKind},
    state::State,
    text::Language,
};
use store::{
    Uuid,
    attachments::{self, Owner},
    drafts::Draft,
};

use crate::{Desk, attach::shown, error::DeskError, fill::Fill};

/// The input by which a page names a harmful file that it told of.
pub(crate) const TOLD: &str = "_retained";

/// A file of a draft that the antivirus found harmful.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retained {
    /// The attachment.
    pub id: Uuid,
    /// The question that it answered.
    pub path: String,
    /// As the citizen's device called it.
    pub name: String,
}

impl Desk {
    /// The harmful files of a draft, which leave its answers.
    pub(crate) async fn take_out(&self, draft: &Draft, answers: &mut Answers) -> Result<Vec<Retained>, DeskError> {
        let (agency, owner) = (&draft.agency, Owner::Draft(draft.id));
        let infected = self.store.read(async |conn| attachments::infected(conn, agency, owner).await).await?;
        let retained: Vec<Retained> =
            infected.into_iter().map(|file| Retained { id: file.id, path: file.path, name: file.name }).collect();
        if !retained.is_empty() {
            take_files(answers, &retained);
        }
        Ok(retained)
    }

    /// What a page of the draft tells of harmful files.
    pub fn retained_on(&self, fill: &Fill, page: usize, language: Language) -> Vec<Problem> {
        if fill.retained.is_empty() {
            return Vec::new();
        }
        self.with_state(fill, language, |state| of_page(state, &fill.retained, page))
    }
}

pub(crate) fn take_files(answers: &mut Answers, retained: &[Retained]) {
    let is_retained = |id: &str| retained.iter().any(|one| one.id.to_string() == id);
    let without = |answer: &Answer| {
        let Some(Value::Files(files)) = &answer.value else { return None };
        let left: Vec<_> = files.iter().filter(|file| !is_retained(&file.id)).cloned().collect();
        (left.len() < files.len())
            .then(|| Answer { value: (!left.is_empty()).then_some(Value::Files(left)), ..answer.clone() })
    };
    let changed: Vec<(String, Answer)> =
        answers.iter().filter_map(|(path, answer)| Some((path.to_owned(), without(answer)?))).collect();
    for (path, answer) in changed {
        answers.set(path, answer);
    }
}

/// The harmful files whose question is asked, with the page that asks it.
pub(crate) fn problems(state: &State<'_>, retained: &[Retained]) -> Vec<(usize, Problem)> {
    let asked = retained.iter().filter(|one| state.visible(&one.path));
    asked
        .filter_map(|one| {
            let page = state.demarche.resolve(&one.path)?.page?;
            let kind = ProblemKind::File { code: "file.malware".to_owned(), name: shown(&one.name), limit: None };
            Some((page, Problem { path: one.path.clone(), part: String::new(), kind }))
        })
        .collect()
}

/// Those of one page.
pub(crate) fn of_page(state: &State<'_>, retained: &[Retained], page: usize) -> Vec<Problem> {
    problems(state, retained).into_iter().filter(|(on, _)| *on == page).map(|(_, problem)| problem).collect()
}

/// Leaves out of `faults` that an answer is missing where a file was given and is refused: nobody is asked for one besides.
pub(crate) fn not_besides(faults: &mut Vec<Problem>, refused: &[Problem]) {
    faults.retain(|fault| {
        fault.kind != ProblemKind::Required || !refused.iter().any(|problem| problem.path == fault.path)
    });
}
