use crate::{Change, Operation};

impl Operation {
    /// Which case it is, as serialisation writes it: `create-table`, `alter-table`.
    pub fn kind(&self) -> &'static str {
        match self {
            Operation::CreateTable { .. } => "create-table",
            Operation::DropTable { .. } => "drop-table",
            Operation::RenameTable { .. } => "rename-table",
            Operation::AlterTable(_) => "alter-table",
            Operation::CreateIndex { .. } => "create-index",
            Operation::DropIndex { .. } => "drop-index",
            Operation::CreateView { .. } => "create-view",
            Operation::DropView { .. } => "drop-view",
            Operation::RenameView { .. } => "rename-view",
            Operation::RefreshView { .. } => "refresh-view",
            Operation::SetViewComment { .. } => "set-view-comment",
            Operation::CreateEnumeration { .. } => "create-enumeration",
            Operation::AddLabel { .. } => "add-label",
            Operation::RenameLabel { .. } => "rename-label",
            Operation::RenameEnumeration { .. } => "rename-enumeration",
            Operation::DropEnumeration { .. } => "drop-enumeration",
            Operation::CreateSequence { .. } => "create-sequence",
            Operation::AlterSequence { .. } => "alter-sequence",
            Operation::RenameSequence { .. } => "rename-sequence",
            Operation::DropSequence { .. } => "drop-sequence",
            Operation::CreateSchema { .. } => "create-schema",
            Operation::DropSchema { .. } => "drop-schema",
        }
    }

    /// Every kind.
    pub const KINDS: [&'static str; 22] = [
        "create-table",
        "drop-table",
        "rename-table",
        "alter-table",
        "create-index",
        "drop-index",
        "create-view",
        "drop-view",
        "rename-view",
        "refresh-view",
        "set-view-comment",
        "create-enumeration",
        "add-label",
        "rename-label",
        "rename-enumeration",
        "drop-enumeration",
        "create-sequence",
        "alter-sequence",
        "rename-sequence",
        "drop-sequence",
        "create-schema",
        "drop-schema",
    ];
}

impl Change {
    /// Which case it is, as serialisation writes it: `add-column`, `set-type`.
    pub fn kind(&self) -> &'static str {
        match self {
            Change::AddColumn { .. } => "add-column",
            Change::DropColumn { .. } => "drop-column",
            Change::RenameColumn { .. } => "rename-column",
            Change::SetType { .. } => "set-type",
            Change::SetNullable { .. } => "set-nullable",
            Change::SetDefault { .. } => "set-default",
            Change::SetGenerated { .. } => "set-generated",
            Change::SetIdentity { .. } => "set-identity",
            Change::SetCollation { .. } => "set-collation",
            Change::SetColumnComment { .. } => "set-column-comment",
            Change::MoveColumn { .. } => "move-column",
            Change::AddConstraint { .. } => "add-constraint",
            Change::DropConstraint { .. } => "drop-constraint",
            Change::RenameConstraint { .. } => "rename-constraint",
            Change::ValidateConstraint { .. } => "validate-constraint",
            Change::AddIndex { .. } => "add-index",
            Change::DropIndex { .. } => "drop-index",
            Change::RenameIndex { .. } => "rename-index",
            Change::SetIndexComment { .. } => "set-index-comment",
            Change::SetTableComment { .. } => "set-table-comment",
            Change::SetColumnSetting { .. } => "set-column-setting",
            Change::SetSetting { .. } => "set-setting",
        }
    }

    /// Every kind.
    pub const KINDS: [&'static str; 22] = [
        "add-column",
        "drop-column",
        "rename-column",
        "set-type",
        "set-nullable",
        "set-default",
        "set-generated",
        "set-identity",
        "set-collation",
        "set-column-comment",
        "move-column",
        "add-constraint",
        "drop-constraint",
        "rename-constraint",
        "validate-constraint",
        "add-index",
        "drop-index",
        "rename-index",
        "set-index-comment",
        "set-table-comment",
        "set-column-setting",
        "set-setting",
    ];
}
