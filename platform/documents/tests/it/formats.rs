//! The formats of a recipient: made of its share alone, the same every time, and read by others.

use documents::{
    Fault,
    formats::{self, Made, Share, Unmade},
    package::{File, Origin},
};
use form::demarche::Demarche;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use crate::{definition, sample};

const SHA256: &str = "00000000000000000000000000000000000000000000000000000000000000aa";

fn answers() -> Value {
    json!({
        "nom": "=CMD|'/c calc'!A1",
        "logement": "locataire",
        "gouts": ["lire", "nager"],
        "commune": { "code": "31555", "nom": "Toulouse" },
        "accord": true,
        "note": "deux\nlignes ; et \"guillemets\"",
        "age": 42,
        "arrivee": "2026-02-03",
        "piece": [{ "name": "../a.pdf", "mime": "application/pdf", "size": 3, "sha256": SHA256 }],
        "enfants": [
            { "prenom": "Zoé", "jouets": [{ "quoi": "ballon" }, { "quoi": "-1" }] },
            { "prenom": "Ana" },
        ],
    })
}

pub(crate) fn made_of(demarche: &Demarche, answers: &Value) -> Result<(Vec<Made>, Vec<Unmade>), Fault> {
    let file = File {
        id: "a1",
        code: "piece",
        name: "../a.pdf",
        mime: "application/pdf",
        size: 3,
        sha256: SHA256,
        origin: Origin::Upload,
    };
    let town_hall = sample::town_hall();
    formats::make(&Share {
        demarche,
        recipient: &demarche.recipients[0],
        organisation: Some(&town_hall),
        reference: "ESS-7K2Q-9MZX-4T8B-R",
        case_id: "ESS-7K2Q-9MZX-4T8B-R-01",
        environment: "test",
        recorded_at: sample::recorded_at().to_zoned(TimeZone::get("Europe/Paris").unwrap()),
        answers,
        files: &[(&file, "ESS-essai-piece-1.pdf")],
    })
}

fn text<'a>(made: &'a [Made], name: &str) -> &'a str {
    std::str::from_utf8(&made.iter().find(|made| made.name == name).unwrap().bytes).unwrap()
}

#[test]
fn tables_hold_the_share_and_each_repeated_group_has_its_own() {
    let demarche = definition::demarche("[json, pdf, csv]", &[]);
    let (made, _) = made_of(&demarche, &answers()).unwrap();
    let names: Vec<&str> = made.iter().map(|made| made.name.as_str()).collect();
    assert_eq!(names, ["answers.csv", "answers-enfants.csv", "answers-enfants.jouets.csv"]);
    let start = "ESS-7K2Q-9MZX-4T8B-R;2026-08-24T14:05:09+02:00";
    assert_eq!(
        text(&made, "answers.csv"),
        format!(
            "\u{FEFF}reference;recorded_at;nom;logement;logement.label;gouts;gouts.label;commune.code;commune.nom;accord;note;age;arrivee;piece\r\n\
             {start};'=CMD|'/c calc'!A1;locataire;Locataire;lire | nager;Lire | Nager;31555;Toulouse;oui;\"deux\nlignes ; et \"\"guillemets\"\"\";42;2026-02-03;ESS-essai-piece-1.pdf\r\n"
        )
    );
    assert_eq!(
        text(&made, "answers-enfants.csv"),
        format!("\u{FEFF}reference;recorded_at;enfants.row;enfants.prenom\r\n{start};1;Zoé\r\n{start};2;Ana\r\n")
    );
    assert_eq!(
        text(&made, "answers-enfants.jouets.csv"),
        format!(
            "\u{FEFF}reference;recorded_at;enfants.row;enfants.jouets.row;enfants.jouets.quoi\r\n{start};1;1;ballon\r\n{start};1;2;'-1\r\n"
        )
    );
    assert_eq!(made, made_of(&demarche, &answers()).unwrap().0);
}

#[test]
fn the_columns_are_the_same_whatever_is_answered() {
    let demarche = definition::demarche("[csv]", &[]);
    let (full, _) = made_of(&demarche, &answers()).unwrap();
    let (bare, _) = made_of(&demarche, &json!({ "nom": "A" })).unwrap();
    for (full, bare) in full.iter().zip(&bare) {
        let header = |made: &Made| String::from_utf8(made.bytes.clone()).unwrap().lines().next().unwrap().to_owned();
        assert_eq!(header(full), header(bare));
    }
    assert_eq!(bare.len(), 3);
}

const SCHEMA: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:exemple:essai" targetNamespace="urn:exemple:essai" elementFormDefault="qualified">
  <xs:element name="Essai">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="Nom"><xs:simpleType><xs:restriction base="xs:string"><xs:maxLength value="20"/></xs:restriction></xs:simpleType></xs:element>
        <xs:element name="Logement" minOccurs="0"><xs:complexType><xs:simpleContent><xs:extension base="xs:string"><xs:attribute name="code" use="required" type="xs:NMTOKEN"/></xs:extension></xs:simpleContent></xs:complexType></xs:element>
        <xs:element name="Enfant" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
        <xs:element name="Piece" type="xs:string" minOccurs="0" maxOccurs="unbounded"/>
      </xs:sequence>
      <xs:attribute name="reference" use="required"/>
      <xs:attribute name="jour" use="required" type="xs:date"/>
    </xs:complexType>
  </xs:element>
</xs:schema>
"#;

