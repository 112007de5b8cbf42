//! Definitions in the form that the catalogs have them in.

use super::inspect::constraint::{NOT_ENFORCED, PERIOD};
use super::types;
use mighost_schema::{
    Check, Column, ColumnDefault, ColumnType, Constraint, EnumType, Generated, Identity, Index, IndexKey, IntegerWidth,
    NullsOrder, Schema, Sequence, Settings, Table, Value, View,
};

/// A schema as PostgreSQL holds it: what inspection gives back once it has been written.
///
/// - Types are the server's: `tinyint` is `smallint`, an unsigned integer the next wider one, every byte string is
///   `bytea`, a long text of any size `text`. An enumeration without a name is a type called `<table>_<column>_enum`;
///   a column of a type that exists lists its labels.
/// - Columns of a primary key are not nullable. A generated column is stored where the server knows no other.
/// - What says no more than the database does by itself is left out: a sequence's usual numbers, the place of NULLs,
///   the method `btree`, a key part's collation that is its column's.
/// - Settings of other databases are left out.
///
/// `version` is the server's, as it states it.
///
/// Names that constraints are given by the server, and the server's way of writing an expression or a query, are
/// known only to the server.
pub fn canonical(schema: &Schema, version: &str) -> Schema {
    let major = version.split(|c: char| !c.is_ascii_digit()).next().and_then(|number| number.parse::<u32>().ok());
    schema_with(schema, major.is_none_or(|major| major < VIRTUAL))
}

/// The major version since which a generated column needn't be stored.
pub(super) const VIRTUAL: u32 = 18;

/// A schema; `stored` says that the server knows stored generated columns only.
pub(super) fn schema_with(schema: &Schema, stored: bool) -> Schema {
    let mut made = Schema::default();
    for table in schema.tables.values() {
        let mut table = self::table(table, stored);
        for column in &mut table.columns {
            if let ColumnType::Enumeration(EnumType { name: Some(name), labels }) = &mut column.column_type
                && let Some(known) = schema.enumerations.get(name)
            {
                labels.clone_from(&known.labels);
            }
        }
        for at in 0..table.constraints.len() {
            let Some(Constraint::ForeignKey(key)) = table.constraints.get(at) else { continue };
            if !key.referred_columns.is_empty() {
                continue;
            }
            let target =
                if key.referred_table == table.name { Some(&table) } else { schema.tables.get(&key.referred_table) };
            let columns = target.and_then(primary_key).map(<[String]>::to_vec).unwrap_or_default();
            if let Some(Constraint::ForeignKey(key)) = table.constraints.get_mut(at) {
                key.referred_columns = columns;
            }
        }
        made.tables.insert(table.name.clone(), table);
    }
    for view in schema.views.values() {
        made.views.insert(view.name.clone(), View { columns: Vec::new(), ..view.clone() });
    }
    for sequence in schema.sequences.values() {
        made.sequences.insert(sequence.name.clone(), self::sequence(sequence));
    }
    made.enumerations.clone_from(&schema.enumerations);
    made.schemas.clone_from(&schema.schemas);
    made
}

pub(super) fn primary_key(table: &Table) -> Option<&[String]> {
    table.constraints.iter().find_map(|constraint| match constraint {
        Constraint::PrimaryKey(key) => Some(key.columns.as_slice()),
        _ => None,
    })
}

pub(super) fn sequence(sequence: &Sequence) -> Sequence {
    let numbers = Identity { always: false, ..sequence.numbers.clone() };
    Sequence { name: sequence.name.clone(), numbers: self::numbers(&numbers, &ColumnType::BIGINT) }
}

/// A table; `stored` says that the server knows stored generated columns only.
pub(super) fn table(table: &Table, stored: bool) -> Table {
    let mut made = Table::new(table.name.clone());
    let key = primary_key(table).unwrap_or_default();
    for column in &table.columns {
        let mut column = self::column(table, column, stored);
        if key.contains(&column.name) || column.identity.is_some() || column.settings.contains_key("serial") {
            column.nullable = false;
        }
        made.columns.push(column);
    }
    made.constraints = table.constraints.iter().map(constraint).collect();
    made.indexes = table.indexes.iter().map(|index| self::index(&made, index)).collect();
    made.comment = comment(&table.comment);
    made.settings = settings(&table.settings, TABLE_SETTINGS);
    made
}

