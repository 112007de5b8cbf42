//! The same migration in every language, on every database: the same calls with the same arguments, the same answers, the same SQL, and
//! the same schema and rows are left.

use crate::OTHERS;
use mighost_tests::database::same;
use mighost_tests::{Kind, Outcome, Site, languages};
use serde_json::Value;
use std::sync::OnceLock;

/// What one run of it has left to compare.
struct Run {
    /// Lines of the report and progress, in their order.
    report: String,
    /// The calls as the host got them.
    calls: String,
    /// The statements that came of them.
    statements: String,
}

/// The migration up and down in one language on one database.
struct Record {
    up: Run,
    down: Run,
    schema: String,
    rows: String,
}

fn run(site: &Site, way: &str, target: &str) -> Run {
    // A schema is a database of the whole server on MySQL, so its name is the site's own.
    let name = schema(site);
    let arguments = ["--json", way, target, "-x", "tenant=acme", "-x", "dry", "-x", &format!("schema={name}")];
    let mut command = site.command(arguments);
    command.env("MIGHOST_LOG", "mighost::calls=trace");
    let outcome = mighost_tests::finished(command).ok();
    let general = |text: &str| text.replace(&name, "a_schema");
    let events = outcome.events();
    let report = events.iter().filter_map(line).collect::<Vec<_>>().join("\n");
    let statements = events.iter().filter_map(|event| event["statements"].as_array().cloned()).flatten();
    let statements = statements.map(|statement| statement.as_str().unwrap().to_owned()).collect::<Vec<_>>().join("\n");
    Run { report: general(&report), calls: general(&calls(&outcome)), statements: general(&statements) }
}

fn schema(site: &Site) -> String {
    match site.kind() {
        Kind::Sqlite => "e_schema".into(),
        Kind::Postgres => format!("e_{}", site.postgres().name),
        Kind::Mariadb => format!("e_{}", site.mariadb().name),
    }
}

fn line(event: &Value) -> Option<String> {
    match event["event"].as_str()? {
        "log" => Some(format!("{} {}", event["level"].as_str()?, event["text"].as_str()?)),
        "progress" => Some(format!("progress {}/{}", event["done"], event["total"])),
        _ => None,
    }
}

fn calls(outcome: &Outcome) -> String {
    outcome.stderr.lines().filter_map(|line| line.trim_start().strip_prefix("TRACE ")).collect::<Vec<_>>().join("\n")
}

fn record(language: &str, kind: Kind) -> Record {
    let site = Site::new(kind).with(|project| project.with_dir(languages::guests(language)));
    let up = run(&site, "upgrade", "everywhere");
    let (schema, rows) = (site.schema(), site.dump_of_application());
    let down = run(&site, "downgrade", "base");
    assert_eq!(site.tables(), Vec::<String>::new(), "down again");
    Record { up, down, schema, rows }
}

/// What Rust's does: once for all languages.
fn reference(kind: Kind) -> &'static Record {
    static RECORDS: [OnceLock<Record>; 3] = [OnceLock::new(), OnceLock::new(), OnceLock::new()];
    let record = RECORDS[kind as usize].get_or_init(|| record("rust", kind));
    // What compares nothing finds no difference.
    assert!(record.up.calls.lines().count() > 400 && record.up.report.lines().count() > 300, "{}", record.up.calls);
    assert!(record.up.statements.lines().count() > 100 && record.down.calls.lines().count() > 5);
    record
}

#[track_caller]
fn compare(language: &str, kind: Kind) {
    let (rust, other) = (reference(kind), record(language, kind));
    let what = |what: &str| format!("{what} in {language}, beside Rust's");
    same(&rust.up.report, &other.up.report, &what("what it reports"));
    same(&rust.up.calls, &other.up.calls, &what("what it asks for"));
    same(&rust.up.statements, &other.up.statements, &what("the SQL"));
    same(&rust.schema, &other.schema, &what("the schema"));
    same(&rust.rows, &other.rows, &what("the rows"));
    same(&rust.down.report, &other.down.report, &what("what the way back reports"));
    same(&rust.down.calls, &other.down.calls, &what("what the way back asks for"));
    same(&rust.down.statements, &other.down.statements, &what("the SQL of the way back"));
}

macro_rules! compared {
    ($($language:ident)*) => {$(
        mod $language {
            use super::{Kind, compare};

            #[test]
            fn is_the_same_on_sqlite() {
                compare(stringify!($language), Kind::Sqlite);
            }

            #[test]
            fn is_the_same_on_postgresql() {
                compare(stringify!($language), Kind::Postgres);
            }

            #[test]
            fn is_the_same_on_mariadb() {
                compare(stringify!($language), Kind::Mariadb);
            }
        }
    )*};
}

compared! { python javascript go c }

/// Each tells what it is alike.
#[test]
fn every_description_is_the_same() {
    let description = |language: &str| {
        let bytes = std::fs::read(languages::guests(language).join("artifacts/everywhere.wasm")).unwrap();
        serde_json::to_string_pretty(mighost::Artifact::read(bytes).unwrap().description().unwrap()).unwrap()
    };
    let rust = description("rust");
    for language in OTHERS {
        same(&rust, &description(language), language);
    }
}

/// What a language checks by itself, call by call, with the values that come back: as far as SQLite can do it.
#[test]
fn each_finds_that_everything_holds_on_sqlite() {
    for language in OTHERS {
        let site = Site::new(Kind::Sqlite).with(|project| project.with_dir(languages::guests(language)));
        let up = site.run(["upgrade", "conformance", "-x", "tenant=acme", "-x", "dry"]).ok();
        assert!(
            up.stdout.contains("everything holds") && up.stdout.contains("a warning that is kept"),
            "{}",
            up.whole()
        );
        site.run(["downgrade", "base"]).ok();
        assert_eq!(site.tables(), Vec::<String>::new(), "{language}");
    }
}
