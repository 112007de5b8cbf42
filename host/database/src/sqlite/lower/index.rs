use super::{fragment, real_name, settings};
use crate::sqlite::{parse, render};
use mighost_schema::{Error, Index, IndexKey, NullsOrder, Result, Table};

pub(super) fn lower_index(index: &Index, table: &Table) -> Result<Index> {
    let what = format!("index `{}`", index.name);
    let unsupported = |text: &str| Err(Error::Unsupported(format!("{what}: {text}")));
    if index.method.as_ref().is_some_and(|method| !method.eq_ignore_ascii_case("btree")) {
        return unsupported("SQLite has one kind of index; leave the method out, or make an FTS5 table by raw SQL");
    }
    if !index.include.is_empty() {
        return unsupported("SQLite's indexes carry no other columns; add them behind the key");
    }
    if index.nulls_not_distinct {
        return unsupported("in SQLite NULLs are never equal in an index; index coalesce(column, '')");
    }
    let mut lowered = index.clone();
    lowered.comment = None;
    lowered.method = None;
    lowered.settings = settings(&what, &index.settings, &[])?;
    lowered.predicate = match &index.predicate {
        Some(predicate) => Some(fragment(&format!("the predicate of {what}"), predicate)?),
        None => None,
    };
    for part in &mut lowered.parts {
        if part.operator_class.is_some() {
            return unsupported("SQLite has no operator classes");
        }
        if part.prefix_length.take().is_some() && index.unique {
            return unsupported("SQLite has no prefixes; index substr(column, 1, length)");
        }
        // NULLs come before everything, so first upwards and last downwards.
        let natural = if part.descending { NullsOrder::Last } else { NullsOrder::First };
        if part.nulls != NullsOrder::Default && part.nulls != natural {
            return unsupported("SQLite can't choose where NULLs stand in an index; index (column IS NULL), column");
        }
        part.nulls = NullsOrder::Default;
        match &mut part.key {
            IndexKey::Column(column) => *column = real_name(table, column),
            IndexKey::Expression(expression) => *expression = fragment(&what, expression)?,
        }
    }
    let named = lowered.parts.iter().all(|part| match &part.key {
        IndexKey::Column(column) => table.column(column).is_some(),
        IndexKey::Expression(_) => true,
    });
    if !named || lowered.parts.is_empty() || lowered.name.is_empty() {
        // The model has the words for it.
        return Ok(lowered);
    }
    // Read back, because an expression may turn out to be a column, or to end in a collation.
    parse::index(&lowered.name, &render::create_index(&table.name.name, &lowered), table)
        .map_err(|error| Error::Invalid(format!("{what} is no index that SQLite understands: {error}")))
}
