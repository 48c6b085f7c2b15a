//! Reads the command line in the reader's language: `--help`, and what is said of a mistyped flag. Nothing of clap's own English is left.

use std::{ffi::OsString, fmt::Write as _};

use clap::{
    Arg, ArgAction, Command, CommandFactory as _, FromArgMatches as _,
    error::{ContextKind, ContextValue, ErrorKind},
};
use form::text::Language;

use crate::{arguments::Arguments, refusal::Refusal, tongue::half};

/// What came of reading the command line.
#[derive(Debug)]
pub(crate) enum Read {
    /// A command to carry out.
    Command(Box<Arguments>),
    /// Help or the version was asked for: this is it.
    Shown(String),
    /// Nothing was asked for: this is what could be.
    Nothing(String),
}

/// Reads the command line, program name first.
pub(crate) fn read(mut typed: Vec<OsString>, language: Language) -> Result<Read, Refusal> {
    // « guichet help new » is « guichet new --help ».
    if typed.get(1).is_some_and(|word| word == "help") {
        typed.remove(1);
        typed.push("--help".into());
    }
    let place = place(&typed);
    let parsed = spoken(Arguments::command(), language, true)
        .try_get_matches_from(typed)
        .and_then(|matches| Arguments::from_arg_matches(&matches));
    let help = |error: &clap::Error| {
        let text = error.render().to_string();
        // The one heading that clap lets nobody translate without moving it to the end.
        if language == Language::Fr { text.replace("\nArguments:\n", "\nArguments :\n") } else { text }
    };
    match parsed {
        Ok(arguments) => Ok(Read::Command(Box::new(arguments))),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Read::Shown(help(&error))),
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Ok(Read::Nothing(help(&error))),
            _ => Err(refused(&error, &place)),
        },
    }
}

/// The command and all below it, speaking one language.
fn spoken(command: Command, language: Language, root: bool) -> Command {
    let (usage, commands, options, value, help) = match language {
        // A space before the colon that clap puts after a heading.
        Language::Fr => ("Utilisation :", "Commandes ", Some("Options "), "COMMANDE", "Affiche cette aide"),
        Language::En => ("Usage:", "Commands", None, "COMMAND", "Show this help"),
    };
    let about = command.get_about().map(|about| plain(&about.to_string(), language)).unwrap_or_default();
    let arguments: Vec<String> = command.get_arguments().map(|argument| argument.get_id().to_string()).collect();
    let inner: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let mut command = command
        .about(about)
        .help_template(format!("{{about}}\n\n{usage} {{usage}}\n\n{{all-args}}"))
        .subcommand_help_heading(commands)
        .subcommand_value_name(value)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .arg(Arg::new("help").short('h').long("help").action(ArgAction::Help).help(help).help_heading(options));
    if root {
        let version = match language {
            Language::Fr => "Affiche la version",
            Language::En => "Show the version",
        };
        command = command.arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(version)
                .help_heading(options),
        );
    }
    for argument in arguments {
        command = command.mut_arg(argument, |argument| explained(argument, language));
    }
    for name in inner {
        command = command.mut_subcommand(name, |inner| spoken(inner, language, false));
    }
    command
}

/// A sentence of the help in one language, without its full stop: lines of a list have none.
fn plain(sentence: &str, language: Language) -> String {
    half(sentence, language).trim_end_matches('.').to_owned()
}

/// The argument with its help in one language, and after it what may stand there, and what stands there unsaid.
fn explained(argument: Arg, language: Language) -> Arg {
    let mut help = argument.get_help().map(|help| plain(&help.to_string(), language)).unwrap_or_default();
    if argument.get_action().takes_values() {
        let choices: Vec<String> = argument
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| value.get_name().to_owned())
            .collect();
        let default: Vec<String> =
            argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect();
        let (among, otherwise) = match language {
            Language::Fr => ("au choix :", "par défaut :"),
            Language::En => ("one of:", "default:"),
        };
        if !choices.is_empty() {
            let _ = write!(help, " [{among} {}]", choices.join(", "));
        }
        if !default.concat().is_empty() {
            let _ = write!(help, " [{otherwise} {}]", default.join(", "));
        }
    }
    if let Some(variable) = argument.get_env() {
        let _ = write!(help, " [{}]", variable.to_string_lossy());
    }
    let argument = match (argument.is_positional(), language) {
        (false, Language::Fr) => argument.help_heading("Options "),
        _ => argument,
    };
    let argument = argument.help(help).hide_env(true);
    match argument.get_action().takes_values() {
        true => argument.hide_default_value(true).hide_possible_values(true),
        false => argument,
    }
}

