//! What the tests against MySQL and MariaDB share.

use mighost_database::{Connection, Error, OpenMode, Options, Origin, Target, connect};
use mighost_schema::{
    AlterTable, Change, Column, ColumnType, Constraint, Error as CallError, Operation, PrimaryKey, ResultLimit, Row,
    Settings, Table, Value,
};
use mighost_test_servers::MariadbDatabase;
use std::time::Duration;

pub const LIMIT: ResultLimit = ResultLimit { rows: 1000, bytes: 1 << 20 };

/// Runs a test that waits.
pub fn run<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

/// A database of the test's own.
pub fn database() -> MariadbDatabase {
    mighost_test_servers::mariadb().database()
}

/// Seconds are the shortest wait that the servers know.
pub fn options() -> Options {
    Options { lock_timeout: Duration::from_secs(1), ..Options::default() }
}

pub async fn open(url: &str) -> Box<dyn Connection> {
    connect(&Target::parse(url).unwrap(), OpenMode::Existing, &options()).await.unwrap()
}

/// For what has to wait, however long it takes.
pub fn patient() -> Options {
    Options { lock_timeout: Duration::from_secs(60), ..Options::default() }
}

pub async fn open_patiently(url: &str) -> Box<dyn Connection> {
    connect(&Target::parse(url).unwrap(), OpenMode::Existing, &patient()).await.unwrap()
}

pub async fn open_error(url: &str) -> Error {
    match Target::parse(url) {
        Err(error) => error,
        Ok(target) => match connect(&target, OpenMode::Existing, &options()).await {
            Err(error) => error,
            Ok(_) => panic!("{url} opens"),
        },
    }
}

pub async fn guest(connection: &mut dyn Connection, statement: &str) -> Result<u64, Error> {
    connection.execute(Origin::Guest, statement, &[]).await
}

pub async fn host(connection: &mut dyn Connection, statement: &str) {
    connection.execute(Origin::Host, statement, &[]).await.unwrap();
}

pub async fn rows(connection: &mut dyn Connection, query: &str) -> Vec<Row> {
    connection.query(Origin::Host, query, &[], LIMIT).await.unwrap().rows
}

pub async fn one(connection: &mut dyn Connection, query: &str) -> Value {
    rows(connection, query).await.remove(0).remove(0)
}

/// Waits until something is so, for at most a minute.
pub async fn until(mut so: impl AsyncFnMut() -> bool) {
    let begun = std::time::Instant::now();
    while !so().await {
        assert!(begun.elapsed() < Duration::from_secs(60), "waited a minute in vain");
        tokio::task::yield_now().await;
    }
}

pub fn alter(table: &str, changes: Vec<Change>) -> Operation {
    Operation::AlterTable(AlterTable { table: table.into(), changes })
}

pub fn create(table: Table) -> Operation {
    Operation::CreateTable { table, if_not_exists: false }
}

pub fn key(columns: &[&str]) -> Constraint {
    Constraint::PrimaryKey(PrimaryKey {
        name: None,
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        settings: Settings::new(),
    })
}

/// A table with an id that is its key, and these columns.
pub fn table(name: &str, columns: &[(&str, ColumnType)]) -> Table {
    let mut table = Table::new(name);
    table.columns.push(Column::new("id", ColumnType::INTEGER).not_null());
    table.columns.extend(columns.iter().map(|(name, column_type)| Column::new(*name, column_type.clone())));
    table.constraints.push(key(&["id"]));
    table
}

/// Runs an operation in a transaction of its own and checks the law: what lowering says is what inspection finds.
pub async fn operate(connection: &mut dyn Connection, operation: &Operation) -> Result<Vec<String>, Error> {
    let before = connection.schema().await?;
    let lowered = connection.lower(operation, &before).await?;
    connection.begin().await?;
    let written = connection.render(operation).await;
    let ran = connection.operate(operation).await;
    match ran {
        Ok(ran) => {
            connection.commit().await?;
            assert_eq!(written.unwrap(), ran.statements, "{operation}");
            let mut model = before.clone();
            model.apply(&lowered).unwrap_or_else(|e| panic!("{operation}: {e}"));
            let now = connection.schema().await?;
            assert!(
                mighost_database::mysql::same(&model, &now),
                "{operation}\nlowered: {lowered}\nstatements: {:#?}\nmodel: {:#?}\nfound: {:#?}",
                ran.statements,
                touched(&model, &now),
                touched(&now, &model)
            );
            Ok(ran.statements)
        }
        Err(error) => {
            connection.rollback().await?;
            Err(error)
        }
    }
}

/// What of one schema another doesn't have so.
pub fn touched(a: &mighost_schema::Schema, b: &mighost_schema::Schema) -> Vec<String> {
    let tables = a.tables.iter().filter(|(name, t)| b.tables.get(*name) != Some(t)).map(|(_, t)| format!("{t:#?}"));
    let sequences = a.sequences.iter().filter(|(n, s)| b.sequences.get(*n) != Some(s)).map(|(_, s)| format!("{s:?}"));
    let views = a.views.keys().filter(|n| !b.views.contains_key(*n)).map(|n| format!("view {n}"));
    tables.chain(sequences).chain(views).collect()
}

pub fn call(error: Error) -> CallError {
    match error {
        Error::Call(error) => error,
        other => panic!("{other:?}"),
    }
}

/// A server's error number.
pub fn code(error: Error) -> String {
    match call(error) {
        CallError::Database(said) => said.code,
        other => panic!("{other:?}"),
    }
}
