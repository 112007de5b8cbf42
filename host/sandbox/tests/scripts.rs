//! Scripts that share a runtime: each can do what its own artifact imports, whatever the runtime imports.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use mighost_sandbox::{Error, Finished, Program, Sandbox, Script};
use sha2::{Digest, Sha256};
use support::{Guest, description, recorder, sandbox, small, up};

/// A runtime that asks for the script's text, puts it into the report, and then looks for the schemas. An error of that it hands on:
/// the two results are laid out alike.
fn runtime() -> Vec<u8> {
    let guest = Guest {
        imports: r#"(import "mighost:migration/script@0.1.0" "source" (func $source (param i32)))
            (import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))
            (import "mighost:migration/inspect@0.1.0" "schemas" (func $schemas (param i32)))"#,
        world: "import mighost:migration/script@0.1.0;",
        ..Guest::upgrading(
            "(call $source (i32.const 1024))
             (call $log (i32.const 1) (i32.load (i32.const 1024)) (i32.load (i32.const 1028)))
             (call $schemas (i32.const 1040))
             (if (i32.load8_u (i32.const 1040)) (then (return (i32.const 1040))))
             (i32.const 512)",
        )
    };
    guest.build()
}

fn script(source: &str, uses: &[&str]) -> Script {
    Script {
        name: "1.x".into(),
        source: source.into(),
        uses: uses
            .iter()
            .map(|name| {
                let functions: &[&str] = if *name == "inspect" { &["schemas"] } else { &["log"] };
                ((*name).to_owned(), functions.iter().map(|name| (*name).to_owned()).collect())
            })
            .collect(),
        digest: Sha256::digest(source).into(),
    }
}

fn load(sandbox: &Sandbox, bytes: &[u8], script: Script) -> Result<Program, Error> {
    sandbox.load_script(&hex::encode(Sha256::digest(bytes)), || Ok(bytes.to_vec()), None, script)
}

async fn run(sandbox: &Sandbox, program: &Program) -> Finished {
    sandbox.run(program, &description(), Box::new(up()), &small()).await
}

#[tokio::test]
async fn each_script_runs_its_own_text_with_what_it_imports() {
    let (sandbox, runtime) = (sandbox(), runtime());
    for source in ["one", "two"] {
        let program = load(&sandbox, &runtime, script(source, &["inspect", "report"])).unwrap();
        let finished = run(&sandbox, &program).await;
        assert_eq!(finished.outcome, Ok(()));
        let recorder = recorder(finished);
        assert_eq!(format!("{:?}", recorder.reports), format!("[Info({source:?})]"));
        assert_eq!(recorder.calls.len(), 1, "{:?}", recorder.calls);
    }
}

#[tokio::test]
async fn what_a_script_doesnt_say_that_it_uses_is_denied() {
    let (sandbox, runtime) = (sandbox(), runtime());
    let program = load(&sandbox, &runtime, script("one", &["report"])).unwrap();
    let finished = run(&sandbox, &program).await;
    let error = finished.outcome.as_ref().unwrap_err().to_string();
    assert!(error.contains("`inspect`") && error.contains("mighost: uses inspect"), "{error}");
    assert_eq!(recorder(finished).calls, Vec::<String>::new());
}

#[tokio::test]
async fn a_runtime_is_read_once_and_must_be_the_one_that_is_named() {
    let (sandbox, runtime) = (sandbox(), runtime());
    let other = "0".repeat(64);
    let refused = sandbox.load_script::<Error>(&other, || Ok(runtime.clone()), None, script("one", &[]));
    assert!(matches!(refused, Err(Error::Digest { .. })), "{refused:?}");
    load(&sandbox, &runtime, script("one", &[])).unwrap();
    let digest = hex::encode(Sha256::digest(&runtime));
    let again = sandbox.load_script::<Error>(&digest, || panic!("it is there"), None, script("two", &[]));
    assert!(again.is_ok(), "{again:?}");
}

#[test]
fn a_migration_is_no_runtime_and_a_runtime_no_migration() {
    let sandbox = sandbox();
    let error = load(&sandbox, &Guest::default().build(), script("one", &[])).unwrap_err();
    assert!(error.to_string().contains("asks for no script"), "{error}");
    let error = support::load(&sandbox, &runtime()).unwrap_err();
    assert!(error.to_string().contains("runtime, without a script"), "{error}");
}
