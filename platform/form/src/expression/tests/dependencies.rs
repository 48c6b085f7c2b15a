//! What an expression says it depends on.

use super::{
    super::{Expected, Place, Type, compile},
    compiled, schema,
};

#[test]
fn it_lists_the_paths_it_reads() {
    for (text, reads) in [
        ("1 == 1", &[][..]),
        ("nom == answers.nom", &["nom"]),
        ("has(courriel) ? hebergeant.nom : nom", &["courriel", "hebergeant.nom", "nom"]),
        ("vehicules.map(v, v.tarif).sum()", &["vehicules", "vehicules.tarif"]),
        ("vehicules.proprio.nom", &["vehicules", "vehicules.proprio.nom"]),
        ("vehicules[0].tarif", &["vehicules", "vehicules.tarif"]),
        ("vehicules.count()", &["vehicules"]),
        ("adresse.commune.code == '1'", &["adresse.commune"]),
        ("has(hebergeant)", &["hebergeant"]),
        ("[1].exists(x, x == parts)", &["parts"]),
    ] {
        assert_eq!(compiled(text).reads(), reads, "{text}");
    }
}

#[test]
fn it_says_whether_the_date_or_the_row_number_matters() {
    assert!(compiled("age(naissance) > 18").uses_today());
    assert!(compiled("[1].all(x, today() > naissance)").uses_today());
    assert!(!compiled("age(naissance, date('2026-01-01')) > 18").uses_today());
    let place = Place { rows: vec!["vehicules".to_owned()], mount: None };
    let in_row = |text: &str| compile(text, &schema(), &place, &Expected::Any).expect(text);
    assert!(in_row("row.index == 0").uses_row_index());
    assert!(!in_row("row.tarif == 0").uses_row_index());
    assert_eq!(in_row("row.tarif").result_type(), &Type::Number);
}

#[test]
fn it_lists_what_may_be_blank_and_is_not_guarded() {
    for (text, touched) in [
        ("nom == 'x'", &[][..]),
        ("courriel == 'x'", &["courriel"]),
        ("has(courriel) && courriel == 'x'", &[]),
        ("courriel == 'x' && has(courriel)", &[]),
        ("!has(courriel) || courriel == 'x'", &[]),
        ("courriel == 'x' || !has(courriel)", &[]),
        ("has(courriel) || courriel == 'x'", &["courriel"]),
        ("has(courriel) ? courriel == 'x' : majeur", &[]),
        ("!has(courriel) ? majeur : courriel == 'x'", &[]),
        ("has(courriel) ? majeur : courriel == 'x'", &["courriel"]),
        ("has(courriel) && has(revenu) && revenu > size(courriel)", &[]),
        ("has(courriel) && (majeur || revenu > 1)", &["revenu"]),
        ("(has(courriel) || has(revenu)) && revenu > 1", &["revenu"]),
        ("!(has(revenu) && revenu > 1)", &[]),
        ("revenu > 1 && revenu < 3", &["revenu", "revenu"]),
        ("has(answers.courriel) && courriel == 'x'", &[]),
        ("'a' in options", &["options"]),
        ("options.count() == 0", &[]),
        ("justificatif.count() > 0", &[]),
        ("options.exists(o, o == 'a')", &["options"]),
        ("vehicules.tarif.sum() > 3", &[]),
        ("vehicules.map(v, v.tarif).sum() > 3", &[]),
        ("vehicules.map(v, v.tarif) == [1]", &["vehicules.tarif"]),
        ("vehicules.tarif.exists(t, t > 3)", &["vehicules.tarif"]),
        ("vehicules.tarif.exists(t, has(t) && t > 3)", &[]),
        ("vehicules.tarif.filter(t, has(t)).all(t, t > 3)", &[]),
        ("vehicules.exists(v, v.tarif > 3)", &["vehicules.tarif"]),
        ("vehicules.exists(v, has(v.tarif) && v.tarif > 3)", &[]),
        ("vehicules.map(v, has(v.tarif), v.tarif)[0] > 3", &[]),
        ("vehicules[0].tarif > 3", &["vehicules.tarif"]),
        ("60 in vehicules.tarif", &["vehicules.tarif"]),
        ("vehicules.tarif", &["vehicules.tarif"]),
        ("[revenu].sum() > 3", &[]),
        ("has(courriel) && vehicules.all(v, v.plaque != courriel)", &[]),
    ] {
        let expression = compiled(text);
        let touches: Vec<_> = expression.touches_blank().iter().map(|touch| &*touch.path).collect();
        assert_eq!(touches, touched, "{text}");
        for touch in expression.touches_blank() {
            let last = touch.path.rsplit('.').next().expect("a name");
            assert!(text[touch.span.clone()].ends_with(last), "{text}: {touch:?}");
        }
    }
}

#[test]
fn it_lists_the_dates_that_may_be_partial() {
    for (text, partial) in [
        ("age(etat_civil) > 18", &["etat_civil"][..]),
        ("hebergeant.naissance < today()", &["hebergeant.naissance"]),
        ("naissance < today()", &[]),
        ("has(etat_civil)", &[]),
        ("etat_civil.year > 1960", &[]),
        ("etat_civil.month > 6", &["etat_civil"]),
        ("year(etat_civil) > 1960", &[]),
        ("age(latest(etat_civil)) < 18", &[]),
    ] {
        assert_eq!(compiled(text).touches_partial(), partial, "{text}");
    }
}
