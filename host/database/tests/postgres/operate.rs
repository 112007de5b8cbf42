use crate::support::{Db, code};
use mighost_schema::{
    Change, Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, Deferral, EnumType, Enumeration,
    Error as CallError, Exclusion, ExclusionElement, ForeignKey, ForeignKeyAction, Generated, Identity, Index,
    IndexKey, IndexPart, LabelPosition, Operation, Position, PrimaryKey, Settings, Table, Unique, Value, View,
};

fn add(column: Column) -> Change {
    Change::AddColumn { column, position: Position::Last, if_not_exists: false }
}

fn constraint(constraint: Constraint) -> Change {
    Change::AddConstraint { constraint, if_not_exists: false }
}

fn check(name: &str, expression: &str, not_valid: bool) -> Constraint {
    Constraint::Check(Check {
        name: Some(name.into()),
        expression: expression.into(),
        not_valid,
        settings: Settings::new(),
    })
}

fn key(name: &str, columns: &[&str], to: &str) -> ForeignKey {
    ForeignKey {
        name: Some(name.into()),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        referred_table: to.into(),
        referred_columns: Vec::new(),
        on_delete: ForeignKeyAction::default(),
        on_update: ForeignKeyAction::default(),
        deferral: Deferral::default(),
        match_full: false,
        not_valid: false,
        settings: Settings::new(),
    }
}

#[test]
fn what_a_table_is_made_of_is_read_back_as_it_was_written() {
    let mut db = Db::with("CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE TABLE o (id int PRIMARY KEY)");
    let mut table = Table::new("Order Lines");
    table.columns = vec![
        Column {
            identity: Some(Identity { always: true, start: Some(5), ..Identity::default() }),
            ..Column::new("id", ColumnType::BIGINT).not_null()
        },
        Column::new("flag", ColumnType::Boolean).not_null().default(ColumnDefault::Literal(Value::Boolean(false))),
        Column::new("at", ColumnType::TIMESTAMP).default(ColumnDefault::CurrentTimestamp),
        Column {
            collation: Some("C".into()),
            comment: Some("it's".into()),
            ..Column::new("name", ColumnType::Varchar(Some(40)))
        }
        .default(ColumnDefault::Literal(Value::Text("a'b\\c".into()))),
        Column {
            generated: Some(Generated { expression: "num * 2".into(), stored: true }),
            ..Column::new("twice", ColumnType::INTEGER)
        },
        Column::new("num", ColumnType::INTEGER).default(ColumnDefault::Literal(Value::Integer(-3))),
        Column::new("o", ColumnType::INTEGER),
        Column::new("span", ColumnType::Native("int4range".into())),
        Column::new("d", ColumnType::Date).default(ColumnDefault::Literal(Value::Date("2026-01-31".into()))),
        Column::new("b", ColumnType::BLOB).default(ColumnDefault::Literal(Value::Bytes(vec![0, 255]))),
        Column::new("j", ColumnType::Jsonb).default(ColumnDefault::Literal(Value::Json("{}".into()))),
        Column::new(
            "m",
            ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels: vec!["sad".into(), "it's".into()] }),
        )
        .default(ColumnDefault::Literal(Value::Text("it's".into()))),
        Column::new("tags", ColumnType::Array { element: "character varying(5)".into(), dimensions: 1 }),
        Column {
            settings: [("serial".to_owned(), String::new())].into(),
            ..Column::new("s", ColumnType::INTEGER).not_null()
        },
    ];
    table.constraints = vec![
        Constraint::PrimaryKey(PrimaryKey {
            name: Some("pk".into()),
            columns: vec!["id".into()],
            settings: Settings::new(),
        }),
        Constraint::Unique(Unique {
            name: Some("uq".into()),
            columns: vec!["name".into(), "num".into()],
            nulls_not_distinct: true,
            deferral: Deferral::InitiallyDeferred,
            settings: Settings::new(),
        }),
        check("ck", "num > 0", false),
        Constraint::ForeignKey(ForeignKey {
            on_delete: ForeignKeyAction::Cascade,
            on_update: ForeignKeyAction::SetNull,
            deferral: Deferral::InitiallyImmediate,
            match_full: true,
            referred_columns: vec!["id".into()],
            ..key("fk", &["o"], "o")
        }),
        Constraint::Exclusion(Exclusion {
            name: Some("ex".into()),
            method: Some("gist".into()),
            elements: vec![
                ExclusionElement { expression: "span".into(), operator: "&&".into() },
                ExclusionElement { expression: "num".into(), operator: "=".into() },
            ],
            predicate: Some("num > 1".into()),
            deferral: Deferral::NotDeferrable,
        }),
    ];
    let expression = IndexPart { key: IndexKey::Expression("lower((name)::text)".into()), ..IndexPart::column("") };
    table.indexes = vec![
        Index {
            unique: true,
            include: vec!["flag".into()],
            predicate: Some("flag".into()),
            comment: Some("c".into()),
            ..Index::new("Ix", ["o"])
        },
        Index {
            parts: vec![expression, IndexPart { descending: true, ..IndexPart::column("num") }],
            ..Index::new("ix2", ["o"])
        },
        Index { method: Some("gin".into()), ..Index::new("ix3", ["j"]) },
        Index { settings: [("fillfactor".to_owned(), "70".to_owned())].into(), ..Index::new("ix4", ["at"]) },
    ];
    table.comment = Some("c'x".into());
    table.settings.insert("fillfactor".into(), "80".into());
    let create = Operation::CreateTable { table: table.clone(), if_not_exists: true };
    assert!(db.operate(&create).unwrap().changed);
    assert!(!db.operate(&create).unwrap().changed);
    let found = db.table("Order Lines");
    for (a, b) in found.columns.iter().zip(&table.columns) {
        assert_eq!(a, b);
    }
    for (a, b) in found.indexes.iter().zip(&table.indexes) {
        assert_eq!(a, b);
    }
    assert_eq!(found, table);
}

