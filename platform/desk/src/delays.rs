//! Tells supervisors how long their desk takes: by month and démarche, the middle case and the nine in ten.

use std::collections::BTreeMap;

use jiff::{Span, civil::Date};
use store::delays::{self, Tally};

use crate::{
    Desk,
    access::{Act, Agent, Object, Subject, require},
    error::DeskError,
};

/// How many months are told, this one among them.
const MONTHS: i32 = 12;

/// How long cases took, in whole days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delay {
    /// Half of them took no longer.
    pub median: u32,
    /// Nine in ten took no longer.
    pub most: u32,
}

/// What came in within a month, of one démarche.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthTold {
    /// The month's first day.
    pub month: Date,
    /// The démarche's id.
    pub demarche: String,
    /// How many cases came in.
    pub received: u64,
    /// How many of them are open.
    pub open: u64,
    /// How many came to an end.
    pub closed: u64,
    /// From its coming, by the filing or from another desk, until somebody opened it.
    pub to_receipt: Option<Delay>,
    /// The same until it came to an end, but by an operator.
    pub to_end: Option<Delay>,
}

impl Desk {
    /// How long the agent's desk took over what came in within the last twelve months, the latest month first.
    ///
    /// # Errors
    /// `request.not_found` for who does not supervise the desk.
    pub async fn delays(&self, agent: &Agent) -> Result<Vec<MonthTold>, DeskError> {
        require(Subject::Agent(agent), Act::Supervise, Object::Desk(&agent.organisation, &agent.branch))?;
        let this = delays::month_of(self.now());
        let mut told = Vec::new();
        for back in 0..MONTHS {
            let month = this.checked_sub(Span::new().months(back)).unwrap_or(this);
            let tallies = self
                .store
                .read(async |conn| delays::of_month(conn, &agent.organisation, &agent.branch, month).await)
                .await?;
            let mut by_demarche: BTreeMap<String, Vec<Tally>> = BTreeMap::new();
            for tally in tallies {
                by_demarche.entry(tally.demarche.clone()).or_default().push(tally);
            }
            told.extend(by_demarche.into_iter().map(|(demarche, tallies)| month_told(month, demarche, &tallies)));
        }
        Ok(told)
    }
}

fn month_told(month: Date, demarche: String, tallies: &[Tally]) -> MonthTold {
    let sum = |wanted: fn(&&Tally) -> bool| tallies.iter().filter(wanted).map(|tally| tally.cases).sum();
    MonthTold {
        month,
        demarche,
        received: sum(|_| true),
        open: sum(|tally| !tally.ended),
        closed: sum(|tally| tally.ended),
        to_receipt: delay(tallies.iter().filter_map(|tally| Some((tally.to_receipt?, tally.cases)))),
        to_end: delay(tallies.iter().filter_map(|tally| Some((tally.to_end?, tally.cases)))),
    }
}

/// Of so many cases after so many days each: the nearest rank.
fn delay(counted: impl Iterator<Item = (u32, u64)>) -> Option<Delay> {
    let mut by_days: BTreeMap<u32, u64> = BTreeMap::new();
    for (days, cases) in counted {
        *by_days.entry(days).or_default() += cases;
    }
    let all: u64 = by_days.values().sum();
    let rank = |percent: u64| {
        let wanted = (all * percent).div_ceil(100);
        let mut seen = 0;
        by_days.iter().find_map(|(days, cases)| {
            seen += cases;
            (seen >= wanted).then_some(*days)
        })
    };
    Some(Delay { median: rank(50).filter(|_| all > 0)?, most: rank(90)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_nine_in_ten_are_cases_that_were() {
        let of = |counted: &[(u32, u64)]| delay(counted.iter().copied()).map(|delay| (delay.median, delay.most));
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[(3, 1)]), Some((3, 3)));
        assert_eq!(of(&[(9, 1), (1, 1)]), Some((1, 9)), "of two, the earlier is the half");
        assert_eq!(of(&[(1, 5), (2, 4), (30, 1)]), Some((1, 2)), "one in ten may be late");
        assert_eq!(of(&[(1, 2), (1, 3), (2, 4), (30, 2)]), Some((2, 30)));
    }
}
