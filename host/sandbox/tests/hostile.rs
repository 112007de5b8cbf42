//! Guests that mean harm. Each ends in one clear error within its limit, its session comes back, and the sandbox
//! goes on: after each of them a good guest runs in the same one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use mighost_sandbox::{Error, Limits, Sandbox};
use mighost_schema::{Error as SchemaError, RowSet, Value};
use std::time::{Duration, Instant};
use support::*;

/// Runs a hostile guest, then a good one. How the hostile one ended.
async fn survives(sandbox: &Sandbox, name: &str, guest: &Guest, session: Recorder, limits: &Limits) -> Error {
    let started = Instant::now();
    let finished = upgrade(sandbox, guest, session, limits).await;
    let took = started.elapsed();
    let error = finished.outcome.clone().expect_err(name);
    // Compiling and a busy machine are in here too; what matters is that nothing hangs.
    assert!(took < Duration::from_secs(15), "{name}: took {took:?}");
    assert_eq!(recorder(finished).context.revision, "rev1", "{name}: the session comes back");
    let good = upgrade(sandbox, &Guest::default(), up(), &small()).await;
    assert_eq!(good.outcome, Ok(()), "{name}: a good guest runs afterwards");
    error
}

fn trapped(error: &Error, words: &str) -> bool {
    matches!(error, Error::Trap { reason, .. } if reason.contains(words))
}

fn limited(error: &Error, words: &str) -> bool {
    matches!(error, Error::Limit(text) if text.contains(words))
}

const VERSION: &str = r#"(import "mighost:migration/context@0.1.0" "server-version" (func $version (param i32)))"#;
const LOG: &str = r#"(import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))"#;
const EXECUTE: &str = r#"(import "mighost:migration/sql@0.1.0" "execute" (func $execute (param i32 i32 i32 i32 i32)))"#;
const OPEN: &str = r#"(import "mighost:migration/sql@0.1.0" "open-cursor" (func $open (param i32 i32 i32 i32 i32)))"#;
const LOOP: &str = "(loop $ever (br $ever))";
const POST: &str = "cabi_post_mighost:migration/revision@0.1.0#upgrade";

#[tokio::test]
async fn computing_for_ever_ends_at_the_budget() {
    let sandbox = sandbox();
    let cases = [
        ("a loop in upgrade", Guest::upgrading(&format!("{LOOP} unreachable"))),
        (
            "a loop over a large memory",
            Guest {
                memory: "32",
                ..Guest::upgrading(
                    "(loop $ever (memory.fill (i32.const 65536) (i32.const 1) (i32.const 1900000)) (br $ever))
                     unreachable",
                )
            },
        ),
        ("a loop in describe", Guest { describe: "(loop $ever (br $ever)) unreachable", ..Guest::default() }),
        ("a loop in start", Guest { items: format!("(func $forever {LOOP}) (start $forever)"), ..Guest::default() }),
        (
            "a loop in cabi_realloc",
            Guest {
                imports: VERSION,
                realloc: "(loop $ever (br $ever)) unreachable",
                ..Guest::upgrading("(call $version (i32.const 2048)) (i32.const 512)")
            },
        ),
        (
            "a loop after the result",
            Guest { items: format!("(func (export \"{POST}\") (param i32) {LOOP})"), ..Guest::default() },
        ),
    ];
    for (name, guest) in cases {
        let error = survives(&sandbox, name, &guest, up(), &small()).await;
        assert_eq!(error, Error::Cpu { budget: small().cpu }, "{name}");
    }
}

#[tokio::test]
async fn a_loop_in_describe_ends_without_a_session_too() {
    let sandbox = sandbox();
    let guest = Guest { describe: "(loop $ever (br $ever)) unreachable", ..Guest::default() };
    let program = load(&sandbox, &guest.build()).unwrap();
    assert_eq!(sandbox.describe(&program).await, Err(Error::Cpu { budget: small().cpu }));
}

