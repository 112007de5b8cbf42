//! Prints what reading and packing cost: `cargo test --release -p mighost-artifact --test numbers -- --ignored --nocapture`.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::{
    Artifact, componentize, read_description, seal,
    sql::{Script, read_header},
};
use mighost_schema::Description;
use std::{
    path::Path,
    time::{Duration, Instant},
};

fn each<T>(count: u32, mut run: impl FnMut(u32) -> T) -> Duration {
    let started = Instant::now();
    for number in 0..count {
        std::hint::black_box(run(number));
    }
    started.elapsed() / count
}

fn script(number: u32) -> String {
    format!(
        "-- revision: r{number}\n-- revises: r{}\n-- message: Table number {number}\n-- upgrade\n\
         CREATE TABLE t{number} (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\nCREATE INDEX i{number} ON t{number} (name);\n\
         INSERT INTO t{number} VALUES (1, 'one');\n-- downgrade\nDROP TABLE t{number};\n",
        number.wrapping_sub(1)
    )
}

#[test]
#[ignore = "prints measurements"]
fn a_thousand_scripts() {
    let started = Instant::now();
    let first = Script::parse(&script(0)).unwrap().pack().unwrap();
    println!("first pack of a process: {:?}, {} bytes", started.elapsed(), first.len());
    println!("parse and pack: {:?}", each(1_000, |n| Script::parse(&script(n)).unwrap().pack().unwrap()));
    let texts: Vec<String> = (0..1_000).map(script).collect();
    println!("read_header: {:?}", each(1_000, |n| read_header(&texts[n as usize]).unwrap()));
    let packed: Vec<Vec<u8>> = texts.iter().map(|text| Script::parse(text).unwrap().pack().unwrap()).collect();
    println!("read_description: {:?}", each(1_000, |n| read_description(&packed[n as usize]).unwrap()));
    println!("Artifact::read: {:?}", each(1_000, |n| Artifact::read(packed[n as usize].as_slice()).unwrap()));
    let folder = std::env::temp_dir().join(format!("mighost-artifact-numbers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    for (number, bytes) in packed.iter().enumerate() {
        std::fs::write(folder.join(format!("{number}.wasm")), bytes).unwrap();
    }
    let file = |n: u32| read_description(&std::fs::read(folder.join(format!("{n}.wasm"))).unwrap()).unwrap();
    println!("fs::read and read_description: {:?}", each(1_000, file));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
#[ignore = "prints measurements of the core modules in MIGHOST_GUESTS"]
fn guests() {
    let Some(folder) = std::env::var_os("MIGHOST_GUESTS") else {
        println!("skipped: set MIGHOST_GUESTS to a folder of core modules that were built with an SDK");
        return;
    };
    for entry in std::fs::read_dir(Path::new(&folder)).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "wasm") {
            continue;
        }
        let core = std::fs::read(&path).unwrap();
        let started = Instant::now();
        let component = componentize(&core).unwrap();
        let made = started.elapsed();
        let description = Description { id: "x".into(), ..Description::default() };
        let sealed = seal(&component, &description).unwrap();
        let read = each(100, |_| Artifact::read(sealed.as_slice()).unwrap());
        let described = each(1_000, |_| read_description(&sealed).unwrap());
        let artifact = Artifact::read(sealed.as_slice()).unwrap();
        println!(
            "{}: core {}, artifact {} bytes; componentize {made:?}, read {read:?}, read_description {described:?}\n  {:?}",
            path.display(),
            core.len(),
            sealed.len(),
            artifact.capabilities()
        );
        assert!(artifact.unknown_functions().is_empty());
    }
}
