use super::{mysql, postgresql, sqlite};
use crate::{Change, ColumnType, EnumType, IntegerWidth, ObjectName, Operation, Schema, TextSize};

/// What generated schemas and operations are made of.
#[derive(Clone, Debug)]
pub struct Profile {
    /// The column types.
    pub types: Vec<ColumnType>,
    /// The kinds of operations, as [`Operation::kind`] names them.
    pub operations: Vec<&'static str>,
    /// The kinds of changes, as [`Change::kind`] names them.
    pub changes: Vec<&'static str>,
    /// The collations of columns and index parts.
    pub collations: Vec<&'static str>,
    /// The settings of tables.
    pub table_settings: Vec<(&'static str, &'static str)>,
    /// The settings that columns are given and lose.
    pub column_settings: Vec<(&'static str, &'static str)>,
    /// Settings of new columns, indexes and constraints.
    pub other_settings: bool,
    /// Objects in schemas beside the default one.
    pub schemas: bool,
    /// Comments.
    pub comments: bool,
    /// What PostgreSQL knows of constraints and indexes: exclusion, NOT VALID, MATCH FULL, NULLS NOT DISTINCT, INCLUDE,
    /// methods, the order of NULLs.
    pub server_options: bool,
    /// Numbers of identity columns.
    pub identity_numbers: bool,
    /// Foreign keys to tables that aren't there.
    pub dangling_keys: bool,
    /// Renames of columns that an expression names.
    pub renames_in_expressions: bool,
    /// Renames of tables that a view's query names.
    pub renames_in_views: bool,
    /// Names in expressions and queries stand in backticks, and texts are joined by `concat`.
    pub backticks: bool,
    /// The most columns of a new table.
    pub columns: usize,
    /// The most changes of one alteration.
    pub alterations: usize,
    pub(super) rules: Rules,
}

/// What a schema must satisfy beyond holding together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rules {
    Any,
    Sqlite,
    Postgresql,
    Mysql,
}

