#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::*;

fn schema(operations: &[Operation]) -> Schema {
    let mut schema = Schema::default();
    for operation in operations {
        schema.apply(operation).unwrap();
    }
    schema
}

fn table(name: &str, columns: &[&str], refers_to: &[&str]) -> Operation {
    let mut table = Table::new(name);
    table.columns = columns.iter().map(|c| Column::new(*c, ColumnType::INTEGER)).collect();
    table.constraints = refers_to
        .iter()
        .map(|to| {
            Constraint::ForeignKey(ForeignKey {
                name: Some(format!("fk_{to}")),
                columns: vec![columns[0].into()],
                referred_table: (*to).into(),
                referred_columns: vec!["id".into()],
                on_delete: ForeignKeyAction::default(),
                on_update: ForeignKeyAction::default(),
                deferral: Deferral::default(),
                match_full: false,
                not_valid: false,
                settings: Settings::new(),
            })
        })
        .collect();
    Operation::CreateTable { table, if_not_exists: false }
}

fn view(name: &str, query: &str) -> Operation {
    let view = View { name: name.into(), columns: vec![], query: query.into(), materialized: false, comment: None };
    Operation::CreateView { view, or_replace: false }
}

fn lines(a: &Schema, b: &Schema) -> Vec<String> {
    let operations = diff(a, b);
    let mut reached = a.clone();
    for operation in &operations {
        reached.apply(operation).unwrap();
    }
    assert_eq!(reached, *b);
    operations.iter().map(ToString::to_string).collect()
}

#[test]
fn equal_schemas_have_no_difference() {
    let a = schema(&[table("a", &["id"], &[]), view("v", "select * from a")]);
    assert!(diff(&a, &a).is_empty());
}

#[test]
fn tables_are_created_after_those_they_refer_to_and_dropped_before() {
    let all = schema(&[table("c", &["id"], &[]), table("b", &["id"], &["c"]), table("a", &["id"], &["b"])]);
    let none = Schema::default();
    assert_eq!(lines(&none, &all), ["create table c (id)", "create table b (id)", "create table a (id)"]);
    assert_eq!(lines(&all, &none), ["drop table a", "drop table b", "drop table c"]);
}

#[test]
fn a_circle_of_foreign_keys_is_closed_last_and_opened_first() {
    let mut circle = schema(&[table("b", &["id"], &[]), table("a", &["id"], &["b"])]);
    let closing = match table("b", &["id"], &["a"]) {
        Operation::CreateTable { table, .. } => table.constraints[0].clone(),
        _ => unreachable!(),
    };
    let changes = vec![Change::AddConstraint { constraint: closing, if_not_exists: false }];
    circle.apply(&Operation::AlterTable(AlterTable { table: "b".into(), changes })).unwrap();
    assert_eq!(
        lines(&Schema::default(), &circle),
        ["create table b (id)", "create table a (id)", "alter table b: add foreign key `fk_a` (id) to a (id)"]
    );
    assert_eq!(
        lines(&circle, &Schema::default()),
        ["alter table b: drop constraint `fk_a`", "drop table a", "drop table b"]
    );
}

#[test]
fn a_foreign_key_to_a_column_that_goes_is_dropped_first() {
    let a = schema(&[table("a", &["id", "x"], &[]), table("b", &["id"], &["a"])]);
    let b = schema(&[table("a", &["x"], &[]), table("b", &["id"], &[])]);
    assert_eq!(lines(&a, &b), ["alter table b: drop constraint `fk_a`", "alter table a: drop column id"]);
}

#[test]
fn a_foreign_key_to_a_new_table_is_added_after_it() {
    let a = schema(&[table("b", &["id"], &[])]);
    let b = schema(&[table("z", &["id"], &[]), table("b", &["id"], &["z"])]);
    assert_eq!(lines(&a, &b), ["create table z (id)", "alter table b: add foreign key `fk_z` (id) to z (id)"]);
}

#[test]
fn as_few_columns_as_possible_are_moved() {
    let a = schema(&[table("t", &["a", "b", "c", "d"], &[])]);
    let moved = |columns: &[&str]| lines(&a, &schema(&[table("t", columns, &[])]));
    assert_eq!(moved(&["b", "c", "d", "a"]), ["alter table t: move column a last"]);
    assert_eq!(moved(&["d", "a", "b", "c"]), ["alter table t: move column d first"]);
    assert_eq!(moved(&["a", "x", "b", "d", "e"]), ["alter table t: drop column c, add column x after a, add column e"]);
}

#[test]
fn a_column_is_given_the_settings_it_lacks_and_loses_the_others() {
    let a = schema(&[table("t", &["a", "b"], &[])]);
    let mut b = a.clone();
    let t = b.tables.get_mut(&"t".into()).unwrap();
    t.columns[0].settings.insert("on-update".into(), "now()".into());
    t.columns[0].settings.insert("invisible".into(), String::new());
    assert_eq!(lines(&a, &b), ["alter table t: set invisible of a, set on-update of a to now()"]);
    assert_eq!(lines(&b, &a), ["alter table t: drop invisible of a, drop on-update of a"]);
}

#[test]
fn views_go_before_tables_and_come_after_them() {
    let a = schema(&[table("t", &["id"], &[]), view("v", "select * from t"), view("u", "select * from v")]);
    let b = schema(&[table("s", &["id"], &[]), view("v", "select * from s"), view("u", "select * from v")]);
    assert_eq!(
        lines(&a, &b),
        ["drop view u", "drop view v", "drop table t", "create table s (id)", "create view v", "create view u"]
    );
}

#[test]
fn labels_are_added_and_a_type_that_loses_one_is_replaced() {
    let column = |labels: &[&str]| {
        let labels: Vec<String> = labels.iter().map(|l| (*l).to_owned()).collect();
        let mut table = Table::new("t");
        let column_type = ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels: labels.clone() });
        table.columns.push(Column::new("mood", column_type));
        schema(&[Operation::CreateTable { table, if_not_exists: false }])
    };
    assert_eq!(
        lines(&column(&["b"]), &column(&["a", "b", "c", "d"])),
        ["alter type mood: add label a before b", "alter type mood: add label c", "alter type mood: add label d"]
    );
    assert_eq!(
        lines(&column(&["a", "b"]), &column(&["b"])),
        [
            "rename type mood to mood_old",
            "create type mood (b)",
            "alter table t: set type of mood to mood",
            "drop type mood_old"
        ]
    );
}

#[test]
fn a_constraint_that_is_only_validated_is_not_made_anew() {
    let mut a = schema(&[table("b", &["id"], &["b"])]);
    let b = a.clone();
    if let Some(Constraint::ForeignKey(key)) = a.tables.get_mut(&"b".into()).unwrap().constraints.first_mut() {
        key.not_valid = true;
    }
    assert_eq!(lines(&a, &b), ["alter table b: validate constraint fk_b"]);
}

#[test]
fn a_long_chain_of_tables_is_put_in_order() {
    // More than a stack frame for each would bear.
    let name = |i: usize| format!("t{i:05}");
    let mut all = Schema::default();
    for i in (0..5_000).rev() {
        let target = name(i + 1);
        let refers: &[&str] = if i == 4_999 { &[] } else { &[&target] };
        if let Operation::CreateTable { table, .. } = table(&name(i), &["id"], refers) {
            all.tables.insert(table.name.clone(), table);
        }
    }
    let names = all.tables.keys().cloned().collect();
    assert_eq!(in_order(&all, &names).first(), Some(&name(4_999).as_str().into()));
}
