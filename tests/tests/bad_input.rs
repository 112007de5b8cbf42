//! Bad input of any kind gets one message that names it, and changes nothing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Outcome, Project, chain, database, guest};

/// Runs a command that must fail with this code and one message with these texts, and must change no file.
#[track_caller]
fn refused(project: &Project, arguments: &[&str], code: i32, says: &[&str]) -> Outcome {
    let before = project.files();
    let outcome = project.run(arguments).exits(code).has_one_message().says(says);
    let names = |files: &[(std::path::PathBuf, Vec<u8>)]| files.iter().map(|(p, _)| p.clone()).collect::<Vec<_>>();
    let after = project.files();
    assert_eq!(names(&before), names(&after), "{}", outcome.whole());
    for ((path, old), (_, new)) in before.iter().zip(&after) {
        assert!(old == new, "{} was written\n{}", path.display(), outcome.whole());
    }
    outcome
}

/// A project at revision 1 of 2.
fn at_first() -> Project {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);", "DROP TABLE people;");
    project.run(["upgrade"]).ok();
    project.revision("2", "1", "INSERT INTO people (name) VALUES ('Ada');", "DELETE FROM people;");
    project
}

/// The commands that read the folder.
const READING: &[&str] = &["upgrade", "current", "history", "status", "plan", "show"];

// ---- the folder and its files ---------------------------------------------------------------------------

#[test]
fn a_folder_that_isnt_there() {
    let project = Project::bare().with_database("sqlite:app.db");
    for command in READING {
        refused(&project, &[command], 1, &["there is no folder migrations", "mighost init"]);
    }
    refused(&project, &["--dir", "no/where", "upgrade"], 1, &["there is no folder no/where"]);
    refused(&project, &["build"], 1, &["there is no folder migrations"]);
    refused(&project, &["new", "people"], 1, &["there is no folder migrations"]);
}

#[test]
fn a_folder_that_is_a_file() {
    let project = Project::bare().with_database("sqlite:app.db");
    project.write("migrations", "not a folder");
    refused(&project, &["upgrade"], 1, &["migrations"]);
}

#[test]
fn a_file_that_isnt_there() {
    let project = at_first();
    refused(&project, &["inspect", "nowhere.wasm"], 1, &["nowhere.wasm"]);
    refused(&project, &["build", "nowhere.sql"], 1, &["nowhere.sql"]);
    refused(&project, &["build", "nowhere.wasm"], 1, &["nowhere.wasm"]);
    refused(&project, &["--config", "nowhere.toml", "upgrade"], 2, &["nowhere.toml", "init"]);
}

#[test]
fn a_file_that_isnt_a_component() {
    let component = guest::named("traps");
    let mut longer = component.clone();
    longer.extend_from_slice(b"\xff\xff and more");
    let core = guest::module("(module)");
    let empty_component = wat::parse_str("(component)").unwrap();
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("empty", b"", &["the file is empty"]),
        ("text", b"Dear reader,\n", &["this is a text file, not a WebAssembly component"]),
        ("sql", b"-- revision: 2\n-- upgrade\nSELECT 1;\n", &["this is a text file"]),
        ("wat", b"(module\n)\n", &["this is WebAssembly text"]),
        ("image", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &["this is not WebAssembly"]),
        ("core", &core, &["this is a core WebAssembly module, not a component"]),
        ("other", &empty_component, &["this component is not a migration"]),
        ("longer", &longer, &["no section of a component"]),
        ("header", b"\0asm\x0d\0", &["the file is cut off"]),
        ("future", b"\0asm\x0e\0\x01\0", &["unknown binary version"]),
    ];
    for (name, content, says) in cases {
        let project = at_first();
        let path = format!("migrations/{name}.wasm");
        project.write(&path, content);
        for command in READING {
            refused(&project, &[command], 1, &[&path]).says(says);
        }
        refused(&project, &["inspect", &path], 1, &[&path]).says(says);
        // What isn't in the chain disturbs nothing.
        std::fs::rename(project.path(&path), project.path("elsewhere.wasm")).unwrap();
        project.run(["upgrade"]).ok();
    }
}

#[test]
fn a_component_that_is_cut_off() {
    let component = guest::named("traps");
    for length in [4, 8, 9, 20, component.len() / 4, component.len() / 2, component.len() - 100, component.len() - 1] {
        let project = at_first();
        project.write("migrations/2.sql", "");
        std::fs::remove_file(project.path("migrations/2.sql")).unwrap();
        project.write("migrations/2.wasm", &component[..length]);
        for command in ["upgrade", "status"] {
            refused(&project, &[command], 1, &["migrations/2.wasm"]);
        }
    }
}

