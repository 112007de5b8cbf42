//! Core module -> component.

use crate::{Error, component::list, contract::InterfaceName, strip, walk};
use std::fmt::Display;
use wasmparser::{Parser, Payload};
use wit_component::ComponentEncoder;

/// What standard names of core imports begin with.
const STANDARD: &str = "cm32p2|";
/// What the names of the sections with a component's type begin with.
const COMPONENT_TYPE: &str = "component-type";
/// The largest `name` section that stays. It gives backtraces their function names, which an author wants, but an
/// artifact is kept for ever: of a small Rust migration that was built without `strip` it would be 13 KB beside 30.
const MAX_NAMES: usize = 8 * 1024;

/// Makes a component of a core module that carries its component type, as wit-bindgen embeds it.
///
/// Refused where it imports anything that isn't the contract's. Debug information is taken out, the functions'
/// names stay where they are small. The same input gives the same bytes.
pub fn componentize(core: &[u8]) -> Result<Vec<u8>, Error> {
    check(core)?;
    let core = strip::custom_sections(core, &keep)?;
    encode(&core)
}

/// The encoder alone.
pub(crate) fn encode(core: &[u8]) -> Result<Vec<u8>, Error> {
    fn error(error: impl Display) -> Error {
        Error::Componentize { reason: format!("{error:#}") }
    }
    ComponentEncoder::default().module(core).map_err(error)?.validate(true).encode().map_err(error)
}

fn check(core: &[u8]) -> Result<(), Error> {
    let mut typed = false;
    for section in walk::module(core)? {
        typed |= section?.name.is_some_and(|name| name.starts_with(COMPONENT_TYPE));
    }
    let mut foreign = Vec::new();
    for payload in Parser::new(0).parse_all(core) {
        if let Payload::ImportSection(imports) = payload.map_err(|error| Error::malformed(&error))? {
            for import in imports.into_imports() {
                let import = import.map_err(|error| Error::malformed(&error))?;
                if !is_ours(import.module) {
                    foreign.push(format!("{}#{}", import.module, import.name));
                }
            }
        }
    }
    if !foreign.is_empty() {
        return Err(Error::ForeignImports { names: list(&foreign) });
    }
    if typed { Ok(()) } else { Err(Error::NoComponentType) }
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
