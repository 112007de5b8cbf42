//! The shape of the bookkeeping tables. It is written out, not rendered from operations: what stands in a database
//! must not change because the way operations are written does.

use mighost_database::{Connection, Origin};
use mighost_schema::Dialect;

/// The highest version of the tables' layout that this host knows. A higher one in a database was written by a newer
/// host and is refused.
///
/// Layout 2 has the tables of layout 1, and rows in `mighost_meta` that say what vouched for the steps. A host that doesn't
/// know them would pass over them, so the layout is raised with the first of them, and no earlier: a database without any is
/// open to older hosts.
///
/// Layout 3 has rows in `mighost_artifacts` that an older host takes for nobody's and deletes: parts of what is large, and
/// runtimes.
pub const LAYOUT: i64 = 3;
/// The layout that knows what vouched.
pub(crate) const VOUCHED: i64 = 2;
/// The layout that knows parts and runtimes.
pub(crate) const PARTS: i64 = 3;
/// The layout that a database begins with.
const FIRST: i64 = 1;

/// Creates the tables, and the facts in the first of them.
///
/// Where the schema changes inside transactions this is a part of one: a first step that fails leaves nothing behind.
/// Where it doesn't, everything may be there already, or half of it, or another runner may be at it at this moment; and
/// the facts come last, so that whoever sees them sees all the tables.
pub(crate) async fn create(connection: &mut dyn Connection) -> Result<(), mighost_database::Error> {
    let again = matches!(connection.dialect(), Dialect::Mysql | Dialect::Mariadb);
    for statement in statements(connection.dialect()) {
        connection.execute(Origin::Host, &statement, &[]).await?;
    }
    let word = if again { "INSERT IGNORE" } else { "INSERT" };
    let facts = format!("{word} INTO mighost_meta (name, value) VALUES ('layout', '{FIRST}'), ('epoch', '0')");
    connection.execute(Origin::Host, &facts, &[]).await?;
    Ok(())
}

/// Raises the layout of a database that is about to remember what an older host doesn't know. Layouts have one digit.
pub(crate) async fn raise(connection: &mut dyn Connection, layout: i64) -> Result<(), mighost_database::Error> {
    let raise = format!("UPDATE mighost_meta SET value = '{layout}' WHERE name = 'layout' AND value < '{layout}'");
    connection.execute(Origin::Host, &raise, &[]).await?;
    Ok(())
}

/// The statements for one dialect. Keys have 255 characters: what every database can index.
fn statements(dialect: Dialect) -> Vec<String> {
    let (number, bytes, text) = match dialect {
        Dialect::Sqlite => ("INTEGER PRIMARY KEY AUTOINCREMENT", "BLOB", "TEXT"),
        Dialect::Postgresql => ("BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BYTEA", "TEXT"),
        // Interpreters come with some languages: up to tens of megabytes.
        Dialect::Mysql | Dialect::Mariadb => ("BIGINT AUTO_INCREMENT PRIMARY KEY", "LONGBLOB", "LONGTEXT"),
    };
    // Ids are told apart by case, and what is written must be undone with its transaction, whatever the database's own
    // defaults are.
    let (create, options) = match dialect {
        Dialect::Sqlite | Dialect::Postgresql => ("CREATE TABLE", ""),
        Dialect::Mysql | Dialect::Mariadb => {
            ("CREATE TABLE IF NOT EXISTS", " ENGINE=InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
        }
    };
    let mut statements = vec![
        format!(
            "{create} mighost_revisions (package VARCHAR(255) NOT NULL, revision VARCHAR(255) NOT NULL, \
             PRIMARY KEY (package, revision)){options}"
        ),
        format!(
            "{create} mighost_history (number {number}, package VARCHAR(255) NOT NULL, revision VARCHAR(255) NOT NULL, \
             direction VARCHAR(255) NOT NULL, sha256 VARCHAR(255) NOT NULL, key_id VARCHAR(255), parents {text} NOT NULL, \
             started VARCHAR(255) NOT NULL, finished VARCHAR(255) NOT NULL, duration_ms BIGINT NOT NULL, \
             outcome VARCHAR(255) NOT NULL, warnings {text} NOT NULL, host VARCHAR(255) NOT NULL, \
             version VARCHAR(255) NOT NULL){options}"
        ),
        format!(
            "{create} mighost_artifacts (sha256 VARCHAR(255) NOT NULL PRIMARY KEY, package VARCHAR(255) NOT NULL, \
             revision VARCHAR(255) NOT NULL, description {text} NOT NULL, file {text} NOT NULL, content {bytes} NOT NULL)\
             {options}"
        ),
    ];
    // On SQLite every step is one transaction, and nothing has to be written down before it is done.
    if dialect != Dialect::Sqlite {
        statements.push(format!(
            "{create} mighost_journal (package VARCHAR(255) NOT NULL, number BIGINT NOT NULL, part BIGINT NOT NULL, \
             state VARCHAR(255) NOT NULL, what {text} NOT NULL, content {text} NOT NULL, \
             PRIMARY KEY (package, number, part)){options}"
        ));
    }
    statements.push(format!(
        "{create} mighost_meta (name VARCHAR(255) NOT NULL PRIMARY KEY, value VARCHAR(255) NOT NULL){options}"
    ));
    statements
}
