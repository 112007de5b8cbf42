//! SQL files, packed into components without a compiler, run here.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use mighost_artifact::sql::Script;
use mighost_sandbox::{Direction, Error};
use mighost_schema::{DatabaseError, Dialect, Error as SchemaError};
use support::*;

const TEXT: &str = "\
-- revision: 20260105_145517
-- revises: 20260105_000000
-- message: People have names
-- upgrade
CREATE TABLE people (id INTEGER PRIMARY KEY);
ALTER TABLE people ADD COLUMN name TEXT NOT NULL DEFAULT 'Zoë; or not';
-- upgrade mysql
ALTER TABLE people ADD COLUMN name VARCHAR(80) NOT NULL;
-- downgrade
DROP TABLE people;
";

async fn run(session: Recorder) -> mighost_sandbox::Finished {
    let script = Script::parse(TEXT).unwrap();
    let sandbox = sandbox();
    let program = load(&sandbox, &script.pack().unwrap()).unwrap();
    assert_eq!(sandbox.describe(&program).await.unwrap(), *script.description());
    sandbox.run(&program, script.description(), Box::new(session), &small()).await
}

#[tokio::test]
async fn its_statements_arrive_in_order() {
    let finished = run(up()).await;
    assert_eq!(finished.outcome, Ok(()));
    assert_eq!(
        recorder(finished).calls,
        [
            "execute CREATE TABLE people (id INTEGER PRIMARY KEY) []",
            "execute ALTER TABLE people ADD COLUMN name TEXT NOT NULL DEFAULT 'Zoë; or not' []",
        ]
    );
    let finished = run(Recorder::new(Direction::Down)).await;
    assert_eq!(recorder(finished).calls, ["execute DROP TABLE people []"]);
    let mut session = up();
    session.context.dialect = Dialect::Mysql;
    let finished = run(session).await;
    assert_eq!(recorder(finished).calls, ["execute ALTER TABLE people ADD COLUMN name VARCHAR(80) NOT NULL []"]);
}

#[tokio::test]
async fn its_first_error_comes_back_whole_and_nothing_runs_behind_it() {
    let error = SchemaError::Database(DatabaseError {
        code: "SQLITE_ERROR".into(),
        message: "table people already exists".into(),
        statement: Some("CREATE TABLE people (id INTEGER PRIMARY KEY)".into()),
        position: Some(14),
        ..DatabaseError::default()
    });
    let mut session = up();
    session.failure = Some(error.clone());
    let finished = run(session).await;
    assert_eq!(finished.outcome, Err(Error::Guest(error)));
    assert_eq!(recorder(finished).calls.len(), 1);
}
