pub(crate) mod artifacts;
pub(crate) mod expressions;
pub(crate) mod lexers;
pub(crate) mod long;
pub(crate) mod names;
pub(crate) mod signatures;
pub(crate) mod sql;
pub(crate) mod trust;

use mighost_schema::Dialect;

/// A text, where the bytes are one.
fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// The first byte chooses a dialect, the rest is a text.
fn dialect_and_text(bytes: &[u8]) -> Option<(Dialect, &str)> {
    let (first, rest) = bytes.split_first()?;
    // So that a seed can be typed: `s`, `p`, `m`, and `n` for MariaDB.
    let dialect = match first % 4 {
        3 => Dialect::Sqlite,
        0 => Dialect::Postgresql,
        1 => Dialect::Mysql,
        _ => Dialect::Mariadb,
    };
    Some((dialect, text(rest)?))
}
