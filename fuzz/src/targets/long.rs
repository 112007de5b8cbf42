//! Long texts: a reader's time grows with the text, and not with its square. Nobody can stop the host while it reads.

use super::lexers::readings;
use super::{artifacts, dialect_and_text, expressions, lexers, sql, trust};
use mighost_schema::Dialect;

/// How long the texts are made, in bytes. For a reader that looks at each piece once this is a fraction of a second, and for one that
/// looks at all pieces for each half a minute.
const LENGTH: usize = 256 * 1024;
/// Between the parts of an input: what is written before, and what behind.
const PARTS: char = '\u{1e}';
/// Stands for a number that is another one each time.
const NUMBER: char = '\u{1f}';

/// The first byte chooses a reader, the second a dialect. Behind them stand a text, one that is repeated and one that is repeated as
/// often behind it: for `(` and `)` that is a hundred thousand parentheses in each other.
pub(crate) fn long(bytes: &[u8]) {
    let Some((reader, rest)) = bytes.split_first() else { return };
    let Some((dialect, text)) = dialect_and_text(rest) else { return };
    let mut parts = text.split(PARTS);
    let mut part = || parts.next().unwrap_or_default();
    let (first, unit, behind, last) = (part(), part(), part(), part());
    if unit.is_empty() || unit.len() > 1024 || first.len() > 1024 || behind.len() > 1024 {
        return;
    }
    let times = LENGTH / (unit.len() + behind.len());
    let mut made = String::with_capacity(LENGTH * 2);
    made.push(char::from(rest.first().copied().unwrap_or(b's') & 0x7f));
    made.push_str(first);
    for number in 0..times {
        if unit.contains(NUMBER) {
            made.push_str(&unit.replace(NUMBER, &number.to_string()));
        } else {
            made.push_str(unit);
        }
    }
    (0..times).for_each(|_| made.push_str(behind));
    made.push_str(last);
    let (with_dialect, alone) = (made.as_bytes(), made.get(1..).unwrap_or_default());
    match reader {
        b'e' => expressions::confined(with_dialect),
        b'd' => lexers::definitions(alone.as_bytes()),
        b'h' => sql::header(alone.as_bytes()),
        b't' => trust::file(alone.as_bytes()),
        b'p' => sql::split(with_dialect),
        b'c' => artifacts::sections(alone.as_bytes()),
        _ => {
            if dialect == Dialect::Sqlite {
                let _ = readings(dialect, alone);
            }
            lexers::statements(with_dialect);
        }
    }
}
