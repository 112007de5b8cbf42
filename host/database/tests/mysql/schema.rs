//! Every kind of change against a real server: what it becomes, what it keeps, what is refused and how.

use crate::support::*;
use mighost_database::Connection;
use mighost_database::mysql::landed;
use mighost_schema::{
    Change, Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, Deferral, EnumType,
    Error as CallError, Exclusion, ForeignKey, ForeignKeyAction, Generated, Identity, Index, IndexKey, IndexPart,
    IntegerWidth, ObjectName, Operation, Position, Sequence, Settings, Table, Unique, Value, View,
};

fn foreign_key(name: &str, column: &str, table: &str) -> ForeignKey {
    ForeignKey {
        name: Some(name.into()),
        columns: vec![column.into()],
        referred_table: table.into(),
        referred_columns: vec!["id".into()],
        on_delete: ForeignKeyAction::Cascade,
        on_update: ForeignKeyAction::NoAction,
        deferral: Deferral::NotDeferrable,
        match_full: false,
        not_valid: false,
        settings: Settings::new(),
    }
}

fn check(name: &str, expression: &str) -> Constraint {
    Constraint::Check(Check {
        name: Some(name.into()),
        expression: expression.into(),
        not_valid: false,
        settings: Settings::new(),
    })
}

fn unique(name: &str, columns: &[&str]) -> Constraint {
    Constraint::Unique(Unique {
        name: Some(name.into()),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        nulls_not_distinct: false,
        deferral: Deferral::NotDeferrable,
        settings: Settings::new(),
    })
}

fn add(constraint: Constraint) -> Change {
    Change::AddConstraint { constraint, if_not_exists: false }
}

pub fn add_column(column: Column) -> Change {
    Change::AddColumn { column, position: Position::Last, if_not_exists: false }
}

pub async fn found(connection: &mut dyn Connection, name: &str) -> Table {
    connection.table(&name.into()).await.unwrap().unwrap()
}

#[test]
fn a_table_with_everything_is_read_back_as_it_was_written() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        operate(c.as_mut(), &create(table("parents", &[]))).await.unwrap();
        let mut t = table(
            "Order Lines",
            &[
                ("bu", ColumnType::Integer { width: IntegerWidth::Big, unsigned: true }),
                ("flag", ColumnType::Boolean),
                ("name", ColumnType::Varchar(Some(40))),
                ("price", ColumnType::Decimal { precision: Some(10), scale: Some(2) }),
                ("kind", ColumnType::Enumeration(EnumType { name: None, labels: vec!["a".into(), "it's".into()] })),
                ("tags", ColumnType::Set(vec!["x".into(), "y".into()])),
                ("data", ColumnType::Json),
                ("uid", ColumnType::Uuid),
                ("at", ColumnType::Timestamp { precision: Some(3), with_zone: false }),
                ("seen", ColumnType::Timestamp { precision: None, with_zone: true }),
                ("day", ColumnType::Date),
                ("note", ColumnType::TEXT),
                ("raw", ColumnType::BLOB),
                ("bits", ColumnType::Bit(8)),
                ("y", ColumnType::Native("YEAR(4)".into())),
                ("parent", ColumnType::INTEGER),
            ],
        );
        let column = |t: &mut Table, name: &str| t.columns.iter().position(|c| c.name == name).unwrap();
        t.columns[0].identity = Some(Identity::default());
        let at = column(&mut t, "name");
        t.columns[at].default = Some(ColumnDefault::Literal("it's \"so\" \\ ż".into()));
        t.columns[at].collation = Some("utf8mb4_bin".into());
        t.columns[at].comment = Some("it's".into());
        let at = column(&mut t, "at");
        t.columns[at].default = Some(ColumnDefault::CurrentTimestamp);
        t.columns[at].settings.insert("on-update".into(), "now()".into());
        let at = column(&mut t, "day");
        t.columns[at].default = Some(ColumnDefault::CurrentDate);
        let at = column(&mut t, "price");
        t.columns[at].default = Some(ColumnDefault::Literal(Value::Float(1.5)));
        let at = column(&mut t, "flag");
        t.columns[at] = t.columns[at].clone().not_null().default(ColumnDefault::Literal(Value::Boolean(true)));
        let mut total = Column::new("total", ColumnType::Decimal { precision: Some(12), scale: Some(2) });
        total.generated = Some(Generated { expression: "price * 2".into(), stored: true });
        t.columns.push(total);
        let mut hidden = Column::new("hidden", ColumnType::INTEGER);
        hidden.settings.insert("invisible".into(), String::new());
        t.columns.push(hidden);
        t.constraints.push(unique("uq_name", &["name", "kind"]));
        t.constraints.push(check("ck_price", "price > 0 AND name <> 'it''s'"));
        t.constraints.push(Constraint::ForeignKey(foreign_key("fk_parent", "parent", "parents")));
        let mut index = Index::new("ix_note", ["note"]);
        index.parts[0].prefix_length = Some(10);
        index.parts.push(IndexPart { descending: true, ..IndexPart::column("bu") });
        index.comment = Some("a comment".into());
        t.indexes.push(index);
        t.indexes.push(Index { method: Some("fulltext".into()), ..Index::new("ft_note", ["note"]) });
        t.comment = Some("it's a table".into());
        t.settings.insert("row-format".into(), "COMPACT".into());
        t.settings.insert("engine".into(), "innodb".into());
        operate(c.as_mut(), &create(t)).await.unwrap();
        let read = found(c.as_mut(), "Order Lines").await;
        assert_eq!(read.column("data").unwrap().column_type, ColumnType::Json);
        assert_eq!(read.settings.get("engine"), None, "it is the server's own");
        // What was read and is made again is the same.
        operate(c.as_mut(), &Operation::DropTable { name: "Order Lines".into(), if_exists: false, cascade: false })
            .await
            .unwrap();
        operate(c.as_mut(), &create(read.clone())).await.unwrap();
        assert_eq!(found(c.as_mut(), "Order Lines").await, read);
    });
}

