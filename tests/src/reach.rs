//! What a confined package may try, and what becomes of it: the same on each database.

use crate::{Kind, Outcome, Site, binary, package};
use Kind::{Mariadb, Postgres, Sqlite};

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

/// What is denied on each database: operations on others' tables.
pub const OPERATIONS: &[Case] = &[
    ("create invoices", "invoices"),
    ("create acme_billing", "acme_billing"),
    ("create acme_billing_x", "acme_billing_x"),
    ("create mighost_x", "mighost_x"),
    ("create \"acme_billing__x", "acme_billing__x"),
    ("create nowhere:acme_billing__x", "acme_billing__x"),
    ("drop plain", "plain"),
    ("drop altered", "altered"),
    ("drop PLAIN", "PLAIN"),
    ("drop directory", "directory"),
    ("cascade acme_billing__own", "cascade"),
    ("rename plain | acme_billing__plain", "plain"),
    ("rename acme_billing__own | invoices", "invoices"),
    ("rename altered | acme_billing__altered", "altered"),
    ("rename acme_billing__own | mighost_history2", "mighost_history2"),
    ("column plain | age", "plain"),
    ("column changed | age", "changed"),
    ("column mighost_history | age", "mighost_history"),
    ("comment readable | mine", "readable"),
    ("index plain | acme_billing__i", "plain"),
    ("index changed | acme_billing__i", "changed"),
    ("drop-index plain | plain_name", "plain"),
    ("rename-index readable | readable_name | acme_billing__i", "readable"),
    ("create-key acme_billing__x | plain", "plain"),
    ("add-key acme_billing__own | plain", "plain"),
    ("create-key acme_billing__x | mighost_revisions", "mighost_revisions"),
    ("add-key altered | plain", "plain"),
    ("drop-view directory", "directory"),
    ("rename-view directory | acme_billing__directory", "directory"),
    ("rename-view acme_billing__old | directory2", "directory2"),
];

/// What is denied on each database: expressions that would look or do more than compute.
pub const EXPRESSIONS: &[Case] = &[
    ("create-check acme_billing__x | id > (SELECT count(*) FROM plain)", "query"),
    ("create-check acme_billing__x | EXISTS (select 1 from plain)", "query"),
    ("create-check acme_billing__x | pg_read_file('/etc/passwd') = 'a'", "pg_read_file"),
    ("create-check acme_billing__x | load_extension('x') IS NULL", "load_extension"),
    ("create-check acme_billing__x | \"lo_import\"('/etc/passwd') = 1", "lo_import"),
    ("create-check acme_billing__x | sleep(100) = 0", "sleep"),
    ("create-check acme_billing__x | id > 0) -- ", ""),
    ("create-check acme_billing__x | id > 0); DROP TABLE plain; --", ""),
    ("create-check acme_billing__x | id > 0), x INTEGER REFERENCES plain(id", ""),
    ("create-check acme_billing__x | name = 'a\\' OR (SELECT 1 FROM plain) OR 'b", ""),
    ("create-check acme_billing__x | id > 0 /* ", ""),
    ("create-default acme_billing__x | (SELECT max(id) FROM plain)", "query"),
    ("create-default acme_billing__x | nextval('plain_id_seq')", "nextval"),
    ("create-default acme_billing__x | 1 REFERENCES plain(id)", ""),
    ("create-generated acme_billing__x | (SELECT max(id) FROM plain)", "query"),
    ("create-generated acme_billing__x | random()", "random"),
    ("default acme_billing__own | name | current_setting('x')", "current_setting"),
    ("check acme_billing__own | id IN (SELECT id FROM plain)", "query"),
    ("check altered | id IN (TABLE plain)", ""),
    ("index-on acme_billing__own | acme_billing__i | version()", "version"),
    ("index-where acme_billing__own | acme_billing__i | id IN (SELECT id FROM plain)", "query"),
    ("create-type acme_billing__x | integer REFERENCES plain (id)", "REFERENCES"),
    ("create-type acme_billing__x | integer DEFAULT (SELECT 1)", "DEFAULT"),
    ("create-type acme_billing__x | integer); DROP TABLE plain; --", ""),
    ("create-type acme_billing__x | integer, y integer CHECK (y > 0)", ""),
    ("setting acme_billing__x | tablespace | other", "tablespace"),
];

