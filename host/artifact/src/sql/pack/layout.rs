//! What the packed code must know about the contract's types: asked of wit-parser, so that a change of the
//! contract changes the code or is an error, and never a silent misreading.

use crate::{Error, contract::Contract};
use wasm_encoder::ValType;
use wit_parser::{
    Function, Int, ManglingAndAbi, Type, TypeDefKind, TypeId, WasmExport, WasmExportKind, WasmImport, WorldKey,
    abi::{AbiVariant, WasmType},
};

/// The names of the core ABI: the standard ones, which name the version's track (`@0.1`) and not the version.
const NAMES: ManglingAndAbi = ManglingAndAbi::Standard32;

/// A core function's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signature {
    pub(crate) params: Vec<ValType>,
    pub(crate) results: Vec<ValType>,
}

/// A function that the module imports.
pub(crate) struct Import {
    pub(crate) module: String,
    pub(crate) name: String,
    pub(crate) signature: Signature,
}

/// Where the parts of a `result` lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ResultLayout {
    pub(crate) size: usize,
    pub(crate) align: usize,
    /// Where its payload begins, success or error.
    pub(crate) payload: usize,
}

/// Everything about the contract that the code of a packed script depends on.
pub(crate) struct Layout {
    pub(crate) dialect: Import,
    pub(crate) execute: Import,
    pub(crate) memory: String,
    pub(crate) realloc: String,
    pub(crate) describe: String,
    pub(crate) upgrade: String,
    pub(crate) downgrade: String,
    /// The type of `describe`, `upgrade` and `downgrade`: all give an address.
    pub(crate) export: Signature,
    /// What `describe` gives.
    pub(crate) description: Type,
    /// `dialect`: its size, and where the name of an unknown one lies.
    pub(crate) dialect_size: usize,
    pub(crate) dialect_name: usize,
    /// The numbers of the known dialects' cases, in the order of [`mighost_schema::Dialect::ALL`].
    pub(crate) dialect_cases: [usize; 4],
    /// What `execute` gives.
    pub(crate) executed: ResultLayout,
    /// What `upgrade` and `downgrade` give.
    pub(crate) outcome: ResultLayout,
    /// The size of `error`.
    pub(crate) error_size: usize,
    /// The number of the case `unsupported` of `error`, and where its text lies.
    pub(crate) unsupported: usize,
    pub(crate) error_text: usize,
}

impl Layout {
    pub(crate) fn of(contract: &Contract) -> Result<Layout, Error> {
        let (context, dialect) = contract.function("context", "dialect")?;
        let (sql, execute) = contract.function("sql", "execute")?;
        let export = |name| -> Result<(String, Signature, Option<Type>), Error> {
            let (key, function) = contract.function("revision", name)?;
            let name = contract.resolve.wasm_export_name(
                NAMES,
                WasmExport::Func { interface: Some(&key), func: function, kind: WasmExportKind::Normal },
            );
            Ok((name, signature(contract, AbiVariant::GuestExport, function)?, function.result))
        };
        let (describe, signature, description) = export("describe")?;
        let (upgrade, up_signature, up_result) = export("upgrade")?;
        let (downgrade, down_signature, down_result) = export("downgrade")?;
        let address = Signature { params: vec![], results: vec![ValType::I32] };
        if [&signature, &up_signature, &down_signature].iter().any(|found| **found != address) {
            return Err(changed("revision"));
        }
        let (executed, execute_error) = result(contract, execute.result)?;
        let (outcome, error) = result(contract, up_result)?;
        let same = result(contract, down_result)?.1 == error;
        let error = error.filter(|_| same && execute_error.is_some()).ok_or_else(|| changed("error"))?;
        let error_id = resolved(contract, error).ok_or_else(|| changed("error"))?;
        if execute_error.and_then(|ty| resolved(contract, ty)) != Some(error_id) {
            return Err(changed("error"));
        }
        let (unsupported, error_text) = case(contract, error_id, "unsupported")?;
        let dialect_id = dialect.result.and_then(|ty| resolved(contract, ty)).ok_or_else(|| changed("dialect"))?;
        let (other, dialect_name) = case(contract, dialect_id, "other")?;
        let mut dialect_cases = [0; 4];
        for (place, known) in dialect_cases.iter_mut().zip(mighost_schema::Dialect::ALL) {
            *place = case(contract, dialect_id, known.name())?.0;
        }
        // The code takes every number from `other` upwards for a dialect it doesn't know.
        if dialect_cases.iter().any(|number| *number >= other) || other != dialect_cases.len() {
            return Err(changed("dialect"));
        }
        Ok(Layout {
            dialect: import(contract, &context, dialect, &[ValType::I32])?,
            execute: import(contract, &sql, execute, &[ValType::I32; 5])?,
            memory: contract.resolve.wasm_export_name(NAMES, WasmExport::Memory),
            realloc: contract.resolve.wasm_export_name(NAMES, WasmExport::Realloc),
            describe,
            upgrade,
            downgrade,
            export: address,
            description: description.ok_or_else(|| changed("describe"))?,
            dialect_size: contract.sizes.size(&Type::Id(dialect_id)).size_wasm32(),
            dialect_name,
            dialect_cases,
            executed,
            outcome,
            error_size: contract.sizes.size(&error).size_wasm32(),
            unsupported,
            error_text,
        })
    }
}

