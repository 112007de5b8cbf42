//! A migration's own SQL on servers: it is split as each server's own client splits it, and can't touch the step's
//! transaction, however that is written.

use mighost_tests::database::same;
use mighost_tests::{Kind, Site};

#[test]
fn postgresql_texts_are_split_by_its_own_rules() {
    let site = Site::new(Kind::Postgres);
    let upgrade = r#"
CREATE TABLE lines (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, line text);
INSERT INTO lines (line) VALUES ('one; two'), (E'a\'; b\\'), ($$three; ' four$$), ($tag$five $$ six;$tag$), (U&'d\0061t;a'), (B'101'::text);
INSERT INTO lines (line) VALUES ('back\'), (e'new\nline') /* ; /* nested; */ ; */ ; -- ; the end
CREATE FUNCTION counted() RETURNS integer LANGUAGE plpgsql AS $body$
DECLARE n integer;
BEGIN
    SELECT count(*) INTO n FROM lines; -- ;
    IF n > 0 THEN RETURN n; END IF;
    RETURN 0;
END;
$body$;
CREATE FUNCTION atomic(a integer) RETURNS integer LANGUAGE sql
BEGIN ATOMIC
    SELECT a + 1;
    SELECT CASE WHEN a > 0 THEN a + 2 ELSE a END;
END;
CREATE PROCEDURE filled() LANGUAGE sql BEGIN ATOMIC INSERT INTO lines (line) VALUES ('by call;'); INSERT INTO lines (line) VALUES ('again'); END;
CALL filled();
DO $$ BEGIN FOR i IN 1..2 LOOP INSERT INTO lines (line) VALUES ('loop ' || i); END LOOP; END $$;
CREATE TABLE "odd;name" ("a;b" integer DEFAULT 1, "begin" text, "commit" text);
INSERT INTO "odd;name" ("begin") VALUES ('COMMIT; ROLLBACK');
CREATE RULE twice AS ON INSERT TO "odd;name" DO ALSO (INSERT INTO lines (line) VALUES ('ruled'); INSERT INTO lines (line) VALUES ('ruled again'));
INSERT INTO "odd;name" ("begin") VALUES ('x');
WITH moved AS (DELETE FROM lines WHERE line LIKE 'loop%' RETURNING line) INSERT INTO lines (line) SELECT upper(line) FROM moved;
SELECT 1 ; ; ;
CREATE VIEW said AS SELECT line FROM lines WHERE line ~ '^[a-z];?' AND line <> $$;$$;
COMMENT ON VIEW said IS 'what; was said'"#;
    site.revision("1", "", upgrade, "");
    site.run(["upgrade"]).ok();
    let lines = site.sql("SELECT replace(line, chr(10), '|') FROM lines ORDER BY id");
    let expected = [
        "one; two",
        "a'; b\\",
        "three; ' four",
        "five $$ six;",
        "dat;a",
        "101",
        "back\\",
        "new|line",
        "by call;",
        "again",
        "ruled",
        "ruled again",
        "LOOP 1",
        "LOOP 2",
    ];
    assert_eq!(lines, expected);
    assert_eq!(site.sql("SELECT counted(); SELECT atomic(5)"), ["14", "7"]);
    assert_eq!(site.sql("SELECT count(*) FROM \"odd;name\""), ["2"]);
    assert_eq!(site.sql("SELECT obj_description('said'::regclass)"), ["what; was said"]);
}

#[test]
fn mariadb_texts_are_split_by_its_own_rules() {
    let site = Site::new(Kind::Mariadb);
    let upgrade = r#"
CREATE TABLE `lines` (id INTEGER AUTO_INCREMENT PRIMARY KEY, line VARCHAR(100));
INSERT INTO `lines` (line) VALUES ('one; two'), ('a\'; b\\'), ("three; ' four"), ('it''s;'); # a comment; with ' a quote
INSERT INTO `lines` (line) VALUES ('five') /* ; */, ('six') -- ; the end
;
/*! INSERT INTO `lines` (line) VALUES ('by every version;') */;
/*!50000 INSERT INTO `lines` (line) VALUES ('by version 5') */;
/*!99999 INSERT INTO `lines` (line) VALUES ('by no version') */;
/*M! INSERT INTO `lines` (line) VALUES ('by MariaDB') */;
CREATE TABLE options (a INTEGER) /*! ENGINE=InnoDB */ /*!40100 DEFAULT CHARSET=utf8mb4 */;
DELIMITER $$
CREATE TRIGGER options_noted AFTER INSERT ON options FOR EACH ROW
BEGIN
    INSERT INTO `lines` (line) VALUES (concat('noted; ', new.a));
    IF new.a > 1 THEN INSERT INTO `lines` (line) VALUES ('more'); END IF;
END$$
CREATE PROCEDURE filled(IN n INTEGER)
BEGIN
    DECLARE i INTEGER DEFAULT 0;
    WHILE i < n DO INSERT INTO `lines` (line) VALUES (concat('called ', i)); SET i = i + 1; END WHILE;
END$$
DELIMITER ;
INSERT INTO options VALUES (1), (2);
CALL filled(2);
CREATE TABLE `odd;name` (`a;b` INTEGER DEFAULT 1, `begin` TEXT, `commit` TEXT);
INSERT INTO `odd;name` (`begin`) VALUES ('COMMIT; ROLLBACK');
DELIMITER //
CREATE FUNCTION counted() RETURNS INTEGER READS SQL DATA BEGIN RETURN (SELECT count(*) FROM `lines`); END //
delimiter ;
CREATE VIEW said AS SELECT line FROM `lines` WHERE line <> ';'"#;
    site.revision("1", "", upgrade, "");
    site.run(["upgrade"]).ok();
    let lines = site.sql("SELECT line FROM `lines` ORDER BY id");
    let expected = [
        "one; two",
        "a'; b\\",
        "three; ' four",
        "it's;",
        "five",
        "six",
        "by every version;",
        "by version 5",
        "by MariaDB",
        "noted; 1",
        "noted; 2",
        "more",
        "called 0",
        "called 1",
    ];
    assert_eq!(lines, expected);
    assert_eq!(site.sql("SELECT counted()"), ["14"]);
    assert_eq!(site.sql("SELECT `begin` FROM `odd;name`"), ["COMMIT; ROLLBACK"]);
}

/// Each statement, behind one that is allowed and before another, is refused, and nothing has changed.
#[track_caller]
fn refused(kind: Kind, statements: &[&str]) {
    assert!(statements.len() >= 20, "twenty spellings");
    let site = Site::new(kind);
    site.revision(
        "1",
        "",
        "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(50));\nINSERT INTO people VALUES (1, 'Ada');",
        "",
    );
    site.run(["upgrade"]).ok();
    let before = site.dump();
    for statement in statements {
        let upgrade =
            format!("INSERT INTO people VALUES (2, 'Joan');\n{statement};\nINSERT INTO people VALUES (3, 'Mary');");
        site.revision("2", "1", &upgrade, "");
        let outcome = site.run(["upgrade"]).fails().says(&["migrations/2.sql", "was rolled back", "next:"]);
        same(&before, &site.dump(), &outcome.whole());
    }
    assert_eq!(site.current(), ["1"]);
    // And nothing that was tried stays on: the chain goes on.
    site.revision("2", "1", "INSERT INTO people VALUES (2, 'Joan');", "");
    site.run(["upgrade"]).ok();
    assert_eq!(site.sql("SELECT count(*) FROM people"), ["2"]);
}

#[test]
fn no_transaction_control_gets_through_on_postgresql() {
    refused(
        Kind::Postgres,
        &[
            "COMMIT",
            "commit work",
            "CoMmIt AND CHAIN",
            "END",
            "end transaction",
            "ROLLBACK",
            "rollback work and no chain",
            "ABORT",
            "abort transaction",
            "BEGIN",
            "begin isolation level serializable",
            "START TRANSACTION",
            "start transaction read only",
            "SAVEPOINT a",
            "savepoint \"a\"",
            "RELEASE a",
            "release savepoint a",
            "ROLLBACK TO a",
            "rollback transaction to savepoint a",
            "PREPARE TRANSACTION 'a'",
            "COMMIT PREPARED 'a'",
            "rollback prepared 'a'",
            "SET TRANSACTION READ ONLY",
            "set session characteristics as transaction isolation level serializable",
            "/* no harm /* at all */ */ COMMIT",
            "-- no harm\n  COMMIT",
            "\tROLLBACK /* all of it */",
            "DO $$ BEGIN COMMIT; END $$",
            "DO $$ BEGIN ROLLBACK; END $$",
            "DO 'BEGIN EXECUTE ''COMMIT''; END'",
            "CREATE PROCEDURE ends() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$; CALL ends()",
        ],
    );
}

#[test]
fn no_transaction_control_gets_through_on_mariadb() {
    refused(
        Kind::Mariadb,
        &[
            "COMMIT",
            "commit work",
            "CoMmIt AND CHAIN",
            "COMMIT RELEASE",
            "ROLLBACK",
            "rollback work and no chain no release",
            "BEGIN",
            "begin work",
            "START TRANSACTION",
            "start transaction with consistent snapshot, read only",
            "SAVEPOINT a",
            "savepoint `a`",
            "RELEASE SAVEPOINT a",
            "ROLLBACK TO a",
            "rollback work to savepoint a",
            "XA START 'a'",
            "xa end 'a'",
            "XA COMMIT 'a' ONE PHASE",
            "SET autocommit = 1",
            "set @@session.autocommit := 0",
            "SET @@autocommit = 1, @a = 2",
            "SET TRANSACTION READ ONLY",
            "SET SESSION TRANSACTION ISOLATION LEVEL SERIALIZABLE",
            "/* no harm */ COMMIT",
            "/*! COMMIT */",
            "/*!50000 ROLLBACK */",
            "/*M! COMMIT */",
            "-- no harm\n  COMMIT",
            "# no harm\n  COMMIT",
            "\tROLLBACK /* all of it */",
            "LOCK TABLES people WRITE",
            "UNLOCK TABLES",
            "BEGIN NOT ATOMIC COMMIT; END",
            "EXECUTE IMMEDIATE 'COMMIT'",
            "PREPARE a FROM 'COMMIT'",
        ],
    );
}

/// A procedure that was there before commits on its own: no reading of the text sees that, the host's mark does.
#[test]
fn a_procedure_that_commits_is_found_out_on_mariadb() {
    let site = Site::new(Kind::Mariadb);
    site.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY, name VARCHAR(50));", "");
    site.run(["upgrade"]).ok();
    site.sql("DELIMITER //\nCREATE PROCEDURE ends() BEGIN COMMIT; END//\nDELIMITER ;");
    site.revision(
        "2",
        "1",
        "INSERT INTO people VALUES (2, 'Joan');\nCALL ends();\nINSERT INTO people VALUES (3, 'Mary');",
        "",
    );
    let outcome = site.run(["upgrade"]).has_one_message();
    assert!([1, 8].contains(&outcome.code()), "{}", outcome.whole());
    outcome.says(&["migrations/2.sql", "CALL ends()"]);
    assert_eq!(site.current(), ["1"]);
    assert_eq!(site.sql("SELECT count(*) FROM people WHERE id = 3"), ["0"]);
}

/// mighost's own tables are out of a migration's reach on servers too.
#[test]
fn the_bookkeeping_is_out_of_reach() {
    for kind in [Kind::Postgres, Kind::Mariadb] {
        let site = Site::new(kind);
        site.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY);", "");
        site.run(["upgrade"]).ok();
        let before = site.dump();
        for statement in [
            "DELETE FROM mighost_history",
            "update MIGHOST_META set value = '77'",
            "DROP TABLE IF EXISTS mighost_revisions",
            "ALTER TABLE mighost_history ADD COLUMN mine INTEGER",
            "INSERT INTO people SELECT number FROM mighost_history",
            "CREATE TABLE mighost_mine (id INTEGER)",
            "CREATE VIEW mine AS SELECT * FROM mighost_history",
        ] {
            site.revision("2", "1", statement, "");
            site.run(["upgrade"]).fails().says(&["mighost", "migrations/2.sql"]);
            same(&before, &site.dump(), statement);
        }
    }
}