#[test]
fn keys_and_constraints_come_go_and_are_renamed() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let columns = [("a", ColumnType::INTEGER), ("b", ColumnType::Varchar(Some(9)))];
        operate(c, &create(table("parents", &[]))).await.unwrap();
        operate(c, &create(table("t", &columns))).await.unwrap();
        operate(c, &alter("t", vec![add(Constraint::ForeignKey(foreign_key("fk", "a", "parents")))])).await.unwrap();
        assert!(found(c, "t").await.indexes.is_empty(), "the index of a foreign key is the server's own affair");
        let rename = |from: &str, to: &str| Change::RenameConstraint { from: from.into(), to: to.into() };
        operate(c, &alter("t", vec![rename("fk", "fk2")])).await.unwrap();
        operate(c, &alter("t", vec![add(check("ck", "a > 0")), add(unique("uq", &["b"]))])).await.unwrap();
        operate(c, &alter("t", vec![rename("ck", "ck2"), rename("uq", "uq2")])).await.unwrap();
        let index = Change::AddIndex { index: Index::new("ix", ["a", "b"]), if_not_exists: false };
        let statements = operate(c, &alter("t", vec![index])).await.unwrap();
        assert!(statements[0].contains("DROP INDEX `fk2`"), "the wider index serves the key: {statements:?}");
        let rename_index = Change::RenameIndex { from: "ix".into(), to: "ix2".into() };
        operate(c, &alter("t", vec![rename_index])).await.unwrap();
        // The key's index comes back where the other goes.
        let drop = Change::DropIndex { name: "ix2".into(), if_exists: false };
        operate(c, &alter("t", vec![drop])).await.unwrap();
        // A foreign key goes with the index under it, and its column changes its type in the same call.
        let by = |key| Change::DropConstraint { key, if_exists: false };
        operate(
            c,
            &alter(
                "t",
                vec![
                    by(ConstraintKey::ForeignKey(vec!["a".into()])),
                    by(ConstraintKey::Check("A>0".into())),
                    by(ConstraintKey::Unique(vec!["b".into()])),
                    Change::SetType { column: "a".into(), column_type: ColumnType::BIGINT, using: None },
                ],
            ),
        )
        .await
        .unwrap();
        operate(c, &alter("t", vec![by(ConstraintKey::PrimaryKey)])).await.unwrap();
        operate(c, &alter("t", vec![add(key(&["id", "a"]))])).await.unwrap();
        let t = found(c, "t").await;
        assert_eq!(t.constraints, [key(&["id", "a"])]);
        assert!(!t.column("a").unwrap().nullable, "a key's columns are never NULL");
        // What is there or not there already, and meant so.
        let again = Change::AddConstraint { constraint: key(&["id", "a"]), if_not_exists: true };
        let gone = Change::DropConstraint { key: ConstraintKey::Name("nope".into()), if_exists: true };
        assert_eq!(operate(c, &alter("t", vec![again, gone])).await.unwrap(), [""; 0]);
    });
}

