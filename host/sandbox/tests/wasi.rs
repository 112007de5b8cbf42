//! The closed WASI: what tool chains link in is there, and there is nothing behind it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use mighost_sandbox::{Error, Limits};
use support::*;

/// Standard streams, as every tool chain for WASI links them.
const CLI: &str = "
    package wasi:io@0.2.3 {
      interface error { resource error; }
      interface streams {
        use error.{error};
        variant stream-error { last-operation-failed(error), closed }
        resource output-stream { blocking-write-and-flush: func(contents: list<u8>) -> result<_, stream-error>; }
      }
    }
    package wasi:cli@0.2.3 {
      interface stdout { use wasi:io/streams@0.2.3.{output-stream}; get-stdout: func() -> output-stream; }
      interface stderr { use wasi:io/streams@0.2.3.{output-stream}; get-stderr: func() -> output-stream; }
      interface exit { exit: func(status: result); }
      interface environment {
        get-environment: func() -> list<tuple<string, string>>;
        get-arguments: func() -> list<string>;
        initial-cwd: func() -> option<string>;
      }
    }";

fn printing(body: &str) -> Guest {
    Guest {
        packages: CLI,
        world: "import wasi:io/streams@0.2.3; import wasi:cli/stdout@0.2.3; import wasi:cli/stderr@0.2.3;",
        imports: r#"
            (import "wasi:cli/stdout@0.2.3" "get-stdout" (func $stdout (result i32)))
            (import "wasi:cli/stderr@0.2.3" "get-stderr" (func $stderr (result i32)))
            (import "wasi:io/streams@0.2.3" "[method]output-stream.blocking-write-and-flush"
              (func $write (param i32 i32 i32 i32)))"#,
        items: r#"(data (i32.const 300) "hello\0a\1b[0m")"#.into(),
        ..Guest::upgrading(body)
    }
}

#[tokio::test]
async fn what_is_printed_is_kept() {
    let guest = printing(
        "(call $write (call $stdout) (i32.const 300) (i32.const 6) (i32.const 2048))
         (call $write (call $stderr) (i32.const 300) (i32.const 10) (i32.const 2048))
         (i32.const 512)",
    );
    let finished = upgrade(&sandbox(), &guest, up(), &small()).await;
    assert_eq!(finished.outcome, Ok(()));
    assert_eq!(finished.output.stdout, "hello\n");
    assert_eq!(finished.output.stderr, "hello\n\\u{1b}[0m");
}

#[tokio::test]
async fn printing_without_end_neither_fails_nor_fills_the_memory() {
    let guest = printing(
        "(local $n i32) (local $out i32) (local.set $out (call $stdout))
         (loop $more
           (call $write (local.get $out) (i32.const 300) (i32.const 5) (i32.const 2048))
           (if (i32.load8_u (i32.const 2048)) (then unreachable))
           (local.set $n (i32.add (local.get $n) (i32.const 1)))
           (br_if $more (i32.lt_u (local.get $n) (i32.const 1000))))
         (i32.const 512)",
    );
    let limits = Limits { output_bytes: 100, ..small() };
    let finished = upgrade(&sandbox(), &guest, up(), &limits).await;
    assert_eq!(finished.outcome, Ok(()));
    assert!(finished.output.stdout.starts_with("hellohello"), "{}", finished.output.stdout);
    assert!(finished.output.stdout.len() <= 100);
}

#[tokio::test]
async fn a_panic_that_goes_to_standard_error_is_in_the_message() {
    let guest = printing("(call $write (call $stderr) (i32.const 300) (i32.const 6) (i32.const 2048)) unreachable");
    let finished = upgrade(&sandbox(), &guest, up(), &small()).await;
    assert!(
        matches!(&finished.outcome, Err(Error::Trap { said: Some(said), .. }) if said == "hello"),
        "{:?}",
        finished.outcome
    );
}

#[tokio::test]
async fn leaving_the_program_is_a_failure_of_the_step() {
    for (status, code) in [(0, "exit code 0"), (1, "exit code 1")] {
        let guest = Guest {
            packages: CLI,
            world: "import wasi:cli/exit@0.2.3;",
            imports: r#"(import "wasi:cli/exit@0.2.3" "exit" (func $exit (param i32)))"#,
            ..Guest::upgrading(&format!("(call $exit (i32.const {status})) unreachable"))
        };
        let finished = upgrade(&sandbox(), &guest, up(), &small()).await;
        assert!(
            matches!(&finished.outcome, Err(Error::Trap { reason, .. }) if reason.contains(code)),
            "{:?}",
            finished.outcome
        );
    }
}

