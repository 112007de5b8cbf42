//! The shape of the bookkeeping tables.

use mighost_database::Connection;
use mighost_schema::{
    Column, ColumnType, Constraint, Identity, IntegerWidth, Operation, PrimaryKey, Settings, Table, TextSize,
};

/// The version of the tables' layout that this host writes. A higher one in a database was written by a newer
/// host and is refused.
pub const LAYOUT: i64 = 1;

/// Creates the tables where they are missing. Part of the first step's transaction, so that a first step that
/// fails leaves nothing behind.
pub(crate) async fn create(connection: &mut dyn Connection) -> Result<(), mighost_database::Error> {
    for table in [meta(), revisions(), history(), artifacts()] {
        connection.operate(&Operation::CreateTable { table, if_not_exists: true }).await?;
    }
    Ok(())
}

fn meta() -> Table {
    table("mighost_meta", [key("name"), text("value")], &["name"])
}

fn revisions() -> Table {
    table("mighost_revisions", [key("package"), key("revision")], &["package", "revision"])
}

fn history() -> Table {
    let number = Column {
        identity: Some(Identity::default()),
        ..Column::new("number", ColumnType::Integer { width: IntegerWidth::Normal, unsigned: false }).not_null()
    };
    let columns = [
        number,
        key("package"),
        key("revision"),
        key("direction"),
        key("sha256"),
        Column::new("key_id", ColumnType::Varchar(Some(255))),
        text("parents"),
        key("started"),
        key("finished"),
        Column::new("duration_ms", ColumnType::BIGINT).not_null(),
        key("outcome"),
        text("warnings"),
        key("host"),
        key("version"),
    ];
    table("mighost_history", columns, &["number"])
}

fn artifacts() -> Table {
    let columns = [
        key("sha256"),
        key("package"),
        key("revision"),
        text("description"),
        text("file"),
        // Interpreters come with some languages: up to tens of megabytes.
        Column::new("content", ColumnType::Blob(TextSize::Long)).not_null(),
    ];
    table("mighost_artifacts", columns, &["sha256"])
}

fn table(name: &str, columns: impl IntoIterator<Item = Column>, primary_key: &[&str]) -> Table {
    let key = PrimaryKey {
        name: None,
        columns: primary_key.iter().map(|c| (*c).to_owned()).collect(),
        settings: Settings::new(),
    };
    Table {
        columns: columns.into_iter().collect(),
        constraints: vec![Constraint::PrimaryKey(key)],
        ..Table::new(name)
    }
}

/// A short text that may be part of a key: 255 is what every database can index.
fn key(name: &str) -> Column {
    Column::new(name, ColumnType::Varchar(Some(255))).not_null()
}

fn text(name: &str) -> Column {
    Column::new(name, ColumnType::TEXT).not_null()
}
