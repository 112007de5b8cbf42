use super::Across;
use crate::bindings::ddl as wit;
use mighost_schema::{Change, LabelPosition, Position};

impl Across<Position> for wit::Position {
    fn across(self) -> Position {
        match self {
            wit::Position::Last => Position::Last,
            wit::Position::First => Position::First,
            wit::Position::After(column) => Position::After(column),
        }
    }
}

impl Across<LabelPosition> for wit::LabelPosition {
    fn across(self) -> LabelPosition {
        match self {
            wit::LabelPosition::Last => LabelPosition::Last,
            wit::LabelPosition::Before(label) => LabelPosition::Before(label),
            wit::LabelPosition::After(label) => LabelPosition::After(label),
        }
    }
}

impl Across<Change> for wit::Change {
    fn across(self) -> Change {
        match self {
            wit::Change::AddColumn(c) => Change::AddColumn {
                column: c.column.across(),
                position: c.position.across(),
                if_not_exists: c.if_not_exists,
            },
            wit::Change::DropColumn(c) => Change::DropColumn { name: c.name, if_exists: c.if_exists },
            wit::Change::RenameColumn(c) => Change::RenameColumn { from: c.from, to: c.to },
            wit::Change::SetType(c) => {
                Change::SetType { column: c.column, column_type: c.column_type.across(), using: c.using }
            }
            wit::Change::SetNullable(c) => Change::SetNullable { column: c.column, nullable: c.nullable },
            wit::Change::SetDefault(c) => Change::SetDefault { column: c.column, default: c.default_value.across() },
            wit::Change::SetGenerated(c) => Change::SetGenerated { column: c.column, generated: c.generated.across() },
            wit::Change::SetIdentity(c) => Change::SetIdentity { column: c.column, identity: c.identity.across() },
            wit::Change::SetCollation(c) => Change::SetCollation { column: c.column, collation: c.text },
            wit::Change::SetColumnComment(c) => Change::SetColumnComment { column: c.column, comment: c.text },
            wit::Change::MoveColumn(c) => Change::MoveColumn { column: c.column, position: c.position.across() },
            wit::Change::AddConstraint(c) => {
                Change::AddConstraint { constraint: c.constraint.across(), if_not_exists: c.if_not_exists }
            }
            wit::Change::DropConstraint(c) => Change::DropConstraint { key: c.key.across(), if_exists: c.if_exists },
            wit::Change::RenameConstraint(c) => Change::RenameConstraint { from: c.from, to: c.to },
            wit::Change::ValidateConstraint(name) => Change::ValidateConstraint { name },
            wit::Change::AddIndex(c) => Change::AddIndex { index: c.index.across(), if_not_exists: c.if_not_exists },
            wit::Change::DropIndex(c) => Change::DropIndex { name: c.name, if_exists: c.if_exists },
            wit::Change::SetTableComment(comment) => Change::SetTableComment { comment },
            wit::Change::SetSetting(s) => Change::SetSetting { name: s.name, value: Some(s.value) },
            wit::Change::DropSetting(name) => Change::SetSetting { name, value: None },
        }
    }
}
