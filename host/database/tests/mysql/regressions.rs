//! What generated operations once found to be wrong, each by its name.

use crate::support::*;
use mighost_schema::{
    Change, Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, Error as CallError, Generated,
    Operation, Position, PrimaryKey, Settings, Value,
};

fn set_type(column: &str, column_type: ColumnType) -> Change {
    Change::SetType { column: column.into(), column_type, using: None }
}

fn set_setting(name: &str, value: &str) -> Change {
    Change::SetSetting { name: name.into(), value: Some(value.into()) }
}

#[test]
fn a_number_is_not_turned_into_a_uuid_nor_back_but_a_text_is() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let columns = [("n", ColumnType::BIGINT), ("u", ColumnType::Uuid), ("t", ColumnType::Char(36))];
        operate(c, &create(table("t", &columns))).await.unwrap();
        for wrong in [set_type("n", ColumnType::Uuid), set_type("u", ColumnType::BIGINT)] {
            let error = call(operate(c, &alter("t", vec![wrong])).await.unwrap_err());
            assert!(matches!(error, CallError::Unsupported(_)), "{error}");
        }
        operate(c, &alter("t", vec![set_type("t", ColumnType::Uuid), set_type("u", ColumnType::Char(36))]))
            .await
            .unwrap();
    });
}

#[test]
fn a_primary_key_is_renamed_and_dropped_in_the_call_that_adds_it() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let mut t = table("t", &[("a", ColumnType::INTEGER)]);
        t.constraints.clear();
        operate(c, &create(t)).await.unwrap();
        let add = Change::AddConstraint {
            constraint: Constraint::PrimaryKey(PrimaryKey {
                name: Some("pk_t".into()),
                columns: vec!["id".into()],
                settings: Settings::new(),
            }),
            if_not_exists: false,
        };
        let rename = Change::RenameConstraint { from: "pk_t".into(), to: "pk".into() };
        let drop = Change::DropConstraint { key: ConstraintKey::Name("pk".into()), if_exists: false };
        operate(c, &alter("t", vec![add.clone(), rename.clone(), drop])).await.unwrap();
        operate(c, &alter("t", vec![add, rename])).await.unwrap();
        assert_eq!(c.table(&"t".into()).await.unwrap().unwrap().constraints, [key(&["id"])]);
    });
}

#[test]
fn a_column_keeps_its_collation_where_its_tables_changes_to_it_and_on() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let mut t = table("t", &[("a", ColumnType::Varchar(Some(9))), ("b", ColumnType::TEXT)]);
        t.columns[1].collation = Some("utf8mb4_bin".into());
        operate(c, &create(t)).await.unwrap();
        let both = vec![set_setting("collate", "utf8mb4_bin"), set_setting("collate", "utf8mb4_unicode_ci")];
        operate(c, &alter("t", both)).await.unwrap();
        let t = c.table(&"t".into()).await.unwrap().unwrap();
        assert_eq!(t.column("a").unwrap().collation.as_deref(), Some("utf8mb4_bin"));
        assert_eq!(t.column("b").unwrap().collation, None);
    });
}

#[test]
fn a_function_is_the_same_by_each_of_its_names() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let mut t = table("t", &[("a", ColumnType::Varchar(Some(9)))]);
        let mut low = Column::new("low", ColumnType::Varchar(Some(9)));
        low.generated = Some(Generated { expression: "lower(A)".into(), stored: false });
        t.columns.push(low);
        t.constraints.push(Constraint::Check(Check {
            name: Some("ck".into()),
            expression: "CHARACTER_LENGTH(a) > 1 AND substring(a, 1, 1) <> ''".into(),
            not_valid: false,
            settings: Settings::new(),
        }));
        operate(c, &create(t)).await.unwrap();
        let key = ConstraintKey::Check("char_length(a) > 1 AND substr(a, 1, 1) <> ''".into());
        operate(c, &alter("t", vec![Change::DropConstraint { key, if_exists: false }])).await.unwrap();
    });
}

#[test]
fn a_new_column_with_the_name_that_another_gave_up_doesnt_get_its_keys() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        operate(c, &create(table("t", &[("a", ColumnType::INTEGER)]))).await.unwrap();
        host(c, "INSERT INTO t VALUES (1, 2)").await;
        let id = Column::new("id", ColumnType::BIGINT).not_null().default(ColumnDefault::Literal(Value::Integer(7)));
        let changes = vec![
            Change::RenameColumn { from: "id".into(), to: "number".into() },
            Change::AddColumn { column: id, position: Position::First, if_not_exists: false },
        ];
        operate(c, &alter("t", changes)).await.unwrap();
        assert_eq!(c.table(&"t".into()).await.unwrap().unwrap().constraints, [key(&["number"])]);
        // Nor is anything done in two where the renamed one goes.
        operate(c, &create(table("u", &[]))).await.unwrap();
        let go = vec![
            Change::RenameColumn { from: "id".into(), to: "x".into() },
            Change::DropColumn { name: "x".into(), if_exists: false },
            Change::AddColumn {
                column: Column::new("id", ColumnType::TEXT),
                position: Position::Last,
                if_not_exists: false,
            },
        ];
        assert_eq!(operate(c, &alter("u", go)).await.unwrap().len(), 1);
        // Two that swap their names keep what is theirs.
        let rename = |from: &str, to: &str| Change::RenameColumn { from: from.into(), to: to.into() };
        let swap = vec![rename("number", "x"), rename("a", "number"), rename("x", "a")];
        operate(c, &alter("t", swap)).await.unwrap();
        assert_eq!(c.table(&"t".into()).await.unwrap().unwrap().constraints, [key(&["a"])]);
        assert_eq!(rows(c, "SELECT a, number FROM t").await, [[Value::Integer(1), Value::Integer(2)]]);
    });
}

#[test]
fn a_default_that_has_no_room_in_its_column_is_refused_before_anything_runs() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let mut t = table("t", &[("a", ColumnType::Varchar(Some(9)))]);
        t.columns[1].default = Some(ColumnDefault::Literal("123456789".into()));
        operate(c, &create(t)).await.unwrap();
        let mut b = Column::new("b", ColumnType::Char(3));
        b.default = Some(ColumnDefault::Literal("żółw".into()));
        let add = Change::AddColumn { column: b, position: Position::Last, if_not_exists: false };
        for wrong in [set_type("a", ColumnType::Char(8)), add] {
            let error = call(operate(c, &alter("t", vec![wrong])).await.unwrap_err());
            assert!(matches!(&error, CallError::Unsupported(text) if text.contains("room for")), "{error}");
        }
        operate(c, &Operation::DropTable { name: "t".into(), if_exists: false, cascade: false }).await.unwrap();
    });
}
