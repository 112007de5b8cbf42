#![allow(clippy::unwrap_used)]
use crate::*;

fn table(name: &str, refers_to: Option<&str>) -> Table {
    let mut table = Table::new(name);
    table.columns.push(Column::new("id", ColumnType::INTEGER));
    table.constraints.extend(refers_to.map(key));
    table
}

fn key(to: &str) -> Constraint {
    Constraint::ForeignKey(ForeignKey {
        name: None,
        columns: vec!["id".into()],
        referred_table: to.into(),
        referred_columns: vec!["id".into()],
        on_delete: ForeignKeyAction::default(),
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

fn schema() -> Schema {
    let mut schema = Schema::default();
    for table in [table("people", None), table("orders", Some("people"))] {
        schema.apply(&Operation::CreateTable { table, if_not_exists: false }).unwrap();
    }
    for view in [view("v", "select * from people"), view("w", "select * from v")] {
        schema.apply(&Operation::CreateView { view, or_replace: false }).unwrap();
    }
    schema
}

fn touched(operation: &Operation) -> Vec<String> {
    operation.touches(&schema()).iter().map(ToString::to_string).collect()
}

#[test]
fn a_table_touches_those_its_foreign_keys_refer_to() {
    let create = Operation::CreateTable { table: table("items", Some("orders")), if_not_exists: true };
    assert_eq!(touched(&create), ["create table items", "reference table orders"]);
    let itself = Operation::CreateTable { table: table("items", Some("items")), if_not_exists: true };
    assert_eq!(touched(&itself), ["create table items"]);
    let changes = vec![Change::AddConstraint { constraint: key("elsewhere"), if_not_exists: false }];
    let alter = Operation::AlterTable(AlterTable { table: "orders".into(), changes });
    assert_eq!(touched(&alter), ["change table orders", "reference table elsewhere"]);
}

#[test]
fn a_cascade_touches_what_falls_with_it() {
    let drop = |cascade| Operation::DropTable { name: "people".into(), if_exists: false, cascade };
    assert_eq!(touched(&drop(false)), ["drop table people"]);
    assert_eq!(touched(&drop(true)), ["drop table people", "change table orders", "drop view v", "drop view w"]);
}

#[test]
fn a_rename_touches_both_names() {
    let rename = Operation::RenameTable { from: "people".into(), to: "persons".into() };
    assert_eq!(touched(&rename), ["rename table people", "rename table persons"]);
}

#[test]
fn a_view_touches_everything_it_may_read() {
    let create = |query, or_replace| touched(&Operation::CreateView { view: view("v", query), or_replace });
    assert_eq!(
        create("select * from \"People\" join w", true),
        ["change view v", "reference table people", "reference view w", "reference table People"]
    );
    assert_eq!(
        create("select * from secret.keys, unknown", false),
        ["create view v", "reference table secret.keys", "reference table unknown"]
    );
}

#[test]
fn a_column_touches_its_type() {
    let column_type = ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels: vec!["ok".into()] });
    let column = Column::new("mood", column_type.clone());
    let changes = vec![
        Change::AddColumn { column, position: Position::Last, if_not_exists: false },
        Change::SetType {
            column: "id".into(),
            column_type: ColumnType::Enumeration(EnumType { name: Some("size".into()), labels: vec![] }),
            using: None,
        },
    ];
    let alter = Operation::AlterTable(AlterTable { table: "orders".into(), changes });
    assert_eq!(touched(&alter), ["change table orders", "create type mood", "reference type size"]);
}

#[test]
fn a_schema_that_is_dropped_with_cascade_touches_all_that_is_in_it() {
    let mut before = schema();
    before.schemas.insert("s".into());
    let mut inside = table("x", Some("people"));
    inside.name = ObjectName::in_schema("s", "x");
    before.tables.insert(inside.name.clone(), inside);
    let drop = Operation::DropSchema { name: "s".into(), if_exists: false, cascade: true };
    let touched: Vec<String> = drop.touches(&before).iter().map(ToString::to_string).collect();
    assert_eq!(touched, ["drop schema s", "drop table s.x"]);
}
