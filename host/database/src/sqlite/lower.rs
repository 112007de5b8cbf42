//! What SQLite can't hold, made into what it can, or refused.
//!
//! A lowered operation is what really runs: the model it makes of a schema is what inspection finds afterwards.

use super::guard::reserved;
use super::inspect::{VIRTUAL, is_main};
use super::parse::{self, canonical};
use super::render;
use super::text::{Text, refuse_open};
use super::types;
use crate::sql::string;
use mighost_schema::{
    AlterTable, Change, Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, Deferral, EnumType, Error,
    Identity, Index, IndexKey, NullsOrder, ObjectName, Operation, Position, Result, Settings, Table, TextSize, View,
};
use sqlite3_parser::dialect::TokenType;

/// The operation as SQLite can do it; `table` is the table it changes, as it stands.
///
/// - Comments are left out: SQLite keeps none.
/// - An enumeration with labels is a `VARCHAR` as long as its longest label, with a check named
///   `<table>_<column>_enum`.
/// - `jsonb` is `JSON`; long texts and blobs have one size.
/// - An identity column is an `INTEGER PRIMARY KEY AUTOINCREMENT`, whatever its width.
/// - In a STRICT table every type is one of SQLite's own (`INTEGER`, `REAL`, `TEXT`, `BLOB`).
/// - `not valid` constraints are checked at once. The default method of an index, the default place of NULLs and the
///   settings of other databases are left out.
/// - Names in another case than the table's are written as the table has them.
///
/// # Errors
/// [`Error::Unsupported`] for what SQLite can't do, saying what to do instead; [`Error::Invalid`] for what no database
/// can, and [`Error::Denied`] for what names mighost's own tables.
pub fn lower(operation: &Operation, table: Option<&Table>) -> Result<Operation> {
    Ok(match operation {
        Operation::CreateTable { table, if_not_exists } => {
            Operation::CreateTable { table: lower_table(table)?, if_not_exists: *if_not_exists }
        }
        Operation::AlterTable(alter) => match table {
            Some(table) => Operation::AlterTable(AlterTable {
                table: table.name.clone(),
                changes: Changes::of(table, &alter.changes)?,
            }),
            None => return Err(Error::Invalid(format!("there is no table `{}`", alter.table))),
        },
        Operation::CreateIndex { table: name, index, if_not_exists, .. } => Operation::CreateIndex {
            table: table.map_or_else(|| main(name), |table| Ok(table.name.clone()))?,
            index: match table {
                Some(table) => lower_index(index, table)?,
                None => index.clone(),
            },
            if_not_exists: *if_not_exists,
            concurrently: false,
        },
        Operation::CreateView { view, or_replace } => {
            Operation::CreateView { view: lower_view(view)?, or_replace: *or_replace }
        }
        other => other.clone(),
    })
}

/// A name in the schema there is.
pub(super) fn main(name: &ObjectName) -> Result<ObjectName> {
    if !is_main(name.schema.as_deref()) {
        return Err(Error::Unsupported(format!("`{name}`: an SQLite database has one schema, main; leave it out")));
    }
    Ok(ObjectName::new(&name.name))
}

/// Checks an expression that a migration wrote.
pub(super) fn fragment(what: &str, expression: &str) -> Result<String> {
    refuse_open(what, expression)?;
    if Text::new(expression)?.names(reserved) {
        return Err(Error::Denied(format!("{what} names one of mighost's own tables: {expression}")));
    }
    Ok(expression.trim().to_owned())
}

/// Settings that other databases have and SQLite has no use for.
const FOREIGN: &[&str] = &[
    "engine",
    "charset",
    "collate",
    "row-format",
    "on-update",
    "tablespace",
    "fillfactor",
    "unlogged",
    "partition-by",
    "auto-increment",
    "key-block-size",
    "inherits",
    "storage",
    "compression",
    "algorithm",
    "lock",
];

fn settings(what: &str, given: &Settings, known: &[&str]) -> Result<Settings> {
    let mut kept = Settings::new();
    for (name, value) in given {
        if known.contains(&name.as_str()) {
            kept.insert(name.clone(), value.clone());
        } else if !FOREIGN.contains(&name.as_str()) {
            return Err(Error::Unsupported(format!(
                "{what}: SQLite has no setting `{name}`; it has {}",
                if known.is_empty() { "none here".to_owned() } else { known.join(", ") }
            )));
        }
    }
    Ok(kept)
}

