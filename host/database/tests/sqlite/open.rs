use crate::support::{Db, NO_LIMIT, now, quick};
use mighost_database::{Connection, Error, OpenMode, Origin, Target, connect};
use std::path::Path;

fn try_open(path: &Path, mode: OpenMode) -> Result<Box<dyn Connection>, Error> {
    now(connect(&Target::parse(&format!("sqlite:{}", path.display())).unwrap(), mode, &quick()))
}

#[test]
fn a_missing_file_is_told_apart_and_never_made_by_looking() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("none.db");
    for mode in [OpenMode::ReadOnly, OpenMode::Existing] {
        assert!(matches!(try_open(&path, mode), Err(Error::Missing { .. })));
        assert!(!path.exists());
    }
    try_open(&path, OpenMode::Create).unwrap();
    assert!(path.exists());
    assert_eq!(std::fs::read(&path).unwrap(), b"", "an empty file is an empty database");
    let mut connection = try_open(&path, OpenMode::ReadOnly).unwrap();
    assert_eq!(now(connection.tables(None)).unwrap(), []);
}

#[test]
fn what_is_no_database_is_one_clear_error_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("text.db");
    let content = "not a database\n".repeat(200);
    std::fs::write(&text, &content).unwrap();
    for (path, says) in [
        (text.as_path(), "not an SQLite database"),
        (folder.path(), "directory"),
        (folder.path().join("no/such/app.db").as_path(), "no directory"),
    ] {
        let error = try_open(path, OpenMode::Create).err().unwrap();
        assert!(matches!(error, Error::Unreachable { .. }), "{error:?}");
        assert!(error.to_string().contains(says), "{error}");
        assert!(error.to_string().contains(&path.display().to_string()), "{error}");
    }
    assert_eq!(std::fs::read_to_string(&text).unwrap(), content);
}

#[test]
fn opening_and_reading_leaves_every_byte() {
    let db = Db::with("CREATE TABLE t (a); INSERT INTO t VALUES (1);");
    let before = std::fs::read(&db.path).unwrap();
    for mode in [OpenMode::ReadOnly, OpenMode::Existing, OpenMode::Create] {
        let mut connection = try_open(&db.path, mode).unwrap();
        now(connection.schema()).unwrap();
        now(connection.query(Origin::Host, "SELECT * FROM t", &[], NO_LIMIT)).unwrap();
    }
    assert_eq!(std::fs::read(&db.path).unwrap(), before);
}

#[test]
fn a_path_that_looks_like_a_uri_is_a_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file:x.db?mode=memory");
    let address = format!("sqlite:{}", path.display().to_string().replace('?', "%3F"));
    let target = Target::parse(&address).unwrap();
    now(connect(&target, OpenMode::Create, &quick())).unwrap();
    assert!(path.exists());
}

#[test]
fn waiting_for_another_writer_ends_with_busy() {
    let mut db = Db::with("CREATE TABLE t (a)");
    let mut other = try_open(&db.path, OpenMode::Existing).unwrap();
    db.begin();
    let error = now(other.begin()).unwrap_err();
    assert!(matches!(&error, Error::Busy { waited, .. } if *waited >= quick().lock_timeout), "{error:?}");
    db.commit().unwrap();
    now(other.begin()).unwrap();
    now(other.rollback()).unwrap();
}

#[test]
fn a_server_asked_for_without_a_runtime_is_one_clear_error() {
    let target = Target::parse("mysql://root:secret@localhost/x").unwrap();
    let error = now(connect(&target, OpenMode::Existing, &quick())).err().unwrap();
    assert!(matches!(error, Error::Unreachable { .. }), "{error}");
    assert!(!format!("{error} {error:?}").contains("secret"));
}

#[test]
fn a_step_commits_or_leaves_nothing() {
    let mut db = Db::with("CREATE TABLE t (a)");
    let before = db.dump();
    db.begin();
    db.guest("INSERT INTO t VALUES (1)").unwrap();
    db.guest("CREATE TABLE u (a)").unwrap();
    db.rollback();
    assert_eq!(db.dump(), before);
    db.begin();
    assert_eq!(db.guest("INSERT INTO t VALUES (1), (2)").unwrap(), 2);
    assert_eq!(db.guest("CREATE TABLE u (a)").unwrap(), 0);
    db.commit().unwrap();
    assert_eq!(db.rows("SELECT a FROM t"), ["1", "2"]);
    assert_eq!(db.rows("SELECT count(*) FROM u"), ["0"]);
}

#[test]
fn eight_writers_at_once_take_turns() {
    let db = Db::with("CREATE TABLE t (who INTEGER, step INTEGER)");
    std::thread::scope(|scope| {
        for who in 0..8 {
            let path = &db.path;
            scope.spawn(move || {
                let mut connection = crate::support::open(path);
                for step in 0..10 {
                    now(connection.begin()).unwrap();
                    let sql = "INSERT INTO t SELECT ?1, ?2 WHERE (SELECT count(*) FROM t WHERE who = ?1) = ?2";
                    let parameters = [mighost_schema::Value::Integer(who), mighost_schema::Value::Integer(step)];
                    assert_eq!(now(connection.execute(Origin::Guest, sql, &parameters)).unwrap(), 1);
                    now(connection.commit()).unwrap();
                }
            });
        }
    });
    assert_eq!(db.rows("SELECT count(*), count(DISTINCT who) FROM t"), ["80|8"]);
}

#[test]
fn what_is_not_an_ordinary_file_is_refused_at_once() {
    let error = try_open(Path::new("/dev/null"), OpenMode::Existing).err().unwrap();
    assert!(error.to_string().contains("not a file"), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pipe.db");
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    for mode in [OpenMode::ReadOnly, OpenMode::Existing, OpenMode::Create] {
        let error = try_open(&path, mode).err().unwrap();
        assert!(error.to_string().contains("not a file"), "{error}");
    }
}

#[test]
fn a_wal_database_whose_folder_cant_be_written_says_so() {
    use std::os::unix::fs::PermissionsExt;
    let db = Db::with("PRAGMA journal_mode = WAL; CREATE TABLE t (a);");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("wal.db");
    // The file alone, as a copy or a read-only mount has it.
    drop(db.connection);
    std::fs::copy(&db.path, &path).unwrap();
    let locked = |mode| std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(mode)).unwrap();
    locked(0o555);
    let writable = std::fs::write(folder.path().join("probe"), "").is_ok();
    let results = [OpenMode::ReadOnly, OpenMode::Existing].map(|mode| try_open(&path, mode).err());
    locked(0o755);
    if writable {
        // Permissions don't hold the superuser.
        return;
    }
    for error in results {
        let Some(Error::Unreachable { reason, advice, .. }) = error else { panic!("{error:?}") };
        let error = format!("{reason}. {advice}");
        assert!(error.contains("folder") && error.contains("writable"), "{error}");
        assert!(!error.contains("another program"), "{error}");
    }
}
