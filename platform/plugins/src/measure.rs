//! Measures a plugin before it is compiled, because compiling is where a small file can cost much.
//!
//! Only the structure is read here; wasmtime still validates everything.

use wasmparser::{
    ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentOuterAliasKind, ComponentTypeRef, Encoding,
    FunctionBody, Instance, MemoryType, Operator, Parser, Payload, TableType,
};

use crate::fault::{LoadFault, Mismatch, Quantity};
use crate::limits::Limits;

/// How deep components stand one in the other. Where one is instantiated twice, all inside it is, so instances multiply with the depth:
/// thirty of them over four levels are some thousands at worst, if none can be used elsewhere than where it is written.
const COMPONENTS_DEEP: usize = 4;

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
    types: usize,
    functions: usize,
    flow: usize,
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
                    return Err(LoadFault::Abi(Mismatch::CoreModule));
                }
                self.depth += 1;
            }
            Payload::End(_) => self.depth = self.depth.saturating_sub(1),
            Payload::ComponentImportSection(imports) if self.depth == 1 => {
                if let Some(import) = imports.into_iter().next() {
                    return Err(LoadFault::Import { name: excerpt(import.map_err(malformed)?.name.name) });
                }
            }
            Payload::ComponentSection { .. } => within(Quantity::NestedComponents, self.depth, COMPONENTS_DEEP)?,
            Payload::ComponentImportSection(imports) => {
                for import in imports {
                    if matches!(import.map_err(malformed)?.ty, ComponentTypeRef::Component(_)) {
                        return Err(BORROWED);
                    }
                }
            }
            Payload::ComponentTypeSection(types) => self.take_types(types.range().len(), limits)?,
            Payload::CoreTypeSection(types) => self.take_types(types.range().len(), limits)?,
            Payload::ComponentAliasSection(aliases) => {
                for alias in aliases {
                    if is_component(&alias.map_err(malformed)?) {
                        return Err(BORROWED);
                    }
                }
            }
            Payload::FunctionSection(functions) => {
                self.functions = self.functions.saturating_add(functions.count() as usize);
                within(Quantity::Functions, self.functions, limits.functions)?;
            }
            Payload::TypeSection(types) => {
                for function in types.into_iter_err_on_gc_types() {
                    let function = function.map_err(malformed)?;
                    within(Quantity::Arity, function.params().len(), limits.arity)?;
                    within(Quantity::Arity, function.results().len(), limits.arity)?;
                }
            }
            Payload::CodeSectionEntry(body) => {
                self.flow = self.flow.saturating_add(flow(&body, limits)?);
                within(Quantity::Flow, self.flow, limits.flow_together)?;
            }
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
                within(Quantity::Instances, self.core_instances, limits.instances)?;
            }
            Payload::ComponentInstanceSection(instances) => {
                for instance in instances {
                    if matches!(instance.map_err(malformed)?, ComponentInstance::Instantiate { .. }) {
                        self.component_instances += 1;
                    }
                }
                within(Quantity::Instances, self.component_instances, limits.instances)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn take_types(&mut self, bytes: usize, limits: &Limits) -> Result<(), LoadFault> {
        self.types = self.types.saturating_add(bytes);
        within(Quantity::TypeBytes, self.types, limits.types)
    }

    fn take_memory(&mut self, memory: &MemoryType, limits: &Limits) -> Result<(), LoadFault> {
        if memory.memory64 || memory.shared || memory.page_size_log2.is_some() {
            return Err(UNUSUAL);
        }
        self.memory = self.memory.saturating_add(memory.initial.saturating_mul(PAGE));
        limit(Quantity::Memory, self.memory, limits.memory as u64)
    }

    fn take_table(&mut self, table: &TableType, limits: &Limits) -> Result<(), LoadFault> {
        if table.table64 || table.shared {
            return Err(UNUSUAL);
        }
        self.table = self.table.saturating_add(table.initial);
        limit(Quantity::Table, self.table, limits.table as u64)
    }
}

fn is_component(alias: &ComponentAlias<'_>) -> bool {
    matches!(
        alias,
        ComponentAlias::InstanceExport { kind: ComponentExternalKind::Component, .. }
            | ComponentAlias::Outer { kind: ComponentOuterAliasKind::Component, .. }
    )
}

const BORROWED: LoadFault = LoadFault::Limits { of: Quantity::BorrowedComponents, asked: 1, given: 0 };

const UNUSUAL: LoadFault = LoadFault::Limits { of: Quantity::Unusual, asked: 1, given: 0 };

/// Measures one function, and gives its blocks and branches times its local variables.
fn flow(body: &FunctionBody<'_>, limits: &Limits) -> Result<usize, LoadFault> {
    within(Quantity::FunctionBytes, body.range().len(), limits.function)?;
    let mut locals = 0_usize;
    for group in body.get_locals_reader().map_err(malformed)? {
        locals = locals.saturating_add(group.map_err(malformed)?.0 as usize);
    }
    within(Quantity::Locals, locals, limits.locals)?;
    let (mut nesting, mut branches) = (0_usize, 0_usize);
    for operator in body.get_operators_reader().map_err(malformed)? {
        match operator.map_err(malformed)? {
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } | Operator::TryTable { .. } => {
                branches += 1;
                nesting += 1;
                within(Quantity::NestedBlocks, nesting, limits.nesting)?;
            }
            Operator::Br { .. } | Operator::BrIf { .. } => branches += 1,
            Operator::BrTable { targets } => branches = branches.saturating_add(targets.len() as usize),
            Operator::End => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        within(Quantity::Branches, branches, limits.branches)?;
    }
    let flow = branches.saturating_mul(locals);
    within(Quantity::Flow, flow, limits.flow)?;
    Ok(flow)
}

fn within(of: Quantity, asked: usize, given: usize) -> Result<(), LoadFault> {
    limit(of, asked as u64, given as u64)
}

fn limit(of: Quantity, asked: u64, given: u64) -> Result<(), LoadFault> {
    if asked <= given {
        return Ok(());
    }
    Err(LoadFault::Limits { of, asked, given })
}

fn malformed(error: wasmparser::BinaryReaderError) -> LoadFault {
    LoadFault::Malformed { detail: format!("{} (byte {})", excerpt(error.message()), error.offset()) }
}

/// At most eighty characters of a text that comes from the file, on one line.
pub(crate) fn excerpt(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(80).collect()
}
