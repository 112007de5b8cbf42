use super::structure::Maker;
use crate::{AlterTable, Change, Constraint, ConstraintKey, LabelPosition, Operation, Position, Table};

impl Maker<'_> {
    pub fn operation(&mut self) -> Operation {
        // Half of all real changes alter a table.
        if self.choices.chance(50) && self.profile.operations.contains(&"alter-table") {
            return self.operation_of("alter-table");
        }
        let kind = self.choices.pick(&self.profile.operations).copied().unwrap_or("create-table");
        self.operation_of(kind)
    }

    pub fn operation_of(&mut self, kind: &str) -> Operation {
        let schema = self.schema;
        let flag = |m: &mut Self| m.choices.chance(30);
        match kind {
            "drop-table" => Operation::DropTable {
                name: self.existing(&schema.tables, Self::relation_name),
                if_exists: flag(self),
                cascade: flag(self),
            },
            "rename-table" => Operation::RenameTable {
                from: self.existing(&schema.tables, Self::relation_name),
                to: self.relation_name(),
            },
            "alter-table" => Operation::AlterTable(self.alter_table()),
            "create-index" => {
                let table = self.some_table();
                let (if_not_exists, concurrently) = (flag(self), self.profile.server_options && flag(self));
                let index = self.index(&table);
                Operation::CreateIndex { table: table.name, index, if_not_exists, concurrently }
            }
            "drop-index" => {
                let table = self.some_table();
                let name = self.existing_index(&table);
                let (if_exists, concurrently) = (flag(self), self.profile.server_options && flag(self));
                Operation::DropIndex { table: table.name, name, if_exists, concurrently }
            }
            "create-view" => Operation::CreateView { view: self.view(), or_replace: flag(self) },
            "drop-view" => Operation::DropView {
                name: self.existing(&schema.views, Self::view_name),
                if_exists: flag(self),
                cascade: flag(self),
            },
            "rename-view" => {
                Operation::RenameView { from: self.existing(&schema.views, Self::view_name), to: self.view_name() }
            }
            "refresh-view" => {
                Operation::RefreshView { name: self.existing(&schema.views, Self::view_name), concurrently: flag(self) }
            }
            "set-view-comment" => Operation::SetViewComment {
                name: self.existing(&schema.views, Self::view_name),
                comment: self.comment(),
            },
            "create-enumeration" => {
                Operation::CreateEnumeration { enumeration: self.enumeration(), if_not_exists: flag(self) }
            }
            "add-label" => Operation::AddLabel {
                name: self.existing(&schema.enumerations, Self::enumeration_name),
                label: self.label(),
                position: match self.choices.below(3) {
                    0 => LabelPosition::Last,
                    1 => LabelPosition::Before(self.label()),
                    _ => LabelPosition::After(self.label()),
                },
                if_not_exists: flag(self),
            },
            "rename-label" => Operation::RenameLabel {
                name: self.existing(&schema.enumerations, Self::enumeration_name),
                from: self.label(),
                to: self.label(),
            },
            "rename-enumeration" => Operation::RenameEnumeration {
                from: self.existing(&schema.enumerations, Self::enumeration_name),
                to: self.enumeration_name(),
            },
            "drop-enumeration" => Operation::DropEnumeration {
                name: self.existing(&schema.enumerations, Self::enumeration_name),
                if_exists: flag(self),
                cascade: flag(self),
            },
            "create-sequence" => Operation::CreateSequence { sequence: self.sequence(), if_not_exists: flag(self) },
            "alter-sequence" => {
                let mut sequence = self.sequence();
                sequence.name = self.existing(&schema.sequences, Self::sequence_name);
                Operation::AlterSequence { sequence }
            }
            "rename-sequence" => Operation::RenameSequence {
                from: self.existing(&schema.sequences, Self::sequence_name),
                to: self.sequence_name(),
            },
            "drop-sequence" => Operation::DropSequence {
                name: self.existing(&schema.sequences, Self::sequence_name),
                if_exists: flag(self),
                cascade: flag(self),
            },
            "create-schema" => Operation::CreateSchema { name: self.schema_name(), if_not_exists: flag(self) },
            "drop-schema" => {
                Operation::DropSchema { name: self.schema_name(), if_exists: flag(self), cascade: flag(self) }
            }
            _ => Operation::CreateTable { table: self.table(), if_not_exists: flag(self) },
        }
    }

    fn schema_name(&mut self) -> String {
        self.choices.word(&["s1", "s2"])
    }

    fn some_table(&mut self) -> Table {
        let name = self.existing(&self.schema.tables, Self::relation_name);
        self.schema.tables.get(&name).cloned().unwrap_or_else(|| Table::new(name))
    }

    fn alter_table(&mut self) -> AlterTable {
        let mut table = self.some_table();
        let name = table.name.clone();
        let mut changes = Vec::new();
        for _ in 0..=self.choices.below(self.profile.alterations) {
            // Changes that make sense after those before them, unless anything goes.
            for _ in 0..4 {
                let change = self.change(&table);
                match table.alter(std::slice::from_ref(&change)) {
                    Ok(after) => table = after,
                    Err(_) if !self.loose => continue,
                    Err(_) => {}
                }
                changes.push(change);
                break;
            }
        }
        AlterTable { table: name, changes }
    }

    fn existing_index(&mut self, table: &Table) -> String {
        let names: Vec<&str> = table.indexes.iter().map(|i| i.name.as_str()).collect();
        if names.is_empty() || self.loose && self.choices.chance(20) {
            return self.index_name();
        }
        self.choices.word(&names)
    }

    fn existing_constraint(&mut self, table: &Table) -> String {
        let names: Vec<&str> = table.constraints.iter().filter_map(Constraint::name).collect();
        if names.is_empty() || self.loose && self.choices.chance(20) {
            return self.constraint_name();
        }
        self.choices.word(&names)
    }

    fn constraint_key(&mut self, table: &Table) -> ConstraintKey {
        let keys: Vec<ConstraintKey> = table.constraints.iter().filter_map(Constraint::key).collect();
        match self.choices.pick(&keys) {
            Some(key) if !(self.loose && self.choices.chance(30)) => key.clone(),
            _ => match self.choices.below(5) {
                0 => ConstraintKey::Name(self.constraint_name()),
                1 => ConstraintKey::PrimaryKey,
                2 => ConstraintKey::Unique(vec![self.column_name(table)]),
                3 => ConstraintKey::ForeignKey(vec![self.column_name(table)]),
                _ => ConstraintKey::Check(self.condition(table)),
            },
        }
    }

    fn position(&mut self, table: &Table) -> Position {
        match self.choices.below(3) {
            0 => Position::Last,
            1 => Position::First,
            _ => Position::After(self.column_name(table)),
        }
    }

    pub fn change(&mut self, table: &Table) -> Change {
        let kind = self.choices.pick(&self.profile.changes).copied().unwrap_or("add-column");
        let flag = |m: &mut Self| m.choices.chance(25);
        match kind {
            "drop-column" => Change::DropColumn { name: self.column_name(table), if_exists: flag(self) },
            "rename-column" => Change::RenameColumn { from: self.column_name(table), to: self.new_column_name() },
            "set-type" => Change::SetType {
                column: self.column_name(table),
                column_type: self.column_type(),
                using: (self.profile.server_options && flag(self)).then(|| "1".to_owned()),
            },
            "set-nullable" => Change::SetNullable { column: self.column_name(table), nullable: flag(self) },
            "set-default" => {
                let column = self.column_name(table);
                let column_type = table.column(&column).map(|c| c.column_type.clone());
                let default = if flag(self) { None } else { column_type.and_then(|t| self.default(&t)) };
                Change::SetDefault { column, default }
            }
            "set-generated" => {
                let column = self.column_name(table);
                let generated = if flag(self) { None } else { self.generated(table, &column) };
                Change::SetGenerated { column, generated }
            }
            "set-identity" => {
                let column = self.column_name(table);
                let identity = if flag(self) { None } else { Some(self.identity()) };
                Change::SetIdentity { column, identity }
            }
            "set-collation" => {
                let column = self.column_name(table);
                let collation = if flag(self) { None } else { self.collation() };
                Change::SetCollation { column, collation }
            }
            "set-column-comment" => {
                Change::SetColumnComment { column: self.column_name(table), comment: self.comment() }
            }
            "move-column" => Change::MoveColumn { column: self.column_name(table), position: self.position(table) },
            "add-constraint" => Change::AddConstraint { constraint: self.constraint(table), if_not_exists: flag(self) },
            "drop-constraint" => Change::DropConstraint { key: self.constraint_key(table), if_exists: flag(self) },
            "rename-constraint" => {
                Change::RenameConstraint { from: self.existing_constraint(table), to: self.constraint_name() }
            }
            "validate-constraint" => Change::ValidateConstraint { name: self.existing_constraint(table) },
            "add-index" => Change::AddIndex { index: self.index(table), if_not_exists: flag(self) },
            "drop-index" => Change::DropIndex { name: self.existing_index(table), if_exists: flag(self) },
            "rename-index" => Change::RenameIndex { from: self.existing_index(table), to: self.index_name() },
            "set-index-comment" => {
                Change::SetIndexComment { index: self.existing_index(table), comment: self.comment() }
            }
            "set-table-comment" => Change::SetTableComment { comment: self.comment() },
            "set-column-setting" => {
                let setting = self.choices.pick(&self.profile.column_settings).copied();
                let (name, value) = setting.unwrap_or(("on-update", "current_timestamp"));
                let value = if flag(self) { None } else { Some(value.to_owned()) };
                Change::SetColumnSetting { column: self.column_name(table), name: name.to_owned(), value }
            }
            "set-setting" => {
                let setting = self.choices.pick(&self.profile.table_settings).copied();
                let (name, value) = setting.unwrap_or(("strict", ""));
                let value = if flag(self) { None } else { Some(value.to_owned()) };
                Change::SetSetting { name: name.to_owned(), value }
            }
            _ => {
                let name = self.new_column_name();
                let column = self.column(table, &name);
                Change::AddColumn { column, position: self.position(table), if_not_exists: flag(self) }
            }
        }
    }
}