/// An empty comment is none.
pub(super) fn comment(comment: &Option<String>) -> Option<String> {
    comment.clone().filter(|text| !text.is_empty())
}

pub(super) fn column(table: &Table, column: &Column, stored: bool) -> Column {
    let column_type = types::canonical(&column.column_type, &table.name, &column.name);
    Column {
        name: column.name.clone(),
        nullable: column.nullable && column.identity.is_none(),
        default: column.default.as_ref().and_then(|default| self::default(default, &column_type)),
        generated: column.generated.as_ref().map(|generated| Generated {
            expression: generated.expression.clone(),
            stored: generated.stored || stored,
        }),
        identity: column.identity.as_ref().map(|identity| numbers(identity, &column_type)),
        // Only texts have one.
        collation: column.collation.clone().filter(|c| c != "default"),
        comment: comment(&column.comment),
        settings: settings(&column.settings, &["serial"]),
        column_type,
    }
}

/// A default; NULL is none.
pub(super) fn default(default: &ColumnDefault, column_type: &ColumnType) -> Option<ColumnDefault> {
    let ColumnDefault::Literal(value) = default else { return Some(default.clone()) };
    let text = || super::value::text(value).unwrap_or_default();
    Some(ColumnDefault::Literal(match (column_type, value) {
        (_, Value::Null) => return None,
        (ColumnType::Decimal { .. }, Value::Integer(_) | Value::Unsigned(_) | Value::Float(_)) => {
            Value::Decimal(text())
        }
        (ColumnType::Real | ColumnType::Double, Value::Integer(_) | Value::Decimal(_)) => match text().parse() {
            Ok(number) => Value::Float(number),
            Err(_) => value.clone(),
        },
        (ColumnType::Boolean, Value::Integer(number)) => Value::Boolean(*number != 0),
        (ColumnType::Integer { .. }, Value::Boolean(flag)) => Value::Integer(i64::from(*flag)),
        (ColumnType::Json | ColumnType::Jsonb, Value::Text(text)) => Value::Json(text.clone()),
        (ColumnType::Uuid, Value::Text(text)) => Value::Uuid(text.clone()),
        (ColumnType::Date, Value::Text(text)) => Value::Date(text.clone()),
        (ColumnType::Time { .. }, Value::Text(text)) => Value::Time(text.clone()),
        (ColumnType::Timestamp { .. }, Value::Text(text)) => Value::Timestamp(text.replacen(' ', "T", 1)),
        (ColumnType::Integer { .. }, Value::Text(text)) => match text.parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => value.clone(),
        },
        (ColumnType::Decimal { .. }, Value::Text(text)) if text.parse::<f64>().is_ok_and(f64::is_finite) => {
            Value::Decimal(text.clone())
        }
        (ColumnType::Real | ColumnType::Double, Value::Text(text)) => match text.parse() {
            Ok(number) => Value::Float(number),
            Err(_) => value.clone(),
        },
        (ColumnType::Boolean, Value::Text(text)) => match text.to_ascii_lowercase().as_str() {
            "true" | "t" | "yes" | "y" | "on" | "1" => Value::Boolean(true),
            "false" | "f" | "no" | "n" | "off" | "0" => Value::Boolean(false),
            _ => value.clone(),
        },
        (ColumnType::Blob(_), Value::Text(text)) if !text.contains('\\') => Value::Bytes(text.clone().into_bytes()),
        // The server keeps a number that is no integer as it is, and rounds it with each row.
        (ColumnType::Integer { .. }, Value::Decimal(_) | Value::Float(_)) => {
            return Some(ColumnDefault::Expression(text()));
        }
        (
            ColumnType::Boolean
            | ColumnType::Integer { .. }
            | ColumnType::Decimal { .. }
            | ColumnType::Real
            | ColumnType::Double
            | ColumnType::Json
            | ColumnType::Jsonb
            | ColumnType::Uuid
            | ColumnType::Date
            | ColumnType::Time { .. }
            | ColumnType::Timestamp { .. }
            | ColumnType::Blob(_),
            _,
        ) => value.clone(),
        // Every other type has a text.
        _ => Value::Text(text()),
    }))
}