#[test]
fn a_component_that_isnt_sealed() {
    let project = at_first();
    let text = std::fs::read_to_string(guest::hostile().join("traps/guest.wat")).unwrap();
    project.write("migrations/9.wasm", guest::component(&text, None));
    refused(&project, &["upgrade"], 1, &["migrations/9.wasm", "not sealed", "mighost build migrations/9.wasm"]);
    // And the advice is right.
    std::fs::remove_file(project.path("migrations/2.sql")).unwrap();
    project.run(["build", "migrations/9.wasm"]).ok();
    project.run(["inspect", "migrations/9.wasm"]).ok().prints(&["revision   2"]);
    project.run(["upgrade"]).fails().says(&["migrations/9.wasm", "unreachable"]);
}

#[test]
fn a_component_with_a_changed_byte_is_refused_or_is_another_one() {
    let seed = fastrand::u64(..);
    println!("seed {seed}");
    let mut random = fastrand::Rng::with_seed(seed);
    let project = at_first();
    std::fs::remove_file(project.path("migrations/2.sql")).unwrap();
    let good =
        mighost::Script::parse(&chain::sql("2", "1", "CREATE TABLE a (id INTEGER);\nCREATE TABLE b (id INTEGER);", ""))
            .and_then(|script| script.pack())
            .unwrap();
    let before = project.read("app.db");
    // 60 changes meet every part of a component of a few kilobytes some times.
    for _ in 0..60 {
        let mut bytes = good.clone();
        let place = random.usize(..bytes.len());
        bytes[place] ^= 1 << random.u32(..8);
        project.write("migrations/2.wasm", &bytes);
        let outcome = project.run(["upgrade", "--step-timeout", "5"]);
        match outcome.code() {
            // A changed letter of a text, say, is another migration, and nobody has signed the first.
            0 => {}
            1 => {
                let outcome = outcome.has_one_message().says(&["migrations/2.wasm"]);
                assert_eq!(database::tables(&database::open(&project.database())), ["people"], "{}", outcome.whole());
            }
            _ => panic!("byte {place}\n{}", outcome.whole()),
        }
        std::fs::write(project.database(), &before).unwrap();
    }
}

#[test]
fn an_artifact_that_is_too_large_is_refused_before_anything_else() {
    let project = at_first();
    let mut bytes = guest::named("traps");
    // A custom section of 70 MB: its id, its length, a name of one letter, and then nothing but a length.
    bytes.extend_from_slice(&[0, 0x80, 0xc0, 0xb0, 0x21, 1, b'x']);
    let size = u64::try_from(bytes.len()).unwrap() - 2 + 70_000_000 / 8 * 8;
    let path = project.write("migrations/9.wasm", &bytes);
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().set_len(size).unwrap();
    project.run(["upgrade"]).fails().says(&["migrations/9.wasm"]);
    project.run(["inspect", "migrations/9.wasm"]).fails().says(&["migrations/9.wasm", "at most"]);
}

#[test]
fn an_sql_file_that_cant_be_read() {
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("empty", b"", &["the file is empty", "-- revision:"]),
        ("plain", b"CREATE TABLE people (id INTEGER);\n", &["line 1"]),
        ("no-id", b"-- message: people\n-- upgrade\nSELECT 1;\n", &["-- revision: ID"]),
        ("no-upgrade", b"-- revision: 9\n-- downgrade\nSELECT 1;\n", &["no section `-- upgrade`"]),
        (
            "key",
            b"-- revision: 9\n-- down-revision: 1\n-- upgrade\nSELECT 1;\n",
            &["line 2", "`down-revision`", "revises"],
        ),
        ("twice", b"-- revision: 9\n-- revision: 10\n-- upgrade\nSELECT 1;\n", &["line 2", "`revision`", "line 1"]),
        ("before", b"-- revision: 9\nSELECT 1;\n-- upgrade\nSELECT 1;\n", &["line 2", "SELECT 1"]),
        ("marker", b"-- revision: 9\n-- upgrade\nSELECT 1;\n-- Downgrade\nSELECT 2;\n", &["line 4", "-- downgrade"]),
        ("dialect", b"-- revision: 9\n-- upgrade oracle\nSELECT 1;\n", &["line 2", "oracle"]),
        ("sections", b"-- revision: 9\n-- upgrade\nSELECT 1;\n-- upgrade\nSELECT 2;\n", &["line 4", "line 2"]),
        ("reserved", b"-- revision: head\n-- upgrade\nSELECT 1;\n", &["line 1", "`head`"]),
        ("id", b"-- revision: a b\n-- upgrade\nSELECT 1;\n", &["line 1", "a b"]),
        ("itself", b"-- revision: 9\n-- revises: 9\n-- upgrade\nSELECT 1;\n", &["`9` revises itself"]),
        ("created", b"-- revision: 9\n-- created: yesterday\n-- upgrade\nSELECT 1;\n", &["line 2", "yesterday"]),
        ("transaction", b"-- revision: 9\n-- transaction: maybe\n-- upgrade\nSELECT 1;\n", &["line 2", "maybe"]),
        ("latin1", b"-- revision: 9\n-- message: caf\xe9\n-- upgrade\nSELECT 1;\n", &["UTF-8"]),
    ];
    for (name, content, says) in cases {
        let project = at_first();
        let path = format!("migrations/{name}.sql");
        project.write(&path, content);
        for command in ["upgrade", "history", "status"] {
            refused(&project, &[command], 1, &[&path]).says(says);
        }
    }
}