fn table_setting(name: &str, value: Option<&str>) -> Option<Option<String>> {
    match name {
        "strict" | "without-rowid" => {
            let on = value.is_some_and(|value| !matches!(value, "false" | "off" | "no" | "0"));
            Some(on.then(String::new))
        }
        _ => None,
    }
}

pub(super) fn lower_table(table: &Table) -> Result<Table> {
    let mut lowered = Table::new(main(&table.name)?);
    if table.settings.contains_key(VIRTUAL) {
        return Err(Error::Unsupported(format!("`{}`: a virtual table is made by raw SQL", table.name)));
    }
    let given = settings(&format!("table `{}`", table.name), &table.settings, &["strict", "without-rowid"])?;
    for (name, value) in &given {
        if let Some(Some(value)) = table_setting(name, Some(value)) {
            lowered.settings.insert(name.clone(), value);
        }
    }
    let strict = lowered.settings.contains_key("strict");
    let mut checks = Vec::new();
    for column in &table.columns {
        let (column, check) = lower_column(column, &lowered.name.name, strict)?;
        checks.extend(check);
        lowered.columns.push(column);
    }
    for constraint in &table.constraints {
        lowered.constraints.push(lower_constraint(constraint, &lowered)?);
    }
    lowered.constraints.extend(checks);
    for column in &lowered.columns {
        check_identity(column, &lowered)?;
    }
    if lowered.columns.is_empty() {
        return Err(Error::Invalid(format!("table `{}` has no columns", table.name)));
    }
    for index in &table.indexes {
        lowered.indexes.push(lower_index(index, &lowered)?);
    }
    Ok(lowered)
}

fn check_identity(column: &Column, table: &Table) -> Result<()> {
    if column.identity.is_none() {
        return Ok(());
    }
    let key = table.constraints.iter().find_map(|constraint| match constraint {
        Constraint::PrimaryKey(key) => Some(key),
        _ => None,
    });
    let alone = key.is_some_and(|key| key.columns == [column.name.as_str()] && !key.settings.contains_key("order"));
    if !alone || table.settings.contains_key("without-rowid") {
        return Err(Error::Unsupported(format!(
            "column `{}` of table `{}`: SQLite numbers rows only in a column that alone is the primary key of a table \
             with row ids",
            column.name, table.name
        )));
    }
    Ok(())
}

fn lower_column(column: &Column, table: &str, strict: bool) -> Result<(Column, Option<Constraint>)> {
    let what = format!("column `{}` of table `{table}`", column.name);
    let (mut column_type, labels) = lower_type(&column.column_type, strict).map_err(|error| about(&what, error))?;
    if column.identity.is_some() {
        column_type = ColumnType::INTEGER;
    }
    let lowered = Column {
        name: column.name.clone(),
        nullable: column.nullable,
        default: column.default.as_ref().map(|default| lower_default(&what, default, &column_type)).transpose()?,
        generated: match &column.generated {
            Some(generated) => Some(mighost_schema::Generated {
                expression: fragment(&what, &generated.expression)?,
                stored: generated.stored,
            }),
            None => None,
        },
        identity: column.identity.as_ref().map(|identity| lower_identity(&what, identity)).transpose()?,
        collation: column.collation.clone(),
        comment: None,
        settings: settings(&what, &column.settings, &["on-conflict", "not-null-constraint", "default-constraint"])?,
        column_type,
    };
    let check = labels.map(|labels| enumeration_check(table, &column.name, &labels));
    Ok((lowered, check))
}

fn about(what: &str, error: Error) -> Error {
    match error {
        Error::Unsupported(text) => Error::Unsupported(format!("{what}: {text}")),
        Error::Invalid(text) => Error::Invalid(format!("{what}: {text}")),
        other => other,
    }
}