#[test]
fn changes_that_can_be_made_at_once_are_one_statement() {
    let mut db = Db::with("CREATE TABLE t (a text DEFAULT '1', b int, c int)");
    let ran = db
        .alter(
            "t",
            vec![
                add(Column::new("d", ColumnType::INTEGER)
                    .not_null()
                    .default(ColumnDefault::Literal(Value::Integer(1)))),
                Change::SetType { column: "a".into(), column_type: ColumnType::INTEGER, using: None },
                Change::SetNullable { column: "b".into(), nullable: false },
                Change::DropColumn { name: "c".into(), if_exists: false },
                constraint(check("ck", "d > 0", false)),
            ],
        )
        .unwrap();
    assert_eq!(
        ran.statements,
        ["ALTER TABLE \"t\" ADD COLUMN \"d\" integer DEFAULT 1 NOT NULL, ALTER COLUMN \"a\" DROP DEFAULT, \
             ALTER COLUMN \"a\" TYPE integer USING \"a\"::text::integer, ALTER COLUMN \"a\" SET DEFAULT 1, \
             ALTER COLUMN \"b\" SET NOT NULL, DROP COLUMN \"c\", ADD CONSTRAINT \"ck\" CHECK (d > 0)"]
    );
    assert_eq!(db.table("t").columns[0].default, Some(ColumnDefault::Literal(Value::Integer(1))));
    // What the server would do first has to wait for what is asked before it.
    let ran = db
        .alter(
            "t",
            vec![add(Column::new("x", ColumnType::TEXT)), Change::DropColumn { name: "x".into(), if_exists: false }],
        )
        .unwrap();
    assert_eq!(ran.statements.len(), 2);
}