#[test]
fn an_sql_file_whose_statements_dont_end() {
    let cases: &[(&str, &[&str])] = &[
        ("INSERT INTO people (name) VALUES ('Ada);", &["never closed"]),
        ("CREATE TABLE \"x (id INTEGER);", &["never closed"]),
        ("/* SELECT 1;", &["never closed"]),
    ];
    let project = |upgrade: &str| {
        let project = at_first();
        std::fs::remove_file(project.path("migrations/2.sql")).unwrap();
        project.revision("2", "1", upgrade, "");
        project
    };
    for (upgrade, says) in cases {
        let project = project(upgrade);
        refused(&project, &["upgrade"], 1, &["migrations/2.sql", "line 6"]).says(says);
        refused(&project, &["build"], 1, &["migrations/2.sql", "line 6"]).says(says);
    }
    // On another database this could be a whole statement: there it may be built, but not run here.
    let project = project("CREATE TRIGGER x AFTER INSERT ON people BEGIN SELECT 1;");
    refused(&project, &["upgrade"], 1, &["migrations/2.sql", "line 6", "never closed", "END"]);
    project.run(["build"]).ok().says(&["migrations/2.sql", "can't be run on sqlite", "line 6"]);
}

// ---- the chain ------------------------------------------------------------------------------------------

#[test]
fn two_revisions_of_one_id() {
    let project = at_first();
    project.write("migrations/other.sql", chain::sql("2", "1", "SELECT 1;", ""));
    for command in READING {
        refused(
            &project,
            &[command],
            1,
            &["two revisions have the id `2`", "migrations/2.sql", "migrations/other.sql"],
        );
    }
    std::fs::remove_file(project.path("migrations/other.sql")).unwrap();
    project.write("migrations/third.wasm", guest::named("traps"));
    refused(&project, &["upgrade"], 1, &["two revisions have the id `2`", "migrations/2.sql", "migrations/third.wasm"]);
}

#[test]
fn a_parent_that_nobody_knows() {
    let project = at_first();
    project.revision("4", "3", "SELECT 1;", "");
    for command in READING {
        refused(&project, &[command], 1, &["migrations/4.sql", "revision `4` follows `3`, which doesn't exist"]);
    }
}

#[test]
fn a_circle() {
    let project = Project::new();
    project.revision("1", "", "SELECT 1;", "");
    for (id, revises) in [("a", "c"), ("b", "a"), ("c", "b")] {
        project.revision(id, revises, "SELECT 1;", "");
    }
    for command in READING {
        refused(
            &project,
            &[command],
            1,
            &["in a circle", "`a`", "`b`", "`c`", "migrations/a.sql", "migrations/b.sql", "migrations/c.sql"],
        );
    }
}

#[test]
fn an_applied_revision_whose_file_is_gone_can_be_taken_back_but_not_passed() {
    let project = at_first();
    project.run(["upgrade"]).ok();
    std::fs::remove_file(project.path("migrations/2.sql")).unwrap();
    refused(&project, &["upgrade"], 1, &["revision `2`", "its file is gone from migrations", "mighost downgrade 2@1"]);
    refused(&project, &["plan"], 1, &["revision `2`"]);
    project.run(["history"]).ok().prints(&["2", "file gone, kept in the database"]);
    assert_eq!(project.current(), ["2"]);
    let status = project.run(["--json", "status"]).object();
    assert_eq!(status["gone"], serde_json::json!(["2"]));

    // The advice, word for word: the artifact in the database is used.
    project.run(["downgrade", "2-1"]).ok();
    assert_eq!(project.current(), ["1"]);
    assert_eq!(database::column(&database::open(&project.database()), "SELECT count(*) FROM people"), ["0"]);
    project.run(["upgrade"]).ok();
}