/// A type that SQLite holds, and the labels to check where it was an enumeration.
fn lower_type(column_type: &ColumnType, strict: bool) -> Result<(ColumnType, Option<Vec<String>>)> {
    let mut labels = None;
    let lowered = match column_type {
        ColumnType::Jsonb => ColumnType::Json,
        ColumnType::Text(_) => ColumnType::Text(TextSize::Normal),
        ColumnType::Blob(_) => ColumnType::Blob(TextSize::Normal),
        ColumnType::Enumeration(EnumType { labels: of, .. }) if of.is_empty() => {
            return Err(Error::Unsupported(
                "SQLite keeps no enumeration types to refer to by name; give the labels".to_owned(),
            ));
        }
        ColumnType::Enumeration(EnumType { labels: of, .. }) => {
            labels = Some(of.clone());
            let longest = of.iter().map(|label| label.chars().count()).max().unwrap_or_default();
            ColumnType::Varchar(u32::try_from(longest).ok())
        }
        // Read once more: a text that is one of our types is that type.
        ColumnType::Native(text) => {
            if !text.is_empty() {
                refuse_open("a type", text)?;
            }
            types::parse(text)
        }
        other => other.clone(),
    };
    let declared = types::write(&lowered)?;
    if !strict {
        return Ok((lowered, labels));
    }
    // https://sqlite.org/stricttables.html
    if ["INT", "INTEGER", "REAL", "TEXT", "BLOB", "ANY"].iter().any(|own| own.eq_ignore_ascii_case(&declared)) {
        return Ok((lowered, labels));
    }
    let own = match &lowered {
        ColumnType::Boolean | ColumnType::Integer { .. } => ColumnType::INTEGER,
        ColumnType::Real | ColumnType::Double => ColumnType::Real,
        ColumnType::Binary(_) | ColumnType::Varbinary(_) => ColumnType::BLOB,
        ColumnType::Decimal { .. } | ColumnType::Native(_) => {
            return Err(Error::Unsupported(format!(
                "a STRICT table can't hold {declared}; use integer, double, text, blob or the native type ANY"
            )));
        }
        _ => ColumnType::TEXT,
    };
    Ok((own, labels))
}

fn lower_identity(what: &str, identity: &Identity) -> Result<Identity> {
    let wanted = [
        ("an increment other than 1", identity.increment.is_some_and(|increment| increment != 1)),
        ("a least number", identity.min_value.is_some_and(|least| least != 1)),
        ("a greatest number", identity.max_value.is_some_and(|most| most != i64::MAX)),
        ("a cycle", identity.cycle),
    ];
    if let Some((wanted, _)) = wanted.iter().find(|(_, given)| *given) {
        return Err(Error::Unsupported(format!(
            "{what}: SQLite numbers rows by one from the greatest, without {wanted}"
        )));
    }
    // `always` guards against given numbers, `cache` is about speed: neither changes what a row holds.
    Ok(Identity::default())
}

fn lower_default(what: &str, default: &ColumnDefault, column_type: &ColumnType) -> Result<ColumnDefault> {
    Ok(match default {
        ColumnDefault::Literal(value) => {
            ColumnDefault::Literal(canonical(value, column_type).map_err(|error| about(what, error))?)
        }
        ColumnDefault::Expression(expression) => ColumnDefault::Expression(fragment(what, expression)?),
        other => other.clone(),
    })
}

/// The check of an enumeration column.
fn enumeration_check(table: &str, column: &str, labels: &[String]) -> Constraint {
    let labels: Vec<String> = labels.iter().map(|label| string(label)).collect();
    Constraint::Check(Check {
        name: Some(format!("{table}_{column}_enum")),
        expression: format!("{} IN ({})", render::name(column), labels.join(", ")),
        not_valid: false,
        settings: Settings::new(),
    })
}

/// Whether a check is one that [`enumeration_check`] made for a column, whatever the column was called then.
fn is_enumeration_check(constraint: &Constraint, column: &str) -> bool {
    let Constraint::Check(check) = constraint else { return false };
    if !check.name.as_ref().is_some_and(|name| name.ends_with("_enum")) {
        return false;
    }
    let Ok(text) = Text::new(&check.expression) else { return false };
    let head = [TokenType::TK_ID, TokenType::TK_IN, TokenType::TK_LP];
    head.iter().enumerate().all(|(at, kind)| text.kind(at) == Some(*kind))
        && text.tokens.first().is_some_and(|token| text.raw(*token) == render::name(column))
        && text.parenthesized(2).is_some_and(|(_, behind)| behind == text.tokens.len())
        && text.tokens.iter().all(|t| t.depth == 0 || matches!(t.kind, TokenType::TK_STRING | TokenType::TK_COMMA))
}

fn real_name(table: &Table, column: &str) -> String {
    let exact = table.columns.iter().find(|c| c.name == column);
    let found = exact.or_else(|| table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(column)));
    found.map_or_else(|| column.to_owned(), |column| column.name.clone())
}

fn real_names(table: &Table, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| real_name(table, column)).collect()
}

