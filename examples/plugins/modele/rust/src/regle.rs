//! La règle et le calcul, sans rien du contrat : ils s'essaient sur n'importe quelle machine.

use serde_json::Value as Json;

/// Ce qu'il faut dire d'une quantité trop grande, dans la langue voulue.
pub fn trop(answers: &str, language: &str) -> Option<&'static str> {
    (quantite(answers)? > 10).then_some(if language == "en" { "Ten at most." } else { "Dix au plus." })
}

/// Deux euros l'unité, en JSON : un montant est un texte à deux décimales.
pub fn total(answers: &str) -> Option<String> {
    Some(format!("\"{}.00\"", quantite(answers)? * 2))
}

/// La réponse « quantite », si elle est donnée.
fn quantite(answers: &str) -> Option<i64> {
    serde_json::from_str::<Json>(answers).ok()?.get("quantite")?.as_i64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dix_passent_onze_non() {
        assert_eq!(trop(r#"{"quantite": 10}"#, "fr"), None);
        assert_eq!(trop(r#"{"quantite": 11}"#, "fr"), Some("Dix au plus."));
    }

    #[test]
    fn chaque_unite_coute_deux_euros() {
        assert_eq!(total(r#"{"quantite": 3}"#).as_deref(), Some("\"6.00\""));
        assert_eq!(total("{}"), None);
    }
}