#[test]
fn the_whole_chain_can_be_taken_back_without_its_files() {
    let project = Project::new();
    chain::write(&project, 5);
    project.run(["upgrade"]).ok();
    for number in 1..=5 {
        std::fs::remove_file(project.path(format!("migrations/{}.sql", chain::id(number)))).unwrap();
    }
    refused(&project, &["upgrade"], 1, &["its file is gone"]);
    project.run(["downgrade", "base"]).ok();
    assert_eq!(database::tables(&database::open(&project.database())), Vec::<String>::new());
}

#[test]
fn a_revision_that_was_only_stamped_and_is_gone() {
    let project = at_first();
    project.run(["stamp", "2"]).ok();
    std::fs::remove_file(project.path("migrations/2.sql")).unwrap();
    refused(&project, &["upgrade"], 1, &["revision `2`", "its file is gone from migrations"]);
    refused(&project, &["downgrade", "base"], 1, &["revision `2`"]);
    project.run(["current"]).ok().prints(&["2", "unknown"]);
}

#[test]
fn a_revision_without_a_downgrade_stops_the_whole_downgrade_before_it_begins() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY);", "");
    project.revision("2", "1", "CREATE TABLE pets (id INTEGER);", "DROP TABLE pets;");
    project.run(["upgrade"]).ok();
    refused(&project, &["downgrade", "base"], 1, &["`1` can't be taken back", "migrations/1.sql"]);
    assert_eq!(project.current(), ["2"]);
    project.run(["downgrade", "1"]).ok();
}

// ---- targets and usage ----------------------------------------------------------------------------------

#[test]
fn targets_that_mean_nothing() {
    let project = at_first();
    refused(&project, &["upgrade", "nowhere"], 2, &["there is no revision or branch `nowhere`"]);
    refused(&project, &["upgrade", "+9"], 2, &["`+9`", "head"]);
    refused(&project, &["upgrade", ""], 2, &["isn't a target"]);
    refused(&project, &["upgrade", "+0"], 2, &["`+0`"]);
    refused(&project, &["upgrade", "1+x"], 2, &["`1+x`"]);
    refused(&project, &["upgrade", "99999999999999999999+99999999999999999999"], 2, &["99999999999999999999"]);
    refused(&project, &["downgrade", "-9"], 2, &["`-9`", "base"]);
    refused(&project, &["downgrade", "2"], 1, &["nothing that is applied", "mighost upgrade 2"]);
    refused(&project, &["stamp", "nowhere"], 2, &["nowhere"]);
    refused(&project, &["show", "nowhere"], 2, &["nowhere"]);
    refused(&project, &["plan", "nowhere"], 2, &["nowhere"]);
}

#[test]
fn a_beginning_of_several_ids_and_a_typing_error() {
    let project = Project::new();
    chain::write(&project, 12);
    refused(&project, &["upgrade", "r00"], 2, &["`r00` may be `r0001`, `r0002`", "write more of it"]);
    refused(&project, &["upgrade", "r0O02"], 2, &["did you mean `r0002`?"]);
    project.run(["upgrade", "r0012"]).ok();
}

#[test]
fn several_heads() {
    let project = at_first();
    project.revision("2b", "1", "SELECT 1;", "");
    refused(&project, &["upgrade"], 2, &["there are 2 heads: `2`, `2b`"]);
    refused(&project, &["upgrade", "+1"], 2, &["`+1`", "several ways: `2`, `2b`"]);
    refused(&project, &["new", "more"], 2, &["2 heads"]);
}

#[test]
fn wrong_usage() {
    let project = at_first();
    for arguments in
        [&["downgrade"][..], &["upgrade", "--wrong"], &["migrate"], &["-q", "-v", "current"], &["upgrade", "a", "b"]]
    {
        refused(&project, arguments, 2, &[]);
    }
    refused(&project, &["upgrade", "--step-timeout", "soon"], 2, &["soon"]);
    refused(&project, &["new", "people", "--id", "1"], 2, &["`1`"]);
    refused(&project, &["new", "people", "--id", "head"], 2, &["`head`"]);
    refused(&project, &["new", "people", "--id", "a b"], 2, &["a b"]);
    refused(&project, &["new", "two\nlines"], 2, &["one line"]);
    refused(&project, &["new", "people", "--lang", "cobol"], 2, &["cobol", "rust"]);
    let bare = Project::bare();
    bare.write("migrations/1.sql", chain::sql("1", "", "SELECT 1;", ""));
    refused(&bare, &["upgrade"], 2, &["no database", "--database", "DATABASE_URL", "mighost init"]);
}