fn lower_constraint(constraint: &Constraint, table: &Table) -> Result<Constraint> {
    let what = format!("table `{}`", table.name);
    Ok(match constraint {
        Constraint::PrimaryKey(key) => {
            let mut key = key.clone();
            key.columns = real_names(table, &key.columns);
            key.settings = settings(&what, &key.settings, &["on-conflict", "order", "collation", "inline"])?;
            Constraint::PrimaryKey(key)
        }
        Constraint::Unique(key) => {
            if key.nulls_not_distinct {
                return Err(Error::Unsupported(format!(
                    "{what}: in SQLite NULLs are never equal in a unique constraint; make a unique index over \
                     expressions such as coalesce(column, '')"
                )));
            }
            if key.deferral != Deferral::NotDeferrable {
                return Err(Error::Unsupported(format!(
                    "{what}: SQLite checks unique constraints at once; leave the deferral out"
                )));
            }
            let mut key = key.clone();
            key.columns = real_names(table, &key.columns);
            key.settings = settings(&what, &key.settings, &["on-conflict", "order", "collation"])?;
            Constraint::Unique(key)
        }
        Constraint::Check(check) => {
            let mut check = check.clone();
            check.expression = fragment(&format!("a check of {what}"), &check.expression)?;
            check.not_valid = false;
            check.settings = settings(&what, &check.settings, &["on-conflict"])?;
            Constraint::Check(check)
        }
        Constraint::ForeignKey(key) => {
            let mut key = key.clone();
            key.columns = real_names(table, &key.columns);
            key.referred_table = main(&key.referred_table)?;
            super::guard::refuse_reserved(&key.referred_table.name)?;
            if key.referred_table.name.eq_ignore_ascii_case(&table.name.name) {
                key.referred_table = table.name.clone();
                key.referred_columns = real_names(table, &key.referred_columns);
            }
            key.not_valid = false;
            key.settings = settings(&what, &key.settings, &["match"])?;
            Constraint::ForeignKey(key)
        }
        Constraint::Exclusion(_) => {
            return Err(Error::Unsupported(format!("{what}: SQLite has no exclusion constraints; use a trigger")));
        }
    })
}

pub(super) fn lower_index(index: &Index, table: &Table) -> Result<Index> {
    let what = format!("index `{}`", index.name);
    let unsupported = |text: &str| Err(Error::Unsupported(format!("{what}: {text}")));
    if index.method.as_ref().is_some_and(|method| !method.eq_ignore_ascii_case("btree")) {
        return unsupported("SQLite has one kind of index; leave the method out, or make an FTS5 table by raw SQL");
    }
    if !index.include.is_empty() {
        return unsupported("SQLite's indexes carry no other columns; add them behind the key");
    }
    if index.nulls_not_distinct {
        return unsupported("in SQLite NULLs are never equal in an index; index coalesce(column, '')");
    }
    let mut lowered = index.clone();
    lowered.comment = None;
    lowered.method = None;
    lowered.settings = settings(&what, &index.settings, &[])?;
    lowered.predicate = match &index.predicate {
        Some(predicate) => Some(fragment(&format!("the predicate of {what}"), predicate)?),
        None => None,
    };
    for part in &mut lowered.parts {
        if part.operator_class.is_some() {
            return unsupported("SQLite has no operator classes");
        }
        if part.prefix_length.take().is_some() && index.unique {
            return unsupported("SQLite has no prefixes; index substr(column, 1, length)");
        }
        // NULLs come before everything, so first upwards and last downwards.
        let natural = if part.descending { NullsOrder::Last } else { NullsOrder::First };
        if part.nulls != NullsOrder::Default && part.nulls != natural {
            return unsupported("SQLite can't choose where NULLs stand in an index; index (column IS NULL), column");
        }
        part.nulls = NullsOrder::Default;
        match &mut part.key {
            IndexKey::Column(column) => *column = real_name(table, column),
            IndexKey::Expression(expression) => *expression = fragment(&what, expression)?,
        }
    }
    let named = lowered.parts.iter().all(|part| match &part.key {
        IndexKey::Column(column) => table.column(column).is_some(),
        IndexKey::Expression(_) => true,
    });
    if !named || lowered.parts.is_empty() || lowered.name.is_empty() {
        // The model has the words for it.
        return Ok(lowered);
    }
    // Read back, because an expression may turn out to be a column, or to end in a collation.
    parse::index(&lowered.name, &render::create_index(&table.name.name, &lowered), table)
        .map_err(|error| Error::Invalid(format!("{what} is no index that SQLite understands: {error}")))
}

