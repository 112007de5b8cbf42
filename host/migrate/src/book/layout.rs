//! The shape of the bookkeeping tables. It is written out, not rendered from operations: what stands in a database
//! must not change because the way operations are written does.

use mighost_database::{Connection, Origin};
use mighost_schema::Dialect;

/// The version of the tables' layout that this host writes. A higher one in a database was written by a newer
/// host and is refused.
pub const LAYOUT: i64 = 1;

/// Creates the tables. Part of the first step's transaction, so that a first step that fails leaves nothing behind.
pub(crate) async fn create(connection: &mut dyn Connection) -> Result<(), mighost_database::Error> {
    for statement in statements(connection.dialect()) {
        connection.execute(Origin::Host, &statement, &[]).await?;
    }
    Ok(())
}

/// The statements for one dialect. Keys have 255 characters: what every database can index.
fn statements(dialect: Dialect) -> [String; 4] {
    let (number, bytes) = match dialect {
        Dialect::Sqlite => ("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB"),
        Dialect::Postgresql => ("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA"),
        // Interpreters come with some languages: up to tens of megabytes.
        Dialect::Mysql | Dialect::Mariadb => ("BIGINT AUTO_INCREMENT PRIMARY KEY", "LONGBLOB"),
    };
    [
        "CREATE TABLE mighost_meta (name VARCHAR(255) NOT NULL PRIMARY KEY, value TEXT NOT NULL)".into(),
        "CREATE TABLE mighost_revisions (package VARCHAR(255) NOT NULL, revision VARCHAR(255) NOT NULL, \
         PRIMARY KEY (package, revision))"
            .into(),
        format!(
            "CREATE TABLE mighost_history (number {number}, package VARCHAR(255) NOT NULL, revision VARCHAR(255) NOT NULL, \
             direction VARCHAR(255) NOT NULL, sha256 VARCHAR(255) NOT NULL, key_id VARCHAR(255), parents TEXT NOT NULL, \
             started VARCHAR(255) NOT NULL, finished VARCHAR(255) NOT NULL, duration_ms BIGINT NOT NULL, \
             outcome VARCHAR(255) NOT NULL, warnings TEXT NOT NULL, host VARCHAR(255) NOT NULL, \
             version VARCHAR(255) NOT NULL)"
        ),
        format!(
            "CREATE TABLE mighost_artifacts (sha256 VARCHAR(255) NOT NULL PRIMARY KEY, package VARCHAR(255) NOT NULL, \
             revision VARCHAR(255) NOT NULL, description TEXT NOT NULL, file TEXT NOT NULL, content {bytes} NOT NULL)"
        ),
    ]
}