/// What is denied on each database: views that read more than is granted.
pub const VIEWS: &[Case] = &[
    ("view acme_billing__v | SELECT name FROM plain", "plain"),
    ("view acme_billing__v | SELECT name FROM referred", "referred"),
    ("view acme_billing__v | SELECT name FROM directory", "directory"),
    ("view acme_billing__v | SELECT name FROM Plain", ""),
    ("view acme_billing__v | SELECT name FROM \"plain\"", "plain"),
    ("view acme_billing__v | SELECT name FROM `plain`", ""),
    ("view acme_billing__v | SELECT name FROM [plain]", ""),
    ("view acme_billing__v | SELECT r.name FROM readable r, plain p", "plain"),
    ("view acme_billing__v | SELECT r.name FROM readable r JOIN plain p ON p.id = r.id", "plain"),
    ("view acme_billing__v | SELECT name FROM readable UNION SELECT name FROM plain", "plain"),
    ("view acme_billing__v | SELECT name FROM readable UNION ALL TABLE plain", ""),
    ("view acme_billing__v | SELECT (SELECT max(name) FROM plain) AS n", "plain"),
    ("view acme_billing__v | SELECT name FROM (SELECT name FROM plain) AS readable", "plain"),
    ("view acme_billing__v | SELECT name FROM ((plain))", "plain"),
    ("view acme_billing__v | SELECT id FROM readable WHERE EXISTS (SELECT 1 FROM(plain))", "plain"),
    ("view acme_billing__v | WITH readable AS (SELECT name FROM plain) SELECT name FROM readable", ""),
    ("view acme_billing__v | SELECT name FROM readable/**/, plain", ""),
    ("view acme_billing__v | SELECT name FROM readable -- \n, plain", ""),
    ("view acme_billing__v | SELECT '\\' , ' , name FROM plain -- '", ""),
    ("view acme_billing__v | SELECT revision FROM mighost_history", "mighost_history"),
    ("view acme_billing__v | SELECT name FROM sqlite_master", "sqlite_master"),
    ("view acme_billing__v | SELECT table_name FROM information_schema.tables", "information_schema"),
    ("view acme_billing__v | SELECT usename FROM pg_catalog.pg_user", "pg_catalog"),
    ("view acme_billing__v | SELECT user FROM mysql.user", "mysql"),
    ("view acme_billing__v | SELECT name FROM readable; DROP TABLE plain", ""),
    ("view acme_billing__v | SELECT load_file('/etc/passwd') AS x FROM readable", "load_file"),
    (
        "view acme_billing__v | SELECT query_to_xml('SELECT * FROM p', true, true, '') AS x FROM readable",
        "query_to_xml",
    ),
    ("view acme_billing__v | SELECT name FROM U&\"\\0070lain\"", ""),
    ("view acme_billing__v | SELECT name FROM readable NATURAL JOIN plain", "plain"),
    ("view acme_billing__v | SELECT name FROM readable STRAIGHT_JOIN plain", "plain"),
    ("view directory | SELECT name FROM readable", "directory"),
];

/// What is denied on each database: rows.
pub const ROWS: &[Case] = &[
    ("insert plain", "plain"),
    ("insert readable", "readable"),
    ("insert referred", "referred"),
    ("update plain", "plain"),
    ("update readable", "readable"),
    ("update-by plain", "plain"),
    ("update-by readable", "readable"),
    ("delete plain", "plain"),
    ("delete readable", "readable"),
    ("delete-by plain", "plain"),
    ("count plain", "plain"),
    ("count referred", "referred"),
    ("scan plain", "plain"),
    ("scan referred", "referred"),
    ("scan directory", "directory"),
    ("scan PLAIN", "PLAIN"),
    ("scan \"plain\"", "plain"),
    ("scan mighost_history", "mighost_history"),
    ("scan MIGHOST_history", "MIGHOST_history"),
    ("insert mighost_revisions", "mighost_revisions"),
    ("delete mighost_history", "mighost_history"),
    ("scan main:plain", "plain"),
    ("scan public:plain", "plain"),
    ("scan sqlite_master", "sqlite_master"),
    ("scan pg_catalog:pg_user", "pg_user"),
    ("scan mysql:user", "user"),
    ("look plain", "plain"),
    ("look mighost_history", "mighost_history"),
    ("look-view directory", "directory"),
    ("has plain", "plain"),
    ("triggers plain", "plain"),
];

