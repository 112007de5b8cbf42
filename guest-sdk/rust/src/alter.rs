use crate::abi::call;
use crate::name::{Names, setting};
use crate::table::index_over;
use crate::types::{
    AddColumn, AddConstraint, AddIndex, Change, Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey,
    DropColumn, DropConstraint, DropTableIndex, Exclusion, ForeignKey, Generated, Identity, Index, MoveColumn,
    ObjectName, Position, PrimaryKey, Rename, SetColumnSetting, SetDefault, SetGenerated, SetIdentity, SetNullable,
    SetText, SetType, Unique, Value,
};
use crate::{Result, keep};

/// Begins to change a table. All changes of one call are made in one go and in their order: SQLite rebuilds the
/// table at most once, MySQL alters it once.
///
/// ```
/// # use mighost_guest::prelude::*;
/// let change = alter_table("people")
///     .add(varchar("email", 150).not_null().default(""))
///     .rename("name", "full_name")
///     .set_not_null("full_name")
///     .add_index_on("email");
/// assert_eq!(change.changes().len(), 4);
/// # #[cfg(target_family = "wasm")]
/// change.run()?;
/// # Ok::<(), Error>(())
/// ```
pub fn alter_table(name: impl Into<ObjectName>) -> AlterTable {
    AlterTable { name: name.into(), changes: Vec::new() }
}

/// Changes of a table. Nothing happens before [`AlterTable::run`].
#[derive(Debug)]
#[must_use = "nothing happens before `run`"]
pub struct AlterTable {
    name: ObjectName,
    changes: Vec<Change>,
}

/// Columns.
impl AlterTable {
    /// Adds a column behind the last.
    #[allow(clippy::should_implement_trait, reason = "it adds a column, not a number")]
    pub fn add(self, column: Column) -> Self {
        self.add_at(column, Position::Last, false)
    }

    /// Adds a column, where there is none of that name.
    pub fn add_if_missing(self, column: Column) -> Self {
        self.add_at(column, Position::Last, true)
    }

    /// Adds a column before the first (SQLite, MySQL).
    pub fn add_first(self, column: Column) -> Self {
        self.add_at(column, Position::First, false)
    }

    /// Adds a column behind another one (SQLite, MySQL).
    pub fn add_after(self, column: Column, other: &str) -> Self {
        self.add_at(column, Position::After(other.into()), false)
    }

    fn add_at(self, column: Column, position: Position, if_not_exists: bool) -> Self {
        self.change(Change::AddColumn(AddColumn { column, position, if_not_exists }))
    }

    /// Drops a column, with the indexes and constraints that stand on it alone.
    pub fn drop(self, column: &str) -> Self {
        self.change(Change::DropColumn(DropColumn { name: column.into(), if_exists: false }))
    }

    /// Drops a column, where there is one of that name.
    pub fn drop_if_exists(self, column: &str) -> Self {
        self.change(Change::DropColumn(DropColumn { name: column.into(), if_exists: true }))
    }

    /// Renames a column everywhere it is named.
    pub fn rename(self, from: &str, to: &str) -> Self {
        self.change(Change::RenameColumn(Rename { from: from.into(), to: to.into() }))
    }

    /// Changes a column's type by the database's own conversion; a value that doesn't convert is an error.
    pub fn set_type(self, column: &str, column_type: ColumnType) -> Self {
        self.change(Change::SetType(SetType { column: column.into(), column_type, using: None }))
    }

    /// Changes a column's type and computes the new values by an expression, as the database writes it.
    pub fn set_type_using(self, column: &str, column_type: ColumnType, expression: &str) -> Self {
        self.change(Change::SetType(SetType { column: column.into(), column_type, using: Some(expression.into()) }))
    }

    /// Forbids NULL in a column.
    pub fn set_not_null(self, column: &str) -> Self {
        self.change(Change::SetNullable(SetNullable { column: column.into(), nullable: false }))
    }

    /// Allows NULL in a column.
    pub fn set_nullable(self, column: &str) -> Self {
        self.change(Change::SetNullable(SetNullable { column: column.into(), nullable: true }))
    }

    /// Sets a column's default to a constant.
    pub fn set_default(self, column: &str, value: impl Into<Value>) -> Self {
        self.set_default_to(column, Some(ColumnDefault::Literal(value.into())))
    }

    /// Drops a column's default.
    pub fn drop_default(self, column: &str) -> Self {
        self.set_default_to(column, None)
    }

    /// Sets a column's default to anything, or drops it.
    pub fn set_default_to(self, column: &str, default: Option<ColumnDefault>) -> Self {
        self.change(Change::SetDefault(SetDefault { column: column.into(), default_value: default }))
    }

    /// Sets how a column is computed; none makes it an ordinary column that keeps its values.
    pub fn set_generated(self, column: &str, generated: Option<Generated>) -> Self {
        self.change(Change::SetGenerated(SetGenerated { column: column.into(), generated }))
    }

    /// Sets how a column numbers its rows; none makes it an ordinary column.
    pub fn set_identity(self, column: &str, identity: Option<Identity>) -> Self {
        self.change(Change::SetIdentity(SetIdentity { column: column.into(), identity }))
    }

