//! The contract as generated from the WIT files: what everything else in this crate stands on.
#![allow(missing_docs, clippy::all)]

wit_bindgen::generate!({
    path: "wit",
    world: "migration",
    generate_all,
    additional_derives: [PartialEq],
    pub_export_macro: true,
    default_bindings_module: "mighost_guest::bindings",
});
