//! The whole program of a child that compiles plugins: WebAssembly in, machine code out. `guichet plugin-compile` is the same.

use std::process::ExitCode;

fn main() -> ExitCode {
    plugins::compile_for_parent(std::io::stdin(), std::io::stdout(), std::io::stderr()).into()
}
