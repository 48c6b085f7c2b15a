//! Holds every limit on plugins, with the values that a server uses.

use std::time::Duration;

use form::checker::{CALL_LIMIT, TURN_LIMIT};

/// What a plugin may cost. [`Limits::default`] is what citizens meet; tests make them narrower or wider.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Largest file, in bytes, as WebAssembly and as text.
    pub file: usize,
    /// Most bytes that describe the types of components. They may stand one in the other, three bytes each, and their readers call
    /// themselves for each: this bounds the stack that compiling needs.
    pub types: usize,
    /// Most functions, in all modules together.
    pub functions: usize,
    /// Most parameters, or results, of one function.
    pub arity: usize,
    /// Most local variables of one function.
    pub locals: usize,
    /// Largest function body, in bytes.
    pub function: usize,
    /// Deepest nesting of blocks in a function.
    pub nesting: usize,
    /// Most blocks and branches of one function.
    pub branches: usize,
    /// Most blocks and branches of one function, times its local variables: what compiling costs grows with this product, in time and in memory.
    pub flow: usize,
    /// The same product, over all functions.
    pub flow_together: usize,
    /// Most instances of modules, and of components.
    pub instances: usize,
    /// Longest time for compiling one plugin: the processor's in a child process, the clock's in this one.
    pub compile: Duration,
    /// Fuel of one call: about one unit an instruction, the same on every machine.
    pub fuel: u64,
    /// Longest time of one call, for what fuel does not see; kept to 50 ms.
    pub wall: Duration,
    /// Most bytes in all memories of one call together.
    pub memory: usize,
    /// Most elements in all tables of one call together.
    pub table: usize,
    /// Deepest native stack, in bytes.
    pub stack: usize,
    /// Most bytes of answers as JSON that are shown to a plugin.
    pub input: usize,
    /// Most bytes that one call may give back, records and strings together.
    pub output: usize,
    /// Most problems, or values, that one call may give back.
    pub problems: usize,
    /// Longest message, in characters.
    pub message: usize,
    /// Calls at the same time, all plugins together.
    pub calls: usize,
    /// Calls at the same time of one plugin, so that a slow one leaves room for the others.
    pub calls_each: usize,
    /// How long a call waits for its turn before it is refused.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file: 4 << 20,
            // A JavaScript engine compiled to WebAssembly has 2,400 functions, 1,900 branches, 90,000 of flow in one and 450,000 in all.
            types: 32 << 10,
            functions: 20_000,
            arity: 32,
            locals: 1_000,
            function: 128 << 10,
            nesting: 512,
            branches: 5_000,
            flow: 500_000,
            flow_together: 5_000_000,
            instances: 32,
            compile: Duration::from_secs(10),
            fuel: 10_000_000,
            // `check` adds these two up for what a page may take.
            wall: CALL_LIMIT,
            memory: 16 << 20,
            table: 10_000,
            stack: 512 << 10,
            input: 1 << 20,
            output: 64 << 10,
            problems: 100,
            message: 1_000,
            calls: 16,
            calls_each: 4,
            patience: TURN_LIMIT,
        }
    }
}
