//! What operations make of a schema, and what undoes them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use mighost_schema::*;

fn table(name: &str, columns: &[&str]) -> Table {
    let mut table = Table::new(name);
    table.columns = columns.iter().map(|c| Column::new(*c, ColumnType::INTEGER)).collect();
    table
}

fn with_key(mut table: Table, columns: &[&str]) -> Table {
    let columns = columns.iter().map(|c| (*c).to_owned()).collect();
    table.constraints.push(Constraint::PrimaryKey(PrimaryKey { name: None, columns, settings: Settings::new() }));
    table
}

fn refers(column: &str, to: &str, referred: &[&str]) -> Constraint {
    Constraint::ForeignKey(ForeignKey {
        name: None,
        columns: vec![column.into()],
        referred_table: to.into(),
        referred_columns: referred.iter().map(|c| (*c).to_owned()).collect(),
        on_delete: ForeignKeyAction::SetNull,
        on_update: ForeignKeyAction::default(),
        deferral: Deferral::default(),
        match_full: false,
        not_valid: false,
        settings: Settings::new(),
    })
}

fn view(name: &str, query: &str) -> View {
    View { name: name.into(), columns: vec![], query: query.into(), materialized: false, comment: None }
}

/// People, their orders, and two views.
fn shop() -> Schema {
    let mut schema = Schema::default();
    let mut orders = with_key(table("orders", &["id", "person"]), &["id"]);
    orders.constraints.push(refers("person", "people", &["id"]));
    for table in [with_key(table("people", &["id", "age"]), &["id"]), orders] {
        schema.apply(&Operation::CreateTable { table, if_not_exists: false }).unwrap();
    }
    for view in [view("v", "SELECT people.id FROM people"), view("w", "SELECT * FROM v")] {
        schema.apply(&Operation::CreateView { view, or_replace: false }).unwrap();
    }
    schema
}

fn alter(table: &str, changes: Vec<Change>) -> Operation {
    Operation::AlterTable(AlterTable { table: table.into(), changes })
}

fn after(operation: &Operation) -> Schema {
    let mut schema = shop();
    assert!(schema.apply(operation).unwrap());
    schema
}

