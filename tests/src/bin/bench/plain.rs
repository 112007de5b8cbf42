//! The other side: a plain loop in Rust over the same driver.

use sqlx::{AssertSqlSafe, Connection, MySqlConnection, PgConnection};
use std::path::Path;

/// Reads every file of a folder and runs all but the first `done` of them, each in a transaction of its own. It keeps
/// no books: what is done, it is told.
pub fn run(url: &str, dir: &Path, done: usize) {
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<String> = files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect();
    match url.split_once(':') {
        Some(("sqlite", path)) => sqlite(path, &texts[done..]),
        Some((scheme, _)) => {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                if scheme.starts_with("postgres") {
                    postgres(url, &texts[done..]).await
                } else {
                    mysql(url, &texts[done..]).await
                }
            });
        }
        None => panic!("no address: {url}"),
    }
}

fn sqlite(path: &str, texts: &[String]) {
    let connection = rusqlite::Connection::open(path).unwrap();
    for text in texts {
        connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        connection.execute_batch(text).unwrap();
        connection.execute_batch("COMMIT").unwrap();
    }
    // At head there is nothing to do; a look at the file makes sure that it is one.
    connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0)).unwrap();
}

async fn postgres(url: &str, texts: &[String]) {
    let mut connection = PgConnection::connect(url).await.unwrap();
    for text in texts {
        for part in ["BEGIN", text, "COMMIT"] {
            sqlx::raw_sql(AssertSqlSafe(part.to_owned())).execute(&mut connection).await.unwrap();
        }
    }
    sqlx::raw_sql("SELECT 1").execute(&mut connection).await.unwrap();
}

async fn mysql(url: &str, texts: &[String]) {
    let mut connection = MySqlConnection::connect(url).await.unwrap();
    for text in texts {
        for part in ["BEGIN", text, "COMMIT"] {
            sqlx::raw_sql(AssertSqlSafe(part.to_owned())).execute(&mut connection).await.unwrap();
        }
    }
    sqlx::raw_sql("SELECT 1").execute(&mut connection).await.unwrap();
}
