use super::choices::Choices;
use super::profile::Rules;
use super::structure::Maker;
use crate::{ColumnType, Table};

/// Whether a column of this type is compared as a number.
fn is_number(column_type: &ColumnType) -> bool {
    matches!(
        column_type,
        ColumnType::Boolean
            | ColumnType::Integer { .. }
            | ColumnType::Decimal { .. }
            | ColumnType::Real
            | ColumnType::Double
    )
}

impl Maker<'_> {
    /// A name in quotes.
    pub(super) fn quoted(&self, name: &str) -> String {
        match self.profile.backticks {
            true => format!("`{}`", name.replace('`', "``")),
            false => format!("\"{}\"", name.replace('"', "\"\"")),
        }
    }

    /// A column as an expression writes it.
    fn operand(&mut self, table: &Table, columns: &[&str]) -> (String, bool) {
        let name = self.choices.pick(columns).copied().unwrap_or("id");
        let number = table.column(name).is_none_or(|c| is_number(&c.column_type));
        let plain = crate::is_plain_name(name);
        let quoted = !plain || self.choices.chance(20);
        let mut text = if quoted { self.quoted(name) } else { name.to_owned() };
        // Texts that only some databases take: another case, the table's name before the column.
        if self.profile.server_options && plain && self.choices.chance(10) {
            text = name.to_uppercase();
        } else if self.profile.server_options && crate::is_plain_name(&table.name.name) && self.choices.chance(10) {
            text = format!("{}.{text}", table.name.name);
        }
        (text, number)
    }

    /// The columns that expressions may name.
    fn free_columns<'t>(table: &'t Table, but: Option<&str>) -> Vec<&'t str> {
        table
            .columns
            .iter()
            .filter(|c| Some(c.name.as_str()) != but && c.generated.is_none())
            .map(|c| c.name.as_str())
            .collect()
    }

    /// A condition over a table's columns.
    pub(super) fn condition(&mut self, table: &Table) -> String {
        if self.profile.rules == Rules::Postgresql {
            return self.typed_condition(table);
        }
        let columns = table.column_names();
        let (a, number) = self.operand(table, &columns);
        let first = if number { number_condition(self.choices, &a) } else { text_condition(self.choices, &a) };
        if self.choices.chance(25) {
            let (b, _) = self.operand(table, &columns);
            let word = self.choices.word(&["AND", "OR"]);
            return format!("{first} {word} {b} IS NOT NULL");
        }
        first
    }

    /// A value computed from a table's columns, without those that are computed themselves.
    pub(super) fn computed(&mut self, table: &Table, but: Option<&str>) -> Option<String> {
        let columns = Self::free_columns(table, but);
        if columns.is_empty() {
            return None;
        }
        if self.profile.rules == Rules::Postgresql {
            return self.typed_value(table, but);
        }
        let (a, number) = self.operand(table, &columns);
        Some(match (number, self.choices.below(3)) {
            (true, 0) => format!("{a} + 1"),
            (true, 1) => format!("abs({a})"),
            (true, _) => {
                let (b, _) = self.operand(table, &columns);
                format!("{a} * 2 - coalesce({b}, 0)")
            }
            (false, 0) => format!("lower({a})"),
            (false, 1) if self.profile.backticks => format!("concat({a}, ', it''s')"),
            (false, 1) => format!("{a} || ', it''s'"),
            (false, _) => {
                let (b, _) = self.operand(table, &columns);
                format!("CASE WHEN {a} IS NULL THEN 'none' ELSE {b} END")
            }
        })
    }
}

impl Maker<'_> {
    /// A condition that is right by the types of its columns too.
    fn typed_condition(&mut self, table: &Table) -> String {
        let columns = table.column_names();
        let name = self.choices.pick(&columns).copied().unwrap_or("id");
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        match table.column(name).map(|c| &c.column_type) {
            Some(ColumnType::Integer { .. } | ColumnType::Decimal { .. } | ColumnType::Real | ColumnType::Double) => {
                number_condition(self.choices, &quoted)
            }
            Some(ColumnType::Char(_) | ColumnType::Varchar(_) | ColumnType::Text(_)) => {
                text_condition(self.choices, &quoted)
            }
            _ => format!("{quoted} IS NOT NULL"),
        }
    }

    /// A value of an index, or of a generated column, whose type it then has.
    fn typed_value(&mut self, table: &Table, column: Option<&str>) -> Option<String> {
        let is_text = |t: &ColumnType| matches!(t, ColumnType::Varchar(_) | ColumnType::Text(_));
        let is_number = |t: &ColumnType| matches!(t, ColumnType::Integer { unsigned: false, .. });
        let wanted = column.and_then(|name| table.column(name)).map(|c| c.column_type.clone());
        let fits = |t: &ColumnType| match &wanted {
            // The column isn't there yet: its type is known to nobody here.
            None if column.is_some() => false,
            None => is_text(t) || is_number(t),
            Some(wanted) => is_text(wanted) && is_text(t) || is_number(wanted) && is_number(t),
        };
        let free = Self::free_columns(table, column);
        let sources: Vec<&str> =
            free.into_iter().filter(|name| table.column(name).is_some_and(|c| fits(&c.column_type))).collect();
        let name = self.choices.pick(&sources).copied()?;
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        let text = table.column(name).is_some_and(|c| is_text(&c.column_type));
        Some(if text { format!("lower({quoted})") } else { format!("{quoted} + 1") })
    }
}

fn number_condition(choices: &mut Choices, a: &str) -> String {
    match choices.below(4) {
        0 => format!("{a} > 0"),
        1 => format!("{a} >= -1.5"),
        2 => format!("{a} IN (0, 1, 2)"),
        _ => format!("{a} BETWEEN 1 AND 9"),
    }
}

fn text_condition(choices: &mut Choices, a: &str) -> String {
    match choices.below(4) {
        0 => format!("{a} <> ''"),
        1 => format!("length({a}) > 2"),
        2 => format!("{a} <> 'it''s name, age'"),
        _ => format!("{a} LIKE 'a%'"),
    }
}
