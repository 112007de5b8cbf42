use crate::abi::call;
use crate::bindings::mighost::migration::ddl;
use crate::name::{Names, setting};
use crate::types::{
    Check, Column, Constraint, DropMode, Exclusion, ForeignKey, Index, ObjectName, PrimaryKey, Table, Unique,
};
use crate::{Result, index, keep};

/// Begins to create a table.
///
/// ```
/// # use mighost_guest::prelude::*;
/// let table = create_table("people")
///     .column(integer("id").not_null())
///     .column(varchar("name", 200).not_null())
///     .column(integer("team_id"))
///     .primary_key("id")
///     .foreign_key(foreign_key("team_id").references("team", "id").on_delete_cascade())
///     .check("length(name) > 0")
///     .index_on("name");
/// assert_eq!(table.definition().indexes[0].name, "ix_people_name");
/// # #[cfg(target_family = "wasm")]
/// table.run()?;
/// # Ok::<(), Error>(())
/// ```
pub fn create_table(name: impl Into<ObjectName>) -> CreateTable {
    CreateTable {
        table: Table {
            name: name.into(),
            columns: Vec::new(),
            constraints: Vec::new(),
            indexes: Vec::new(),
            comment: None,
            settings: Vec::new(),
        },
        if_not_exists: false,
    }
}

/// A table to create. Nothing happens before [`CreateTable::run`].
#[derive(Debug)]
#[must_use = "nothing happens before `run`"]
pub struct CreateTable {
    table: Table,
    if_not_exists: bool,
}

impl CreateTable {
    /// Adds a column.
    pub fn column(mut self, column: Column) -> Self {
        self.table.columns.push(column);
        self
    }

    /// Adds several columns.
    pub fn columns(mut self, columns: impl IntoIterator<Item = Column>) -> Self {
        self.table.columns.extend(columns);
        self
    }

    /// Sets the primary key: columns, or a [`crate::primary_key`] with a name.
    pub fn primary_key(self, key: impl Into<PrimaryKey>) -> Self {
        self.constraint(key.into())
    }

    /// Adds a unique constraint: columns, or a [`crate::unique`] with a name.
    pub fn unique(self, unique: impl Into<Unique>) -> Self {
        self.constraint(unique.into())
    }

    /// Adds a check: a condition, or a [`crate::check`] with a name.
    pub fn check(self, check: impl Into<Check>) -> Self {
        self.constraint(check.into())
    }

    /// Adds a foreign key.
    pub fn foreign_key(self, key: ForeignKey) -> Self {
        self.constraint(key)
    }

    /// Adds an exclusion constraint (PostgreSQL).
    pub fn exclusion(self, exclusion: Exclusion) -> Self {
        self.constraint(exclusion)
    }

    /// Adds a constraint of any kind.
    pub fn constraint(mut self, constraint: impl Into<Constraint>) -> Self {
        self.table.constraints.push(constraint.into());
        self
    }

    /// Adds an index.
    pub fn index(mut self, index: Index) -> Self {
        self.table.indexes.push(index);
        self
    }

    /// Adds an index over these columns, named `ix_<table>_<column>…`.
    pub fn index_on(self, columns: impl Names) -> Self {
        let columns = columns.names();
        let index = index_over(&self.table.name.name, columns);
        self.index(index)
    }

    /// Adds a unique index over these columns, named `ix_<table>_<column>…`.
    pub fn unique_index_on(self, columns: impl Names) -> Self {
        let columns = columns.names();
        let index = index_over(&self.table.name.name, columns).unique();
        self.index(index)
    }

    /// Its comment. SQLite keeps none.
    pub fn comment(mut self, comment: &str) -> Self {
        self.table.comment = Some(comment.into());
        self
    }

    /// A setting that only some databases have: `strict` or `without-rowid` on SQLite, `engine` on MySQL.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.table.settings.push(setting(name, value));
        self
    }

    /// Do nothing where a table of that name exists.
    pub fn if_not_exists(mut self) -> Self {
        self.if_not_exists = true;
        self
    }

    /// The table as it will be created.
    pub fn definition(&self) -> &Table {
        &self.table
    }

    /// Creates it. True where it was created.
    pub fn run(self) -> Result<bool> {
        keep(self, |it| call::create_table(&it.table, &it.if_not_exists))
    }
}

impl From<Table> for CreateTable {
    /// Creates a table as another one is: read it with [`crate::inspect::table`] and rename it.
    fn from(table: Table) -> Self {
        CreateTable { table, if_not_exists: false }
    }
}