fn refused(operation: &Operation) -> String {
    let mut schema = shop();
    let text = match schema.apply(operation) {
        Err(Error::Invalid(text)) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(schema, shop());
    text
}

fn back(operation: &Operation) -> Vec<String> {
    let mut schema = after(operation);
    let inverse = operation.inverse(&shop()).unwrap();
    for operation in &inverse {
        schema.apply(operation).unwrap();
    }
    assert_eq!(schema, shop());
    inverse.iter().map(ToString::to_string).collect()
}

fn rename(from: &str, to: &str) -> Change {
    Change::RenameColumn { from: from.into(), to: to.into() }
}

fn drop_column(name: &str) -> Change {
    Change::DropColumn { name: name.into(), if_exists: false }
}

fn drop_table(name: &str, cascade: bool) -> Operation {
    Operation::DropTable { name: name.into(), if_exists: false, cascade }
}

fn key_of(schema: &Schema, table: &str) -> ForeignKey {
    let found = schema.tables[&table.into()].constraints.iter().find_map(|c| match c {
        Constraint::ForeignKey(key) => Some(key.clone()),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn foreign_keys_of_other_tables_follow_a_renamed_column() {
    let schema = after(&alter("people", vec![rename("id", "x"), rename("age", "id"), rename("x", "no")]));
    assert_eq!(key_of(&schema, "orders").referred_columns, ["no"]);
}

#[test]
fn foreign_keys_and_views_follow_a_renamed_table() {
    let rename = Operation::RenameTable { from: "people".into(), to: "persons".into() };
    let schema = after(&rename);
    assert_eq!(key_of(&schema, "orders").referred_table, "persons".into());
    assert_eq!(schema.views[&"v".into()].query, "SELECT persons.id FROM persons");
    assert_eq!(schema.tables[&"persons".into()].name, "persons".into());
    assert_eq!(back(&rename), ["rename table persons to people"]);
}

#[test]
fn a_column_that_another_table_refers_to_is_not_dropped() {
    let key = Change::DropConstraint { key: ConstraintKey::PrimaryKey, if_exists: false };
    assert_eq!(
        refused(&alter("people", vec![key, drop_column("id")])),
        "column `id` of table `people` can't be dropped: foreign key (person) to people (id) of table `orders` refers \
         to it; drop that first"
    );
}

#[test]
fn a_table_that_another_refers_to_falls_only_with_cascade() {
    assert_eq!(
        refused(&drop_table("people", false)),
        "table `people` can't be dropped: foreign key (person) to people (id) of table `orders` refers to it; drop \
         that first, or drop the table with cascade"
    );
    let schema = after(&drop_table("people", true));
    assert_eq!(schema.tables[&"orders".into()].constraints.len(), 1);
    assert!(schema.views.is_empty());
    assert_eq!(
        back(&drop_table("people", true)),
        [
            "create table people (id, age)",
            "alter table orders: add foreign key (person) to people (id)",
            "create view v",
            "create view w"
        ]
    );
}

#[test]
fn a_foreign_key_must_fit_the_table_it_refers_to() {
    let add = |constraint| alter("orders", vec![Change::AddConstraint { constraint, if_not_exists: false }]);
    assert!(
        refused(&add(refers("id", "people", &["ag"]))).ends_with("which `people` doesn't have; did you mean `age`?")
    );
    assert!(refused(&add(refers("id", "v", &["id"]))).ends_with("refers to a view"));
    assert!(shop().apply(&add(refers("id", "not there", &["x"]))).unwrap());
    let wide = with_key(table("wide", &["a", "b"]), &["a", "b"]);
    let mut schema = shop();
    schema.apply(&Operation::CreateTable { table: wide, if_not_exists: false }).unwrap();
    let error = schema.apply(&add(refers("id", "wide", &[]))).unwrap_err();
    assert!(error.to_string().contains("the primary key of `wide`, which is (a, b)"), "{error}");
}

#[test]
fn a_primary_key_that_is_referred_to_without_columns_keeps_its_width() {
    let mut schema = shop();
    let implicit = Change::AddConstraint { constraint: refers("id", "people", &[]), if_not_exists: false };
    schema.apply(&alter("orders", vec![implicit])).unwrap();
    let drop = Change::DropConstraint { key: ConstraintKey::PrimaryKey, if_exists: false };
    let add = |columns: &[&str]| Change::AddConstraint {
        constraint: with_key(table("x", &[]), columns).constraints.remove(0),
        if_not_exists: false,
    };
    assert!(schema.clone().apply(&alter("people", vec![drop.clone(), add(&["age"])])).unwrap());
    let error = schema.apply(&alter("people", vec![drop, add(&["id", "age"])])).unwrap_err();
    assert!(error.to_string().contains("name the columns it refers to"), "{error}");
}

#[test]
fn what_is_there_is_not_created_and_what_is_not_there_is_not_dropped() {
    let mut schema = shop();
    let people = || table("people", &["x"]);
    for operation in [
        Operation::CreateTable { table: people(), if_not_exists: true },
        Operation::DropTable { name: "x".into(), if_exists: true, cascade: true },
        Operation::DropView { name: "x".into(), if_exists: true, cascade: false },
        Operation::DropSequence { name: "x".into(), if_exists: true, cascade: false },
        Operation::DropEnumeration { name: "x".into(), if_exists: true, cascade: false },
        Operation::DropSchema { name: "x".into(), if_exists: true, cascade: false },
        Operation::DropIndex { table: "x".into(), name: "y".into(), if_exists: true, concurrently: false },
        alter("people", vec![Change::DropColumn { name: "x".into(), if_exists: true }]),
        alter("people", vec![]),
    ] {
        assert_eq!(schema.apply(&operation), Ok(false), "{operation}");
        assert_eq!(operation.inverse(&schema), Ok(vec![]));
    }
    assert_eq!(schema, shop());
    assert_eq!(
        refused(&Operation::CreateTable { table: people(), if_not_exists: false }),
        "table `people` exists already"
    );
    assert_eq!(refused(&drop_table("v", false)), "`v` is a view, not a table");
    assert_eq!(
        refused(&Operation::CreateTable { table: table("v", &["x"]), if_not_exists: true }),
        "view `v` exists already"
    );
    assert_eq!(
        refused(&Operation::DropView { name: "people".into(), if_exists: true, cascade: false }),
        "`people` is a table, not a view"
    );
    assert_eq!(refused(&drop_table("orderz", false)), "there is no table `orderz`; did you mean `orders`?");
}

#[test]
fn an_index_of_another_table_is_named() {
    let mut schema = shop();
    let index = Index::new("ix", ["age"]);
    schema
        .apply(&Operation::CreateIndex { table: "people".into(), index, if_not_exists: false, concurrently: false })
        .unwrap();
    let drop =
        Operation::DropIndex { table: "orders".into(), name: "ix".into(), if_exists: false, concurrently: false };
    let error = schema.apply(&drop).unwrap_err();
    assert_eq!(error.to_string(), "table `orders` has no index `ix`; it is an index of table `people`");
}

#[test]
fn a_dropped_column_comes_back_where_it_stood_with_all_that_stood_on_it() {
    let mut before = shop();
    before
        .apply(&alter(
            "people",
            vec![
                Change::AddColumn {
                    column: Column::new("b", ColumnType::TEXT),
                    position: Position::First,
                    if_not_exists: false,
                },
                Change::AddIndex { index: Index::new("ix_b", ["b"]), if_not_exists: false },
            ],
        ))
        .unwrap();
    let operation = alter("people", vec![drop_column("b")]);
    assert!(operation.loses_data());
    let inverse = operation.inverse(&before).unwrap();
    assert_eq!(
        inverse.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["alter table people: add column b first, add index ix_b (b)"]
    );
}

#[test]
fn renames_are_undone_by_renames() {
    let operation =
        alter("people", vec![rename("age", "years"), Change::SetNullable { column: "years".into(), nullable: false }]);
    assert_eq!(back(&operation), ["alter table people: set years null, rename column years to age"]);
}

#[test]
fn views_stand_on_each_other() {
    let drop = |cascade| Operation::DropView { name: "v".into(), if_exists: false, cascade };
    assert_eq!(after(&drop(true)).views.len(), 0);
    assert_eq!(after(&drop(false)).views.len(), 1);
    let rename = Operation::RenameView { from: "v".into(), to: "u".into() };
    assert_eq!(after(&rename).views[&"w".into()].query, "SELECT * FROM u");
    assert_eq!(back(&rename), ["rename view u to v"]);
    let replace = Operation::CreateView { view: view("v", "SELECT 1"), or_replace: true };
    assert_eq!(back(&replace), ["create or replace view v"]);
    let comment = Operation::SetViewComment { name: "v".into(), comment: Some("c".into()) };
    assert_eq!(back(&comment), ["drop comment of view v"]);
    let refresh = Operation::RefreshView { name: "v".into(), concurrently: false };
    assert_eq!(refused(&refresh), "view `v` isn't materialized, so there is nothing to refresh");
}

#[test]
fn a_type_comes_into_being_with_its_first_column_and_falls_with_cascade() {
    let mood = |labels: &[&str]| {
        let labels = labels.iter().map(|l| (*l).to_owned()).collect();
        let column_type = ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels });
        let column = Column::new("mood", column_type);
        alter("people", vec![Change::AddColumn { column, position: Position::Last, if_not_exists: false }])
    };
    let mut schema = after(&mood(&["sad", "ok"]));
    assert_eq!(schema.enumerations[&"mood".into()].labels, ["sad", "ok"]);
    assert_eq!(back(&mood(&["sad", "ok"])), ["alter table people: drop column mood", "drop type mood"]);

    let add = Operation::AddLabel {
        name: "mood".into(),
        label: "meh".into(),
        position: LabelPosition::After("sad".into()),
        if_not_exists: false,
    };
    schema.apply(&add).unwrap();
    let labels = |s: &Schema| match &s.tables[&"people".into()].column("mood").unwrap().column_type {
        ColumnType::Enumeration(t) => t.labels.clone(),
        _ => unreachable!(),
    };
    assert_eq!(labels(&schema), ["sad", "meh", "ok"]);
    let drop = |cascade| Operation::DropEnumeration { name: "mood".into(), if_exists: false, cascade };
    assert_eq!(
        schema.apply(&drop(false)).unwrap_err().to_string(),
        "type `mood` can't be dropped: `mood` of table `people` has it; change that first, or drop the type with cascade"
    );
    schema.apply(&drop(true)).unwrap();
    assert_eq!(schema, shop());
    let error = after(&mood(&["sad"])).apply(&alter(
        "orders",
        vec![Change::SetType {
            column: "id".into(),
            column_type: ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels: vec!["other".into()] }),
            using: None,
        }],
    ));
    assert!(error.unwrap_err().to_string().contains("type `mood` exists with the labels `sad`"));
}