fn lower_view(view: &View) -> Result<View> {
    if view.materialized {
        return Err(Error::Unsupported(format!(
            "view `{}`: SQLite has no materialized views; create a table and fill it, or an ordinary view",
            view.name
        )));
    }
    let query = view.query.trim().trim_end_matches(';').trim_end();
    Ok(View {
        name: main(&view.name)?,
        columns: view.columns.clone(),
        query: fragment(&format!("the query of view `{}`", view.name), query)?,
        materialized: false,
        comment: None,
    })
}

/// A list of changes on its way down, with the table as the changes before leave it.
struct Changes {
    table: Table,
    lowered: Vec<Change>,
}

impl Changes {
    fn of(table: &Table, changes: &[Change]) -> Result<Vec<Change>> {
        let mut this = Changes { table: table.clone(), lowered: Vec::new() };
        for change in changes {
            this.lower(change)?;
        }
        // What the table is in the end decides, not what it was on the way.
        let strict = this.table.settings.contains_key("strict");
        for column in this.table.columns.clone() {
            let what = format!("column `{}` of table `{}`", column.name, this.table.name);
            let (mut own, _) = lower_type(&column.column_type, strict).map_err(|error| about(&what, error))?;
            if column.identity.is_some() {
                own = ColumnType::INTEGER;
            }
            if own != column.column_type {
                this.set_type(&column.name, &own, None)?;
            }
            check_identity(&column, &this.table)?;
        }
        Ok(this.lowered)
    }

    fn push(&mut self, change: Change) -> Result<()> {
        self.table = self.table.alter(std::slice::from_ref(&change))?;
        self.lowered.push(change);
        Ok(())
    }

    /// Checks a change that means nothing to SQLite, and leaves it out.
    fn check(&mut self, change: &Change) -> Result<()> {
        self.table.alter(std::slice::from_ref(change)).map(drop)
    }

    fn name(&self, column: &str) -> String {
        real_name(&self.table, column)
    }

    fn position(&self, position: &Position) -> Position {
        match position {
            Position::After(column) => Position::After(self.name(column)),
            other => other.clone(),
        }
    }

    fn index_name(&self, name: &str) -> String {
        let found = self.table.indexes.iter().find(|index| index.name.eq_ignore_ascii_case(name));
        found.map_or_else(|| name.to_owned(), |index| index.name.clone())
    }

