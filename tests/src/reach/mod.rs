//! What a confined package may try, and what becomes of it: the same on each database.

mod cases;

pub use cases::{EXPRESSIONS, OPERATIONS, ROWS, VIEWS, of_one};

use crate::{Kind, Outcome, Site, binary, package};

/// A call of the scripted guest, and a word of the complaint.
pub type Case = (&'static str, &'static str);

/// A site with an application's tables, each granted to the package as far as its name says; the guest, which runs no raw
/// SQL; and a table and a view of the package's own.
pub fn site(kind: Kind) -> Site {
    let site = Site::new(kind);
    for table in ["plain", "referred", "readable", "changed", "altered", "acme_billing__own"] {
        site.sql(&format!("CREATE TABLE {table} (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(40))"));
        site.sql(&format!("INSERT INTO {table} VALUES (1, 'Ada'), (2, 'Grace')"));
        site.sql(&format!("CREATE INDEX {table}_name ON {table} (name)"));
    }
    site.sql("CREATE VIEW directory AS SELECT name FROM plain");
    site.sql("CREATE VIEW acme_billing__old AS SELECT name FROM acme_billing__own");
    // It stands on the package's table, and goes with it on no account.
    site.sql("CREATE VIEW report AS SELECT name FROM acme_billing__own");
    // mighost's own tables are there.
    site.revision("1", "", "CREATE TABLE t_1 (id INTEGER NOT NULL PRIMARY KEY);", "DROP TABLE t_1;");
    site.run(["upgrade"]).ok();
    guest(&site, "package");
    let tables =
        "tables = { referred = \"reference\", readable = \"read\", changed = \"change\", altered = \"alter\" }";
    package::trust(&site, &package::unsigned(package::BILLING, tables));
    site
}

/// Puts a scripted guest into the package's folder.
pub fn guest(site: &Site, name: &str) {
    let built = binary::built("tests/guests/rust-scripted").join(format!("artifacts/{name}.wasm"));
    let bytes = std::fs::read(&built).unwrap_or_else(|error| panic!("{}: {error}", built.display()));
    site.write(format!("{}/{name}.wasm", package::FOLDER), bytes);
}

/// Runs the guest's lines.
pub fn run(site: &Site, lines: &str) -> Outcome {
    site.run(["upgrade", package::BILLING, "-x", &format!("up={lines}")])
}

/// Runs each line by itself on a site that is made for it, which must be denied and change nothing.
pub fn all_denied(make: impl Fn() -> Site, cases: &[Case]) {
    let mut site = make();
    let before = dump(&site);
    let mut wrong = Vec::new();
    for (line, says) in cases {
        let outcome = run(&site, line);
        let denied =
            outcome.status.code() == Some(1) && outcome.stderr.contains("denied") && outcome.stderr.contains(says);
        let after = dump(&site);
        if !denied || after != before {
            wrong.push(format!(
                "{line}\n(the database {})\n{}",
                if after == before { "is as it was" } else { "HAS CHANGED" },
                outcome.whole()
            ));
            // The rest is tried where nothing has gone through.
            if after != before {
                site = make();
            }
        }
    }
    assert!(wrong.is_empty(), "{} weren't denied as they should be:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

/// What is granted works, on any database.
pub fn granted(site: &Site) {
    let lines = "create acme_billing__x\ncolumn acme_billing__x | age\ncheck acme_billing__x | age >= 0 AND length(name) < 30\n\
                 index acme_billing__x | acme_billing__i\nadd-key acme_billing__x | referred\n\
                 create-key acme_billing__y | readable\ninsert acme_billing__y\ncount acme_billing__y\n\
                 view acme_billing__v | SELECT y.id, r.name FROM acme_billing__y y LEFT JOIN readable r ON r.id = y.id\n\
                 scan readable\nscan changed\ninsert changed\nupdate changed\ndelete-by changed\ncolumn altered | age\n\
                 index altered | acme_billing__altered\ninsert altered\nlook referred\nlook acme_billing__own\nlist\n\
                 rename acme_billing__x | acme_billing__z\ndrop-view acme_billing__v\ndrop acme_billing__z";
    // The row 7 of its own table refers to one that isn't there, so it is there first.
    site.sql("INSERT INTO readable VALUES (7, 'Edsger')");
    let outcome = run(site, lines).ok();
    let seen = outcome.whole();
    assert!(seen.contains("sees "), "{seen}");
    for hidden in ["plain", "directory", "mighost_history"] {
        assert!(!seen.contains(&format!(" {hidden}")), "it sees {hidden}\n{seen}");
    }
    assert_eq!(site.sql("SELECT name FROM changed ORDER BY id"), ["by the package"; 2]);
    assert_eq!(site.sql("SELECT name FROM plain ORDER BY id"), ["Ada", "Grace"]);
    assert!(
        site.tables().contains(&"acme_billing__y".to_owned()) && !site.tables().contains(&"acme_billing__z".to_owned())
    );
}

/// A migration may handle a refusal: the step goes on, and nothing of what was refused is done.
pub fn caught(site: &Site) {
    let outcome = run(site, "caught drop plain\ncaught insert plain\ncreate acme_billing__x").ok();
    assert!(outcome.whole().matches("caught: ").count() == 2, "{}", outcome.whole());
    assert_eq!(site.sql("SELECT count(*) FROM plain"), ["2"]);
    assert!(site.tables().contains(&"acme_billing__x".to_owned()));
}

/// An index is looked for on the table that is named, though the name alone would find it.
pub fn indexes_of_others(site: &Site) {
    let before = site.dump_of_application();
    for line in [
        "drop-index acme_billing__own | plain_name",
        "rename-index acme_billing__own | plain_name | acme_billing__i",
        "drop-index altered | plain_name",
    ] {
        run(site, line).fails().says(&["plain_name"]);
        assert_eq!(site.dump_of_application(), before, "{line}");
    }
}

/// A name or text that would end its quotes is nothing but a name or text.
pub fn quoted(site: &Site) {
    let others = site.sql("SELECT name FROM plain ORDER BY id");
    for mark in ["`", "\"", "'", "]", "\\"] {
        let name = format!("acme_billing__{mark}; DROP TABLE plain; --");
        // Whether the database can have such a name or not: it is no statement.
        let _ = run(site, &format!("create {name}\ninsert {name}\ndrop {name}"));
        let column = format!("c{mark} INTEGER, d INTEGER REFERENCES plain (id)); --");
        let _ = run(site, &format!("create acme_billing__x\ncolumn acme_billing__x | {column}"));
        let text = format!("text{mark} ENGINE=MEMORY COMMENT={mark}; DROP TABLE plain; --");
        let _ = run(site, &format!("comment acme_billing__own | {text}"));
        site.run(["downgrade", "acme/billing@base", "-x", "down="]).ok();
        assert_eq!(site.sql("SELECT name FROM plain ORDER BY id"), others, "{mark}");
        let schema = site.schema().to_lowercase();
        assert!(!schema.contains("references plain") && !schema.contains("engine=memory\n"), "{mark}\n{schema}");
        site.sql("DROP TABLE IF EXISTS acme_billing__x");
    }
}

/// The application's part of a database as text; it has another name on each site.
fn dump(site: &Site) -> String {
    site.dump_of_application()
}
