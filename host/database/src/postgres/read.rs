//! Reading rows of our own queries.

use sqlx::postgres::PgRow;
use sqlx::{Row, ValueRef};

/// The columns of a row, all of them texts.
pub(super) fn texts(row: &PgRow) -> Vec<Option<String>> {
    (0..row.len())
        .map(|at| {
            let raw = row.try_get_raw(at).ok().filter(|value| !value.is_null())?;
            raw.as_str().ok().map(str::to_owned)
        })
        .collect()
}

/// Takes a row's texts one by one.
pub(super) struct Fields(std::vec::IntoIter<Option<String>>);

impl Fields {
    pub(super) fn of(row: &PgRow) -> Fields {
        Fields(texts(row).into_iter())
    }

    pub(super) fn maybe(&mut self) -> Option<String> {
        self.0.next().flatten()
    }

    pub(super) fn text(&mut self) -> String {
        self.maybe().unwrap_or_default()
    }

    pub(super) fn flag(&mut self) -> bool {
        self.text() == "true"
    }

    pub(super) fn number(&mut self) -> Option<i64> {
        self.maybe().and_then(|text| text.parse().ok())
    }

    /// A list, which the query joined by a character that no name has.
    pub(super) fn list(&mut self) -> Vec<String> {
        match self.maybe() {
            Some(text) if !text.is_empty() => text.split(SEPARATOR).map(str::to_owned).collect(),
            _ => Vec::new(),
        }
    }
}

/// Between the elements of a list: a control character that nobody writes into a name.
pub(super) const SEPARATOR: char = '\u{1}';
