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

fn runtime(site: &Site) -> PathBuf {
    let folder = site.path("migrations/artifacts/runtimes");
    let mut entries = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    entries.find(|path| path.extension().is_some_and(|ending| ending == "wasm")).unwrap()
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
        let parts = || site.sql("SELECT count(*) FROM mighost_artifacts WHERE revision = ''");
        let before = parts();
        assert_ne!(before, ["0"]);
        let size: u64 = site.sql("SELECT max(length(content)) FROM mighost_artifacts")[0].parse().unwrap();
        assert!(size <= 1 << 20, "{kind:?}: a part of {size} bytes, and servers take no packets of any size");
        site.run(["upgrade", "conformance", "-x", "never"]);
        site.run(["downgrade", "base"]).ok();
        site.run(["upgrade", "cases", "-x", "case=handled"]).ok();
        assert_eq!(parts(), before, "{kind:?}");
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

/// Whoever builds again, on another machine or with another tool chain, gets the artifacts that were there.
#[test]
fn a_folder_keeps_its_runtime() {
    let site = Site::new(Kind::Sqlite).with(|project| project.with_tools());
    tools_beside(&site, "javascript");
    site.write(
        "migrations/one.js",
        "export const revision = { id: \"one\", message: \"One\" };\nexport function upgrade() {}\n",
    );
    site.run(["build"]).ok();
    let pin = site.read("migrations/artifacts/runtimes/javascript.sha256");
    let artifact = site.read("migrations/artifacts/one.wasm");
    std::fs::remove_file(site.path("migrations/artifacts/one.wasm")).unwrap();
    site.run(["build"]).ok();
    assert!(site.read("migrations/artifacts/one.wasm") == artifact, "the same script gave another artifact");
    assert_eq!(site.read("migrations/artifacts/runtimes/javascript.sha256"), pin);
}
