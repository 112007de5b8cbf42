use crate::rebuild::{add_foreign_key, drop_column, set_type};
use crate::support::{Db, call, now};
use mighost_schema::{Change, ColumnType, Constraint, ConstraintKey, DatabaseError, Error, Operation, Value};

const FAMILY: &str = "
    CREATE TABLE p (id INTEGER PRIMARY KEY, code TEXT UNIQUE, note TEXT);
    CREATE TABLE c (id INTEGER PRIMARY KEY, p_id INTEGER REFERENCES p (id) ON DELETE CASCADE, p_code TEXT REFERENCES p (code), n INT);
    CREATE TABLE other (id INTEGER PRIMARY KEY);
    INSERT INTO p VALUES (1, 'one', ''), (2, 'two', ''); INSERT INTO c VALUES (10, 1, 'one', 0), (20, 2, NULL, 0);
";

fn refused(db: &mut Db) -> DatabaseError {
    match db.commit().map_err(call) {
        Err(Error::Database(said)) => {
            assert_eq!(said.code, "SQLITE_CONSTRAINT_FOREIGNKEY");
            said
        }
        other => panic!("{other:?}"),
    }
}

/// Each on its own breaks a foreign key, however it does it; the step is refused and nothing changed.
#[test]
fn a_step_that_breaks_a_foreign_key_doesnt_commit() {
    let mut db = Db::with(&format!(
        "{FAMILY} CREATE TRIGGER t AFTER INSERT ON other BEGIN DELETE FROM p WHERE id = NEW.id; END;
         CREATE TABLE w (k TEXT PRIMARY KEY, p_id REFERENCES p (id)) WITHOUT ROWID; INSERT INTO w VALUES ('x', 2);"
    ));
    let before = db.dump();
    for statements in [
        &["INSERT INTO c VALUES (30, 9, NULL, 0)"][..],
        &["INSERT INTO w VALUES ('y', 9)"],
        &["UPDATE c SET p_id = 9 WHERE id = 10"],
        &["DELETE FROM p WHERE id = 1"],
        &["DELETE FROM p"],
        &["UPDATE p SET id = 5 WHERE id = 1"],
        &["UPDATE p SET code = 'x' WHERE id = 1"],
        &["REPLACE INTO p (id, code) VALUES (3, 'one')"],
        &["INSERT OR REPLACE INTO p (id, code) VALUES (1, 'new')"],
        &["UPDATE OR REPLACE p SET note = 'x', code = 'one' WHERE id = 2"],
        &["INSERT INTO other VALUES (1)"],
        &["DROP TABLE p"],
        &["CREATE TABLE n (p REFERENCES p (id))", "INSERT INTO n VALUES (7)"],
        &["ALTER TABLE other ADD COLUMN p INTEGER REFERENCES p (id) DEFAULT 9", "INSERT INTO other (id) VALUES (77)"],
        &["DELETE FROM p WHERE id = 1", "ALTER TABLE c RENAME TO d"],
        &["ALTER TABLE c RENAME TO d", "DELETE FROM p WHERE id = 1"],
        &["DROP TRIGGER t", "CREATE TABLE q AS SELECT * FROM p", "DROP TABLE p", "ALTER TABLE q RENAME TO p"],
        &["WITH gone AS (SELECT 1) DELETE FROM p WHERE id IN gone"],
    ] {
        db.begin();
        for statement in statements {
            db.guest(statement).unwrap_or_else(|error| panic!("{statement}: {error:?}"));
        }
        let said = refused(&mut db);
        assert!(said.message.starts_with("FOREIGN KEY constraint failed: "), "{said:?}");
        db.rollback();
        assert_eq!(db.dump(), before, "{statements:?}");
    }
}

#[test]
fn the_message_names_tables_columns_count_and_a_row() {
    let mut db = Db::with(FAMILY);
    db.begin();
    db.guest("INSERT INTO c VALUES (30, 9, NULL, 0), (31, 9, NULL, 0)").unwrap();
    let said = refused(&mut db);
    assert_eq!(
        said.message,
        "FOREIGN KEY constraint failed: 2 rows of `c` (p_id) refer to rows that are not in `p` (one is row 30)"
    );
    assert!(said.hint.unwrap().contains("ON DELETE"));
    // The step may put it right and commit.
    db.guest("DELETE FROM c WHERE id > 20").unwrap();
    db.commit().unwrap();
}

#[test]
fn actions_dont_run_and_order_doesnt_matter_inside_a_step() {
    let mut db = Db::with(FAMILY);
    db.begin();
    db.guest("DELETE FROM p WHERE id = 1").unwrap();
    assert_eq!(db.ask("SELECT count(*) FROM c").unwrap().rows, [[Value::Integer(2)]]);
    db.guest("INSERT INTO c VALUES (30, 7, NULL, 0)").unwrap();
    db.guest("DELETE FROM c WHERE id = 10").unwrap();
    db.guest("INSERT INTO p VALUES (7, 'seven', '')").unwrap();
    db.commit().unwrap();
    db.assert_sound();
}