#[test]
fn a_type_is_changed_whatever_default_and_values_the_column_has() {
    let mut db = Db::with(
        "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (a text DEFAULT 'ok', b boolean DEFAULT false, c int DEFAULT 7); \
         INSERT INTO t VALUES ('sad', true, 1)",
    );
    let to = |column: &str, column_type, using: Option<&str>| Change::SetType {
        column: column.into(),
        column_type,
        using: using.map(str::to_owned),
    };
    let mood = ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels: Vec::new() });
    db.alter("t", vec![to("a", mood, None), to("c", ColumnType::Varchar(Some(5)), None)]).unwrap();
    let int = Change::SetDefault { column: "b".into(), default: None };
    db.alter("t", vec![int, to("b", ColumnType::INTEGER, Some("b::integer + 41"))]).unwrap();
    assert_eq!(db.database.psql("SELECT * FROM t"), "sad|42|1");
    db.guest_outside("INSERT INTO t DEFAULT VALUES");
    assert_eq!(db.database.psql("SELECT a, c FROM t WHERE b IS NULL"), "ok|7");
}

#[test]
fn an_enumeration_comes_with_its_first_column_and_grows() {
    let mut db = Db::with("CREATE TABLE t (a int)");
    let mood = |labels: &[&str]| {
        let labels = labels.iter().map(|l| (*l).to_owned()).collect();
        ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels })
    };
    let ran = db.alter("t", vec![add(Column::new("m", mood(&["sad", "ok"])))]).unwrap();
    assert_eq!(
        ran.statements,
        ["CREATE TYPE \"mood\" AS ENUM ('sad', 'ok')", "ALTER TABLE \"t\" ADD COLUMN \"m\" \"mood\""]
    );
    db.alter("t", vec![add(Column::new("n", mood(&[])))]).unwrap();
    let error = db.alter("t", vec![add(Column::new("o", mood(&["other"])))]).unwrap_err();
    assert!(matches!(&error, CallError::Invalid(text) if text.contains("sad, ok")), "{error:?}");
    let label = |label: &str, position| Operation::AddLabel {
        name: "mood".into(),
        label: label.into(),
        position,
        if_not_exists: true,
    };
    db.operate(&label("so so", LabelPosition::Before("ok".into()))).unwrap();
    assert!(!db.operate(&label("so so", LabelPosition::Last)).unwrap().changed);
    db.operate(&Operation::RenameLabel { name: "mood".into(), from: "sad".into(), to: "it's bad".into() }).unwrap();
    let found = db.schema().enumerations.into_values().next().unwrap();
    assert_eq!(
        found,
        Enumeration { name: "mood".into(), labels: ["it's bad", "so so", "ok"].map(str::to_owned).to_vec() }
    );
    let drop = |cascade| Operation::DropEnumeration { name: "mood".into(), if_exists: false, cascade };
    assert_eq!(code(&db.operate(&drop(false)).unwrap_err()), "2BP01");
    db.operate(&drop(true)).unwrap();
    assert_eq!(db.table("t").columns.len(), 1);
}

#[test]
fn a_constraint_is_added_without_looking_at_the_rows_and_validated_later() {
    let mut db = Db::with("CREATE TABLE o (id int PRIMARY KEY); CREATE TABLE t (o int); INSERT INTO t VALUES (7)");
    let not_valid = ForeignKey { not_valid: true, ..key("fk", &["o"], "o") };
    db.alter("t", vec![constraint(Constraint::ForeignKey(not_valid)), constraint(check("ck", "o > 10", true))])
        .unwrap();
    let found = db.table("t");
    assert!(found.constraints.iter().all(|c| matches!(
        c,
        Constraint::Check(Check { not_valid: true, .. }) | Constraint::ForeignKey(ForeignKey { not_valid: true, .. })
    )));
    let validate = || vec![Change::ValidateConstraint { name: "fk".into() }];
    assert_eq!(code(&db.alter("t", validate()).unwrap_err()), "23503");
    db.guest_outside("INSERT INTO o VALUES (7)");
    db.alter("t", validate()).unwrap();
    let drop = vec![
        Change::RenameConstraint { from: "fk".into(), to: "Fk 2".into() },
        Change::DropConstraint { key: ConstraintKey::Name("Fk 2".into()), if_exists: false },
        Change::DropConstraint { key: ConstraintKey::Check("(O > 10)".into()), if_exists: false },
        constraint(check("like", "o::text LIKE '1%'", true)),
        Change::DropConstraint { key: ConstraintKey::Check("o BETWEEN 1 AND 9".into()), if_exists: true },
        Change::DropConstraint { key: ConstraintKey::Name("like".into()), if_exists: false },
        Change::DropConstraint { key: ConstraintKey::Name("nope".into()), if_exists: true },
    ];
    db.alter("t", drop).unwrap();
    assert!(db.table("t").constraints.is_empty());
}