// ---- configuration --------------------------------------------------------------------------------------

#[test]
fn a_configuration_that_cant_be_read() {
    let cases: &[(&str, &[&str])] = &[
        ("databse = 'sqlite:app.db'\n", &["databse"]),
        ("database = 7\n", &["database"]),
        ("database = 'sqlite:app.db\n", &["mighost.toml:1", "database"]),
        ("lock-timeout = 'soon'\n", &["lock-timeout"]),
        ("lock-timeout = -1\n", &["lock-timeout"]),
        ("[section]\n", &["section"]),
    ];
    for (text, says) in cases {
        let project = at_first();
        project.write("mighost.toml", text);
        refused(&project, &["upgrade"], 2, &["mighost.toml"]).says(says);
        refused(&project, &["current"], 2, &["mighost.toml"]);
    }
    // Its value may be a password.
    let project = at_first();
    project.write("mighost.toml", "database = 'postgres://me:s3cret@host/app\n");
    let outcome = project.run(["status"]).exits(2);
    assert!(!outcome.stderr.contains("s3cret"), "{}", outcome.stderr);
}

#[test]
fn variables_that_mean_nothing() {
    let project = at_first();
    for name in ["MIGHOST_LOCK_TIMEOUT", "MIGHOST_STEP_TIMEOUT"] {
        let output = project.command(["upgrade"]).env(name, "soon").output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(text.contains(name) && text.contains("soon"), "{text}");
    }
}

// ---- the database ---------------------------------------------------------------------------------------

#[test]
fn addresses_that_mean_nothing() {
    let project = at_first();
    for (url, says) in
        [("oracle:thin", "oracle"), ("app.txt", "sqlite:app.txt"), ("sqlite:", "sqlite:"), ("", "database")]
    {
        let before = project.files();
        let outcome = project.run(["--database", url, "upgrade"]).has_one_message().says(&[says]);
        assert!([1, 2].contains(&outcome.code()), "{}", outcome.whole());
        assert!(project.files() == before, "{}", outcome.whole());
    }
}

#[test]
fn a_password_is_never_printed() {
    let project = at_first();
    for url in [
        "postgres://me:s3cret@127.0.0.1:1/app",
        "mysql://me:s3cret@127.0.0.1:1/app",
        "oracle://me:s3cret@h/app",
        "me:s3cret@h",
    ] {
        for arguments in [
            &["--database", url, "upgrade"][..],
            &["--database", url, "--json", "status"],
            &["--database", url, "-vv", "current"],
        ] {
            let outcome = project.run(arguments);
            assert!(!outcome.status.success(), "{}", outcome.whole());
            assert!(!outcome.stderr.contains("s3cret") && !outcome.stdout.contains("s3cret"), "{}", outcome.stderr);
        }
    }
}

#[test]
fn a_folder_as_database() {
    let project = Project::new();
    chain::write(&project, 1);
    std::fs::create_dir(project.database()).unwrap();
    for command in ["upgrade", "current", "status", "history"] {
        refused(&project, &[command], 1, &["app.db"]);
    }
    refused(&project, &["stamp", "head"], 1, &["app.db"]);
}

#[test]
fn a_database_in_a_folder_that_isnt_there() {
    let project = Project::new().with_database("sqlite:no/where/app.db");
    chain::write(&project, 1);
    refused(&project, &["upgrade"], 1, &["no/where/app.db"]);
}

#[test]
fn a_file_that_isnt_a_database() {
    for content in [
        "Dear reader, this is a letter and not a database at all.\n".repeat(100),
        // SQLite takes a file of exactly one byte for an empty one.
        "xy".to_owned(),
        "SQLite format 3\0".to_owned(),
    ] {
        let project = Project::new();
        chain::write(&project, 1);
        project.write("app.db", &content);
        for command in ["upgrade", "current", "status"] {
            refused(&project, &[command], 1, &["app.db"]);
        }
        refused(&project, &["stamp", "head"], 1, &["app.db"]);
    }
}

