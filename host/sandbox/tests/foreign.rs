//! Compiling a stranger's component where the program has no process for that: its code may have so many bytes. The process itself
//! is tested with the command, in `tests/guests/hostile/compiles-*`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use mighost_sandbox::{Compiler, Error, Limits, Program, Sandbox, serve_compiler};
use sha2::{Digest, Sha256};
use support::*;

fn load_foreign(sandbox: &Sandbox, bytes: &[u8], limits: &Limits) -> Result<Program, Error> {
    sandbox.load_foreign(bytes, &hex::encode(Sha256::digest(bytes)), limits)
}

/// A guest with so many functions of so many multiplications.
fn busy(functions: usize, each: usize) -> Vec<u8> {
    let body = "(i32.mul (local.get 0))".repeat(each);
    let function = format!("(func (param i32) (result i32) (local.get 0) {body})");
    Guest { items: function.repeat(functions), ..Guest::default() }.build()
}

#[test]
fn much_code_is_refused_before_it_is_compiled() {
    // Each multiplication has three bytes.
    let limits = Limits { function_bytes: 4_000, code_bytes: 20_000, ..small() };
    for (functions, each, name) in [(1, 2_000, "`function_bytes`"), (10, 1_000, "`code_bytes`")] {
        let sandbox = sandbox();
        let bytes = busy(functions, each);
        let error = load_foreign(&sandbox, &bytes, &limits).unwrap_err();
        assert!(matches!(&error, Error::Limit(text) if text.contains(name)), "{error}");
        assert_eq!(sandbox.compiled(), 0);
        // The application's own is nobody else's bomb.
        load(&sandbox, &bytes).unwrap();
        let sandbox = support::sandbox();
        load_foreign(&sandbox, &bytes, &small()).unwrap();
    }
    load_foreign(&sandbox(), &busy(5, 1_000), &limits).unwrap();
}

#[test]
fn a_compiler_that_is_not_there_is_named() {
    let sandbox = sandbox()
        .with_compiler(Some(Compiler { program: "/nowhere/mighost".into(), arguments: vec!["compile".into()] }));
    let bytes = Guest::default().build();
    let error = load_foreign(&sandbox, &bytes, &small()).unwrap_err();
    assert!(matches!(&error, Error::Engine(text) if text.contains("/nowhere/mighost")), "{error}");
}

#[test]
fn the_compiling_process_wants_its_limits() {
    assert_ne!(serve_compiler(["no number".into()]), 0);
}
