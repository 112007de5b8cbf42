//! Reading the schema from `information_schema`.

use super::expression::{comparable, standard};
use super::guard::reserved;
use super::keys::Keys;
use super::lexer::{Kind, tokens};
use super::{Mysql, default, types};
use crate::Error;
use mighost_schema::{
    Check, Column, ColumnType, Constraint, Error as CallError, Generated, Identity, ObjectName, Row, Schema, Sequence,
    Settings, Table, TextSize, Trigger, Value, View,
};
use std::collections::BTreeMap;

/// The setting of a check that belongs to one column's definition.
pub(super) const LEVEL: &str = "level";
/// What a column's `on-update` is: the servers know nothing else.
pub(super) const NOW: &str = "current_timestamp";

/// A table, and what of it the vocabulary doesn't show.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub table: Table,
    /// The indexes that stand only for a foreign key, by name.
    pub implicit: BTreeMap<String, Vec<String>>,
}

/// A text of a row.
pub(super) fn text(row: &Row, at: usize) -> String {
    optional(row, at).unwrap_or_default()
}

pub(super) fn optional(row: &Row, at: usize) -> Option<String> {
    match row.get(at) {
        Some(Value::Text(text) | Value::Decimal(text) | Value::Json(text)) => Some(text.clone()),
        Some(Value::Integer(number)) => Some(number.to_string()),
        Some(Value::Unsigned(number)) => Some(number.to_string()),
        // Texts of the data dictionary that the driver takes for bytes.
        Some(Value::Bytes(bytes)) => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    }
}

pub(super) fn integer(row: &Row, at: usize) -> Option<i64> {
    optional(row, at)?.parse().ok()
}

/// A name as it is compared: in the catalog a filter compares in any case.
fn is(found: &str, wanted: &str, lower_case: bool) -> bool {
    if lower_case { found.eq_ignore_ascii_case(wanted) } else { found == wanted }
}

impl Mysql {
    /// The database that a name is in.
    pub(super) fn database_of(&self, name: &ObjectName) -> String {
        name.schema.clone().unwrap_or_else(|| self.facts.database.clone())
    }

    /// The names of a kind, sorted, without mighost's own.
    pub(super) async fn names_of(&mut self, schema: Option<&str>, kind: &str) -> Result<Vec<ObjectName>, Error> {
        let database = Value::Text(schema.unwrap_or(&self.facts.database).to_owned());
        let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = ? AND table_type = ?";
        let rows = self.rows(sql, &[&database, &kind.into()]).await?;
        let mut names: Vec<ObjectName> = rows
            .iter()
            .map(|row| ObjectName { schema: schema.map(str::to_owned), name: text(row, 0) })
            .filter(|name| !reserved(&name.name))
            .collect();
        names.sort();
        Ok(names)
    }

    pub(super) async fn relation_exists(&mut self, name: &str) -> Result<bool, Error> {
        Ok(self.kind_of(&ObjectName::new(name)).await?.is_some())
    }

    /// What a name is: `BASE TABLE`, `VIEW`, `SEQUENCE`.
    pub(super) async fn kind_of(&mut self, name: &ObjectName) -> Result<Option<String>, Error> {
        let (database, wanted) = (Value::Text(self.database_of(name)), Value::Text(name.name.clone()));
        let sql =
            "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = ? AND table_name = ?";
        let rows = self.rows(sql, &[&database, &wanted]).await?;
        let lower = self.facts.lower_case_names;
        Ok(rows.iter().find(|row| is(&text(row, 0), &name.name, lower)).map(|row| text(row, 1)))
    }

    pub(super) async fn read_table(&mut self, name: &ObjectName) -> Result<Option<Read>, Error> {
        if reserved(&name.name) {
            return Ok(None);
        }
        let read = self.read_tables(name.schema.as_deref(), Some(&name.name)).await?;
        let lower = self.facts.lower_case_names;
        Ok(read.into_iter().find(|read| is(&read.table.name.name, &name.name, lower)))
    }

