//! Which SQL texts a confined package may put into a structured operation.

use mighost_schema::{
    AlterTable, Change, Column, ColumnDefault, ColumnType, Constraint, Generated, Index, IndexKey, Operation, Settings,
};

/// Functions that compute a value from their arguments or the clock, on every database or on one, and do nothing else.
/// Whatever reads files, settings or other tables, waits, or draws numbers from a sequence is left out.
#[rustfmt::skip]
const HARMLESS: [&str; 82] = [
    "abs", "array_length", "avg", "cast", "ceil", "ceiling", "char_length", "character_length", "coalesce", "concat",
    "concat_ws", "convert", "count", "curdate", "current_date", "current_time", "current_timestamp", "date", "date_add",
    "date_format", "date_part", "date_sub", "date_trunc", "datediff", "datetime", "day", "dayofweek", "exp", "extract", "floor",
    "gen_random_uuid", "greatest", "hex", "hour", "if", "ifnull", "iif", "initcap", "instr", "json_array_length", "json_extract",
    "json_type", "json_unquote", "json_valid", "jsonb_array_length", "jsonb_typeof", "julianday", "least", "left", "length", "ln",
    "lower", "ltrim", "max", "md5", "min", "minute", "mod", "month", "now", "nullif", "octet_length", "position", "power",
    "quarter", "regexp_like", "replace", "reverse", "right", "round", "rtrim", "second", "sign", "sqrt", "strftime", "substr",
    "substring", "sum", "to_char", "trim", "upper", "year",
];

/// Whether a function is harmless, wherever it is called.
pub(super) fn is_harmless(function: &str) -> bool {
    HARMLESS.binary_search(&function).is_ok()
}

/// The SQL texts of an operation that end up in its statement as they are.
#[derive(Debug, Default)]
pub(super) struct Texts<'o> {
    /// Expressions over columns.
    pub(super) expressions: Vec<&'o str>,
    /// Types, index methods, operators and the like.
    pub(super) words: Vec<&'o str>,
    /// Names and values of settings.
    pub(super) settings: Vec<&'o str>,
}

impl<'o> Texts<'o> {
    /// Of an operation, without a view's query.
    pub(super) fn of(operation: &'o Operation) -> Texts<'o> {
        let mut texts = Texts::default();
        match operation {
            Operation::CreateTable { table, .. } => {
                texts.settings(&table.settings);
                table.columns.iter().for_each(|column| texts.column(column));
                table.constraints.iter().for_each(|constraint| texts.constraint(constraint));
                table.indexes.iter().for_each(|index| texts.index(index));
            }
            Operation::AlterTable(AlterTable { changes, .. }) => changes.iter().for_each(|change| texts.change(change)),
            Operation::CreateIndex { index, .. } => texts.index(index),
            _ => {}
        }
        texts
    }

    fn change(&mut self, change: &'o Change) {
        match change {
            Change::AddColumn { column, .. } => self.column(column),
            Change::SetType { column_type, using, .. } => {
                self.column_type(column_type);
                self.expressions.extend(using.as_deref());
            }
            Change::SetDefault { default, .. } => self.value(default.as_ref()),
            Change::SetGenerated { generated, .. } => self.generated(generated.as_ref()),
            Change::SetCollation { collation, .. } => self.words.extend(collation.as_deref()),
            Change::AddConstraint { constraint, .. } => self.constraint(constraint),
            Change::AddIndex { index, .. } => self.index(index),
            Change::SetColumnSetting { name, value, .. } | Change::SetSetting { name, value } => {
                self.settings.push(name);
                self.settings.extend(value.as_deref());
            }
            _ => {}
        }
    }

    fn column(&mut self, column: &'o Column) {
        self.column_type(&column.column_type);
        self.value(column.default.as_ref());
        self.generated(column.generated.as_ref());
        self.words.extend(column.collation.as_deref());
        self.settings(&column.settings);
    }

    fn column_type(&mut self, column_type: &'o ColumnType) {
        match column_type {
            ColumnType::Native(text) => self.words.push(text),
            ColumnType::Array { element, .. } => self.words.push(element),
            _ => {}
        }
    }

    fn value(&mut self, default: Option<&'o ColumnDefault>) {
        if let Some(ColumnDefault::Expression(text)) = default {
            self.expressions.push(text);
        }
    }

    fn generated(&mut self, generated: Option<&'o Generated>) {
        self.expressions.extend(generated.map(|generated| generated.expression.as_str()));
    }

    fn constraint(&mut self, constraint: &'o Constraint) {
        match constraint {
            Constraint::PrimaryKey(key) => self.settings(&key.settings),
            Constraint::Unique(unique) => self.settings(&unique.settings),
            Constraint::Check(check) => {
                self.expressions.push(&check.expression);
                self.settings(&check.settings);
            }
            Constraint::ForeignKey(key) => self.settings(&key.settings),
            Constraint::Exclusion(exclusion) => {
                self.words.extend(exclusion.method.as_deref());
                for element in &exclusion.elements {
                    self.expressions.push(&element.expression);
                    self.words.push(&element.operator);
                }
                self.expressions.extend(exclusion.predicate.as_deref());
            }
        }
    }

    fn index(&mut self, index: &'o Index) {
        self.words.extend(index.method.as_deref());
        self.expressions.extend(index.predicate.as_deref());
        self.settings(&index.settings);
        for part in &index.parts {
            if let IndexKey::Expression(text) = &part.key {
                self.expressions.push(text);
            }
            self.words.extend(part.collation.as_deref());
            self.words.extend(part.operator_class.as_deref());
        }
    }

    fn settings(&mut self, settings: &'o Settings) {
        for (name, value) in settings {
            self.settings.push(name);
            self.settings.push(value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_so_that_it_can_be_searched() {
        assert!(HARMLESS.is_sorted_by(|a, b| a < b));
        assert!(is_harmless("lower") && !is_harmless("pg_read_file") && !is_harmless("nextval"));
    }
}
