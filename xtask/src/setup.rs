//! Getting what is missing of the toolchain.

use crate::shell::{Failure, output, root, say, step};
use std::path::Path;
use std::process::Command;

/// What the guests compile to.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target where it is missing.
pub fn run() -> Result<(), Failure> {
    if has_wasm() {
        return Ok(());
    }
    say(format!("the guests compile to {WASM}, which this toolchain lacks: adding it"));
    let mut rustup = Command::new("rustup");
    rustup.current_dir(root()).args(["target", "add", WASM]);
    step(&mut rustup, Some(&format!("rustup target add {WASM}")))
}

/// Whether the toolchain has the standard library for the guests.
fn has_wasm() -> bool {
    let mut rustc = Command::new("rustc");
    rustc.current_dir(root()).args(["--print", "target-libdir", "--target", WASM]);
    output(&mut rustc).is_some_and(|dir| Path::new(&dir).is_dir())
}

/// Adds a component of the toolchain where cargo lacks its command.
pub fn component(name: &str, command: &str) -> Result<(), Failure> {
    if output(crate::shell::cargo().args([command, "--version"])).is_some() {
        return Ok(());
    }
    say(format!("this toolchain lacks {name}: adding it"));
    let mut rustup = Command::new("rustup");
    rustup.current_dir(root()).args(["component", "add", name]);
    step(&mut rustup, Some(&format!("rustup component add {name}")))
}
