//! The two laws against a real server, with generated schemas and operations.

use crate::support::{database, open, run, touched};
use mighost_database::mysql::same;
use mighost_database::{Connection, Error};
use mighost_schema::generators::{Profile, operation, schema};
use mighost_schema::{Error as CallError, Operation, Schema};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Runs of eight operations and their inverses; `MIGHOST_MYSQL_CASES` asks for more.
fn cases() -> u64 {
    std::env::var("MIGHOST_MYSQL_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(12)
}

/// Cases that once failed: a conversion to `uuid` and from it, a primary key renamed in the call that adds it, a column
/// that keeps its collation while its table's changes, a function that the server calls by its other name.
const REGRESSIONS: [u64; 5] = [1008, 1010, 1023, 1024, 1058];

fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

async fn step(connection: &mut dyn Connection, operation: &Operation) -> Result<Vec<String>, Error> {
    connection.begin().await?;
    match connection.operate(operation).await {
        Ok(ran) => {
            connection.commit().await?;
            Ok(ran.statements)
        }
        Err(error) => {
            connection.rollback().await?;
            Err(error)
        }
    }
}

#[derive(Default, Debug)]
struct Count {
    ran: u64,
    unsupported: u64,
    inverses: u64,
}

/// What is wrong, if something is.
async fn check(connection: &mut dyn Connection, seed: u64, count: &mut Count) -> Result<(), String> {
    let profile = Profile::mysql();
    let mut runner = runner(seed);
    let wanted = schema(&profile).new_tree(&mut runner).unwrap().current();
    let show = |operations: &[Operation]| operations.iter().map(|o| format!("  {o}\n")).collect::<String>();
    // Tables that refer to each other are made in the order of their keys.
    let mut begin: Vec<Operation> = mighost_schema::diff(&Schema::default(), &wanted);
    begin.retain(|o| !matches!(o, Operation::CreateSchema { .. }));
    for operation in &begin {
        if let Err(error) = step(connection, operation).await {
            match error {
                Error::Call(CallError::Unsupported(_)) => count.unsupported += 1,
                error => return Err(format!("building: {error:?}\n{operation}\n{}", show(&begin))),
            }
        }
    }
    for _ in 0..8 {
        let before = connection.schema().await.unwrap();
        let operation = operation(&profile, &before).new_tree(&mut runner).unwrap().current();
        let lowered = match connection.lower(&operation, &before).await {
            Ok(lowered) => lowered,
            Err(Error::Call(CallError::Unsupported(_))) => {
                count.unsupported += 1;
                continue;
            }
            Err(error) => return Err(format!("lowering: {error}\n{operation}")),
        };
        let statements = match step(connection, &operation).await {
            Ok(statements) => statements,
            Err(Error::Call(CallError::Unsupported(_))) => {
                count.unsupported += 1;
                continue;
            }
            Err(error) => return Err(format!("{error:?}\n{operation}\nlowered: {lowered}\nbefore: {before:#?}")),
        };
        let mut model = before.clone();
        model.apply(&lowered).map_err(|e| format!("model: {e}\n{operation}\n{lowered}"))?;
        let now = connection.schema().await.unwrap();
        if !same(&model, &now) {
            return Err(format!(
                "{operation}\nlowered: {lowered}\n{statements:#?}\nmodel: {}\nfound: {}\nbefore: {}",
                touched(&model, &now).join("\n"),
                touched(&now, &model).join("\n"),
                touched(&before, &now).join("\n"),
            ));
        }
        count.ran += 1;
        let Ok(inverse) = lowered.inverse(&before) else { continue };
        let mut undone = true;
        for back in &inverse {
            match step(connection, back).await {
                Ok(_) => {}
                Err(Error::Call(CallError::Unsupported(_))) => {
                    count.unsupported += 1;
                    undone = false;
                    break;
                }
                Err(error) => return Err(format!("inverse: {error:?}\n{operation}\n{}", show(&inverse))),
            }
        }
        let back = connection.schema().await.unwrap();
        if undone && !same(&back, &before) {
            return Err(format!(
                "inverse of {operation}\n{}\nwanted: {}\nfound: {}",
                show(&inverse),
                touched(&before, &back).join("\n"),
                touched(&back, &before).join("\n")
            ));
        }
        count.inverses += u64::from(undone);
        // Go on from behind the operation.
        if undone {
            let _ = step(connection, &operation).await;
        }
    }
    Ok(())
}

#[test]
fn what_the_model_says_is_what_the_server_has_and_inverses_bring_it_back() {
    run(async {
        let mut count = Count::default();
        let first: u64 = std::env::var("MIGHOST_MYSQL_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
        let mut failures = Vec::new();
        for seed in REGRESSIONS.into_iter().chain(first..first + cases()) {
            let database = database();
            let mut connection = open(&database.url).await;
            if let Err(error) = check(connection.as_mut(), seed, &mut count).await {
                println!("seed {seed}: {error}\n");
                failures.push(seed);
            }
        }
        println!("{count:?}");
        assert!(failures.is_empty(), "seeds {failures:?}");
    });
}