    /// The tables of a schema, or the one of a name.
    pub(super) async fn read_tables(&mut self, schema: Option<&str>, only: Option<&str>) -> Result<Vec<Read>, Error> {
        let database = schema.unwrap_or(&self.facts.database).to_owned();
        let mut parameters = vec![Value::Text(database.clone())];
        parameters.extend(only.map(|name| Value::Text(name.to_owned())));
        let parameters: Vec<&Value> = parameters.iter().collect();
        let one = |column: &str| only.map(|_| format!(" AND {column} = ?")).unwrap_or_default();
        let sql = format!(
            "SELECT t.table_name, t.engine, t.table_collation, t.create_options, t.table_comment, s.default_collation_name \
             FROM information_schema.tables t JOIN information_schema.schemata s ON s.schema_name = t.table_schema \
             WHERE t.table_schema = ? AND t.table_type = 'BASE TABLE'{}",
            one("t.table_name")
        );
        let tables = self.rows(&sql, &parameters).await?;
        if tables.is_empty() {
            return Ok(Vec::new());
        }
        let sql = format!(
            "SELECT table_name, column_name, column_type, column_default, is_nullable, extra, collation_name, \
             generation_expression, column_comment FROM information_schema.columns WHERE table_schema = ?{} \
             ORDER BY table_name, ordinal_position",
            one("table_name")
        );
        let columns = grouped(self.rows(&sql, &parameters).await?);
        let sql = format!("{}{}", self.flavour.checks_query(), one("table_name"));
        let checks = grouped(self.rows(&sql, &parameters).await?);
        let mut keys = Keys::read(self, &database, only).await?;
        let mut read = Vec::new();
        for row in tables {
            let name = text(&row, 0);
            if reserved(&name) {
                continue;
            }
            let mut table = Table::new(ObjectName { schema: schema.map(str::to_owned), name: name.clone() });
            let collation = text(&row, 2);
            self.table_settings(&mut table, &row);
            let (json, named) = self.checks_of(checks.get(&name).map_or(&[][..], Vec::as_slice));
            for column in columns.get(&name).map_or(&[][..], Vec::as_slice) {
                table.columns.push(self.column_of(column, &collation, &json));
            }
            let implicit = keys.take(&mut table);
            table.constraints.extend(named);
            read.push(Read { table, implicit });
        }
        Ok(read)
    }

    fn table_settings(&self, table: &mut Table, row: &Row) {
        let (engine, collation, options) = (text(row, 1), text(row, 2), text(row, 3));
        table.comment = Some(text(row, 4)).filter(|comment| !comment.is_empty());
        let own = text(row, 5);
        if !engine.eq_ignore_ascii_case(&self.facts.engine) {
            table.settings.insert("engine".to_owned(), engine);
        }
        if collation != own {
            if charset(&collation) != charset(&own) {
                table.settings.insert("charset".to_owned(), charset(&collation).to_owned());
            }
            table.settings.insert("collate".to_owned(), collation);
        }
        let format = options.split_whitespace().find_map(|option| option.strip_prefix("row_format="));
        if let Some(format) = format {
            table.settings.insert("row-format".to_owned(), format.to_ascii_lowercase());
        }
    }

    /// The columns that a check makes JSON, and the other checks.
    fn checks_of(&self, rows: &[Row]) -> (Vec<String>, Vec<Constraint>) {
        let (mut json, mut checks) = (Vec::new(), Vec::new());
        for row in rows {
            let (name, level, clause) = (text(row, 1), text(row, 2), text(row, 3));
            let expression = standard(default::unwrapped(&self.flavour.expression(&clause)));
            let column = level == "Column";
            if column && comparable(&expression) == comparable(&format!("json_valid(`{name}`)")) {
                json.push(name);
                continue;
            }
            let settings = match column {
                true => Settings::from([(LEVEL.to_owned(), "column".to_owned())]),
                false => Settings::new(),
            };
            checks.push(Constraint::Check(Check { name: Some(name), expression, not_valid: false, settings }));
        }
        (json, checks)
    }