#[test]
fn a_sequence_that_a_default_draws_from_falls_only_with_cascade() {
    let mut schema = shop();
    let sequence = Sequence { name: "ids".into(), numbers: Identity { start: Some(5), ..Identity::default() } };
    schema.apply(&Operation::CreateSequence { sequence, if_not_exists: false }).unwrap();
    let default = Some(ColumnDefault::Expression("nextval('ids'::regclass)".into()));
    schema.apply(&alter("people", vec![Change::SetDefault { column: "id".into(), default }])).unwrap();
    let before = schema.clone();
    schema.apply(&Operation::RenameSequence { from: "ids".into(), to: "numbers".into() }).unwrap();
    let default = |s: &Schema| s.tables[&"people".into()].columns[0].default.clone();
    assert_eq!(default(&schema), Some(ColumnDefault::Expression("nextval('numbers'::regclass)".into())));
    let drop = |cascade| Operation::DropSequence { name: "numbers".into(), if_exists: false, cascade };
    assert!(
        schema.apply(&drop(false)).unwrap_err().to_string().contains("the default of column `id` of table `people`")
    );
    assert!(schema.apply(&drop(true)).unwrap());
    assert_eq!(default(&schema), None);
    let change = Operation::AlterSequence {
        sequence: Sequence { name: "ids".into(), numbers: Identity { increment: Some(2), ..Identity::default() } },
    };
    let mut changed = before.clone();
    changed.apply(&change).unwrap();
    let numbers = &changed.sequences[&"ids".into()].numbers;
    assert_eq!((numbers.start, numbers.increment), (Some(5), Some(2)));
}

