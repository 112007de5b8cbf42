//! mighost as a library: what an application calls when it starts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost::{Direction, Error, Event, Migrator, Observer};
use mighost_tests::{Project, chain, database, guest};
use std::sync::{Arc, Mutex};

fn migrator(project: &Project) -> Migrator {
    Migrator::new(format!("sqlite:{}", project.database().display()))
        .dir(project.path("migrations"))
        .cache_dir(Some(project.cache().to_owned()))
}

/// Remembers what it sees.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Observer for Seen {
    fn event(&self, event: &Event<'_>) {
        let line = match event {
            Event::Planned { steps, direction } => format!("planned {steps} {direction:?}"),
            Event::StepStarted { number, steps, revision, .. } => format!("started {number}/{steps} {revision}"),
            Event::StepFinished { revision, statements, .. } => format!("finished {revision} {}", statements.len()),
            other => format!("{other:?}"),
        };
        self.0.lock().unwrap().push(line);
    }
}

#[test]
fn an_application_upgrades_at_its_start_and_the_second_start_does_nothing() {
    let project = Project::new();
    chain::write(&project, 3);
    let migrator = migrator(&project);
    let first = migrator.upgrade_blocking("head").unwrap();
    let up = |n| mighost::Done { package: String::new(), revision: chain::id(n), direction: Direction::Up };
    assert_eq!(first.steps, [up(1), up(2), up(3)]);
    assert_eq!(first.current, [chain::id(3)]);
    let before = project.read("app.db");
    let second = migrator.upgrade_blocking("head").unwrap();
    assert_eq!((second.steps.len(), second.compiled), (0, 0));
    assert!(project.read("app.db") == before);
    let down = migrator.downgrade_blocking("base").unwrap();
    assert_eq!(down.steps.len(), 3);
    assert_eq!(down.current, Vec::<String>::new());
}

#[test]
fn an_observer_sees_what_happens_in_its_order() {
    let project = Project::new();
    chain::write(&project, 2);
    let seen = Seen::default();
    migrator(&project).observer(seen.clone()).upgrade_blocking("head").unwrap();
    let seen = seen.0.lock().unwrap().clone();
    assert_eq!(
        seen,
        ["planned 2 Up", "started 1/2 r0001", "finished r0001 5", "started 2/2 r0002", "finished r0002 4"]
    );
}

#[test]
fn a_failed_step_is_an_error_with_its_facts() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY);\nINSERT INTO people VALUES (1);", "");
    project.revision("2", "1", "INSERT INTO people VALUES (2);\nINSERT INTO people VALUES (1);", "");
    let error = migrator(&project).upgrade_blocking("head").unwrap_err();
    assert_eq!((error.exit_code(), error.kind()), (1, "step"));
    let Error::Step(failure) = error else { panic!("{error}") };
    assert_eq!(failure.revision, "2");
    assert_eq!(failure.direction, Direction::Up);
    assert_eq!(failure.current, ["1"]);
    assert_eq!(failure.line, Some(7));
    assert_eq!(failure.database().unwrap().code, "SQLITE_CONSTRAINT_PRIMARYKEY");
    assert_eq!(failure.statement.as_deref(), Some("INSERT INTO people VALUES (1)"));
}

#[test]
fn limits_are_the_callers() {
    let project = Project::new();
    project.revision("1", "", "CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT);", "");
    project.write("migrations/2.wasm", guest::named("loops-for-ever"));
    let limits = mighost::Limits { cpu: std::time::Duration::from_millis(200), ..mighost::Limits::default() };
    let error = migrator(&project).limits(limits).upgrade_blocking("head").unwrap_err();
    let Error::Step(failure) = error else { panic!("{error}") };
    assert!(failure.to_string().contains("computed for more than 200ms"), "{failure}");
    assert_eq!(database::tables(&database::open(&project.database())), ["people"]);
}

#[test]
fn every_other_error_has_a_type_too() {
    let project = Project::new();
    chain::write(&project, 2);
    let here = migrator(&project);
    assert!(matches!(here.upgrade_blocking("nowhere"), Err(Error::Target(_))));
    assert!(matches!(here.clone().dir(project.path("nowhere")).upgrade_blocking("head"), Err(Error::Source(_))));
    assert!(matches!(
        Migrator::new("oracle:x").dir(project.path("migrations")).upgrade_blocking("head"),
        Err(Error::Database(_))
    ));
    project.write("migrations/again.sql", chain::sql("r0001", "", "SELECT 1;", ""));
    assert!(matches!(here.upgrade_blocking("head"), Err(Error::Graph(_))));
    assert!(!project.database().exists());
}

#[test]
fn it_can_be_called_from_any_async_runtime() {
    let project = Project::new();
    chain::write(&project, 1);
    let migrator = migrator(&project);
    // The future needs nothing of the runtime that polls it, not even that it is tokio's.
    let summary = block_on(migrator.upgrade("head")).unwrap();
    assert_eq!(summary.current, [chain::id(1)]);
    let status = block_on(migrator.status()).unwrap();
    assert!(status.known.at_heads() && status.exists);
    assert_eq!(status.history.len(), 1);
    assert_eq!(block_on(migrator.plan("base", Direction::Down)).unwrap().steps.len(), 1);
}

/// The smallest runtime there is.
fn block_on<T>(future: impl Future<Output = T>) -> T {
    struct Wake(std::thread::Thread);
    impl std::task::Wake for Wake {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let mut future = std::pin::pin!(future);
    let waker = std::task::Waker::from(Arc::new(Wake(std::thread::current())));
    let mut context = std::task::Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut context) {
            std::task::Poll::Ready(value) => return value,
            std::task::Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn two_threads_of_one_application_upgrade_once() {
    let project = Project::new();
    chain::write(&project, 10);
    let migrator = migrator(&project);
    let ran: usize = std::thread::scope(|scope| {
        let run = || migrator.upgrade_blocking("head").unwrap().steps.len();
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(ran, 10);
}
