//! Compiled components are kept, and nothing unsound of them is ever run.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use mighost_sandbox::{Limits, Sandbox, SandboxConfig};
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use support::*;

fn cached(dir: &Path) -> Sandbox {
    Sandbox::new(SandboxConfig { cache_dir: Some(dir.to_owned()), limits: small() }).unwrap()
}

/// The entries of a cache directory, by name.
fn entries(dir: &Path) -> Vec<PathBuf> {
    let mut entries: Vec<_> = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect();
    entries.sort();
    entries
}

/// Loads in a new sandbox and runs what was loaded. How often it compiled and how often it found an entry.
async fn load_anew(dir: &Path, guest: &Guest) -> (u64, u64) {
    let sandbox = cached(dir);
    let finished = upgrade(&sandbox, guest, up(), &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    (sandbox.compiled(), sandbox.cache_hits())
}

#[tokio::test]
async fn the_second_load_compiles_nothing() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("a/b/cache");
    assert_eq!(load_anew(&dir, &Guest::default()).await, (1, 0));
    assert_eq!(load_anew(&dir, &Guest::default()).await, (0, 1));
    // Another component has another entry.
    assert_eq!(load_anew(&dir, &Guest::upgrading("nop (i32.const 512)")).await, (1, 0));
    assert_eq!(entries(&dir).len(), 2, "and no drafts are left: {:?}", entries(&dir));
    assert_eq!(fs::metadata(&dir).unwrap().mode() & 0o777, 0o700);
    for entry in entries(&dir) {
        assert_eq!(fs::metadata(&entry).unwrap().mode() & 0o777, 0o600);
        assert_eq!(entry.extension().unwrap(), "cwasm");
    }
}

#[test]
fn a_sandbox_that_loads_nothing_touches_nothing() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("cache");
    let sandbox = cached(&dir);
    assert_eq!((sandbox.compiled(), sandbox.cache_hits()), (0, 0));
    assert!(!dir.exists());
}

#[tokio::test]
async fn a_broken_entry_is_compiled_again() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("cache");
    assert_eq!(load_anew(&dir, &Guest::default()).await, (1, 0));
    let entry = entries(&dir).remove(0);
    let sound = fs::read(&entry).unwrap();
    let mut flipped = sound.clone();
    flipped[5] ^= 0xff;
    let mut foreign = sound.clone();
    // What it was compiled for is in there as text.
    let target = std::env::consts::ARCH.as_bytes();
    let at = foreign.windows(target.len()).position(|bytes| bytes == target).expect("the target");
    foreign[at] = b'y';
    let mut broken = vec![Vec::new(), b"select 1;".to_vec(), flipped, foreign];
    broken.extend((0..sound.len()).step_by(sound.len() / 40).map(|length| sound[..length].to_vec()));
    for (number, bytes) in broken.into_iter().enumerate() {
        // A new file, as a crash would leave it: the old one may be mapped.
        fs::remove_file(&entry).unwrap();
        fs::write(&entry, bytes).unwrap();
        assert_eq!(load_anew(&dir, &Guest::default()).await, (1, 0), "broken entry {number}");
        assert_eq!(load_anew(&dir, &Guest::default()).await, (0, 1), "it was replaced: {number}");
    }
}

#[tokio::test]
async fn a_directory_that_others_can_write_is_not_used() {
    for mode in [0o777, 0o770, 0o702, 0o1777] {
        let home = tempfile::tempdir().unwrap();
        let dir = home.path().join("cache");
        fs::create_dir(&dir).unwrap();
        fs::set_permissions(&dir, fs::Permissions::from_mode(mode)).unwrap();
        for _ in 0..2 {
            assert_eq!(load_anew(&dir, &Guest::default()).await, (1, 0), "mode {mode:o}");
        }
        assert!(entries(&dir).is_empty(), "mode {mode:o}");
    }
}

#[tokio::test]
async fn a_directory_that_becomes_writable_is_not_used_any_more() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("cache");
    let sandbox = cached(&dir);
    load(&sandbox, &Guest::default().build()).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o777)).unwrap();
    load(&sandbox, &Guest::default().build()).unwrap();
    assert_eq!((sandbox.compiled(), sandbox.cache_hits()), (2, 0));
}

