//! Le plugin « mon-plugin » : une règle et un calcul, en Rust. Ce qu'il sait est dans `regle.rs` ; ici, le contrat de
//! `wit/guichet-plugin.wit`.

pub mod regle;

// Le contrat n'existe qu'en WebAssembly : sur votre machine, « cargo test » essaie `regle.rs` seul.
#[cfg(target_arch = "wasm32")]
mod plugin {
    wit_bindgen::generate!({ path: "wit", world: "plugin" });

    use exports::guichet::plugin::rules::{Answers, Context, Guest, Problem, Value};

    use crate::regle;

    struct Plugin;

    export!(Plugin);

    impl Guest for Plugin {
        /// Décide une règle : une liste de problèmes, vide si tout va bien.
        fn check(answers: Answers, context: Context) -> Vec<Problem> {
            // `at` vide : au champ de la règle. Les lignes d'un groupe sont comptées à partir de zéro : « objets.0.nom ».
            regle::trop(&answers.json, &context.language)
                .map(|message| Problem { at: "quantite".into(), code: "quantite.trop".into(), message: Some(message.into()) })
                .into_iter()
                .collect()
        }

        /// Calcule des valeurs : chacune est du JSON. Un montant est un texte à deux décimales ; `null` laisse le champ vide.
        fn compute(answers: Answers, _context: Context) -> Vec<Value> {
            regle::total(&answers.json).map(|json| Value { at: "total".into(), json }).into_iter().collect()
        }
    }
}
