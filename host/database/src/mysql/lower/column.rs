//! Columns.

use super::super::{default, types};
use super::settings::{COLUMN_SETTINGS, charset_collation, column_settings, settings};
use super::{Changes, Rules, fragment, identifier, some_text, unsupported};
use mighost_schema::{
    Change, Column, ColumnDefault, ColumnType, Constraint, Error, Generated, Identity, Result, Table,
};

pub(super) fn lower_column(column: &Column, table: &Table, rules: &Rules<'_>) -> Result<Column> {
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

pub(super) fn lower_collation(given: Option<&String>, column_type: &ColumnType) -> Option<String> {
    given.map(|given| given.to_ascii_lowercase()).filter(|_| types::textual(column_type))
}

pub(super) fn about(what: &str, error: Error) -> Error {
    match error {
        Error::Unsupported(text) => Error::Unsupported(format!("{what}: {text}")),
        Error::Invalid(text) => Error::Invalid(format!("{what}: {text}")),
        other => other,
    }
}

pub(super) fn lower_generated(what: &str, generated: &Generated) -> Result<Generated> {
    Ok(Generated { expression: fragment(what, &generated.expression)?, stored: generated.stored })
}

pub(super) fn lower_identity(what: &str, identity: &Identity, rules: &Rules<'_>) -> Result<Identity> {
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

pub(super) fn lower_default(what: &str, given: &ColumnDefault, column_type: &ColumnType) -> Result<ColumnDefault> {
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

pub(super) fn real_name(table: &Table, column: &str) -> String {
    let exact = table.columns.iter().find(|c| c.name == column);
    let found = exact.or_else(|| table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(column)));
    found.map_or_else(|| column.to_owned(), |column| column.name.clone())
}

pub(super) fn real_names(table: &Table, columns: &[String]) -> Vec<String> {
    columns.iter().map(|column| real_name(table, column)).collect()
}

impl Changes<'_> {
    pub(super) fn in_key(&self, column: &str) -> bool {
        self.table
            .constraints
            .iter()
            .any(|c| matches!(c, Constraint::PrimaryKey(k) if k.columns.iter().any(|c| c == column)))
    }

    pub(super) fn set_type(&mut self, column: &str, column_type: &ColumnType, using: Option<&str>) -> Result<()> {
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
