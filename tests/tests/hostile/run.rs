//! Running a case on a database: the guest ends in its documented error, in bounded time and memory, with the database
//! unchanged, and the next step of another package runs.

use super::case::{Case, Database, Direction, Scripted, Whose};
use mighost_tests::package::{self, BILLING};
use mighost_tests::{Outcome, Site, database, guest, reach};
use std::time::Duration;

/// By when a command must have ended. The longest is stopped by a clock of 2 s, and the compiler by one of its own; the
/// rest is for a machine that has other things to do: what must not be is a run without an end.
const BY: Duration = Duration::from_secs(120);

/// Bytes of memory that the command may have had at a time: what one query may bring (64 MiB) three times over, as rows,
/// values and the guest's copy, its memory (64 MiB), the compiler's allowance (512 MiB), and the program itself. A guest that got
/// through a limit would want many gigabytes.
const MEMORY: u64 = 1 << 30;

/// The package that must go on.
const OTHER: &str = "zeta/parts";

/// What the application has granted the package, where the case says nothing else.
const GRANTS: &str =
    "tables = { referred = \"reference\", readable = \"read\", changed = \"change\", altered = \"alter\" }";

/// Runs a case.
pub fn run(case: &Case, on: Database) {
    let site = scene(case, on);
    let before = site.dump();
    let tries = case.tries(on);
    if tries.is_empty() {
        let outcome = attempt(&site, case, None);
        judge(&site, case, on, &outcome, "", &before);
    }
    for tried in tries {
        let outcome = attempt(&site, case, Some(&tried.run));
        judge(&site, case, on, &outcome, &tried.says, &before);
    }
    // The hostile file is still there.
    site.run(["upgrade", OTHER]).ok();
    assert!(site.tables().contains(&"zeta_parts__1".to_owned()), "{OTHER} hasn't gone on");
    if case.said.whose == Whose::Application && case.said.direction == Direction::Up {
        std::fs::remove_file(site.path("migrations/2.wasm")).unwrap();
        site.revision("2", "1", "INSERT INTO people (id, name) VALUES (2, 'Grace');", "");
        site.run(["upgrade"]).ok();
        assert_eq!(site.sql("SELECT name FROM people ORDER BY id"), ["Ada", "Grace"]);
    }
}

/// The application's tables, two packages, and who is trusted with what.
fn scene(case: &Case, on: Database) -> Site {
    let site = Site::new(on.kind());
    let site = if case.said.cold { site.with(|project| project.with_cold_cache()) } else { site };
    let mut sql = String::from(
        "CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40));\nINSERT INTO people VALUES (1, 'Ada');\n",
    );
    if case.said.whose == Whose::Package {
        for table in ["plain", "referred", "readable", "changed", "altered", "acme_billing__own"] {
            sql += &format!(
                "CREATE TABLE {table} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40));\n\
                 INSERT INTO {table} VALUES (1, 'Ada'), (2, 'Grace');\nCREATE INDEX {table}_name ON {table} (name);\n"
            );
        }
        sql += "CREATE VIEW directory AS SELECT name FROM plain;\n\
                CREATE VIEW acme_billing__old AS SELECT name FROM acme_billing__own;\n\
                CREATE VIEW report AS SELECT name FROM acme_billing__own;\n";
    }
    sql += case.said.setup.of(on).map_or("", String::as_str);
    site.sql(&sql);
    site.revision("1", "", "UPDATE people SET name = 'Ada';", "");
    site.run(["upgrade"]).ok();
    package::table(&site, OTHER, "1", "");
    let grants = case.said.grants.as_deref().unwrap_or(GRANTS);
    let budget = case.said.budget.as_ref().map(|b| format!("[packages.\"{BILLING}\".budget]\n{b}\n"));
    package::trust(
        &site,
        &[
            package::unsigned(BILLING, grants),
            budget.unwrap_or_default(),
            package::unsigned(OTHER, "sql = \"unconfined\""),
        ]
        .join("\n"),
    );
    let folder = match case.said.whose {
        Whose::Application => "migrations".to_owned(),
        Whose::Package => package::FOLDER.to_owned(),
    };
    match case.said.guest {
        Some(Scripted::Package) => reach::guest(&site, "package"),
        Some(Scripted::PackageSql) => reach::guest(&site, "package-sql"),
        None => {
            let mut bytes = guest::case(&case.folder, case.said.whose == Whose::Package);
            bytes.extend(guest::busy(case.said.functions, case.said.multiplications));
            bytes.extend(guest::nested(case.said.nest));
            bytes.extend(guest::padding(case.said.pad));
            bytes.truncate(bytes.len() - case.said.cut);
            site.write(format!("{folder}/2.wasm"), bytes);
        }
    }
    if case.said.direction == Direction::Down {
        site.run(["upgrade"]).ok();
    }
    site
}

/// Runs the guest, with a script or without one.
fn attempt(site: &Site, case: &Case, script: Option<&str>) -> Outcome {
    let (command, target) = match (case.said.direction, case.said.whose) {
        (Direction::Up, Whose::Application) => ("upgrade", "head"),
        (Direction::Up, Whose::Package) => ("upgrade", BILLING),
        (Direction::Down, Whose::Application) => ("downgrade", "1"),
        (Direction::Down, Whose::Package) => ("downgrade", "acme/billing@base"),
    };
    let mut words = vec![command.to_owned(), target.to_owned()];
    words.extend(case.said.flags.iter().cloned());
    if let Some(script) = script {
        words.extend(["-x".to_owned(), format!("up={script}")]);
    }
    site.run(words)
}

#[track_caller]
fn judge(site: &Site, case: &Case, on: Database, outcome: &Outcome, says: &str, before: &str) {
    let whole = outcome.whole();
    let outcome = outcome.clone().exits(case.exits(on)).has_one_message();
    // What is wrong with a file says what to do in its own words.
    assert!(
        outcome.stderr.contains("next:") || !outcome.stderr.contains("failed and"),
        "nothing is said to do next\n{whole}"
    );
    for text in case.says(on).iter().map(String::as_str).chain([says]) {
        assert!(outcome.stderr.contains(text), "`{text}` was expected in the message\n{whole}");
    }
    assert!(!outcome.stderr.contains(|c: char| c.is_control() && c != '\n'), "it steers the terminal\n{whole}");
    // One message that a person reads to its end.
    assert!(outcome.stderr.lines().count() < 30 && outcome.stderr.len() < 4000, "it is too long\n{whole}");
    assert!(outcome.took < BY, "it took {:?}\n{whole}", outcome.took);
    assert!(outcome.memory < MEMORY, "it had {} MiB of memory\n{whole}", outcome.memory >> 20);
    database::same(before, &site.dump(), &whole);
}