#[test]
fn a_database_that_is_cut_off() {
    let project = Project::new();
    chain::write(&project, 5);
    project.run(["upgrade", "r0004"]).ok();
    let whole = project.read("app.db");
    project.write("app.db", &whole[..whole.len() / 3]);
    let before = project.read("app.db");
    project.run(["upgrade"]).fails().says(&["app.db"]);
    assert!(project.read("app.db") == before);
}

#[test]
fn a_file_that_may_not_be_read_or_written() {
    use std::os::unix::fs::PermissionsExt;
    let project = at_first();
    let set = |mode| std::fs::set_permissions(project.database(), std::fs::Permissions::from_mode(mode)).unwrap();
    set(0o444);
    if std::fs::OpenOptions::new().append(true).open(project.database()).is_ok() {
        // The superuser may write everywhere, and there is nothing to refuse.
        project.run(["upgrade"]).ok();
        return;
    }
    project.run(["current"]).ok();
    refused(&project, &["upgrade"], 1, &["app.db"]);
    set(0o000);
    let outcome = project.run(["upgrade"]).fails().says(&["app.db"]);
    set(0o644);
    assert_eq!(project.current(), ["1"], "{}", outcome.whole());
}

#[test]
fn an_empty_file_is_an_empty_database() {
    let project = Project::new();
    chain::write(&project, 1);
    project.write("app.db", "");
    project.run(["upgrade"]).ok();
}

// ---- the bookkeeping ------------------------------------------------------------------------------------

/// The commands that read or write a database.
const ON_DATABASE: &[&[&str]] =
    &[&["upgrade"], &["downgrade", "base"], &["current"], &["history"], &["status"], &["plan"], &["stamp", "head"]];

#[test]
fn a_database_from_the_future() {
    let project = at_first();
    project.execute("UPDATE mighost_meta SET value = '99' WHERE name = 'layout'");
    for command in ON_DATABASE {
        refused(&project, command, 1, &["app.db", "newer mighost", "99"]);
    }
}

#[test]
fn bookkeeping_that_is_damaged() {
    for damage in [
        "UPDATE mighost_meta SET value = 'many' WHERE name = 'layout'",
        "UPDATE mighost_meta SET value = 'many' WHERE name = 'epoch'",
        "DELETE FROM mighost_meta",
        "DELETE FROM mighost_meta WHERE name = 'epoch'",
        "DROP TABLE mighost_revisions",
        "ALTER TABLE mighost_revisions RENAME COLUMN revision TO something",
    ] {
        let project = at_first();
        project.execute(damage);
        for command in ON_DATABASE {
            let outcome = refused(&project, command, 1, &["app.db"]);
            assert!(
                outcome.stderr.contains("mighost_") || outcome.stderr.contains("bookkeeping"),
                "{damage}\n{}",
                outcome.whole()
            );
        }
    }
}

#[test]
fn a_history_that_is_damaged_is_named_by_what_reads_it() {
    let project = at_first();
    project.execute("UPDATE mighost_history SET warnings = 'not a list'");
    refused(&project, &["history"], 1, &["app.db", "not a list"]);
}

#[test]
fn a_stored_artifact_that_is_damaged_isnt_run() {
    let project = at_first();
    project.run(["upgrade"]).ok();
    std::fs::remove_file(project.path("migrations/2.sql")).unwrap();
    for damage in [
        "UPDATE mighost_artifacts SET content = x'00'",
        "UPDATE mighost_artifacts SET content = 'text'",
        "DELETE FROM mighost_artifacts",
    ] {
        let whole = project.read("app.db");
        project.execute(damage);
        refused(&project, &["downgrade", "1"], 1, &["2"]);
        project.write("app.db", whole);
    }
    project.run(["downgrade", "1"]).ok();
}

#[test]
fn a_stored_artifact_that_was_exchanged_isnt_run() {
    let project = at_first();
    project.run(["upgrade"]).ok();
    std::fs::remove_file(project.path("migrations/2.sql")).unwrap();
    let other =
        mighost::Script::parse(&chain::sql("2", "1", "SELECT 1;", "DROP TABLE people;")).unwrap().pack().unwrap();
    let connection = database::open(&project.database());
    connection.execute("UPDATE mighost_artifacts SET content = ?1 WHERE revision = '2'", [&other]).unwrap();
    drop(connection);
    project.run(["downgrade", "1"]).fails().says(&["2"]);
    assert_eq!(project.current(), ["2"]);
    assert_eq!(database::column(&database::open(&project.database()), "SELECT name FROM people"), ["Ada"]);
}
