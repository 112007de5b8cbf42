//! Many rows, and the ways to fail: each in the language's own manner, and none leaves anything behind.

use mighost_tests::{Kind, Outcome, Site, languages};

const KINDS: [Kind; 3] = [Kind::Sqlite, Kind::Postgres, Kind::Mariadb];

fn site(language: &str, kind: Kind) -> Site {
    Site::new(kind).with(|project| project.with_dir(languages::guests(language)))
}

fn case(site: &Site, case: &str) -> Outcome {
    site.run(["--json", "upgrade", "cases", "-x", &format!("case={case}")])
}

/// The lines of a migration's report.
fn report(outcome: &Outcome) -> Vec<String> {
    let events = outcome.events();
    let lines = events.iter().filter(|event| event["event"] == "log" && event["level"] == "info");
    lines.map(|event| event["text"].as_str().unwrap().to_owned()).collect()
}

/// It fails with one message, which has these words or has lines of the report with them before it; and nothing of it is left.
#[track_caller]
fn fails(language: &str, kind: Kind, name: &str, says: &[&str]) -> Outcome {
    let site = site(language, kind);
    let outcome = site.run(["upgrade", "cases", "-x", &format!("case={name}")]).fails();
    for word in says {
        assert!(outcome.whole().contains(word), "{language}, {kind:?}: `{word}` was expected\n{}", outcome.whole());
    }
    assert_eq!((site.tables(), site.current()), (Vec::new(), Vec::new()), "{language}, {kind:?}: {name}");
    outcome
}

/// What the tool chain can say of the place of an exception: a file and the line in it, and of the calls before it.
fn place(language: &str) -> &'static [&'static str] {
    match language {
        "rust" => &["3 is wrong", "lib.rs:"],
        "python" => &["ValueError: 3 is wrong", "cases.py:", "in inner"],
        "javascript" => &["3 is wrong", "cases.ts:", "inner"],
        "go" => &["3 is wrong", "main.go:"],
        _ => &["3 is wrong", "migration.c:"],
    }
}

fn an_exception(language: &str) {
    for kind in KINDS {
        fails(language, kind, "exception", place(language));
    }
}

fn a_veto(language: &str) {
    for kind in KINDS {
        fails(language, kind, "veto", &["one number too many"]);
    }
}

fn an_error_of_the_database(language: &str) {
    let codes = [(Kind::Sqlite, "SQLITE_CONSTRAINT_PRIMARYKEY"), (Kind::Postgres, "23505"), (Kind::Mariadb, "1062")];
    for (kind, code) in codes {
        fails(language, kind, "database", &[code]);
        let outcome = fails(language, kind, "rethrown", &[code]);
        assert!(outcome.stdout.contains(&format!("caught {code}")), "{language}\n{}", outcome.whole());
    }
}

fn an_error_that_is_handled(language: &str) {
    for kind in KINDS {
        let site = site(language, kind);
        let outcome = case(&site, "handled").ok();
        assert_eq!(report(&outcome), ["handled", "handled too"], "{language}\n{}", outcome.whole());
        assert_eq!(site.sql("SELECT name FROM numbers"), ["one"], "{language}");
    }
}

/// A hundred thousand rows written, read in batches and by a cursor of raw SQL, with progress.
fn many_rows(language: &str) {
    for kind in KINDS {
        let site = site(language, kind);
        let outcome = site.run(["--json", "upgrade", "cases"]).ok();
        let events = outcome.events();
        let progress: Vec<u64> = events
            .iter()
            .filter(|event| event["event"] == "progress")
            .map(|event| {
                assert_eq!(event["total"], 100_000, "{language}");
                event["done"].as_u64().unwrap()
            })
            .collect();
        assert_eq!(progress.last(), Some(&100_000), "{language}, {kind:?}: {progress:?}");
        assert!(progress.is_sorted() && progress.len() >= 10, "{language}: {progress:?}");
        assert_eq!(report(&outcome), ["all rows are there"], "{language}");
        let sum = site.sql("SELECT concat(count(*), ' ', sum(id), ' ', max(name)) FROM numbers");
        assert_eq!(sum, ["100000 4999950000 number 99999"], "{language}, {kind:?}");
        println!("{language} on {kind:?}: {:?}, {} MiB", outcome.took, outcome.memory >> 20);
        site.run(["downgrade", "base"]).ok();
        assert_eq!(site.tables(), Vec::<String>::new());
    }
}

macro_rules! in_each {
    ($($language:ident)*) => {$(
        mod $language {
            const LANGUAGE: &str = stringify!($language);

            #[test]
            fn an_exception_ends_the_step_with_its_message_and_place() {
                super::an_exception(LANGUAGE);
            }

            #[test]
            fn a_veto_is_shown_as_it_was_said() {
                super::a_veto(LANGUAGE);
            }

            #[test]
            fn an_error_of_the_database_is_shown_also_where_it_was_caught_and_thrown_again() {
                super::an_error_of_the_database(LANGUAGE);
            }

            #[test]
            fn an_error_that_is_handled_takes_nothing_along() {
                super::an_error_that_is_handled(LANGUAGE);
            }

            #[test]
            fn many_rows_go_both_ways() {
                super::many_rows(LANGUAGE);
            }
        }
    )*};
}

