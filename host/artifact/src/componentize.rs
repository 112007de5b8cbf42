//! Core module -> component.

use crate::{
    Error,
    component::list,
    contract::{Contract, InterfaceName},
    preview1, strip, walk,
};
use std::fmt::Display;
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};

/// What standard names of core imports begin with.
const STANDARD: &str = "cm32p2|";
/// What the names of the sections with a component's type begin with.
const COMPONENT_TYPE: &str = "component-type";
/// The largest `name` section that stays. It gives backtraces their function names, which an author wants, but an
/// artifact is kept for ever: of a small Rust migration that was built without `strip` it would be 13 KB beside 30.
const MAX_NAMES: usize = 8 * 1024;

/// Makes a component of a core module that implements the contract.
///
/// Where it carries no component type, as wit-bindgen embeds it, it is taken for the contract's world `migration`. Where it
/// imports WASI preview 1 it is linked with what stands in for that. Refused where it imports anything else that isn't the
/// contract's. Debug information is taken out, the functions' names stay where they are small. The same input gives the
/// same bytes.
pub fn componentize(core: &[u8]) -> Result<Vec<u8>, Error> {
    let found = look(core)?;
    let mut core = strip::custom_sections(core, &keep)?;
    if !found.typed {
        embed(&mut core)?;
    }
    if found.preview1 { encode_with(&core, Some(&preview1::adapter()?)) } else { encode(&core) }
}

/// The encoder alone.
pub(crate) fn encode(core: &[u8]) -> Result<Vec<u8>, Error> {
    encode_with(core, None)
}

fn encode_with(core: &[u8], preview1: Option<&[u8]>) -> Result<Vec<u8>, Error> {
    fn error(error: impl Display) -> Error {
        Error::Componentize { reason: format!("{error:#}") }
    }
    let mut encoder = ComponentEncoder::default().module(core).map_err(error)?.validate(true);
    if let Some(adapter) = preview1 {
        encoder = encoder.adapter(preview1::NAME, adapter).map_err(error)?;
    }
    encoder.encode().map_err(error)
}

/// Writes into a module that it implements the contract.
fn embed(core: &mut Vec<u8>) -> Result<(), Error> {
    let contract = Contract::get()?;
    embed_component_metadata(core, &contract.resolve, contract.world, StringEncoding::UTF8).map_err(Error::internal)
}

/// What is to be known of a module before it is encoded.
struct Found {
    /// Whether it carries a component type.
    typed: bool,
    /// Whether it imports WASI preview 1.
    preview1: bool,
}

fn look(core: &[u8]) -> Result<Found, Error> {
    let mut found = Found { typed: false, preview1: false };
    for section in walk::module(core)? {
        found.typed |= section?.name.is_some_and(|name| name.starts_with(COMPONENT_TYPE));
    }
    let mut foreign = Vec::new();
    let mut implements = false;
    for payload in Parser::new(0).parse_all(core) {
        match payload.map_err(|error| Error::malformed(&error))? {
            Payload::ImportSection(imports) => {
                for import in imports.into_imports() {
                    let import = import.map_err(|error| Error::malformed(&error))?;
                    if import.module == preview1::NAME {
                        found.preview1 = true;
                    } else if !is_ours(import.module) {
                        foreign.push(format!("{}#{}", import.module, import.name));
                    }
                }
            }
            Payload::ExportSection(exports) => {
                for export in exports {
                    let export = export.map_err(|error| Error::malformed(&error))?;
                    implements |= export.name.split_once('#').is_some_and(|(interface, _)| is_ours(interface));
                }
            }
            _ => {}
        }
    }
    if !foreign.is_empty() {
        return Err(Error::ForeignImports { names: list(&foreign) });
    }
    if found.typed || implements { Ok(found) } else { Err(Error::NoComponentType) }
}

fn is_ours(module: &str) -> bool {
    let module = module.strip_prefix(STANDARD).unwrap_or(module);
    // The functions of a resource that a guest exports are imported from `[export]…`.
    let module = module.strip_prefix("[export]").unwrap_or(module);
    InterfaceName::parse(module).is_some_and(|name| name.is_ours())
}

fn keep(name: &str, data: &[u8]) -> bool {
    match name {
        "name" => data.len() <= MAX_NAMES,
        // For people, and small.
        "producers" => true,
        _ => name.starts_with(COMPONENT_TYPE),
    }
}
