//! What is built: nothing imports WASI, revisions that share a runtime are small, and a further one costs little.

use crate::OTHERS;
use mighost_tests::{Kind, Project, Site, guest, languages};
use std::path::Path;

/// At most so many bytes for a further revision of a chain that shares a runtime.
const MOST: u64 = 100 * 1024;

fn artifacts(folder: &Path) -> Vec<(String, mighost::Artifact)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|ending| ending == "wasm") {
            let artifact = mighost::Artifact::read(std::fs::read(&path).unwrap()).unwrap();
            found.push((path.display().to_string(), artifact));
        }
    }
    assert!(!found.is_empty(), "{}", folder.display());
    found
}

#[test]
fn nothing_needs_wasi_and_nothing_else_is_imported() {
    for language in OTHERS {
        let folder = languages::guests(language).join("artifacts");
        let runtimes = folder.join("runtimes");
        let mut all = artifacts(&folder);
        all.extend(if runtimes.is_dir() { artifacts(&runtimes) } else { Vec::new() });
        for (name, artifact) in all {
            assert_eq!(artifact.wasi_imports(), &[] as &[String], "{name}");
            assert_eq!(artifact.foreign_imports(), &[] as &[String], "{name}");
        }
    }
}

#[test]
fn scripts_are_small_and_name_one_runtime() {
    for language in ["python", "javascript"] {
        let folder = languages::guests(language).join("artifacts");
        let all = artifacts(&folder);
        let runtimes: std::collections::BTreeSet<String> =
            all.iter().map(|(_, artifact)| artifact.script().unwrap().runtime.to_string()).collect();
        assert_eq!(runtimes.len(), 1, "{runtimes:?}");
        assert!(folder.join(format!("runtimes/{}.wasm", runtimes.first().unwrap())).is_file());
        for (name, artifact) in all {
            let size = artifact.bytes().len() as u64;
            // What says more than a revision does is its script.
            let script = artifact.script().unwrap().source.len() as u64;
            assert!(size - script < MOST / 2, "{name}: {size} bytes, {script} of them its script");
        }
    }
}

/// A hundred revisions of one language: built and run by one runtime, which is compiled once.
#[test]
fn a_chain_of_a_hundred_shares_one_runtime() {
    for (language, ending) in [("python", "py"), ("javascript", "js")] {
        let project = Project::new().with_tools();
        tools_beside(&project, language);
        for number in 0..100 {
            let text = match language {
                "python" => python(number),
                _ => javascript(number),
            };
            project.write(format!("migrations/r{number:03}.{ending}"), text);
        }
        project.run(["build"]).ok();
        let artifacts = project.path("migrations/artifacts");
        let sizes: u64 = artifacts_of(&artifacts).iter().map(|path| path.metadata().unwrap().len()).sum();
        assert!(sizes <= 100 * MOST, "{sizes} bytes for a hundred revisions in {language}");
        let outcome = project.run(["--json", "upgrade"]).ok();
        // One is the runtime, where no test before has compiled it.
        assert!(outcome.object()["compiled"].as_u64().unwrap() <= 1, "{}", outcome.object());
        assert_eq!(outcome.object()["steps"].as_array().unwrap().len(), 100);
        println!("{language}: {} bytes a revision; a hundred steps in {:?}", sizes / 100, outcome.took);
        project.run(["downgrade", "base"]).ok();
    }
}

/// The artifacts in a folder, without runtimes.
pub fn artifacts_of(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|ending| ending == "wasm")).collect()
}

/// Where Node finds what the SDK is built with.
pub fn tools_beside(project: &Project, language: &str) {
    if language == "javascript" {
        let there = languages::sdk(language).join("node_modules");
        assert!(there.is_dir(), "{} isn't there: run `cargo xtask setup`", there.display());
        #[cfg(unix)]
        std::os::unix::fs::symlink(there, project.path("node_modules")).unwrap();
    }
}

fn python(number: u32) -> String {
    let before = if number == 0 { "None".into() } else { format!("\"r{:03}\"", number - 1) };
    format!(
        "\"\"\"Step {number}\"\"\"\n\nfrom mighost import Column, Integer, String, op, rows\n\nrevision = \"r{number:03}\"\n\
         down_revision = {before}\n\n\ndef upgrade():\n    op.create_table(\"t{number}\", Column(\"id\", Integer, primary_key=True), \
         Column(\"name\", String(20)))\n    rows(\"t{number}\").insert([{{\"id\": 1, \"name\": \"one\"}}])\n\n\ndef downgrade():\n    \
         op.drop_table(\"t{number}\")\n"
    )
}

fn javascript(number: u32) -> String {
    let before = if number == 0 { String::new() } else { format!("\"r{:03}\"", number - 1) };
    format!(
        "import {{ createTable, dropTable, rows }} from \"mighost\";\n\nexport const revision = {{ id: \"r{number:03}\", revises: [{before}], \
         message: \"Step {number}\" }};\n\nexport function upgrade() {{\n  createTable(\"t{number}\", (t) => {{\n    \
         t.integer(\"id\").primaryKey();\n    t.varchar(\"name\", 20);\n  }});\n  rows(\"t{number}\").insert({{ id: 1, name: \"one\" }});\n}}\n\n\
         export function downgrade() {{\n  dropTable(\"t{number}\");\n}}\n"
    )
}

