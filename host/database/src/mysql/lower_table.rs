//! Tables and their changes as a server can hold them.

use super::inspect::{LEVEL, NOW, charset};
use super::keys::{plain_columns, unique};
use super::lexer::comparable;
use super::lower::{Rules, fragment, identifier};
use super::{default, types};
use mighost_schema::{
    Change, Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, Deferral, Error, ForeignKey,
    ForeignKeyAction, Generated, Identity, Index, IndexKey, NullsOrder, PrimaryKey, Result, Schema, Settings, Table,
    Unique,
};

/// Settings that other databases have and the servers have no use for.
const FOREIGN: &[&str] = &[
    "strict",
    "without-rowid",
    "tablespace",
    "fillfactor",
    "unlogged",
    "inherits",
    "storage",
    "compression",
    "on-conflict",
    "not-null-constraint",
    "default-constraint",
    "virtual",
    "inline",
    "order",
    "collation",
    "using",
    "match",
];

fn settings(what: &str, given: &Settings, known: &[&str], rules: &Rules<'_>) -> Result<Settings> {
    let mut kept = Settings::new();
    for (name, value) in given {
        if known.contains(&name.as_str()) {
            kept.insert(name.clone(), value.clone());
        } else if !FOREIGN.contains(&name.as_str()) {
            return Err(Error::Unsupported(format!(
                "{what}: {} has no setting `{name}`; it has {}",
                rules.flavour.name(),
                if known.is_empty() { "none here".to_owned() } else { known.join(", ") }
            )));
        }
    }
    Ok(kept)
}

fn unsupported<T>(text: impl Into<String>) -> Result<T> {
    Err(Error::Unsupported(text.into()))
}

fn some_text(text: Option<&String>) -> Option<String> {
    text.filter(|text| !text.is_empty()).cloned()
}

/// The collation of columns of a table that don't say.
pub(super) fn collation_of(table: &Table, rules: &Rules<'_>) -> String {
    table.settings.get("collate").cloned().unwrap_or_else(|| rules.facts.collation.clone())
}

/// The character set and collation that a table's settings ask for, as inspection shows them.
fn set_collation(settings: &mut Settings, rules: &Rules<'_>) -> Result<()> {
    let collation = match (settings.remove("charset"), settings.remove("collate")) {
        (_, Some(collation)) => collation.to_ascii_lowercase(),
        (Some(charset), None) => {
            let charset = charset.to_ascii_lowercase();
            if charset == rules.facts.charset {
                return Ok(());
            }
            match rules.facts.charsets.get(&charset) {
                Some(collation) => collation.clone(),
                None => return Err(Error::Invalid(format!("the server has no character set `{charset}`"))),
            }
        }
        (None, None) => return Ok(()),
    };
    if collation != rules.facts.collation {
        if charset(&collation) != rules.facts.charset {
            settings.insert("charset".to_owned(), charset(&collation).to_owned());
        }
        settings.insert("collate".to_owned(), collation);
    }
    Ok(())
}

fn engine(name: &str) -> String {
    // As the servers write them, whatever the case they were asked for in.
    const KNOWN: &[&str] =
        &["InnoDB", "MyISAM", "Aria", "MEMORY", "ARCHIVE", "CSV", "ROCKSDB", "MRG_MyISAM", "BLACKHOLE"];
    let known = KNOWN.iter().find(|known| known.eq_ignore_ascii_case(name));
    known.map_or_else(|| name.to_owned(), |known| (*known).to_owned())
}

const TABLE_SETTINGS: &[&str] = &["engine", "charset", "collate", "row-format"];

fn table_settings(what: &str, given: &Settings, rules: &Rules<'_>) -> Result<Settings> {
    let mut kept = settings(what, given, TABLE_SETTINGS, rules)?;
    if let Some(name) = kept.remove("engine") {
        let name = engine(&name);
        if name != rules.facts.engine {
            kept.insert("engine".to_owned(), name);
        }
    }
    if let Some(format) = kept.remove("row-format") {
        let format = format.to_ascii_lowercase();
        if !["default", "dynamic", "compact", "compressed", "redundant", "fixed"].contains(&format.as_str()) {
            return Err(Error::Invalid(format!("{what}: `{format}` is no row format")));
        }
        if format != "default" {
            kept.insert("row-format".to_owned(), format);
        }
    }
    set_collation(&mut kept, rules)?;
    Ok(kept)
}