#[tokio::test]
async fn the_wall_clock_ends_what_the_budget_does_not() {
    let sandbox = sandbox();
    let limits = Limits { wall: Duration::from_millis(200), cpu: Duration::from_secs(60), ..small() };
    let wall = Error::Wall { budget: limits.wall };
    let looping = Guest::upgrading(&format!("{LOOP} unreachable"));
    assert_eq!(survives(&sandbox, "a loop", &looping, up(), &limits).await, wall);

    let asking = Guest {
        imports: EXECUTE,
        ..Guest::upgrading(
            "(call $execute (i32.const 256) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 2048)) (i32.const 512)",
        )
    };
    let mut hangs = up();
    hangs.hangs = true;
    assert_eq!(survives(&sandbox, "a database that never answers", &asking, hangs, &limits).await, wall);

    let sleeping = Guest {
        packages: "package wasi:io@0.2.6 { interface poll { resource pollable { block: func(); } } }
                   package wasi:clocks@0.2.6 {
                     interface monotonic-clock {
                       use wasi:io/poll@0.2.6.{pollable};
                       subscribe-duration: func(when: u64) -> pollable;
                     }
                   }",
        world: "import wasi:io/poll@0.2.6; import wasi:clocks/monotonic-clock@0.2.6;",
        imports: r#"
            (import "wasi:clocks/monotonic-clock@0.2.6" "subscribe-duration" (func $sleep (param i64) (result i32)))
            (import "wasi:io/poll@0.2.6" "[method]pollable.block" (func $block (param i32)))"#,
        ..Guest::upgrading("(call $block (call $sleep (i64.const 3600000000000))) (i32.const 512)")
    };
    assert_eq!(survives(&sandbox, "sleeping for an hour", &sleeping, up(), &limits).await, wall);
}

#[tokio::test]
async fn time_in_the_database_is_not_the_guests() {
    // Two calls that block for longer than the whole budget.
    let guest = Guest {
        imports: EXECUTE,
        ..Guest::upgrading(
            "(call $execute (i32.const 256) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 2048))
             (call $execute (i32.const 256) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 2048))
             (i32.const 512)",
        )
    };
    let mut session = up();
    session.takes = small().cpu * 2;
    let finished = upgrade(&sandbox(), &guest, session, &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    assert!(finished.usage.session >= small().cpu * 4, "{:?}", finished.usage);
    assert!(finished.usage.cpu < small().cpu, "{:?}", finished.usage);
}

#[tokio::test]
async fn recursion_ends_at_the_stack() {
    let guest = Guest {
        items: "(func $deeper (result i32) (i32.add (call $deeper) (i32.const 1)))".into(),
        ..Guest::upgrading("(call $deeper)")
    };
    let error = survives(&sandbox(), "recursion", &guest, up(), &small()).await;
    assert!(trapped(&error, "stack"), "{error}");
}

#[tokio::test]
async fn memory_tables_and_instances_are_counted_together() {
    let sandbox = sandbox();
    let few = Limits { instances: 0, ..small() };
    let no_tables = Limits { tables: 0, ..small() };
    let no_memories = Limits { memories: 0, ..small() };
    let cases = [
        (
            "a memory that grows",
            Guest::upgrading("(loop $more (drop (memory.grow (i32.const 1))) (br $more)) unreachable"),
            small(),
            "`memory`",
        ),
        ("a memory that begins large", Guest { memory: "65", ..Guest::default() }, small(), "`memory`"),
        (
            "a table that grows",
            Guest {
                items: "(table $t 0 funcref)".into(),
                ..Guest::upgrading(
                    "(loop $more (drop (table.grow $t (ref.null func) (i32.const 1000))) (br $more)) unreachable",
                )
            },
            small(),
            "`table_elements`",
        ),
        (
            "tables that begin large",
            Guest { items: "(table 15000 funcref) (table 15000 funcref)".into(), ..Guest::default() },
            small(),
            "`table_elements`",
        ),
        ("33 tables", Guest { items: "(table 1 funcref)".repeat(33), ..Guest::default() }, small(), "`tables`"),
        ("an instance", Guest::default(), few, "`instances`"),
        ("a table", Guest { items: "(table 1 funcref)".into(), ..Guest::default() }, no_tables, "`tables`"),
        ("a memory", Guest::default(), no_memories, "`memories`"),
    ];
    for (name, guest, limits, words) in cases {
        let error = survives(&sandbox, name, &guest, up(), &limits).await;
        assert!(limited(&error, words), "{name}: {error}");
    }
}

#[tokio::test]
async fn two_hundred_instances_are_too_many() {
    let sandbox = sandbox();
    let mut bytes = Guest::default().build();
    // One more core module, an empty one, and 200 instances of it. The guest without imports has one module.
    bytes.extend([1, 8]);
    bytes.extend(b"\0asm\x01\0\0\0");
    let instances = [0, 1, 0].repeat(200);
    // Both lengths as LEB128 of two bytes.
    bytes.extend([2, 0xda, 0x04, 0xc8, 0x01]);
    bytes.extend(instances);
    let program = load(&sandbox, &bytes).unwrap();
    let error = sandbox.describe(&program).await.unwrap_err();
    assert!(limited(&error, "instance count too high"), "{error}");
}