#[test]
fn a_check_is_dropped_by_the_condition_that_its_author_wrote() {
    let mut db =
        Db::with("CREATE TABLE t (a int CHECK (a BETWEEN 1 AND 9 OR a IN (20, 30)), b text CHECK (b LIKE 'x%'))");
    let drop = |text: &str| Change::DropConstraint { key: ConstraintKey::Check(text.into()), if_exists: false };
    db.alter("t", vec![drop("a BETWEEN 1 AND 9 OR a IN (20, 30)"), drop("b LIKE 'x%'")]).unwrap();
    assert!(db.table("t").constraints.is_empty());
    assert!(matches!(db.alter("t", vec![drop("a > 1")]).unwrap_err(), CallError::Invalid(_)));
}

#[test]
fn what_a_newer_server_has_is_written_and_read_and_an_older_one_says_that_it_lacks_it() {
    let mut db = Db::with("CREATE EXTENSION IF NOT EXISTS btree_gist; CREATE TABLE t (a int NOT NULL, b int4range)");
    let new = db.connection.server_version().split('.').next().unwrap().parse::<u32>().unwrap() >= 18;
    let doubled = Generated { expression: "a * 2".into(), stored: false };
    db.alter("t", vec![add(Column { generated: Some(doubled), ..Column::new("twice", ColumnType::INTEGER) })]).unwrap();
    let known = db.table("t");
    assert_eq!(known.columns[2].generated.as_ref().map(|generated| generated.stored), Some(!new));
    assert!(known.constraints.is_empty(), "that a column is not NULL is the column's");
    let settings = |name: &str| [(name.to_owned(), String::new())].into();
    let idle = Check {
        settings: settings("not-enforced"),
        ..Check { name: Some("idle".into()), expression: "a > 9".into(), not_valid: false, settings: Settings::new() }
    };
    let spans =
        PrimaryKey { name: Some("spans".into()), columns: vec!["a".into(), "b".into()], settings: settings("period") };
    let wanted = [Constraint::PrimaryKey(spans), Constraint::Check(idle)];
    for one in &wanted {
        let done = db.alter("t", vec![constraint(one.clone())]);
        match done {
            Ok(_) => assert!(new),
            Err(CallError::Unsupported(text)) => assert!(!new && text.contains("PostgreSQL 18"), "{text}"),
            Err(error) => panic!("{error:?}"),
        }
    }
    if new {
        assert_eq!(db.table("t").constraints, wanted);
        let mut key = key("fk", &["a", "b"], "t");
        key.settings = settings("period");
        key.referred_columns = vec!["a".into(), "b".into()];
        db.alter("t", vec![constraint(Constraint::ForeignKey(key.clone()))]).unwrap();
        assert!(db.table("t").constraints.contains(&Constraint::ForeignKey(key)));
    }
}

#[test]
fn a_check_that_stands_in_the_servers_words_is_not_added_twice() {
    let mut db = Db::with("CREATE TABLE t (a int, b int CHECK (b <> 0), CONSTRAINT c CHECK (a BETWEEN 1 AND 9))");
    let add = |expression: &str| Change::AddConstraint {
        constraint: Constraint::Check(Check {
            name: None,
            expression: expression.into(),
            not_valid: false,
            settings: Settings::new(),
        }),
        if_not_exists: true,
    };
    assert!(!db.alter("t", vec![add("a BETWEEN 1 AND 9")]).unwrap().changed);
    let renamed = Change::RenameColumn { from: "a".into(), to: "x".into() };
    assert_eq!(db.alter("t", vec![renamed, add("x BETWEEN 1 AND 9")]).unwrap().statements.len(), 1);
    assert!(db.alter("t", vec![add("x BETWEEN 1 AND 8")]).unwrap().changed);
    assert_eq!(db.table("t").constraints.len(), 3);
    assert_eq!(db.database.psql("SELECT count(*) FROM pg_class WHERE relname LIKE 'probe%'"), "0");
}

