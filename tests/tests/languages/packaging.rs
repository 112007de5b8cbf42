//! The SDKs as packages of their ecosystems: built from this repository, and of use where they are installed.

use mighost_tests::{Project, binary, finished, languages};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of an SDK and the contract, as they lie in the repository: packing writes into the folder.
fn copy(project: &Project, language: &str) -> PathBuf {
    let sdk = project.path(format!("guest-sdk/{language}"));
    files(&languages::sdk(language), &sdk);
    files(&binary::workspace().join("wit"), &project.path("wit"));
    sdk
}

fn files(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        // What tools have left there; `build/lib` is of Python's.
        let left = ["node_modules", "__pycache__"].contains(&name) || name.ends_with(".egg-info");
        if name.starts_with('.') || left || path.join("lib").is_dir() {
            continue;
        }
        if path.is_dir() { files(&path, &to.join(name)) } else { _ = std::fs::copy(&path, to.join(name)).unwrap() }
    }
}

fn run(folder: &Path, program: impl AsRef<std::ffi::OsStr>, arguments: &[&str]) -> String {
    let mut command = Command::new(program);
    command.current_dir(folder).args(arguments).env("PYTHONDONTWRITEBYTECODE", "1");
    finished(command).ok().stdout
}

#[test]
fn pip_installs_the_python_sdk() {
    let project = Project::new();
    let sdk = copy(&project, "python");
    let installed = project.path("installed");
    let (sdk, target) = (sdk.to_str().unwrap(), installed.to_str().unwrap());
    let python = languages::python();
    run(
        &project.path(""),
        &python,
        &["-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--target", target, sdk],
    );
    let code = format!(
        "import sys; sys.path.insert(0, {target:?})\nfrom mighost import Column, Integer, op, inspect, rows\nimport mighost.build, mighost\n\
         print(mighost.__file__)"
    );
    let place = run(&project.path(""), &python, &["-c", &code]);
    assert!(
        Path::new(place.trim()).starts_with(installed.canonicalize().unwrap()) || place.contains("installed"),
        "{place}"
    );
    for file in ["mighost/py.typed", "mighost/wit/world.wit", "mighost/wit/script.wit"] {
        assert!(installed.join(file).is_file(), "{file} isn't in the package");
    }
}

#[test]
fn npm_packs_the_javascript_sdk_with_its_types_and_its_tool() {
    let project = Project::new();
    let sdk = copy(&project, "javascript");
    // Packing takes the link to the contract away and puts the files there.
    std::fs::remove_dir_all(sdk.join("wit")).unwrap();
    std::fs::write(sdk.join("wit"), "").unwrap();
    let packed = run(&sdk, "npm", &["pack", "--silent", "--pack-destination", project.path("").to_str().unwrap()]);
    // Where Node finds what the package depends on.
    let outer = project.path("outer");
    let user = outer.join("user");
    std::fs::create_dir_all(user.join("node_modules/mighost")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink(languages::sdk("javascript").join("node_modules"), outer.join("node_modules")).unwrap();
    let archive = project.path(packed.trim());
    let archive = archive.to_str().unwrap();
    run(&user, "tar", &["-xzf", archive, "-C", "node_modules/mighost", "--strip-components=1"]);
    assert!(user.join("node_modules/mighost/wit/world.wit").is_file());
    // An editor finds its types, and finds what is wrong.
    let migration = "import { createTable, type Revision } from \"mighost\";\n\nexport const revision: Revision = { id: \"1\" };\n\n\
                     export function upgrade(): void {\n  createTable(\"people\", (t) => {\n    t.integer(\"id\").primaryKey();\n  });\n}\n";
    std::fs::write(user.join("right.ts"), migration).unwrap();
    std::fs::write(user.join("wrong.ts"), migration.replace("t.integer(\"id\")", "t.integer(7)")).unwrap();
    let tsc = outer.join("node_modules/.bin/tsc");
    let check = |file: &str| {
        let mut command = Command::new(&tsc);
        command.current_dir(&user).args(["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", file]);
        finished(command)
    };
    check("right.ts").ok();
    let wrong = check("wrong.ts");
    assert!(!wrong.status.success() && wrong.stdout.contains("wrong.ts(7,"), "{}", wrong.whole());
    // And its tool reads a migration.
    let said = run(&user, "node", &["node_modules/mighost/build.mjs", "describe", "right.ts"]);
    assert!(said.contains("\"id\":\"1\""), "{said}");
}

/// A module of Go is its folder; the module of a project refers to it by its path.
#[test]
fn a_go_module_elsewhere_uses_the_go_sdk() {
    let project = Project::new();
    let sdk = copy(&project, "go");
    let module = format!(
        "module elsewhere\n\ngo 1.26\n\nrequire github.com/mighost/mighost/guest-sdk/go v0.0.0\n\nreplace github.com/mighost/mighost/guest-sdk/go => {}\n",
        sdk.display()
    );
    project.write("elsewhere/go.mod", module);
    project.write("elsewhere/main.go", std::fs::read(sdk.join("examples/people/main.go")).unwrap());
    let mut go = Command::new("go");
    go.current_dir(project.path("elsewhere"))
        .args(["vet", "./..."])
        .env("GOFLAGS", "-mod=mod")
        .env("GOTOOLCHAIN", "local");
    finished(go).ok();
}
