use super::*;
use mighost_schema::{
    AlterTable, Change, Check, Column, ColumnDefault, ColumnType, Constraint, ForeignKey, ForeignKeyAction, Index,
    IndexKey, IndexPart, NullsOrder, Table,
};

fn guard(dialect: Dialect) -> Guard {
    let mut grants = Grants::own("acme/billing");
    grants.tables.insert("people".into(), Reach::Reference);
    grants.tables.insert("orders".into(), Reach::Read);
    grants.tables.insert("totals".into(), Reach::Change);
    grants.tables.insert("notes".into(), Reach::Alter);
    Guard::new(Arc::new(grants), dialect)
}

fn table(name: &str) -> Table {
    let mut table = Table::new(name);
    table.columns.push(Column::new("id", ColumnType::INTEGER));
    table
}

fn create(table: Table) -> Operation {
    Operation::CreateTable { table, if_not_exists: false }
}

fn alter(table: &str, change: Change) -> Operation {
    Operation::AlterTable(AlterTable { table: table.into(), changes: vec![change] })
}

fn add(constraint: Constraint) -> Change {
    Change::AddConstraint { constraint, if_not_exists: false }
}

fn check(expression: &str) -> Constraint {
    Constraint::Check(Check {
        name: None,
        expression: expression.into(),
        not_valid: false,
        settings: Default::default(),
    })
}

fn key(table: &str) -> Constraint {
    Constraint::ForeignKey(ForeignKey {
        name: None,
        columns: vec!["id".into()],
        referred_table: table.into(),
        referred_columns: vec!["id".into()],
        on_delete: ForeignKeyAction::NoAction,
        on_update: ForeignKeyAction::NoAction,
        deferral: Default::default(),
        match_full: false,
        not_valid: false,
        settings: Default::default(),
    })
}

fn view(query: &str) -> Operation {
    let view = View {
        name: "acme_billing__v".into(),
        columns: Vec::new(),
        query: query.into(),
        materialized: false,
        comment: None,
    };
    Operation::CreateView { view, or_replace: false }
}

/// What the other tables in the database are called.
fn others() -> Vec<ObjectName> {
    ["people", "orders", "secrets"].map(ObjectName::from).to_vec()
}

#[track_caller]
fn allowed(operation: &Operation) {
    for dialect in [Dialect::Sqlite, Dialect::Postgresql, Dialect::Mariadb] {
        guard(dialect).operation(operation, &others()).unwrap();
    }
}

#[track_caller]
fn denied(operation: &Operation) {
    for dialect in [Dialect::Sqlite, Dialect::Postgresql, Dialect::Mariadb] {
        let answer = guard(dialect).operation(operation, &others());
        assert!(matches!(answer, Err(Error::Denied(_))), "{dialect:?}: {operation}: {answer:?}");
    }
}

#[test]
fn its_own_tables_are_its_own() {
    allowed(&create(table("acme_billing__invoices")));
    allowed(&alter("acme_billing__invoices", add(check("total >= 0 AND lower(state) IN ('open', 'paid')"))));
    allowed(&Operation::RenameTable { from: "acme_billing__a".into(), to: "acme_billing__b".into() });
    allowed(&Operation::DropTable { name: "acme_billing__a".into(), if_exists: true, cascade: false });
}

#[test]
fn others_tables_are_out_of_reach() {
    denied(&create(table("invoices")));
    denied(&create(table("acme_billing")));
    denied(&alter("people", Change::SetTableComment { comment: None }));
    denied(&Operation::DropTable { name: "people".into(), if_exists: true, cascade: false });
    denied(&Operation::RenameTable { from: "people".into(), to: "acme_billing__people".into() });
    denied(&Operation::RenameTable { from: "acme_billing__a".into(), to: "people".into() });
    let elsewhere = Table { name: ObjectName::in_schema("other", "acme_billing__x"), ..table("x") };
    denied(&create(elsewhere));
    denied(&Operation::CreateSchema { name: "acme_billing__s".into(), if_not_exists: false });
}

#[test]
fn a_name_is_compared_as_the_database_compares_it() {
    let upper = create(table("ACME_BILLING__x"));
    guard(Dialect::Sqlite).operation(&upper, &[]).unwrap();
    assert!(guard(Dialect::Postgresql).operation(&upper, &[]).is_err());
    assert!(guard(Dialect::Postgresql).read(&"ORDERS".into()).is_err());
    // On some machines these are two tables.
    assert!(guard(Dialect::Mariadb).read(&"ORDERS".into()).is_err());
    assert!(guard(Dialect::Mariadb).operation(&upper, &[]).is_err());
}

#[test]
fn a_reach_is_what_it_says_and_not_more() {
    allowed(&alter("acme_billing__invoices", add(key("people"))));
    denied(&alter("acme_billing__invoices", add(key("secrets"))));
    allowed(&alter("notes", Change::SetTableComment { comment: None }));
    denied(&alter("totals", Change::SetTableComment { comment: None }));
    denied(&Operation::DropTable { name: "notes".into(), if_exists: true, cascade: false });
    let guard = guard(Dialect::Sqlite);
    assert!(guard.read(&"people".into()).is_err() && guard.read(&"orders".into()).is_ok());
    assert!(guard.change(&"orders".into()).is_err() && guard.change(&"totals".into()).is_ok());
    assert!(guard.sees(&"people".into()) && !guard.sees(&"secrets".into()));
}

#[test]
fn nothing_cascades() {
    denied(&Operation::DropTable { name: "acme_billing__a".into(), if_exists: false, cascade: true });
}