#[tokio::test]
async fn cursors_that_are_never_closed_end_at_a_limit() {
    let sandbox = sandbox();
    let guest = Guest {
        imports: OPEN,
        ..Guest::upgrading(
            "(loop $more
               (call $open (i32.const 256) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 2048)) (br $more))
             unreachable",
        )
    };
    let handles = Limits { handles: 20, ..small() };
    let error = survives(&sandbox, "handles", &guest, up(), &handles).await;
    assert!(limited(&error, "`handles`"), "{error}");
    let resources = Limits { resources: 20, ..small() };
    let error = survives(&sandbox, "resources", &guest, up(), &resources).await;
    assert!(limited(&error, "`resources`"), "{error}");
    // What they hold counts together: ten rows of 116 bytes are under a limit that eleven pass.
    let mut session = up();
    session.rows = RowSet { columns: vec![], rows: vec![vec![Value::Text("x".repeat(100))]] };
    let bytes = Limits { result_bytes: 1_200, ..small() };
    let error = survives(&sandbox, "bytes", &guest, session, &bytes).await;
    assert!(limited(&error, "`result_bytes`"), "{error}");
}

#[tokio::test]
async fn garbage_is_refused_where_it_is_lifted() {
    let sandbox = sandbox();
    let says = |imports, body: &str| Guest { imports, ..Guest::upgrading(body) };
    let cases = [
        (
            "a result that is neither",
            Guest::upgrading("(i32.store8 (i32.const 512) (i32.const 7)) (i32.const 512)"),
            "discriminant",
        ),
        (
            "an error of no kind",
            Guest::upgrading(
                "(i32.store16 (i32.const 512) (i32.const 1)) (i32.store8 (i32.const 516) (i32.const 99)) (i32.const 512)",
            ),
            "discriminant",
        ),
        ("a result out of bounds", Guest::upgrading("(i32.const 0x7ffffff0)"), "out of bounds"),
        ("a result that isn't aligned", Guest::upgrading("(i32.const 513)"), "aligned"),
        ("a description out of bounds", Guest { describe: "(i32.const -16)", ..Guest::default() }, "out of bounds"),
        (
            "an id that points nowhere",
            Guest { describe: "(i32.store (i32.const 28) (i32.const 0x7fffffff)) (i32.const 16)", ..Guest::default() },
            "out of bounds",
        ),
        (
            "a way of running that doesn't exist",
            Guest { describe: "(i32.store8 (i32.const 84) (i32.const 9)) (i32.const 16)", ..Guest::default() },
            "discriminant",
        ),
        (
            "text that isn't UTF-8",
            Guest {
                items: r#"(data (i32.const 300) "\ff\fe")"#.into(),
                ..says(LOG, "(call $log (i32.const 1) (i32.const 300) (i32.const 2)) (i32.const 512)")
            },
            "utf-8",
        ),
        (
            "text of a gigabyte that isn't there",
            says(LOG, "(call $log (i32.const 1) (i32.const 0) (i32.const 0x40000000)) (i32.const 512)"),
            "out of bounds",
        ),
        (
            "a level that doesn't exist",
            says(LOG, "(call $log (i32.const 5) (i32.const 256) (i32.const 4)) (i32.const 512)"),
            "discriminant",
        ),
        (
            "memory for the host where there is none",
            Guest {
                realloc: "(i32.const 0x7ffffff0)",
                ..says(VERSION, "(call $version (i32.const 2048)) (i32.const 512)")
            },
            "beyond end of memory",
        ),
        (
            "a cursor that was never opened",
            says(
                r#"(import "mighost:migration/sql@0.1.0" "[method]cursor.next" (func $next (param i32 i32 i32)))"#,
                "(call $next (i32.const 1) (i32.const 1) (i32.const 2048)) (i32.const 512)",
            ),
            "unknown handle",
        ),
        (
            "a call from inside cabi_realloc",
            Guest {
                imports: VERSION,
                realloc: "(call $version (i32.const 2048)) unreachable",
                ..Guest::upgrading("(call $version (i32.const 2048)) (i32.const 512)")
            },
            "cannot leave",
        ),
        (
            "a trap after the result",
            Guest { items: format!("(func (export \"{POST}\") (param i32) unreachable)"), ..Guest::default() },
            "unreachable",
        ),
    ];
    for (name, guest, words) in cases {
        let error = survives(&sandbox, name, &guest, up(), &small()).await;
        assert!(trapped(&error, words), "{name}: {error}");
    }
}

