//! Measures a plugin before it is compiled, because compiling is where a small file can cost much.
//!
//! Only the structure is read here; wasmtime still validates everything.

use wasmparser::{
    ComponentInstance, Encoding, FunctionBody, Instance, MemoryType, Operator, Parser, Payload, TableType,
};

use crate::fault::LoadFault;
use crate::limits::Limits;

/// Most instantiations of components in one plugin. Each may stand inside another, so their numbers multiply;
/// sixteen come to some hundreds of instances at worst, and toolchains write one or two.
const COMPONENT_INSTANCES: usize = 16;

const PAGE: u64 = 1 << 16;

/// Refuses what is no component, imports something, or is larger than `limits`.
pub(crate) fn measure(wasm: &[u8], limits: &Limits) -> Result<(), LoadFault> {
    let mut measured = Measured::default();
    for payload in Parser::new(0).parse_all(wasm) {
        measured.take(payload.map_err(malformed)?, limits)?;
    }
    Ok(())
}

#[derive(Default)]
struct Measured {
    /// How many modules and components stand open around the place being read.
    depth: usize,
    functions: u32,
    core_instances: usize,
    component_instances: usize,
    memory: u64,
    table: u64,
}

impl Measured {
    fn take(&mut self, payload: Payload<'_>, limits: &Limits) -> Result<(), LoadFault> {
        match payload {
            Payload::Version { encoding, .. } => {
                if self.depth == 0 && encoding == Encoding::Module {
                    return Err(LoadFault::Abi {
                        detail: "core module, not a component (wasm-tools component new)".into(),
                    });
                }
                self.depth += 1;
            }
            Payload::End(_) => self.depth = self.depth.saturating_sub(1),
            Payload::ComponentImportSection(imports) if self.depth == 1 => {
                if let Some(import) = imports.into_iter().next() {
                    let name = import.map_err(malformed)?.name.name;
                    return Err(LoadFault::Import {
                        name: excerpt(name),
                    });
                }
            }
            Payload::FunctionSection(functions) => {
                self.functions = self.functions.saturating_add(functions.count());
                within("functions", self.functions, limits.functions)?;
            }
            Payload::CodeSectionEntry(body) => measure_body(&body, limits)?,
            Payload::MemorySection(memories) => {
                for memory in memories {
                    self.take_memory(&memory.map_err(malformed)?, limits)?;
                }
            }
            Payload::TableSection(tables) => {
                for table in tables {
                    self.take_table(&table.map_err(malformed)?.ty, limits)?;
                }
            }
            Payload::InstanceSection(instances) => {
                for instance in instances {
                    if matches!(instance.map_err(malformed)?, Instance::Instantiate { .. }) {
                        self.core_instances += 1;
                    }
                }
                within("instances", self.core_instances, limits.instances)?;
            }
            Payload::ComponentInstanceSection(instances) => {
                for instance in instances {
                    if matches!(instance.map_err(malformed)?, ComponentInstance::Instantiate { .. }) {
                        self.component_instances += 1;
                    }
                }
                within("component instances", self.component_instances, COMPONENT_INSTANCES)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn take_memory(&mut self, memory: &MemoryType, limits: &Limits) -> Result<(), LoadFault> {
        if memory.memory64 || memory.shared || memory.page_size_log2.is_some() {
            return Err(LoadFault::Limits {
                detail: "memory: 64-bit, shared or with other pages".into(),
            });
        }
        self.memory = self.memory.saturating_add(memory.initial.saturating_mul(PAGE));
        within("memory", self.memory, limits.memory as u64)
    }

    fn take_table(&mut self, table: &TableType, limits: &Limits) -> Result<(), LoadFault> {
        if table.table64 || table.shared {
            return Err(LoadFault::Limits {
                detail: "table: 64-bit or shared".into(),
            });
        }
        self.table = self.table.saturating_add(table.initial);
        within("table elements", self.table, limits.table as u64)
    }
}

fn measure_body(body: &FunctionBody<'_>, limits: &Limits) -> Result<(), LoadFault> {
    within("function bytes", body.range().len(), limits.function)?;
    let mut locals = 0_u32;
    for group in body.get_locals_reader().map_err(malformed)? {
        locals = locals.saturating_add(group.map_err(malformed)?.0);
        within("locals", locals, limits.locals)?;
    }
    let mut nesting = 0_usize;
    for operator in body.get_operators_reader().map_err(malformed)? {
        match operator.map_err(malformed)? {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } | Operator::TryTable { .. } => {
                nesting += 1;
                within("nested blocks", nesting, limits.nesting)?;
            }
            Operator::End => nesting = nesting.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

fn within<N: PartialOrd + std::fmt::Display>(what: &str, asked: N, given: N) -> Result<(), LoadFault> {
    if asked <= given {
        return Ok(());
    }
    Err(LoadFault::Limits {
        detail: format!("{what} {asked} > {given}"),
    })
}

fn malformed(error: wasmparser::BinaryReaderError) -> LoadFault {
    LoadFault::Malformed {
        detail: format!("{} (byte {})", excerpt(error.message()), error.offset()),
    }
}

/// At most eighty characters of a text that comes from the file, on one line.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(80)
        .collect()
}