/// What is wrong with the command line, and what was perhaps meant.
fn refused(error: &clap::Error, place: &str) -> Refusal {
    let told = |kind| error.get(kind).map(shown).filter(|text| !text.is_empty());
    let argument = told(ContextKind::InvalidArg).unwrap_or_default();
    let (code, mut french, mut english) = match error.kind() {
        ErrorKind::UnknownArgument if !argument.starts_with('-') => (
            "cli.too_many_arguments",
            format!("« {argument} » est de trop : cette commande n'attend pas cet argument."),
            format!("“{argument}” is too much: this command does not expect that argument."),
        ),
        ErrorKind::UnknownArgument => (
            "cli.unknown_option",
            format!("L'option « {argument} » n'existe pas ici."),
            format!("There is no option “{argument}” here."),
        ),
        ErrorKind::InvalidSubcommand => {
            let command = told(ContextKind::InvalidSubcommand).unwrap_or_default();
            (
                "cli.unknown_command",
                format!("La commande « {command} » n'existe pas."),
                format!("There is no command “{command}”."),
            )
        }
        ErrorKind::MissingSubcommand => (
            "cli.missing_command",
            "Il manque la suite de la commande.".to_owned(),
            "The rest of the command is missing.".to_owned(),
        ),
        ErrorKind::MissingRequiredArgument => {
            ("cli.missing_argument", format!("Il manque : {argument}."), format!("Missing: {argument}."))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooFewValues => {
            match told(ContextKind::InvalidValue) {
                None => (
                    "cli.missing_value",
                    format!("L'option « {argument} » veut une valeur."),
                    format!("The option “{argument}” needs a value."),
                ),
                Some(value) => (
                    "cli.bad_value",
                    format!("« {value} » n'est pas une valeur de « {argument} »."),
                    format!("“{value}” is no value of “{argument}”."),
                ),
            }
        }
        ErrorKind::ArgumentConflict => (
            "cli.said_twice",
            format!("« {argument} » ne peut être dit qu'une fois, ou pas avec ce qui précède."),
            format!("“{argument}” can be said only once, or not with what stands before it."),
        ),
        _ => (
            "cli.usage",
            "La ligne de commande n'est pas comprise.".to_owned(),
            "The command line is not understood.".to_owned(),
        ),
    };
    let meant = told(ContextKind::SuggestedArg)
        .or_else(|| told(ContextKind::SuggestedSubcommand))
        .or_else(|| told(ContextKind::SuggestedValue));
    // Of several, the nearest comes last.
    if let Some(meant) = meant.as_deref().and_then(|meant| meant.rsplit(", ").next()) {
        let _ = write!(french, " Vouliez-vous dire « {meant} » ?");
        let _ = write!(english, " Did you mean “{meant}”?");
    } else if let Some(choices) = told(ContextKind::ValidValue).or_else(|| told(ContextKind::ValidSubcommand)) {
        let _ = write!(french, " Au choix : {choices}.");
        let _ = write!(english, " Choose among: {choices}.");
    }
    let _ = write!(french, " L'aide : guichet{place} --help");
    let _ = write!(english, " Help: guichet{place} --help");
    Refusal::new(code, french, english)
}

/// The command that was typed, as far as there is one, a space before each word: whose help is to be read.
fn place(typed: &[OsString]) -> String {
    let mut command = &Arguments::command();
    let mut place = String::new();
    for word in typed.iter().skip(1).filter_map(|word| word.to_str()) {
        if let Some(inner) = command.find_subcommand(word) {
            command = inner;
            let _ = write!(place, " {word}");
        }
    }
    place
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(", "),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        ContextValue::Bool(_) | ContextValue::Number(_) => value.to_string(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(words: &[&str], language: Language) -> Result<Read, Refusal> {
        read(std::iter::once("guichet").chain(words.iter().copied()).map(OsString::from).collect(), language)
    }

    fn help(words: &[&str], language: Language) -> String {
        match typed(words, language) {
            Ok(Read::Shown(text)) => text,
            other => panic!("{words:?}: {other:?}"),
        }
    }

    fn every_place(command: &Command, before: &[String]) -> Vec<Vec<String>> {
        let mut places = vec![before.to_vec()];
        for inner in command.get_subcommands() {
            places.extend(every_place(inner, &[before, &[inner.get_name().to_owned()]].concat()));
        }
        places
    }

    #[test]
    fn help_speaks_one_language_everywhere() {
        for place in every_place(&Arguments::command(), &[]) {
            let words: Vec<&str> = place.iter().map(String::as_str).chain(["--help"]).collect();
            let (french, english) = (help(&words, Language::Fr), help(&words, Language::En));
            assert!(!french.contains(" · ") && !english.contains(" · "), "{french}\n{english}");
            for foreign in ["Usage", "Print", "default", "env:", "possible values", "Commands"] {
                assert!(!french.contains(foreign), "{foreign}: {french}");
            }
            for foreign in ["Utilisation", "Affiche", "par défaut", "Commandes", " le ", " la "] {
                assert!(!english.contains(foreign), "{foreign}: {english}");
            }
        }
        assert_eq!(help(&["help", "org", "import"], Language::Fr), help(&["org", "import", "--help"], Language::Fr));
    }

    #[test]
    fn a_mistyped_command_line_is_told_with_its_cure() {
        let told = |words: &[&str], language| match typed(words, language) {
            Err(refusal) => refusal.in_language(language),
            other => panic!("{words:?}: {other:?}"),
        };
        assert_eq!(
            told(&["check", "--formt", "json"], Language::Fr),
            "L'option « --formt » n'existe pas ici. Vouliez-vous dire « --format » ? L'aide : guichet check --help [cli.unknown_option]"
        );
        assert_eq!(
            told(&["chek"], Language::En),
            "There is no command “chek”. Did you mean “check”? Help: guichet --help [cli.unknown_command]"
        );
        assert_eq!(
            told(&["check", "--format", "xml"], Language::Fr),
            "« xml » n'est pas une valeur de « --format <FORMAT> ». Au choix : text, json. L'aide : guichet check --help [cli.bad_value]"
        );
        assert_eq!(
            told(&["agent", "invite", "a@b.fr"], Language::Fr),
            "Il manque : --siret <SIRET>. L'aide : guichet agent invite --help [cli.missing_argument]"
        );
        assert_eq!(
            told(&["new"], Language::Fr),
            "Il manque : <ID>. L'aide : guichet new --help [cli.missing_argument]"
        );
        assert!(matches!(typed(&[], Language::Fr), Ok(Read::Nothing(text)) if text.contains("Utilisation")));
    }
}