    fn lower(&mut self, change: &Change) -> Result<()> {
        match change {
            Change::AddColumn { column, position, if_not_exists } => {
                self.add_column(column, self.position(position), *if_not_exists)
            }
            Change::DropColumn { name, if_exists } => {
                self.push(Change::DropColumn { name: self.name(name), if_exists: *if_exists })
            }
            Change::RenameColumn { from, to } => {
                let from = self.name(from);
                let taken = self.table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(to) && c.name != from);
                if let Some(taken) = taken {
                    return Err(Error::Invalid(format!(
                        "table `{}` has a column `{}` already",
                        self.table.name, taken.name
                    )));
                }
                if from == *to {
                    return self.check(&Change::SetColumnComment { column: from, comment: None });
                }
                self.push(Change::RenameColumn { from, to: to.clone() })
            }
            Change::SetType { column, column_type, using } => self.set_type(column, column_type, using.as_deref()),
            Change::SetNullable { column, nullable } => {
                self.push(Change::SetNullable { column: self.name(column), nullable: *nullable })
            }
            Change::SetDefault { column, default } => {
                let column = self.name(column);
                let what = format!("column `{column}` of table `{}`", self.table.name);
                let column_type = self.table.column(&column).map_or(ColumnType::TEXT, |c| c.column_type.clone());
                let default =
                    default.as_ref().map(|default| lower_default(&what, default, &column_type)).transpose()?;
                self.push(Change::SetDefault { column, default })
            }
            Change::SetGenerated { column, generated } => {
                let column = self.name(column);
                let mut generated = generated.clone();
                if let Some(generated) = &mut generated {
                    generated.expression = fragment(&format!("column `{column}`"), &generated.expression)?;
                }
                self.push(Change::SetGenerated { column, generated })
            }
            Change::SetIdentity { column, identity } => self.set_identity(column, identity.as_ref()),
            Change::SetCollation { column, collation } => {
                self.push(Change::SetCollation { column: self.name(column), collation: collation.clone() })
            }
            Change::SetColumnComment { column, .. } => {
                self.check(&Change::SetColumnComment { column: self.name(column), comment: None })
            }
            Change::SetIndexComment { index, .. } => {
                self.check(&Change::SetIndexComment { index: self.index_name(index), comment: None })
            }
            Change::SetTableComment { .. } => Ok(()),
            Change::MoveColumn { column, position } => {
                self.push(Change::MoveColumn { column: self.name(column), position: self.position(position) })
            }
            Change::AddConstraint { constraint, if_not_exists } => {
                let constraint = lower_constraint(constraint, &self.table)?;
                self.push(Change::AddConstraint { constraint, if_not_exists: *if_not_exists })
            }
            Change::DropConstraint { key, if_exists } => {
                let key = match key {
                    ConstraintKey::Unique(columns) => ConstraintKey::Unique(real_names(&self.table, columns)),
                    ConstraintKey::ForeignKey(columns) => ConstraintKey::ForeignKey(real_names(&self.table, columns)),
                    other => other.clone(),
                };
                self.push(Change::DropConstraint { key, if_exists: *if_exists })
            }
            Change::RenameConstraint { .. } | Change::ValidateConstraint { .. } => self.push(change.clone()),
            Change::AddIndex { index, if_not_exists } => {
                let index = lower_index(index, &self.table)?;
                self.push(Change::AddIndex { index, if_not_exists: *if_not_exists })
            }
            Change::DropIndex { name, if_exists } => {
                self.push(Change::DropIndex { name: self.index_name(name), if_exists: *if_exists })
            }
            Change::RenameIndex { from, to } => {
                let from = self.index_name(from);
                if from == *to {
                    return self.check(&Change::SetIndexComment { index: from, comment: None });
                }
                self.push(Change::RenameIndex { from, to: to.clone() })
            }
            Change::SetSetting { name, value } => self.set_setting(name, value.as_deref()),
        }
    }

    fn add_column(&mut self, column: &Column, position: Position, if_not_exists: bool) -> Result<()> {
        if let Some(there) = self.table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(&column.name)) {
            if if_not_exists {
                return Ok(());
            }
            return Err(Error::Invalid(format!("table `{}` has a column `{}` already", self.table.name, there.name)));
        }
        let (column, check) = lower_column(column, &self.table.name.name, false)?;
        self.push(Change::AddColumn { column, position, if_not_exists: false })?;
        match check {
            Some(constraint) => self.push(Change::AddConstraint { constraint, if_not_exists: false }),
            None => Ok(()),
        }
    }

    fn set_type(&mut self, column: &str, column_type: &ColumnType, using: Option<&str>) -> Result<()> {
        let column = self.name(column);
        let what = format!("column `{column}` of table `{}`", self.table.name);
        let (column_type, labels) = lower_type(column_type, false).map_err(|error| about(&what, error))?;
        let before = self.table.column(&column).cloned();
        let using = using.map(|using| fragment(&format!("the conversion of {what}"), using)).transpose()?;
        let old = self.table.constraints.iter().find(|constraint| is_enumeration_check(constraint, &column));
        if let Some(name) = old.and_then(Constraint::name) {
            let key = ConstraintKey::Name(name.to_owned());
            self.push(Change::DropConstraint { key, if_exists: true })?;
        }
        self.push(Change::SetType { column: column.clone(), column_type: column_type.clone(), using })?;
        if let Some(labels) = labels {
            let constraint = enumeration_check(&self.table.name.name, &column, &labels);
            self.push(Change::AddConstraint { constraint, if_not_exists: false })?;
        }
        // A default is read by the column's type: 1 is true in a boolean column.
        let default = before.and_then(|before| before.default);
        if let Some(default) = default {
            let lowered = lower_default(&what, &default, &column_type)?;
            if lowered != default {
                self.push(Change::SetDefault { column, default: Some(lowered) })?;
            }
        }
        Ok(())
    }

    fn set_identity(&mut self, column: &str, identity: Option<&Identity>) -> Result<()> {
        let column = self.name(column);
        let what = format!("column `{column}` of table `{}`", self.table.name);
        let identity = identity.map(|identity| lower_identity(&what, identity)).transpose()?;
        self.push(Change::SetIdentity { column, identity })
    }

    fn set_setting(&mut self, name: &str, value: Option<&str>) -> Result<()> {
        let Some(value) = table_setting(name, value) else {
            let given = Settings::from([(name.to_owned(), String::new())]);
            return settings(&format!("table `{}`", self.table.name), &given, &["strict", "without-rowid"]).map(drop);
        };
        self.push(Change::SetSetting { name: name.to_owned(), value })
    }
}
