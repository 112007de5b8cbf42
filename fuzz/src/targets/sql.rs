//! SQL files: their header, and where their statements begin and end.

use super::{dialect_and_text, text};
use mighost_artifact::sql::{Script, read_header, split as statements, unpack};
use mighost_artifact::{Artifact, Half, check_description};
use mighost_schema::Dialect;

/// The header, without looking at the statements.
pub(crate) fn header(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    if let Ok(description) = read_header(text) {
        check_description(&description).expect("a header says nothing that a seal can't");
        // The other line ends say the same.
        let windows = text.replace("\r\n", "\n").replace('\n', "\r\n");
        assert_eq!(read_header(&windows).expect("the same with other line ends"), description);
    }
}

/// A whole file, packed and read.
pub(crate) fn script(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(script) = Script::parse(text) else { return };
    assert_eq!(&read_header(text).expect("the header of a whole file"), script.description());
    let packed = script.pack().expect("what was read can be packed");
    assert_eq!(script.pack().expect("once more"), packed, "packing gives the same bytes every time");
    let artifact = Artifact::read(packed).expect("what was packed");
    assert_eq!(artifact.description(), Some(script.description()));
    let unpacked = unpack(&artifact).expect("what was packed");
    let source = artifact.source().expect("the lines of a packed script");
    for half in Half::ALL {
        for dialect in Dialect::ALL {
            let there = script.statements(half, dialect);
            let lines = there.as_ref().map(|list| list.iter().map(|s| s.line).collect::<Vec<_>>());
            assert_eq!(source.lines(half, dialect).map(<[u32]>::to_vec), lines, "{half} {dialect}");
            let texts = there.as_ref().map(|list| list.iter().map(|s| s.text.to_owned()).collect::<Vec<_>>());
            assert_eq!(unpacked.of(half, dialect).map(<[String]>::to_vec), texts, "{half} {dialect}");
            for statement in there.into_iter().flatten() {
                // Other spaces are letters to a server.
                assert_eq!(statement.text.trim_ascii(), statement.text);
            }
        }
    }
}

/// The statements of a text.
pub(crate) fn split(bytes: &[u8]) {
    let Some((dialect, text)) = dialect_and_text(bytes) else { return };
    let Ok(found) = statements(dialect, text) else { return };
    let mut end = 0;
    for statement in &found {
        assert!(statement.offset >= end, "a statement begins in another");
        end = statement.offset + statement.text.len();
        assert_eq!(text.get(statement.offset..end), Some(statement.text), "a statement is a piece of the text");
        assert!(!statement.text.is_empty());
        let lines = text[..statement.offset].matches('\n').count() + 1;
        assert_eq!(statement.line as usize, lines);
    }
    // `DELIMITER` lets a statement be what it can't be alone.
    if text.to_ascii_lowercase().contains("delimiter") {
        return;
    }
    // To MySQL, `--` is no comment before a semicolon, and one at the end.
    if found.iter().any(|statement| statement.text.ends_with("--")) {
        return;
    }
    for statement in &found {
        let again = statements(dialect, statement.text).expect("a statement alone");
        assert_eq!(again.iter().map(|s| s.text).collect::<Vec<_>>(), [statement.text], "a statement alone is itself");
    }
    let joined = found.iter().map(|s| s.text).collect::<Vec<_>>().join("\n;\n");
    let again = statements(dialect, &joined).expect("the statements without what is between them");
    assert!(again.iter().map(|s| s.text).eq(found.iter().map(|s| s.text)), "what is between statements is nothing");
}