    fn column_of(&self, row: &Row, table_collation: &str, json: &[String]) -> Column {
        let (name, extra) = (text(row, 1), text(row, 5));
        let mut column_type = types::parse(&text(row, 2));
        let mut collation = optional(row, 6).filter(|collation| collation != table_collation);
        if column_type == ColumnType::Text(TextSize::Long) && json.contains(&name) {
            // MariaDB's JSON is a long text with a check and a collation of its own.
            column_type = ColumnType::Json;
            collation = None;
        }
        let lower = extra.to_ascii_lowercase();
        let mut settings = Settings::new();
        if lower.contains("on update ") {
            // As precise as the column, always.
            settings.insert("on-update".to_owned(), NOW.to_owned());
        }
        if lower.split_whitespace().any(|word| word == "invisible") {
            settings.insert("invisible".to_owned(), String::new());
        }
        let generated = optional(row, 7).filter(|text| !text.is_empty()).map(|expression| Generated {
            expression: standard(default::unwrapped(&self.flavour.expression(&expression))),
            stored: lower.contains("stored generated") || lower.contains("persistent"),
        });
        Column {
            default: match generated {
                Some(_) => None,
                None => default::parse(self.flavour, optional(row, 3).as_deref(), &extra, &column_type),
            },
            name,
            nullable: text(row, 4) == "YES",
            generated,
            identity: lower.contains("auto_increment").then(Identity::default),
            collation,
            comment: Some(text(row, 8)).filter(|comment| !comment.is_empty()),
            settings,
            column_type,
        }
    }

    pub(super) async fn read_view(&mut self, name: &ObjectName) -> Result<Option<View>, Error> {
        if reserved(&name.name) {
            return Ok(None);
        }
        let views = self.read_views(name.schema.as_deref(), Some(&name.name)).await?;
        let lower = self.facts.lower_case_names;
        Ok(views.into_iter().find(|view| is(&view.name.name, &name.name, lower)))
    }

    pub(super) async fn read_views(&mut self, schema: Option<&str>, only: Option<&str>) -> Result<Vec<View>, Error> {
        let database = schema.unwrap_or(&self.facts.database).to_owned();
        let mut parameters = vec![Value::Text(database.clone())];
        parameters.extend(only.map(|name| Value::Text(name.to_owned())));
        let parameters: Vec<&Value> = parameters.iter().collect();
        let one = if only.is_some() { " AND table_name = ?" } else { "" };
        let sql = format!(
            "SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = ?{one} \
             ORDER BY table_name"
        );
        let rows = self.rows(&sql, &parameters).await?;
        let views = rows.iter().filter(|row| !reserved(&text(row, 0))).map(|row| View {
            name: ObjectName { schema: schema.map(str::to_owned), name: text(row, 0) },
            columns: Vec::new(),
            query: unqualified(&text(row, 1), &database),
            materialized: false,
            comment: None,
        });
        Ok(views.collect())
    }

