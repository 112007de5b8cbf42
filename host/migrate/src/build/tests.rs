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
    fs::write(dir.path().join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"1_first\", \"3_third\"]\n")
        .unwrap();
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
    assert!(
        matches!(&error, BuildError::Manifest { manifest, .. } if manifest.ends_with("1_refused/Cargo.toml")),
        "{error}"
    );
}

#[test]
fn nothing_to_build_needs_no_cargo() {
    assert_eq!(build_rust(&[]).unwrap(), Vec::<PathBuf>::new());
}

#[test]
fn migrations_without_a_workspace_share_one_and_give_the_same_bytes_from_any_folder() {
    let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    // Names of very different lengths: an absolute path in the compiler's input would show.
    let dirs = [folders[0].path().join("m"), folders[1].path().join("a/folder/somewhere/else/migrations")];
    let built = dirs.map(|dir| {
        let sdk = "pub fn of<T: std::fmt::Debug>(t: T) -> String { format!(\"{t:?}\") }\n\
                   pub fn at(at: usize) -> u32 { [1u32, 2][at] }\n";
        let folder = dir.join(".mighost/sdk");
        fs::create_dir_all(folder.join("src")).unwrap();
        let manifest = "[package]\nname = \"sdk\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n";
        fs::write(folder.join("Cargo.toml"), manifest).unwrap();
        fs::write(folder.join("src/lib.rs"), sdk).unwrap();
        let code =
            "#[unsafe(no_mangle)]\npub extern \"C\" fn f(at: usize) -> usize { sdk::of((sdk::at(at), \"x\")).len() }\n";
        for name in ["1_shared", "2_shared"] {
            source(&dir, name, "[dependencies]\nsdk = { path = \"../.mighost/sdk\" }\n", code);
        }
        let modules = build(&dir).unwrap();
        let manifest = fs::read_to_string(dir.join("Cargo.toml")).unwrap();
        assert!(manifest.contains("    \"1_shared\",\n    \"2_shared\",\n"), "{manifest}");
        modules.iter().map(|module| fs::read(module).unwrap()).collect::<Vec<_>>()
    });
    assert!(built[0] == built[1]);
}

#[test]
fn a_manifest_of_the_users_own_stays_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let own = "[workspace]\nresolver = \"3\"\nmembers = [\"1_owned\"]\n";
    fs::write(dir.path().join("Cargo.toml"), own).unwrap();
    source(dir.path(), "1_owned", "", CODE);
    build(dir.path()).unwrap();
    assert_eq!(fs::read_to_string(dir.path().join("Cargo.toml")).unwrap(), own);
}

#[test]
fn the_members_follow_the_folders() {
    let dir = tempfile::tempdir().unwrap();
    source(dir.path(), "1_kept", "", CODE);
    let gone = source(dir.path(), "2_gone", "", CODE);
    assert_eq!(build(dir.path()).unwrap().len(), 2);
    fs::remove_dir_all(gone).unwrap();
    assert_eq!(build(dir.path()).unwrap().len(), 1);
    assert!(!fs::read_to_string(dir.path().join("Cargo.toml")).unwrap().contains("2_gone"));
}
