//! Counts the time after which an administration's silence decides a request (CRPA, L231-1 and following).
//!
//! Law counts days, not hours: the day on which something comes is not counted, and the silence speaks at the end of the last day. A last day
//! that is a Sunday stays the last day: an implicit decision waits for no office to open. Days are those of the démarche's legal time zone.
//!
//! | what happens | rejection | acceptance |
//! |---|---|---|
//! | it is filed | the time begins | the time begins |
//! | it was sent to the wrong body, which passes it on (L114-3) | goes on as it began | begins anew when the right one has it |
//! | something that is missing is asked for, until a day (L114-5) | stands still until it comes, at the latest until that day | does not run until it comes, then begins anew |
//! | the same, without a day | goes on: only a time that was set stops it | as above |

use jiff::{Timestamp, civil::Date, tz::TimeZone};

use crate::demarche::{Silence, SilenceMeans};

/// What has happened to a request, as far as it counts.
#[derive(Debug, Clone, Copy)]
pub struct Course<'a> {
    /// When the body that was asked first received it.
    pub received_at: Timestamp,
    /// When the body that is to answer did: the same, unless it was passed on.
    pub competent_at: Timestamp,
    /// What was asked of the citizen, in order.
    pub waits: &'a [Wait],
    /// There is an answer.
    pub decided: bool,
}

/// Something that is missing was asked of the citizen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// When.
    pub asked_at: Timestamp,
    /// The last day that was set for it.
    pub by: Option<Date>,
    /// When it came, or was awaited no more.
    pub ended_at: Option<Timestamp>,
}

/// Where the silence stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// There is an answer: it means nothing.
    Decided,
    /// It speaks at the end of this day.
    Runs {
        /// The last day for an answer.
        until: Date,
    },
    /// The time stands still: the citizen is awaited.
    Suspended {
        /// Until when at the latest, where a day was set.
        by: Option<Date>,
        /// The last day for an answer if the citizen takes all of that time; unknown where it begins anew.
        until: Option<Date>,
    },
    /// It spoke at the end of this day.
    Spoke {
        /// The last day that there was.
        on: Date,
    },
}

impl Standing {
    /// The last day for an answer, where one can be named.
    pub fn day(self) -> Option<Date> {
        match self {
            Self::Decided => None,
            Self::Runs { until } => Some(until),
            Self::Suspended { until, .. } => until,
            Self::Spoke { on } => Some(on),
        }
    }
}

impl Silence {
    /// Where the silence stands at `now`, the days counted in `zone`; nothing past the end of the calendar.
    pub fn standing(&self, course: Course<'_>, zone: &TimeZone, now: Timestamp) -> Option<Standing> {
        if course.decided {
            return Some(Standing::Decided);
        }
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let today = day(now);
        let counted = match self.means {
            SilenceMeans::Rejection => self.rejects(course, today, day)?,
            SilenceMeans::Acceptance => self.accepts(course, day)?,
        };
        Some(match counted {
            Standing::Runs { until } if today > until => Standing::Spoke { on: until },
            counted => counted,
        })
    }

    /// CRPA L114-3: it runs from the receipt by the body that was asked first. L114-5: it stands still for the time that was set to send what
    /// is missing, and goes on as soon as that comes. Times that lie over each other count once.
    fn rejects(&self, course: Course<'_>, today: Date, day: impl Fn(Timestamp) -> Date) -> Option<Standing> {
        let mut until = self.until(day(course.received_at))?;
        let (mut stood_until, mut open) = (Date::MIN, None);
        for wait in course.waits {
            let asked = day(wait.asked_at);
            // What is asked once it has spoken changes nothing.
            if asked > until {
                break;
            }
            let Some(by) = wait.by else { continue };
            let end = wait.ended_at.map_or(by, |ended| day(ended).min(by));
            let from = asked.max(stood_until);
            if end > from {
                until = until.checked_add(from.until(end).ok()?).ok()?;
                stood_until = end;
            }
            if wait.ended_at.is_none() && today <= by {
                open = Some(by);
            }
        }
        Some(match open {
            Some(by) => Standing::Suspended { by: Some(by), until: Some(until) },
            None => Standing::Runs { until },
        })
    }

