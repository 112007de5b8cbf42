#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::{BuildError, RustSource, build_rust, rust_sources};
use std::fs;
use std::path::{Path, PathBuf};

const CODE: &str = "#[unsafe(no_mangle)]\npub extern \"C\" fn place(at: usize) -> u32 { [1u32, 2][at] }\n";

/// A crate without dependencies, so that these tests need no registry and a second of time. Names differ from test
/// to test, for the environment may send all output to one folder.
fn source(dir: &Path, name: &str, workspace: &str, code: &str) -> PathBuf {
    let folder = dir.join(name);
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"r{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n{workspace}"
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    fs::write(folder.join("src/lib.rs"), code).unwrap();
    folder
}

fn build(dir: &Path) -> Result<Vec<PathBuf>, BuildError> {
    build_rust(&rust_sources(dir))
}

#[test]
fn a_folder_with_a_cdylib_is_a_source_and_nothing_else_is() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(rust_sources(&dir.path().join("gone")), []);
    let second = source(dir.path(), "2_second", "", CODE);
    let first = source(dir.path(), "1_first", "", CODE);
    source(dir.path(), ".hidden", "", CODE);
    let common = source(dir.path(), "common", "", CODE);
    fs::write(common.join("Cargo.toml"), "[package]\nname = \"common\" # not a \"cdylib\"\n").unwrap();
    fs::create_dir(dir.path().join("artifacts")).unwrap();
    fs::write(dir.path().join("3.sql"), "").unwrap();
    assert_eq!(rust_sources(dir.path()), [RustSource { dir: first }, RustSource { dir: second }]);
}

#[test]
fn the_same_source_gives_the_same_bytes_from_any_folder() {
    let one = tempfile::tempdir().unwrap();
    let other = tempfile::tempdir().unwrap();
    let modules = [&one, &other].map(|dir| {
        let dir = dir.path().join("migrations");
        source(&dir, "1_same", "[workspace]\n", CODE);
        let modules = build(&dir).unwrap();
        let bytes = fs::read(&modules[0]).unwrap();
        assert!(bytes.starts_with(b"\0asm"));
        bytes
    });
    assert_eq!(modules[0], modules[1]);
    let text = String::from_utf8_lossy(&modules[0]);
    assert!(!text.contains(&*one.path().to_string_lossy()), "a path of this machine is in the module");
}

#[test]
fn sources_of_one_workspace_and_of_others_come_in_the_order_asked() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"1_first\", \"3_third\"]\n").unwrap();
    source(dir.path(), "1_first", "", CODE);
    source(dir.path(), "2_second", "[workspace]\n", CODE);
    source(dir.path(), "3_third", "", CODE);
    let modules = build(dir.path()).unwrap();
    let names: Vec<_> = modules.iter().map(|m| m.file_name().unwrap().to_string_lossy().into_owned()).collect();
    assert_eq!(names, ["r1_first.wasm", "r2_second.wasm", "r3_third.wasm"]);
}

#[test]
fn what_the_compiler_found_is_shown() {
    let dir = tempfile::tempdir().unwrap();
    source(dir.path(), "1_broken", "[workspace]\n", "fn broken() -> u32 { \"text\" }\n");
    let error = build(dir.path()).unwrap_err();
    let BuildError::Compile { packages, output } = &error else { panic!("{error}") };
    assert_eq!(packages, "r1_broken");
    assert!(output.contains("mismatched types") && output.contains("src/lib.rs:1"), "{output}");
}

#[test]
fn a_manifest_that_cargo_refuses_is_named() {
    let dir = tempfile::tempdir().unwrap();
    source(dir.path(), "1_refused", "[wörkspace\n", CODE);
    let error = build(dir.path()).unwrap_err();
    assert!(matches!(&error, BuildError::Manifest { manifest, .. } if manifest.ends_with("1_refused/Cargo.toml")), "{error}");
}

#[test]
fn nothing_to_build_needs_no_cargo() {
    assert_eq!(build_rust(&[]).unwrap(), Vec::<PathBuf>::new());
}
