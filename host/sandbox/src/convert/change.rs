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
            wit::Change::SetColumnSetting(c) => {
                Change::SetColumnSetting { column: c.column, name: c.name, value: c.value }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bindings::types as words;
    use mighost_schema::{
        Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, Generated, Identity, Index, Settings,
    };

    fn rename() -> wit::Rename {
        wit::Rename { from: "a".into(), to: "b".into() }
    }

    fn text() -> wit::SetText {
        wit::SetText { column: "a".into(), text: Some("t".into()) }
    }

    #[test]
    fn each_change_of_the_contract_is_one_of_the_vocabulary() {
        let column = Column::new("a", ColumnType::TEXT).not_null();
        let check = Constraint::Check(Check {
            name: None,
            expression: "a > 0".into(),
            not_valid: false,
            settings: Settings::new(),
        });
        let index = Index::new("ix", ["a"]);
        let generated = Generated { expression: "1".into(), stored: true };
        let identity = Identity { always: true, ..Identity::default() };
        let name = || "a".to_owned();
        let pairs = [
            (
                wit::Change::AddColumn(wit::AddColumn {
                    column: column.clone().across(),
                    position: wit::Position::After("z".into()),
                    if_not_exists: true,
                }),
                Change::AddColumn { column, position: Position::After("z".into()), if_not_exists: true },
            ),
            (
                wit::Change::DropColumn(wit::DropColumn { name: name(), if_exists: true }),
                Change::DropColumn { name: name(), if_exists: true },
            ),
            (wit::Change::RenameColumn(rename()), Change::RenameColumn { from: name(), to: "b".into() }),
            (
                wit::Change::SetType(wit::SetType {
                    column: name(),
                    column_type: words::ColumnType::Uuid,
                    using: Some("u".into()),
                }),
                Change::SetType { column: name(), column_type: ColumnType::Uuid, using: Some("u".into()) },
            ),
            (
                wit::Change::SetNullable(wit::SetNullable { column: name(), nullable: true }),
                Change::SetNullable { column: name(), nullable: true },
            ),
            (
                wit::Change::SetDefault(wit::SetDefault {
                    column: name(),
                    default_value: Some(words::ColumnDefault::CurrentDate),
                }),
                Change::SetDefault { column: name(), default: Some(ColumnDefault::CurrentDate) },
            ),
            (
                wit::Change::SetGenerated(wit::SetGenerated {
                    column: name(),
                    generated: Some(generated.clone()).across(),
                }),
                Change::SetGenerated { column: name(), generated: Some(generated) },
            ),
            (
                wit::Change::SetIdentity(wit::SetIdentity {
                    column: name(),
                    identity: Some(identity.clone()).across(),
                }),
                Change::SetIdentity { column: name(), identity: Some(identity) },
            ),
            (wit::Change::SetCollation(text()), Change::SetCollation { column: name(), collation: Some("t".into()) }),
            (
                wit::Change::SetColumnComment(text()),
                Change::SetColumnComment { column: name(), comment: Some("t".into()) },
            ),
            (
                wit::Change::MoveColumn(wit::MoveColumn { column: name(), position: wit::Position::First }),
                Change::MoveColumn { column: name(), position: Position::First },
            ),
            (
                wit::Change::AddConstraint(wit::AddConstraint {
                    constraint: check.clone().across(),
                    if_not_exists: true,
                }),
                Change::AddConstraint { constraint: check, if_not_exists: true },
            ),
            (
                wit::Change::DropConstraint(wit::DropConstraint {
                    key: words::ConstraintKey::ForeignKey(vec![name()]),
                    if_exists: true,
                }),
                Change::DropConstraint { key: ConstraintKey::ForeignKey(vec![name()]), if_exists: true },
            ),
            (wit::Change::RenameConstraint(rename()), Change::RenameConstraint { from: name(), to: "b".into() }),
            (wit::Change::ValidateConstraint(name()), Change::ValidateConstraint { name: name() }),
            (
                wit::Change::AddIndex(wit::AddIndex { index: index.clone().across(), if_not_exists: true }),
                Change::AddIndex { index, if_not_exists: true },
            ),
            (
                wit::Change::DropIndex(wit::DropTableIndex { name: name(), if_exists: true }),
                Change::DropIndex { name: name(), if_exists: true },
            ),
            (wit::Change::SetTableComment(Some(name())), Change::SetTableComment { comment: Some(name()) }),
            (
                wit::Change::SetSetting(words::Setting { name: name(), value: String::new() }),
                Change::SetSetting { name: name(), value: Some(String::new()) },
            ),
            (wit::Change::DropSetting(name()), Change::SetSetting { name: name(), value: None }),
            (
                wit::Change::SetColumnSetting(wit::SetColumnSetting {
                    column: name(),
                    name: "on-update".into(),
                    value: Some("current_timestamp".into()),
                }),
                Change::SetColumnSetting {
                    column: name(),
                    name: "on-update".into(),
                    value: Some("current_timestamp".into()),
                },
            ),
        ];
        for (theirs, ours) in pairs {
            let across: Change = theirs.across();
            assert_eq!(across, ours);
        }
    }
}
