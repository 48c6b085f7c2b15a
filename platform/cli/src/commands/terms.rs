//! Reads the file of the site's terms of use.

use std::path::Path;

use desk::Terms;
use form::text::Language;

use crate::refusal::Refusal;

/// The terms of the file.
pub(super) fn read(file: &Path) -> Result<Terms, Refusal> {
    let text = std::fs::read_to_string(file).map_err(|error| Refusal::file(file, &error))?;
    Terms::read(&text).map_err(|faults| {
        let said = |language| faults.iter().map(|fault| fault.get(language)).collect::<Vec<_>>().join(" ; ");
        let (path, fr, en) = (file.display(), said(Language::Fr), said(Language::En));
        Refusal::new(
            "terms.setting",
            format!("{path} : {fr}. Le fichier tient « version », « date », « fr » et, si vous voulez, « en »."),
            format!("{path}: {en}. The file holds “version”, “date”, “fr” and, if you wish, “en”."),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_name_the_file_all_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("conditions.yaml");
        std::fs::write(&file, "version: \"\"\ndate: demain\nfr: Texte\n").unwrap();
        let said = read(&file).unwrap_err().in_language(Language::Fr);
        assert!(said.contains("conditions.yaml") && said.contains("version") && said.contains("demain"), "{said}");
        std::fs::write(&file, "version: \"1\"\ndate: 2026-11-01\nfr: Texte\n").unwrap();
        assert_eq!(read(&file).unwrap().version, "1");
        assert!(read(&folder.path().join("absent.yaml")).is_err());
    }
}
