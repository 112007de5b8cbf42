//! Formatting and clippy.

use crate::setup::component;
use crate::shell::{Failure, cargo, say, step};

/// The workspaces besides the main one: they compile to wasm32.
const GUESTS: [&str; 1] = ["guest-sdk/rust/Cargo.toml"];

/// Checks everything; warnings are errors.
pub fn run() -> Result<(), Failure> {
    component("rustfmt", "fmt")?;
    component("clippy", "clippy")?;
    say("checking the formatting");
    step(cargo().args(["fmt", "--all", "--check"]), Some("cargo fmt --all"))?;
    for guest in GUESTS {
        let next = format!("cargo fmt --manifest-path {guest}");
        step(cargo().args(["fmt", "--manifest-path", guest, "--check"]), Some(&next))?;
    }
    say("clippy");
    step(cargo().args(["clippy", "--workspace", "--all-targets", "--", "--deny", "warnings"]), None)?;
    for guest in GUESTS {
        let arguments = ["clippy", "--manifest-path", guest, "--all-targets", "--", "--deny", "warnings"];
        step(cargo().args(arguments), None)?;
    }
    Ok(())
}