in_each! { rust python javascript go c }

/// What a step may use is the project's to say.
#[test]
fn the_limits_of_the_project_hold_for_its_own_chain() {
    let site = site("python", Kind::Sqlite);
    site.write("mighost.toml", "[limits]\nmemory = 1048576\n");
    site.run(["upgrade", "cases", "-x", "case=handled"]).fails().says(&["limit reached", "`memory`", "1048576"]);
    site.write("mighost.toml", "[limits]\nmemory = 134217728\ncpu-seconds = 30\nlog-lines = 1\n");
    site.run(["upgrade", "cases", "-x", "case=handled"]).ok().prints(&["1 lines of this step's log were dropped"]);
    site.write("mighost.toml", "[limits]\nmemroy = 1\n");
    site.run(["downgrade", "base"]).exits(2).has_one_message().says(&["mighost.toml:2", "memroy"]);
}

/// Two sources that would be one revision are told when they are built, and nothing is written.
#[test]
fn two_sources_of_one_id_are_refused() {
    let site = Site::new(Kind::Sqlite).with(mighost_tests::Project::with_tools);
    for name in ["a", "b"] {
        site.write(format!("migrations/{name}.py"), "revision = \"same\"\n\n\ndef upgrade():\n    pass\n");
    }
    site.run(["build"]).exits(2).has_one_message().says(&["migrations/a.py", "migrations/b.py", "`same`"]);
    assert!(!site.path("migrations/artifacts/a.wasm").exists() && !site.path("migrations/artifacts/b.wasm").exists());
    std::fs::remove_file(site.path("migrations/b.py")).unwrap();
    site.write("migrations/a.sql", "-- revision: other\n-- upgrade\nCREATE TABLE t (id INTEGER);\n");
    site.run(["build"]).exits(2).has_one_message().says(&[
        "migrations/a.py",
        "migrations/a.sql",
        "a.wasm",
        "rename one",
    ]);
    assert!(!site.path("migrations/artifacts/a.wasm").exists());
}

/// Names that aren't there are told with their place: in a component nothing can be looked up in files, and trying would end it.
#[test]
fn what_isnt_there_to_import_has_a_place() {
    let site = Site::new(Kind::Sqlite).with(mighost_tests::Project::with_tools);
    let write = |first: &str, body: &str| {
        let text = format!("{first}\nrevision = \"a\"\n\n\ndef upgrade():\n    {body}\n");
        site.write("migrations/a.py", text);
    };
    for (first, says) in [
        ("from mighost import Colunm", "cannot import name 'Colunm'"),
        ("from json import nothing", "cannot import name 'nothing'"),
        ("from json.decoder import nothing", "cannot import name 'nothing'"),
        ("import requests", "there is no module requests"),
    ] {
        write(first, "pass");
        let outcome = site.run(["build"]).fails().says(&[says, "a.py:1"]);
        assert!(!outcome.stderr.contains("trap"), "{}", outcome.whole());
    }
    for (first, body, says) in [
        ("", "from mighost import inspekt", "cannot import name 'inspekt'"),
        ("import os", "os.listdir(\"/\")", "a migration has no files"),
        ("", "open(\"x\")", "a migration has no files"),
        ("import time", "time.time()", "a migration has no clock"),
        ("import uuid", "uuid.uuid4()", "a migration has no randomness"),
    ] {
        write(first, body);
        site.run(["build"]).ok();
        let outcome = site.run(["upgrade"]).fails().says(&[says]);
        assert!(outcome.whole().contains("a.py:6") && !outcome.stderr.contains("trap"), "{}", outcome.whole());
    }
    write("import os", "assert not os.path.exists(\"/etc\")");
    site.run(["build"]).ok();
    site.run(["upgrade"]).ok();
}

/// An engine takes no spaces in the names of scripts, and people do.
#[test]
fn a_file_with_spaces_in_its_name_keeps_its_places() {
    for (language, file, text, place) in [
        (
            "python",
            "give names.py",
            "revision = \"a\"\n\n\ndef upgrade():\n    raise ValueError(\"odd\")\n",
            "give names.py:5",
        ),
        (
            "javascript",
            "give names.ts",
            "export const revision = { id: \"a\" };\n\nexport function upgrade(): void {\n  throw new Error(\"odd\");\n}\n",
            "give names.ts:4:",
        ),
    ] {
        let site = Site::new(Kind::Sqlite).with(mighost_tests::Project::with_tools);
        crate::artifacts::tools_beside(&site, language);
        site.write(format!("migrations/{file}"), text);
        site.run(["build"]).ok();
        site.run(["upgrade"]).fails().says(&["odd", place]);
    }
}
