//! What wasmtime makes of the contract. Nothing in here leaves this crate.
#![allow(missing_docs, clippy::all)]

wasmtime::component::bindgen!({
    path: "../../wit",
    // Everything of `migration`, and the way to a script for the runtimes of languages.
    world: "runtime",
    imports: {
        // These answer from memory: no need for a future.
        "mighost:migration/context": trappable,
        "mighost:migration/report": trappable,
        "mighost:migration/script": trappable,
        default: async | trappable,
    },
    exports: { default: async },
    with: {
        "mighost:migration/data.cursor": crate::host::Scan,
        "mighost:migration/sql.cursor": crate::host::Rows,
    },
    trappable_error_type: { "mighost:migration/types.error" => crate::host::Failure },
});

pub use exports::mighost::migration::revision;
pub use mighost::migration::{context, data, ddl, inspect, report, script, sql, types};