/// One that brings WASI runs with nothing behind it, and the report says what it brings.
#[test]
fn what_brings_wasi_runs_and_the_report_says_so() {
    let world = std::fs::read_to_string(guest::hostile().join("prints-for-ever/world.wit")).unwrap();
    let wat = r#"(module
      (import "wasi:cli/stdout@0.2.0" "get-stdout" (func $stdout (result i32)))
      (import "wasi:io/streams@0.2.0" "[method]output-stream.blocking-write-and-flush" (func $write (param i32 i32 i32 i32)))
      {{memory}}
      (data (i32.const 16) "2")
      (data (i32.const 76) "\10\00\00\00\01\00\00\00")
      (func (export "mighost:migration/revision@0.1.0#describe") (result i32) (i32.const 64))
      (func (export "mighost:migration/revision@0.1.0#downgrade") (result i32) (unreachable))
      (data (i32.const 600) "printed\0a")
      (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
        (call $write (call $stdout) (i32.const 600) (i32.const 8) (i32.const 700))
        (i32.const 800)))"#;
    let project = Project::new();
    project.write("brings.wasm", guest::component(wat, Some(&world)));
    project.run(["build", "brings.wasm"]).ok();
    project.run(["inspect", "migrations/artifacts/brings.wasm"]).ok().prints(&["wasi:cli/stdout@0.2.0"]);
    let outcome = project.run(["--json", "upgrade"]).ok();
    let said = outcome.events().into_iter().find(|event| event["event"] == "closed-wasi").unwrap();
    assert_eq!(said["revision"], "2");
    assert!(said["imports"].to_string().contains("wasi:cli/stdout@0.2.0"), "{said}");
    let project = Project::new();
    project.write("migrations/artifacts/brings.wasm", {
        let artifact = guest::component(wat, Some(&world));
        guest::seal(&artifact, &mighost_schema::Description { id: "2".into(), ..Default::default() })
    });
    project.run(["upgrade"]).ok().prints(&["it imports WASI, and there is nothing behind that: wasi:"]);
}

/// The same source gives the same artifact wherever it lies, for the same runtime where it has one.
#[test]
fn the_same_source_gives_the_same_bytes_in_any_folder() {
    for language in ["rust", "go", "c", "python", "javascript"] {
        let mut built = Vec::new();
        let mut source: Option<Vec<u8>> = None;
        for _ in 0..2 {
            let project = Project::new().with_tools().with_variable("CARGO_TARGET_DIR", languages::scratch(language));
            tools_beside(&project, language);
            let made = project.json(["new", "add people", "--id", "1", "--lang", language]);
            let file = made["file"].as_str().unwrap();
            // When it was made stands in it.
            let source = source.get_or_insert_with(|| project.read(file));
            project.write(file, source.as_slice());
            project.run(["build"]).ok();
            let artifact = artifacts_of(&project.path("migrations/artifacts")).remove(0);
            built.push(std::fs::read(artifact).unwrap());
        }
        assert!(built[0] == built[1], "{language}: {} and {} bytes", built[0].len(), built[1].len());
    }
}

/// One file with everything in it: larger than what a server takes in one packet, and kept all the same.
#[test]
fn a_component_with_its_own_interpreter_runs_everywhere_and_back_without_its_file() {
    let sdk = languages::sdk("javascript");
    for kind in [Kind::Sqlite, Kind::Postgres, Kind::Mariadb] {
        let site = Site::new(kind).with(Project::with_tools);
        site.write("people.js", javascript(0));
        let folder = languages::scratch("one-file");
        let component = folder.join("people.wasm");
        if kind == Kind::Sqlite {
            let mut node = std::process::Command::new("node");
            node.current_dir(site.path("")).arg(sdk.join("build.mjs")).args(["component", "people.js"]).arg(&component);
            mighost_tests::finished(node).ok();
        }
        site.run(["build", component.to_str().unwrap()]).ok();
        let artifact = site.path("migrations/artifacts/people.wasm");
        assert!(artifact.metadata().unwrap().len() > 4 << 20);
        site.run(["upgrade"]).ok();
        // Another step of the chain clears up behind what is unfinished, and leaves the parts of what is done.
        site.revision("next", "r000", "CREATE TABLE next (id INTEGER NOT NULL PRIMARY KEY);", "DROP TABLE next;");
        site.run(["upgrade"]).ok();
        assert_eq!(site.tables(), ["next", "t0"]);
        std::fs::remove_file(artifact).unwrap();
        site.run(["downgrade", "base"]).ok();
        assert_eq!(site.tables(), Vec::<String>::new(), "{kind:?}");
    }
}