#[test]
fn a_schema_with_something_in_it_falls_only_with_cascade() {
    let mut schema = shop();
    schema.apply(&Operation::CreateSchema { name: "s".into(), if_not_exists: false }).unwrap();
    let move_away = Operation::RenameTable { from: "people".into(), to: ObjectName::in_schema("s", "people") };
    schema.apply(&move_away).unwrap();
    assert_eq!(schema.views[&"v".into()].query, "SELECT s.people.id FROM s.people");
    let drop = |cascade| Operation::DropSchema { name: "s".into(), if_exists: false, cascade };
    assert_eq!(
        schema.apply(&drop(false)).unwrap_err().to_string(),
        "schema `s` can't be dropped: `s.people` is in it; drop it with cascade, or empty it"
    );
    assert!(schema.apply(&drop(true)).unwrap());
    assert_eq!(schema.tables.len(), 1);
    assert!(schema.views.is_empty());
}

#[test]
fn an_operation_reads_as_one_line() {
    let column = Column::new("email", ColumnType::TEXT);
    let operation = alter(
        "people",
        vec![
            Change::AddColumn { column, position: Position::After("id".into()), if_not_exists: true },
            Change::SetNullable { column: "name".into(), nullable: false },
            Change::SetType { column: "age".into(), column_type: ColumnType::Varchar(Some(9)), using: None },
            Change::DropConstraint { key: ConstraintKey::Unique(vec!["a".into(), "b".into()]), if_exists: false },
        ],
    );
    assert_eq!(
        operation.to_string(),
        "alter table people: add column email after id if not exists, set name not null, set type of age to \
         varchar(9), drop unique constraint (a, b)"
    );
    let mut index = Index::new("ix", ["a"]);
    index.unique = true;
    index.parts[0].descending = true;
    index.predicate = Some("a >\n 1".into());
    let operation = Operation::CreateIndex { table: "t".into(), index, if_not_exists: false, concurrently: true };
    assert_eq!(operation.to_string(), "create unique index ix (a desc) where a > 1 on t concurrently");
}

#[test]
fn a_thousand_operations_on_a_thousand_tables_copy_only_what_they_change() {
    // 20 columns, so that a copy of everything for each operation would take minutes, not the moment this takes.
    let mut schema = Schema::default();
    let names: Vec<String> = (0..20).map(|i| format!("column_{i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    for i in 0..1_000 {
        let mut table = with_key(table(&format!("t{i}"), &names), &["column_0"]);
        if i > 0 {
            table.constraints.push(refers("column_1", &format!("t{}", i - 1), &["column_0"]));
        }
        schema.apply(&Operation::CreateTable { table, if_not_exists: false }).unwrap();
    }
    let mut inverses = Vec::new();
    let before = schema.clone();
    for i in 0..1_000 {
        let operation = alter(&format!("t{i}"), vec![rename("column_0", "no"), drop_column("column_9")]);
        inverses.extend(operation.inverse(&schema).unwrap().into_iter().rev());
        schema.apply(&operation).unwrap();
    }
    assert_eq!(key_of(&schema, "t500").referred_columns, ["no"]);
    for operation in inverses.iter().rev() {
        schema.apply(operation).unwrap();
    }
    assert_eq!(schema, before);
}
