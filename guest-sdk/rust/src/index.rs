use crate::abi::call;
use crate::bindings::mighost::migration::ddl;
use crate::name::{Names, setting};
use crate::types::{Index, IndexKey, IndexMode, IndexPart, NullsOrder, ObjectName};
use crate::{Result, keep};

/// An index of this name over these columns, for [`crate::create_table`], [`crate::alter_table`] or
/// [`create_index`].
///
/// ```
/// # use mighost_guest::prelude::*;
/// let index = index("ix_people_email", "email").unique();
/// assert!(index.unique);
/// ```
pub fn index(name: &str, columns: impl Names) -> Index {
    Index {
        name: name.into(),
        parts: columns.names().into_iter().map(|column| part(IndexKey::Column(column))).collect(),
        unique: false,
        method: None,
        predicate: None,
        include: Vec::new(),
        nulls_not_distinct: false,
        comment: None,
        settings: Vec::new(),
    }
}

/// A part of an index that orders by an expression, as the database writes it.
pub fn expression(expression: &str) -> IndexPart {
    part(IndexKey::Expression(expression.into()))
}

/// A part of an index that orders by a column, to be given a direction, a collation and so on.
pub fn by(column: &str) -> IndexPart {
    part(IndexKey::Column(column.into()))
}

fn part(key: IndexKey) -> IndexPart {
    IndexPart {
        key,
        descending: false,
        nulls: NullsOrder::Default,
        collation: None,
        operator_class: None,
        prefix_length: None,
    }
}

impl IndexPart {
    /// Downwards.
    pub fn descending(mut self) -> Self {
        self.descending = true;
        self
    }

    /// NULLs before everything (PostgreSQL).
    pub fn nulls_first(mut self) -> Self {
        self.nulls = NullsOrder::First;
        self
    }

    /// NULLs after everything (PostgreSQL).
    pub fn nulls_last(mut self) -> Self {
        self.nulls = NullsOrder::Last;
        self
    }

    /// Its collation.
    pub fn collation(mut self, collation: &str) -> Self {
        self.collation = Some(collation.into());
        self
    }

    /// Its operator class (PostgreSQL).
    pub fn operator_class(mut self, class: &str) -> Self {
        self.operator_class = Some(class.into());
        self
    }

    /// Only so many characters count (MySQL).
    pub fn prefix(mut self, characters: u32) -> Self {
        self.prefix_length = Some(characters);
        self
    }
}

impl Index {
    /// One more part: a column by name, [`by`] a column downwards or collated, or an [`expression`].
    pub fn part(mut self, part: IndexPart) -> Self {
        self.parts.push(part);
        self
    }

    /// No two rows alike.
    pub fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// The method, such as `gin`, `hash`, `fulltext`.
    pub fn using(mut self, method: &str) -> Self {
        self.method = Some(method.into());
        self
    }

    /// Only these rows (a partial index).
    pub fn filter(mut self, predicate: &str) -> Self {
        self.predicate = Some(predicate.into());
        self
    }

    /// Columns carried along (PostgreSQL).
    pub fn include(mut self, columns: impl Names) -> Self {
        self.include = columns.names();
        self
    }

    /// NULLs count as equal in a unique index (PostgreSQL 15 and newer).
    pub fn nulls_not_distinct(mut self) -> Self {
        self.nulls_not_distinct = true;
        self
    }

    /// A comment.
    pub fn comment(mut self, comment: &str) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// A setting that only some databases have.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push(setting(name, value));
        self
    }
}

/// Begins to build an index on its own; several changes of one table are better one [`crate::alter_table`].
pub fn create_index(table: impl Into<ObjectName>, index: Index) -> CreateIndex {
    CreateIndex { table: table.into(), index, mode: IndexMode { if_needed: false, concurrently: false } }
}

/// An index to build. Nothing happens before [`CreateIndex::run`].
#[derive(Debug)]
#[must_use = "nothing happens before `run`"]
pub struct CreateIndex {
    table: ObjectName,
    index: Index,
    mode: IndexMode,
}

impl CreateIndex {
    /// Do nothing where the name is taken.
    pub fn if_not_exists(mut self) -> Self {
        self.mode.if_needed = true;
        self
    }

    /// Without stopping writers (PostgreSQL). Only in a revision without a transaction.
    pub fn concurrently(mut self) -> Self {
        self.mode.concurrently = true;
        self
    }

    /// Builds it. True where it was built.
    pub fn run(self) -> Result<bool> {
        keep(self, |it| call::create_index(&it.table, &it.index, &it.mode))
    }
}

/// Begins to drop an index on its own.
pub fn drop_index(table: impl Into<ObjectName>, name: &str) -> DropIndex {
    DropIndex { table: table.into(), name: name.into(), mode: IndexMode { if_needed: false, concurrently: false } }
}

/// An index to drop. Nothing happens before [`DropIndex::run`].
#[derive(Debug)]
#[must_use = "nothing happens before `run`"]
pub struct DropIndex {
    table: ObjectName,
    name: String,
    mode: IndexMode,
}

impl DropIndex {
    /// Do nothing where it doesn't exist.
    pub fn if_exists(mut self) -> Self {
        self.mode.if_needed = true;
        self
    }

    /// Without stopping writers (PostgreSQL). Only in a revision without a transaction.
    pub fn concurrently(mut self) -> Self {
        self.mode.concurrently = true;
        self
    }

    /// Drops it. True where it was there.
    pub fn run(self) -> Result<bool> {
        keep(self, |it| ddl::drop_index(&it.table, &it.name, it.mode))
    }
}

/// Renames an index of a table.
pub fn rename_index(table: impl Into<ObjectName>, from: &str, to: &str) -> Result {
    ddl::rename_index(&table.into(), from, to)
}

/// Sets the comment of an index (PostgreSQL); none drops it.
pub fn set_index_comment(table: impl Into<ObjectName>, index: &str, comment: Option<&str>) -> Result {
    ddl::set_index_comment(&table.into(), index, comment)
}
