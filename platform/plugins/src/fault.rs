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
    Abi(Mismatch),
    /// Asks for more than the platform gives.
    Limits {
        /// Of what.
        of: Quantity,
        /// How much it asks for.
        asked: u64,
        /// How much there is.
        given: u64,
    },
    /// Took too long to compile, or too much memory.
    CompileBudget,
    /// Could not be compiled for a reason that is not the plugin's: the machine starts no process, or the program is gone.
    NoCompiler,
    /// Stopped while starting, before any call.
    Start {
        /// The code of what stopped it, such as `plugin.fuel`.
        cause: &'static str,
        /// What stopped it, and where.
        detail: String,
    },
}

/// How a plugin differs from the contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// A core module: the component around it is missing.
    CoreModule,
    /// Does not export this interface, or not this function of it.
    Missing {
        /// The name.
        name: &'static str,
    },
    /// Exports everything, but with other types.
    Types {
        /// What the linker found.
        detail: String,
    },
}

/// What a plugin can ask too much of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Functions in all modules together.
    Functions,
    /// Local variables of one function.
    Locals,
    /// Bytes that describe the types of components.
    TypeBytes,
    /// Bytes of one function.
    FunctionBytes,
    /// Blocks of one function, one in the other.
    NestedBlocks,
    /// Parameters or results of one function.
    Arity,
    /// Blocks and branches of one function.
    Branches,
    /// Blocks and branches times local variables, of one function or of all.
    Flow,
    /// Instances of modules, or of components.
    Instances,
    /// Components, one in the other.
    NestedComponents,
    /// Components used elsewhere than where they are written.
    BorrowedComponents,
    /// Bytes of all memories together.
    Memory,
    /// Elements of all tables together.
    Table,
    /// Memories and tables that are shared, have 64-bit addresses or other pages.
    Unusual,
}

impl Quantity {
    fn name(self, language: Language) -> &'static str {
        let (french, english) = match self {
            Self::Functions => ("fonctions", "functions"),
            Self::Locals => ("variables locales d’une fonction", "local variables of one function"),
            Self::TypeBytes => ("octets décrivant les types", "bytes describing types"),
            Self::FunctionBytes => ("octets d’une fonction", "bytes of one function"),
            Self::NestedBlocks => ("blocs imbriqués", "nested blocks"),
            Self::Arity => ("paramètres ou résultats d’une fonction", "parameters or results of one function"),
            Self::Branches => ("blocs et branchements d’une fonction", "blocks and branches of one function"),
            Self::Flow => ("branchements × variables locales", "branches × local variables"),
            Self::Instances => ("instances", "instances"),
            Self::NestedComponents => ("composants imbriqués", "nested components"),
            Self::BorrowedComponents => {
                ("composants importés ou repris d’un autre", "components imported or taken from another")
            }
            Self::Memory => ("octets de mémoire", "bytes of memory"),
            Self::Table => ("éléments de table", "table elements"),
            Self::Unusual => (
                "mémoires ou tables partagées, à 64 bits ou à pages inhabituelles",
                "memories or tables that are shared, 64-bit or with other pages",
            ),
        };
        match language {
            Language::Fr => french,
            Language::En => english,
        }
    }
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
            Self::Abi(_) => "plugin.abi",
            Self::Limits { .. } => "plugin.limits",
            Self::CompileBudget => "plugin.compile_budget",
            Self::NoCompiler => "plugin.no_compiler",
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
            Self::TooLarge { size, limit } => {
                format!("Ce plugin pèse {size} octets ; la limite est de {limit} octets.")
            }
            Self::Malformed { detail } => {
                format!("Ce WebAssembly est tronqué ou non valide : {detail}.")
            }
            Self::Import { name } => format!(
                "Ce plugin importe « {name} ». Un plugin ne reçoit rien d’autre que les réponses : ni horloge, ni hasard, ni réseau, ni fichiers. \
                 Compilez-le pour wasm32-unknown-unknown, sans WASI."
            ),
            Self::Abi(Mismatch::CoreModule) => {
                "Ce fichier est un module WebAssembly simple ; un plugin est un composant \
                 (wasm-tools component new)."
                    .into()
            }
            Self::Abi(Mismatch::Missing { name }) => {
                format!("Ce plugin ne suit pas le contrat guichet:plugin@1.0.0 : il n’exporte pas « {name} ».")
            }
            Self::Abi(Mismatch::Types { detail }) => {
                format!("Ce plugin ne suit pas le contrat guichet:plugin@1.0.0 : {detail}.")
            }
            Self::Limits { of, asked, given } => format!(
                "Ce plugin demande plus que la plateforme ne donne : {}, {asked} (limite : {given}).",
                of.name(Language::Fr)
            ),
            Self::CompileBudget => "Ce plugin est trop long à compiler : réduisez-le ou découpez ses fonctions.".into(),
            Self::NoCompiler => {
                "Cette machine n’a pas pu lancer la compilation du plugin : le plugin n’y est pour rien, réessayez."
                    .into()
            }
            Self::Start { cause, detail } => format!("Ce plugin s’arrête dès son démarrage ({cause} : {detail})."),
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
            Self::Abi(Mismatch::CoreModule) => {
                "This file is a plain WebAssembly module; a plugin is a component (wasm-tools component new).".into()
            }
            Self::Abi(Mismatch::Missing { name }) => {
                format!("This plugin does not follow the contract guichet:plugin@1.0.0: it does not export “{name}”.")
            }
            Self::Abi(Mismatch::Types { detail }) => {
                format!("This plugin does not follow the contract guichet:plugin@1.0.0: {detail}.")
            }
            Self::Limits { of, asked, given } => format!(
                "This plugin asks for more than the platform gives: {}, {asked} (limit: {given}).",
                of.name(Language::En)
            ),
            Self::CompileBudget => {
                "This plugin takes too long to compile: make it smaller or split its functions.".into()
            }
            Self::NoCompiler => {
                "This machine could not start compiling the plugin: the plugin is not at fault, try again.".into()
            }
            Self::Start { cause, detail } => format!("This plugin stops while it starts ({cause}: {detail})."),
        }
    }
}

impl std::fmt::Display for LoadFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english())
    }
}

impl std::error::Error for LoadFault {}
