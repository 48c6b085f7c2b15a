//! Calendar dates, partial dates, periods and ages.

use jiff::civil::date;

use super::{answers, partial, table};

#[test]
fn dates_move_by_periods() {
    table(
        &answers(),
        &[
            ("today()", "2026-03-01"),
            ("date('2026-01-31') + months(1)", "2026-02-28"),
            ("months(1) + date('2024-01-31')", "2024-02-29"),
            ("date('2024-02-29') + years(1)", "2025-02-28"),
            ("date('2024-02-29') + years(4)", "2028-02-29"),
            ("today() - days(1)", "2026-02-28"),
            ("today() - months(3) - days(1)", "2025-11-30"),
            ("today() - (months(3) + days(1))", "2025-11-30"),
            ("today() + -days(1)", "2026-02-28"),
            ("date('9999-12-31') + days(1)", "Arithmetic"),
            ("date('0001-01-01') - days(1)", "Arithmetic"),
            ("today() + years(1000000000)", "Arithmetic"),
            ("today() + days(0.5)", "Arithmetic"),
            ("naissance.year + naissance.month + naissance.day", "2022"),
            ("days_between(date('2024-02-28'), date('2024-03-01'))", "2"),
            ("days_between(today(), date('2026-02-27'))", "-2"),
            ("vehicules.mise.year", "[2019, 2024]"),
        ],
    );
}

#[test]
fn ages_are_whole_years() {
    table(
        &answers(),
        &[
            ("age(naissance)", "25"),
            ("age(date('2008-03-01')) >= 18", "true"),
            ("age(date('2008-03-02')) >= 18", "false"),
            ("age(date('2008-02-29'), date('2026-02-28'))", "17"),
            ("age(date('2008-02-29'), date('2026-03-01'))", "18"),
            ("age(date('2026-03-02'))", "-1"),
            ("age(today())", "0"),
        ],
    );
}

#[test]
fn a_partial_date_is_compared_where_every_day_it_may_be_agrees() {
    let answers = answers().with("entree", date(1962, 7, 1));
    table(
        &answers,
        &[
            ("etat_civil < date('1980-01-01')", "true"),
            ("etat_civil <= date('1962-12-31')", "true"),
            ("etat_civil < date('1962-12-31')", "Partial etat_civil"),
            ("etat_civil >= date('1962-01-01')", "true"),
            ("etat_civil > date('1962-01-01')", "Partial etat_civil"),
            ("etat_civil > date('1962-12-31')", "false"),
            ("entree < etat_civil", "Partial etat_civil"),
            ("etat_civil == date('1962-07-14')", "Partial etat_civil"),
            ("etat_civil == date('1963-07-14')", "false"),
            ("etat_civil != date('1963-07-14')", "true"),
            ("hebergeant.naissance > etat_civil", "true"),
            ("etat_civil in [date('1963-01-01')]", "false"),
            ("etat_civil in [date('1962-01-01')]", "Partial etat_civil"),
            ("etat_civil.year", "1962"),
            ("etat_civil.month", "Partial etat_civil"),
            ("hebergeant.naissance.month", "6"),
            ("has(etat_civil) && !has(etat_civil.month)", "true"),
            ("etat_civil + years(18)", "1980"),
            ("hebergeant.naissance - months(6)", "1969-12"),
            ("etat_civil + months(1)", "Partial etat_civil"),
            ("etat_civil + days(1) < today()", "Partial etat_civil"),
        ],
    );
}

#[test]
fn an_age_from_a_partial_date_is_compared_where_both_bounds_agree() {
    table(
        &answers(),
        &[
            ("age(etat_civil)", "Partial etat_civil"),
            ("age(etat_civil) >= 18", "true"),
            ("age(etat_civil) >= 64", "Partial etat_civil"),
            ("age(etat_civil) > 64", "false"),
            ("age(etat_civil) >= 63", "true"),
            ("18 <= age(etat_civil)", "true"),
            ("age(etat_civil) == 12", "false"),
            ("age(etat_civil) == 63", "Partial etat_civil"),
            ("age(etat_civil) + 1 > 18", "Partial etat_civil"),
            ("[age(etat_civil), 7].exists(a, a < 18)", "true"),
            ("[age(etat_civil)].all(a, a > 18)", "true"),
            ("[age(etat_civil), 1].sum()", "Partial etat_civil"),
            ("age(etat_civil) in [1, 2]", "false"),
            ("(majeur ? age(etat_civil) : 0) > 18", "true"),
            ("days_between(etat_civil, today()) > 20000", "true"),
        ],
    );
}

#[test]
fn the_first_and_the_last_day_that_a_partial_date_may_be_are_always_known() {
    for (known, first, last) in [
        ("1962", "1962-01-01", "1962-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2008-03-01", "2008-03-01", "2008-03-01"),
    ] {
        let answers = answers().with("etat_civil", partial(known));
        table(&answers, &[("earliest(etat_civil)", first), ("latest(etat_civil)", last)]);
    }
    // Fifteen or sixteen: whoever asks in doubt asks for the younger.
    let answers = answers().with("etat_civil", partial("2010-03"));
    table(&answers, &[("age(etat_civil) < 16", "Partial etat_civil"), ("age(latest(etat_civil)) < 16", "true")]);
    table(&self::answers(), &[("earliest(naissance) == naissance && latest(naissance) == naissance", "true")]);
}

#[test]
fn a_partial_date_that_is_whole_is_a_date() {
    let answers = answers().with("etat_civil", partial("2008-03-01"));
    table(
        &answers,
        &[
            ("age(etat_civil)", "18"),
            ("etat_civil == date('2008-03-01')", "true"),
            ("etat_civil + days(1)", "2008-03-02"),
            ("etat_civil.day", "1"),
        ],
    );
}
