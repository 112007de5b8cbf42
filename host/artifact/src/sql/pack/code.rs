//! The code of a packed script: one small module, the same for every script but for its addresses.

use super::layout::{Layout, Signature};
use crate::Error;
use wasm_encoder::{
    BlockType, CodeSection, ConstExpr, DataSection, EntityType, ExportKind, ExportSection, Function, FunctionSection,
    GlobalSection, GlobalType, ImportSection, InstructionSink, MemArg, MemorySection, MemoryType, Module, TypeSection,
    ValType,
};

/// A page of WebAssembly's memory.
const PAGE: u32 = 65_536;
/// The alignment of the heap: that of the largest scalar.
const HEAP_ALIGN: u32 = 8;
/// The length in a row that means: refuse, and the address is that of a text's address and length.
pub(crate) const REFUSE: u32 = u32::MAX;
/// The size of a row, a statement and a text's place: an address and a length.
pub(crate) const PAIR: u32 = 8;
/// The binary logarithm of [`PAIR`].
const PAIR_SHIFT: i32 = 3;

/// Where everything lies in the memory.
pub(crate) struct Addresses {
    /// Where imports write their results.
    pub(crate) returned: u32,
    /// What `upgrade` and `downgrade` give.
    pub(crate) outcome: u32,
    /// What `describe` gives.
    pub(crate) description: u32,
    /// The rows of `upgrade` and of `downgrade`: one for each case of `dialect`.
    pub(crate) rows: [u32; 2],
    /// The data, and where it goes.
    pub(crate) base: u32,
    pub(crate) end: u32,
    /// Whether there is any statement: without one, `sql` isn't imported.
    pub(crate) executes: bool,
}

#[derive(Clone, Copy)]
struct Functions {
    dialect: u32,
    execute: u32,
    realloc: u32,
    run: u32,
}

pub(crate) fn module(layout: &Layout, at: &Addresses, data: &[u8]) -> Result<Vec<u8>, Error> {
    let mut types = TypeSection::new();
    let mut imports = ImportSection::new();
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    let mut exports = ExportSection::new();
    let mut add_type = |signature: &Signature| {
        types.ty().function(signature.params.iter().copied(), signature.results.iter().copied());
        types.len() - 1
    };

    let mut count = 0;
    for import in [Some(&layout.dialect), at.executes.then_some(&layout.execute)].into_iter().flatten() {
        imports.import(&import.module, &import.name, EntityType::Function(add_type(&import.signature)));
        count += 1;
    }
    let f = Functions { dialect: 0, execute: 1, realloc: count, run: count + 1 };
    let i32s = |params: usize| Signature { params: vec![ValType::I32; params], results: vec![ValType::I32] };
    let give = add_type(&layout.export);
    functions.function(add_type(&i32s(4)));
    code.function(&realloc());
    functions.function(add_type(&i32s(1)));
    code.function(&run(layout, at, f));
    exports.export(&layout.memory, ExportKind::Memory, 0);
    exports.export(&layout.realloc, ExportKind::Func, f.realloc);
    let exported = [
        (&layout.describe, at.description, false),
        (&layout.upgrade, at.rows[0], true),
        (&layout.downgrade, at.rows[1], true),
    ];
    for (number, (name, address, runs)) in (f.run + 1..).zip(exported) {
        functions.function(give);
        code.function(&thunk(address, runs.then_some(f.run)));
        exports.export(name, ExportKind::Func, number);
    }

    let mut memories = MemorySection::new();
    let pages = u64::from(at.end.div_ceil(PAGE));
    memories.memory(MemoryType { minimum: pages, maximum: None, memory64: false, shared: false, page_size_log2: None });
    let heap = at.end.checked_next_multiple_of(HEAP_ALIGN).ok_or_else(|| Error::internal("a script does not fit"))?;
    let mut globals = GlobalSection::new();
    globals.global(
        GlobalType { val_type: ValType::I32, mutable: true, shared: false },
        &ConstExpr::i32_const(address(heap)),
    );
    let mut segments = DataSection::new();
    segments.active(0, &ConstExpr::i32_const(address(at.base)), data.iter().copied());

    let mut module = Module::new();
    module.section(&types).section(&imports).section(&functions).section(&memories).section(&globals);
    module.section(&exports).section(&code).section(&segments);
    Ok(module.finish())
}

/// Gives an address, or runs the rows that stand there.
fn thunk(at: u32, run: Option<u32>) -> Function {
    let mut function = Function::new([]);
    let mut i = function.instructions();
    i.i32_const(address(at));
    if let Some(run) = run {
        i.call(run);
    }
    i.end();
    function
}

