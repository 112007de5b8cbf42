//! Schemas of real applications: each is read, and each of its tables is rebuilt and nothing is lost.
//!
//! The definitions are other projects' own and aren't kept here: `MIGHOST_CORPUS` says where they are, by default
//! `../shared/corpus` beside this project. Where they aren't, there is nothing to test.

use crate::support::{Db, now};
use mighost_schema::{Change, Position};
use std::path::{Path, PathBuf};

/// The folders of SQLite migrations, and how a file that takes one back is called.
const FOLDERS: &[(&str, &str)] = &[
    ("now-lms/base-sqlite.sql", ""),
    ("gitness/app/store/database/migrate/sqlite", "down.sql"),
    ("openfga/assets/migrations/sqlite", ""),
    ("temporal/schema/sqlite/v3/temporal/schema.sql", ""),
    ("temporal/schema/sqlite/v3/visibility/schema.sql", ""),
    ("atuin/crates/atuin-client/migrations", ""),
    ("atuin/crates/atuin-client/record-migrations", ""),
    ("atuin/crates/atuin-scripts/migrations", "down.sql"),
    ("rauthy/migrations/hiqlite", ""),
];

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    let path = std::env::var_os("MIGHOST_CORPUS").map_or(beside, PathBuf::from);
    if !path.is_dir() {
        eprintln!("skipped: there is no corpus at {}", path.display());
        return None;
    }
    Some(path)
}

/// The schema that a folder's migrations, or a file, leave behind.
fn applied(path: &Path, back: &str) -> Option<Db> {
    let mut files: Vec<PathBuf> = match std::fs::read_dir(path) {
        Ok(folder) => folder.map(|file| file.unwrap().path()).collect(),
        Err(_) => vec![path.to_owned()],
    };
    files.retain(|file| {
        let name = file.file_name().unwrap().to_string_lossy();
        file.is_file() && name.ends_with(".sql") && (back.is_empty() || !name.ends_with(back))
    });
    // By number where the names begin with one, which needn't be padded.
    files.sort_by_key(|file| {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let digits: String = name.trim_start_matches('V').chars().take_while(char::is_ascii_digit).collect();
        (digits.parse::<u64>().unwrap_or(0), name)
    });
    if files.is_empty() {
        return None;
    }
    let db = Db::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        // goose writes both ways into one file.
        let text = text.split("-- +goose Down").next().unwrap();
        db.outside(&format!("PRAGMA foreign_keys = OFF; {text}"))
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
    Some(db)
}

/// What SQLite itself says of a table, but for the numbers it gives to indexes and foreign keys.
fn facts(db: &Db, table: &str) -> Vec<String> {
    let table = table.replace('\'', "''");
    let mut facts = db.rows(&format!(
        "SELECT name, type, \"notnull\", dflt_value, pk, hidden FROM pragma_table_xinfo('{table}') ORDER BY name"
    ));
    facts.extend(db.rows(&format!(
        "SELECT \"table\", seq, \"from\", \"to\", on_update, on_delete, \"match\" FROM pragma_foreign_key_list('{table}')
         ORDER BY 1, 2, 3, 4"
    )));
    facts.extend(db.rows(&format!(
        "SELECT CASE WHEN l.origin = 'c' THEN l.name ELSE l.origin END AS named, l.\"unique\", l.partial, x.seqno, x.name,
             x.\"desc\", x.coll, x.key
         FROM pragma_index_list('{table}') AS l, pragma_index_xinfo(l.name) AS x WHERE x.key ORDER BY 1, 2, 3, 4, 5"
    )));
    facts.extend(db.rows(&format!("SELECT type, wr, strict FROM pragma_table_list WHERE name = '{table}'")));
    facts.extend(db.rows(&format!(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{table}' ORDER BY 1"
    )));
    facts
}

#[test]
fn every_table_of_real_applications_survives_a_rebuild() {
    let Some(corpus) = corpus() else { return };
    let mut tables = 0;
    for (folder, back) in FOLDERS {
        let Some(mut db) = applied(&corpus.join(folder), back) else {
            eprintln!("skipped: {folder}");
            continue;
        };
        let schema = db.schema();
        for table in schema.tables.values() {
            let name = table.name.name.clone();
            if table.settings.contains_key("virtual") {
                continue;
            }
            let before = facts(&db, &name);
            // There and back: two rebuilds.
            let last = table.columns.last().unwrap().name.clone();
            let moved = Change::MoveColumn { column: last.clone(), position: Position::First };
            let back = Change::MoveColumn { column: last, position: Position::Last };
            if table.columns.len() > 1 {
                db.alter(&name, vec![moved]).unwrap_or_else(|error| panic!("{folder}, {name}: {error}"));
                db.alter(&name, vec![back]).unwrap_or_else(|error| panic!("{folder}, {name}: {error}"));
            }
            let after = facts(&db, &name);
            // A type may come back in upper case, and FALSE as the 0 that it is.
            let plain = |fact: &String| fact.to_uppercase().replace("|FALSE|", "|0|").replace("|TRUE|", "|1|");
            let plain = |facts: Vec<String>| facts.iter().map(plain).collect::<Vec<_>>();
            assert_eq!(plain(after), plain(before), "{folder}, {name}");
            tables += 1;
        }
        assert_eq!(db.schema(), schema, "{folder}");
        db.assert_sound();
        // And with all the views and triggers around them, the application's first statements compile.
        for view in now(db.connection.views(None)).unwrap() {
            db.rows(&format!("SELECT * FROM \"{}\" LIMIT 0", view.name));
        }
    }
    println!("{tables} tables");
    assert!(tables > 100, "{tables}");
}
