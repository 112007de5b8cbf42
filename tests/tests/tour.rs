//! The README's tour, the JSON of every command, and where settings come from.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_tests::{Outcome, Project, chain, database};
use serde_json::{Value, json};

/// Replaces a text in a file of the project.
fn edit(project: &Project, path: &str, from: &str, to: &str) {
    let text = String::from_utf8(project.read(path)).unwrap();
    assert!(text.contains(from), "`{from}` isn't in {path}:\n{text}");
    project.write(path, text.replace(from, to));
}

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> =
        value.as_object().unwrap_or_else(|| panic!("no object: {value}")).keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

/// Names stay, and new ones may be added: these must be there.
#[track_caller]
fn has_keys(value: &Value, expected: &[&str]) {
    for key in expected {
        assert!(keys(value).contains(key), "there is no `{key}` in {value}");
    }
}

/// All of these names with these values must be there.
#[track_caller]
fn holds(value: &Value, expected: Value) {
    for (key, expected) in expected.as_object().unwrap() {
        assert_eq!(value.get(key), Some(expected), "`{key}` of {value}");
    }
}

#[test]
fn the_tour_in_sql() {
    let project = Project::bare();
    project.run(["init"]).ok().prints(&["made migrations", "made mighost.toml", "next: mighost new \"create people\""]);
    let made = project
        .run(["new", "create people"])
        .ok()
        .prints(&["the first of the chain", "next: edit it, then mighost upgrade"]);
    let file = made.stdout.lines().next().unwrap().split_whitespace().nth(1).unwrap().to_owned();
    let id = file.strip_prefix("migrations/").unwrap().strip_suffix("_create_people.sql").unwrap().to_owned();
    assert_eq!(id.len(), "20260105_145517".len(), "{file}");

    // As it was made, before anything was written into it, it is a migration already.
    edit(
        &project,
        &file,
        "-- CREATE TABLE people (\n--     id INTEGER NOT NULL PRIMARY KEY,\n--     name VARCHAR(200) NOT NULL\n-- );",
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL);",
    );
    edit(&project, &file, "-- DROP TABLE people;", "DROP TABLE people;");

    let ran = project.run(["upgrade"]).ok().prints(&[
        "✓",
        "1/1",
        &id,
        "create people",
        "1 step in",
        &format!("sqlite:app.db is at {id}"),
    ]);
    assert_eq!(ran.stderr, "");
    project.run(["current"]).ok().prints(&[&format!("{id} (head)  create people")]);
    project.run(["history"]).ok().prints(&["✓", &format!("{id} (head, current)  create people")]);
    assert_eq!(database::tables(&database::open(&project.database())), ["people"]);
    project.run(["upgrade"]).ok().prints(&["nothing to upgrade"]);
    project.run(["downgrade", "-1"]).ok().prints(&["1/1", &id, "sqlite:app.db is at base"]);
    assert_eq!(database::tables(&database::open(&project.database())), Vec::<String>::new());
    project.run(["current"]).ok().prints(&["base: nothing is applied"]);
    project.run(["history"]).ok().prints(&[&format!("· {id} (head)  create people")]);
}

#[test]
fn a_new_migration_follows_the_head_and_has_an_id_of_its_own() {
    let project = Project::bare();
    project.run(["init"]).ok();
    let ids: Vec<Value> = (0..4).map(|n| project.json(["new", &format!("step {n}")])).collect();
    for pair in ids.windows(2) {
        assert_eq!(pair[1]["revises"], json!([pair[0]["id"]]));
        assert!(pair[1]["id"].as_str() > pair[0]["id"].as_str());
    }
    // A template as it stands runs and does nothing.
    let done = project.json(["upgrade"]);
    assert_eq!(done["steps"].as_array().unwrap().len(), 4);
    project.run(["downgrade", "base"]).ok();
    let named = project.json(["new", "named", "--id", "release-2"]);
    assert_eq!(
        (named["id"].as_str(), named["file"].as_str()),
        (Some("release-2"), Some("migrations/release-2_named.sql"))
    );
}