/// A new table.
pub(super) fn lower_table(table: &Table, before: &Schema, rules: &Rules<'_>) -> Result<Table> {
    // The model knows what makes no sense in any database, and says so best.
    let mut lowered = Table::new(rules.fresh(&table.name)?);
    let what = format!("table `{}`", lowered.name);
    if table.columns.is_empty() {
        return Err(Error::Invalid(format!("{what} has no columns")));
    }
    lowered.settings = table_settings(&what, &table.settings, rules)?;
    lowered.comment = some_text(table.comment.as_ref());
    for column in &table.columns {
        if lowered.columns.iter().any(|there| there.name.eq_ignore_ascii_case(&column.name)) {
            return Err(Error::Invalid(format!("{what} has two columns `{}`", column.name)));
        }
        let column = lower_column(column, &lowered, rules)?;
        lowered.columns.push(column);
    }
    // Named ones first, so that the names made for the others keep clear of them.
    let mut changes = Changes { table: lowered, before, rules, done: Vec::new(), key_name: None };
    let (named, unnamed): (Vec<_>, Vec<_>) = table.constraints.iter().partition(|c| c.name().is_some());
    let (keys, others): (Vec<_>, Vec<_>) =
        named.into_iter().chain(unnamed).partition(|c| matches!(c, Constraint::PrimaryKey(_)));
    for constraint in keys.into_iter().chain(others) {
        changes.add_constraint(constraint, false)?;
    }
    for index in &table.indexes {
        changes.add_index(index, false)?;
    }
    let usual = collation_of(&changes.table, rules);
    for column in changes.table.columns.iter_mut().filter(|c| c.collation.as_ref() == Some(&usual)) {
        column.collation = None;
    }
    refuse_filled_moments(&changes.table, rules)?;
    Ok(changes.table)
}

/// Refuses a moment that the server would give a default which nobody asked for: the zero date, or the current one.
fn refuse_filled_moments(table: &Table, rules: &Rules<'_>) -> Result<()> {
    let filled = |column: &&Column| {
        matches!(column.column_type, ColumnType::Timestamp { with_zone: true, .. })
            && !column.nullable
            && column.default.is_none()
            && column.generated.is_none()
            && (!rules.facts.explicit_timestamps || rules.flavour.mariadb && column.settings.contains_key("on-update"))
    };
    match table.columns.iter().find(filled) {
        None => Ok(()),
        Some(column) => unsupported(format!(
            "column `{}` of table `{}`: {} would give it a default by itself; give it one (such as current_timestamp), \
             or allow NULL",
            column.name,
            table.name,
            rules.flavour.name()
        )),
    }
}

fn lower_column(column: &Column, table: &Table, rules: &Rules<'_>) -> Result<Column> {
    identifier(&column.name)?;
    let what = format!("column `{}` of table `{}`", column.name, table.name);
    let column_type = types::lower(&column.column_type, rules.flavour).map_err(|error| about(&what, error))?;
    let mut kept = settings(&what, &column.settings, COLUMN_SETTINGS, rules)?;
    let (charset, collate) = (kept.remove("charset"), kept.remove("collate"));
    let given = match (column.collation.clone().or(collate), charset) {
        (None, Some(charset)) => Some(charset_collation(&what, &charset, rules)?),
        (given, _) => given,
    };
    let kept = column_settings(&what, &kept, &column_type)?;
    let generated = column.generated.as_ref().map(|generated| lower_generated(&what, generated)).transpose()?;
    if generated.is_some() && !column.nullable && rules.flavour.mariadb {
        return unsupported(format!("{what}: MariaDB takes no NOT NULL on a computed column; add a check instead"));
    }
    Ok(Column {
        name: column.name.clone(),
        nullable: column.nullable && column.identity.is_none(),
        default: column.default.as_ref().map(|default| lower_default(&what, default, &column_type)).transpose()?,
        generated,
        identity: column.identity.as_ref().map(|identity| lower_identity(&what, identity, rules)).transpose()?,
        collation: lower_collation(given.as_ref(), &column_type),
        comment: some_text(column.comment.as_ref()),
        settings: kept,
        column_type,
    })
}

const COLUMN_SETTINGS: &[&str] = &["on-update", "invisible", "charset", "collate"];

/// A column's settings as inspection shows them.
fn column_settings(what: &str, given: &Settings, column_type: &ColumnType) -> Result<Settings> {
    let mut kept = Settings::new();
    if let Some(update) = given.get("on-update") {
        if !default::is_now(update) || !matches!(column_type, ColumnType::Timestamp { .. }) {
            return unsupported(format!(
                "{what}: a row's update can set a timestamp to current_timestamp, and nothing else; use a trigger"
            ));
        }
        kept.insert("on-update".to_owned(), NOW.to_owned());
    }
    if given.get("invisible").is_some_and(|value| !matches!(value.as_str(), "false" | "off" | "no" | "0")) {
        kept.insert("invisible".to_owned(), String::new());
    }
    Ok(kept)
}

