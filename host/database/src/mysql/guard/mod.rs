//! What a migration's raw statement is, and what it may not be.
//!
//! MySQL has no hook that asks before a statement does something, so the statement's tokens are read. That stops
//! accidents and plain tricks; what confines a migration that is not trusted is a login of its own.

mod set;

use super::lexer::{Kind, Token, readings};
use crate::{Origin, RESERVED_PREFIX};
use mighost_schema::{Error, Result};

/// What a statement does beyond its own work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Class {
    /// It ends the open transaction by committing it, whether it succeeds or not.
    pub commits: bool,
    /// It changes the session's settings.
    pub sets: bool,
}

/// Whether a statement commits the open transaction by itself, as nearly all that change a schema do.
///
/// ```
/// assert!(mighost_database::mysql::commits_implicitly("ALTER TABLE people ADD age INT"));
/// assert!(mighost_database::mysql::commits_implicitly("/*!50000 TRUNCATE */ TABLE people"));
/// assert!(!mighost_database::mysql::commits_implicitly("CREATE TEMPORARY TABLE some (id INT)"));
/// ```
pub fn commits_implicitly(statement: &str) -> bool {
    readings(statement).is_ok_and(|readings| readings.iter().any(|tokens| class(tokens).commits))
}

/// Whether a statement runs code of the server's that may end the transaction: a procedure may commit, or roll back.
pub(super) fn calls(statement: &str) -> bool {
    readings(statement).is_ok_and(|readings| readings.iter().any(|tokens| tokens.first().is_some_and(|t| t.is("call"))))
}

/// What may begin a statement, and whether it commits the open transaction.
/// https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html
const BEGINNINGS: &[(&str, bool)] = &[
    ("select", false),
    ("with", false),
    ("values", false),
    ("table", false),
    ("(", false),
    ("insert", false),
    ("replace", false),
    ("update", false),
    ("delete", false),
    ("call", false),
    ("do", false),
    ("show", false),
    ("describe", false),
    ("desc", false),
    ("explain", false),
    ("checksum", false),
    ("set", false),
    ("create", true),
    ("alter", true),
    ("drop", true),
    ("rename", true),
    ("truncate", true),
    ("analyze", true),
    ("optimize", true),
    ("check", true),
    ("repair", true),
];

/// Why a statement that begins so is refused.
const REFUSED: &[(&[&str], &str)] = &[
    (
        &["commit", "rollback", "start", "begin", "savepoint", "release", "xa"],
        "mighost begins and ends the step's transaction",
    ),
    (&["lock", "unlock"], "locks on tables end the step's transaction; mighost keeps other runners out by itself"),
    (&["use"], "a migration works in one database; write the other's name before the table's"),
    (&["grant", "revoke"], "privileges are given by whoever runs the server, not by a migration"),
    (&["load", "import", "handler", "binlog", "backup", "clone"], "a migration can't reach files or raw storage"),
    (&["install", "uninstall"], "a migration can't load code into the server"),
    (
        &["shutdown", "kill", "flush", "reset", "purge", "change", "stop", "slave", "restart", "cache"],
        "a migration can't steer the server",
    ),
    (&["prepare", "execute", "deallocate"], "a text that is run as a statement can't be checked; write the statement"),
    (
        &["if", "case", "loop", "repeat", "while", "for", "declare", "return"],
        "a compound statement must be inside of a procedure; write its statements one by one",
    ),
    (&["delimiter"], "DELIMITER is a word of the command line's, not of the server's"),
];

/// Behind CREATE, ALTER, DROP and RENAME: what belongs to the server.
const SERVER_OBJECTS: &[&str] = &["user", "role", "server", "tablespace", "logfile", "resource", "instance"];

/// Whether a name is one of mighost's own.
pub(super) fn reserved(name: &str) -> bool {
    name.get(..RESERVED_PREFIX.len()).is_some_and(|start| start.eq_ignore_ascii_case(RESERVED_PREFIX))
}

/// Refuses mighost's own tables to structured calls.
pub(super) fn refuse_reserved(name: &str) -> Result<()> {
    if reserved(name) {
        return Err(Error::Denied(format!("`{name}`: names that begin with `{RESERVED_PREFIX}` are mighost's own")));
    }
    Ok(())
}

