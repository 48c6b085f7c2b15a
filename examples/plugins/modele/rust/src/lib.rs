//! Le plugin « mon-plugin » : une règle et un calcul, en Rust. Le contrat est dans `wit/guichet-plugin.wit`.

use serde_json::Value as Json;

mod contract {
    wit_bindgen::generate!({ path: "wit", world: "plugin" });
}

use contract::exports::guichet::plugin::rules::{Answers, Context, Guest, Problem, Value};

struct Plugin;

contract::export!(Plugin with_types_in contract);

impl Guest for Plugin {
    /// Décide une règle : une liste de problèmes, vide si tout va bien.
    fn check(answers: Answers, context: Context) -> Vec<Problem> {
        if quantite(&answers.json).is_none_or(|quantite| quantite <= 10) {
            return Vec::new();
        }
        let message = if context.language == "en" { "Ten at most." } else { "Dix au plus." };
        // `at` vide : au champ de la règle. Les lignes d'un groupe sont comptées à partir de zéro : « objets.0.nom ».
        vec![Problem { at: "quantite".into(), code: "quantite.trop".into(), message: Some(message.into()) }]
    }

    /// Calcule des valeurs : chacune est du JSON. Un montant est un texte à deux décimales ; `null` laisse le champ vide.
    fn compute(answers: Answers, _context: Context) -> Vec<Value> {
        let total = quantite(&answers.json).map(|quantite| format!("\"{}.00\"", quantite * 2));
        total.map(|json| Value { at: "total".into(), json }).into_iter().collect()
    }
}

/// La réponse « quantite », si elle est donnée : un entier.
fn quantite(answers: &str) -> Option<i64> {
    serde_json::from_str::<Json>(answers).ok()?.get("quantite")?.as_i64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_reponse_absente_n_est_pas_zero() {
        assert_eq!(quantite(r#"{"quantite": 3}"#), Some(3));
        assert_eq!(quantite("{}"), None);
    }
}
