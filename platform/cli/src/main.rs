//! The `guichet` binary: what authors and operators type.
//!
//! Exit codes are stable: 0 all is well · 1 faults were found (in a definition, a scenario, a receipt) · 2 the command itself could
//! not be carried out (a missing folder, an unknown flag).

mod arguments;
mod built_in;
mod commands;
mod diagnostics;
#[cfg(test)]
mod guides;
mod reference;

use std::process::ExitCode;

use clap::Parser as _;

use crate::arguments::{Arguments, Command};

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
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Serve(arguments) => commands::serve::run(arguments),
        Command::Dev(arguments) => commands::dev::run(arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Test(arguments) => commands::test::run(&arguments),
        Command::New(arguments) => commands::new::run(arguments),
        Command::Org(arguments) => commands::org::run(arguments),
        Command::Agent(arguments) => commands::agent::run(arguments),
        Command::Receipt(arguments) => commands::receipt::run(&arguments),
        Command::Docs(arguments) => commands::docs::run(&arguments),
    };
    match outcome {
        Ok(Verdict::Well) => ExitCode::SUCCESS,
        Ok(Verdict::Faults) => ExitCode::from(1),
        Err(error) => {
            commands::complain(&error);
            ExitCode::from(2)
        }
    }
}