#[test]
fn what_was_broken_before_is_not_the_steps_fault() {
    let broken = format!(
        "{FAMILY} INSERT INTO c VALUES (30, 8, NULL, 0), (31, 9, 'none', 0); CREATE TABLE m (x REFERENCES other (no));"
    );
    let mut db = Db::with(&broken);
    for statements in [
        &["UPDATE c SET p_id = 1 WHERE id = 20"][..],
        &["UPDATE c SET n = 1"],
        &["UPDATE c SET p_id = p_id"],
        &["DELETE FROM p WHERE id = 2", "UPDATE c SET p_id = NULL WHERE p_id = 2"],
        &["INSERT INTO other VALUES (5)", "DELETE FROM other"],
        &["CREATE TABLE n (p REFERENCES p (id))", "INSERT INTO n VALUES (1)"],
        &["ALTER TABLE c RENAME TO d", "UPDATE d SET p_id = p_id", "ALTER TABLE d RENAME TO c"],
    ] {
        db.begin();
        for statement in statements {
            db.guest(statement).unwrap();
        }
        db.commit().unwrap_or_else(|error| panic!("{statements:?}: {error}"));
    }
    for changes in [vec![set_type("n", ColumnType::TEXT)], vec![set_type("p_id", ColumnType::BIGINT)]] {
        db.alter("c", changes).unwrap();
    }
    let rename = |from: &str, to: &str| Operation::RenameTable { from: from.into(), to: to.into() };
    db.begin();
    db.guest("UPDATE c SET p_id = p_id").unwrap();
    now(db.connection.operate(&rename("c", "e"))).unwrap();
    db.guest("UPDATE e SET p_id = p_id").unwrap();
    db.commit().unwrap();
    // But one more is.
    db.begin();
    db.guest("DELETE FROM e WHERE id = 30").unwrap();
    db.guest("INSERT INTO e VALUES (40, 8, NULL, 0)").unwrap();
    let said = refused(&mut db);
    assert!(said.message.contains("1 row of `e` (p_id)") && said.message.contains("row 40"), "{}", said.message);
    db.rollback();
}

#[test]
fn operations_that_break_a_foreign_key_are_refused_too() {
    let mut db = Db::with(FAMILY);
    let before = db.dump();
    let drop_unique = Change::DropConstraint { key: ConstraintKey::Unique(vec!["code".into()]), if_exists: false };
    let drop_key = Change::DropConstraint { key: ConstraintKey::PrimaryKey, if_exists: false };
    for (table, changes) in [
        ("p", vec![drop_column("id")]),
        ("p", vec![drop_unique]),
        ("p", vec![drop_key]),
        ("c", vec![add_foreign_key("n", "p", "id")]),
        ("c", vec![add_foreign_key("n", "none", "id")]),
    ] {
        let error = db.alter(table, changes.clone()).unwrap_err();
        assert!(matches!(error, Error::Invalid(_) | Error::Database(_)), "{error:?}");
        assert_eq!(db.dump(), before, "{changes:?}");
    }
    // One to a table that comes later is fine as long as there are no rows.
    db.outside("DELETE FROM c").unwrap();
    db.alter("c", vec![add_foreign_key("n", "later", "id")]).unwrap();
    assert!(
        db.table("c")
            .constraints
            .iter()
            .any(|c| matches!(c, Constraint::ForeignKey(k) if k.referred_table.name == "later"))
    );
}

#[test]
fn structured_rows_are_watched_as_raw_ones_are() {
    let mut db = Db::with(FAMILY);
    db.begin();
    let (p, c) = ("p".into(), "c".into());
    now(db.connection.delete(&p, &["id".into()], &[vec![Value::Integer(1)]])).unwrap();
    refused(&mut db);
    db.rollback();
    db.begin();
    now(db.connection.insert(&c, &["id".into(), "p_id".into()], &[vec![Value::Integer(50), Value::Integer(50)]]))
        .unwrap();
    refused(&mut db);
    db.rollback();
    db.begin();
    now(db.connection.update_where(&c, &["p_id".into()], &[Value::Integer(50)], &[])).unwrap();
    refused(&mut db);
    db.rollback();
}

#[test]
fn changes_of_others_between_steps_are_seen() {
    let mut db = Db::with(FAMILY);
    db.begin();
    db.guest("UPDATE c SET p_id = 2 WHERE id = 10").unwrap();
    db.commit().unwrap();
    // Another connection adds a table that refers to one, behind our back.
    db.outside(
        "CREATE TABLE late (o REFERENCES other (id)); INSERT INTO other VALUES (1); INSERT INTO late VALUES (1)",
    )
    .unwrap();
    db.begin();
    db.guest("DELETE FROM other").unwrap();
    refused(&mut db);
    db.rollback();
    // And a step that was rolled back leaves no false memory.
    db.begin();
    db.guest("DROP TABLE late").unwrap();
    db.rollback();
    db.begin();
    db.guest("DELETE FROM other").unwrap();
    refused(&mut db);
    db.rollback();
}

#[test]
fn an_operation_that_was_taken_back_leaves_no_false_memory() {
    let mut db = Db::with(&format!("{FAMILY} CREATE TABLE d (p INTEGER REFERENCES p (id)); INSERT INTO d VALUES (1);"));
    db.begin();
    // The cascade takes the keys of `c` and `d` off before it fails at the view that only looks like a table's.
    let drop = Operation::DropTable { name: "p".into(), if_exists: false, cascade: true };
    now(db.connection.operate(&drop)).unwrap();
    let create = Operation::CreateTable { table: mighost_schema::Table::new("p"), if_not_exists: false };
    now(db.connection.operate(&create)).unwrap_err();
    db.rollback();
    db.begin();
    let mut changes =
        vec![Change::DropConstraint { key: ConstraintKey::ForeignKey(vec!["p".into()]), if_exists: false }];
    changes.push(crate::rebuild::add_check("never", "p > 5"));
    let alter = Operation::AlterTable(mighost_schema::AlterTable { table: "d".into(), changes });
    now(db.connection.operate(&alter)).unwrap_err();
    db.guest("DELETE FROM c").unwrap();
    db.guest("DELETE FROM p").unwrap();
    let said = refused(&mut db);
    assert!(said.message.contains("`d`"), "{}", said.message);
    db.rollback();
}
