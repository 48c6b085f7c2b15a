//! Makes démarches of a few lines, by the same checks as everybody's.

use std::collections::BTreeMap;

use form::{
    bundle::{Bundle, Catalogue},
    check::{self, Checked, PluginFiles},
    demarche::Demarche,
    lookup::{Entry, Lookup, Resolved},
};

const PROCEDURE: &str = r#"demarche: essai
title: Un essai
summary: Essayer.
agency: ville-exemple
letters: ESS
applicants: [particulier]
purpose: Essayer les formats.
kind: declaration
authority: { name: Mairie, service: Essais, address: "1 place de la Mairie, 31000 Toulouse", phone: "05 61 00 00 00" }
pages:
  - { id: vous, title: Vous, fields: [nom, logement, gouts, commune, accord, note, age, arrivee, piece] }
  - { id: foyer, title: Votre foyer, fields: [enfants, secret] }
recipients:
  - id: mairie
    to: { organisation: "21310555400017", branch: ESSAI }
    receives: [nom, logement, gouts, commune, accord, note, age, arrivee, piece, enfants]
    formats: [json, pdf]
  - { id: archives, to: { organisation: "21310555400017", branch: AUTRE }, receives: [secret] }
retention: { draft: 30 days, delivered: 30 days, receipt: 5 years, basis: "RGPD, article 6-1-e" }
"#;

const SCHEMA: &str = r"type: object
required: [nom, enfants]
properties:
  nom: { title: Nom, type: string, maxLength: 100 }
  logement: { title: Logement, oneOf: [{ const: proprietaire, title: Propriétaire }, { const: locataire, title: Locataire }] }
  gouts: { title: Goûts, type: array, uniqueItems: true, items: { oneOf: [{ const: lire, title: Lire }, { const: nager, title: Nager }] } }
  commune: { title: Commune, $ref: 'component:commune@1' }
  accord: { title: Accord, type: boolean }
  note: { title: Note, type: string, maxLength: 1000 }
  age: { title: Âge, type: integer, minimum: 0, maximum: 150 }
  arrivee: { title: Arrivée, type: string, format: date }
  piece: { title: Pièce, $ref: 'component:attachment@1' }
  enfants:
    title: Enfants
    type: array
    minItems: 1
    maxItems: 3
    items:
      type: object
      required: [prenom]
      properties:
        prenom: { title: Prénom, type: string, maxLength: 50 }
        jouets: { title: Jouets, type: array, maxItems: 3, items: { type: object, properties: { quoi: { title: Quoi, type: string, maxLength: 50 } } } }
  secret: { title: Secret, type: string, maxLength: 50 }
";

struct Lists;

impl Lookup for Lists {
    fn knows(&self, list: &str) -> bool {
        list == "communes"
    }
    fn entry(&self, list: &str, code: &str) -> Option<Entry> {
        let nom = "Toulouse".to_owned();
        (list == "communes" && code == "31555").then(|| Entry { code: code.to_owned(), nom, detail: String::new() })
    }
    fn resolve(&self, list: &str, typed: &str) -> Resolved {
        self.entry(list, typed).map_or(Resolved::None, Resolved::One)
    }
    fn postal_codes(&self, _commune: &str) -> Vec<String> {
        Vec::new()
    }
}

/// The démarche with other formats for the town hall, and these files beside.
pub(crate) fn checked(formats: &str, files: &[(&str, &[u8])], files_of: &dyn PluginFiles) -> Checked {
    let procedure = PROCEDURE.replacen("[json, pdf]", formats, 1);
    let mut bundle = Bundle { name: "essai".to_owned(), shown_path: "essai".to_owned(), files: BTreeMap::new() };
    let own = [("demarche.yaml", procedure.as_bytes()), ("schema.yaml", SCHEMA.as_bytes())];
    for (path, bytes) in own.iter().chain(files) {
        bundle.files.insert((*path).to_owned(), (*bytes).into());
    }
    check::check(&bundle, &catalogue(), &Lists, files_of)
}

/// As [`checked`], where no fault is expected.
pub(crate) fn demarche(formats: &str, files: &[(&str, &[u8])]) -> Demarche {
    let checked = checked(formats, files, &check::AnyPlugin);
    checked.demarche.unwrap_or_else(|| panic!("{:#?}", checked.diagnostics))
}

fn catalogue() -> Catalogue {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../components");
    let mut catalogue = Catalogue::default();
    for name in ["attachment", "commune"] {
        let mut bundle = Bundle { name: name.to_owned(), shown_path: name.to_owned(), files: BTreeMap::new() };
        for file in ["component.yaml", "schema.yaml"] {
            let bytes = std::fs::read(folder.join(name).join(file)).unwrap();
            bundle.files.insert(file.to_owned(), bytes.into());
        }
        catalogue.components.insert(name.to_owned(), bundle);
    }
    catalogue
}
