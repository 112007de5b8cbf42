//! What a step is run with that commits by itself: statements one by one, the mark of the session that works, what an
//! interruption left.

use crate::support::*;
use mighost_database::{Connection, Effect, Error, LockKey};
use mighost_schema::{
    Change, Column, ColumnType, Constraint, ConstraintKey, Deferral, Error as CallError, ForeignKey, ForeignKeyAction,
    Identity, Operation, Position, Settings, Unique, Value, View,
};
use std::time::Duration;

#[test]
fn what_commits_by_itself_runs_while_no_transaction_is_open_and_nothing_else_does() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        assert_eq!(c.effect("ALTER TABLE t ADD b INT"), Effect::Commits);
        assert_eq!(c.effect("INSERT INTO t VALUES (1)"), Effect::Inside);
        guest(c.as_mut(), "CREATE TABLE t (a INT)").await.unwrap();
        let operation = create(table("u", &[]));
        assert_eq!(c.effect_of(&operation), Effect::Commits);
        c.operate(&operation).await.unwrap();
        assert_eq!(c.tables(None).await.unwrap().len(), 2);
        assert!(c.table(&"u".into()).await.unwrap().is_some());
        for statement in ["INSERT INTO t VALUES (1)", "SELECT 1", "SET foreign_key_checks = 0"] {
            assert!(guest(c.as_mut(), statement).await.is_err(), "{statement}");
        }
        c.begin().await.unwrap();
        guest(c.as_mut(), "INSERT INTO t VALUES (1)").await.unwrap();
        c.commit().await.unwrap();
    });
}

#[test]
fn what_a_migration_sets_holds_for_all_of_its_step_and_no_longer() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let checks = async |c: &mut dyn Connection| one(c, "SELECT @@foreign_key_checks").await;
        c.begin().await.unwrap();
        guest(c.as_mut(), "SET foreign_key_checks = 0").await.unwrap();
        c.commit().await.unwrap();
        guest(c.as_mut(), "CREATE TABLE t (a INT, FOREIGN KEY (a) REFERENCES nowhere (a))").await.unwrap();
        c.begin().await.unwrap();
        assert_eq!(checks(c.as_mut()).await, Value::Integer(0));
        c.commit().await.unwrap();
        c.end_step();
        c.begin().await.unwrap();
        assert_eq!(checks(c.as_mut()).await, Value::Integer(1));
        c.rollback().await.unwrap();
    });
}

#[test]
fn a_runner_that_is_gone_is_waited_for_until_the_server_has_ended_its_last_statement() {
    let database = database();
    run(async {
        let key = LockKey::default();
        let (mut gate, mut next) = (open(&database.url).await, open(&database.url).await);
        let mut gone = open_patiently(&database.url).await;
        host(gate.as_mut(), "CREATE TABLE n (a INT)").await;
        host(gate.as_mut(), "INSERT INTO n VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)").await;
        let shut = one(gate.as_mut(), "SELECT CAST(GET_LOCK(concat('gate ', database()), 0) AS SIGNED)").await;
        assert_eq!(shut, Value::Integer(1));
        gone.claim(&key, Duration::ZERO).await.unwrap();
        // It goes on for as long as the gate is shut. The server looks whether anybody still waits for a statement that
        // sleeps for some seconds, or waits for a lock: this one does neither.
        let endless = "CREATE TABLE t AS SELECT MAX(IF(IS_USED_LOCK(concat('gate ', database(), LEFT(w.a, 0))) IS NULL, \
                       0, SLEEP(0.1))) AS b FROM n w, n x, n y, n z";
        let change = tokio::spawn(async move { guest(gone.as_mut(), endless).await });
        let waiting =
            "SELECT count(*) FROM information_schema.processlist WHERE db = database() AND state = 'User sleep'";
        until(async || one(next.as_mut(), waiting).await == Value::Integer(1)).await;
        change.abort();
        assert!(change.await.is_err());
        match next.claim(&key, Duration::from_millis(100)).await {
            Err(Error::Busy { holder: Some(holder), .. }) => {
                assert!(holder.contains("connection") && holder.contains("CREATE TABLE t AS SELECT"), "{holder}");
            }
            other => panic!("{other:?}"),
        }
        host(gate.as_mut(), "DO RELEASE_LOCK(concat('gate ', database()))").await;
        next.claim(&key, Duration::from_secs(60)).await.unwrap();
        assert!(next.table(&"t".into()).await.unwrap().unwrap().column("b").is_some());
        // The mark lasts through transactions, and another package's is another's.
        next.begin().await.unwrap();
        next.rollback().await.unwrap();
        assert!(matches!(gate.claim(&key, Duration::ZERO).await, Err(Error::Busy { .. })));
        gate.claim(&LockKey::new("acme/billing"), Duration::ZERO).await.unwrap();
    });
}