const TEMPLATE: &str = r#"{# Ce que lit l'essai. #}
<?xml version="1.0" encoding="UTF-8"?>
<Essai xmlns="urn:exemple:essai" reference="{{ case.reference }}" jour="{{ case.date }}">
  <Nom>{{ answers.nom }}</Nom>
  {%- if answers.logement %}
  <Logement code="{{ answers.logement }}">{{ answers.logement_label }}</Logement>
  {%- endif %}
  {%- for enfant in answers.enfants %}
  <Enfant>{{ loop.index }} {{ enfant.prenom }}{% for jouet in enfant.jouets %} {{ jouet.quoi }}{% endfor %}</Enfant>
  {%- endfor %}
  {%- for piece in answers.piece %}
  <Piece>{{ piece.name }}</Piece>
  {%- endfor %}
</Essai>
"#;

fn with_xml(template: &str, schema: &str) -> Demarche {
    let files = [("templates/essai.xml", template.as_bytes()), ("templates/essai.xsd", schema.as_bytes())];
    definition::demarche("[{ xml: essai }]", &files)
}

#[test]
fn xml_is_the_agencys_own_and_valid_by_its_schema() {
    let demarche = with_xml(TEMPLATE, SCHEMA);
    assert_eq!(formats::faults(&demarche, &demarche.recipients[0], &demarche.recipients[0].formats[0]), []);
    let (made, unmade) = made_of(&demarche, &answers()).unwrap();
    assert_eq!(unmade, []);
    assert_eq!(
        (made[0].name.as_str(), made[0].mime, made[0].format.as_str()),
        ("essai.xml", "application/xml", "xml:essai")
    );
    assert_eq!(
        text(&made, "essai.xml"),
        r#"<?xml version="1.0" encoding="UTF-8"?>
<Essai xmlns="urn:exemple:essai" reference="ESS-7K2Q-9MZX-4T8B-R" jour="2026-08-24">
  <Nom>=CMD|&apos;/c calc&apos;!A1</Nom>
  <Logement code="locataire">Locataire</Logement>
  <Enfant>1 Zoé ballon -1</Enfant>
  <Enfant>2 Ana</Enfant>
  <Piece>ESS-essai-piece-1.pdf</Piece>
</Essai>"#
    );
}

#[test]
fn what_is_not_valid_is_not_made_and_nothing_in_an_answer_breaks_it() {
    let demarche = with_xml(TEMPLATE, SCHEMA);
    let (made, unmade) = made_of(&demarche, &json!({ "nom": "Un nom de plus de vingt lettres" })).unwrap();
    assert_eq!(made, []);
    assert_eq!((unmade[0].code, unmade[0].name.as_str()), ("format.invalid", "essai.xml"));
    assert!(unmade[0].detail.contains("maxLength"), "{}", unmade[0].detail);
    for nom in ["\u{0}\u{b}\u{1b}", "]]>", "</Nom><Nom>", "\u{fffe}", "&e;", "<!DOCTYPE a>", "é\u{301}😀", "\r\n"] {
        let (made, unmade) = made_of(&demarche, &json!({ "nom": nom })).unwrap();
        assert_eq!((made.len(), unmade.len()), (1, 0), "{nom:?}: {unmade:?}");
    }
    let endless = with_xml(
        "{% for a in answers.enfants %}{% for b in answers.enfants %}{% for c in answers.enfants %}x{% endfor %}{% endfor %}{% endfor %}",
        SCHEMA,
    );
    let rows: Vec<Value> = (0..200).map(|_| json!({ "prenom": "A" })).collect();
    let (_, unmade) = made_of(&endless, &json!({ "nom": "A", "enfants": rows })).unwrap();
    assert_eq!(unmade[0].code, "format.too_costly");
}

#[test]
fn a_template_that_names_what_its_recipient_lacks_is_told_where_it_does() {
    for (template, code, at) in [
        ("<a>{{ answers.non }}</a>", "template.unknown_name", "non"),
        ("<a>{{ answers.secret }}</a>", "template.unknown_name", "secret"),
        ("<a>{{ repons.nom }}</a>", "template.unknown_name", "repons"),
        ("{% for e in answers.enfants %}{{ e.nom }}{% endfor %}", "template.unknown_name", "nom"),
        ("{{ answers.enfants.prenom }}", "template.unknown_name", "prenom"),
        ("{{ answers.commune.label }}", "template.unknown_name", "label"),
        ("{% for e in answers.nom %}{% endfor %}", "template.not_a_list", "answers.nom"),
        ("{{ answers.nom | safe }}", "template.not_admitted", "safe"),
        ("{{ answers.nom * 3 }}", "template.not_admitted", "*"),
        ("{% set a = answers.nom ~ answers.nom %}", "template.not_admitted", "~"),
        ("{{ range(10) }}", "template.not_admitted", "range"),
        ("{{ answers.gouts | join(answers.nom) }}", "template.not_admitted", "join"),
    ] {
        let demarche = with_xml(template, SCHEMA);
        let recipient = &demarche.recipients[0];
        let told = formats::faults(&demarche, recipient, &recipient.formats[0]);
        let found: Vec<_> = told.iter().map(|fault| (fault.code, &template[fault.at.clone()])).collect();
        let first = found.first().unwrap_or_else(|| panic!("{template}: nothing is told"));
        assert!(first.0 == code && first.1.contains(at), "{template}: {found:?}");
    }
    for template in [
        "{% include 'x' %}",
        "{% macro a() %}{% endmacro %}",
        "{% set a %}x{% endset %}",
        "{% autoescape false %}{% endautoescape %}",
    ] {
        let demarche = with_xml(template, SCHEMA);
        let recipient = &demarche.recipients[0];
        assert_eq!(formats::faults(&demarche, recipient, &recipient.formats[0])[0].code, "template.not_admitted");
    }
    let demarche = with_xml("{{ answers.nom", SCHEMA);
    let recipient = &demarche.recipients[0];
    assert_eq!(formats::faults(&demarche, recipient, &recipient.formats[0])[0].code, "template.syntax");
}