#[tokio::test]
async fn there_is_no_environment() {
    let guest = Guest {
        packages: CLI,
        world: "import wasi:cli/environment@0.2.3;",
        imports: r#"
            (import "wasi:cli/environment@0.2.3" "get-environment" (func $environment (param i32)))
            (import "wasi:cli/environment@0.2.3" "get-arguments" (func $arguments (param i32)))
            (import "wasi:cli/environment@0.2.3" "initial-cwd" (func $cwd (param i32)))"#,
        ..Guest::upgrading(
            "(call $environment (i32.const 2048)) (if (i32.load (i32.const 2052)) (then unreachable))
             (call $arguments (i32.const 2048)) (if (i32.load (i32.const 2052)) (then unreachable))
             (call $cwd (i32.const 2048)) (if (i32.load8_u (i32.const 2048)) (then unreachable))
             (i32.const 512)",
        )
    };
    assert_eq!(upgrade(&sandbox(), &guest, up(), &small()).await.outcome, Ok(()));
}

/// Hands clocks and random numbers to the database, as texts of their bytes.
fn clocks() -> Guest {
    Guest {
        packages: "
            package wasi:clocks@0.2.3 {
              interface wall-clock { record datetime { seconds: u64, nanoseconds: u32 } now: func() -> datetime; }
              interface monotonic-clock { now: func() -> u64; }
            }
            package wasi:random@0.2.3 {
              interface random { get-random-u64: func() -> u64; get-random-bytes: func(len: u64) -> list<u8>; }
              interface insecure { get-insecure-random-u64: func() -> u64; }
              interface insecure-seed { insecure-seed: func() -> tuple<u64, u64>; }
            }",
        world: "import wasi:clocks/wall-clock@0.2.3; import wasi:clocks/monotonic-clock@0.2.3;
                import wasi:random/random@0.2.3; import wasi:random/insecure@0.2.3;
                import wasi:random/insecure-seed@0.2.3;",
        imports: r#"
            (import "mighost:migration/report@0.1.0" "progress" (func $say (param i64 i32 i64)))
            (import "wasi:clocks/wall-clock@0.2.3" "now" (func $wall (param i32)))
            (import "wasi:clocks/monotonic-clock@0.2.3" "now" (func $monotonic (result i64)))
            (import "wasi:random/random@0.2.3" "get-random-u64" (func $random (result i64)))
            (import "wasi:random/insecure@0.2.3" "get-insecure-random-u64" (func $insecure (result i64)))
            (import "wasi:random/insecure-seed@0.2.3" "insecure-seed" (func $seed (param i32)))"#,
        ..Guest::upgrading(
            "(call $wall (i32.const 2048))
             (call $say (i64.load (i32.const 2048)) (i32.const 0) (i64.const 0))
             (call $say (call $monotonic) (i32.const 0) (i64.const 0))
             (call $say (call $monotonic) (i32.const 0) (i64.const 0))
             (call $say (call $random) (i32.const 0) (i64.const 0))
             (call $say (call $insecure) (i32.const 0) (i64.const 0))
             (call $seed (i32.const 2048))
             (call $say (i64.load (i32.const 2048)) (i32.const 0) (i64.const 0))
             (i32.const 512)",
        )
    }
}

#[tokio::test]
async fn a_step_that_is_repeated_sees_the_same_clocks_and_random_numbers() {
    let numbers = async |guest: &Guest| {
        let finished = upgrade(&sandbox(), guest, up(), &small()).await;
        assert_eq!(finished.outcome, Ok(()));
        let number = |report: &_| match report {
            mighost_sandbox::Report::Progress { done, .. } => *done,
            other => panic!("{other:?}"),
        };
        recorder(finished).reports.iter().map(number).collect::<Vec<u64>>()
    };
    let first = numbers(&clocks()).await;
    assert_eq!(numbers(&clocks()).await, first);
    assert_eq!(first[0], 946_684_800, "the first second of 2000");
    assert!(first[1] < first[2], "the monotonic clock goes on");
    // Another component has other numbers.
    let other = numbers(&Guest { items: "(global i32 (i32.const 0))".into(), ..clocks() }).await;
    assert_eq!(other[..3], first[..3]);
    for at in 3..6 {
        assert_ne!(other[at], first[at]);
    }
}

#[tokio::test]
async fn random_bytes_come_in_bounds() {
    let guest = Guest {
        imports: r#"(import "wasi:random/random@0.2.3" "get-random-bytes" (func $bytes (param i64 i32)))"#,
        ..Guest::upgrading("(call $bytes (i64.const 0x100000000000) (i32.const 2048)) (i32.const 512)")
    };
    let guest = Guest { packages: clocks().packages, world: "import wasi:random/random@0.2.3;", ..guest };
    let finished = upgrade(&sandbox(), &guest, up(), &small()).await;
    assert!(matches!(finished.outcome, Err(Error::Trap { .. })), "{:?}", finished.outcome);
}
