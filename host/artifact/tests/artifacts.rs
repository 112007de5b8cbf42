//! Reading, sealing and making artifacts, and everything that isn't one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::{
    Artifact, DESCRIPTION_SECTION, Digest, Error, Half, MAX_SIZE, SIGNATURE_SECTION, SOURCE_SECTION, componentize,
    read_description, seal, sql::Script,
};
use mighost_schema::{Description, Dialect};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

const SCRIPT: &str = "-- revision: b\n-- revises: a\n-- message: Three statements\n-- upgrade\n\
    CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nCREATE INDEX people_name ON people (name);\n\
    INSERT INTO people VALUES (1, 'Ada');\n-- downgrade\nDROP TABLE people;\n";

fn packed() -> Vec<u8> {
    Script::parse(SCRIPT).unwrap().pack().unwrap()
}

fn description() -> Description {
    Description { id: "x".into(), has_downgrade: true, ..Description::default() }
}

/// A component with nothing behind its functions, of these imports and exports.
fn component(imports: &str, revision: &str, functions: &[&str]) -> Vec<u8> {
    let exports: String = functions.iter().map(|name| format!("(export \"{name}\" (func $f)) ")).collect();
    let text = format!(
        "(component {imports}
            (core module $m (func (export \"f\")))
            (core instance $i (instantiate $m))
            (func $f (canon lift (core func $i \"f\")))
            (instance $r {exports})
            (export \"{revision}\" (instance $r)))"
    );
    wat::parse_str(text).unwrap()
}

const REVISION: &str = "mighost:migration/revision@0.1.0";
const FUNCTIONS: [&str; 3] = ["describe", "upgrade", "downgrade"];

fn custom(mut bytes: Vec<u8>, name: &str, data: &[u8]) -> Vec<u8> {
    let section = wasm_encoder::CustomSection { name: name.into(), data: data.into() };
    bytes.push(0);
    wasm_encoder::Encode::encode(&section, &mut bytes);
    bytes
}

#[track_caller]
fn error(bytes: impl AsRef<[u8]>) -> Error {
    Artifact::read(bytes.as_ref()).expect_err("it was read")
}

#[test]
fn a_packed_script_is_an_artifact() {
    let bytes = packed();
    assert!(bytes.len() < 4_096, "{} bytes", bytes.len());
    let artifact = Artifact::read(bytes.clone()).unwrap();
    assert_eq!((artifact.size(), artifact.bytes(), artifact.signed_bytes()), (bytes.len(), &bytes[..], &bytes[..]));
    assert_eq!(artifact.sha256(), &Digest::of(&bytes));
    let expected = Description {
        id: "b".into(),
        revises: vec!["a".into()],
        message: Some("Three statements".into()),
        has_downgrade: true,
        ..Description::default()
    };
    assert_eq!(artifact.description(), Some(&expected));
    assert_eq!(read_description(&bytes), Ok(Some(expected)));
    assert_eq!(artifact.contract_version(), "0.1.0");
    assert!(artifact.foreign_imports().is_empty() && artifact.wasi_imports().is_empty());
    assert!(artifact.unknown_functions().is_empty() && artifact.producers().is_empty());
    assert_eq!(artifact.signature(), None);
}

#[test]
fn a_packed_script_imports_the_dialect_and_execute_and_nothing_else() {
    let capabilities = |text: &str| {
        let bytes = Script::parse(text).unwrap().pack().unwrap();
        format!("{:?}", Artifact::read(bytes).unwrap().capabilities())
    };
    assert_eq!(capabilities(SCRIPT), r#"{"context": {"dialect"}, "sql": {"execute"}}"#);
    // What runs nothing can't run anything.
    assert_eq!(capabilities("-- revision: a\n-- upgrade\n-- nothing\n"), r#"{"context": {"dialect"}}"#);
}

#[test]
fn a_packed_script_names_the_lines_of_its_statements() {
    let artifact = Artifact::read(packed()).unwrap();
    let source = artifact.source().expect("a table of lines");
    assert_eq!(source.lines(Half::Upgrade, Dialect::Sqlite), Some(&[5, 6, 7][..]));
    assert_eq!(source.line(Half::Downgrade, Dialect::Mariadb, 0), Some(9));
    assert_eq!(source.line(Half::Downgrade, Dialect::Mariadb, 1), None);
}

#[test]
fn packing_gives_the_same_bytes_every_time() {
    let bytes = packed();
    assert_eq!(bytes, packed());
    // The same in every release too, for as long as it can be: an artifact's hash is written into histories.
    // A change of the contract's words, of the packer or of the encoder may change it; say so in the release notes.
    let found = Digest::of(&bytes).to_string();
    assert_eq!(found, "7ed7b541855f26d88c55ee36ddc94d87eea47595ad1d9a7b7897ce7e45b9610a", "{} bytes", bytes.len());
}

#[test]
fn a_packed_script_targets_the_contracts_world() {
    let mut resolve = Resolve::default();
    let wit = concat!(env!("CARGO_MANIFEST_DIR"), "/../../wit");
    let (package, _) = resolve.push_path(wit).unwrap();
    let world = resolve.select_world(&[package], Some("migration")).unwrap();
    wit_component::targets(&resolve, world, &packed()).unwrap();
}

#[test]
fn what_is_no_webassembly_is_said_to_be_what_it_is() {
    assert_eq!(error([]), Error::Empty);
    assert_eq!(error("create table t (a);\n"), Error::Text);
    assert_eq!(error("\u{feff}-- ünï\n"), Error::Text);
    for text in ["(component)", ";; a comment\n\n ( module (func))", "(; a ;) (module)"] {
        assert_eq!(error(text), Error::Wat, "{text}");
    }
    assert_eq!(error([0x7f, b'E', b'L', b'F', 0, 1, 2]), Error::NotWasm);
    assert_eq!(error([0xff; 64]), Error::NotWasm);
    assert_eq!(error(b"\0asm\x01\0\0\0"), Error::CoreModule);
    assert_eq!(error(b"\0asm\x0c\0\x01\0"), Error::UnknownEncoding { header: "0c000100".into() });
    for cut in 1..8 {
        assert!(matches!(error(&packed()[..cut]), Error::Truncated { .. }), "{cut}");
    }
}

#[test]
fn every_cut_is_noticed_or_leaves_no_seal() {
    let bytes = packed();
    for cut in 0..bytes.len() {
        if let Ok(artifact) = Artifact::read(&bytes[..cut]) {
            assert_eq!(artifact.description(), None, "{cut}");
        }
        assert!(!matches!(read_description(&bytes[..cut]), Ok(Some(_))), "{cut}");
    }
    assert!(matches!(error(&bytes[..bytes.len() - 1]), Error::Truncated { .. }));
}

#[test]
fn bytes_behind_the_end_are_noticed() {
    for garbage in [&b"garbage"[..], b"\xff", b"\n", b"\0\0", b"\x01\0"] {
        let mut bytes = packed();
        let length = bytes.len();
        bytes.extend_from_slice(garbage);
        let found = error(&bytes);
        let offset = match &found {
            Error::TrailingBytes { offset } | Error::Truncated { offset, .. } | Error::Malformed { offset, .. } => {
                *offset
            }
            other => panic!("{other:?}"),
        };
        assert!((length..=bytes.len()).contains(&offset), "{found:?}");
    }
}

#[test]
fn more_than_an_artifact_may_have_is_refused_unread() {
    let mut bytes = packed();
    bytes.resize(MAX_SIZE + 1, 0);
    let expected = Error::TooLarge { size: MAX_SIZE + 1, limit: MAX_SIZE };
    assert_eq!(read_description(&bytes), Err(expected.clone()));
    assert_eq!(error(bytes), expected);
}

#[test]
fn a_component_that_is_no_migration_is_refused() {
    let found = error(wat::parse_str("(component)").unwrap());
    assert!(matches!(&found, Error::NotAMigration { found, .. } if found == "it exports nothing"), "{found}");
    let found = error(component("", "wasi:cli/run@0.2.0", &["run"]));
    assert!(matches!(&found, Error::NotAMigration { found, .. } if found.contains("wasi:cli/run")), "{found}");
    let found = error(component("", REVISION, &["describe", "upgrade"]));
    assert!(matches!(&found, Error::IncompleteRevision { missing, .. } if missing == "`downgrade`"), "{found}");
}

#[test]
fn another_version_of_the_contract_is_refused_by_its_number() {
    for version in ["0.2.0", "1.0.0", "0.10.0", "0.1.0-rc.1"] {
        let found = error(component("", &format!("mighost:migration/revision@{version}"), &FUNCTIONS));
        assert!(matches!(&found, Error::OtherContract { found, supported: "0.1", .. } if found == version), "{found}");
    }
    assert!(matches!(error(component("", "mighost:migration/revision", &FUNCTIONS)), Error::OtherContract { .. }));
    let import = "(import \"mighost:migration/sql@0.3.0\" (instance))";
    assert!(matches!(error(component(import, REVISION, &FUNCTIONS)), Error::OtherContract { .. }));
    // A later patch release of the contract adds and changes nothing.
    let artifact = Artifact::read(component("", "mighost:migration/revision@0.1.7", &FUNCTIONS)).unwrap();
    assert_eq!(artifact.contract_version(), "0.1.7");
}

#[test]
fn imports_are_sorted_by_who_provides_them() {
    let imports = r#"
        (import "wasi:cli/environment@0.2.6" (instance))
        (import "acme:things/api" (instance (export "f" (func))))
        (import "plain" (func))
        (import "mighost:migration/report@0.1.2" (instance (export "warn" (func)) (export "shout" (func))))
        (import "mighost:migration/types@0.1.0" (instance))
        (import "mighost:migration/magic@0.1.2" (instance (export "f" (func))))"#;
    let artifact = Artifact::read(component(imports, REVISION, &FUNCTIONS)).unwrap();
    assert_eq!(artifact.wasi_imports(), ["wasi:cli/environment@0.2.6"]);
    assert_eq!(artifact.foreign_imports(), ["acme:things/api", "plain"]);
    assert_eq!(format!("{:?}", artifact.capabilities()), r#"{"magic": {"f"}, "report": {"shout", "warn"}}"#);
    assert_eq!(artifact.unknown_functions(), ["report#shout", "magic#f"]);
}

#[test]
fn invalid_insides_are_refused() {
    let mut bytes = component("", REVISION, &FUNCTIONS);
    let name = bytes.windows(REVISION.len()).rposition(|window| window == REVISION.as_bytes()).unwrap();
    bytes[name] = b'!';
    let found = error(&bytes);
    assert!(matches!(&found, Error::Malformed { .. }), "{found}");
}

#[test]
fn a_seal_is_written_once_and_replaced() {
    let plain = component("", REVISION, &FUNCTIONS);
    assert_eq!(read_description(&plain), Ok(None));
    let first = seal(&plain, &description()).unwrap();
    assert_eq!(first, seal(&plain, &description()).unwrap());
    let other = Description { id: "y".into(), ..description() };
    let second = seal(&first, &other).unwrap();
    assert_eq!(second, seal(&plain, &other).unwrap());
    assert_eq!(Artifact::read(second).unwrap().description(), Some(&other));
}

#[test]
fn sealing_strips_a_signature_and_keeps_the_rest() {
    let signed = custom(custom(packed(), "someone:else", b"kept"), SIGNATURE_SECTION, b"{}");
    let artifact = Artifact::read(signed.clone()).unwrap();
    assert_eq!(artifact.signature(), Some(&b"{}"[..]));
    assert_eq!(artifact.signed_bytes(), custom(packed(), "someone:else", b"kept"));
    let sealed = seal(&signed, &description()).unwrap();
    let artifact = Artifact::read(sealed.clone()).unwrap();
    assert_eq!(artifact.signature(), None);
    assert!(artifact.source().is_some());
    assert!(sealed.windows(4).any(|window| window == b"kept"));
}

#[test]
fn nothing_may_stand_behind_a_signature() {
    let bytes = custom(custom(packed(), SIGNATURE_SECTION, b"{}"), "more", b"");
    assert!(matches!(error(&bytes), Error::NotLast { .. }));
    assert!(matches!(seal(&bytes, &description()), Err(Error::NotLast { .. })));
    let twice = custom(custom(packed(), SIGNATURE_SECTION, b"{}"), SIGNATURE_SECTION, b"{}");
    assert!(matches!(error(twice), Error::DuplicateSection { .. }));
}

#[test]
fn a_section_of_ours_stands_once() {
    for name in [DESCRIPTION_SECTION, SOURCE_SECTION] {
        let found = error(custom(packed(), name, b"{}"));
        assert!(matches!(&found, Error::DuplicateSection { name: twice, .. } if twice == name), "{found}");
    }
}

#[test]
fn a_seal_deeper_inside_is_no_seal() {
    let inner = wat::parse_str("(component (@custom \"mighost:description\" \"{}\"))").unwrap();
    let mut bytes = component("", REVISION, &FUNCTIONS);
    bytes.push(4);
    wasm_encoder::Encode::encode(&inner[..], &mut bytes);
    assert_eq!(read_description(&bytes), Ok(None));
    assert_eq!(Artifact::read(bytes).unwrap().description(), None);
}

#[test]
fn a_seal_that_says_nonsense_is_refused() {
    let plain = component("", REVISION, &FUNCTIONS);
    let with = |json: &str| read_description(&custom(plain.clone(), DESCRIPTION_SECTION, json.as_bytes()));
    let good = r#"{"format":1,"description":{"id":"a","has-downgrade":false}}"#;
    assert!(with(good).unwrap().is_some());
    for (json, part) in [
        ("", "EOF"),
        ("{}", "format"),
        (r#"{"format":2,"anything":1}"#, "newer mighost"),
        (r#"{"format":1,"description":{"id":"a","has-downgrade":false,"color":1}}"#, "color"),
        (r#"{"format":1,"description":{"id":"a","has-downgrade":false},"color":1}"#, "color"),
        (r#"{"format":1,"description":{"id":"a","id":"b","has-downgrade":false}}"#, "duplicate"),
        (r#"{"format":1,"description":{"id":"head","has-downgrade":false}}"#, "head"),
        (r#"{"format":1,"description":{"id":"a","revises":["b c"],"has-downgrade":false}}"#, "b c"),
        (r#"{"format":1,"description":{"id":"a","message":"b\nc","has-downgrade":false}}"#, "one line"),
        (r#"{"format":1,"description":{"id":"a","has-downgrade":false}} "x""#, "trailing"),
    ] {
        let found = with(json).expect_err(json);
        assert!(matches!(&found, Error::Seal { reason } if reason.contains(part)), "{json}: {found}");
    }
}

#[test]
fn a_description_that_cant_be_is_not_sealed() {
    let plain = component("", REVISION, &FUNCTIONS);
    for wrong in [
        Description { id: "".into(), ..description() },
        Description { revises: vec!["x".into()], ..description() },
        Description { labels: vec!["a".into(), "a".into()], ..description() },
        Description { depends_on: vec!["a@b@c".into()], ..description() },
        Description { package: Some("a//b".into()), ..description() },
        Description { created: Some("now".into()), ..description() },
        Description { message: Some("m".repeat(70_000)), ..description() },
    ] {
        assert!(matches!(seal(&plain, &wrong), Err(Error::Description { .. })), "{wrong:?}");
    }
    assert_eq!(seal(b"text", &description()), Err(Error::Text));
    assert_eq!(seal(b"\0asm\x01\0\0\0", &description()), Err(Error::CoreModule));
}

/// A core module that implements a world of the contract, with the imports and sections given.
fn core(imports: &str, more: &str) -> Vec<u8> {
    let mut core = bare(imports, more);
    let mut resolve = Resolve::default();
    let (package, _) = resolve.push_path(concat!(env!("CARGO_MANIFEST_DIR"), "/../../wit")).unwrap();
    let world = resolve.select_world(&[package], Some("migration")).unwrap();
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8).unwrap();
    core
}

/// The same as a compiler leaves it that knows nothing of components.
fn bare(imports: &str, more: &str) -> Vec<u8> {
    let text = format!(
        r#"(module
            (import "mighost:migration/report@0.1.0" "warn" (func (param i32 i32)))
            {imports}
            (func (export "mighost:migration/revision@0.1.0#describe") (result i32) i32.const 16)
            (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) i32.const 16)
            (func (export "mighost:migration/revision@0.1.0#downgrade") (result i32) i32.const 16)
            (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) unreachable)
            (memory (export "memory") 1)
            {more})"#
    );
    wat::parse_str(text).unwrap()
}

#[test]
fn a_core_module_becomes_a_component_that_imports_what_it_uses() {
    let core = core("", "");
    let bytes = componentize(&core).unwrap();
    assert_eq!(bytes, componentize(&core).unwrap());
    let artifact = Artifact::read(bytes).unwrap();
    assert_eq!(format!("{:?}", artifact.capabilities()), r#"{"report": {"warn"}}"#);
    assert!(artifact.producers().iter().any(|producer| producer.name == "wit-component"));
    assert_eq!(artifact.description(), None);
}

#[test]
fn debug_information_goes_and_small_names_stay() {
    let bytes = componentize(&core("", "(func $remember_me) (@custom \".debug_info\" \"forget me\")")).unwrap();
    let has = |text: &[u8]| bytes.windows(text.len()).any(|window| window == text);
    assert!(has(b"remember_me") && !has(b"forget me"));
    let many: String = (0..1_000).map(|n| format!("(func $remember_me_{n})")).collect();
    let bytes = componentize(&core("", &many)).unwrap();
    assert!(!bytes.windows(11).any(|window| window == b"remember_me"));
}

#[test]
fn foreign_imports_of_a_module_are_named() {
    let found =
        componentize(&core("(import \"env\" \"now\" (func)) (import \"wasi_unstable\" \"fd_write\" (func))", ""));
    let Err(Error::ForeignImports { names }) = found else { panic!("{found:?}") };
    assert_eq!(names, "`env#now`, `wasi_unstable#fd_write`");
}

#[test]
fn a_module_of_a_compiler_that_knows_nothing_of_components_becomes_one() {
    let bytes = componentize(&bare("", "")).unwrap();
    assert_eq!(bytes, componentize(&bare("", "")).unwrap());
    let artifact = Artifact::read(bytes).unwrap();
    assert_eq!(format!("{:?}", artifact.capabilities()), r#"{"report": {"warn"}}"#);
}

#[test]
fn what_a_module_wants_of_wasi_preview_1_is_inside_the_component() {
    // Everything that the adapter has, each as its own import.
    let all = preview1();
    let imports: String =
        all.iter().map(|(name, ty)| format!("(import \"wasi_snapshot_preview1\" \"{name}\" (func {ty}))")).collect();
    let artifact = Artifact::read(componentize(&bare(&imports, "")).unwrap()).unwrap();
    assert_eq!((artifact.wasi_imports(), artifact.foreign_imports()), (&[][..], &[][..]));
    // Standard output goes to the log.
    assert_eq!(format!("{:?}", artifact.capabilities()), r#"{"report": {"log", "warn"}}"#);
    // A name that preview 1 doesn't have.
    let unknown = componentize(&bare("(import \"wasi_snapshot_preview1\" \"fd_shout\" (func))", ""));
    assert!(matches!(unknown, Err(Error::Componentize { .. })), "{unknown:?}");
}

/// The functions of preview 1, and their parameters and results.
fn preview1() -> Vec<(&'static str, &'static str)> {
    vec![
        ("args_get", "(param i32 i32) (result i32)"),
        ("args_sizes_get", "(param i32 i32) (result i32)"),
        ("clock_res_get", "(param i32 i32) (result i32)"),
        ("clock_time_get", "(param i32 i64 i32) (result i32)"),
        ("environ_get", "(param i32 i32) (result i32)"),
        ("environ_sizes_get", "(param i32 i32) (result i32)"),
        ("fd_advise", "(param i32 i64 i64 i32) (result i32)"),
        ("fd_allocate", "(param i32 i64 i64) (result i32)"),
        ("fd_close", "(param i32) (result i32)"),
        ("fd_datasync", "(param i32) (result i32)"),
        ("fd_fdstat_get", "(param i32 i32) (result i32)"),
        ("fd_fdstat_set_flags", "(param i32 i32) (result i32)"),
        ("fd_fdstat_set_rights", "(param i32 i64 i64) (result i32)"),
        ("fd_filestat_get", "(param i32 i32) (result i32)"),
        ("fd_filestat_set_size", "(param i32 i64) (result i32)"),
        ("fd_filestat_set_times", "(param i32 i64 i64 i32) (result i32)"),
        ("fd_pread", "(param i32 i32 i32 i64 i32) (result i32)"),
        ("fd_prestat_dir_name", "(param i32 i32 i32) (result i32)"),
        ("fd_prestat_get", "(param i32 i32) (result i32)"),
        ("fd_pwrite", "(param i32 i32 i32 i64 i32) (result i32)"),
        ("fd_read", "(param i32 i32 i32 i32) (result i32)"),
        ("fd_readdir", "(param i32 i32 i32 i64 i32) (result i32)"),
        ("fd_renumber", "(param i32 i32) (result i32)"),
        ("fd_seek", "(param i32 i64 i32 i32) (result i32)"),
        ("fd_sync", "(param i32) (result i32)"),
        ("fd_tell", "(param i32 i32) (result i32)"),
        ("fd_write", "(param i32 i32 i32 i32) (result i32)"),
        ("path_create_directory", "(param i32 i32 i32) (result i32)"),
        ("path_filestat_get", "(param i32 i32 i32 i32 i32) (result i32)"),
        ("path_filestat_set_times", "(param i32 i32 i32 i32 i64 i64 i32) (result i32)"),
        ("path_link", "(param i32 i32 i32 i32 i32 i32 i32) (result i32)"),
        ("path_open", "(param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)"),
        ("path_readlink", "(param i32 i32 i32 i32 i32 i32) (result i32)"),
        ("path_remove_directory", "(param i32 i32 i32) (result i32)"),
        ("path_rename", "(param i32 i32 i32 i32 i32 i32) (result i32)"),
        ("path_symlink", "(param i32 i32 i32 i32 i32) (result i32)"),
        ("path_unlink_file", "(param i32 i32 i32) (result i32)"),
        ("poll_oneoff", "(param i32 i32 i32 i32) (result i32)"),
        ("proc_exit", "(param i32)"),
        ("proc_raise", "(param i32) (result i32)"),
        ("random_get", "(param i32 i32) (result i32)"),
        ("sched_yield", "(result i32)"),
        ("sock_accept", "(param i32 i32 i32) (result i32)"),
        ("sock_recv", "(param i32 i32 i32 i32 i32 i32) (result i32)"),
        ("sock_send", "(param i32 i32 i32 i32 i32) (result i32)"),
        ("sock_shutdown", "(param i32 i32) (result i32)"),
    ]
}

#[test]
fn only_a_module_with_a_component_type_becomes_a_component() {
    assert_eq!(componentize(b"\0asm\x01\0\0\0"), Err(Error::NoComponentType));
    assert_eq!(componentize(&packed()), Err(Error::AlreadyComponent));
    assert_eq!(componentize(b""), Err(Error::Empty));
    assert_eq!(componentize(b"(module)"), Err(Error::Wat));
    // An import that the contract doesn't have.
    let unknown = core("(import \"mighost:migration/report@0.1.0\" \"shout\" (func))", "");
    assert!(matches!(componentize(&unknown), Err(Error::Componentize { .. })));
    // The encoder of another project does not make it an artifact.
    let bytes = ComponentEncoder::default().module(&core("", "")).unwrap().encode().unwrap();
    assert!(Artifact::read(bytes).is_ok());
}

#[test]
fn a_digest_is_hex_text() {
    let digest = Digest::of(b"");
    let text = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(digest.to_string(), text);
    assert_eq!(Digest::from_hex(text), Some(digest));
    assert_eq!(serde_json::to_string(&digest).unwrap(), format!("\"{text}\""));
    assert_eq!(serde_json::from_str::<Digest>(&format!("\"{text}\"")).unwrap(), digest);
    assert!(serde_json::from_str::<Digest>("\"e3\"").is_err());
    assert_eq!(Digest::from_hex(&text[1..]), None);
}