fn class(tokens: &[Token<'_>]) -> Class {
    let Some(first) = tokens.first() else { return Class::default() };
    let listed = BEGINNINGS.iter().find(|(word, _)| first.raw.eq_ignore_ascii_case(word));
    let second = tokens.get(1);
    let temporary = second.is_some_and(|t| t.is("temporary"))
        || first.is("create") && tokens.iter().take(4).any(|t| t.is("temporary"));
    // `ANALYZE SELECT` is MariaDB's EXPLAIN that runs; `ANALYZE TABLE` writes statistics.
    let explains =
        first.is("analyze") && second.is_some_and(|t| !t.is("table") && !t.is("local") && !t.is("no_write_to_binlog"));
    Class { commits: listed.is_some_and(|(_, commits)| *commits) && !temporary && !explains, sets: first.is("set") }
}

/// Reads a statement.
///
/// # Errors
/// [`Error::Denied`] for what a migration may not do.
pub(super) fn check(origin: Origin, statement: &str) -> Result<Class> {
    let readings = readings(statement)?;
    let mut whole = Class::default();
    for tokens in &readings {
        let class = class(tokens);
        whole.commits |= class.commits;
        whole.sets |= class.sets;
        if origin == Origin::Guest {
            check_reading(tokens)?;
        }
    }
    if origin == Origin::Guest && readings.iter().all(Vec::is_empty) {
        return Err(Error::Invalid("there is no statement in this text".to_owned()));
    }
    Ok(whole)
}

fn check_reading(tokens: &[Token<'_>]) -> Result<()> {
    // To another server there is something here.
    let Some(first) = tokens.first() else { return Ok(()) };
    let denied = |what: &str, why: &str| Err(Error::Denied(format!("{}: {why}", what.to_ascii_uppercase())));
    if let Some((_, why)) = REFUSED.iter().find(|(words, _)| words.iter().any(|word| first.is(word))) {
        return denied(first.raw, why);
    }
    // MariaDB takes a label before a compound statement.
    if tokens.get(1).is_some_and(|t| t.symbol(":")) {
        return denied("a label", "a compound statement must be inside of a procedure");
    }
    if !BEGINNINGS.iter().any(|(word, _)| first.raw.eq_ignore_ascii_case(word)) {
        return denied(first.raw, "mighost doesn't know what this does");
    }
    if matches!(first.raw.to_ascii_lowercase().as_str(), "create" | "alter" | "drop" | "rename") {
        // `CREATE OR REPLACE USER`, `CREATE UNDO TABLESPACE`; further on the words are names.
        let object = tokens.iter().skip(1).take(3).find(|t| SERVER_OBJECTS.iter().any(|word| t.is(word)));
        let definer = tokens.get(1).is_some_and(|t| t.is("definer"));
        let named = |t: &&Token<'_>| {
            tokens.iter().skip(1).take_while(|o| o.start < t.start).any(|o| KINDS.iter().any(|k| o.is(k)))
        };
        if let Some(object) = object.filter(|t| !definer && !named(t)) {
            return denied(object.raw, "it belongs to the server, not to the database");
        }
        if tokens.iter().any(|t| t.is("soname")) {
            return denied("soname", "a migration can't load code into the server");
        }
    }
    if first.is("set") {
        set::check_set(tokens)?;
    }
    let program = first.is("create")
        && tokens.iter().any(|t| ["procedure", "function", "trigger", "event"].iter().any(|kind| t.is(kind)));
    for (at, token) in tokens.iter().enumerate() {
        let next = tokens.get(at + 1);
        if token.is("into") && next.is_some_and(|n| n.is("outfile") || n.is("dumpfile")) {
            return denied("into outfile", "a migration can't write files");
        }
        if let Some((function, why)) = FUNCTIONS.iter().find(|(function, _)| token.names(function))
            && next.is_some_and(|n| n.symbol("("))
        {
            return denied(function, why);
        }
        if program && (token.is("prepare") || token.is("execute") && next.is_some_and(|n| n.is("immediate"))) {
            return denied(token.raw, "a text that is run as a statement can't be checked; write the statement");
        }
        if matches!(token.kind, Kind::Word | Kind::Name) {
            refuse_reserved(&token.content())?;
        }
    }
    Ok(())
}

/// Functions that a migration may not call, and why.
const FUNCTIONS: &[(&str, &str)] = &[
    ("load_file", "a migration can't read files"),
    ("get_lock", LOCKS),
    ("release_lock", LOCKS),
    ("release_all_locks", LOCKS),
];

const LOCKS: &str = "named locks are how mighost keeps runners apart; lock rows instead (SELECT … FOR UPDATE)";

/// What can stand behind CREATE and its like and has a name behind it.
const KINDS: &[&str] = &[
    "table",
    "view",
    "index",
    "database",
    "schema",
    "procedure",
    "function",
    "trigger",
    "event",
    "sequence",
    "column",
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn transaction_control_is_refused_however_it_is_written() {
        for statement in [
            "COMMIT",
            "commit work",
            "/*!50000 COMMIT */",
            "/*M!100000 ROLLBACK */",
            "/* x */ -- y\n COMMIT",
            "START TRANSACTION",
            "BEGIN",
            "BEGIN NOT ATOMIC COMMIT; END",
            "SAVEPOINT a",
            "RELEASE SAVEPOINT a",
            "ROLLBACK TO a",
            "XA START 'x'",
            "LOCK TABLES a WRITE",
            "UNLOCK TABLES",
            "SET autocommit = 0",
            "SET @@autocommit=1",
            "SET SESSION autocommit=1",
            "SET @a = 1, autocommit = 1",
            "SET @@session.autocommit=1",
            "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "IF 1 THEN COMMIT; END IF",
            "l: LOOP COMMIT; END LOOP",
            "PREPARE s FROM 'COMMIT'",
            "EXECUTE IMMEDIATE 'COMMIT'",
            "SET STATEMENT max_statement_time=1 FOR COMMIT",
            "FOR i IN 1..2 DO COMMIT; END FOR",
            "#x\nCOMMIT",
            "SET /*!50000 autocommit */ = 0",
            "/*!99999 SELECT */ COMMIT",
            "/*!80000 SELECT */ /*M!100000 COMMIT */",
            "SELECT 1 /*!1 FROM t */ /*M!1 INTO OUTFILE '/x' */",
        ] {
            assert!(matches!(check(Origin::Guest, statement), Err(Error::Denied(_))), "{statement}");
        }
    }

    #[test]
    fn what_reaches_beyond_the_database_is_refused() {
        for statement in [
            "LOAD DATA INFILE '/etc/passwd' INTO TABLE t",
            "SELECT 1 INTO OUTFILE '/tmp/x'",
            "SELECT 1 INTO DUMPFILE '/x'",
            "SELECT LOAD_FILE('/etc/passwd')",
            "SELECT `load_file` ('/etc/passwd')",
            "SELECT GET_LOCK('x', 0)",
            "DO RELEASE_LOCK('x')",
            "SET @a = release_all_locks()",
            "SELECT /*!50000 `Release_All_Locks` */ ()",
            "CREATE FUNCTION f() RETURNS INT RETURN RELEASE_ALL_LOCKS()",
            "INSTALL PLUGIN a SONAME 'b'",
            "SET GLOBAL max_connections = 1",
            "SET @@global.max_connections = 1",
            "SET PERSIST a = 1",
            "USE mysql",
            "GRANT ALL ON *.* TO x",
            "CREATE USER x",
            "CREATE OR REPLACE USER x",
            "DROP USER x",
            "ALTER USER x",
            "RENAME USER a TO b",
            "CREATE FUNCTION f RETURNS INT SONAME 'x.so'",
            "KILL 1",
            "FLUSH TABLES",
            "SHUTDOWN",
            "SET PASSWORD = 'x'",
            "SET ROLE x",
            "SET sql_mode = ''",
            "SET NAMES latin1",
            "CREATE SERVER s FOREIGN DATA WRAPPER mysql",
            "SELECT * FROM mighost_history",
            "DROP TABLE `Mighost_history`",
            "HANDLER t OPEN",
            "CREATE PROCEDURE p() EXECUTE IMMEDIATE 'x'",
            "RESET MASTER",
            "SET default_role = x",
        ] {
            assert!(matches!(check(Origin::Guest, statement), Err(Error::Denied(_))), "{statement}");
        }
    }

    #[test]
    fn ordinary_statements_pass() {
        for statement in [
            "SELECT 'COMMIT; mighost_history'",
            "SELECT `commit` FROM t",
            "CREATE TABLE user (role int)",
            "ALTER TABLE user ADD role INT",
            "DROP TABLE server",
            "INSERT INTO t SELECT * FROM u",
            "(SELECT 1)",
            "SET @a = 1",
            "SET foreign_key_checks = 0",
            "SET NAMES utf8mb4",
            "SET @@session.unique_checks = 0",
            "CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.b = 1",
            "CALL p()",
            "CREATE INDEX i ON user (role)",
            "SET @x = 'a,b', @y = (SELECT 1)",
            "CREATE DEFINER = user VIEW v AS SELECT 1",
            "WITH a AS (SELECT 1) SELECT * FROM a",
            "RENAME TABLE user TO role",
            "SHOW TABLES",
            "SELECT get_lock FROM t",
        ] {
            check(Origin::Guest, statement).unwrap();
        }
    }

    #[test]
    fn what_changes_the_schema_commits() {
        assert!(commits_implicitly("create table t (a int)"));
        assert!(commits_implicitly("TRUNCATE t"));
        assert!(!commits_implicitly("CREATE OR REPLACE TEMPORARY TABLE t (a int)"));
        assert!(!commits_implicitly("DROP TEMPORARY TABLE t"));
        assert!(!commits_implicitly("ANALYZE FORMAT=JSON SELECT 1"));
        assert!(!commits_implicitly("INSERT INTO t VALUES (1)"));
    }
}