#[test]
fn messages_of_any_kind_make_files_that_work() {
    let project = Project::bare();
    project.run(["init"]).ok();
    for message in [
        "Größe & Müll: 100%",
        "it's \"quoted\"",
        "-- downgrade",
        "{{revision}}",
        "日本語",
        "../../outside",
        "💾",
        "$HOME `id`",
    ] {
        let made = project.json(["new", "--", message]);
        let file = made["file"].as_str().unwrap();
        assert!(file.starts_with("migrations/") && !file.contains(".."), "{file}");
    }
    let history = project.json(["history"]);
    let messages: Vec<&str> =
        history["revisions"].as_array().unwrap().iter().map(|r| r["message"].as_str().unwrap()).collect();
    assert!(
        messages.contains(&"it's \"quoted\"")
            && messages.contains(&"-- downgrade")
            && messages.contains(&"{{revision}}"),
        "{messages:?}"
    );
    project.run(["upgrade"]).ok();
}

#[test]
fn init_leaves_alone_what_is_there() {
    let project = Project::bare();
    project.write("mighost.toml", "database = \"sqlite:mine.db\"\n");
    project.run(["init"]).ok().prints(&["made migrations"]);
    assert_eq!(project.read("mighost.toml"), b"database = \"sqlite:mine.db\"\n");
    let before = project.files();
    project.run(["init"]).ok().prints(&["nothing to do"]);
    assert!(project.files() == before);
    let other = Project::bare();
    other.run(["--database", "sqlite:data/x.db", "--dir", "db/changes", "init"]).ok();
    std::fs::create_dir(other.path("data")).unwrap();
    other.run(["new", "people"]).ok();
    other.run(["upgrade"]).ok();
    assert!(other.path("data/x.db").exists());
}

#[test]
fn the_tour_in_rust() {
    let project = Project::bare().with_shared_target();
    project.run(["init"]).ok();
    let first = project.json(["new", "create people"]);
    let file = first["file"].as_str().unwrap();
    edit(
        &project,
        file,
        "-- CREATE TABLE people (\n--     id INTEGER NOT NULL PRIMARY KEY,\n--     name VARCHAR(200) NOT NULL\n-- );",
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT NOT NULL);",
    );
    edit(&project, file, "-- DROP TABLE people;", "DROP TABLE people;");

    let second = project.json(["new", "--lang", "rust", "add \"email\""]);
    let (id, code) = (second["id"].as_str().unwrap(), second["file"].as_str().unwrap());
    assert!(code.ends_with("_add_email/src/lib.rs"), "{code}");
    // Until it is built it takes no part, and everybody says so.
    project.run(["status"]).prints(&["isn't built", "mighost build"]);
    project.run(["upgrade", "+1"]).ok().says(&["isn't built"]);
    project.run(["new", "third"]).exits(2).says(&["isn't built"]);

    // As it was made, it compiles.
    project.run(["build"]).ok();
    edit(
        &project,
        code,
        "    Ok(())\n}\n\nfn downgrade",
        "    if !inspect::has_column(\"people\", \"email\")? {\n        alter_table(\"people\").add(varchar(\"email\", 200)).run()?;\n    }\n    \
         Ok(())\n}\n\nfn downgrade",
    );
    let text = String::from_utf8(project.read(code)).unwrap();
    let at = text.rfind("    Ok(())").unwrap();
    project.write(code, format!("{}    alter_table(\"people\").drop_if_exists(\"email\").run()\n}}\n", &text[..at]));
    project.run(["upgrade", "--help"]).ok();
    project.run(["status"]).prints(&["newer than its artifact"]);
    let built = project.run(["build"]).ok().prints(&[id]);
    assert!(built.stderr.is_empty(), "{}", built.whole());

    project.run(["upgrade"]).ok().prints(&[id, "add \"email\""]);
    let columns = "SELECT name FROM pragma_table_info('people')";
    assert_eq!(database::column(&database::open(&project.database()), columns), ["id", "name", "email"]);

    let artifact = code.replace("migrations/", "migrations/artifacts/").replace("/src/lib.rs", ".wasm");
    let facts = project.json(["inspect", &artifact]);
    assert!(facts["size"].as_u64().unwrap() < 40_000, "{}", facts["size"]);
    assert_eq!(facts["capabilities"].get("sql"), None, "{facts}");
    assert_eq!((facts["wasi"].clone(), facts["foreign"].clone()), (json!([]), json!([])));
    project.run(["inspect", &artifact]).ok().prints(&["ddl: alter-table", "inspect: has-column", "WASI       none"]);

    project.run(["downgrade", "-1"]).ok();
    assert_eq!(database::column(&database::open(&project.database()), columns), ["id", "name"]);
    project.run(["new", "third"]).ok();
}

