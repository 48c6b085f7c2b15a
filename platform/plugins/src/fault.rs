//! Names what can be wrong with a plugin's file, for its author.

use form::text::Language;

/// Why a plugin was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoadFault {
    /// Neither WebAssembly nor its text form.
    NotWasm,
    /// The text form does not assemble.
    Text {
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
        /// What the assembler found.
        detail: String,
    },
    /// Larger than [`crate::Limits::file`], in bytes.
    TooLarge {
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// Cut short, or not valid WebAssembly.
    Malformed {
        /// What the reader found.
        detail: String,
    },
    /// Imports something: a plugin gets nothing from outside.
    Import {
        /// The name of the import.
        name: String,
    },
    /// Not a component of the world `guichet:plugin`.
    Abi {
        /// What is missing or different.
        detail: String,
    },
    /// Asks for more than the platform gives.
    Limits {
        /// Of what, and how much is given.
        detail: String,
    },
    /// Took too long to compile.
    CompileBudget,
    /// Stopped while starting, before any call.
    Start {
        /// The code of what stopped it, such as `plugin.fuel`.
        cause: &'static str,
    },
}

impl LoadFault {
    /// The stable code of the fault.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotWasm => "plugin.not_wasm",
            Self::Text { .. } => "plugin.text",
            Self::TooLarge { .. } => "plugin.too_large",
            Self::Malformed { .. } => "plugin.malformed",
            Self::Import { .. } => "plugin.import",
            Self::Abi { .. } => "plugin.abi",
            Self::Limits { .. } => "plugin.limits",
            Self::CompileBudget => "plugin.compile_budget",
            Self::Start { .. } => "plugin.start",
        }
    }

    /// Tells the author what is wrong and what to do.
    pub fn sentence(&self, language: Language) -> String {
        match language {
            Language::Fr => self.french(),
            Language::En => self.english(),
        }
    }

    fn french(&self) -> String {
        match self {
            Self::NotWasm => "Ce fichier n’est ni du WebAssembly (.wasm) ni son écriture en texte (.wat).".into(),
            Self::Text { line, column, detail } => {
                format!("Le texte WebAssembly ne s’assemble pas, ligne {line}, colonne {column} : {detail}.")
            }
            Self::TooLarge { size, limit } => format!("Ce plugin pèse {size} octets ; la limite est de {limit} octets."),
            Self::Malformed { detail } => format!("Ce WebAssembly est tronqué ou non valide : {detail}."),
            Self::Import { name } => format!(
                "Ce plugin importe « {name} ». Un plugin ne reçoit rien d’autre que les réponses : ni horloge, ni hasard, ni réseau, ni fichiers. \
                 Compilez-le pour wasm32-unknown-unknown, sans WASI."
            ),
            Self::Abi { detail } => format!("Ce plugin ne suit pas le contrat guichet:plugin@1.0.0 : {detail}."),
            Self::Limits { detail } => format!("Ce plugin demande plus que la plateforme ne donne : {detail}."),
            Self::CompileBudget => "Ce plugin est trop long à compiler : réduisez-le ou découpez ses fonctions.".into(),
            Self::Start { cause } => format!("Ce plugin s’arrête dès son démarrage ({cause})."),
        }
    }

    fn english(&self) -> String {
        match self {
            Self::NotWasm => "This file is neither WebAssembly (.wasm) nor its text form (.wat).".into(),
            Self::Text { line, column, detail } => {
                format!("The WebAssembly text does not assemble, line {line}, column {column}: {detail}.")
            }
            Self::TooLarge { size, limit } => format!("This plugin has {size} bytes; the limit is {limit} bytes."),
            Self::Malformed { detail } => format!("This WebAssembly is cut short or not valid: {detail}."),
            Self::Import { name } => format!(
                "This plugin imports “{name}”. A plugin gets nothing but the answers: no clock, no randomness, no network, no files. \
                 Compile it for wasm32-unknown-unknown, without WASI."
            ),
            Self::Abi { detail } => format!("This plugin does not follow the contract guichet:plugin@1.0.0: {detail}."),
            Self::Limits { detail } => format!("This plugin asks for more than the platform gives: {detail}."),
            Self::CompileBudget => "This plugin takes too long to compile: make it smaller or split its functions.".into(),
            Self::Start { cause } => format!("This plugin stops while it starts ({cause})."),
        }
    }
}

impl std::fmt::Display for LoadFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for LoadFault {}
