//! What wasmparser can say about a component without compiling it.

use crate::{
    Capabilities, Error,
    contract::{self, Contract, InterfaceName},
};
use serde::Serialize;
use wasmparser::{
    KnownCustom, Parser, Payload, ValidPayload, Validator, WasmFeatures,
    component_types::ComponentEntityType,
    types::{Types, TypesRef},
};

/// The functions of `revision`.
const REVISION: [&str; 3] = ["describe", "upgrade", "downgrade"];
/// How deep components and modules may be nested. Tool chains make two levels, compositions a few more; reading takes time that grows
/// with the square of the depth.
const MAX_DEPTH: usize = 100;
/// The most names an error lists; the rest is counted.
const MAX_NAMES: usize = 8;

/// One entry of a `producers` section.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Producer {
    /// `language`, `processed-by` or `sdk`.
    pub field: String,
    /// The language or tool.
    pub name: String,
    /// Its version; may be empty.
    pub version: String,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    pub(crate) capabilities: Capabilities,
    pub(crate) unknown_functions: Vec<String>,
    pub(crate) foreign_imports: Vec<String>,
    pub(crate) wasi_imports: Vec<String>,
    pub(crate) contract_version: String,
    pub(crate) producers: Vec<Producer>,
}

/// Checks everything but function bodies, which the compiler checks, and collects the facts.
///
/// The types come from wasmparser's validator and not from a decoded WIT package: it gives the same names and
/// functions in a fraction of the time, and it is made for bytes that nobody vouches for.
pub(crate) fn inspect(bytes: &[u8]) -> Result<Facts, Error> {
    let (types, names, producers) = validate(bytes)?;
    let types = types.as_ref();
    let mut facts = Facts { contract_version: exported_version(types, &names)?, producers, ..Facts::default() };
    for import in &names.imports {
        let Some(name) = InterfaceName::parse(import) else {
            facts.foreign_imports.push(import.clone());
            continue;
        };
        if name.is_ours() {
            if !name.is_spoken() {
                return Err(other_contract(import, name));
            }
            let known = Contract::get()?;
            for function in functions(types, import, Side::Import) {
                if !known.knows(name.interface, &function) {
                    facts.unknown_functions.push(format!("{}#{function}", name.interface));
                }
                facts.capabilities.entry(name.interface.to_owned()).or_default().insert(function);
            }
        } else if name.package.starts_with("wasi:") {
            facts.wasi_imports.push(import.clone());
        } else {
            facts.foreign_imports.push(import.clone());
        }
    }
    Ok(facts)
}

#[derive(Default)]
struct Names {
    imports: Vec<String>,
    exports: Vec<String>,
}

fn validate(bytes: &[u8]) -> Result<(Types, Names, Vec<Producer>), Error> {
    let malformed = |error: wasmparser::BinaryReaderError| Error::malformed(&error);
    // What is finished of WebAssembly; which of it may run is the engine's to say.
    let mut validator = Validator::new_with_features(WasmFeatures::default());
    let mut names = Names::default();
    let mut producers = Vec::new();
    let mut depth = 0usize;
    let mut types = None;
    for payload in Parser::new(0).parse_all(bytes) {
        let payload = payload.map_err(malformed)?;
        match &payload {
            Payload::ComponentImportSection(imports) if depth == 0 => {
                for import in imports.clone() {
                    names.imports.push(import.map_err(malformed)?.name.name.to_owned());
                }
            }
            Payload::ComponentExportSection(exports) if depth == 0 => {
                for export in exports.clone() {
                    names.exports.push(export.map_err(malformed)?.name.name.to_owned());
                }
            }
            Payload::CustomSection(section) => {
                if let KnownCustom::Producers(fields) = section.as_known() {
                    // A broken one is of no consequence: it is for people only.
                    let _ = read_producers(fields, &mut producers);
                }
            }
            _ => {}
        }
        match validator.payload(&payload).map_err(malformed)? {
            ValidPayload::Parser(_) if depth == MAX_DEPTH => return Err(Error::TooDeep { most: MAX_DEPTH }),
            ValidPayload::Parser(_) => depth += 1,
            ValidPayload::End(found) if depth == 0 => types = Some(found),
            ValidPayload::End(_) => depth -= 1,
            ValidPayload::Ok | ValidPayload::Func(..) => {}
        }
    }
    producers.sort();
    producers.dedup();
    match types {
        Some(types) => Ok((types, names, producers)),
        None => Err(Error::Truncated { what: "the component", offset: bytes.len() }),
    }
}

fn read_producers(
    fields: wasmparser::ProducersSectionReader<'_>,
    out: &mut Vec<Producer>,
) -> Result<(), wasmparser::BinaryReaderError> {
    for field in fields {
        let field = field?;
        for value in field.values {
            let value = value?;
            out.push(Producer {
                field: field.name.to_owned(),
                name: value.name.to_owned(),
                version: value.version.to_owned(),
            });
        }
    }
    Ok(())
}

#[derive(Clone, Copy)]
enum Side {
    Import,
    Export,
}

fn functions(types: TypesRef<'_>, name: &str, side: Side) -> Vec<String> {
    let item = match side {
        Side::Import => types.component_item_for_import(name),
        Side::Export => types.component_item_for_export(name),
    };
    let Some(ComponentEntityType::Instance(instance)) = item.map(|item| item.ty) else { return Vec::new() };
    types[instance]
        .exports
        .iter()
        .filter(|(_, item)| matches!(item.ty, ComponentEntityType::Func(_)))
        .map(|(name, _)| name.clone())
        .collect()
}

fn exported_version(types: TypesRef<'_>, names: &Names) -> Result<String, Error> {
    let revision = names.exports.iter().find_map(|export| {
        let name = InterfaceName::parse(export)?;
        (name.is_ours() && name.interface == "revision").then_some((export, name))
    });
    let Some((export, name)) = revision else {
        let found = match names.exports.as_slice() {
            [] => "it exports nothing".to_owned(),
            exports => format!("it exports {}", list(exports)),
        };
        return Err(Error::NotAMigration { supported: contract::VERSION, found });
    };
    if !name.is_spoken() {
        return Err(other_contract(export, name));
    }
    let present = functions(types, export, Side::Export);
    let missing: Vec<String> =
        REVISION.iter().filter(|name| !present.iter().any(|p| p == *name)).map(ToString::to_string).collect();
    if !missing.is_empty() {
        return Err(Error::IncompleteRevision { interface: export.clone(), missing: list(&missing) });
    }
    Ok(name.version.unwrap_or_default().to_owned())
}

fn other_contract(full: &str, name: InterfaceName<'_>) -> Error {
    Error::OtherContract {
        name: full.to_owned(),
        found: name.version.unwrap_or("none").to_owned(),
        supported: contract::VERSION,
    }
}

/// Names for people: in backticks, and not too many.
pub(crate) fn list(names: &[String]) -> String {
    let mut text = names.iter().take(MAX_NAMES).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > MAX_NAMES {
        text.push_str(&format!(" and {} more", names.len() - MAX_NAMES));
    }
    text
}