fn import(contract: &Contract, key: &WorldKey, function: &Function, expected: &[ValType]) -> Result<Import, Error> {
    let (module, name) =
        contract.resolve.wasm_import_name(NAMES, WasmImport::Func { interface: Some(key), func: function });
    let signature = signature(contract, AbiVariant::GuestImport, function)?;
    // Texts and lists as address and length, and the address of the result.
    if signature.params != expected || !signature.results.is_empty() {
        return Err(changed(&function.name));
    }
    Ok(Import { module, name, signature })
}

fn signature(contract: &Contract, variant: AbiVariant, function: &Function) -> Result<Signature, Error> {
    let signature = contract.resolve.wasm_signature(variant, function);
    let types = |types: &[WasmType]| {
        types
            .iter()
            .map(|ty| match ty {
                WasmType::I32 | WasmType::Pointer | WasmType::Length => Ok(ValType::I32),
                WasmType::I64 | WasmType::PointerOrI64 => Ok(ValType::I64),
                WasmType::F32 => Ok(ValType::F32),
                WasmType::F64 => Ok(ValType::F64),
            })
            .collect::<Result<Vec<_>, Error>>()
    };
    if !signature.retptr {
        return Err(changed(&function.name));
    }
    Ok(Signature { params: types(&signature.params)?, results: types(&signature.results)? })
}

/// The layout of a `result` and the type of its error.
fn result(contract: &Contract, ty: Option<Type>) -> Result<(ResultLayout, Option<Type>), Error> {
    let id = ty.and_then(|ty| resolved(contract, ty)).ok_or_else(|| changed("result"))?;
    let TypeDefKind::Result(parts) = &contract.resolve.types[id].kind else { return Err(changed("result")) };
    let ty = Type::Id(id);
    let layout = ResultLayout {
        size: contract.sizes.size(&ty).size_wasm32(),
        align: contract.sizes.align(&ty).align_wasm32(),
        payload: contract.sizes.payload_offset(Int::U8, [parts.ok.as_ref(), parts.err.as_ref()]).size_wasm32(),
    };
    Ok((layout, parts.err))
}

/// The type behind aliases.
fn resolved(contract: &Contract, ty: Type) -> Option<TypeId> {
    let Type::Id(id) = ty else { return None };
    match &contract.resolve.types[id].kind {
        TypeDefKind::Type(inner) => resolved(contract, *inner),
        _ => Some(id),
    }
}

/// The number of a variant's case, and where its payload lies.
fn case(contract: &Contract, id: TypeId, name: &str) -> Result<(usize, usize), Error> {
    let TypeDefKind::Variant(variant) = &contract.resolve.types[id].kind else { return Err(changed(name)) };
    let number = variant.cases.iter().position(|case| case.name == name).ok_or_else(|| changed(name))?;
    if variant.tag() != Int::U8 {
        return Err(changed(name));
    }
    let payload = contract.sizes.payload_offset(variant.tag(), variant.cases.iter().map(|case| case.ty.as_ref()));
    Ok((number, payload.size_wasm32()))
}

fn changed(what: &str) -> Error {
    Error::internal(format!("the packer does not know the contract's shape of `{what}`"))
}