/// The collation that a character set's texts have.
fn charset_collation(what: &str, charset: &str, rules: &Rules<'_>) -> Result<String> {
    let found = rules.facts.charsets.get(&charset.to_ascii_lowercase());
    found.cloned().ok_or_else(|| Error::Invalid(format!("{what}: the server has no character set `{charset}`")))
}

fn lower_collation(given: Option<&String>, column_type: &ColumnType) -> Option<String> {
    given.map(|given| given.to_ascii_lowercase()).filter(|_| types::textual(column_type))
}

fn about(what: &str, error: Error) -> Error {
    match error {
        Error::Unsupported(text) => Error::Unsupported(format!("{what}: {text}")),
        Error::Invalid(text) => Error::Invalid(format!("{what}: {text}")),
        other => other,
    }
}

fn lower_generated(what: &str, generated: &Generated) -> Result<Generated> {
    Ok(Generated { expression: fragment(what, &generated.expression)?, stored: generated.stored })
}

fn lower_identity(what: &str, identity: &Identity, rules: &Rules<'_>) -> Result<Identity> {
    let wanted = [
        ("an increment other than 1", identity.increment.is_some_and(|increment| increment != 1)),
        ("a least number", identity.min_value.is_some_and(|least| least != 1)),
        ("a greatest number", identity.max_value.is_some_and(|most| most != i64::MAX)),
        ("a cycle", identity.cycle),
    ];
    if let Some((wanted, _)) = wanted.iter().find(|(_, given)| *given) {
        return unsupported(format!("{what}: {} numbers rows by one, without {wanted}", rules.flavour.name()));
    }
    // `always` guards against given numbers, `cache` is about speed; where it starts is no part of the definition.
    Ok(Identity::default())
}

fn lower_default(what: &str, given: &ColumnDefault, column_type: &ColumnType) -> Result<ColumnDefault> {
    Ok(match given {
        ColumnDefault::Literal(value) => {
            let value = default::canonical(value, column_type).map_err(|error| about(what, error))?;
            default::fits(&value, column_type).map_err(|error| about(what, error))?;
            ColumnDefault::Literal(value)
        }
        ColumnDefault::Expression(expression) => {
            ColumnDefault::Expression(default::unwrapped(&fragment(what, expression)?).to_owned())
        }
        other => other.clone(),
    })
}

fn real_name(table: &Table, column: &str) -> String {
    let exact = table.columns.iter().find(|c| c.name == column);
    let found = exact.or_else(|| table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(column)));
    found.map_or_else(|| column.to_owned(), |column| column.name.clone())
}

fn real_names(table: &Table, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| real_name(table, column)).collect()
}

/// A list of changes on its way to what a server does, with the table as they leave it.
pub(super) struct Changes<'s> {
    table: Table,
    before: &'s Schema,
    rules: &'s Rules<'s>,
    done: Vec<Change>,
    /// What the primary key was called when it was added: the servers keep no name of it.
    key_name: Option<String>,
}

impl<'s> Changes<'s> {
    pub(super) fn of(
        table: &Table,
        changes: &[Change],
        before: &'s Schema,
        rules: &'s Rules<'s>,
    ) -> Result<Vec<Change>> {
        let mut this = Changes { table: table.clone(), before, rules, done: Vec::new(), key_name: None };
        changes.iter().try_for_each(|change| this.lower(change))?;
        this.forget_usual_collations()?;
        if this.table.columns != table.columns {
            refuse_filled_moments(&this.table, rules)?;
        }
        Ok(this.done)
    }

    /// A column with the collation that is its table's is one that doesn't say. Only once all is done: until then a
    /// column that says so keeps it when the table's changes.
    fn forget_usual_collations(&mut self) -> Result<()> {
        let usual = collation_of(&self.table, self.rules);
        let same = |c: &&Column| c.collation.as_ref() == Some(&usual);
        let columns: Vec<String> = self.table.columns.iter().filter(same).map(|c| c.name.clone()).collect();
        columns.into_iter().try_for_each(|column| self.push(Change::SetCollation { column, collation: None }))
    }

    fn push(&mut self, change: Change) -> Result<()> {
        self.table = self.table.alter(std::slice::from_ref(&change))?;
        self.done.push(change);
        Ok(())
    }

    fn what(&self, column: &str) -> String {
        format!("column `{column}` of table `{}`", self.table.name)
    }

