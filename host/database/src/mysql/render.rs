//! Definitions in the servers' SQL. What comes here is lowered already.

use super::inspect::charset;
use super::keys::needed;
use super::lexer::literal;
use super::lower::{Rules, collation_of, level};

use super::{Mysql, default, types};
use crate::sql::{identifier, identifiers};
use mighost_schema::{
    Column, ColumnType, Constraint, Dialect, ForeignKey, ForeignKeyAction, Identity, Index, IndexKey, ObjectName,
    Settings, Table, View,
};

/// A name, quoted. Both dialects quote alike.
pub(super) fn name(name: &str) -> String {
    identifier(Dialect::Mysql, name)
}

pub(super) fn names(names: &[String]) -> String {
    identifiers(Dialect::Mysql, names)
}

/// A name with its schema.
pub(super) fn object(object: &ObjectName) -> String {
    match &object.schema {
        Some(schema) => format!("{}.{}", name(schema), name(&object.name)),
        None => name(&object.name),
    }
}

impl Mysql {
    pub(super) fn quoted(&self, name: &ObjectName) -> String {
        object(name)
    }
}

/// `CREATE TABLE`, with the indexes that its foreign keys need.
pub(super) fn create_table(table: &Table, start: Option<i64>, rules: &Rules<'_>) -> String {
    let mut parts: Vec<String> = table.columns.iter().map(|column| self::column(column, table, false, rules)).collect();
    for constraint in table.constraints.iter().filter(|constraint| !level(constraint)) {
        if !matches!(constraint, Constraint::ForeignKey(_)) {
            parts.push(self::constraint(constraint));
        }
    }
    parts.extend(table.indexes.iter().map(|index| self::index(index, rules)));
    // A foreign key needs an index. One that is there by name stays what it is; one that the server makes by itself
    // may go by itself.
    parts.extend(needed(table).iter().map(|(index, columns)| format!("KEY {} ({})", name(index), names(columns))));
    for constraint in &table.constraints {
        if matches!(constraint, Constraint::ForeignKey(_)) {
            parts.push(self::constraint(constraint));
        }
    }
    let mut options = table_options(&table.settings);
    options.extend(table.comment.iter().map(|comment| format!("COMMENT={}", literal(comment))));
    options.extend(start.filter(|start| *start != 1).map(|start| format!("AUTO_INCREMENT={start}")));
    let options = if options.is_empty() { String::new() } else { format!(" {}", options.join(" ")) };
    format!("CREATE TABLE {} (\n  {}\n){options}", object(&table.name), parts.join(",\n  "))
}

fn table_options(settings: &Settings) -> Vec<String> {
    let mut options = Vec::new();
    if let Some(engine) = settings.get("engine") {
        options.push(format!("ENGINE={}", name(engine)));
    }
    if let Some(collation) = settings.get("collate") {
        options.push(format!("DEFAULT CHARACTER SET={} COLLATE={}", name(charset(collation)), name(collation)));
    }
    if let Some(format) = settings.get("row-format") {
        options.push(format!("ROW_FORMAT={}", format.to_ascii_uppercase()));
    }
    options
}

/// The clauses that make one table's settings another's.
pub(super) fn option_changes(before: &Table, after: &Table, rules: &Rules<'_>) -> Vec<String> {
    let setting = |table: &Table, name: &str| table.settings.get(name).cloned();
    let mut clauses = Vec::new();
    if setting(before, "engine") != setting(after, "engine") {
        let engine = setting(after, "engine").unwrap_or_else(|| rules.facts.engine.clone());
        clauses.push(format!("ENGINE={}", name(&engine)));
    }
    if collation_of(before, rules) != collation_of(after, rules) {
        let collation = collation_of(after, rules);
        clauses.push(format!("DEFAULT CHARACTER SET={} COLLATE={}", name(charset(&collation)), name(&collation)));
    }
    if setting(before, "row-format") != setting(after, "row-format") {
        let format = setting(after, "row-format").unwrap_or_else(|| "default".to_owned());
        clauses.push(format!("ROW_FORMAT={}", format.to_ascii_uppercase()));
    }
    if before.comment != after.comment {
        clauses.push(format!("COMMENT={}", literal(after.comment.as_deref().unwrap_or_default())));
    }
    clauses
}

