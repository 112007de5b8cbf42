//! What a well-behaved migration gets.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use mighost_sandbox::{Direction, Error, Limits, Report};
use mighost_schema::{DatabaseError, Description, Error as SchemaError, RowSet, Table, Transaction, Value};
use std::time::Duration;
use support::*;

const LOG: &str = r#"
    (import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))"#;
const EXECUTE: &str = r#"
    (import "mighost:migration/sql@0.1.0" "execute" (func $execute (param i32 i32 i32 i32 i32)))"#;

#[tokio::test]
async fn a_component_says_what_it_is() {
    let sandbox = sandbox();
    let program = load(&sandbox, &Guest::default().build()).unwrap();
    assert_eq!(sandbox.describe(&program).await.unwrap(), description());
    assert_eq!(sandbox.compiled(), 1);
}

#[tokio::test]
async fn the_session_says_which_way_the_step_goes() {
    let sandbox = sandbox();
    // Up fails, down succeeds: so it was `downgrade` that ran.
    let guest = Guest::upgrading("unreachable");
    let program = load(&sandbox, &guest.build()).unwrap();
    let down = Recorder::new(Direction::Down);
    let finished = sandbox.run(&program, &description(), Box::new(down), &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    let finished = sandbox.run(&program, &description(), Box::new(up()), &small()).await;
    assert!(matches!(finished.outcome, Err(Error::Trap { .. })), "{:?}", finished.outcome);
}

#[tokio::test]
async fn every_step_begins_in_a_fresh_instance() {
    let sandbox = sandbox();
    let guest = Guest {
        items: "(global $runs (mut i32) (i32.const 0))".into(),
        ..Guest::upgrading(
            "(if (global.get $runs) (then unreachable)) (global.set $runs (i32.const 1)) (i32.const 512)",
        )
    };
    let program = load(&sandbox, &guest.build()).unwrap();
    for _ in 0..3 {
        let finished = sandbox.run(&program, &description(), Box::new(up()), &small()).await;
        assert_eq!(finished.outcome, Ok(()));
    }
}

/// Two statements, in order.
fn two_statements() -> Guest {
    Guest {
        imports: EXECUTE,
        items: r#"(data (i32.const 300) "create x") (data (i32.const 320) "drop y")"#.into(),
        ..Guest::upgrading(
            "(call $execute (i32.const 300) (i32.const 8) (i32.const 0) (i32.const 0) (i32.const 2048))
             (call $execute (i32.const 320) (i32.const 6) (i32.const 0) (i32.const 0) (i32.const 2048))
             (i32.const 512)",
        )
    }
}

#[tokio::test]
async fn statements_arrive_in_order_and_are_counted() {
    let finished = upgrade(&sandbox(), &two_statements(), up(), &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    assert_eq!((finished.usage.calls, finished.usage.statements, finished.usage.bytes_written), (2, 2, 14));
    assert_eq!(finished.usage.memory, 2 * 65536);
    assert!(finished.usage.wall >= finished.usage.cpu);
    assert_eq!(recorder(finished).calls, ["execute create x []", "execute drop y []"]);
}

/// Hands the error of a statement on: `result<u64, error>` has it at 8, `result<_, error>` at 4, 76 bytes long.
fn hands_errors_on() -> Guest {
    Guest {
        imports: EXECUTE,
        items: r#"(data (i32.const 300) "create x")"#.into(),
        ..Guest::upgrading(
            "(call $execute (i32.const 300) (i32.const 8) (i32.const 0) (i32.const 0) (i32.const 2048))
             (i32.store8 (i32.const 3072) (i32.load8_u (i32.const 2048)))
             (memory.copy (i32.const 3076) (i32.const 2056) (i32.const 76))
             (i32.const 3072)",
        )
    }
}

#[tokio::test]
async fn an_error_reaches_the_guest_and_comes_back_whole() {
    let sandbox = sandbox();
    let errors = [
        SchemaError::Database(DatabaseError {
            code: "SQLITE_ERROR".into(),
            message: "near \"create\": syntax error".into(),
            detail: Some("detail".into()),
            hint: Some("hint".into()),
            position: Some(7),
            statement: Some("create x".into()),
            constraint: Some("ck".into()),
        }),
        SchemaError::Database(DatabaseError::default()),
        SchemaError::Denied("no grant for `people`".into()),
        SchemaError::Unsupported("views can't be renamed".into()),
        SchemaError::Invalid("there is no table `x`".into()),
        SchemaError::Veto("not on a Friday".into()),
        SchemaError::Other("äöü".into()),
    ];
    for error in errors {
        let mut session = up();
        session.failure = Some(error.clone());
        let finished = upgrade(&sandbox, &hands_errors_on(), session, &small()).await;
        assert_eq!(finished.outcome, Err(Error::Guest(error)));
    }
}

#[tokio::test]
async fn a_limit_that_the_session_reports_ends_the_step_even_where_the_guest_would_go_on() {
    let mut session = up();
    session.failure = Some(SchemaError::Limit("the database is full".into()));
    // This guest ignores every error.
    let finished = upgrade(&sandbox(), &two_statements(), session, &small()).await;
    assert_eq!(finished.outcome, Err(Error::Limit("the database is full".into())));
    assert_eq!(recorder(finished).calls, ["execute create x []"], "nothing ran after the limit");
}

#[tokio::test]
async fn what_a_guest_logs_is_shown_without_what_steers_a_terminal() {
    let guest = Guest {
        imports: r#"
            (import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))
            (import "mighost:migration/report@0.1.0" "warn" (func $warn (param i32 i32)))
            (import "mighost:migration/report@0.1.0" "progress" (func $progress (param i64 i32 i64)))"#,
        items: r#"(data (i32.const 300) "a\1b[2Jb")"#.into(),
        ..Guest::upgrading(
            "(call $log (i32.const 0) (i32.const 300) (i32.const 6))
             (call $log (i32.const 1) (i32.const 300) (i32.const 1))
             (call $warn (i32.const 300) (i32.const 1))
             (call $progress (i64.const 3) (i32.const 1) (i64.const 10))
             (i32.const 512)",
        )
    };
    let finished = upgrade(&sandbox(), &guest, up(), &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    assert_eq!(
        recorder(finished).reports,
        [
            Report::Debug("a\\u{1b}[2Jb".into()),
            Report::Info("a".into()),
            Report::Warning("a".into()),
            Report::Progress { done: 3, total: Some(10) },
        ]
    );
}

#[tokio::test]
async fn a_panic_tells_its_message_and_where_it_was() {
    let guest = Guest {
        imports: LOG,
        items: r#"(data (i32.const 300) "called `Option::unwrap()` on a `None` value")
            (func $add_email (call $log (i32.const 1) (i32.const 300) (i32.const 43)) unreachable)"#
            .into(),
        ..Guest::upgrading("(call $add_email) (i32.const 512)")
    };
    let finished = upgrade(&sandbox(), &guest, up(), &small()).await;
    let Err(error @ Error::Trap { said, backtrace, .. }) = &finished.outcome else { panic!("{:?}", finished.outcome) };
    assert_eq!(said.as_deref(), Some("called `Option::unwrap()` on a `None` value"));
    assert_eq!(backtrace[..2], ["guest!add_email", "guest!upgrade"].map(|name| name.replace("guest!", "")));
    let text = error.to_string();
    assert!(
        text.contains("unreachable") && text.contains("last words: called") && text.contains("add_email"),
        "{text}"
    );
}

#[tokio::test]
async fn the_context_is_what_the_session_says() {
    let guest = Guest {
        imports: r#"
            (import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))
            (import "mighost:migration/context@0.1.0" "server-version" (func $version (param i32)))
            (import "mighost:migration/context@0.1.0" "revision" (func $revision (param i32)))
            (import "mighost:migration/context@0.1.0" "package" (func $package (param i32)))
            (import "mighost:migration/context@0.1.0" "argument" (func $argument (param i32 i32 i32)))
            (import "mighost:migration/context@0.1.0" "direction" (func $direction (result i32)))
            (import "mighost:migration/context@0.1.0" "dialect" (func $dialect (param i32)))"#,
        items: r#"(data (i32.const 300) "tenant")
            (func $say (param i32)
              (call $log (i32.const 1) (i32.load (local.get 0)) (i32.load offset=4 (local.get 0))))"#
            .into(),
        ..Guest::upgrading(
            "(call $version (i32.const 2048)) (call $say (i32.const 2048))
             (call $revision (i32.const 2048)) (call $say (i32.const 2048))
             (call $package (i32.const 2048)) (call $say (i32.const 2052))
             (call $argument (i32.const 300) (i32.const 6) (i32.const 2048)) (call $say (i32.const 2052))
             (if (call $direction) (then unreachable))
             (call $dialect (i32.const 2048)) (if (i32.load8_u (i32.const 2048)) (then unreachable))
             (call $argument (i32.const 300) (i32.const 1) (i32.const 2048))
             (if (i32.load8_u (i32.const 2048)) (then unreachable))
             (i32.const 512)",
        )
    };
    let finished = upgrade(&sandbox(), &guest, up(), &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    // As on every command line, the last of two equal options counts.
    assert_eq!(recorder(finished).lines(), ["3.46.1", "rev1", "acme/billing", "two"]);
}

#[tokio::test]
async fn a_component_that_contradicts_its_seal_does_not_run() {
    let sandbox = sandbox();
    let program = load(&sandbox, &two_statements().build()).unwrap();
    let sealed = |change: fn(&mut Description)| {
        let mut sealed = description();
        change(&mut sealed);
        sealed
    };
    let lies: [(&str, Description); 9] = [
        ("package", sealed(|d| d.package = Some("acme/billing".into()))),
        ("id", sealed(|d| d.id = "rev2".into())),
        ("revises", sealed(|d| d.revises = vec!["rev0".into()])),
        ("depends-on", sealed(|d| d.depends_on = vec!["other".into()])),
        ("labels", sealed(|d| d.labels = vec!["stable".into()])),
        ("message", sealed(|d| d.message = Some("hello".into()))),
        ("created", sealed(|d| d.created = Some("2026-01-01T00:00:00Z".into()))),
        ("transaction", sealed(|d| d.transaction = Transaction::None)),
        ("has-downgrade", sealed(|d| d.has_downgrade = false)),
    ];
    for (field, sealed) in lies {
        let finished = sandbox.run(&program, &sealed, Box::new(up()), &small()).await;
        let Err(Error::Contradiction { field: found, .. }) = &finished.outcome else {
            panic!("{field}: {:?}", finished.outcome)
        };
        assert_eq!(*found, field);
        assert!(recorder(finished).calls.is_empty(), "{field}: nothing may run");
    }
}

#[tokio::test]
async fn describing_may_ask_for_nothing() {
    let sandbox = sandbox();
    let guest = Guest {
        imports: EXECUTE,
        describe: "(call $execute (i32.const 256) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 2048))
                   (i32.const 16)",
        ..Guest::default()
    };
    let program = load(&sandbox, &guest.build()).unwrap();
    let said = sandbox.describe(&program).await.unwrap_err();
    assert!(
        matches!(&said, Error::Trap { reason, .. } if reason.contains("`describe` called `sql.execute`")),
        "{said}"
    );
    let finished = sandbox.run(&program, &description(), Box::new(up()), &small()).await;
    assert_eq!(finished.outcome, Err(said));
    assert!(recorder(finished).calls.is_empty());
}

/// Opens a cursor, reads batches of two and logs how many rows each had.
fn reads_a_cursor(open: &str, imports: &'static str) -> Guest {
    Guest {
        imports,
        items: r#"(data (i32.const 300) "people") (data (i32.const 320) "0123456789")
            (func $count (param i32)
              (call $log (i32.const 1) (i32.add (i32.const 320) (local.get 0)) (i32.const 1)))"#
            .into(),
        ..Guest::upgrading(&format!(
            "(local $cursor i32)
             {open}
             (if (i32.load8_u (i32.const 2048)) (then (return (i32.const 2048))))
             (local.set $cursor (i32.load (i32.const 2052)))
             (loop $more
               (call $next (local.get $cursor) (i32.const 2) (i32.const 3072))
               (if (i32.load8_u (i32.const 3072)) (then (return (i32.const 3072))))
               (call $count (i32.load (i32.const 3080)))
               (br_if $more (i32.load (i32.const 3080))))
             (call $drop (local.get $cursor))
             (i32.const 512)"
        ))
    }
}

fn people() -> RowSet {
    let row = |id: i64| vec![Value::Integer(id), Value::Text(format!("name {id}"))];
    RowSet { columns: vec!["id".into(), "name".into()], rows: (1..=5).map(row).collect() }
}

fn query_cursor() -> Guest {
    reads_a_cursor(
        "(call $open (i32.const 300) (i32.const 6) (i32.const 0) (i32.const 0) (i32.const 2048))",
        r#"
        (import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))
        (import "mighost:migration/sql@0.1.0" "open-cursor" (func $open (param i32 i32 i32 i32 i32)))
        (import "mighost:migration/sql@0.1.0" "[method]cursor.next" (func $next (param i32 i32 i32)))
        (import "mighost:migration/sql@0.1.0" "[resource-drop]cursor" (func $drop (param i32)))"#,
    )
}

#[tokio::test]
async fn a_query_is_run_once_and_read_in_batches() {
    let mut session = up();
    session.rows = people();
    let finished = upgrade(&sandbox(), &query_cursor(), session, &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    assert_eq!((finished.usage.rows_read, finished.usage.statements), (5, 1));
    let session = recorder(finished);
    assert_eq!(session.calls, ["query people []"]);
    assert_eq!(session.lines(), ["2", "2", "1", "0"]);
    assert_eq!(session.limits[0].bytes, Limits::default().result_bytes);
}

fn scan() -> Guest {
    // The selection is flat: table (no schema, name), columns, filters, order-by.
    reads_a_cursor(
        "(call $open (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 300) (i32.const 6)
           (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 2048))",
        r#"
        (import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))
        (import "mighost:migration/data@0.1.0" "scan"
          (func $open (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
        (import "mighost:migration/data@0.1.0" "[method]cursor.next" (func $next (param i32 i32 i32)))
        (import "mighost:migration/data@0.1.0" "[resource-drop]cursor" (func $drop (param i32)))"#,
    )
}

fn table_of_people(key: bool) -> Table {
    use mighost_schema::{Column, ColumnType, Constraint, PrimaryKey, Settings};
    let mut table = Table::new("people");
    table.columns = vec![Column::new("id", ColumnType::BIGINT).not_null(), Column::new("name", ColumnType::TEXT)];
    if key {
        let key = PrimaryKey { name: None, columns: vec!["id".into()], settings: Settings::new() };
        table.constraints.push(Constraint::PrimaryKey(key));
    }
    table
}

/// The rows as a page gives them: the columns asked for, then those ordered by.
fn pages() -> RowSet {
    let mut rows = people();
    for row in &mut rows.rows {
        row.push(row[0].clone());
    }
    rows
}

#[tokio::test]
async fn a_table_is_read_in_pages_by_its_primary_key() {
    let mut session = up();
    session.table = Some(table_of_people(true));
    session.rows = pages();
    let finished = upgrade(&sandbox(), &scan(), session, &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    let session = recorder(finished);
    assert_eq!(session.lines(), ["2", "2", "1", "0"]);
    assert_eq!(
        session.calls,
        [
            "table people",
            r#"page people ["id", "name"] by ["id"] after None limit 2"#,
            r#"page people ["id", "name"] by ["id"] after Some([Integer(2)]) limit 2"#,
            r#"page people ["id", "name"] by ["id"] after Some([Integer(4)]) limit 2"#,
            r#"page people ["id", "name"] by ["id"] after Some([Integer(5)]) limit 2"#,
        ]
    );
}

#[tokio::test]
async fn a_scan_without_an_order_is_refused() {
    let sandbox = sandbox();
    let invalid = async |session: Recorder| match upgrade(&sandbox, &scan(), session, &small()).await.outcome {
        Err(Error::Guest(SchemaError::Invalid(text))) => text,
        other => panic!("{other:?}"),
    };
    assert_eq!(invalid(up()).await, "there is no table `people`");
    let mut session = up();
    session.table = Some(table_of_people(false));
    assert!(invalid(session).await.contains("no primary key"));
}

#[tokio::test]
async fn a_result_larger_than_its_limit_ends_the_step() {
    for (guest, table) in [(query_cursor(), None), (scan(), Some(table_of_people(true)))] {
        let mut session = up();
        session.rows = pages();
        session.table = table;
        let limits = Limits { result_bytes: 60, ..small() };
        let finished = upgrade(&sandbox(), &guest, session, &limits).await;
        assert!(
            matches!(&finished.outcome, Err(Error::Limit(text)) if text.contains("`result_bytes`")),
            "{:?}",
            finished.outcome
        );
    }
}

#[tokio::test]
async fn many_steps_run_at_once_and_a_loop_in_one_does_not_stop_the_others() {
    let sandbox = sandbox();
    let looping = load(&sandbox, &Guest::upgrading("(loop $ever (br $ever)) unreachable").build()).unwrap();
    let good = load(&sandbox, &two_statements().build()).unwrap();
    let step = |program: mighost_sandbox::Program, limits: Limits| {
        let sandbox = sandbox.clone();
        // Spawned, so that this also shows that a step may move between threads.
        tokio::spawn(async move { sandbox.run(&program, &description(), Box::new(up()), &limits).await.outcome })
    };
    let stuck = step(looping, Limits { cpu: Duration::from_secs(60 * 60), ..Limits::default() });
    let others: Vec<_> = (0..8).map(|_| step(good.clone(), small())).collect();
    for other in others {
        assert_eq!(other.await.unwrap(), Ok(()));
    }
    assert!(!stuck.is_finished());
    // Whoever runs steps may give one up at any time.
    stuck.abort();
    assert!(stuck.await.unwrap_err().is_cancelled());
    assert_eq!(step(good, small()).await.unwrap(), Ok(()));
}