#[test]
fn a_migration_cant_take_the_marks_of_runners_away() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        c.claim(&LockKey::default(), Duration::ZERO).await.unwrap();
        c.begin().await.unwrap();
        for statement in [
            "SELECT RELEASE_ALL_LOCKS()",
            "DO `release_lock`('x')",
            "CREATE FUNCTION f() RETURNS INT RETURN RELEASE_ALL_LOCKS()",
            "SELECT GET_LOCK('x', 1)",
        ] {
            let error = guest(c.as_mut(), statement).await.unwrap_err();
            assert!(matches!(call(error), CallError::Denied(_)), "{statement}");
        }
        c.rollback().await.unwrap();
        let mut other = open(&database.url).await;
        assert!(matches!(other.claim(&LockKey::default(), Duration::ZERO).await, Err(Error::Busy { .. })));
    });
}

#[test]
fn whatever_changes_the_catalog_changes_the_fingerprint_and_rows_dont() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        for statement in [
            "CREATE TABLE p (id INT PRIMARY KEY AUTO_INCREMENT, a VARCHAR(9))",
            "CREATE TABLE t (id INT PRIMARY KEY, p INT, b INT, KEY ix (b))",
            "CREATE VIEW v AS SELECT 1 AS a",
            "CREATE SEQUENCE s",
        ] {
            host(c, statement).await;
        }
        let mut seen = vec![c.fingerprint().await.unwrap()];
        for statement in [
            "ALTER TABLE t ADD c INT",
            "ALTER TABLE t MODIFY c INT DEFAULT 1",
            "ALTER TABLE t MODIFY c INT DEFAULT 1 COMMENT 'x'",
            "ALTER TABLE t MODIFY c INT DEFAULT 1 COMMENT 'x' AFTER id",
            "ALTER TABLE t COMMENT 'x'",
            "ALTER TABLE t ENGINE=Aria",
            "ALTER TABLE t ENGINE=InnoDB",
            "ALTER TABLE t ROW_FORMAT=COMPACT",
            "ALTER TABLE t CONVERT TO CHARACTER SET latin1",
            "CREATE INDEX iy ON t (c DESC)",
            "ALTER TABLE t ALTER INDEX iy IGNORED",
            "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY (p) REFERENCES p (id)",
            "ALTER TABLE t ADD CONSTRAINT ck CHECK (b > 0)",
            "ALTER TABLE t PARTITION BY HASH (id) PARTITIONS 3",
            "CREATE OR REPLACE VIEW v AS SELECT 2 AS a",
            "CREATE OR REPLACE SQL SECURITY INVOKER VIEW v AS SELECT 2 AS a",
            "ALTER SEQUENCE s INCREMENT 2",
            "CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW SET NEW.a = 'x'",
            "CREATE OR REPLACE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW SET NEW.a = 'y'",
            "CREATE PROCEDURE pr(IN x INT) SELECT 1",
            "CREATE OR REPLACE PROCEDURE pr(IN x INT) SELECT 2",
            "CREATE OR REPLACE PROCEDURE pr(IN x BIGINT) SELECT 2",
            "CREATE FUNCTION f() RETURNS INT RETURN 1",
            "CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01' DO DELETE FROM p",
            "ALTER EVENT e DISABLE",
            "ALTER DATABASE CHARACTER SET latin1",
        ] {
            // What a table can't be with a foreign key.
            if statement.contains("PARTITION") || statement.contains("Aria") {
                host(c, "ALTER TABLE t DROP FOREIGN KEY IF EXISTS fk").await;
                seen.push(c.fingerprint().await.unwrap());
                seen.dedup();
            }
            host(c, statement).await;
            let now = c.fingerprint().await.unwrap();
            // The engine it had before is the one way back.
            assert!(statement.contains("ENGINE=InnoDB") || !seen.contains(&now), "{statement}");
            seen.push(now);
        }
        let before = c.fingerprint().await.unwrap();
        for statement in [
            "INSERT INTO p (a) VALUES ('1'), ('2')",
            "ANALYZE TABLE p",
            "DO nextval(s)",
            "CREATE TEMPORARY TABLE some (a INT)",
            "CREATE TABLE mighost_own (a INT)",
        ] {
            host(c, statement).await;
            assert_eq!(c.fingerprint().await.unwrap(), before, "{statement}");
        }
        host(c, "ALTER TABLE p ADD z INT").await;
        host(c, "ALTER TABLE p DROP z").await;
        assert_eq!(c.fingerprint().await.unwrap(), before, "what was taken back");
        let mut other = open(&database.url).await;
        assert_eq!(other.fingerprint().await.unwrap(), before, "from another session");
    });
}

