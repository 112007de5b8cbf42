//! What the fuzz targets see of what all dialects share. It isn't for anybody else.

use mighost_schema::Dialect;

/// A name, quoted.
pub fn identifier(dialect: Dialect, name: &str) -> String {
    crate::sql::identifier(dialect, name)
}

/// A text as a literal of standard SQL.
pub fn string(text: &str) -> String {
    crate::sql::string(text)
}