#[test]
fn a_key_without_a_name_that_comes_and_goes_in_one_alteration_leaves_its_columns_as_they_were() {
    let mut db = Db::with("CREATE TABLE t (a int, b int NOT NULL)");
    let key = PrimaryKey { name: None, columns: vec!["a".into(), "b".into()], settings: Settings::new() };
    let drop = Change::DropConstraint { key: ConstraintKey::PrimaryKey, if_exists: false };
    db.alter("t", vec![constraint(Constraint::PrimaryKey(key)), drop]).unwrap();
    let found = db.table("t");
    assert!(found.columns[0].nullable && !found.columns[1].nullable && found.constraints.is_empty());
}

#[test]
fn a_default_that_is_written_as_a_text_is_one_of_the_columns_type() {
    let mut db = Db::new();
    let text = |name: &str, column_type: ColumnType, text: &str| {
        Column::new(name, column_type).default(ColumnDefault::Literal(Value::Text(text.into())))
    };
    let mut table = Table::new("t");
    table.columns = vec![
        text("n", ColumnType::Decimal { precision: Some(20), scale: Some(0) }, "1"),
        text("d", ColumnType::Double, "1.5"),
        text("b", ColumnType::Boolean, "yes"),
        text("i", ColumnType::INTEGER, "7"),
    ];
    db.operate(&Operation::CreateTable { table: table.clone(), if_not_exists: false }).unwrap();
    let model = mighost_schema::Schema { tables: [(table.name.clone(), table)].into(), ..Default::default() };
    let wanted = mighost_database::postgres::canonical(&model, db.connection.server_version());
    assert_eq!(db.schema().tables, wanted.tables);
    let defaults: Vec<_> = db.table("t").columns.into_iter().map(|column| column.default.unwrap()).collect();
    let literal = ColumnDefault::Literal;
    let values = [Value::Decimal("1".into()), Value::Float(1.5), Value::Boolean(true), Value::Integer(7)];
    assert_eq!(defaults, values.map(literal));
}

#[test]
fn only_a_constraint_that_says_the_same_stands_for_one_without_a_name() {
    let mut db = Db::with(
        "CREATE TABLE t (a int PRIMARY KEY, b int, CONSTRAINT mine FOREIGN KEY (b) REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
    );
    let key = |deferral| {
        let key = ForeignKey { name: None, deferral, ..key("", &["b"], "t") };
        Change::AddConstraint { constraint: Constraint::ForeignKey(key), if_not_exists: true }
    };
    assert!(!db.alter("t", vec![key(Deferral::InitiallyDeferred)]).unwrap().changed);
    assert!(db.alter("t", vec![key(Deferral::NotDeferrable)]).unwrap().changed);
    assert!(!db.alter("t", vec![key(Deferral::NotDeferrable)]).unwrap().changed);
}

#[test]
fn of_two_constraints_that_say_the_same_the_one_without_a_name_goes_first() {
    let mut db = Db::with(
        "CREATE TABLE t (a int CHECK (a > 0), CONSTRAINT mine CHECK (a > 0), b int UNIQUE, CONSTRAINT ours UNIQUE (b) INCLUDE (a))",
    );
    let drop = |key| Change::DropConstraint { key, if_exists: false };
    let check = || ConstraintKey::Check("a > 0".into());
    let unique = || ConstraintKey::Unique(vec!["b".into()]);
    db.alter("t", vec![drop(check()), drop(unique())]).unwrap();
    let names: Vec<_> = db.table("t").constraints.iter().filter_map(Constraint::name).map(str::to_owned).collect();
    assert_eq!(names, ["mine", "ours"]);
    db.alter("t", vec![drop(check()), drop(unique())]).unwrap();
    assert!(db.table("t").constraints.is_empty());
}

