//! What is no migration is refused before anything of it runs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use mighost_sandbox::{Error, Limits, Sandbox, SandboxConfig};
use support::*;

/// A guest that imports one function more.
fn importing(interface: &'static str, package: &'static str) -> Vec<u8> {
    let import = format!(r#"(import "{interface}" "f" (func $f))"#).leak();
    let world = format!("import {interface};").leak();
    Guest { imports: import, world, packages: package, ..Guest::upgrading("(call $f) (i32.const 512)") }.build()
}

#[test]
fn an_unknown_import_is_named() {
    let sandbox = sandbox();
    let cases = [
        ("wasi:filesystem/types@0.2.6", "package wasi:filesystem@0.2.6 { interface types { f: func(); } }", "no files"),
        (
            "wasi:filesystem/preopens@0.2.6",
            "package wasi:filesystem@0.2.6 { interface preopens { f: func(); } }",
            "no files",
        ),
        ("wasi:sockets/tcp@0.2.6", "package wasi:sockets@0.2.6 { interface tcp { f: func(); } }", "no network"),
        (
            "wasi:http/outgoing-handler@0.2.6",
            "package wasi:http@0.2.6 { interface outgoing-handler { f: func(); } }",
            "no network",
        ),
        ("wasi:cli/environment@0.3.0", "package wasi:cli@0.3.0 { interface environment { f: func(); } }", "WASI 0.2"),
        (
            "wasi:keyvalue/store@0.2.0",
            "package wasi:keyvalue@0.2.0 { interface store { f: func(); } }",
            "this part of WASI",
        ),
        ("mighost:migration/sql@0.2.0", "package mighost:migration@0.2.0 { interface sql { f: func(); } }", "contract"),
        (
            "mighost:migration/files@0.1.7",
            "package mighost:migration@0.1.7 { interface files { f: func(); } }",
            "contract",
        ),
        ("foo:bar/baz", "package foo:bar { interface baz { f: func(); } }", "remove the dependency"),
    ];
    for (name, package, words) in cases {
        let error = load(&sandbox, &importing(name, package)).unwrap_err();
        assert_eq!(error, Error::UnknownImport { name: name.into() });
        let text = error.to_string();
        assert!(text.contains(name) && text.contains(words), "{text}");
    }
}

#[test]
fn a_known_interface_in_another_shape_is_refused() {
    let bytes =
        importing("wasi:cli/environment@0.2.6", "package wasi:cli@0.2.6 { interface environment { f: func(); } }");
    let error = load(&sandbox(), &bytes).unwrap_err();
    assert!(matches!(&error, Error::NotAMigration(text) if text.contains("environment")), "{error}");
}

#[test]
fn what_is_no_component_is_refused() {
    let sandbox = sandbox();
    let component = Guest::default().build();
    let module = wat::parse_str("(module)").unwrap();
    let other = wat::parse_str("(component)").unwrap();
    for (name, bytes, words) in [
        ("nothing", &b""[..], "isn't WebAssembly"),
        ("text", b"select 1;", "isn't WebAssembly"),
        ("a core module", &module, "core WebAssembly module"),
        ("another component", &other, "doesn't export"),
    ] {
        let error = load(&sandbox, bytes).unwrap_err();
        assert!(matches!(&error, Error::NotAMigration(text) if text.contains(words)), "{name}: {error}");
    }
    // Cut anywhere, it is no component, or one that lacks its exports.
    for length in (8..component.len()).step_by(7) {
        let error = load(&sandbox, &component[..length]).unwrap_err();
        assert!(matches!(&error, Error::Compile(_) | Error::NotAMigration(_)), "{length} bytes: {error}");
    }
}

#[test]
fn other_bytes_than_those_verified_are_refused() {
    let bytes = Guest::default().build();
    let error = sandbox().load(&bytes, &"0".repeat(64)).unwrap_err();
    assert!(matches!(error, Error::Digest { .. }), "{error}");
}

#[test]
fn a_component_that_is_too_large_is_not_compiled() {
    let bytes = Guest::default().build();
    let limits = Limits { component_bytes: bytes.len() - 1, ..small() };
    let sandbox = Sandbox::new(SandboxConfig { cache_dir: None, limits }).unwrap();
    let error = load(&sandbox, &bytes).unwrap_err();
    assert!(matches!(&error, Error::Limit(text) if text.contains("`component_bytes`")), "{error}");
    assert_eq!(sandbox.compiled(), 0);
}
