//! The component around a script: imports, and exports that do nothing.

use crate::{
    Error, componentize,
    contract::{Contract, PACKAGE},
};
use wit_component::{StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::ManglingAndAbi;

/// A component that imports these interfaces of the contract, exports `revision`, and traps when it is called. It imports each
/// interface whole, but for the functions of `ddl` that are named in `without`.
pub(super) fn component(interfaces: &[&str], without: &[&str]) -> Result<Vec<u8>, Error> {
    let contract = Contract::get()?;
    let mut resolve = contract.resolve.clone();
    let version = contract.full_version();
    for (_, interface) in
        resolve.interfaces.iter_mut().filter(|(_, interface)| interface.name.as_deref() == Some("ddl"))
    {
        interface.functions.retain(|name, _| !without.contains(&name.as_str()));
    }
    let imports: String =
        interfaces.iter().map(|interface| format!("import {PACKAGE}/{interface}@{version};\n")).collect();
    let text = format!("package mighost:script;\nworld script {{\n{imports}export {PACKAGE}/revision@{version};\n}}\n");
    let package = resolve.push_str("script.wit", &text).map_err(|error| Error::internal(format!("{error:#}")))?;
    let world =
        resolve.select_world(&[package], Some("script")).map_err(|error| Error::internal(format!("{error:#}")))?;
    let mut module = dummy_module(&resolve, world, ManglingAndAbi::Standard32);
    embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8)
        .map_err(|error| Error::internal(format!("{error:#}")))?;
    componentize::encode(&module)
}