/// What a sequence counts, without what is so by itself.
pub(super) fn numbers(given: &Identity, column_type: &ColumnType) -> Identity {
    let (least, most) = match column_type {
        ColumnType::Integer { width: IntegerWidth::Small, .. } => (i64::from(i16::MIN), i64::from(i16::MAX)),
        ColumnType::Integer { width: IntegerWidth::Normal, .. } => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let downwards = given.increment.is_some_and(|step| step < 0);
    let (least, most) = if downwards { (least, -1) } else { (1, most) };
    let first = if downwards { given.max_value.unwrap_or(most) } else { given.min_value.unwrap_or(least) };
    let unless = |number: Option<i64>, usual: i64| number.filter(|number| *number != usual);
    Identity {
        always: given.always,
        start: unless(given.start, first),
        increment: unless(given.increment, 1),
        min_value: unless(given.min_value, least),
        max_value: unless(given.max_value, most),
        cycle: given.cycle,
        cache: unless(given.cache, 1),
    }
}

pub(super) fn constraint(constraint: &Constraint) -> Constraint {
    let mut constraint = constraint.clone();
    match &mut constraint {
        Constraint::PrimaryKey(key) => {
            key.settings = settings(&key.settings, &["include", "deferrable", "fillfactor", PERIOD]);
        }
        Constraint::Unique(key) => key.settings = settings(&key.settings, &["include", "fillfactor", PERIOD]),
        Constraint::Check(Check { settings: given, .. }) => *given = settings(given, &["no-inherit", NOT_ENFORCED]),
        Constraint::ForeignKey(key) => key.settings = settings(&key.settings, &[NOT_ENFORCED, PERIOD]),
        Constraint::Exclusion(key) => {
            // The server's own choice.
            key.method.get_or_insert_with(|| "gist".to_owned());
        }
    }
    constraint
}

/// An index of a table, which is canonical already.
pub(super) fn index(table: &Table, index: &Index) -> Index {
    let mut index = index.clone();
    index.method = index.method.filter(|method| method != "btree");
    index.comment = comment(&index.comment);
    index.settings.retain(|name, _| INDEX_SETTINGS.contains(&name.as_str()));
    for part in &mut index.parts {
        part.prefix_length = None;
        part.nulls = match (part.nulls, part.descending) {
            (NullsOrder::First, true) | (NullsOrder::Last, false) => NullsOrder::Default,
            (nulls, _) => nulls,
        };
        if let IndexKey::Column(name) = &part.key {
            let own = table.column(name).and_then(|column| column.collation.clone());
            part.collation = part
                .collation
                .take()
                .filter(|collation| Some(collation.as_str()) != own.as_deref().or(Some("default")));
        }
    }
    index
}

/// The settings that a table has here.
pub(super) const TABLE_SETTINGS: &[&str] = &[
    "unlogged",
    "partition-by",
    "partition-of",
    "partition-bound",
    "tablespace",
    "fillfactor",
    "autovacuum_enabled",
    "autovacuum_vacuum_scale_factor",
    "autovacuum_analyze_scale_factor",
    "autovacuum_vacuum_threshold",
    "autovacuum_analyze_threshold",
    "toast_tuple_target",
    "parallel_workers",
];

/// The settings that an index has here: parameters of its method.
pub(super) const INDEX_SETTINGS: &[&str] = &[
    "fillfactor",
    "deduplicate_items",
    "fastupdate",
    "gin_pending_list_limit",
    "pages_per_range",
    "autosummarize",
    "buffering",
    "lists",
    "m",
    "ef_construction",
];

pub(super) fn settings(given: &Settings, known: &[&str]) -> Settings {
    given.iter().filter(|(name, _)| known.contains(&name.as_str())).map(|(n, v)| (n.clone(), v.clone())).collect()
}