impl Profile {
    /// Everything that the model knows.
    pub fn any() -> Profile {
        let mut types = sqlite_types();
        types.extend([
            ColumnType::Integer { width: IntegerWidth::Tiny, unsigned: true },
            ColumnType::Integer { width: IntegerWidth::Medium, unsigned: false },
            ColumnType::Decimal { precision: None, scale: None },
            ColumnType::Varchar(None),
            ColumnType::Text(TextSize::Long),
            ColumnType::Binary(16),
            ColumnType::Varbinary(20),
            ColumnType::Blob(TextSize::Medium),
            ColumnType::Time { precision: Some(3), with_zone: true },
            ColumnType::Timestamp { precision: Some(6), with_zone: true },
            ColumnType::Interval,
            ColumnType::Jsonb,
            ColumnType::Enumeration(EnumType { name: None, labels: vec!["a".into(), "it's".into()] }),
            ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels: Vec::new() }),
            ColumnType::Enumeration(EnumType { name: Some("size".into()), labels: Vec::new() }),
            ColumnType::Set(vec!["x".into(), "y".into()]),
            ColumnType::Bit(8),
            ColumnType::Varbit(Some(9)),
            ColumnType::Array { element: "integer".into(), dimensions: 2 },
        ]);
        Profile {
            types,
            operations: Operation::KINDS.to_vec(),
            changes: Change::KINDS.to_vec(),
            collations: vec!["C", "de_DE"],
            table_settings: vec![("engine", "InnoDB"), ("strict", ""), ("fillfactor", "70"), ("without-rowid", "")],
            column_settings: vec![("on-update", "current_timestamp"), ("invisible", ""), ("on-conflict", "ignore")],
            other_settings: true,
            schemas: true,
            comments: true,
            server_options: true,
            identity_numbers: true,
            dangling_keys: true,
            renames_in_expressions: true,
            renames_in_views: true,
            backticks: false,
            columns: 7,
            alterations: 5,
            rules: Rules::Any,
        }
    }

    /// Only what SQLite holds exactly: what it is given is what inspection gives back.
    pub fn sqlite() -> Profile {
        let unknown = ["schema", "sequence", "enumeration", "label", "refresh", "comment", "validate", "rename-view"];
        let known = |kind: &&'static str| !unknown.iter().any(|u| kind.contains(u));
        Profile {
            types: sqlite_types(),
            operations: Operation::KINDS.into_iter().filter(known).collect(),
            changes: Change::KINDS.into_iter().filter(known).collect(),
            collations: vec!["NOCASE", "BINARY", "RTRIM"],
            table_settings: vec![("strict", ""), ("without-rowid", "")],
            column_settings: vec![("on-conflict", "ignore"), ("on-conflict", "replace")],
            other_settings: false,
            schemas: false,
            comments: false,
            server_options: false,
            identity_numbers: false,
            dangling_keys: false,
            renames_in_expressions: true,
            renames_in_views: false,
            backticks: false,
            columns: 7,
            alterations: 5,
            rules: Rules::Sqlite,
        }
    }

    /// What PostgreSQL holds, up to its own ways of writing expressions and of naming what has no name. It may still
    /// refuse an operation: the model knows little of types, and nothing of what depends on a view.
    pub fn postgresql() -> Profile {
        let mut types = sqlite_types();
        types.retain(|t| !matches!(t, ColumnType::Native(_)));
        types.extend([
            ColumnType::Integer { width: IntegerWidth::Tiny, unsigned: true },
            ColumnType::Integer { width: IntegerWidth::Big, unsigned: true },
            ColumnType::Decimal { precision: None, scale: None },
            ColumnType::Varchar(None),
            ColumnType::Text(TextSize::Long),
            ColumnType::Binary(16),
            ColumnType::Blob(TextSize::Medium),
            ColumnType::Time { precision: Some(3), with_zone: true },
            ColumnType::Timestamp { precision: Some(6), with_zone: true },
            ColumnType::Interval,
            ColumnType::Jsonb,
            ColumnType::Enumeration(EnumType { name: Some("mood".into()), labels: Vec::new() }),
            ColumnType::Enumeration(EnumType { name: Some("size".into()), labels: Vec::new() }),
            ColumnType::Bit(8),
            ColumnType::Varbit(Some(9)),
            ColumnType::Array { element: "integer".into(), dimensions: 2 },
            ColumnType::Native("inet".into()),
        ]);
        Profile {
            types,
            operations: Operation::KINDS.to_vec(),
            changes: Change::KINDS
                .into_iter()
                .filter(|kind| !["move-column", "set-column-setting"].contains(kind))
                .collect(),
            collations: vec!["C", "POSIX"],
            table_settings: vec![("fillfactor", "70"), ("unlogged", "")],
            other_settings: false,
            schemas: false,
            dangling_keys: false,
            rules: Rules::Postgresql,
            ..Profile::any()
        }
    }

    /// Only what MariaDB (and MySQL, but for the type `uuid` and sequences) holds exactly.
    pub fn mysql() -> Profile {
        let unknown = ["schema", "enumeration", "label", "refresh", "view-comment", "validate"];
        let known = |kind: &&'static str| !unknown.iter().any(|u| kind.contains(u));
        let mut types = sqlite_types();
        types.retain(|t| !matches!(t, ColumnType::Native(_)));
        types.extend([
            ColumnType::Integer { width: IntegerWidth::Tiny, unsigned: true },
            ColumnType::Integer { width: IntegerWidth::Medium, unsigned: false },
            ColumnType::Integer { width: IntegerWidth::Big, unsigned: true },
            ColumnType::Text(TextSize::Long),
            ColumnType::Binary(16),
            ColumnType::Varbinary(20),
            ColumnType::Blob(TextSize::Medium),
            ColumnType::Time { precision: Some(3), with_zone: false },
            ColumnType::Timestamp { precision: Some(6), with_zone: true },
            ColumnType::Enumeration(EnumType { name: None, labels: vec!["a".into(), "it's".into()] }),
            ColumnType::Set(vec!["x".into(), "y".into()]),
            ColumnType::Bit(8),
            ColumnType::Native("year".into()),
        ]);
        Profile {
            types,
            operations: Operation::KINDS.into_iter().filter(known).collect(),
            changes: Change::KINDS.into_iter().filter(|kind| *kind != "validate-constraint").collect(),
            collations: vec!["utf8mb4_bin", "utf8mb4_unicode_ci"],
            table_settings: vec![("row-format", "compact"), ("collate", "utf8mb4_bin")],
            column_settings: vec![("on-update", "current_timestamp"), ("invisible", "")],
            other_settings: false,
            schemas: false,
            comments: true,
            server_options: false,
            identity_numbers: false,
            dangling_keys: false,
            renames_in_expressions: true,
            renames_in_views: true,
            backticks: true,
            columns: 7,
            alterations: 5,
            rules: Rules::Mysql,
        }
    }

    /// The same without a kind of operation or change.
    pub fn without(mut self, kind: &str) -> Profile {
        self.operations.retain(|k| *k != kind);
        self.changes.retain(|k| *k != kind);
        self
    }

    /// The same without a column type.
    pub fn without_type(mut self, column_type: &ColumnType) -> Profile {
        self.types.retain(|t| t != column_type);
        self
    }

    /// Whether a schema is one of those that this profile is about: it holds together, and the database can hold
    /// it exactly.
    pub fn holds(&self, schema: &Schema) -> bool {
        super::coherent(schema)
            && match self.rules {
                Rules::Any => true,
                Rules::Sqlite => sqlite::holds(schema),
                Rules::Postgresql => postgresql::holds(schema),
                Rules::Mysql => mysql::holds(schema),
            }
    }

    /// Whether the database lets a view stand whose table or column is gone.
    fn follows_no_views(&self) -> bool {
        matches!(self.rules, Rules::Sqlite | Rules::Mysql)
    }

    /// Whether an operation on this schema is one of those that this profile is about.
    pub(super) fn allows(&self, before: &Schema, operation: &Operation) -> bool {
        let in_view = |name: &ObjectName| before.views.values().any(|v| v.names(name));
        let concurrent = matches!(
            operation,
            Operation::CreateIndex { concurrently: true, .. }
                | Operation::DropIndex { concurrently: true, .. }
                | Operation::RefreshView { concurrently: true, .. }
        );
        // A step is a transaction there.
        if concurrent && self.rules == Rules::Postgresql {
            return false;
        }
        match operation {
            Operation::RenameTable { from, .. } if !self.renames_in_views => !in_view(from),
            Operation::DropTable { name, cascade: false, .. } if self.follows_no_views() => !in_view(name),
            Operation::CreateView { view, or_replace: true } if self.follows_no_views() => !in_view(&view.name),
            Operation::DropView { name, cascade: false, .. } if self.follows_no_views() => !in_view(name),
            Operation::AlterTable(alter) => alter.changes.iter().all(|change| match change {
                Change::RenameColumn { from, .. } => {
                    (self.renames_in_expressions || !named_in_expression(before, &alter.table, from))
                        && (!self.follows_no_views() || !in_view(&alter.table))
                }
                Change::DropColumn { .. } => !self.follows_no_views() || !in_view(&alter.table),
                // What is generated is so for good.
                Change::SetGenerated { generated, .. } => self.rules != Rules::Postgresql || generated.is_none(),
                _ => true,
            }),
            _ => true,
        }
    }
}

