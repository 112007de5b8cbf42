//! Runtimes that scripts share: what was applied can be taken back and finished wherever their files have gone.

use crate::artifacts::tools_beside;
use mighost_tests::{Kind, Site, languages};
use std::path::{Path, PathBuf};

const KINDS: [Kind; 3] = [Kind::Sqlite, Kind::Postgres, Kind::Mariadb];

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() { copy(&path, &target) } else { _ = std::fs::copy(&path, target).unwrap() }
    }
}

/// A project of its own with the artifacts of a language, and a cache of its own. That has what the runtime was compiled to, which
/// takes long, and not the runtime: who has only that has to get the runtime from somewhere still.
fn site(kind: Kind) -> Site {
    let site = Site::new(kind).with(|project| project.with_cold_cache());
    copy(&languages::guests("python").join("artifacts"), &site.path("migrations/artifacts"));
    let digest = runtime(&site).file_stem().unwrap().to_str().unwrap().to_owned();
    std::fs::create_dir_all(site.cache()).unwrap();
    for entry in std::fs::read_dir(mighost_tests::Project::new().cache()).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        if name.to_str().unwrap().starts_with(&digest) && path.is_file() {
            std::fs::copy(path, site.cache().join(name)).unwrap();
        }
    }
    site
}

/// The file that the folder pins.
fn runtime(site: &Site) -> PathBuf {
    let folder = site.path("migrations/artifacts/runtimes");
    let pin = std::fs::read_to_string(folder.join("python.sha256")).unwrap();
    folder.join(format!("{}.wasm", pin.split_whitespace().next().unwrap()))
}

#[test]
fn a_step_is_taken_back_without_any_file() {
    for kind in KINDS {
        let site = site(kind);
        site.run(["upgrade", "cases", "-x", "case=handled"]).ok();
        assert_eq!(site.tables(), ["numbers"]);
        std::fs::remove_dir_all(site.path("migrations/artifacts")).unwrap();
        assert!(!site.cache().join("runtimes").exists());
        site.run(["downgrade", "base"]).ok();
        assert_eq!(site.tables(), Vec::<String>::new(), "{kind:?}");
    }
}

#[test]
fn a_runtime_is_kept_once() {
    for kind in KINDS {
        let site = site(kind);
        site.run(["upgrade", "cases", "-x", "case=handled"]).ok();
        let parts =
            || site.sql("SELECT count(*) FROM mighost_artifacts WHERE package = 'runtimes' AND file IN ('', 'seen')");
        // What is kept already is left alone: a mark on it stays.
        site.sql("UPDATE mighost_artifacts SET file = 'seen' WHERE package = 'runtimes' AND file = 'python'");
        let before = parts();
        assert!(before[0].parse::<u32>().unwrap() > 10, "{before:?}");
        assert_eq!(site.sql("SELECT value FROM mighost_meta WHERE name = 'layout'"), ["3"]);
        let size: u64 = site.sql("SELECT max(length(content)) FROM mighost_artifacts")[0].parse().unwrap();
        assert!(size <= 1 << 20, "{kind:?}: a part of {size} bytes, and servers take no packets of any size");
        site.run(["downgrade", "base"]).ok();
        site.run(["upgrade", "cases", "-x", "case=handled"]).ok();
        assert_eq!(parts(), before, "{kind:?}");
        assert_eq!(site.sql("SELECT count(*) FROM mighost_artifacts WHERE file = 'seen'"), ["1"], "{kind:?}");
    }
}

#[test]
fn one_that_is_gone_or_changed_is_named_and_nothing_runs() {
    for kind in KINDS {
        let site = site(kind);
        let runtime = runtime(&site);
        let name = runtime.file_name().unwrap().to_str().unwrap().to_owned();
        let whole = std::fs::read(&runtime).unwrap();
        let mut changed = whole.clone();
        *changed.last_mut().unwrap() ^= 1;
        std::fs::write(&runtime, changed).unwrap();
        site.run(["upgrade", "cases"]).fails().says(&[&name, "has been changed", "next"]);
        std::fs::remove_file(&runtime).unwrap();
        site.run(["upgrade", "cases"]).fails().says(&[&name, "mighost build"]);
        assert_eq!(site.tables(), Vec::<String>::new(), "{kind:?}");
        std::fs::write(&runtime, whole).unwrap();
        site.run(["upgrade", "cases", "-x", "case=handled"]).ok();
    }
}

/// Whoever builds again, on another machine or with another tool chain, gets the artifacts that were there, and builds what is new for
/// the same runtime: the folder's pin says which, whatever this machine would make.
#[test]
fn a_folder_keeps_its_runtime() {
    let site = Site::new(Kind::Sqlite).with(|project| project.with_tools());
    tools_beside(&site, "javascript");
    let script = |id: &str, after: &str| {
        format!(
            "export const revision = {{ id: \"{id}\", revises: [{after}], message: \"{id}\" }};\nexport function upgrade() {{}}\n"
        )
    };
    site.write("migrations/one.js", script("one", ""));
    site.run(["build"]).ok();
    let pin = String::from_utf8(site.read("migrations/artifacts/runtimes/javascript.sha256")).unwrap();
    let (made, sdk) = pin.trim().split_once(' ').unwrap();
    let artifact = site.read("migrations/artifacts/one.wasm");

    // Another one, which this machine wouldn't make: the same with a section more that means nothing.
    let mut other = site.read(format!("migrations/artifacts/runtimes/{made}.wasm"));
    other.extend(mighost_tests::guest::padding(10));
    let digest = mighost::Digest::of(&other).to_string();
    site.write(format!("migrations/artifacts/runtimes/{digest}.wasm"), &other);
    let pinned =
        |sdk: &str| _ = site.write("migrations/artifacts/runtimes/javascript.sha256", format!("{digest} {sdk}\n"));
    pinned(sdk);
    site.write("migrations/two.js", script("two", "\"one\""));
    let outcome = site.run(["build"]).ok();
    assert!(!outcome.stderr.contains("another version"), "{}", outcome.whole());
    let runtime = |name: &str| {
        let bytes = site.read(format!("migrations/artifacts/{name}.wasm"));
        mighost::Artifact::read(bytes).unwrap().script().unwrap().runtime.to_string()
    };
    assert_eq!((runtime("one"), runtime("two")), (made.to_owned(), digest.clone()));
    assert!(site.read("migrations/artifacts/one.wasm") == artifact, "what was built, and may be signed, is another");
    site.run(["upgrade"]).ok();

    // Of another SDK: told, and used all the same.
    pinned(&"0".repeat(64));
    assert!(site.run(["build"]).ok().stderr.contains("another version of JavaScript's SDK"));
    // Gone, and nobody can make it here: refused, and nothing is written.
    std::fs::remove_file(site.path(format!("migrations/artifacts/runtimes/{digest}.wasm"))).unwrap();
    site.run(["build"]).fails().says(&[&digest, made, "javascript.sha256"]);
    assert_eq!(runtime("two"), digest);
    // No digest at all.
    site.write("migrations/artifacts/runtimes/javascript.sha256", "what?\n");
    site.run(["build"]).fails().says(&["javascript.sha256", "SHA-256"]);
}
