//! Takes custom sections out of a module or component, and out of everything inside it.

use crate::{
    Error,
    walk::{self, Kind},
};

/// Section ids of a component that hold a whole module or component.
const NESTED: [u8; 2] = [1, 4];
/// How deep components are followed. What this crate makes is two deep; wasmparser refuses more than 100.
const MAX_DEPTH: usize = 8;

/// The same bytes without the custom sections that `keep` refuses; `keep` sees a name and the data.
pub(crate) fn custom_sections(bytes: &[u8], keep: &dyn Fn(&str, &[u8]) -> bool) -> Result<Vec<u8>, Error> {
    strip(bytes, keep, 0)
}

fn strip(bytes: &[u8], keep: &dyn Fn(&str, &[u8]) -> bool, depth: usize) -> Result<Vec<u8>, Error> {
    let (sections, component) = match walk::kind(bytes)? {
        Kind::Component => (walk::component(bytes)?, true),
        Kind::Module => (walk::module(bytes)?, false),
    };
    let mut out = Vec::with_capacity(bytes.len());
    out.extend_from_slice(&bytes[..walk::HEADER]);
    for section in sections {
        let section = section?;
        match section.name {
            Some(name) if !keep(name, section.data) => {}
            None if component && NESTED.contains(&section.id) && depth < MAX_DEPTH => {
                walk::push_section(&mut out, section.id, &strip(section.data, keep, depth + 1)?);
            }
            _ => out.extend_from_slice(&bytes[section.span]),
        }
    }
    Ok(out)
}