/// The index that SQLAlchemy, and so many an existing schema, would name the same.
pub(crate) fn index_over(table: &str, columns: Vec<String>) -> Index {
    let mut name = String::from("ix_");
    name.push_str(table);
    for column in &columns {
        name.push('_');
        name.push_str(column);
    }
    index(&name, columns)
}

/// Begins to drop a table.
pub fn drop_table(name: impl Into<ObjectName>) -> Drop {
    Drop::new(name.into(), call::drop_table)
}

/// Renames a table; what refers to it follows. A target in another schema moves it (not on SQLite).
pub fn rename_table(from: impl Into<ObjectName>, to: impl Into<ObjectName>) -> Result {
    ddl::rename_table(&from.into(), &to.into())
}

/// A table, view, enumeration or sequence to drop. Nothing happens before [`Drop::run`].
#[derive(Debug)]
#[must_use = "nothing happens before `run`"]
pub struct Drop {
    name: ObjectName,
    mode: DropMode,
    drop: fn(&ObjectName, DropMode) -> Result<bool>,
}

impl Drop {
    pub(crate) fn new(name: ObjectName, drop: fn(&ObjectName, DropMode) -> Result<bool>) -> Self {
        Drop { name, mode: DropMode { if_exists: false, cascade: false }, drop }
    }

    /// Do nothing where it doesn't exist.
    pub fn if_exists(mut self) -> Self {
        self.mode.if_exists = true;
        self
    }

    /// Drop what stands on it too. Without, the database refuses where something does.
    pub fn cascade(mut self) -> Self {
        self.mode.cascade = true;
        self
    }

    /// Drops it. True where it was there.
    pub fn run(self) -> Result<bool> {
        keep(self, |it| (it.drop)(&it.name, it.mode))
    }
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use crate::prelude::*;

    #[test]
    fn a_table_keeps_its_parts_in_the_order_they_were_given() {
        let table = create_table("people")
            .column(bigint("id").not_null().auto_increment())
            .columns([varchar("name", 200).not_null(), text("bio")])
            .primary_key("id")
            .unique(unique(["name", "bio"]).named("uq_people").nulls_not_distinct())
            .check(check("id > 0").named("ck_id"))
            .foreign_key(foreign_key("id").references(in_schema("other", "humans"), []).deferred())
            .exclusion(exclusion("span", "&&").and("room", "=").using("gist").filter("active"))
            .index_on(["name", "id"])
            .unique_index_on("bio")
            .setting("strict", "")
            .comment("who")
            .if_not_exists();
        assert!(table.if_not_exists);
        let table = table.definition();
        assert_eq!(table.name, ObjectName::from("people"));
        assert_eq!(table.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["id", "name", "bio"]);
        assert!(!table.columns[0].nullable && !table.columns[1].nullable && table.columns[2].nullable);
        assert_eq!(table.columns[0].identity, Some(Identity::new()));
        assert_eq!(table.columns[1].column_type, ColumnType::Varchar(Some(200)));
        let [
            Constraint::PrimaryKey(primary),
            Constraint::Unique(unique),
            Constraint::Check(check),
            Constraint::ForeignKey(key),
            Constraint::Exclusion(exclusion),
        ] = &table.constraints[..]
        else {
            unreachable!("{:?}", table.constraints)
        };
        assert_eq!((primary.name.as_deref(), &primary.columns[..]), (None, &["id".to_owned()][..]));
        assert_eq!(
            (unique.name.as_deref(), unique.columns.len(), unique.nulls_not_distinct),
            (Some("uq_people"), 2, true)
        );
        assert_eq!((check.name.as_deref(), check.expression.as_str()), (Some("ck_id"), "id > 0"));
        assert_eq!(key.referred_table, in_schema("other", "humans"));
        assert_eq!((key.referred_columns.len(), key.deferral), (0, Deferral::InitiallyDeferred));
        assert_eq!(exclusion.elements.len(), 2);
        assert_eq!(exclusion.method.as_deref(), Some("gist"));
        assert_eq!(table.indexes[0].name, "ix_people_name_id");
        assert!(!table.indexes[0].unique);
        assert_eq!(table.indexes[1].name, "ix_people_bio");
        assert!(table.indexes[1].unique);
        assert_eq!(table.settings, [Setting { name: "strict".into(), value: String::new() }]);
        assert_eq!(table.comment.as_deref(), Some("who"));
    }

    #[test]
    fn dropping_says_no_more_than_it_was_told() {
        let drop = drop_table("people");
        assert_eq!(drop.mode, DropMode { if_exists: false, cascade: false });
        assert_eq!(drop.if_exists().cascade().mode, DropMode { if_exists: true, cascade: true });
    }
}
