//! What a component may import, by name.

use crate::Error;
use wasmtime::Engine;
use wasmtime::component::Component;

/// The contract's interfaces that this host speaks.
const CONTRACT: [&str; 8] = ["types", "context", "inspect", "ddl", "data", "sql", "report", "script"];

/// What tells a language's runtime from a migration.
const SCRIPT: &str = "mighost:migration/script@";

/// The part of WASI that is there, with nothing behind it.
const WASI: [&str; 18] = [
    "io/error",
    "io/poll",
    "io/streams",
    "cli/environment",
    "cli/exit",
    "cli/stdin",
    "cli/stdout",
    "cli/stderr",
    "cli/terminal-input",
    "cli/terminal-output",
    "cli/terminal-stdin",
    "cli/terminal-stdout",
    "cli/terminal-stderr",
    "clocks/wall-clock",
    "clocks/monotonic-clock",
    "random/random",
    "random/insecure",
    "random/insecure-seed",
];

fn known(name: &str) -> bool {
    // The linker takes any version on the same semver track: 0.1 for the contract, 0.2 for WASI.
    let Some((name, version)) = name.split_once('@') else { return false };
    match name.split_once(':') {
        Some(("mighost", name)) => {
            version.starts_with("0.1.")
                && name.strip_prefix("migration/").is_some_and(|interface| CONTRACT.contains(&interface))
        }
        Some(("wasi", name)) => version.starts_with("0.2.") && WASI.contains(&name),
        _ => false,
    }
}

/// Refuses a component that imports what isn't there, naming the first such import.
pub(crate) fn check(engine: &Engine, component: &Component) -> Result<(), Error> {
    match component.component_type().imports(engine).map(|(name, _)| name).find(|name| !known(name)) {
        Some(name) => Err(Error::UnknownImport { name: name.to_owned() }),
        None => Ok(()),
    }
}

/// Whether a component is a language's runtime: it asks for its script.
pub(crate) fn is_runtime(engine: &Engine, component: &Component) -> bool {
    component.component_type().imports(engine).any(|(name, _)| name.starts_with(SCRIPT))
}

/// Why an import isn't there and what to do about it.
pub(crate) fn why_not(name: &str) -> &'static str {
    let package = name.split(['/', '@']).next().unwrap_or(name);
    match package {
        "wasi:filesystem" => {
            "a migration has no files; build it without them (for Rust: the target wasm32-unknown-unknown)"
        }
        "wasi:sockets" | "wasi:http" => "a migration has no network; put what it needs into the migration itself",
        "mighost:migration" => {
            "this version of mighost doesn't speak that part or that version of the contract; use a mighost that is \
             as new as the SDK it was built with"
        }
        _ if package.starts_with("wasi:") && name.contains("@0.3") => {
            "this version of mighost speaks WASI 0.2; build the migration for that"
        }
        _ if package.starts_with("wasi:") => {
            "the sandbox doesn't have this part of WASI; build the migration without it"
        }
        _ => "the sandbox has mighost's own interfaces and a closed WASI 0.2, nothing else; remove the dependency",
    }
}
