//! `guichet plugin new`: makes the project of a plugin, which the ordinary tools of its language build.

use form::text::Language;

use super::{new, say, say_in};
use crate::{
    Verdict,
    arguments::{Lang, Plugin, PluginCommand},
    built_in,
    refusal::Refusal,
};

/// The name that the model's files bear, and that the new plugin's takes the place of.
const MODEL: &str = "mon-plugin";

/// Copies the model of the language `code` into a folder named after the id, with the contract. Never writes over anything.
pub(crate) fn run(arguments: &Plugin, code: Option<Lang>, language: Language) -> anyhow::Result<Verdict> {
    let PluginCommand::New { id, into } = &arguments.command;
    let (model, ignored, steps) = match code {
        Some(Lang::Js) => ("js", "node_modules/\n", &["npm install", "npm test", "npm run build"][..]),
        Some(Lang::Rust) => (
            "rust",
            "target/\n",
            &["cargo test", "cargo build --release --target wasm32-unknown-unknown", "wasm-tools component new …"][..],
        ),
        _ => {
            return Err(Refusal::new(
                "cli.missing_value",
                "Dites dans quel langage écrire le plugin : --lang js, ou --lang rust.",
                "Say what language the plugin is to be written in: --lang js, or --lang rust.",
            )
            .into());
        }
    };
    let folder = new::make(id, into, |folder| {
        for (path, text) in built_in::plugin_model(model) {
            // Rust writes names of libraries with underscores.
            let text = text.replace(MODEL, id).replace(&MODEL.replace('-', "_"), &id.replace('-', "_"));
            new::write(&folder.join(&path), text.as_bytes())?;
        }
        new::write(&folder.join("wit/guichet-plugin.wit"), built_in::PLUGIN_CONTRACT.as_bytes())?;
        new::write(&folder.join(".gitignore"), ignored.as_bytes())
    })?;
    let shown = folder.display();
    say_in(
        language,
        format!("{shown} est prêt. README.md dit la suite ; dans ce dossier :"),
        format!("{shown} is ready. README.md tells how to go on; in that folder:"),
    );
    for step in steps {
        say(format!("  {step}"));
    }
    Ok(Verdict::Well)
}