/// What only one database has.
pub fn of_one(kind: Kind) -> &'static [Case] {
    match kind {
        Sqlite => &[
            ("scan temp:plain", "plain"),
            ("view acme_billing__v | SELECT name FROM readable WHERE id IN plain", "plain"),
            ("view acme_billing__v | SELECT name FROM readable WHERE (id, name) IN referred", "referred"),
            (
                "view acme_billing__v | SELECT name FROM readable WHERE (name, name, name, id, name) IN sqlite_master",
                "sqlite_master",
            ),
            (
                "view acme_billing__v | SELECT name FROM readable WHERE (name, name) IN mighost_revisions",
                "mighost_revisions",
            ),
            (
                "view acme_billing__v | SELECT name FROM readable WHERE ('', name) IN \"mighost_revisions\"",
                "mighost_revisions",
            ),
            (
                "view acme_billing__v | SELECT name FROM readable WHERE (name, id) IN (sqlite_sequence)",
                "sqlite_sequence",
            ),
            ("view acme_billing__v | SELECT m.sql AS name FROM readable AS offset, sqlite_master AS m", "offset"),
            ("view acme_billing__v | SELECT m.file AS name FROM readable AS for, pragma_database_list AS m", "for"),
            (
                "view acme_billing__v | SELECT m.name FROM (WITH sqlite_schema AS (SELECT 1 AS x) SELECT x FROM sqlite_schema) AS q, \
                 main.sqlite_schema AS m",
                "WITH",
            ),
            ("view acme_billing__v | VALUES ((SELECT name FROM plain))", ""),
            ("scan sqlite_sequence", "sqlite_sequence"),
            ("view acme_billing__v | SELECT name FROM pragma_table_info('plain')", "pragma_table_info"),
        ],
        Postgres => &[
            ("create ACME_BILLING__x", "ACME_BILLING__x"),
            ("sequence numbers", "numbers"),
            ("enumeration mood", "mood"),
            ("label colour | c", "colour"),
            ("create public:acme_billing__x", "acme_billing__x"),
            ("create-check acme_billing__x | 'plain'::regclass IS NOT NULL", "regclass"),
            ("create-check acme_billing__x | E'\\'' = '' OR (SELECT true FROM plain) OR ''=''", ""),
            ("create-check acme_billing__x | $$'$$ = '' OR (SELECT true FROM plain) OR ''=''", ""),
            ("create-check acme_billing__x | regclass 'plain' IS NOT NULL", "regclass"),
            ("create-check acme_billing__x | CAST('plain' AS regclass) IS NOT NULL", "regclass"),
            ("create-check acme_billing__x | 'plain'::pg_catalog.regclass IS NOT NULL", ""),
            ("create-check acme_billing__x | 'plain'::\"regclass\" IS NOT NULL", "regclass"),
            ("create-type acme_billing__x | plain", "plain"),
            ("create-type acme_billing__x | plain[]", "plain"),
            ("create-type acme_billing__x | colour", "colour"),
            (
                "view acme_billing__v | SELECT pg_catalog . pg_read_file ('/etc/passwd') AS x FROM readable",
                "pg_read_file",
            ),
            (
                "view acme_billing__v | SELECT u.passwd AS name FROM (WITH pg_shadow AS (SELECT 1 AS x) SELECT x FROM pg_shadow) AS q, \
                 pg_shadow AS u",
                "WITH",
            ),
            (
                "view acme_billing__v | SELECT 1 AS a, 2 AS b, interval '1 day' AS c FROM readable UNION TABLE pg_timezone_abbrevs",
                "TABLE",
            ),
            ("view acme_billing__v | SELECT name FROM ONLY plain", ""),
            ("view acme_billing__v | SELECT name FROM ONLY (plain)", ""),
            ("view acme_billing__v | SELECT r.name FROM readable r, LATERAL (SELECT * FROM plain) p", ""),
            ("view acme_billing__v | SELECT r.name FROM ROWS FROM (pg_ls_dir('/')) AS r(name)", ""),
            ("view acme_billing__v | SELECT name FROM readable, pg_ls_dir('/') AS d", "pg_ls_dir"),
            ("view acme_billing__v | SELECT name FROM \"public\".\"plain\"", "plain"),
            ("view acme_billing__v | SELECT name FROM public . plain", "plain"),
            ("view acme_billing__v | SELECT 1 OPERATOR(pg_catalog.+) 2 AS x FROM pg_authid", ""),
            ("view acme_billing__v | SELECT name INTO acme_billing__z FROM plain", ""),
        ],
        Mariadb => &[
            ("create-default acme_billing__x | NEXT VALUE FOR numbers", ""),
            ("create-default acme_billing__x | (PREVIOUS VALUE FOR numbers)", ""),
            ("view acme_billing__v | SELECT NEXT VALUE FOR numbers AS n FROM readable", ""),
            (
                "view acme_billing__v | SELECT u.user AS name FROM readable AS r STRAIGHT_JOIN mysql.global_priv AS u",
                "STRAIGHT_JOIN",
            ),
            (
                "view acme_billing__v | SELECT u.user AS name FROM readable AS r USE INDEX FOR ORDER BY (readable_name), mysql.global_priv AS u",
                "mysql",
            ),
            (
                "view acme_billing__v | SELECT w.id, u.user AS name FROM readable AS window, mysql.global_priv AS u",
                "mysql",
            ),
            ("view acme_billing__v | SELECT sleep (1) AS n FROM readable", "sleep"),
            ("view acme_billing__v | SELECT r.name FROM {OJ readable r LEFT OUTER JOIN plain p ON r.id = p.id}", ""),
            ("view acme_billing__v | SELECT '\\'' AS a, name FROM plain WHERE name <> '' AND 'b", ""),
            ("view acme_billing__v | SELECT '\\'' AS a, name FROM plain WHERE name <> 'b'", ""),
            ("view acme_billing__v | SELECT name FROM /*!plain*/", ""),
            ("view acme_billing__v | SELECT name FROM readable # \n, plain", ""),
        ],
    }
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