/// A column's definition; `explicit` writes the collation where it is the table's, too.
pub(super) fn column(column: &Column, table: &Table, explicit: bool, rules: &Rules<'_>) -> String {
    let mut parts = vec![name(&column.name), types::write(&column.column_type)];
    let usual = explicit.then(|| collation_of(table, rules));
    if let Some(collation) = column.collation.as_ref().or(usual.as_ref())
        && types::textual(&column.column_type)
    {
        parts.push(format!("CHARACTER SET {} COLLATE {}", name(charset(collation)), name(collation)));
    }
    if let Some(generated) = &column.generated {
        let kind = if generated.stored { "STORED" } else { "VIRTUAL" };
        parts.push(format!("GENERATED ALWAYS AS ({}) {kind}", generated.expression));
    }
    if !column.nullable {
        parts.push("NOT NULL".to_owned());
    } else if matches!(column.column_type, ColumnType::Timestamp { with_zone: true, .. }) && column.generated.is_none()
    {
        // Older servers take a TIMESTAMP for NOT NULL unless told otherwise.
        parts.push("NULL".to_owned());
    }
    if let Some(default) = &column.default {
        parts.push(format!("DEFAULT {}", default::write(rules.flavour, default, &column.column_type)));
    }
    if column.settings.contains_key("on-update") {
        let precision = match &column.column_type {
            ColumnType::Timestamp { precision: Some(digits), .. } => format!("({digits})"),
            _ => String::new(),
        };
        parts.push(format!("ON UPDATE CURRENT_TIMESTAMP{precision}"));
    }
    if column.identity.is_some() {
        parts.push("AUTO_INCREMENT".to_owned());
    }
    if column.settings.contains_key("invisible") {
        parts.push("INVISIBLE".to_owned());
    }
    if let Some(comment) = &column.comment {
        parts.push(format!("COMMENT {}", literal(comment)));
    }
    if let Some(check) = own_check(table, &column.name) {
        parts.push(format!("CHECK ({check})"));
    }
    parts.join(" ")
}

/// The check that is part of a column's definition.
pub(super) fn own_check<'t>(table: &'t Table, column: &str) -> Option<&'t str> {
    table.constraints.iter().find_map(|constraint| match constraint {
        Constraint::Check(check) if level(constraint) && check.name.as_deref() == Some(column) => {
            Some(check.expression.as_str())
        }
        _ => None,
    })
}

/// A constraint's definition, as in `CREATE TABLE` and behind `ADD`.
pub(super) fn constraint(constraint: &Constraint) -> String {
    let label = |given: &Option<String>| given.as_ref().map(|n| format!("CONSTRAINT {} ", name(n))).unwrap_or_default();
    match constraint {
        Constraint::PrimaryKey(key) => format!("PRIMARY KEY ({})", names(&key.columns)),
        Constraint::Unique(key) => {
            let index = key.name.as_ref().map(|n| format!("{} ", name(n))).unwrap_or_default();
            format!("UNIQUE KEY {index}({})", names(&key.columns))
        }
        Constraint::Check(check) => format!("{}CHECK ({})", label(&check.name), check.expression),
        Constraint::ForeignKey(key) => {
            format!("{}FOREIGN KEY ({}) {}", label(&key.name), names(&key.columns), references(key))
        }
        // Lowering has refused these.
        Constraint::Exclusion(exclusion) => format!("{}EXCLUDE", label(&exclusion.name)),
    }
}

fn references(key: &ForeignKey) -> String {
    let mut text = format!("REFERENCES {} ({})", object(&key.referred_table), names(&key.referred_columns));
    for (event, action) in [("DELETE", key.on_delete), ("UPDATE", key.on_update)] {
        let action = match action {
            ForeignKeyAction::NoAction | ForeignKeyAction::Restrict => continue,
            ForeignKeyAction::Cascade => "CASCADE",
            ForeignKeyAction::SetNull => "SET NULL",
            ForeignKeyAction::SetDefault => "SET DEFAULT",
        };
        text.push_str(&format!(" ON {event} {action}"));
    }
    text
}

