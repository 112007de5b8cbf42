//! Names that somebody else chose, and what is typed on a command line.

use super::lexers::readings;
use super::{dialect_and_text, text};
use mighost::chain::{Graph, Origin, Revision};
use mighost::{Description, split_target};
use mighost_database::{Target, fuzzing, mysql};
use mighost_schema::Dialect;
use mighost_schema::fuzzing::What;
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// A name that is quoted is one name, and a text that is quoted one text, wherever they stand.
pub(crate) fn identifiers(bytes: &[u8]) {
    let Some((dialect, name)) = dialect_and_text(bytes) else { return };
    let plain = mighost_schema::is_plain_name(name);
    // No database takes one, and drivers refuse it.
    if name.contains('\0') {
        return;
    }
    let quoted = fuzzing::identifier(dialect, name);
    one(dialect, &quoted, What::Name, Some(name));
    if plain {
        one(dialect, name, What::Word, Some(name));
    }
    let text = match dialect {
        Dialect::Sqlite | Dialect::Postgresql => fuzzing::string(name),
        Dialect::Mysql | Dialect::Mariadb => {
            let (written, read) = mysql::fuzzing::there_and_back(name);
            assert_eq!(read, name, "{written}");
            written
        }
    };
    one(dialect, &text, What::Text, None);
}

/// Between other pieces it is one piece to each reader.
fn one(dialect: Dialect, written: &str, what: What, name: Option<&str>) {
    for (before, behind) in [("", ""), ("a.", ".b"), ("x = ", " ;"), ("(", ")")] {
        let sql = format!("{before}{written}{behind}");
        let readings = readings(dialect, &sql).unwrap_or_else(|| panic!("{dialect}: {sql:?} isn't whole"));
        for reading in readings {
            let found: Vec<_> = reading.iter().filter(|piece| piece.range.contains(&before.len())).collect();
            let [piece] = found.as_slice() else { panic!("{dialect}: {sql:?} has no piece where one must be") };
            assert_eq!(piece.range, before.len()..before.len() + written.len(), "{dialect}: {sql:?}");
            assert_eq!(piece.what, what, "{dialect}: {sql:?}");
            if let Some(name) = name {
                assert_eq!(piece.content, name, "{dialect}: {sql:?}");
            }
        }
        let file = mighost_artifact::sql::fuzzing::pieces(dialect, &sql).expect("a whole text");
        let inside = |p: &&mighost_schema::fuzzing::Piece| p.range.contains(&before.len());
        let found = file.iter().find(inside).map(|piece| piece.range.clone());
        assert_eq!(found, Some(before.len()..before.len() + written.len()), "{dialect}: {sql:?}");
    }
}

/// Targets such as `acme/billing@-1`, and addresses of databases.
pub(crate) fn targets(bytes: &[u8]) {
    let Some(given) = text(bytes) else { return };
    let (package, target) = split_target(given);
    assert!(package.is_none_or(|package| package.contains('/')));
    let rows = BTreeSet::from(["b-1".to_owned()]);
    for target in [Some(given), target].into_iter().flatten() {
        if let Ok(found) = graph().resolve(target, &rows) {
            assert!(found.iter().all(|id| graph().get(id).is_some()), "{target:?} is {found:?}");
        }
    }
    if let Ok(address) = Target::parse(given) {
        let shown = address.to_string();
        // `postgres://user:secret@host` in a log.
        // Behind the first slash are the database's name and settings.
        let server = shown.split_once("://").filter(|_| address.dialect() != Dialect::Sqlite);
        let server = server.and_then(|(_, rest)| rest.split(['/', '?']).next()).unwrap_or_default();
        assert!(!server.contains(":secret@"), "{shown} shows the password");
    }
    for check in [Description::check_id(given), mighost_artifact::check_description(&described(given, &[], &[]))] {
        if check.is_ok() {
            assert!(!given.is_empty() && given.len() <= Description::MAX_NAME && !given.contains(['/', '@', '+', ' ']));
        }
    }
}

/// A chain with a branch, a merge, labels, and ids that look like steps.
fn graph() -> &'static Graph {
    static GRAPH: OnceLock<Graph> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let revisions = [
            described("a", &[], &["main"]),
            described("b-1", &["a"], &[]),
            described("b", &["a"], &["billing"]),
            described("cd", &["b", "b-1"], &[]),
            described("20260105_145517", &["cd"], &[]),
            described("20260105_145518", &["cd"], &["late"]),
        ];
        let revisions = revisions.map(|description| Revision { description, origin: Origin::Sql("x.sql".into()) });
        Graph::build(revisions.into(), &[]).expect("the chain")
    })
}

fn described(id: &str, revises: &[&str], labels: &[&str]) -> Description {
    let texts = |list: &[&str]| list.iter().map(ToString::to_string).collect();
    Description { id: id.to_owned(), revises: texts(revises), labels: texts(labels), ..Description::default() }
}
