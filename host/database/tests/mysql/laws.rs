//! The laws against a real server, with generated schemas and operations: what the model says is what inspection finds,
//! an inverse restores what was, and after an interruption it can be told whether an operation was done.

use crate::support::{open, run, touched};
use mighost_database::mysql::{landed, same};
use mighost_database::{Connection, Error, Origin};
use mighost_schema::generators::{Profile, operation, schema};
use mighost_schema::{AlterTable, Change, Error as CallError, ObjectName, Operation, Schema};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

/// How many schemas are made, with up to sixteen operations on each; `MIGHOST_MYSQL_CASES` asks for more. A hundred and
/// sixty make over two thousand operations.
fn cases() -> u64 {
    variable("MIGHOST_MYSQL_CASES").unwrap_or(160)
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|value| value.parse().ok())
}

/// A schema's operations: making one costs as much as some of them.
const OPERATIONS: usize = 16;

fn runner(seed: u64) -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes))
}

#[derive(Default, Debug)]
struct Count {
    ran: AtomicU64,
    unsupported: AtomicU64,
    inverses: AtomicU64,
    landed: AtomicU64,
}

fn more(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}

/// Whether it ran; an operation that the server can't do is no failure.
async fn done(
    connection: &mut dyn Connection,
    operation: &Operation,
    count: &Count,
) -> Result<Option<Vec<String>>, Error> {
    match connection.operate(operation).await {
        Ok(ran) => Ok(Some(ran.statements)),
        Err(Error::Call(CallError::Unsupported(_))) => {
            more(&count.unsupported);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// Whether changes lead by a table that the servers can't hold, such as one with two keys of one name.
fn strays(profile: &Profile, before: &Schema, operation: &Operation) -> bool {
    let Operation::AlterTable(AlterTable { table, changes }) = operation else { return false };
    let mut schema = before.clone();
    changes.iter().any(|change| {
        // To the servers a unique constraint is an index, and goes as one.
        let stands = |name: &String| schema.tables.get(table).is_some_and(|t| t.constraint(name).is_some());
        if matches!(change, Change::DropIndex { name, .. } if stands(name)) {
            return true;
        }
        let one = AlterTable { table: table.clone(), changes: vec![change.clone()] };
        schema.apply(&Operation::AlterTable(one)).is_err() || !profile.holds(&schema)
    })
}

/// What is wrong, if something is.
async fn check(connection: &mut dyn Connection, seed: u64, count: &Count) -> Result<(), String> {
    let profile = Profile::mysql();
    let mut runner = runner(seed);
    let wanted = schema(&profile).new_tree(&mut runner).unwrap().current();
    let show = |operations: &[Operation]| operations.iter().map(|o| format!("  {o}\n")).collect::<String>();
    // Tables that refer to each other are made in the order of their keys.
    let mut begin: Vec<Operation> = mighost_schema::diff(&Schema::default(), &wanted);
    begin.retain(|o| !matches!(o, Operation::CreateSchema { .. }));
    for operation in &begin {
        let made = done(connection, operation, count).await;
        let made = made.map_err(|error| format!("building: {error:?}\n{operation}\n{}", show(&begin)))?;
        // What stands on it can't be made either.
        if made.is_none() {
            return Ok(());
        }
    }
    let mut before = connection.schema().await.unwrap();
    for at in 0..OPERATIONS {
        let operation = operation(&profile, &before).new_tree(&mut runner).unwrap().current();
        let lowered = match connection.lower(&operation, &before).await {
            Ok(lowered) => lowered,
            Err(Error::Call(CallError::Unsupported(_))) => {
                more(&count.unsupported);
                continue;
            }
            Err(Error::Call(CallError::Invalid(_))) if strays(&profile, &before, &operation) => {
                more(&count.unsupported);
                continue;
            }
            Err(error) => return Err(format!("lowering: {error}\n{operation}")),
        };
        let around = connection.around(&operation).await.unwrap();
        let early = landed(&lowered, &around, &around);
        let Some(statements) = done(connection, &operation, count)
            .await
            .map_err(|error| format!("{error:?}\n{operation}\nlowered: {lowered}\nbefore: {before:#?}"))?
        else {
            continue;
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
        more(&count.ran);
        let late = connection.landed(&operation, &around).await;
        // What changes nothing is done before it runs.
        let expected = if now == before { early.as_ref().ok().copied().flatten() } else { Some(false) };
        match (&early, &late) {
            (Ok(early), Ok(late)) if *early == expected && (*late == Some(true) || now == before) => {}
            _ => {
                return Err(format!(
                    "landed: {early:?}, then {late:?}: {operation}\nlowered: {lowered}\n{statements:#?}\n{}\nnow: {}",
                    touched(&before, &now).join("\n"),
                    touched(&now, &before).join("\n")
                ));
            }
        }
        more(&count.landed);
        let Ok(inverse) = lowered.inverse(&before) else {
            before = now;
            continue;
        };
        let mut undone = true;
        for back in &inverse {
            let ran = done(connection, back, count).await;
            let ran = ran.map_err(|error| format!("inverse: {error:?}\n{operation}\n{}", show(&inverse)))?;
            undone &= ran.is_some();
            if !undone {
                break;
            }
        }
        let back = connection.schema().await.unwrap();
        if !undone {
            before = back;
            continue;
        }
        if !same(&back, &before) {
            return Err(format!(
                "inverse of {operation}\n{}\nwanted: {}\nfound: {}",
                show(&inverse),
                touched(&before, &back).join("\n"),
                touched(&back, &before).join("\n")
            ));
        }
        more(&count.inverses);
        // Every other time, go on from behind the operation.
        if at % 2 == 0 {
            before = back;
            continue;
        }
        done(connection, &operation, count).await.map_err(|error| format!("again: {error:?}\n{operation}"))?;
        before = connection.schema().await.unwrap();
    }
    Ok(())
}

/// Drops whatever a case has made.
async fn clear(connection: &mut dyn Connection) {
    let quoted = |names: &[ObjectName]| names.iter().map(|n| format!("`{}`", n.name)).collect::<Vec<_>>().join(", ");
    let (tables, views, sequences) = (
        connection.tables(None).await.unwrap(),
        connection.views(None).await.unwrap(),
        connection.sequences(None).await.unwrap(),
    );
    let mut statements = vec!["SET foreign_key_checks = 0".to_owned()];
    for (kind, names) in [("VIEW", views), ("TABLE", tables), ("SEQUENCE", sequences)] {
        if !names.is_empty() {
            statements.push(format!("DROP {kind} {}", quoted(&names)));
        }
    }
    statements.push("SET foreign_key_checks = 1".to_owned());
    for statement in statements {
        connection.execute(Origin::Host, &statement, &[]).await.unwrap();
    }
}

#[test]
fn what_the_model_says_is_what_the_server_has_and_inverses_bring_it_back() {
    let begun = Instant::now();
    let first = variable("MIGHOST_MYSQL_SEED").unwrap_or(1);
    let seeds: Vec<u64> = (first..first + cases()).collect();
    let (count, next) = (Count::default(), AtomicU64::new(0));
    // One works while the other waits for the server.
    const WORKERS: usize = 2;
    let failures: Vec<u64> = std::thread::scope(|scope| {
        let worker = || {
            let database = crate::support::database();
            run(async {
                let mut connection = open(&database.url).await;
                let mut failures = Vec::new();
                while let Some(seed) = seeds.get(next.fetch_add(1, Ordering::Relaxed) as usize) {
                    if let Err(error) = check(connection.as_mut(), *seed, &count).await {
                        println!("seed {seed}: {error}\n");
                        failures.push(*seed);
                    }
                    clear(connection.as_mut()).await;
                }
                failures
            })
        };
        let workers: Vec<_> = (0..WORKERS).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    });
    println!("{count:?} in {:?}", begun.elapsed());
    assert!(failures.is_empty(), "seeds {failures:?}");
}