#[test]
fn of_two_foreign_keys_without_names_the_one_that_the_same_list_made_goes_first() {
    let mut db = Db::with("CREATE TABLE t (a int PRIMARY KEY REFERENCES t)");
    let restrict = ForeignKey { name: None, on_delete: ForeignKeyAction::Restrict, ..key("", &["a"], "t") };
    let drop = Change::DropConstraint { key: ConstraintKey::ForeignKey(vec!["a".into()]), if_exists: false };
    db.alter("t", vec![constraint(Constraint::ForeignKey(restrict)), drop]).unwrap();
    let left: Vec<_> = db
        .table("t")
        .constraints
        .into_iter()
        .filter_map(|left| match left {
            Constraint::ForeignKey(key) => Some(key.on_delete),
            _ => None,
        })
        .collect();
    assert_eq!(left, [ForeignKeyAction::NoAction]);
}

#[test]
fn rows_are_numbered_by_an_identity_that_can_be_changed_and_dropped() {
    let mut db = Db::with("CREATE TABLE t (a int, b serial)");
    assert_eq!(db.table("t").columns[1].settings.get("serial").map(String::as_str), Some(""));
    let identity = |identity: Option<Identity>| vec![Change::SetIdentity { column: "a".into(), identity }];
    let five = Identity { start: Some(5), increment: Some(5), cycle: true, ..Identity::default() };
    db.alter("t", identity(Some(five.clone()))).unwrap();
    assert_eq!(db.table("t").columns[0].identity, Some(five));
    let always = Identity { always: true, ..Identity::default() };
    db.alter("t", identity(Some(always.clone()))).unwrap();
    assert_eq!(db.table("t").columns[0].identity, Some(always));
    db.alter("t", identity(None)).unwrap();
    assert_eq!(db.table("t").columns[0].identity, None);
    assert!(db.schema().sequences.is_empty());
}

#[test]
fn a_view_is_replaced_even_where_its_columns_change() {
    let mut db = Db::with("CREATE TABLE t (a int, b int)");
    let view = |query: &str, materialized| Operation::CreateView {
        view: View { name: "v".into(), columns: vec![], query: query.into(), materialized, comment: Some("c".into()) },
        or_replace: true,
    };
    db.operate(&view("SELECT a FROM t", false)).unwrap();
    db.operate(&view("SELECT a, b FROM t;", false)).unwrap();
    db.operate(&view("SELECT b FROM t", false)).unwrap();
    db.operate(&view("SELECT b FROM t", true)).unwrap();
    let refresh = Operation::RefreshView { name: "v".into(), concurrently: false };
    db.operate(&refresh).unwrap();
    db.operate(&Operation::RenameView { from: "v".into(), to: "w".into() }).unwrap();
    let found = db.schema().views.into_values().next().unwrap();
    assert!(found.materialized && found.comment.as_deref() == Some("c") && found.name == "w".into());
    db.operate(&Operation::DropView { name: "w".into(), if_exists: false, cascade: false }).unwrap();
    assert!(db.operate(&refresh).is_err());
}

