//! The `guichet` binary: what authors and operators type.
//!
//! Exit codes are stable: 0 all is well · 1 faults were found (in a definition, a scenario, a receipt, the journal) · 2 the command itself could
//! not be carried out (a missing folder, an unknown flag) · 3 and 4, of `diff` and `publish` alone: the change loses answers, or is incompatible.

mod arguments;
mod built_in;
mod commands;
mod diagnostics;
mod directory_fault;
#[cfg(test)]
mod guides;
mod help;
mod reference;
mod refusal;
mod tongue;

use std::{ffi::OsString, process::ExitCode};

use form::text::Language;

use crate::{
    arguments::{Arguments, Command, Lang},
    help::Read,
};

/// Pages and receipts are many small allocations: this one hands them out in half the time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a command found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    /// Nothing to object to.
    Well,
    /// Faults, and they have been shown.
    Faults,
    /// The change loses answers.
    WithLoss,
    /// The change is incompatible.
    Incompatible,
}

fn main() -> ExitCode {
    let typed: Vec<OsString> = std::env::args_os().collect();
    if typed.get(1).is_some_and(|command| command == commands::PLUGIN_COMPILE) {
        // Not for people: the server's own child, which has nothing else to do or to know.
        return plugins::compile_for_parent(std::io::stdin(), std::io::stdout(), std::io::stderr()).into();
    }
    let language = tongue::asked_for(&typed, |name| std::env::var(name).ok());
    let outcome = match help::read(typed, language) {
        Ok(Read::Command(arguments)) => run(*arguments, language),
        Ok(Read::Shown(text)) => {
            commands::say(text.trim_end());
            Ok(Verdict::Well)
        }
        Ok(Read::Nothing(text)) => {
            commands::complain(text.trim_end());
            return ExitCode::from(2);
        }
        Err(refusal) => Err(refusal.into()),
    };
    match outcome {
        Ok(Verdict::Well) => ExitCode::SUCCESS,
        Ok(Verdict::Faults) => ExitCode::from(1),
        Ok(Verdict::WithLoss) => ExitCode::from(3),
        Ok(Verdict::Incompatible) => ExitCode::from(4),
        Err(error) => {
            commands::complain(&format!("guichet: {}", refusal::sentence(&error, language)));
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Arguments, language: Language) -> anyhow::Result<Verdict> {
    let code = arguments.lang.filter(|lang| matches!(lang, Lang::Js | Lang::Rust));
    if code.is_some() && !matches!(arguments.command, Command::Plugin(_)) {
        return Err(refusal::Refusal::new(
            "cli.bad_value",
            "--lang : les messages se lisent en « fr » ou en « en » ; « js » et « rust » sont pour « guichet plugin new ».",
            "--lang: messages are read in “fr” or in “en”; “js” and “rust” are for “guichet plugin new”.",
        )
        .into());
    }
    match arguments.command {
        Command::Serve(arguments) => commands::serve::run(&arguments, language),
        Command::Dev(arguments) => commands::dev::run(arguments, language),
        Command::Check(arguments) => commands::check::run(&arguments, language),
        Command::Test(arguments) => commands::test::run(&arguments, language),
        Command::Diff(arguments) => commands::diff::run(&arguments, language),
        Command::Publish(arguments) => commands::publish::run(&arguments, language),
        Command::Lock(arguments) => commands::lock::run(&arguments, language),
        Command::New(arguments) => commands::new::run(&arguments, language),
        Command::Schemas(arguments) => commands::schemas::run(&arguments, language),
        Command::Org(arguments) => commands::org::run(arguments, language),
        Command::Agent(arguments) => commands::agent::run(arguments, language),
        Command::Partner(arguments) => commands::partner::run(arguments, language),
        Command::Case(arguments) => commands::case::run(arguments, language),
        Command::Citizen(arguments) => commands::citizen::run(arguments, language),
        Command::Operator(arguments) => commands::operator::run(arguments, language),
        Command::Delivery(arguments) => commands::delivery::run(arguments, language),
        Command::Queue(arguments) => commands::queue::run(arguments, language),
        Command::Journal(arguments) => commands::journal::run(arguments, language),
        Command::Keys(arguments) => commands::keys::run(arguments, language),
        Command::Backup(arguments) => commands::backup::take(&arguments, language),
        Command::Restore(arguments) => commands::backup::restore(&arguments, language),
        Command::Retain(arguments) => commands::retain::run(&arguments, language),
        Command::Referentials(arguments) => commands::referentials::run(arguments, language),
        Command::Plugin(arguments) => commands::plugin::run(&arguments, code, language),
        Command::Receipt(arguments) => commands::receipt::run(&arguments, language),
        Command::Pdf(arguments) => commands::pdf::run(&arguments, language),
        Command::Docs(arguments) => commands::docs::run(&arguments),
    }
}