#[test]
fn code_that_doesnt_compile_is_shown_with_its_place() {
    let project = Project::bare().with_shared_target();
    project.run(["init"]).ok();
    let made = project.json(["new", "--lang", "rust", "wrong"]);
    let code = made["file"].as_str().unwrap();
    edit(&project, code, "Ok(())", "Ok(nothing_of_this_name)");
    project.run(["build"]).exits(1).says(&["nothing_of_this_name", "lib.rs"]);
    assert!(
        !project.path("migrations/artifacts").exists()
            || project.path("migrations/artifacts").read_dir().unwrap().next().is_none()
    );
}

// ---- JSON ------------------------------------------------------------------------------------------------

#[test]
fn json_of_what_looks() {
    let project = Project::new();
    chain::write(&project, 3);
    project.run(["upgrade", "r0002"]).ok();

    let current = project.json(["current"]);
    holds(&current, json!({ "revisions": ["r0002"], "heads": ["r0003"], "at_head": false, "unknown": [] }));

    let plan = project.json(["plan"]);
    assert_eq!(
        plan,
        json!({
            "steps": [{
                "revision": "r0003", "direction": "upgrade", "message": "step r0003", "transaction": "step",
                "origin": "migrations/r0003.sql",
            }],
            "unfinished": null, "refused": null,
        })
    );
    let down = project.json(["plan", "--down", "base"]);
    let steps: Vec<(&str, &str)> = down["steps"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["revision"].as_str().unwrap(), s["direction"].as_str().unwrap()))
        .collect();
    assert_eq!(steps, [("r0002", "downgrade"), ("r0001", "downgrade")]);

    let history = project.json(["history"]);
    has_keys(&history, &["revisions", "steps"]);
    let revisions = history["revisions"].as_array().unwrap();
    let short: Vec<Value> =
        revisions.iter().map(|r| json!({ "id": r["id"], "revises": r["revises"], "applied": r["applied"] })).collect();
    assert_eq!(
        short,
        [
            json!({ "id": "r0003", "revises": ["r0002"], "applied": false }),
            json!({ "id": "r0002", "revises": ["r0001"], "applied": true }),
            json!({ "id": "r0001", "revises": [], "applied": true }),
        ]
    );
    has_keys(&revisions[0], &["id", "revises", "applied", "applied_at", "message", "labels", "origin"]);
    assert_eq!(revisions[0]["applied_at"], Value::Null);
    assert!(revisions[1]["applied_at"].as_str().unwrap().ends_with('Z'));
    let step = &history["steps"][0];
    has_keys(
        step,
        &[
            "number",
            "revision",
            "direction",
            "sha256",
            "started",
            "finished",
            "duration_ms",
            "warnings",
            "host",
            "version",
        ],
    );
    assert_eq!(
        (step["number"].clone(), step["revision"].clone(), step["direction"].clone()),
        (json!(1), json!("r0001"), json!("upgrade"))
    );

    let status = project.run(["--json", "status"]).exits(3).object();
    holds(
        &status,
        json!({
            "exists": true, "revisions": ["r0002"], "heads": ["r0003"], "pending": ["r0003"], "unknown": [], "gone": [],
            "changed": [], "not_built": [], "outdated": [], "at_head": false,
        }),
    );

    let show = project.json(["show", "r0002"]);
    has_keys(
        &show,
        &["revision", "children", "applied", "applied_at", "origin", "sha256", "applied_sha256", "capabilities"],
    );
    assert_eq!(show["revision"]["id"], "r0002");
    assert_eq!(show["sha256"], show["applied_sha256"]);
    assert_eq!(show["children"], json!(["r0003"]));
}