/// `run(rows) -> outcome`: asks for the dialect, takes its row, executes its statements.
fn run(layout: &Layout, at: &Addresses, f: Functions) -> Function {
    // Parameter 0 is the rows' address and then the row's.
    const ROW: u32 = 0;
    const ITEM: u32 = 1;
    const LEFT: u32 = 2;
    const LENGTH: u32 = 3;
    const TEXT: u32 = 4;
    let returned = address(at.returned);
    let outcome = address(at.outcome);
    let payload = layout.outcome.payload as u64;
    let mut function = Function::new([(4, ValType::I32)]);
    let mut i = function.instructions();

    // row = rows + 8 * which case of `dialect`
    i.i32_const(returned).call(f.dialect);
    i.local_get(ROW).i32_const(returned).i32_load8_u(byte(0)).i32_const(PAIR_SHIFT).i32_shl().i32_add().local_set(ROW);
    i.local_get(ROW).i32_load(word(0)).local_set(ITEM);
    i.local_get(ROW).i32_load(word(4)).local_tee(LEFT);

    // Nothing for this dialect: `unsupported` and a text, to which an unknown dialect's name is added.
    i.i32_const(address(REFUSE)).i32_eq().if_(BlockType::Empty);
    i.i32_const(outcome).i32_const(1).i32_store8(byte(0));
    i.i32_const(outcome).i32_const(number(layout.unsupported)).i32_store8(byte(payload));
    i.local_get(ITEM).i32_load(word(0)).local_set(TEXT);
    i.local_get(ITEM).i32_load(word(4)).local_set(LENGTH);
    let name = layout.dialect_name as u64;
    i.i32_const(returned).i32_load8_u(byte(0)).i32_const(number(layout.dialect_cases.len())).i32_eq();
    i.if_(BlockType::Empty);
    i.i32_const(0).i32_const(0).i32_const(1);
    i.local_get(LENGTH).i32_const(returned).i32_load(word(name + 4)).i32_add();
    i.call(f.realloc).local_tee(TEXT);
    i.local_get(ITEM).i32_load(word(0)).local_get(LENGTH).memory_copy(0, 0);
    i.local_get(TEXT).local_get(LENGTH).i32_add();
    i.i32_const(returned).i32_load(word(name)).i32_const(returned).i32_load(word(name + 4)).memory_copy(0, 0);
    i.local_get(LENGTH).i32_const(returned).i32_load(word(name + 4)).i32_add().local_set(LENGTH);
    i.end();
    let text = payload + layout.error_text as u64;
    i.i32_const(outcome).local_get(TEXT).i32_store(word(text));
    i.i32_const(outcome).local_get(LENGTH).i32_store(word(text + 4));
    i.i32_const(outcome).return_().end();

    if at.executes {
        execute_all(&mut i, layout, at, f);
    }
    i.i32_const(outcome).i32_const(0).i32_store8(byte(0)).i32_const(outcome).end();
    return function;

    fn execute_all(i: &mut InstructionSink<'_>, layout: &Layout, at: &Addresses, f: Functions) {
        let returned = address(at.returned);
        let outcome = address(at.outcome);
        i.block(BlockType::Empty).loop_(BlockType::Empty);
        i.local_get(LEFT).i32_eqz().br_if(1);
        i.local_get(ITEM).i32_load(word(0)).local_get(ITEM).i32_load(word(4));
        // No parameters: an empty list, at an address that is aligned for every type.
        i.i32_const(returned).i32_const(0).i32_const(returned).call(f.execute);
        i.i32_const(returned).i32_load8_u(byte(0)).if_(BlockType::Empty);
        // The host's error as it is; its texts are in our memory already.
        i.i32_const(outcome).i32_const(1).i32_store8(byte(0));
        i.i32_const(outcome + number(layout.outcome.payload));
        i.i32_const(returned + number(layout.executed.payload));
        i.i32_const(number(layout.error_size)).memory_copy(0, 0);
        i.i32_const(outcome).return_().end();
        i.local_get(ITEM).i32_const(address(PAIR)).i32_add().local_set(ITEM);
        i.local_get(LEFT).i32_const(1).i32_sub().local_set(LEFT);
        i.br(0).end().end();
    }
}

/// `realloc(old, old size, alignment, new size) -> address`: a heap that only grows, because the instance
/// lives for one step. It traps where the memory ends.
fn realloc() -> Function {
    const OLD: u32 = 0;
    const OLD_SIZE: u32 = 1;
    const ALIGN: u32 = 2;
    const NEW_SIZE: u32 = 3;
    const PLACE: u32 = 4;
    const END: u32 = 5;
    const HEAP: u32 = 0;
    let mut function = Function::new([(2, ValType::I32)]);
    let mut i = function.instructions();
    // place = (heap + align - 1) & -align
    i.global_get(HEAP).local_get(ALIGN).i32_add().i32_const(1).i32_sub();
    i.i32_const(0).local_get(ALIGN).i32_sub().i32_and().local_tee(PLACE);
    i.global_get(HEAP).i32_lt_u();
    // end = place + new size; neither may have gone round
    i.local_get(PLACE).local_get(NEW_SIZE).i32_add().local_tee(END).local_get(PLACE).i32_lt_u();
    i.i32_or().if_(BlockType::Empty).unreachable().end();
    // pages up to the end, as the last byte's page and one: that can't overflow
    i.local_get(END).i32_const(1).i32_sub().i32_const(16).i32_shr_u().i32_const(1).i32_add();
    i.memory_size(0).i32_gt_u().if_(BlockType::Empty);
    i.local_get(END).i32_const(1).i32_sub().i32_const(16).i32_shr_u().i32_const(1).i32_add();
    i.memory_size(0).i32_sub().memory_grow(0).i32_const(-1).i32_eq().if_(BlockType::Empty).unreachable().end();
    i.end();
    i.local_get(END).global_set(HEAP);
    // what was there before, as much of it as fits
    i.local_get(PLACE).local_get(OLD);
    i.local_get(OLD_SIZE).local_get(NEW_SIZE).local_get(OLD_SIZE).local_get(NEW_SIZE).i32_lt_u().select();
    i.memory_copy(0, 0);
    i.local_get(PLACE).end();
    function
}

fn byte(offset: u64) -> MemArg {
    MemArg { offset, align: 0, memory_index: 0 }
}

fn word(offset: u64) -> MemArg {
    MemArg { offset, align: 2, memory_index: 0 }
}

/// An address as WebAssembly's constants have it.
fn address(at: u32) -> i32 {
    at.cast_signed()
}

/// Sizes and case numbers of the contract, which are small.
fn number(size: usize) -> i32 {
    i32::try_from(size).unwrap_or(i32::MAX)
}
