//! Which columns something stands on.

use crate::text::columns_named;
use crate::{Constraint, Index, IndexKey, Table};

impl Table {
    /// Which columns of this table an expression names.
    pub(crate) fn named<'t>(&'t self, expression: &str) -> Vec<&'t str> {
        columns_named(expression, &self.name.name, &self.column_names())
    }

    /// The columns of this table that a constraint stands on.
    pub(crate) fn constraint_stands_on<'t>(&'t self, constraint: &'t Constraint) -> Vec<&'t str> {
        let mut columns = Vec::new();
        let mut add = |more: &mut dyn Iterator<Item = &'t str>| {
            for column in more {
                if !columns.contains(&column) {
                    columns.push(column);
                }
            }
        };
        match constraint {
            Constraint::PrimaryKey(c) => add(&mut c.columns.iter().map(String::as_str)),
            Constraint::Unique(c) => add(&mut c.columns.iter().map(String::as_str)),
            Constraint::Check(c) => add(&mut self.named(&c.expression).into_iter()),
            Constraint::ForeignKey(c) => {
                add(&mut c.columns.iter().map(String::as_str));
                if c.referred_table == self.name {
                    let key = self.primary_key().filter(|_| c.referred_columns.is_empty());
                    add(&mut key.unwrap_or(&c.referred_columns).iter().map(String::as_str));
                }
            }
            Constraint::Exclusion(c) => {
                for element in &c.elements {
                    add(&mut self.column(&element.expression).into_iter().map(|c| c.name.as_str()));
                    add(&mut self.named(&element.expression).into_iter());
                }
                add(&mut c.predicate.iter().flat_map(|p| self.named(p)));
            }
        }
        columns
    }

    /// The columns of this table that an index stands on.
    pub(crate) fn index_stands_on<'t>(&'t self, index: &'t Index) -> Vec<&'t str> {
        let mut columns: Vec<&str> = Vec::new();
        for part in &index.parts {
            match &part.key {
                IndexKey::Column(column) => columns.push(column),
                IndexKey::Expression(text) => columns.extend(self.named(text)),
            }
        }
        columns.extend(index.include.iter().map(String::as_str));
        columns.extend(index.predicate.iter().flat_map(|p| self.named(p)));
        columns.sort_unstable();
        columns.dedup();
        columns
    }

    /// The other columns that are computed from a column.
    pub(crate) fn generated_from<'t>(&'t self, column: &str) -> impl Iterator<Item = &'t str> {
        self.columns
            .iter()
            .filter(move |c| {
                c.name != column && c.generated.as_ref().is_some_and(|g| self.named(&g.expression).contains(&column))
            })
            .map(|c| c.name.as_str())
    }

    /// What stands on a column and on others too, in words.
    pub(crate) fn blockers(&self, column: &str) -> Vec<String> {
        let too = |columns: &[&str]| columns.len() > 1 && columns.contains(&column);
        let constraints = self.constraints.iter().filter(|c| too(&self.constraint_stands_on(c)));
        let indexes = self.indexes.iter().filter(|i| too(&self.index_stands_on(i)));
        constraints
            .map(ToString::to_string)
            .chain(indexes.map(|i| format!("index `{}`", i.name)))
            .chain(self.generated_from(column).map(|c| format!("generated column `{c}`")))
            .collect()
    }
}