    /// CRPA L114-3 and L114-5: it runs from the receipt by the body that is to answer, and of what was missing.
    fn accepts(&self, course: Course<'_>, day: impl Fn(Timestamp) -> Date) -> Option<Standing> {
        let mut until = self.until(day(course.competent_at))?;
        for wait in course.waits {
            if day(wait.asked_at) > until {
                break;
            }
            match wait.ended_at {
                Some(ended) => until = until.max(self.until(day(ended))?),
                None => return Some(Standing::Suspended { by: wait.by, until: None }),
            }
        }
        Some(Standing::Runs { until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demarche::Delay;

    const PARIS: &str = "Europe/Paris";

    fn at(text: &str, zone: &str) -> Timestamp {
        let local: jiff::civil::DateTime = text.parse().unwrap();
        local.to_zoned(TimeZone::get(zone).unwrap()).unwrap().timestamp()
    }

    fn silence(means: SilenceMeans, after: Delay) -> Silence {
        Silence { means, after, appeal: None }
    }

    /// `asked/by/ended`, the last two may be empty.
    fn waits(texts: &[&str], zone: &str) -> Vec<Wait> {
        let wait = |text: &&str| {
            let parts: Vec<&str> = text.split('/').collect();
            Wait {
                asked_at: at(parts[0], zone),
                by: (!parts[1].is_empty()).then(|| parts[1].parse().unwrap()),
                ended_at: (!parts[2].is_empty()).then(|| at(parts[2], zone)),
            }
        };
        texts.iter().map(wait).collect()
    }

    fn stands(silence: &Silence, zone: &str, received: &str, asked: &[&str], now: &str) -> Standing {
        let received = at(received, zone);
        let waits = waits(asked, zone);
        let course = Course { received_at: received, competent_at: received, waits: &waits, decided: false };
        silence.standing(course, &TimeZone::get(zone).unwrap(), at(now, zone)).unwrap()
    }

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_last_day_has_the_same_number_or_is_the_last_of_its_month() {
        use Delay::{Days, Months, Years};
        for (after, zone, received, until) in [
            (Months(2), PARIS, "2026-01-15T10:00", "2026-03-15"),
            // A Sunday stays the last day.
            (Months(2), PARIS, "2026-01-01T10:00", "2026-03-01"),
            (Months(2), PARIS, "2026-12-31T23:59:59", "2027-02-28"),
            (Months(2), PARIS, "2027-12-31T10:00", "2028-02-29"),
            (Months(1), PARIS, "2028-01-30T10:00", "2028-02-29"),
            (Months(4), PARIS, "2026-10-31T10:00", "2027-02-28"),
            (Years(1), PARIS, "2028-02-29T10:00", "2029-02-28"),
            (Days(21), PARIS, "2026-02-10T10:00", "2026-03-03"),
            // Through the night in which clocks change, both ways, and in the hour that is there twice.
            (Days(15), PARIS, "2026-03-20T23:30", "2026-04-04"),
            (Days(15), PARIS, "2026-10-20T00:30", "2026-11-04"),
            (Days(7), PARIS, "2026-10-25T02:30", "2026-11-01"),
            // The same moment is another day elsewhere.
            (Months(2), "Indian/Reunion", "2026-01-16T01:00", "2026-03-16"),
            (Months(2), "America/Martinique", "2026-01-15T20:00", "2026-03-15"),
            (Months(2), "Pacific/Noumea", "2026-01-31T08:00", "2026-03-31"),
            (Months(2), "Pacific/Tahiti", "2026-12-31T23:00", "2027-02-28"),
        ] {
            for means in [SilenceMeans::Rejection, SilenceMeans::Acceptance] {
                let silence = silence(means, after);
                let (first, last) = (format!("{until}T00:00"), format!("{until}T23:59:59"));
                for now in [received, &first, &last] {
                    let stands = stands(&silence, zone, received, &[], now);
                    assert_eq!(stands, Standing::Runs { until: day(until) }, "{received} {zone} at {now}");
                }
                let next = format!("{}T00:00", day(until).tomorrow().unwrap());
                assert_eq!(stands(&silence, zone, received, &[], &next), Standing::Spoke { on: day(until) });
            }
        }
    }

    #[test]
    fn one_moment_is_counted_in_the_zone_of_the_law() {
        let silence = silence(SilenceMeans::Rejection, Delay::Months(2));
        let received = at("2026-01-15T22:30", PARIS);
        let course = Course { received_at: received, competent_at: received, waits: &[], decided: false };
        for (zone, until) in [(PARIS, "2026-03-15"), ("Indian/Reunion", "2026-03-16"), ("Pacific/Tahiti", "2026-03-15")]
        {
            let stands = silence.standing(course, &TimeZone::get(zone).unwrap(), received).unwrap();
            assert_eq!(stands.day(), Some(day(until)), "{zone}");
        }
    }

    #[test]
    fn a_rejection_stands_still_for_the_time_that_was_set_and_no_longer() {
        let silence = silence(SilenceMeans::Rejection, Delay::Months(2));
        let received = "2026-01-15T10:00";
        let suspended = |by: &str, until: &str| Standing::Suspended { by: Some(day(by)), until: Some(day(until)) };
        let runs = |until: &str| Standing::Runs { until: day(until) };
        for (asked, now, wanted) in [
            // Ten days, all of them taken, then over.
            (&["2026-02-01T09:00/2026-02-11/"][..], "2026-02-11T23:59", suspended("2026-02-11", "2026-03-25")),
            (&["2026-02-01T09:00/2026-02-11/"], "2026-02-12T00:00", runs("2026-03-25")),
            // It came before, and after.
            (&["2026-02-01T09:00/2026-02-11/2026-02-05T18:00"], "2026-02-06T00:00", runs("2026-03-19")),
            (&["2026-02-01T09:00/2026-02-11/2026-02-20T18:00"], "2026-02-21T00:00", runs("2026-03-25")),
            // On the same day: nothing was lost.
            (&["2026-02-01T09:00/2026-02-11/2026-02-01T18:00"], "2026-02-02T00:00", runs("2026-03-15")),
            // No day was set: law stops nothing.
            (&["2026-02-01T09:00//"], "2026-02-11T00:00", runs("2026-03-15")),
            // Two that lie over each other, one inside the other, one after the other.
            (
                &["2026-02-01T09:00/2026-02-11/2026-02-05T18:00", "2026-02-03T09:00/2026-02-13/2026-02-13T18:00"],
                "2026-02-14T00:00",
                runs("2026-03-27"),
            ),
            (
                &["2026-02-01T09:00/2026-02-20/2026-02-20T18:00", "2026-02-03T09:00/2026-02-13/2026-02-04T18:00"],
                "2026-02-21T00:00",
                runs("2026-04-03"),
            ),
            (
                &["2026-02-01T09:00/2026-02-11/2026-02-05T18:00", "2026-03-10T09:00/2026-03-20/"],
                "2026-03-18T00:00",
                suspended("2026-03-20", "2026-03-29"),
            ),
            // Something else instead, on the day on which the first was asked for.
            (
                &["2026-02-01T09:00/2026-02-11/2026-02-01T09:05", "2026-02-01T09:05/2026-02-06/"],
                "2026-02-02T00:00",
                suspended("2026-02-06", "2026-03-20"),
            ),
            // On the last day it still counts; on the next it is too late.
            (&["2026-03-15T23:00/2026-03-20/"], "2026-03-16T00:00", suspended("2026-03-20", "2026-03-20")),
            (&["2026-03-16T00:30/2026-03-20/"], "2026-03-16T01:00", Standing::Spoke { on: day("2026-03-15") }),
        ] {
            assert_eq!(stands(&silence, PARIS, received, asked, now), wanted, "{asked:?} at {now}");
        }
    }

    #[test]
    fn an_acceptance_begins_anew_when_what_was_missing_comes() {
        let silence = silence(SilenceMeans::Acceptance, Delay::Months(2));
        let received = "2026-01-15T10:00";
        for (asked, now, wanted) in [
            (
                &["2026-02-01T09:00/2026-02-11/"][..],
                "2026-05-01T00:00",
                Standing::Suspended { by: Some(day("2026-02-11")), until: None },
            ),
            (&["2026-02-01T09:00//"], "2026-02-02T00:00", Standing::Suspended { by: None, until: None }),
            (&["2026-02-01T09:00//2026-02-28T09:00"], "2026-03-20T00:00", Standing::Runs { until: day("2026-04-28") }),
            (
                &["2026-02-01T09:00//2026-02-05T09:00", "2026-02-07T09:00//2026-12-31T09:00"],
                "2027-01-01T00:00",
                Standing::Runs { until: day("2027-02-28") },
            ),
            // It had spoken before.
            (&["2026-03-16T09:00//"], "2026-03-17T00:00", Standing::Spoke { on: day("2026-03-15") }),
        ] {
            assert_eq!(stands(&silence, PARIS, received, asked, now), wanted, "{asked:?} at {now}");
        }
    }

    #[test]
    fn what_was_passed_on_is_rejected_as_it_began_and_accepted_as_the_right_body_has_it() {
        let zone = TimeZone::get(PARIS).unwrap();
        let course = |decided| Course {
            received_at: at("2026-01-15T10:00", PARIS),
            competent_at: at("2026-02-10T10:00", PARIS),
            waits: &[],
            decided,
        };
        let now = at("2026-02-11T10:00", PARIS);
        let stands = |means| silence(means, Delay::Months(2)).standing(course(false), &zone, now);
        assert_eq!(stands(SilenceMeans::Rejection), Some(Standing::Runs { until: day("2026-03-15") }));
        assert_eq!(stands(SilenceMeans::Acceptance), Some(Standing::Runs { until: day("2026-04-10") }));
        let over = silence(SilenceMeans::Rejection, Delay::Months(2)).standing(course(true), &zone, now);
        assert_eq!(over, Some(Standing::Decided));
        assert_eq!(Standing::Decided.day(), None);
    }
}
