//! A language that mighost has no SDK for, with nothing but the contract and `docs/wit.md`.

use mighost_tests::{Kind, Project, Site, binary, languages};
use std::process::Command;

/// Compiles the migration as the page says.
fn module(project: &Project) {
    let source = binary::workspace().join("tests/guests/languages/zig/notes.zig");
    let mut zig = Command::new(languages::python());
    zig.current_dir(project.path("")).args(["-m", "ziglang", "build-exe"]).arg(source);
    zig.args(["-target", "wasm32-freestanding", "-O", "ReleaseSmall", "-fno-entry", "-rdynamic", "-fstrip"]);
    mighost_tests::finished(zig).ok();
}

#[test]
fn a_migration_in_zig_runs_on_every_database() {
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::Mariadb] {
        let site = Site::new(kind);
        module(&site);
        site.run(["build", "notes.wasm"]).ok();
        site.run(["upgrade"]).ok();
        assert!(!site.tables().is_empty(), "{kind:?}");
        site.run(["downgrade", "base"]).ok();
        assert_eq!(site.tables(), Vec::<String>::new(), "{kind:?}");
    }
}

/// The page says how, and its words are the ones that the test above types.
#[test]
fn the_page_says_what_is_typed() {
    let page = std::fs::read_to_string(binary::workspace().join("docs/wit.md")).unwrap();
    let typed = "build-exe notes.zig -target wasm32-freestanding -O ReleaseSmall -fno-entry -rdynamic -fstrip";
    assert!(page.contains(typed) && page.contains("mighost build notes.wasm"), "docs/wit.md doesn't say: {typed}");
}
