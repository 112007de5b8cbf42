//! Formatting and clippy.

use crate::build::FEATURES;
use crate::setup::{WASM, component};
use crate::shell::{Failure, cargo, guests_target, say, step};

/// The Rust SDK: a workspace of its own, whose tests run on this machine.
pub const SDK: &str = "guest-sdk/rust/Cargo.toml";
/// The other workspaces: they run nowhere but in WebAssembly.
const GUESTS: [&str; 3] = [
    "migrations/now-lms/Cargo.toml",
    "tests/guests/rust-conformance/Cargo.toml",
    "tests/guests/languages/rust/Cargo.toml",
];

/// Checks everything; warnings are errors.
pub fn run() -> Result<(), Failure> {
    component("rustfmt", "fmt")?;
    component("clippy", "clippy")?;
    say("checking the formatting");
    step(cargo().args(["fmt", "--all", "--check"]), Some("cargo fmt --all"))?;
    for guest in [SDK].iter().chain(&GUESTS) {
        let next = format!("cargo fmt --all --manifest-path {guest}");
        step(cargo().args(["fmt", "--all", "--manifest-path", guest, "--check"]), Some(&next))?;
    }
    say("clippy");
    let mut workspace = cargo();
    workspace.args(["clippy", "--workspace", "--all-targets", "--features", FEATURES]);
    step(workspace.args(["--", "--deny", "warnings"]), None)?;
    clippy(SDK, &["--all-targets"])?;
    GUESTS.into_iter().try_for_each(|guest| clippy(guest, &["--workspace", "--target", WASM]))
}

/// Checks one of the other workspaces. They share a folder, since they share what is slow to compile.
fn clippy(manifest: &str, arguments: &[&str]) -> Result<(), Failure> {
    let mut command = cargo();
    command.args(["clippy", "--manifest-path", manifest, "--target-dir"]).arg(guests_target());
    step(command.args(arguments).args(["--", "--deny", "warnings"]), None)
}
