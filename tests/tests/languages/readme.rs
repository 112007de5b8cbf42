//! For whoever knows only their own language: a migration is made, edited, built and run by typing what the SDK's README has.

use crate::artifacts::{artifacts_of, tools_beside};
use mighost_tests::{Project, database, languages};
use std::path::Path;
use std::process::Command;

/// The lines to type, from the README's first block that makes a migration.
fn typed(language: &str) -> Vec<String> {
    let readme = languages::sdk(language).join("README.md");
    let text = std::fs::read_to_string(&readme).unwrap();
    let block = text.split("```console\n").skip(1).find(|block| block.contains("$ mighost new"));
    let block = block.unwrap_or_else(|| panic!("{}: no block makes a migration", readme.display()));
    let lines: Vec<String> = block
        .split("```")
        .next()
        .unwrap()
        .lines()
        .filter_map(|line| line.strip_prefix("$ "))
        .map(str::to_owned)
        .collect();
    for word in ["mighost new", "$EDITOR", "mighost build", "upgrade", "downgrade"] {
        assert!(lines.iter().any(|line| line.contains(word)), "{}: no `{word}` in {lines:#?}", readme.display());
    }
    lines
}

/// An editor: it takes the comment marks from the example that the template has.
fn editor(project: &Project) -> std::path::PathBuf {
    let script = project.write("editor.sh", "#!/bin/sh\nsed -i.before -E 's@^([[:space:]]+)(//|#) ?@\\1@' \"$1\"\n");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&script, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    script
}

/// Types a line into a shell where `mighost` and the language's tools are on the path.
#[track_caller]
fn shell(project: &Project, line: &str) {
    let like = project.command(["--version"]);
    let bin = Path::new(like.get_program()).parent().unwrap().to_owned();
    let mut shell = Command::new("sh");
    shell.current_dir(project.path("")).args(["-euc", line]);
    for (name, value) in like.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    // Packages are the user's own business: they come from where this machine gets them.
    if let (true, Some(home)) = (line.starts_with("npm"), std::env::home_dir()) {
        shell.env("HOME", home);
    }
    let paths = std::env::split_paths(&std::env::var_os("PATH").unwrap()).collect::<Vec<_>>();
    shell.env("PATH", std::env::join_paths([bin].into_iter().chain(paths)).unwrap());
    shell.env("EDITOR", editor(project));
    mighost_tests::finished(shell).ok();
}

#[track_caller]
fn works(language: &str) {
    let project = Project::new().with_tools().with_shared_target();
    let tables = || database::tables(&database::open(&project.database()));
    let mut up = false;
    for line in typed(language) {
        shell(&project, &line);
        if line.contains("mighost") && line.contains("upgrade") {
            assert_eq!(tables(), ["people"], "behind: {line}");
            up = true;
        }
    }
    assert!(up);
    assert_eq!(tables(), Vec::<String>::new());
}

#[test]
fn rust() {
    works("rust");
}

#[test]
fn python() {
    works("python");
}

#[test]
fn javascript() {
    works("javascript");
}

#[test]
fn go() {
    works("go");
}

#[test]
fn c() {
    works("c");
}

/// TypeScript is JavaScript's SDK, with a template of its own.
#[test]
fn typescript() {
    let project = Project::new().with_tools();
    tools_beside(&project, "javascript");
    shell(&project, "mighost new --lang typescript 'add people'");
    shell(&project, "$EDITOR migrations/*_add_people.ts");
    project.run(["build"]).ok();
    project.run(["upgrade"]).ok();
    assert_eq!(database::tables(&database::open(&project.database())), ["people"]);
    project.run(["downgrade", "base"]).ok();
}

/// A program that isn't there is said in one line, with what to do.
#[test]
fn a_missing_tool_is_named() {
    for (language, variable, says) in [
        ("python", "MIGHOST_PYTHON", "install Python"),
        ("javascript", "MIGHOST_NODE", "install Node.js"),
        ("go", "MIGHOST_GO", "install Go"),
        ("c", "MIGHOST_PYTHON", "ziglang"),
    ] {
        // A runtime that is in the cache needs no tool.
        let project = Project::new().with_cold_cache().with_tools().with_variable(variable, "/nowhere/program");
        project.run(["new", "add people", "--lang", language]).ok();
        project.run(["build"]).fails().says(&["/nowhere/program", says]);
        assert!(!project.path("migrations/artifacts").exists(), "{language}");
    }
    // Node is there, and the packages aren't.
    let project = Project::new().with_cold_cache().with_tools();
    project.run(["new", "add people", "--lang", "javascript"]).ok();
    project.run(["build"]).fails().says(&["npm ci --prefix"]);
}

/// What is wrong with the code is said with its file and line.
#[test]
fn an_error_in_the_code_is_shown_with_its_place() {
    for (language, line, place) in [
        ("python", "\ndef upgrade(:\n", ".py:"),
        ("javascript", "\nexport function (\n", ".js:"),
        ("typescript", "\nexport function (\n", ".ts:"),
        ("go", "\nvar x = )\n", "main.go:"),
        ("c", "\nint x = ;\n", "migration.c:"),
    ] {
        let project = Project::new().with_tools();
        tools_beside(&project, if language == "typescript" { "javascript" } else { language });
        let made = project.json(["new", "add people", "--lang", language]);
        let file = made["file"].as_str().unwrap();
        let text = String::from_utf8(project.read(file)).unwrap();
        project.write(file, format!("{text}{line}"));
        let outcome = project.run(["build"]).fails().says(&[place]);
        assert!(outcome.stderr.contains(&format!("{place}{}", text.lines().count() + 2)), "{}", outcome.whole());
    }
}

/// Whatever a message says is a text in each language.
#[test]
fn a_message_of_any_letters_is_built_as_it_was_written() {
    let message = "it's \"quoted\" \\ n ??/ %s ${x} {{y}} */ ü \u{1F600}";
    for language in ["rust", "python", "javascript", "typescript", "go", "c"] {
        let project = Project::new().with_tools().with_variable("CARGO_TARGET_DIR", languages::scratch("rust"));
        tools_beside(&project, if language == "typescript" { "javascript" } else { language });
        project.run(["new", message, "--id", "1", "--lang", language, "--label", "l"]).ok();
        project.run(["build"]).ok();
        project.run(["upgrade"]).ok();
        let artifact = artifacts_of(&project.path("migrations/artifacts")).remove(0);
        let facts = project.json(["inspect", artifact.to_str().unwrap()]);
        assert_eq!(facts["revision"]["message"], message, "{language}");
    }
}
