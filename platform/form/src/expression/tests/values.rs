//! Numbers, texts, lists and what is done with them.

use super::{answers, table};

#[test]
fn numbers_are_exact_decimals() {
    table(
        &answers(),
        &[
            ("0.1 + 0.2 == 0.3", "true"),
            ("1 == 1.0", "true"),
            ("1 / 4", "0.25"),
            ("7 % 4", "3"),
            ("-7.5 % 2", "-1.5"),
            ("-(2 - 5)", "3"),
            ("1.5e3", "1500"),
            ("0x1F", "31"),
            ("-1.50", "-1.5"),
            (".5 + 0.50", "1"),
            ("12345678901234567890.12 - 12345678901234567890.11", "0.01"),
            ("round(2.5, 0)", "3"),
            ("round(-2.5, 0)", "-3"),
            ("round(1.005, 2)", "1.01"),
            ("round(12.3456, parts)", "12.35"),
            ("round(10, -1)", "Arithmetic"),
            ("floor(-2.5)", "-3"),
            ("ceil(-2.5)", "-2"),
        ],
    );
}

#[test]
fn a_calculation_without_result_is_missing() {
    table(
        &answers(),
        &[
            ("1 / 0", "Arithmetic"),
            ("1 % 0", "Arithmetic"),
            ("7e28 + 7e28", "Arithmetic"),
            ("-7e28 - 7e28", "Arithmetic"),
            ("9e27 * 9e27", "Arithmetic"),
            ("999999999999999999 + 1", "1000000000000000000"),
            ("1 / 0 > 1 || true", "true"),
            ("1 / 0 > 1 || false", "Arithmetic"),
            ("[1, 2][2]", "Arithmetic"),
            ("[1, 2][-1]", "Arithmetic"),
            ("[1, 2][0.5]", "Arithmetic"),
            ("[1, 1 / 0][0]", "1"),
        ],
    );
}

#[test]
fn texts_compare_and_change() {
    table(
        &answers(),
        &[
            ("nom == 'Durand'", "true"),
            ("nom != \"Durand\"", "false"),
            ("'a' < 'b' && 'Z' < 'a'", "true"),
            ("'M. ' + nom", "'M. Durand'"),
            ("nom.startsWith('D') && nom.endsWith('d') && nom.contains('ran')", "true"),
            ("upper(nom) + nom.lower()", "'DURANDdurand'"),
            ("'  x '.trim()", "'x'"),
            ("size('Zoé')", "3"),
            ("nom.size()", "6"),
            ("nom.matches('^[A-Z][a-z]{5}$')", "true"),
            ("nom.matches(r'\\d')", "false"),
            ("'l\\'été' == \"l'été\"", "true"),
            ("'e\\u0301' == 'é'", "true"),
            ("'a\\tb\\u00e9' == 'a\tbé'", "true"),
            ("logement == 'heberge' ? 'oui' : 'non'", "'oui'"),
        ],
    );
}

#[test]
fn lists_are_walked_with_macros() {
    table(
        &answers(),
        &[
            ("'a' in options && !('b' in options)", "true"),
            ("logement in ['locataire', 'heberge']", "true"),
            ("parts in [1, 2.0]", "true"),
            ("options == ['a', 'c']", "true"),
            ("[] == [1]", "false"),
            ("[[1], []] == [[1], []]", "true"),
            ("[1, 2] + [3]", "[1, 2, 3]"),
            ("[1, 2, 3].filter(x, x > 1).map(x, x * 10)", "[20, 30]"),
            ("[1, 2, 3].map(x, x > 1, x * 10)", "[20, 30]"),
            ("[1, 2].all(x, x > 0) && [1, 2].exists(x, x == 2)", "true"),
            ("[].all(x, x == 1) && ![].exists(x, x == 1)", "true"),
            ("[1, 2, 2].exists_one(x, x == 2)", "false"),
            ("[1, 2, 2].exists_one(x, x == 1)", "true"),
            ("[1, 2].map(x, [10, 20].map(y, x * y))", "[[10, 20], [20, 40]]"),
            ("[1, 2].map(x, [x].map(x, x + 1))", "[[2], [3]]"),
            ("[1, 2, 3].sum() == 6 && [].sum() == 0", "true"),
            ("[3, 1, 2].min() + [3, 1, 2].max()", "4"),
            ("[].max()", "Blank"),
            ("size([1, 2]) + [1].count()", "3"),
            ("justificatif.count()", "2"),
            ("[date('2026-01-02'), naissance].max()", "2026-01-02"),
        ],
    );
}

#[test]
fn entries_have_a_code_and_a_name() {
    table(
        &answers(),
        &[
            ("commune.code != '31555'", "false"),
            ("adresse.commune.nom", "'Toulouse'"),
            ("commune == adresse.commune", "true"),
            ("[commune, adresse.commune].code", "['31555', '31555']"),
        ],
    );
}