    /// Sets a column's collation; none is the database's default.
    pub fn set_collation(self, column: &str, collation: Option<&str>) -> Self {
        self.change(Change::SetCollation(set_text(column, collation)))
    }

    /// Sets a column's comment; none drops it.
    pub fn set_column_comment(self, column: &str, comment: Option<&str>) -> Self {
        self.change(Change::SetColumnComment(set_text(column, comment)))
    }

    /// Moves a column before the first (SQLite, MySQL).
    pub fn move_first(self, column: &str) -> Self {
        self.move_to(column, Position::First)
    }

    /// Moves a column behind the last (SQLite, MySQL).
    pub fn move_last(self, column: &str) -> Self {
        self.move_to(column, Position::Last)
    }

    /// Moves a column behind another one (SQLite, MySQL).
    pub fn move_after(self, column: &str, other: &str) -> Self {
        self.move_to(column, Position::After(other.into()))
    }

    fn move_to(self, column: &str, position: Position) -> Self {
        self.change(Change::MoveColumn(MoveColumn { column: column.into(), position }))
    }
}

/// Constraints.
impl AlterTable {
    /// Adds a primary key: columns, or a [`crate::primary_key`] with a name.
    pub fn add_primary_key(self, key: impl Into<PrimaryKey>) -> Self {
        self.add_constraint(key.into())
    }

    /// Adds a unique constraint: columns, or a [`crate::unique`] with a name.
    pub fn add_unique(self, unique: impl Into<Unique>) -> Self {
        self.add_constraint(unique.into())
    }

    /// Adds a check: a condition, or a [`crate::check`] with a name.
    pub fn add_check(self, check: impl Into<Check>) -> Self {
        self.add_constraint(check.into())
    }

    /// Adds a foreign key.
    pub fn add_foreign_key(self, key: ForeignKey) -> Self {
        self.add_constraint(key)
    }

    /// Adds an exclusion constraint (PostgreSQL).
    pub fn add_exclusion(self, exclusion: Exclusion) -> Self {
        self.add_constraint(exclusion)
    }

    /// Adds a constraint of any kind.
    pub fn add_constraint(self, constraint: impl Into<Constraint>) -> Self {
        self.change(Change::AddConstraint(AddConstraint { constraint: constraint.into(), if_not_exists: false }))
    }

    /// Adds a constraint, where none of its name stands.
    pub fn add_constraint_if_missing(self, constraint: impl Into<Constraint>) -> Self {
        self.change(Change::AddConstraint(AddConstraint { constraint: constraint.into(), if_not_exists: true }))
    }

    /// Drops the constraint of this name.
    pub fn drop_constraint(self, name: &str) -> Self {
        self.drop_constraint_by(ConstraintKey::Name(name.into()), false)
    }

    /// Drops the constraint of this name, where there is one.
    pub fn drop_constraint_if_exists(self, name: &str) -> Self {
        self.drop_constraint_by(ConstraintKey::Name(name.into()), true)
    }

    /// Drops the primary key.
    pub fn drop_primary_key(self) -> Self {
        self.drop_constraint_by(ConstraintKey::PrimaryKey, false)
    }

    /// Drops the unique constraint over exactly these columns.
    pub fn drop_unique(self, columns: impl Names) -> Self {
        self.drop_constraint_by(ConstraintKey::Unique(columns.names()), false)
    }

    /// Drops the foreign key of exactly these columns.
    pub fn drop_foreign_key(self, columns: impl Names) -> Self {
        self.drop_constraint_by(ConstraintKey::ForeignKey(columns.names()), false)
    }

    /// Drops the check with exactly this condition.
    pub fn drop_check(self, expression: &str) -> Self {
        self.drop_constraint_by(ConstraintKey::Check(expression.into()), false)
    }

    /// Drops a constraint by its name or by what it is; with `if_exists` only where it stands.
    pub fn drop_constraint_by(self, key: ConstraintKey, if_exists: bool) -> Self {
        self.change(Change::DropConstraint(DropConstraint { key, if_exists }))
    }

    /// Renames a constraint.
    pub fn rename_constraint(self, from: &str, to: &str) -> Self {
        self.change(Change::RenameConstraint(Rename { from: from.into(), to: to.into() }))
    }

    /// Checks the rows that a constraint added as not valid passed over (PostgreSQL).
    pub fn validate_constraint(self, name: &str) -> Self {
        self.change(Change::ValidateConstraint(name.into()))
    }
}

/// Indexes, the table itself, and running.
impl AlterTable {
    /// Adds an index.
    pub fn add_index(self, index: Index) -> Self {
        self.change(Change::AddIndex(AddIndex { index, if_not_exists: false }))
    }

    /// Adds an index, where none of its name stands.
    pub fn add_index_if_missing(self, index: Index) -> Self {
        self.change(Change::AddIndex(AddIndex { index, if_not_exists: true }))
    }

    /// Adds an index over these columns, named `ix_<table>_<column>…`.
    pub fn add_index_on(self, columns: impl Names) -> Self {
        let columns = columns.names();
        let index = index_over(&self.name.name, columns);
        self.add_index(index)
    }

