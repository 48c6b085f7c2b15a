//! Le plugin « quotient-familial », en Rust. La règle de la ville est dans `quotient.rs` ; ici, le contrat.

pub mod quotient;

// Le contrat n'existe qu'en WebAssembly : sur votre machine, « cargo test » essaie `quotient.rs` seul.
#[cfg(target_arch = "wasm32")]
mod plugin {
    // Dans un projet fait par « guichet plugin new », le contrat est dans le dossier `wit`.
    wit_bindgen::generate!({ path: "../../../platform/plugins/wit", world: "plugin" });

    use exports::guichet::plugin::rules::{Answers, Context, Guest, Problem, Value};

    use crate::quotient::Foyer;

    struct Plugin;

    export!(Plugin);

    impl Guest for Plugin {
        /// Ce plugin ne décide aucune règle.
        fn check(_answers: Answers, _context: Context) -> Vec<Problem> {
            Vec::new()
        }

        /// Le quotient, et la part de chaque enfant à sa ligne.
        fn compute(answers: Answers, _context: Context) -> Vec<Value> {
            // Une réponse manque encore : rien à calculer, ce n'est la faute de personne.
            let Some(foyer) = Foyer::lu(&answers.json) else { return Vec::new() };
            let valeur = |at: String, texte: String| Value { at, json: format!("\"{texte}\"") };
            let parts = foyer.parts_des_enfants().into_iter();
            parts
                .map(|(ligne, part)| valeur(format!("enfants.{ligne}.part"), part.texte()))
                .chain([valeur("quotient".into(), foyer.quotient())])
                .collect()
        }
    }
}