    pub(super) async fn read_sequence(&mut self, name: &ObjectName) -> Result<Option<Sequence>, Error> {
        if reserved(&name.name) || self.kind_of(name).await?.as_deref() != Some("SEQUENCE") {
            return Ok(None);
        }
        let sql = format!(
            "SELECT minimum_value, maximum_value, start_value, increment, cache_size, cycle_option FROM {}",
            self.quoted(name)
        );
        let rows = self.rows(&sql, &[]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        let number = |at: usize, usual: i64| integer(row, at).filter(|number| *number != usual);
        let increment = number(3, 1);
        let downwards = increment.is_some_and(|step| step < 0);
        // https://mariadb.com/kb/en/create-sequence/
        let (least, greatest) = if downwards { (i64::MIN + 1, -1) } else { (1, i64::MAX - 1) };
        let (min_value, max_value) = (number(0, least), number(1, greatest));
        let first = if downwards { max_value.unwrap_or(-1) } else { min_value.unwrap_or(1) };
        Ok(Some(Sequence {
            name: name.clone(),
            numbers: Identity {
                always: false,
                start: number(2, first),
                increment,
                min_value,
                max_value,
                cycle: integer(row, 5).unwrap_or(0) != 0,
                cache: number(4, 1000),
            },
        }))
    }

    pub(super) async fn read_triggers(&mut self, table: &ObjectName) -> Result<Vec<Trigger>, Error> {
        if reserved(&table.name) || self.kind_of(table).await?.is_none() {
            return Err(CallError::Invalid(format!("there is no table or view `{table}`")).into());
        }
        let (database, wanted) = (Value::Text(self.database_of(table)), Value::Text(table.name.clone()));
        let sql = "SELECT trigger_name, action_timing, event_manipulation, event_object_table, action_statement \
                   FROM information_schema.triggers WHERE event_object_schema = ? AND event_object_table = ? \
                   ORDER BY action_timing, event_manipulation, action_order";
        let rows = self.rows(sql, &[&database, &wanted]).await?;
        Ok(rows
            .iter()
            .map(|row| Trigger {
                name: text(row, 0),
                table: table.clone(),
                definition: format!(
                    "CREATE TRIGGER {} {} {} ON {} FOR EACH ROW {}",
                    super::render::name(&text(row, 0)),
                    text(row, 1),
                    text(row, 2),
                    super::render::name(&text(row, 3)),
                    text(row, 4)
                ),
            })
            .collect())
    }

    pub(super) async fn read_schemas(&mut self) -> Result<Vec<String>, Error> {
        let sql = "SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN \
                   ('information_schema', 'mysql', 'performance_schema', 'sys') ORDER BY schema_name";
        Ok(self.rows(sql, &[]).await?.iter().map(|row| text(row, 0)).collect())
    }

    /// Everything in the default schema. Other databases of the server are other people's.
    pub(super) async fn read_schema(&mut self) -> Result<Schema, Error> {
        let mut schema = Schema::default();
        for read in self.read_tables(None, None).await? {
            schema.tables.insert(read.table.name.clone(), read.table);
        }
        for view in self.read_views(None, None).await? {
            schema.views.insert(view.name.clone(), view);
        }
        if self.flavour.sequences() {
            for name in self.names_of(None, "SEQUENCE").await? {
                if let Some(sequence) = self.read_sequence(&name).await? {
                    schema.sequences.insert(name, sequence);
                }
            }
        }
        Ok(schema)
    }
}

/// Rows by the table that their first column names.
fn grouped(rows: Vec<Row>) -> BTreeMap<String, Vec<Row>> {
    let mut by_table: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows {
        by_table.entry(text(&row, 0)).or_default().push(row);
    }
    by_table
}

/// The character set of a collation: the first word of its name.
pub(super) fn charset(collation: &str) -> &str {
    collation.split('_').next().unwrap_or_default()
}

/// A view's query without the name of the database it is in, which the server puts before every name.
fn unqualified(query: &str, database: &str) -> String {
    let Ok(tokens) = tokens(query) else { return query.to_owned() };
    let mut out = String::new();
    let mut end = 0;
    for (at, token) in tokens.iter().enumerate() {
        let behind_dot = at.checked_sub(1).and_then(|before| tokens.get(before)).is_some_and(|t| t.symbol("."));
        let before_dot = tokens.get(at + 1).filter(|t| t.symbol("."));
        if let (Kind::Name, false, Some(dot)) = (token.kind, behind_dot, before_dot)
            && token.content() == database
            && tokens.get(at + 2).is_some_and(|t| t.kind == Kind::Name)
        {
            out.push_str(query.get(end..token.start).unwrap_or_default());
            end = dot.start + 1;
        }
    }
    out.push_str(query.get(end..).unwrap_or_default());
    standard(&out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_views_query_is_of_no_database() {
        assert_eq!(
            unqualified("select `x`.`t`.`x` AS `x`,'`x`.`t`' AS `a` from `x`.`t` join `y`.`x`", "x"),
            "select `t`.`x` AS `x`,'`x`.`t`' AS `a` from `t` join `y`.`x`"
        );
    }
}