fn refers(name: &str, columns: &[&str], table: &str, referred: &[&str]) -> Constraint {
    let names = |list: &[&str]| list.iter().map(|n| (*n).to_owned()).collect();
    Constraint::ForeignKey(ForeignKey {
        name: Some(name.into()),
        columns: names(columns),
        referred_table: table.into(),
        referred_columns: names(referred),
        on_delete: ForeignKeyAction::NoAction,
        on_update: ForeignKeyAction::NoAction,
        deferral: Deferral::NotDeferrable,
        match_full: false,
        not_valid: false,
        settings: Settings::new(),
    })
}

fn unique(name: &str, column: &str) -> Constraint {
    Constraint::Unique(Unique {
        name: Some(name.into()),
        columns: vec![column.into()],
        nulls_not_distinct: false,
        deferral: Deferral::NotDeferrable,
        settings: Settings::new(),
    })
}

fn view(name: &str, query: &str) -> Operation {
    let view = View { name: name.into(), columns: vec![], query: query.into(), materialized: false, comment: None };
    Operation::CreateView { view, or_replace: false }
}

fn add(constraint: Constraint) -> Change {
    Change::AddConstraint { constraint, if_not_exists: false }
}

fn set_type(column: &str, n: u32) -> Change {
    Change::SetType { column: column.into(), column_type: ColumnType::Varchar(Some(n)), using: None }
}

/// What stands before each of the operations below.
async fn stage(c: &mut dyn Connection) {
    let text = ColumnType::Varchar(Some(10));
    let mut parents = table("parents", &[("code", text.clone()), ("n", ColumnType::INTEGER)]);
    parents.constraints.push(unique("uq_code", "code"));
    let mut children = table("children", &[("parent", ColumnType::INTEGER), ("code", text.clone())]);
    children.constraints.push(refers("fk_parent", &["parent"], "parents", &["id"]));
    children.constraints.push(refers("fk_code", &["code"], "parents", &["code"]));
    let mut others = table("others", &[("code", text)]);
    others.constraints.push(refers("fk_other", &["code"], "parents", &["code"]));
    let bare = table("bare", &[("a", ColumnType::INTEGER)]);
    let mut bare = bare;
    bare.constraints.clear();
    let views = [view("v", "SELECT code FROM parents"), view("w", "SELECT v.code FROM v JOIN parents USING (code)")];
    for operation in [parents, children, others, bare].into_iter().map(create).chain(views) {
        c.operate(&operation).await.unwrap();
    }
}

