//! Every input that is kept, on its target: the seeds, and whatever fuzzing has found.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_fuzz::{TARGETS, target};
use std::fs;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Runs them all, each under its name, so that one that fails says which it is.
fn replay(kind: &str) -> usize {
    let mut count = 0;
    for folder in files(&folder(kind)).into_iter().filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let target = target(name).unwrap_or_else(|| panic!("{} is of no target", folder.display()));
        for file in files(&folder) {
            let bytes = fs::read(&file).unwrap();
            let ran = std::panic::catch_unwind(|| (target.run)(&bytes));
            assert!(ran.is_ok(), "{} fails its target; the message is above", file.display());
            count += 1;
        }
    }
    count
}

#[test]
fn nothing_that_fuzzing_found_is_back() {
    let count = replay("found");
    let told = fs::read_to_string(folder("found/README.md")).unwrap();
    let told: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let mut kept = Vec::new();
    for target in files(&folder("found")).into_iter().filter(|path| path.is_dir()) {
        for file in files(&target) {
            let [target, file] = [&target, &file].map(|path| path.file_name().unwrap().to_str().unwrap().to_owned());
            kept.push(format!("{target}/{file}"));
        }
    }
    assert_eq!(kept, told, "fuzz/found/README.md has a line for each, in their order");
    assert_eq!(kept.len(), count);
}

#[test]
fn every_target_has_seeds_that_pass() {
    replay("seeds");
    for target in TARGETS {
        assert!(!files(&folder("seeds").join(target.name)).is_empty(), "`{}` has no seeds", target.name);
    }
}

#[test]
fn the_targets_get_more_than_a_million_inputs() {
    assert!(TARGETS.iter().map(|target| target.inputs).sum::<u32>() > 1_000_000);
}