#[tokio::test]
async fn too_much_in_one_call_ends_at_a_limit_and_allocates_nothing() {
    let sandbox = sandbox();
    let limits = Limits { memory: 64 << 20, ..small() };
    let long_statement = Guest {
        imports: EXECUTE,
        memory: "320",
        ..Guest::upgrading(
            "(call $execute (i32.const 0) (i32.const 16777216) (i32.const 0) (i32.const 0) (i32.const 2048))
             (i32.const 512)",
        )
    };
    // A million columns, all of them the same mebibyte: a terabyte, if it were copied.
    let aliased = Guest {
        imports: r#"
            (import "mighost:migration/data@0.1.0" "insert"
              (func $insert (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))"#,
        memory: "320",
        ..Guest::upgrading(
            "(local $at i32) (local.set $at (i32.const 8388608))
             (loop $more
               (i32.store (local.get $at) (i32.const 65536))
               (i32.store offset=4 (local.get $at) (i32.const 1048576))
               (local.set $at (i32.add (local.get $at) (i32.const 8)))
               (br_if $more (i32.lt_u (local.get $at) (i32.const 16777216))))
             (call $insert (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 256) (i32.const 4)
               (i32.const 8388608) (i32.const 1000000) (i32.const 0) (i32.const 0) (i32.const 2048))
             (i32.const 512)",
        )
    };
    let long_error = Guest {
        memory: "320",
        ..Guest::upgrading(
            "(i32.store8 (i32.const 512) (i32.const 1)) (i32.store8 (i32.const 516) (i32.const 5))
             (i32.store (i32.const 520) (i32.const 65536)) (i32.store (i32.const 524) (i32.const 16777216))
             (i32.const 512)",
        )
    };
    for (name, guest) in [("a statement", long_statement), ("a list", aliased), ("an error", long_error)] {
        let error = survives(&sandbox, name, &guest, up(), &limits).await;
        assert!(limited(&error, "`call_bytes`"), "{name}: {error}");
    }
}

#[tokio::test]
async fn a_long_refusal_is_cut() {
    let guest = Guest {
        memory: "32",
        ..Guest::upgrading(
            "(i32.store8 (i32.const 512) (i32.const 1)) (i32.store8 (i32.const 516) (i32.const 5))
             (i32.store (i32.const 520) (i32.const 65536)) (i32.store (i32.const 524) (i32.const 1000000))
             (i32.const 512)",
        )
    };
    let error = survives(&sandbox(), "a veto of a megabyte", &guest, up(), &small()).await;
    let Error::Guest(SchemaError::Veto(text)) = error else { panic!("{error}") };
    assert!(text.len() <= small().log_bytes, "{}", text.len());
}

#[tokio::test]
async fn calls_and_statements_are_counted() {
    let sandbox = sandbox();
    let asking = |imports, call: &str| Guest {
        imports,
        ..Guest::upgrading(&format!("(loop $more {call} (br $more)) unreachable"))
    };
    let direction = r#"(import "mighost:migration/context@0.1.0" "direction" (func $direction (result i32)))"#;
    let calls = asking(direction, "(drop (call $direction))");
    // A million calls, where one less is allowed.
    let limits = Limits { calls: 999_999, cpu: Duration::from_secs(60), ..small() };
    let error = survives(&sandbox, "calls", &calls, up(), &limits).await;
    assert!(limited(&error, "more than 999999 calls"), "{error}");

    let execute = "(call $execute (i32.const 256) (i32.const 4) (i32.const 0) (i32.const 0) (i32.const 2048))";
    let program = load(&sandbox, &asking(EXECUTE, execute).build()).unwrap();
    let finished = sandbox.run(&program, &description(), Box::new(up()), &small()).await;
    assert!(limited(finished.outcome.as_ref().unwrap_err(), "more than 100 statements"), "{:?}", finished.outcome);
    assert_eq!(recorder(finished).calls.len(), 100);
}

#[tokio::test]
async fn a_flood_of_log_lines_is_dropped_and_counted() {
    let guest = Guest {
        imports: LOG,
        ..Guest::upgrading(
            "(local $n i32)
             (loop $more
               (call $log (i32.const 1) (i32.const 256) (i32.const 4))
               (local.set $n (i32.add (local.get $n) (i32.const 1)))
               (br_if $more (i32.lt_u (local.get $n) (i32.const 5000))))
             (i32.const 512)",
        )
    };
    let sandbox = sandbox();
    for limits in [Limits { log_lines: 10, ..small() }, Limits { log_bytes: 40, ..small() }] {
        let finished = upgrade(&sandbox, &guest, up(), &limits).await;
        assert_eq!(finished.outcome, Ok(()));
        assert_eq!(finished.usage.log_dropped, 4990);
        let session = recorder(finished);
        let lines = session.lines();
        assert_eq!(lines.len(), 11);
        assert!(lines[10].contains("4990 lines of this step's log were dropped"), "{}", lines[10]);
    }
}
