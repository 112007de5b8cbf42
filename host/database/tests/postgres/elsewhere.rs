//! Objects in other schemas than the default one, and what is written down without being run.

use crate::support::Db;
use mighost_schema::{
    AlterTable, Change, Check, Column, ColumnDefault, ColumnType, Constraint, EnumType, Enumeration, ForeignKey,
    ForeignKeyAction, Generated, Identity, Index, LabelPosition, ObjectName, Operation, Position, PrimaryKey, Sequence,
    Settings, Table, Unique, Value, View,
};

fn named(name: &str) -> ObjectName {
    ObjectName::in_schema("Other One", name)
}

fn mood() -> ColumnType {
    let labels = vec!["sad".into(), "ok".into()];
    ColumnType::Enumeration(EnumType { name: Some(named("mood")), labels })
}

fn primary() -> Constraint {
    Constraint::PrimaryKey(PrimaryKey {
        name: Some("t_pk".into()),
        columns: vec!["id".into()],
        settings: Settings::new(),
    })
}

fn table() -> Table {
    let mut table = Table::new(named("t"));
    table.columns = vec![
        Column { identity: Some(Identity::default()), ..Column::new("id", ColumnType::BIGINT).not_null() },
        Column::new("m", mood()).default(ColumnDefault::Literal(Value::Text("sad".into()))),
        Column { comment: Some("c".into()), ..Column::new("Name", ColumnType::TEXT) },
    ];
    table.constraints = vec![primary()];
    table.indexes = vec![Index { comment: Some("i".into()), ..Index::new("t_name", ["Name"]) }];
    table.comment = Some("t".into());
    table
}

fn alter(table: ObjectName, changes: Vec<Change>) -> Operation {
    Operation::AlterTable(AlterTable { table, changes })
}

fn operations() -> Vec<Operation> {
    let add = |column| Change::AddColumn { column, position: Position::Last, if_not_exists: false };
    let constraint = |constraint| Change::AddConstraint { constraint, if_not_exists: false };
    let unique = Unique {
        name: Some("uq".into()),
        columns: vec!["Name".into()],
        nulls_not_distinct: false,
        deferral: mighost_schema::Deferral::InitiallyDeferred,
        settings: [("include".to_owned(), "id".to_owned())].into(),
    };
    let check =
        Check { name: Some("ck".into()), expression: "id > 0".into(), not_valid: true, settings: Settings::new() };
    let key = ForeignKey {
        name: Some("fk".into()),
        columns: vec!["t".into()],
        referred_table: named("t"),
        referred_columns: vec!["id".into()],
        on_delete: ForeignKeyAction::Cascade,
        on_update: ForeignKeyAction::NoAction,
        deferral: mighost_schema::Deferral::NotDeferrable,
        match_full: false,
        not_valid: true,
        settings: Settings::new(),
    };
    let mut near = Table::new("near");
    near.columns = vec![Column::new("t", ColumnType::BIGINT)];
    let view = View {
        name: named("v"),
        columns: vec![],
        query: "SELECT id FROM \"Other One\".t".into(),
        materialized: true,
        comment: Some("v".into()),
    };
    vec![
        Operation::CreateSchema { name: "Other One".into(), if_not_exists: true },
        Operation::CreateTable { table: table(), if_not_exists: true },
        Operation::AddLabel {
            name: named("mood"),
            label: "so so".into(),
            position: LabelPosition::After("sad".into()),
            if_not_exists: true,
        },
        Operation::RenameLabel { name: named("mood"), from: "ok".into(), to: "fine".into() },
        alter(
            named("t"),
            vec![
                Change::SetType { column: "Name".into(), column_type: ColumnType::Varchar(Some(9)), using: None },
                add(Column {
                    generated: Some(Generated { expression: "upper(\"Name\")".into(), stored: true }),
                    ..Column::new("loud", ColumnType::TEXT)
                }),
                constraint(Constraint::Unique(unique)),
                constraint(Constraint::Check(check)),
                Change::ValidateConstraint { name: "ck".into() },
                Change::RenameConstraint { from: "ck".into(), to: "Ck 2".into() },
                Change::RenameIndex { from: "t_name".into(), to: "T name".into() },
                Change::SetIndexComment { index: "T name".into(), comment: None },
                Change::SetTableComment { comment: Some("it's".into()) },
                Change::RenameColumn { from: "Name".into(), to: "name".into() },
            ],
        ),
        Operation::CreateTable { table: near, if_not_exists: false },
        alter(
            "near".into(),
            vec![constraint(Constraint::ForeignKey(key)), Change::ValidateConstraint { name: "fk".into() }],
        ),
        Operation::CreateIndex {
            table: named("t"),
            index: Index { include: vec!["id".into()], method: Some("btree".into()), ..Index::new("ix", ["m"]) },
            if_not_exists: false,
            concurrently: true,
        },
        Operation::CreateView { view, or_replace: false },
        Operation::RefreshView { name: named("v"), concurrently: false },
        Operation::RenameView { from: named("v"), to: named("w") },
        Operation::CreateSequence {
            sequence: Sequence { name: named("q"), numbers: Identity { start: Some(7), ..Identity::default() } },
            if_not_exists: false,
        },
        Operation::RenameSequence { from: named("q"), to: "q".into() },
        Operation::CreateEnumeration {
            enumeration: Enumeration { name: named("size"), labels: vec!["s".into()] },
            if_not_exists: false,
        },
        Operation::RenameEnumeration { from: named("size"), to: "size".into() },
        Operation::DropView { name: named("w"), if_exists: false, cascade: false },
        Operation::DropIndex { table: named("t"), name: "ix".into(), if_exists: false, concurrently: true },
        Operation::RenameTable { from: named("t"), to: "moved".into() },
    ]
}