    /// Drops an index.
    pub fn drop_index(self, name: &str) -> Self {
        self.change(Change::DropIndex(DropTableIndex { name: name.into(), if_exists: false }))
    }

    /// Drops an index, where there is one of that name.
    pub fn drop_index_if_exists(self, name: &str) -> Self {
        self.change(Change::DropIndex(DropTableIndex { name: name.into(), if_exists: true }))
    }

    /// Sets the table's comment; none drops it.
    pub fn set_comment(self, comment: Option<&str>) -> Self {
        self.change(Change::SetTableComment(comment.map(String::from)))
    }

    /// Sets a setting of the table that only some databases have, such as `strict` or `engine`.
    pub fn set_setting(self, name: &str, value: &str) -> Self {
        self.change(Change::SetSetting(setting(name, value)))
    }

    /// Drops a setting of the table.
    pub fn drop_setting(self, name: &str) -> Self {
        self.change(Change::DropSetting(name.into()))
    }

    /// Sets a setting of a column that only some databases have; what is just there has the value `""`.
    ///
    /// ```
    /// # use mighost_guest::prelude::*;
    /// # fn touched_by_itself() -> Result {
    /// // MySQL writes the moment of each update into the column.
    /// alter_table("people").set_column_setting("changed", "on-update", "current_timestamp").run()
    /// # }
    /// ```
    pub fn set_column_setting(self, column: &str, name: &str, value: &str) -> Self {
        self.column_setting(column, name, Some(value))
    }

    /// Drops a setting of a column.
    pub fn drop_column_setting(self, column: &str, name: &str) -> Self {
        self.column_setting(column, name, None)
    }

    fn column_setting(self, column: &str, name: &str, value: Option<&str>) -> Self {
        self.change(Change::SetColumnSetting(SetColumnSetting {
            column: column.into(),
            name: name.into(),
            value: value.map(String::from),
        }))
    }

    /// Adds a change of any kind.
    pub fn change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// The changes so far.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Makes the changes. Does nothing where there are none.
    pub fn run(self) -> Result {
        if self.changes.is_empty() {
            return Ok(());
        }
        keep(self, |it| call::alter_table(&it.name, &it.changes))
    }
}

fn set_text(column: &str, text: Option<&str>) -> SetText {
    SetText { column: column.into(), text: text.map(String::from) }
}

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use crate::prelude::*;
    use crate::types::*;

    #[test]
    fn changes_come_in_the_order_they_were_given() {
        let change = alter_table("people")
            .add_after(integer("age").not_null().default(0), "name")
            .add_if_missing(text("bio"))
            .drop("old")
            .drop_if_exists("older")
            .rename("name", "full_name")
            .set_type_using("age", ColumnType::bigint(), "age * 12")
            .set_not_null("full_name")
            .set_nullable("bio")
            .set_default("age", 18)
            .drop_default("age")
            .set_collation("full_name", Some("NOCASE"))
            .set_column_comment("age", None)
            .move_first("age")
            .add_unique(["full_name", "age"])
            .add_constraint_if_missing(check("age > 0").named("ck_age"))
            .drop_constraint("ck_old")
            .drop_foreign_key("team_id")
            .drop_primary_key()
            .rename_constraint("a", "b")
            .validate_constraint("b")
            .add_index_on("age")
            .drop_index_if_exists("ix_gone")
            .set_comment(Some("who"))
            .set_setting("strict", "")
            .drop_setting("engine")
            .set_column_setting("age", "invisible", "")
            .drop_column_setting("age", "invisible");
        let changes = change.changes();
        assert_eq!(changes.len(), 27);
        let Change::AddColumn(added) = &changes[0] else { unreachable!() };
        assert_eq!(added.position, Position::After("name".into()));
        assert!(!added.if_not_exists);
        assert_eq!(added.column.default_value, Some(ColumnDefault::Literal(Value::Integer(0))));
        assert!(matches!(&changes[1], Change::AddColumn(added) if added.if_not_exists && added.column.nullable));
        assert!(matches!(&changes[2], Change::DropColumn(dropped) if dropped.name == "old" && !dropped.if_exists));
        assert!(
            matches!(&changes[4], Change::RenameColumn(rename) if rename.from == "name" && rename.to == "full_name")
        );
        assert!(matches!(&changes[5], Change::SetType(set) if set.using.as_deref() == Some("age * 12")));
        assert!(matches!(&changes[9], Change::SetDefault(set) if set.default_value.is_none()));
        assert!(matches!(&changes[14], Change::AddConstraint(add) if add.if_not_exists));
        assert!(matches!(&changes[16], Change::DropConstraint(drop)
            if drop.key == ConstraintKey::ForeignKey(vec!["team_id".into()])));
        assert!(matches!(&changes[20], Change::AddIndex(add) if add.index.name == "ix_people_age"));
    }

    #[test]
    fn an_empty_change_asks_nothing_of_the_host() {
        assert_eq!(alter_table("people").run(), Ok(()));
    }
}