fn named_in_expression(schema: &Schema, table: &ObjectName, column: &str) -> bool {
    let Some(table) = schema.tables.get(table) else { return false };
    let listed = |c: &crate::Constraint| !matches!(c, crate::Constraint::Check(_) | crate::Constraint::Exclusion(_));
    table.generated_from(column).next().is_some()
        || table.constraints.iter().any(|c| !listed(c) && table.constraint_stands_on(c).contains(&column))
        || table.indexes.iter().any(|i| {
            let plain = i.predicate.is_none() && i.parts.iter().all(|p| matches!(p.key, crate::IndexKey::Column(_)));
            !plain && table.index_stands_on(i).contains(&column)
        })
}

fn sqlite_types() -> Vec<ColumnType> {
    vec![
        ColumnType::INTEGER,
        ColumnType::TEXT,
        ColumnType::Boolean,
        ColumnType::Integer { width: IntegerWidth::Small, unsigned: false },
        ColumnType::BIGINT,
        ColumnType::Decimal { precision: Some(10), scale: Some(2) },
        ColumnType::Real,
        ColumnType::Double,
        ColumnType::Char(8),
        ColumnType::Varchar(Some(40)),
        ColumnType::BLOB,
        ColumnType::Date,
        ColumnType::Time { precision: None, with_zone: false },
        ColumnType::TIMESTAMP,
        ColumnType::Json,
        ColumnType::Uuid,
        ColumnType::Native("MONEY".into()),
    ]
}
