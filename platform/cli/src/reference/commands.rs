//! The page of commands: the same words as `--help`, and every environment variable.

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory as _};

use super::{anchor, cell, code, head};
use crate::arguments::Arguments;

pub(super) fn page() -> String {
    let mut page = head(
        "Les commandes",
        "The commands of the `guichet` binary.",
        "Codes de sortie : `0` tout va bien · `1` des fautes ont été trouvées (dans une définition, un scénario, un reçu, le journal) · `2` la commande n'a pu être faite (dossier absent, option \
         inconnue). Un refus dit pourquoi, comment y remédier, et finit par un code stable entre crochets. `--lang` vaut pour toutes les commandes.",
    );
    let root = Arguments::command();
    let mut variables: Vec<(String, String, String)> = Vec::new();
    for argument in root.get_arguments() {
        if let (Some(variable), Some(long), Some(help)) = (argument.get_env(), argument.get_long(), argument.get_help())
        {
            variables.push((variable.to_string_lossy().into_owned(), format!("--{long}"), help.to_string()));
        }
    }
    for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
        section(&mut page, &mut variables, command, "guichet");
    }
    page.push_str("\n## Variables d'environnement · Environment variables\n\nUne option écrite l'emporte sur la variable. · A flag wins over the variable.\n\n| variable | option | ce qu'elle dit |\n|---|---|---|\n");
    variables.sort();
    variables.dedup_by(|a, b| a.0 == b.0);
    for (name, flag, help) in &variables {
        let _ = writeln!(page, "| <a id=\"{name}\"></a>{} | {} | {} |", code(name), code(flag), cell(help));
    }
    page.push_str("| <a id=\"RUST_LOG\"></a>`RUST_LOG` | | Ce que le serveur écrit dans son journal (`info`, `warn`, `server=debug`…). · What the server logs. |\n");
    page
}

fn section(page: &mut String, variables: &mut Vec<(String, String, String)>, command: &Command, before: &str) {
    let name = format!("{before} {}", command.get_name());
    let inner: Vec<&Command> = command.get_subcommands().collect();
    if !inner.is_empty() {
        for inner in inner {
            section(page, variables, inner, &name);
        }
        return;
    }
    let arguments: Vec<&Arg> =
        command.get_arguments().filter(|argument| !argument.is_hide_set() && argument.get_id() != "help").collect();
    let mut usage = name.clone();
    for argument in arguments.iter().filter(|argument| argument.is_positional()) {
        let value = value(argument);
        let _ = write!(usage, " {}", if argument.is_required_set() { value } else { format!("[{value}]") });
    }
    let _ = write!(
        page,
        "\n<a id=\"{}\"></a>\n\n## `{name}`\n\n{}\n\n```\n{usage} [options]\n```\n",
        anchor(name.trim_start_matches("guichet ")),
        command.get_about().map(ToString::to_string).unwrap_or_default()
    );
    if arguments.is_empty() {
        return;
    }
    page.push_str("\n| argument | ce qu'il dit · what it says | variable, et valeur sans lui · variable, default |\n|---|---|---|\n");
    for argument in arguments {
        let help = argument.get_help().map(ToString::to_string).unwrap_or_default();
        let shown = match argument.get_long() {
            Some(long) if argument.get_action().takes_values() => {
                format!("--{long} {}", value(argument))
            }
            Some(long) => format!("--{long}"),
            None => value(argument),
        };
        let known: Vec<String> = if argument.get_action().takes_values() {
            argument.get_possible_values().iter().map(|value| code(value.get_name())).collect()
        } else {
            Vec::new()
        };
        let choices = if known.is_empty() { String::new() } else { format!(" ({})", known.join(", ")) };
        let mut without: Vec<String> = argument
            .get_default_values()
            .iter()
            .filter(|value| !value.is_empty())
            .map(|value| code(&value.to_string_lossy()))
            .collect();
        if argument.is_required_set() {
            without.push("nécessaire · required".to_owned());
        }
        if let (Some(variable), Some(long)) = (argument.get_env(), argument.get_long()) {
            let variable = variable.to_string_lossy().into_owned();
            without.insert(0, code(&variable));
            variables.push((variable, format!("--{long}"), help.clone()));
        }
        let _ = writeln!(page, "| {} | {}{choices} | {} |", code(&shown), cell(&help), without.join(", "));
    }
}

fn value(argument: &Arg) -> String {
    let names = argument.get_value_names().unwrap_or_default();
    let name = names.first().map_or_else(|| argument.get_id().as_str().to_uppercase(), ToString::to_string);
    let many = argument.get_num_args().is_some_and(|count| count.max_values() > 1)
        || matches!(argument.get_action(), clap::ArgAction::Append) && argument.is_positional();
    if many { format!("{name}…") } else { name }
}
