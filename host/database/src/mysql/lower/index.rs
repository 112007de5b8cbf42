//! Indexes.

use super::super::default;
use super::super::keys::{plain_columns, unique};
use super::column::real_name;
use super::settings::{collation_of, settings};
use super::{Changes, Rules, fragment, identifier, some_text, unsupported};
use mighost_schema::{
    Change, ColumnType, Constraint, ConstraintKey, Error, Index, IndexKey, NullsOrder, Result, Table,
};

impl Changes<'_> {
    pub(super) fn index_name(&self, name: &str) -> String {
        let mut names = self.table.indexes.iter().map(|index| index.name.as_str());
        names.find(|there| there.eq_ignore_ascii_case(name)).unwrap_or(name).to_owned()
    }

    pub(super) fn add_index(&mut self, index: &Index, if_not_exists: bool) -> Result<()> {
        let what = format!("index `{}` of table `{}`", index.name, self.table.name);
        identifier(&index.name)?;
        if let Some(there) = self.named(&index.name) {
            if if_not_exists {
                return Ok(());
            }
            return Err(Error::Invalid(format!(
                "table `{}` has a constraint or index of that name already: {there}",
                self.table.name
            )));
        }
        if index.name.eq_ignore_ascii_case("primary") {
            return unsupported(format!("{what}: only a primary key is called so; give another name"));
        }
        let index = lower_index(&what, index, &self.table, self.rules)?;
        match plain_columns(&index) {
            Some(columns) if index.unique => {
                self.push(Change::AddConstraint { constraint: unique(&index.name, columns), if_not_exists: false })
            }
            _ => self.push(Change::AddIndex { index, if_not_exists: false }),
        }
    }

    pub(super) fn drop_index(&mut self, name: &str, if_exists: bool) -> Result<()> {
        match self.unique_constraint(name) {
            Some(name) => self.push(Change::DropConstraint { key: ConstraintKey::Name(name), if_exists }),
            None => {
                let name = self.index_name(name);
                self.push(Change::DropIndex { name, if_exists })
            }
        }
    }

    pub(super) fn set_index_comment(&mut self, index: &str, comment: Option<String>) -> Result<()> {
        if let Some(name) = self.unique_constraint(index) {
            let columns = self.table.constraints.iter().find_map(|c| match c {
                Constraint::Unique(key) if key.name.as_deref() == Some(&name) => Some(key.columns.clone()),
                _ => None,
            });
            let (Some(comment), Some(columns)) = (comment, columns) else { return Ok(()) };
            let mut commented = Index::new(&name, columns);
            commented.unique = true;
            commented.comment = Some(comment);
            self.push(Change::DropConstraint { key: ConstraintKey::Name(name), if_exists: false })?;
            return self.push(Change::AddIndex { index: commented, if_not_exists: false });
        }
        let name = self.index_name(index);
        self.push(Change::SetIndexComment { index: name.clone(), comment })?;
        let columns = self.table.index(&name).filter(|index| index.unique).and_then(plain_columns);
        if let Some(columns) = columns {
            self.push(Change::DropIndex { name: name.clone(), if_exists: false })?;
            self.push(Change::AddConstraint { constraint: unique(&name, columns), if_not_exists: false })?;
        }
        Ok(())
    }
}

fn lower_index(what: &str, index: &Index, table: &Table, rules: &Rules<'_>) -> Result<Index> {
    let server = rules.flavour.name();
    if index.predicate.is_some() {
        return unsupported(format!(
            "{what}: {server} has no partial indexes; index a generated column that is NULL elsewhere, or all rows"
        ));
    }
    if !index.include.is_empty() {
        return unsupported(format!("{what}: {server} carries no columns along; add them behind the others"));
    }
    if index.nulls_not_distinct {
        return unsupported(format!("{what}: to {server} NULLs are never equal in an index; forbid NULL"));
    }
    let mut lowered = index.clone();
    lowered.comment = some_text(index.comment.as_ref());
    lowered.settings = settings(what, &index.settings, &["invisible", "parser"], rules)?;
    lowered.method = match index.method.as_deref().map(str::to_ascii_lowercase).as_deref() {
        // InnoDB has no other, and takes the word for a hash without making one.
        None | Some("btree" | "hash") => None,
        Some(method @ ("fulltext" | "spatial")) => Some(method.to_owned()),
        Some(method) => {
            return unsupported(format!(
                "{what}: {server} has no {method} indexes; it has btree, fulltext and spatial"
            ));
        }
    };
    for part in &mut lowered.parts {
        if let IndexKey::Column(column) = &mut part.key {
            *column = real_name(table, column);
        }
        let column = match &part.key {
            IndexKey::Column(column) => table.column(column),
            IndexKey::Expression(expression) => {
                if !rules.flavour.expression_indexes() {
                    return unsupported(format!(
                        "{what}: MariaDB has no indexes over expressions; add a generated column and index that"
                    ));
                }
                part.key = IndexKey::Expression(default::unwrapped(&fragment(what, expression)?).to_owned());
                None
            }
        };
        let usual = match part.nulls {
            NullsOrder::Default => true,
            NullsOrder::First => !part.descending,
            NullsOrder::Last => part.descending,
        };
        if !usual {
            return unsupported(format!("{what}: {server} sorts NULLs before everything; leave their order out"));
        }
        part.nulls = NullsOrder::Default;
        if let Some(collation) = part.collation.take() {
            let of = column.map(|c| c.collation.clone().unwrap_or_else(|| collation_of(table, rules)));
            if of.as_ref() != Some(&collation) {
                return unsupported(format!("{what}: an index has its column's collation; set that instead"));
            }
        }
        if let Some(class) = &part.operator_class {
            return unsupported(format!("{what}: {server} has no operator class {class}; leave it out"));
        }
        part.descending &= rules.flavour.descending() && lowered.method.is_none();
        // A prefix of the whole length is none.
        let whole = column.and_then(|c| match c.column_type {
            ColumnType::Char(n) | ColumnType::Varchar(Some(n)) | ColumnType::Binary(n) | ColumnType::Varbinary(n) => {
                Some(n)
            }
            _ => None,
        });
        part.prefix_length = part.prefix_length.filter(|length| Some(*length) != whole);
    }
    Ok(lowered)
}