#[test]
fn json_of_what_changes() {
    let project = Project::bare();
    has_keys(&project.json(["init"]), &["made", "dir", "config"]);
    has_keys(&project.json(["new", "people"]), &["id", "revises", "file"]);
    let built = project.json(["build"]);
    has_keys(&built, &["artifacts"]);
    has_keys(&built["artifacts"][0], &["id", "file", "size"]);

    let project = Project::new();
    chain::write(&project, 2);
    let events = project.run(["--json", "upgrade"]).ok().events();
    let names: Vec<&str> = events.iter().map(|e| e["event"].as_str().unwrap()).collect();
    assert_eq!(names, ["planned", "step-started", "step-finished", "step-started", "step-finished", "done"]);
    assert_eq!(events[0], json!({ "event": "planned", "direction": "upgrade", "steps": 2 }));
    has_keys(&events[1], &["event", "number", "steps", "revision", "message", "direction", "origin"]);
    has_keys(&events[2], &["event", "revision", "direction", "duration_ms", "statements"]);
    assert_eq!(events[2]["statements"].as_array().unwrap().len(), 5);
    let done = &events[5];
    has_keys(done, &["event", "steps", "revisions", "duration_ms", "compiled", "changed", "not_built", "outdated"]);
    assert_eq!(done["steps"][1], json!({ "revision": "r0002", "direction": "upgrade" }));
    assert_eq!(done["revisions"], json!(["r0002"]));

    let down = project.json(["downgrade", "-1"]);
    assert_eq!(down["steps"], json!([{ "revision": "r0002", "direction": "downgrade" }]));
    assert_eq!(project.json(["stamp", "head"]), json!({ "before": ["r0001"], "revisions": ["r0002"] }));
    let history = project.json(["history"]);
    let directions: Vec<&Value> = history["steps"].as_array().unwrap().iter().map(|s| &s["direction"]).collect();
    assert_eq!(directions, ["upgrade", "upgrade", "downgrade", "stamp"]);
    has_keys(
        &project.json(["inspect", "migrations/r0001.sql"]),
        &["file", "sha256", "size", "sealed", "revision", "contract", "capabilities", "script", "wasi", "foreign"],
    );
}

#[test]
fn json_of_an_error_is_the_only_output() {
    let project = Project::new();
    chain::write(&project, 1);
    for (arguments, code, kind) in [
        (&["--json", "upgrade", "nowhere"][..], 2, "target"),
        (&["--json", "--dir", "nowhere", "upgrade"], 1, "source"),
        (&["--json", "--database", "oracle:x", "current"], 2, "database"),
        (&["--json", "inspect", "nowhere.wasm"], 1, "io"),
        (&["--json", "new", "x", "--id", "head"], 2, "usage"),
    ] {
        let outcome = project.run(arguments).exits(code);
        assert_eq!(outcome.stderr, "", "{}", outcome.whole());
        let events = outcome.events();
        assert_eq!(events.len(), 1, "{}", outcome.whole());
        assert_eq!(events[0]["event"], "error");
        assert_eq!(
            (events[0]["error"]["kind"].as_str(), events[0]["error"]["exit_code"].as_i64()),
            (Some(kind), Some(code.into()))
        );
        assert!(!events[0]["error"]["message"].as_str().unwrap().is_empty());
    }
}

// ---- exit codes and loudness -----------------------------------------------------------------------------

#[test]
fn not_at_head_is_3() {
    let project = Project::new();
    chain::write(&project, 2);
    project.run(["status"]).exits(3).prints(&["doesn't exist yet", "pending   2", "next      mighost upgrade"]);
    project.run(["current", "--check-heads"]).exits(3);
    project.run(["current"]).ok();
    project.run(["upgrade"]).ok();
    project.run(["status"]).ok().prints(&["pending   0", "nothing to do"]);
    project.run(["current", "--check-heads"]).ok();
}

#[test]
fn quiet_prints_errors_only_and_verbose_prints_statements() {
    let project = Project::new();
    chain::write(&project, 3);
    let silent = |outcome: Outcome| {
        assert_eq!((outcome.stdout.as_str(), outcome.stderr.as_str()), ("", ""), "{}", outcome.whole())
    };
    silent(project.run(["-q", "upgrade", "+1"]).ok());
    silent(project.run(["--quiet", "upgrade", "r0001"]).ok());
    project.run(["-q", "current"]).ok().prints(&["r0001"]);
    project.run(["-q", "upgrade", "nowhere"]).exits(2).says(&["nowhere"]);
    let plain = project.run(["upgrade", "+1"]).ok();
    assert!(!plain.stdout.contains("CREATE TABLE"), "{}", plain.whole());
    project.run(["-v", "upgrade"]).ok().prints(&["CREATE TABLE t3", "CREATE INDEX t3_name"]);
}