/// Operations that the server can't do in one statement, by how many they are.
fn several() -> Vec<(usize, Operation)> {
    let drop_key = Change::DropConstraint { key: ConstraintKey::Name("fk_code".into()), if_exists: false };
    vec![
        // Two children let go of the column and take hold of it again.
        (5, alter("parents", vec![set_type("code", 30)])),
        (2, alter("children", vec![set_type("code", 20)])),
        (
            2,
            alter(
                "children",
                vec![drop_key, add(refers("fk_code", &["code"], "parents", &["code"])), set_type("code", 8)],
            ),
        ),
        // The server would take the new column for the renamed one in the table's keys.
        (
            2,
            alter(
                "others",
                vec![
                    Change::RenameColumn { from: "id".into(), to: "number".into() },
                    Change::AddColumn {
                        column: Column::new("id", ColumnType::INTEGER).not_null(),
                        position: Position::First,
                        if_not_exists: false,
                    },
                ],
            ),
        ),
        (4, Operation::DropTable { name: "parents".into(), if_exists: false, cascade: true }),
        (3, Operation::RenameTable { from: "parents".into(), to: "elders".into() }),
        (2, Operation::RenameView { from: "v".into(), to: "x".into() }),
    ]
}

#[test]
fn an_operation_of_several_statements_can_be_gone_on_with_wherever_it_was_interrupted() {
    run(async {
        for (wanted, operation) in several() {
            let mut interrupted = 0;
            loop {
                let database = database();
                let mut first = open(&database.url).await;
                stage(first.as_mut()).await;
                let (before, around) = (first.schema().await.unwrap(), first.around(&operation).await.unwrap());
                let statements = first.render(&operation).await.unwrap();
                assert_eq!(statements.len(), wanted, "{operation}: {statements:#?}");
                assert_eq!(first.landed(&operation, &around).await.unwrap(), Some(false), "{operation}");
                let (done, left) = statements.split_at(interrupted);
                for statement in done {
                    host(first.as_mut(), statement).await;
                }
                let id = one(first.as_mut(), "SELECT connection_id()").await;
                let Value::Integer(id) = id else { panic!("{id:?}") };
                database.client(&format!("KILL {id}"));
                let mut second = open(&database.url).await;
                let landed = second.landed(&operation, &around).await.unwrap();
                let expected = match interrupted {
                    0 => Some(false),
                    n if n == statements.len() => Some(true),
                    _ => None,
                };
                assert_eq!(landed, expected, "{operation} behind {interrupted} of {statements:#?}");
                for statement in left {
                    host(second.as_mut(), statement).await;
                }
                assert_eq!(second.landed(&operation, &around).await.unwrap(), Some(true), "{operation}");
                let mut model = before.clone();
                model.apply(&second.lower(&operation, &before).await.unwrap()).unwrap();
                let now = second.schema().await.unwrap();
                assert!(mighost_database::mysql::same(&model, &now), "{operation}: {:#?}", touched(&model, &now));
                if interrupted == statements.len() {
                    // The same statements are what runs where nothing interrupts.
                    let undisturbed = crate::support::database();
                    let mut third = open(&undisturbed.url).await;
                    stage(third.as_mut()).await;
                    assert_eq!(third.operate(&operation).await.unwrap().statements, statements);
                    assert_eq!(third.schema().await.unwrap(), now, "{operation}");
                    break;
                }
                interrupted += 1;
            }
        }
    });
}

#[test]
fn a_column_that_numbers_rows_from_a_number_on_is_added_in_one_statement() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        stage(c.as_mut()).await;
        let mut column = Column::new("number", ColumnType::BIGINT).not_null();
        column.identity = Some(Identity { start: Some(500), ..Identity::default() });
        let change = Change::AddColumn { column, position: Position::First, if_not_exists: false };
        let statements = operate(c.as_mut(), &alter("bare", vec![change, add(key(&["number"]))])).await.unwrap();
        assert_eq!(statements.len(), 1, "{statements:?}");
        host(c.as_mut(), "INSERT INTO bare (id) VALUES (1)").await;
        assert_eq!(one(c.as_mut(), "SELECT number FROM bare").await, Value::Integer(500));
    });
}

#[test]
fn a_view_that_is_replaced_has_landed_once_its_query_is_another() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        stage(c.as_mut()).await;
        let Operation::CreateView { view, .. } = view("v", "SELECT id FROM parents") else { panic!() };
        let operation = Operation::CreateView { view, or_replace: true };
        let before = c.around(&operation).await.unwrap();
        assert_eq!(c.landed(&operation, &before).await.unwrap(), Some(false));
        c.operate(&operation).await.unwrap();
        assert_eq!(c.landed(&operation, &before).await.unwrap(), Some(true));
    });
}