#[tokio::test]
async fn an_entry_that_others_can_write_or_that_is_a_link_is_not_used() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("cache");
    assert_eq!(load_anew(&dir, &Guest::default()).await, (1, 0));
    let entry = entries(&dir).remove(0);
    fs::set_permissions(&entry, fs::Permissions::from_mode(0o666)).unwrap();
    assert_eq!(load_anew(&dir, &Guest::default()).await, (1, 0));
    assert_eq!(load_anew(&dir, &Guest::default()).await, (0, 1), "a sound one took its place");
    let elsewhere = home.path().join("elsewhere");
    fs::rename(&entry, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &entry).unwrap();
    assert_eq!(load_anew(&dir, &Guest::default()).await, (1, 0));
}

#[tokio::test]
async fn a_directory_of_another_user_is_not_used() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("cache");
    fs::create_dir(&dir).unwrap();
    // Only the administrator can give files away; for everybody else /, which isn't theirs, stands in.
    let dir = match std::os::unix::fs::chown(&dir, Some(12345), None) {
        Ok(()) => dir,
        Err(_) => PathBuf::from("/"),
    };
    assert_eq!(load_anew(&dir, &Guest::default()).await, (1, 0));
    assert_eq!(load_anew(&dir, &Guest::default()).await, (1, 0));
}

#[tokio::test]
async fn a_file_in_the_place_of_the_directory_costs_only_time() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("cache");
    fs::write(&file, "not a directory").unwrap();
    assert_eq!(load_anew(&file, &Guest::default()).await, (1, 0));
    assert_eq!(fs::read_to_string(&file).unwrap(), "not a directory");
}

#[tokio::test]
async fn the_entries_unused_for_longest_make_room() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("cache");
    let old = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000);
    load_anew(&dir, &Guest::default()).await;
    let first = entries(&dir).remove(0);
    let size = fs::metadata(&first).unwrap().len();
    fs::File::open(&first).unwrap().set_modified(old).unwrap();
    // A draft of a program that was killed long ago, and one that is being written.
    for (name, time) in [(".1-0.draft", old), (".2-0.draft", std::time::SystemTime::now())] {
        let draft = fs::File::create(dir.join(name)).unwrap();
        draft.set_modified(time).unwrap();
    }
    let limits = Limits { cache_bytes: size + size / 2, ..small() };
    let sandbox = Sandbox::new(SandboxConfig { cache_dir: Some(dir.clone()), limits }).unwrap();
    load(&sandbox, &Guest::upgrading("nop (i32.const 512)").build()).unwrap();
    let left = entries(&dir);
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(!left.contains(&first) && left[0].ends_with(".2-0.draft"), "{left:?}");
}

#[test]
fn threads_and_processes_that_compile_the_same_at_once_do_not_meet() {
    let home = tempfile::tempdir().unwrap();
    let dir = home.path().join("cache");
    let bytes = Guest::default().build();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| (0..5).for_each(|_| drop(load(&cached(&dir), &bytes).unwrap())));
        }
        // Three more processes: this test's own program, running the test below.
        for _ in 0..3 {
            scope.spawn(|| {
                let child = std::process::Command::new(std::env::current_exe().unwrap())
                    .args(["--exact", "another_process", "--ignored"])
                    .env("CACHE", &dir)
                    .output()
                    .unwrap();
                assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
            });
        }
    });
    let sandbox = cached(&dir);
    load(&sandbox, &bytes).unwrap();
    assert_eq!((sandbox.compiled(), sandbox.cache_hits()), (0, 1));
    assert_eq!(entries(&dir).len(), 1);
}

#[test]
#[ignore = "a part of the test above"]
fn another_process() {
    let Some(dir) = std::env::var_os("CACHE") else { return };
    for _ in 0..5 {
        load(&cached(Path::new(&dir)), &Guest::default().build()).unwrap();
    }
}