#[test]
fn output_that_goes_to_a_pipe_has_no_colours_and_no_moving_line() {
    let project = Project::new();
    chain::write(&project, 2);
    for arguments in [&["upgrade"][..], &["history"], &["status"], &["upgrade", "nowhere"]] {
        let outcome = project.run(arguments);
        assert!(!outcome.stdout.contains('\u{1b}') && !outcome.stderr.contains('\u{1b}'), "{}", outcome.whole());
        assert!(!outcome.stdout.contains('\r') && !outcome.stderr.contains('\r'), "{}", outcome.whole());
    }
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let project = Project::new();
    chain::write(&project, 60);
    project.run(["upgrade"]).ok();
    let mut child = project.spawn(["history"]);
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn help_and_version() {
    let project = Project::bare();
    project.run(["--help"]).ok().prints(&["upgrade", "downgrade", "Exit codes"]);
    project.run(["--version"]).ok().prints(&["mighost 0."]);
    for command in [
        "init",
        "new",
        "build",
        "upgrade",
        "downgrade",
        "current",
        "history",
        "status",
        "plan",
        "stamp",
        "show",
        "inspect",
    ] {
        project.run([command, "--help"]).ok().prints(&["Example"]);
    }
    assert_eq!(project.files(), []);
}

// ---- where settings come from ----------------------------------------------------------------------------

#[test]
fn flags_beat_the_environment_which_beats_dot_env_which_beats_the_file() {
    let project = Project::bare();
    project.write("migrations/1.sql", chain::sql("1", "", "CREATE TABLE people (id INTEGER);", "DROP TABLE people;"));
    let upgrade = |arguments: &[&str], variables: &[(&str, &str)], made: &str| {
        let mut command = project.command(arguments.iter().copied());
        let output = command.envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let databases: Vec<String> = project
            .files()
            .into_iter()
            .map(|(path, _)| path.display().to_string())
            .filter(|path| path.ends_with(".db"))
            .collect();
        assert_eq!(databases, [made]);
        std::fs::remove_file(project.path(made)).unwrap();
    };
    project.write("mighost.toml", "database = \"sqlite:file.db\"\n");
    upgrade(&["upgrade"], &[], "file.db");
    project.write(".env", "DATABASE_URL=sqlite:dotenv.db\n");
    upgrade(&["upgrade"], &[], "dotenv.db");
    upgrade(&["upgrade"], &[("DATABASE_URL", "sqlite:variable.db")], "variable.db");
    upgrade(&["upgrade"], &[("DATABASE_URL", "sqlite:variable.db"), ("MIGHOST_DATABASE", "sqlite:own.db")], "own.db");
    upgrade(&["--database", "sqlite:flag.db", "upgrade"], &[("MIGHOST_DATABASE", "sqlite:own.db")], "flag.db");
    upgrade(&["upgrade", "--database", "sqlite:flag.db"], &[], "flag.db");
}

#[test]
fn the_files_paths_are_relative_to_it() {
    let project = Project::bare();
    project.write("app/changes/1.sql", chain::sql("1", "", "CREATE TABLE people (id INTEGER);", ""));
    project.write("app/settings.toml", "database = \"sqlite:data.db\"\ndir = \"changes\"\n");
    project.run(["--config", "app/settings.toml", "upgrade"]).ok();
    assert!(project.path("app/data.db").exists());
    let output = project.command(["status"]).env("MIGHOST_CONFIG", "app/settings.toml").output().unwrap();
    assert!(output.status.success());
}

#[test]
fn the_folder_comes_from_a_flag_a_variable_or_the_file() {
    let project = Project::bare().with_database("sqlite:app.db");
    for (dir, id) in [("migrations", "a"), ("named", "b"), ("variable", "c"), ("flag", "d")] {
        project.write(format!("{dir}/1.sql"), chain::sql(id, "", "SELECT 1;", ""));
    }
    let head = |arguments: &[&str], variable: Option<&str>| {
        let mut command = project.command(arguments.iter().copied());
        if let Some(dir) = variable {
            command.env("MIGHOST_DIR", dir);
        }
        let output = command.output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        serde_json::from_str::<Value>(&text).unwrap()["heads"][0].as_str().unwrap().to_owned()
    };
    assert_eq!(head(&["--json", "status"], None), "a");
    project.write("mighost.toml", "dir = \"named\"\n");
    assert_eq!(head(&["--json", "status"], None), "b");
    assert_eq!(head(&["--json", "status"], Some("variable")), "c");
    assert_eq!(head(&["--json", "--dir", "flag", "status"], Some("variable")), "d");
}

#[test]
fn arguments_and_limits_reach_the_run() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE log (line TEXT);", "");
    project.revision(
        "2",
        "1",
        "INSERT INTO log WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n;",
        "",
    );
    project.run(["upgrade", "1", "-x", "tenant=acme", "-x", "dry"]).ok();
    project.write("mighost.toml", "step-timeout = 1\n");
    let outcome = project.run(["upgrade"]).fails();
    assert!(outcome.took.as_secs() < 20, "{}", outcome.whole());
}