/// An index's definition, as in `CREATE TABLE` and behind `ADD`.
pub(super) fn index(index: &Index, rules: &Rules<'_>) -> String {
    let parts: Vec<String> = index
        .parts
        .iter()
        .map(|part| {
            let key = match &part.key {
                IndexKey::Column(column) => name(column),
                IndexKey::Expression(expression) => format!("({expression})"),
            };
            let length = part.prefix_length.map(|length| format!("({length})")).unwrap_or_default();
            format!("{key}{length}{}", if part.descending { " DESC" } else { "" })
        })
        .collect();
    let kind = match (index.method.as_deref(), index.unique) {
        (Some("fulltext"), _) => "FULLTEXT ",
        (Some("spatial"), _) => "SPATIAL ",
        (_, true) => "UNIQUE ",
        _ => "",
    };
    let mut text = format!("{kind}KEY {} ({})", name(&index.name), parts.join(", "));
    if let Some(parser) = index.settings.get("parser") {
        text.push_str(&format!(" WITH PARSER {}", name(parser)));
    }
    if let Some(comment) = &index.comment {
        text.push_str(&format!(" COMMENT {}", literal(comment)));
    }
    if index.settings.contains_key("invisible") {
        text.push_str(&format!(" {}", rules.flavour.invisible_index()));
    }
    text
}

/// `CREATE VIEW`.
pub(super) fn create_view(view: &View, or_replace: bool, security: &str) -> String {
    let columns = match view.columns.as_slice() {
        [] => String::new(),
        columns => format!(" ({})", names(columns)),
    };
    let replace = if or_replace { "OR REPLACE " } else { "" };
    format!("CREATE {replace}{security}VIEW {}{columns} AS {}", object(&view.name), view.query)
}

/// A sequence's numbers, as in `CREATE SEQUENCE` and `ALTER SEQUENCE`.
pub(super) fn numbers(numbers: &Identity) -> String {
    let mut text = String::new();
    let mut add = |word: &str, number: Option<i64>| {
        if let Some(number) = number {
            text.push_str(&format!(" {word} {number}"));
        }
    };
    add("START WITH", numbers.start);
    add("INCREMENT BY", numbers.increment);
    add("MINVALUE", numbers.min_value);
    add("MAXVALUE", numbers.max_value);
    add("CACHE", numbers.cache);
    text
}

#[cfg(test)]
mod tests {
    use super::super::Facts;
    use super::super::flavour::Flavour;
    use super::*;
    use mighost_schema::{ColumnDefault, IndexPart};

    /// What no server of the tests is.
    #[test]
    fn what_mysql_has_and_mariadb_hasnt_is_written_for_it() {
        let facts = Facts {
            database: "app".into(),
            collation: "utf8mb4_0900_ai_ci".into(),
            charset: "utf8mb4".into(),
            engine: "InnoDB".into(),
            charsets: Default::default(),
            explicit_timestamps: true,
            lower_case_names: false,
        };
        let rules = Rules { flavour: Flavour::of("8.4.0"), facts: &facts };
        let mut over = Index::new("ix", ["a"]);
        over.parts = vec![
            IndexPart { key: IndexKey::Expression("lower(a)".into()), ..IndexPart::column("") },
            IndexPart { descending: true, ..IndexPart::column("b") },
        ];
        over.settings.insert("invisible".into(), String::new());
        assert_eq!(index(&over, &rules), "KEY `ix` ((lower(a)), `b` DESC) INVISIBLE");
        let note = Column::new("note", ColumnType::TEXT).default(ColumnDefault::Literal("x".into()));
        assert_eq!(column(&note, &Table::new("t"), false, &rules), "`note` TEXT DEFAULT ('x')");
        assert_eq!(rules.flavour.drop_check("`ck`"), "DROP CHECK `ck`");
    }
}