#[test]
fn the_type_of_a_foreign_keys_column_changes_with_the_key_taken_off_and_put_on() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let text = |n| ColumnType::Varchar(Some(n));
        let mut parents = table("parents", &[("code", text(10))]);
        parents.constraints.push(unique("uq_code", &["code"]));
        operate(c, &create(parents)).await.unwrap();
        let mut t = table("t", &[("code", text(10))]);
        let mut fk = foreign_key("fk_code", "code", "parents");
        fk.referred_columns = vec!["code".into()];
        t.constraints.push(Constraint::ForeignKey(fk));
        operate(c, &create(t)).await.unwrap();
        let set = |table: &str, column: &str, column_type| {
            alter(table, vec![Change::SetType { column: column.into(), column_type, using: None }])
        };
        operate(c, &set("t", "code", text(20))).await.unwrap();
        operate(c, &set("parents", "code", text(30))).await.unwrap();
        let error = operate(c, &set("parents", "code", ColumnType::INTEGER)).await.unwrap_err();
        assert!(format!("{error}").contains("fk_code"), "{error}");
    });
}

#[test]
fn what_the_servers_dont_have_is_refused_with_advice_before_anything_runs() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        operate(c, &create(table("t", &[("a", ColumnType::INTEGER)]))).await.unwrap();
        let before = c.schema().await.unwrap();
        let index = |index: Index| alter("t", vec![Change::AddIndex { index, if_not_exists: false }]);
        let mut deferred = foreign_key("fk", "a", "t");
        deferred.deferral = Deferral::InitiallyDeferred;
        let mut later = foreign_key("fk", "a", "t");
        later.not_valid = true;
        let mut default = foreign_key("fk", "a", "t");
        default.on_delete = ForeignKeyAction::SetDefault;
        let long = "n".repeat(65);
        let view = View {
            name: "v".into(),
            columns: vec![],
            query: "SELECT 1 AS one".into(),
            materialized: true,
            comment: None,
        };
        let cases: Vec<(Operation, &str)> = vec![
            (alter("t", vec![add_column(Column::new("s", ColumnType::Varchar(None)))]), "length"),
            (alter("t", vec![add_column(Column::new("s", ColumnType::Interval))]), "bigint"),
            (index(Index { predicate: Some("a > 0".into()), ..Index::new("ix", ["a"]) }), "partial"),
            (index(Index { method: Some("gin".into()), ..Index::new("ix", ["a"]) }), "btree"),
            (index(Index { include: vec!["id".into()], ..Index::new("ix", ["a"]) }), "behind"),
            (index(Index::new(long.as_str(), ["a"])), "64"),
            (alter("t", vec![add(Constraint::ForeignKey(deferred))]), "deferral"),
            (alter("t", vec![add(Constraint::ForeignKey(later))]), "NOT VALID"),
            (alter("t", vec![add(Constraint::ForeignKey(default))]), "trigger"),
            (
                alter(
                    "t",
                    vec![add(Constraint::Exclusion(Exclusion {
                        name: None,
                        method: None,
                        elements: vec![mighost_schema::ExclusionElement {
                            expression: "a".into(),
                            operator: "=".into(),
                        }],
                        predicate: None,
                        deferral: Deferral::NotDeferrable,
                    }))],
                ),
                "trigger",
            ),
            (Operation::CreateView { view, or_replace: false }, "materialized"),
            (create(table(&long, &[])), "64"),
            (
                Operation::CreateEnumeration {
                    enumeration: mighost_schema::Enumeration { name: "mood".into(), labels: vec!["a".into()] },
                    if_not_exists: false,
                },
                "labels",
            ),
            (
                alter(
                    "t",
                    vec![Change::SetType {
                        column: "a".into(),
                        column_type: ColumnType::TEXT,
                        using: Some("1".into()),
                    }],
                ),
                "update",
            ),
        ];
        for (operation, advice) in cases {
            match operate(c, &operation).await.map_err(call) {
                Err(CallError::Unsupported(text)) => assert!(text.contains(advice), "{operation}: {text}"),
                other => panic!("{operation}: {other:?}"),
            }
        }
        let expression = IndexKey::Expression("a + 1".into());
        let mut over = Index::new("ix", ["a"]);
        over.parts[0].key = expression;
        if c.dialect() == mighost_schema::Dialect::Mariadb {
            assert!(matches!(call(operate(c, &index(over)).await.unwrap_err()), CallError::Unsupported(_)));
        }
        for open in ["a > 0) , ADD COLUMN (x INT", "a = \"b\"", "a > 0 -- "] {
            let wrong = alter("t", vec![add(check("ck", open))]);
            assert!(matches!(call(operate(c, &wrong).await.unwrap_err()), CallError::Invalid(_)), "{open}");
        }
        let ours = operate(c, &create(table("mighost_history", &[]))).await.unwrap_err();
        assert!(matches!(call(ours), CallError::Denied(_)));
        assert_eq!(c.schema().await.unwrap(), before);
    });
}