#[test]
fn every_operation_works_in_another_schema_and_runs_what_was_written_down_before() {
    let mut db = Db::new();
    for operation in operations() {
        let written = db.runtime.block_on(db.connection.render(&operation)).unwrap();
        let ran = match db.connection.effect_of(&operation) {
            mighost_database::Effect::Outside => db.run(&operation).unwrap(),
            _ => db.operate(&operation).unwrap(),
        };
        assert!(ran.changed, "{operation}");
        assert_eq!(written, ran.statements, "{operation}");
    }
    let schema = db.schema();
    let moved = &schema.tables[&"moved".into()];
    assert_eq!(moved.columns.len(), 4);
    assert!(moved.columns.iter().any(|column| column.generated.is_some()));
    assert_eq!((moved.constraints.len(), moved.indexes.len()), (3, 1));
    let Constraint::ForeignKey(key) = &schema.tables[&"near".into()].constraints[0] else { panic!() };
    assert!(key.referred_table == "moved".into() && !key.not_valid);
    assert!(schema.sequences.contains_key(&"q".into()) && schema.enumerations.contains_key(&"size".into()));
    let enumerations = db.runtime.block_on(db.connection.enumerations(Some("Other One"))).unwrap();
    assert_eq!(enumerations[0].labels, ["sad", "so so", "fine"]);
    // Its last user gone, a type can go.
    let drop = Operation::DropTable { name: "moved".into(), if_exists: false, cascade: true };
    db.operate(&drop).unwrap();
    db.operate(&Operation::DropEnumeration { name: named("mood"), if_exists: false, cascade: false }).unwrap();
    db.operate(&Operation::DropSchema { name: "Other One".into(), if_exists: false, cascade: false }).unwrap();
}

#[test]
fn what_is_written_down_changes_nothing_not_even_for_one_who_may_only_read() {
    let db = Db::with("CREATE TABLE t (a int)");
    let target = mighost_database::Target::parse(&db.database.url).unwrap();
    let options = mighost_database::Options::default();
    db.runtime.block_on(async {
        let mode = mighost_database::OpenMode::ReadOnly;
        let mut connection = mighost_database::connect(&target, mode, &options).await.unwrap();
        let before = connection.schema().await.unwrap();
        let index = Index { comment: Some("c".into()), ..Index::new("ix", ["a"]) };
        let build = Operation::CreateIndex { table: "t".into(), index, if_not_exists: false, concurrently: true };
        assert_eq!(connection.render(&build).await.unwrap().len(), 2);
        let column = Column::new("b", mood());
        let add = Change::AddColumn { column, position: Position::Last, if_not_exists: true };
        assert_eq!(connection.render(&alter("t".into(), vec![add.clone(), add])).await.unwrap().len(), 2);
        assert_eq!(connection.schema().await.unwrap(), before);
    });
}