#[test]
fn expressions_stay_in_their_place() {
    for expression in [
        "(SELECT count(*) FROM secrets) > 0",
        "true), ADD COLUMN x INTEGER, ADD CHECK (true",
        "id > 0 -- and nothing else",
        "pg_read_file('/etc/passwd') = ''",
        "load_extension('x')",
        "pg_catalog.pg_sleep(10) IS NULL",
        "'secrets'::regclass > 0",
        "nextval('people_id_seq') > 0",
        "@@hostname = ''",
        "id > 0; DROP TABLE people",
    ] {
        denied(&alter("acme_billing__a", add(check(expression))));
        let default = Some(ColumnDefault::Expression(expression.into()));
        denied(&alter("acme_billing__a", Change::SetDefault { column: "id".into(), default }));
        let part = IndexPart {
            key: IndexKey::Expression(expression.into()),
            descending: false,
            nulls: NullsOrder::Default,
            collation: None,
            operator_class: None,
            prefix_length: None,
        };
        let index = Index { parts: vec![part], ..Index::new("i", ["id"]) };
        denied(&alter("acme_billing__a", Change::AddIndex { index, if_not_exists: false }));
        let index = Index { predicate: Some(expression.into()), ..Index::new("i", ["id"]) };
        denied(&alter("acme_billing__a", Change::AddIndex { index, if_not_exists: false }));
        let using = Some(expression.into());
        denied(&alter(
            "acme_billing__a",
            Change::SetType { column: "id".into(), column_type: ColumnType::Date, using },
        ));
    }
}

#[test]
fn a_name_has_the_quotes_of_its_database() {
    let allows = |dialect, expression: &str| {
        guard(dialect).operation(&alter("acme_billing__a", add(check(expression))), &others()).is_ok()
    };
    assert!(allows(Dialect::Sqlite, "[id] > 0 AND `id` > 0 AND \"id\" > 0"));
    assert!(allows(Dialect::Postgresql, "\"id\" > 0 AND tags[1] > 0"));
    assert!(allows(Dialect::Mysql, "`id` > 0"));
    for (dialect, expression) in [
        (Dialect::Postgresql, "tags [pg_sleep(1)] IS NULL"),
        (Dialect::Postgresql, "`id` > 0"),
        (Dialect::Postgresql, "'secrets'::U&\"regcl!0061ss\" UESCAPE '!' IS NULL"),
        (Dialect::Mysql, "\"id\" > 0"),
        (Dialect::Mariadb, "[id] > 0"),
    ] {
        assert!(!allows(dialect, expression), "{dialect}: {expression}");
    }
    let query = view("SELECT (ARRAY[1]) [pg_sleep(1)] FROM acme_billing__a");
    assert!(guard(Dialect::Postgresql).operation(&query, &others()).is_err());
}

#[test]
fn types_methods_and_settings_stay_in_their_place() {
    let of = |column_type| {
        let mut table = table("acme_billing__a");
        table.columns.push(Column::new("x", column_type));
        create(table)
    };
    allowed(&of(ColumnType::Native("geometry(Point, 4326)".into())));
    denied(&of(ColumnType::Native("integer REFERENCES secrets".into())).clone());
    denied(&of(ColumnType::Native("integer DEFAULT (SELECT 1)".into())));
    denied(&of(ColumnType::Native("integer, CHECK (true)".into())));
    let index = Index { method: Some("btree (id) TABLESPACE x --".into()), ..Index::new("i", ["id"]) };
    denied(&alter("acme_billing__a", Change::AddIndex { index, if_not_exists: false }));
    denied(&alter("acme_billing__a", Change::SetSetting { name: "engine".into(), value: Some("CONNECT".into()) }));
}

#[test]
fn a_view_reads_what_the_package_may_read() {
    allowed(&view("SELECT id FROM acme_billing__a"));
    allowed(&view("SELECT a.id, count(*) FROM acme_billing__a a JOIN orders o ON o.id = a.id GROUP BY a.id"));
    for query in [
        "SELECT * FROM secrets",
        "SELECT * FROM people",
        "SELECT (SELECT max(id) FROM secrets) FROM acme_billing__a",
        "SELECT 1 FROM acme_billing__a, secrets",
        "SELECT 1 FROM acme_billing__a NATURAL JOIN \"secrets\"",
        "SELECT * FROM public.secrets",
        "SELECT * FROM pg_read_file('/etc/passwd')",
        "SELECT * FROM pg_catalog.pg_authid",
        "SELECT * FROM sqlite_master",
        "SELECT * FROM mighost_meta",
        "TABLE secrets",
        "SELECT 1 /* */ FROM secrets",
        "SELECT 1 UNION TABLE secrets",
        "SELECT 1; DROP TABLE people",
        "WITH secrets AS (SELECT 1) SELECT * FROM secrets",
    ] {
        denied(&view(query));
    }
}

#[test]
fn what_an_artifact_imports_is_compared_with_its_grants() {
    let mut grants = Grants::own("acme/billing");
    let imports = |list: &[(&str, &[&str])]| {
        list.iter()
            .map(|(interface, functions)| {
                ((*interface).to_owned(), functions.iter().map(|f| (*f).to_owned()).collect())
            })
            .collect()
    };
    assert!(grants.lacking(&imports(&[("ddl", &["create-table", "alter-table"]), ("report", &["log"])])).is_empty());
    let lacking = grants.lacking(&imports(&[("sql", &["execute"]), ("ddl", &["create-schema"])]));
    assert_eq!(lacking, ["ddl#create-schema", "sql#execute"]);
    grants.sql = SqlGrant::Confined;
    grants.operations.remove("drop-table");
    assert_eq!(grants.lacking(&imports(&[("sql", &["execute"]), ("ddl", &["drop-table"])])), ["ddl#drop-table"]);
}