#[test]
fn tables_views_and_sequences_are_renamed_and_dropped_with_what_stands_on_them() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        operate(c, &create(table("parents", &[("a", ColumnType::INTEGER)]))).await.unwrap();
        let mut child = table("children", &[("parent", ColumnType::INTEGER)]);
        child.constraints.push(Constraint::ForeignKey(foreign_key("fk", "parent", "parents")));
        operate(c, &create(child)).await.unwrap();
        let view = View {
            name: "v".into(),
            columns: vec!["one".into()],
            query: "SELECT a FROM parents".into(),
            materialized: false,
            comment: None,
        };
        operate(c, &Operation::CreateView { view: view.clone(), or_replace: false }).await.unwrap();
        operate(c, &Operation::CreateView { view, or_replace: true }).await.unwrap();
        let query = c.view(&"v".into()).await.unwrap().unwrap().query;
        assert!(!query.contains(&database.name), "{query}");
        operate(c, &Operation::RenameTable { from: "parents".into(), to: "elders".into() }).await.unwrap();
        rows(c, "SELECT * FROM v").await;
        operate(c, &Operation::RenameView { from: "v".into(), to: "w".into() }).await.unwrap();
        let drop = |cascade| Operation::DropTable { name: "elders".into(), if_exists: false, cascade };
        assert!(matches!(call(operate(c, &drop(false)).await.unwrap_err()), CallError::Invalid(_)));
        operate(c, &drop(true)).await.unwrap();
        assert!(c.views(None).await.unwrap().is_empty());
        assert_eq!(found(c, "children").await.constraints.len(), 1);
        if c.dialect() == mighost_schema::Dialect::Mariadb {
            let numbers = Identity { start: Some(5), increment: Some(2), cycle: true, ..Identity::default() };
            let sequence = Sequence { name: "ids".into(), numbers };
            operate(c, &Operation::CreateSequence { sequence, if_not_exists: false }).await.unwrap();
            assert_eq!(one(c, "SELECT nextval(ids)").await, Value::Integer(5));
            let numbers = Identity { increment: Some(3), cycle: true, ..Identity::default() };
            let sequence = Sequence { name: "ids".into(), numbers };
            operate(c, &Operation::AlterSequence { sequence }).await.unwrap();
            operate(c, &Operation::RenameSequence { from: "ids".into(), to: "numbers".into() }).await.unwrap();
            operate(c, &Operation::DropSequence { name: "numbers".into(), if_exists: false, cascade: false })
                .await
                .unwrap();
        }
    });
}

#[test]
fn a_table_in_another_database_is_reached_by_its_name() {
    let database = database();
    let other = database.server().database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let mut t = table("t", &[]);
        t.name = ObjectName::in_schema(&other.name, "t");
        c.begin().await.unwrap();
        c.operate(&create(t.clone())).await.unwrap();
        assert_eq!(c.table(&t.name).await.unwrap(), Some(t.clone()));
        assert_eq!(c.tables(Some(&other.name)).await.unwrap(), [t.name.clone()]);
        assert!(c.schemas().await.unwrap().contains(&other.name));
        c.commit().await.unwrap();
        assert!(c.tables(None).await.unwrap().is_empty());
    });
}

#[test]
fn after_an_interruption_the_catalog_tells_whether_an_operation_landed() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        operate(c, &create(table("t", &[("a", ColumnType::INTEGER)]))).await.unwrap();
        let before = c.schema().await.unwrap();
        let operation =
            alter("t", vec![add(check("ck", "A > 0 and a<9")), add_column(Column::new("b", ColumnType::TEXT))]);
        let lowered = c.lower(&operation, &before).await.unwrap();
        assert_eq!(landed(&lowered, &before, &c.schema().await.unwrap()), Ok(Some(false)));
        c.begin().await.unwrap();
        let written = c.render(&operation).await.unwrap();
        assert_eq!(landed(&lowered, &before, &c.schema().await.unwrap()), Ok(Some(false)), "writing runs nothing");
        host(c, &written[0]).await;
        c.rollback().await.unwrap();
        assert_eq!(landed(&lowered, &before, &c.schema().await.unwrap()), Ok(Some(true)));
    });
}
