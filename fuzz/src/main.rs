//! One program for all targets: `MIGHOST_FUZZ_TARGET` names the one to run, any other name lists them, and the rest is
//! libFuzzer's.
#![no_main]

use libfuzzer_sys as _;
use std::sync::OnceLock;

/// What libFuzzer's own `main` runs for each input. A panic that comes out here is a crash, and one that a reader catches itself is
/// none, so libfuzzer-sys' own hook, which makes a crash of each, isn't installed.
#[unsafe(no_mangle)]
#[allow(improper_ctypes_definitions, reason = "both sides are Rust, as libfuzzer-sys declares it")]
pub extern "C" fn rust_fuzzer_test_input(input: &[u8]) -> i32 {
    static RUN: OnceLock<fn(&[u8])> = OnceLock::new();
    let run = RUN.get_or_init(|| {
        let name = std::env::var("MIGHOST_FUZZ_TARGET").unwrap_or_default();
        match mighost_fuzz::target(&name) {
            Some(target) => target.run,
            // So that xtask needs no list of its own.
            None => {
                mighost_fuzz::TARGETS.iter().for_each(|target| println!("{} {}", target.name, target.inputs));
                std::process::exit(2)
            }
        }
    });
    match std::panic::catch_unwind(|| run(input)) {
        Ok(()) => 0,
        // libFuzzer keeps the input of a program that aborts.
        Err(_) => std::process::abort(),
    }
}