    fn lower(&mut self, change: &Change) -> Result<()> {
        let real = |column: &String| real_name(&self.table, column);
        match change {
            Change::AddColumn { column, position, if_not_exists } => {
                if let Some(there) = self.table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(&column.name)) {
                    if *if_not_exists {
                        return Ok(());
                    }
                    return Err(Error::Invalid(format!(
                        "table `{}` has a column `{}` already",
                        self.table.name, there.name
                    )));
                }
                let column = lower_column(column, &self.table, self.rules)?;
                let position = self.position(position);
                self.push(Change::AddColumn { column, position, if_not_exists: false })
            }
            Change::DropColumn { name, if_exists } => {
                let change = Change::DropColumn { name: real(name), if_exists: *if_exists };
                self.push(change)
            }
            Change::RenameColumn { from, to } => {
                identifier(to)?;
                let from = real(from);
                let own_check = self.table.constraint(&from).is_some_and(level);
                let to = to.clone();
                if from.eq_ignore_ascii_case(&to) && from != to {
                    // Only the case changes: the model has no other column of that name.
                } else if self.table.columns.iter().any(|c| c.name.eq_ignore_ascii_case(&to)) {
                    return Err(Error::Invalid(format!("table `{}` has a column `{to}` already", self.table.name)));
                }
                self.push(Change::RenameColumn { from: from.clone(), to: to.clone() })?;
                match own_check {
                    true => self.push(Change::RenameConstraint { from, to }),
                    false => Ok(()),
                }
            }
            Change::SetType { column, column_type, using } => {
                let column = real(column);
                self.set_type(&column, column_type, using.as_deref())
            }
            Change::SetNullable { column, nullable } => {
                let column = real(column);
                let known = self.table.column(&column);
                if *nullable && (self.in_key(&column) || known.is_some_and(|c| c.identity.is_some())) {
                    return unsupported(format!("{}: a primary key's columns can't be NULL", self.what(&column)));
                }
                if !nullable && self.rules.flavour.mariadb && known.is_some_and(|c| c.generated.is_some()) {
                    return unsupported(format!(
                        "{}: MariaDB takes no NOT NULL on a computed column; add a check instead",
                        self.what(&column)
                    ));
                }
                self.push(Change::SetNullable { column, nullable: *nullable })
            }
            Change::SetDefault { column, default } => {
                let column = real(column);
                let column_type = self.table.column(&column).map(|c| c.column_type.clone());
                let default = match (default, column_type) {
                    (Some(default), Some(column_type)) => {
                        Some(lower_default(&self.what(&column), default, &column_type)?)
                    }
                    (default, _) => default.clone(),
                };
                self.push(Change::SetDefault { column, default })
            }
            Change::SetGenerated { column, generated } => {
                let column = real(column);
                let what = self.what(&column);
                let generated = generated.as_ref().map(|generated| lower_generated(&what, generated)).transpose()?;
                let nullable = self.table.column(&column).is_some_and(|c| c.nullable);
                if generated.is_some() && !nullable && self.rules.flavour.mariadb {
                    return unsupported(format!(
                        "{what}: MariaDB takes no NOT NULL on a computed column; allow NULL first"
                    ));
                }
                self.push(Change::SetGenerated { column, generated })
            }
            Change::SetIdentity { column, identity } => {
                let column = real(column);
                let what = self.what(&column);
                let identity = identity.as_ref().map(|i| lower_identity(&what, i, self.rules)).transpose()?;
                if identity.is_some() && self.table.column(&column).is_some_and(|c| c.nullable) {
                    self.push(Change::SetNullable { column: column.clone(), nullable: false })?;
                }
                self.push(Change::SetIdentity { column, identity })
            }
            Change::SetCollation { column, collation } => {
                let column = real(column);
                let known = self.table.column(&column).map(|c| c.column_type.clone());
                let collation = match known {
                    Some(column_type) if !types::textual(&column_type) && collation.is_some() => {
                        return unsupported(format!("{}: only texts have a collation", self.what(&column)));
                    }
                    Some(column_type) => lower_collation(collation.as_ref(), &column_type),
                    None => collation.clone(),
                };
                self.push(Change::SetCollation { column, collation })
            }
            Change::SetColumnComment { column, comment } => {
                let change = Change::SetColumnComment { column: real(column), comment: some_text(comment.as_ref()) };
                self.push(change)
            }
            Change::MoveColumn { column, position } => {
                let change = Change::MoveColumn { column: real(column), position: self.position(position) };
                self.push(change)
            }
            Change::AddConstraint { constraint, if_not_exists } => self.add_constraint(constraint, *if_not_exists),
            Change::DropConstraint { key, if_exists } => self.drop_constraint(key, *if_exists),
            Change::RenameConstraint { from, to } => self.rename_constraint(from, to),
            // Every constraint holds for every row.
            Change::ValidateConstraint { name } if self.key_name.as_ref() == Some(name) => Ok(()),
            Change::ValidateConstraint { name } => {
                let name = self.constraint_name(name);
                self.table.alter(&[Change::ValidateConstraint { name }]).map(drop)
            }
            Change::AddIndex { index, if_not_exists } => self.add_index(index, *if_not_exists),
            Change::DropIndex { name, if_exists } => self.drop_index(name, *if_exists),
            Change::RenameIndex { from, to } => {
                identifier(to)?;
                match self.unique_constraint(from) {
                    Some(from) => self.push(Change::RenameConstraint { from, to: to.clone() }),
                    None => {
                        let from = self.index_name(from);
                        self.push(Change::RenameIndex { from, to: to.clone() })
                    }
                }
            }
            Change::SetIndexComment { index, comment } => self.set_index_comment(index, some_text(comment.as_ref())),
            Change::SetTableComment { comment } => {
                self.push(Change::SetTableComment { comment: some_text(comment.as_ref()) })
            }
            Change::SetColumnSetting { column, name, value } => {
                let column = real(column);
                self.set_column_setting(&column, name, value.as_ref())
            }
            Change::SetSetting { name, value } => self.set_setting(name, value.as_ref()),
        }
    }

    fn position(&self, position: &mighost_schema::Position) -> mighost_schema::Position {
        match position {
            mighost_schema::Position::After(column) => mighost_schema::Position::After(real_name(&self.table, column)),
            other => other.clone(),
        }
    }

    fn in_key(&self, column: &str) -> bool {
        self.table
            .constraints
            .iter()
            .any(|c| matches!(c, Constraint::PrimaryKey(k) if k.columns.iter().any(|c| c == column)))
    }

    fn set_type(&mut self, column: &str, column_type: &ColumnType, using: Option<&str>) -> Result<()> {
        let what = self.what(column);
        if using.is_some() {
            return unsupported(format!(
                "{what}: {} converts values by itself only; add a column, fill it with an update, drop this one and \
                 rename the new one",
                self.rules.flavour.name()
            ));
        }
        let column_type = types::lower(column_type, self.rules.flavour).map_err(|error| about(&what, error))?;
        let known = self.table.column(column).cloned();
        if let Some(known) = &known {
            let uuid =
                |a: &ColumnType, b: &ColumnType| *a == ColumnType::Uuid && *b != ColumnType::Uuid && !castable(b);
            if uuid(&known.column_type, &column_type) || uuid(&column_type, &known.column_type) {
                return unsupported(format!(
                    "{what}: MariaDB turns nothing but texts and bytes into a UUID, or back; add a column, fill it with an \
                     update, drop this one and rename the new one"
                ));
            }
            if known.settings.contains_key("on-update") && !matches!(column_type, ColumnType::Timestamp { .. }) {
                return unsupported(format!("{what} is set when its row is updated, which only a timestamp can be"));
            }
            if known.collation.is_some() && !types::textual(&column_type) {
                self.push(Change::SetCollation { column: column.to_owned(), collation: None })?;
            }
        }
        self.push(Change::SetType { column: column.to_owned(), column_type: column_type.clone(), using: None })?;
        // A default is kept as its column keeps values: 1 is true in a boolean column.
        if let Some(old) = known.and_then(|known| known.default) {
            let lowered = match &old {
                ColumnDefault::CurrentTimestamp if !matches!(column_type, ColumnType::Timestamp { .. }) => {
                    ColumnDefault::Expression("current_timestamp()".to_owned())
                }
                ColumnDefault::CurrentDate if column_type != ColumnType::Date => {
                    ColumnDefault::Expression("curdate()".to_owned())
                }
                ColumnDefault::CurrentTime if !matches!(column_type, ColumnType::Time { .. }) => {
                    ColumnDefault::Expression("curtime()".to_owned())
                }
                other => lower_default(&what, other, &column_type)?,
            };
            if lowered != old {
                self.push(Change::SetDefault { column: column.to_owned(), default: Some(lowered) })?;
            }
        }
        Ok(())
    }

    /// A name that nothing of the table has yet, made of words.
    fn made_up(&self, kind: &str, columns: &[String]) -> String {
        let table = self.table.name.name.as_str();
        let base = [&[kind, table][..], &columns.iter().map(String::as_str).collect::<Vec<_>>()].concat().join("_");
        let taken = |name: &str| {
            self.table.constraints.iter().filter_map(Constraint::name).any(|there| there.eq_ignore_ascii_case(name))
                || self.table.indexes.iter().any(|index| index.name.eq_ignore_ascii_case(name))
                || kind == "fk" && self.before.tables.values().any(|t| t.constraint(name).is_some())
        };
        // 58 characters leave room for a number within the 64 of a name.
        let cut = |base: &str| base.chars().take(58).collect::<String>().trim_end().to_owned();
        let base = if base.chars().count() <= 64 { base } else { cut(&base) };
        (1..)
            .map(|n| if n == 1 { base.clone() } else { format!("{}_{n}", cut(&base)) })
            .find(|n| !taken(n))
            .unwrap_or(base)
    }

    pub(super) fn add_constraint(&mut self, constraint: &Constraint, if_not_exists: bool) -> Result<()> {
        let what = format!("table `{}`", self.table.name);
        let server = self.rules.flavour.name();
        if let Some(name) = constraint.name() {
            if !matches!(constraint, Constraint::PrimaryKey(_)) {
                identifier(name)?;
            }
            if let Some(there) = self.named(name) {
                if if_not_exists {
                    return Ok(());
                }
                return Err(Error::Invalid(format!("{what} has a constraint or index of that name already: {there}")));
            }
        }
        let deferred = |deferral: Deferral| match deferral {
            Deferral::NotDeferrable => Ok(()),
            _ => unsupported(format!("{what}: {server} checks constraints at once; leave the deferral out")),
        };
        let not_valid = |not_valid: bool| match not_valid {
            true => unsupported(format!(
                "{what}: {server} checks every row when a constraint is added; leave NOT VALID out"
            )),
            false => Ok(()),
        };
        let lowered = match constraint {
            Constraint::PrimaryKey(key) => {
                let columns = real_names(&self.table, &key.columns);
                if if_not_exists
                    && self
                        .table
                        .constraints
                        .iter()
                        .any(|c| matches!(c, Constraint::PrimaryKey(k) if k.columns == columns))
                {
                    return Ok(());
                }
                for column in &columns {
                    if self.table.column(column).is_some_and(|c| c.nullable) {
                        self.push(Change::SetNullable { column: column.clone(), nullable: false })?;
                    }
                }
                settings(&what, &key.settings, &[], self.rules)?;
                self.key_name.clone_from(&key.name);
                // The servers call every primary key PRIMARY.
                Constraint::PrimaryKey(PrimaryKey { name: None, columns, settings: Settings::new() })
            }
            Constraint::Unique(key) => {
                if key.nulls_not_distinct {
                    return unsupported(format!(
                        "{what}: to {server} NULLs are never equal in a unique constraint; forbid NULL, or make a \
                         generated column with coalesce unique"
                    ));
                }
                deferred(key.deferral)?;
                settings(&what, &key.settings, &[], self.rules)?;
                let columns = real_names(&self.table, &key.columns);
                if if_not_exists && key.name.is_none() && self.unique_over(&columns) {
                    return Ok(());
                }
                Constraint::Unique(Unique {
                    name: Some(key.name.clone().unwrap_or_else(|| self.made_up("uq", &columns))),
                    columns,
                    nulls_not_distinct: false,
                    deferral: Deferral::NotDeferrable,
                    settings: Settings::new(),
                })
            }
            Constraint::Check(check) => {
                not_valid(check.not_valid)?;
                let expression = fragment(&format!("a check of {what}"), &check.expression)?;
                let kept = settings(&what, &check.settings, &[LEVEL], self.rules)?;
                if if_not_exists && check.name.is_none() && self.check_like(&expression).is_some() {
                    return Ok(());
                }
                let own =
                    kept.contains_key(LEVEL) && check.name.as_ref().is_some_and(|n| self.table.column(n).is_some());
                Constraint::Check(Check {
                    name: Some(check.name.clone().unwrap_or_else(|| self.made_up("ck", &[]))),
                    expression: default::unwrapped(&expression).to_owned(),
                    not_valid: false,
                    settings: if own && self.rules.flavour.mariadb { kept } else { Settings::new() },
                })
            }
            Constraint::ForeignKey(key) => {
                not_valid(key.not_valid)?;
                deferred(key.deferral)?;
                match self.foreign_key(&what, key, if_not_exists)? {
                    Some(key) => Constraint::ForeignKey(key),
                    None => return Ok(()),
                }
            }
            Constraint::Exclusion(_) => {
                return unsupported(format!("{what}: {server} has no exclusion constraints; use a trigger"));
            }
        };
        self.push(Change::AddConstraint { constraint: lowered, if_not_exists: false })
    }

    fn foreign_key(&self, what: &str, key: &ForeignKey, if_not_exists: bool) -> Result<Option<ForeignKey>> {
        let server = self.rules.flavour.name();
        if key.match_full && key.columns.len() > 1 {
            return unsupported(format!("{what}: {server} has no MATCH FULL; forbid NULL in the columns instead"));
        }
        settings(what, &key.settings, &[], self.rules)?;
        let columns = real_names(&self.table, &key.columns);
        let referred = self.rules.object(&key.referred_table);
        super::guard::refuse_reserved(&referred.name)?;
        let target = if referred == self.table.name { Some(&self.table) } else { self.before.tables.get(&referred) };
        let referred_columns = match (key.referred_columns.as_slice(), target) {
            ([], Some(target)) => target
                .constraints
                .iter()
                .find_map(|c| match c {
                    Constraint::PrimaryKey(primary) => Some(primary.columns.clone()),
                    _ => None,
                })
                .ok_or_else(|| {
                    Error::Invalid(format!("{what}: `{referred}` has no primary key to refer to; name the columns"))
                })?,
            ([], None) => return Err(Error::Invalid(format!("{what}: there is no table `{referred}` to refer to"))),
            (columns, Some(target)) => real_names(target, columns),
            (columns, None) => columns.to_vec(),
        };
        let action = |action: ForeignKeyAction, event: &str| match action {
            // The same to InnoDB.
            ForeignKeyAction::NoAction | ForeignKeyAction::Restrict => Ok(ForeignKeyAction::NoAction),
            ForeignKeyAction::SetDefault => {
                unsupported(format!("{what}: InnoDB can't set the default on {event}; use set null, or a trigger"))
            }
            other => Ok(other),
        };
        let (on_delete, on_update) = (action(key.on_delete, "delete")?, action(key.on_update, "update")?);
        let nulls = [on_delete, on_update].contains(&ForeignKeyAction::SetNull);
        let column = |name: &String| self.table.column(name);
        if let Some(column) = columns.iter().filter_map(column).find(|c| nulls && !c.nullable) {
            return Err(Error::Invalid(format!(
                "{what}: a foreign key can't set column `{}` to NULL, which it may not be",
                column.name
            )));
        }
        let like = |there: &ForeignKey| there.columns == columns && there.referred_table == referred;
        if if_not_exists
            && key.name.is_none()
            && self.table.constraints.iter().any(|c| matches!(c, Constraint::ForeignKey(k) if like(k)))
        {
            return Ok(None);
        }
        Ok(Some(ForeignKey {
            name: Some(key.name.clone().unwrap_or_else(|| self.made_up("fk", &columns))),
            columns,
            referred_table: referred,
            referred_columns,
            on_delete,
            on_update,
            deferral: Deferral::NotDeferrable,
            match_full: false,
            not_valid: false,
            settings: Settings::new(),
        }))
    }

    /// What has a name: a constraint or an index, which share theirs.
    fn named(&self, name: &str) -> Option<String> {
        let constraint = self.table.constraints.iter().find(|c| c.name().is_some_and(|n| n.eq_ignore_ascii_case(name)));
        let index = self.table.indexes.iter().find(|i| i.name.eq_ignore_ascii_case(name));
        constraint.map(ToString::to_string).or_else(|| index.map(|index| format!("index {}", index.name)))
    }

    fn constraint_name(&self, name: &str) -> String {
        let names = self.table.constraints.iter().filter_map(Constraint::name);
        names.into_iter().find(|there| there.eq_ignore_ascii_case(name)).unwrap_or(name).to_owned()
    }

    fn index_name(&self, name: &str) -> String {
        let mut names = self.table.indexes.iter().map(|index| index.name.as_str());
        names.find(|there| there.eq_ignore_ascii_case(name)).unwrap_or(name).to_owned()
    }

    fn unique_constraint(&self, name: &str) -> Option<String> {
        self.table.constraints.iter().find_map(|c| match c {
            Constraint::Unique(key) => key.name.clone().filter(|there| there.eq_ignore_ascii_case(name)),
            _ => None,
        })
    }

    fn unique_over(&self, columns: &[String]) -> bool {
        self.table.constraints.iter().any(|c| matches!(c, Constraint::Unique(key) if key.columns == columns))
    }

    /// The check that says the same.
    fn check_like(&self, expression: &str) -> Option<String> {
        let wanted = comparable(expression);
        self.table.constraints.iter().rev().find_map(|c| match c {
            Constraint::Check(check) if comparable(&check.expression) == wanted => check.name.clone(),
            _ => None,
        })
    }

    fn drop_constraint(&mut self, key: &ConstraintKey, if_exists: bool) -> Result<()> {
        let key = match key {
            ConstraintKey::Name(name) if name.eq_ignore_ascii_case("primary") => ConstraintKey::PrimaryKey,
            ConstraintKey::Name(name) if self.key_name.as_ref() == Some(name) => ConstraintKey::PrimaryKey,
            ConstraintKey::Name(name) => {
                let known = self.constraint_name(name);
                let index = self.index_name(name);
                if self.table.constraint(&known).is_none() && self.table.index(&index).is_some_and(|i| i.unique) {
                    return self.push(Change::DropIndex { name: index, if_exists });
                }
                ConstraintKey::Name(known)
            }
            ConstraintKey::Unique(columns) => ConstraintKey::Unique(real_names(&self.table, columns)),
            ConstraintKey::ForeignKey(columns) => ConstraintKey::ForeignKey(real_names(&self.table, columns)),
            ConstraintKey::Check(expression) => match self.check_like(expression) {
                Some(name) => ConstraintKey::Name(name),
                None => key.clone(),
            },
            ConstraintKey::PrimaryKey => ConstraintKey::PrimaryKey,
        };
        let named = matches!(key, ConstraintKey::Name(_));
        let result = self.push(Change::DropConstraint { key, if_exists });
        result.map_err(|error| match error {
            Error::Invalid(text) if named => Error::Invalid(format!(
                "{text} ({} keeps no names of primary keys: drop one as the primary key)",
                self.rules.flavour.name()
            )),
            other => other,
        })
    }

    fn rename_constraint(&mut self, from: &str, to: &str) -> Result<()> {
        identifier(to)?;
        if self.key_name.as_deref() == Some(from) {
            self.key_name = Some(to.to_owned());
            return Ok(());
        }
        let known = self.constraint_name(from);
        if let Some(Constraint::Check(check)) = self.table.constraint(&known).filter(|c| level(c)).cloned() {
            // A check of a column is called like the column; with a name of its own it is one of the table.
            self.push(Change::DropConstraint { key: ConstraintKey::Name(known), if_exists: false })?;
            let check = Check { name: Some(to.to_owned()), settings: Settings::new(), ..check };
            return self.push(Change::AddConstraint { constraint: Constraint::Check(check), if_not_exists: false });
        }
        let index = self.index_name(from);
        if self.table.constraint(&known).is_none() && self.table.index(&index).is_some_and(|index| index.unique) {
            return self.push(Change::RenameIndex { from: index, to: to.to_owned() });
        }
        self.push(Change::RenameConstraint { from: known, to: to.to_owned() })
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

    fn drop_index(&mut self, name: &str, if_exists: bool) -> Result<()> {
        match self.unique_constraint(name) {
            Some(name) => self.push(Change::DropConstraint { key: ConstraintKey::Name(name), if_exists }),
            None => {
                let name = self.index_name(name);
                self.push(Change::DropIndex { name, if_exists })
            }
        }
    }

    fn set_index_comment(&mut self, index: &str, comment: Option<String>) -> Result<()> {
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

    fn set_column_setting(&mut self, column: &str, name: &str, value: Option<&String>) -> Result<()> {
        let what = self.what(column);
        let given = Settings::from([(name.to_owned(), value.cloned().unwrap_or_default())]);
        let known = settings(&what, &given, COLUMN_SETTINGS, self.rules)?;
        match (name, value) {
            ("collate", collation) => {
                self.lower(&Change::SetCollation { column: column.to_owned(), collation: collation.cloned() })
            }
            ("charset", charset) => {
                let collation = charset.map(|charset| charset_collation(&what, charset, self.rules)).transpose()?;
                self.lower(&Change::SetCollation { column: column.to_owned(), collation })
            }
            _ => {
                let column_type = self.table.column(column).map_or(ColumnType::TEXT, |c| c.column_type.clone());
                let value = match value {
                    Some(_) => column_settings(&what, &known, &column_type)?.remove(name),
                    None => None,
                };
                let change = Change::SetColumnSetting { column: column.to_owned(), name: name.to_owned(), value };
                match known.is_empty() {
                    // A setting of another database's; but the column must be there.
                    true => self.table.alter(&[change]).map(drop),
                    false => self.push(change),
                }
            }
        }
    }

    fn set_setting(&mut self, name: &str, value: Option<&String>) -> Result<()> {
        let what = format!("table `{}`", self.table.name);
        let mut wanted = self.table.settings.clone();
        match value {
            Some(value) => {
                let given = Settings::from([(name.to_owned(), value.clone())]);
                wanted.extend(settings(&what, &given, TABLE_SETTINGS, self.rules)?);
                if name == "charset" {
                    wanted.remove("collate");
                }
            }
            None => {
                wanted.remove(name);
                if name == "charset" {
                    wanted.remove("collate");
                }
            }
        }
        let wanted = table_settings(&what, &wanted, self.rules)?;
        let now = self.table.settings.clone();
        for name in now.keys().filter(|name| !wanted.contains_key(*name)) {
            self.push(Change::SetSetting { name: name.clone(), value: None })?;
        }
        for (name, value) in wanted.iter().filter(|(name, value)| now.get(*name) != Some(value)) {
            self.push(Change::SetSetting { name: name.clone(), value: Some(value.clone()) })?;
        }
        Ok(())
    }
}

/// What MariaDB casts to a UUID and back.
fn castable(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Char(_)
            | ColumnType::Varchar(_)
            | ColumnType::Text(_)
            | ColumnType::Binary(_)
            | ColumnType::Varbinary(_)
            | ColumnType::Blob(_)
    )
}

/// Whether a check is part of one column's definition.
pub(super) fn level(constraint: &Constraint) -> bool {
    matches!(constraint, Constraint::Check(check) if check.settings.contains_key(LEVEL))
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