#[test]
fn an_index_is_built_concurrently_outside_of_a_transaction_only_and_a_broken_one_is_rebuilt() {
    let mut db = Db::with("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
    let unique = Index { unique: true, ..Index::new("ix", ["a"]) };
    let create = Operation::CreateIndex { table: "t".into(), index: unique, if_not_exists: true, concurrently: true };
    assert!(matches!(db.operate(&create).unwrap_err(), CallError::Invalid(text) if text.contains("transaction: none")));
    let error = crate::support::call(db.run(&create).unwrap_err());
    assert_eq!(code(&error), "23505");
    assert!(db.table("t").indexes[0].settings.contains_key("invalid"), "it is left behind, and seen");
    db.guest_outside("DELETE FROM t");
    let ran = db.run(&create).unwrap();
    assert_eq!(ran.statements.len(), 2);
    assert!(db.table("t").indexes[0].settings.is_empty());
    let drop = Operation::DropIndex { table: "t".into(), name: "ix".into(), if_exists: false, concurrently: true };
    db.run(&drop).unwrap();
    assert!(db.table("t").indexes.is_empty());
}

#[test]
fn what_can_not_be_done_is_said_before_anything_runs() {
    let mut db = Db::with("CREATE TABLE t (a int, b int)");
    let moved = Change::MoveColumn { column: "b".into(), position: Position::First };
    let changes = vec![add(Column::new("c", ColumnType::INTEGER)), moved];
    assert!(
        matches!(db.alter("t", changes).unwrap_err(), CallError::Unsupported(text) if text.contains("copy the values"))
    );
    let set = Column::new("s", ColumnType::Set(vec!["a".into()]));
    assert!(matches!(db.alter("t", vec![add(set)]).unwrap_err(), CallError::Unsupported(_)));
    let long = Column::new("x".repeat(64), ColumnType::INTEGER);
    assert!(matches!(db.alter("t", vec![add(long)]).unwrap_err(), CallError::Invalid(text) if text.contains("63")));
    let injected = constraint(check("ck", "true); DROP TABLE t; --", false));
    assert!(matches!(db.alter("t", vec![injected]).unwrap_err(), CallError::Invalid(_)));
    let own = Operation::CreateTable { table: Table::new("mighost_meta"), if_not_exists: false };
    assert!(matches!(db.operate(&own).unwrap_err(), CallError::Denied(_)));
    let unknown = Change::SetSetting { name: "fillfacto".into(), value: Some("70".into()) };
    assert!(matches!(db.alter("t", vec![unknown]).unwrap_err(), CallError::Unsupported(_)));
    let of_column =
        |column: &str, name: &str| Change::SetColumnSetting { column: column.into(), name: name.into(), value: None };
    for name in ["colour", "serial"] {
        assert!(matches!(db.alter("t", vec![of_column("a", name)]).unwrap_err(), CallError::Unsupported(_)), "{name}");
    }
    // Another database's: nothing to do here, but the column must be there.
    assert!(!db.alter("t", vec![of_column("a", "on-update")]).unwrap().changed);
    assert!(matches!(db.alter("t", vec![of_column("z", "on-update")]).unwrap_err(), CallError::Invalid(_)));
    assert_eq!(db.table("t").columns.len(), 2);
}

#[test]
fn partitioned_tables_and_triggers_are_seen() {
    let mut db = Db::with(
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; \
         CREATE TABLE p (a int, b text) PARTITION BY RANGE (a); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9); \
         CREATE TRIGGER tr BEFORE INSERT ON p FOR EACH ROW EXECUTE FUNCTION f(); CREATE SCHEMA s; \
         CREATE SEQUENCE ids START 5; CREATE TABLE s.far (id int PRIMARY KEY); CREATE TABLE near (f int REFERENCES s.far)",
    );
    let schema = db.schema();
    assert_eq!(schema.tables[&"p".into()].settings["partition-by"], "RANGE (a)");
    assert_eq!(schema.tables[&"p1".into()].settings["partition-bound"], "FOR VALUES FROM (1) TO (9)");
    assert_eq!(schema.sequences[&"ids".into()].numbers.start, Some(5));
    assert!(schema.schemas.contains("s"));
    let triggers = db.runtime.block_on(db.connection.triggers(&"p".into())).unwrap();
    assert_eq!(triggers.len(), 1);
    let Constraint::ForeignKey(key) = &schema.tables[&"near".into()].constraints[0] else { panic!() };
    assert_eq!(key.referred_table.to_string(), "s.far");
}

#[test]
fn a_new_table_has_every_key_and_every_constraint_as_it_was_asked_for() {
    let mut db = Db::new();
    let unique = |name: &str| {
        Constraint::Unique(Unique {
            name: Some(name.into()),
            columns: vec!["a".into()],
            nulls_not_distinct: false,
            deferral: Deferral::default(),
            settings: Settings::new(),
        })
    };
    let mut table = Table::new("t");
    table.columns = vec![Column::new("a", ColumnType::Varchar(None)).not_null()];
    let primary = PrimaryKey { name: Some("pk".into()), columns: vec!["a".into()], settings: Settings::new() };
    table.constraints = vec![Constraint::PrimaryKey(primary), unique("one"), unique("two"), check("ck", "true", true)];
    db.operate(&Operation::CreateTable { table: table.clone(), if_not_exists: false }).unwrap();
    assert_eq!(db.table("t"), table);
}
