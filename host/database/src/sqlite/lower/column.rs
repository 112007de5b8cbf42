use super::{COLUMN_SETTINGS, fragment, settings};
use crate::sql::string;
use crate::sqlite::parse::canonical;
use crate::sqlite::text::Text;
use crate::sqlite::{parse, render, types};
use mighost_schema::{
    Check, Column, ColumnDefault, ColumnType, Constraint, EnumType, Error, Identity, Result, Settings, Table, TextSize,
};
use sqlite3_parser::dialect::TokenType;

pub(super) fn check_identity(column: &Column, table: &Table) -> Result<()> {
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

pub(super) fn lower_column(column: &Column, table: &str, strict: bool) -> Result<(Column, Option<Constraint>)> {
    let what = format!("column `{}` of table `{table}`", column.name);
    let (column_type, labels) = lower_type(&column.column_type, strict).map_err(|error| about(&what, error))?;
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
        settings: settings(&what, &column.settings, COLUMN_SETTINGS)?,
        column_type,
    };
    let check = labels.map(|labels| enumeration_check(table, &column.name, &labels));
    Ok((lowered, check))
}

pub(super) fn about(what: &str, error: Error) -> Error {
    match error {
        Error::Unsupported(text) => Error::Unsupported(format!("{what}: {text}")),
        Error::Invalid(text) => Error::Invalid(format!("{what}: {text}")),
        other => other,
    }
}

/// A type that SQLite holds, and the labels to check where it was an enumeration.
pub(super) fn lower_type(column_type: &ColumnType, strict: bool) -> Result<(ColumnType, Option<Vec<String>>)> {
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
        ColumnType::Native(text) if is_type(text) => types::parse(text),
        ColumnType::Native(text) => return Err(Error::Invalid(format!("`{text}` is no type"))),
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

/// Whether a text is a type and nothing else: no default, no constraint, no other column.
fn is_type(text: &str) -> bool {
    let text = text.trim();
    parse::table("t", &format!("CREATE TABLE t (c {text})")).is_ok_and(|table| {
        let plain = |column: &Column| *column == Column::new("c", column.column_type.clone());
        let same = |column: &Column| types::write(&column.column_type).is_ok_and(|written| types::same(&written, text));
        matches!(table.columns.as_slice(), [column] if plain(column) && same(column)) && table.constraints.is_empty()
    })
}

pub(super) fn lower_identity(what: &str, identity: &Identity) -> Result<Identity> {
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

pub(super) fn lower_default(what: &str, default: &ColumnDefault, column_type: &ColumnType) -> Result<ColumnDefault> {
    Ok(match default {
        ColumnDefault::Literal(value) => {
            ColumnDefault::Literal(canonical(value, column_type).map_err(|error| about(what, error))?)
        }
        ColumnDefault::Expression(expression) => ColumnDefault::Expression(fragment(what, expression)?),
        other => other.clone(),
    })
}

/// The check of an enumeration column.
pub(super) fn enumeration_check(table: &str, column: &str, labels: &[String]) -> Constraint {
    let labels: Vec<String> = labels.iter().map(|label| string(label)).collect();
    Constraint::Check(Check {
        name: Some(format!("{table}_{column}_enum")),
        expression: format!("{} IN ({})", render::name(column), labels.join(", ")),
        not_valid: false,
        settings: Settings::new(),
    })
}

/// Whether a check is one that [`enumeration_check`] made for a column, whatever the column was called then.
pub(super) fn is_enumeration_check(constraint: &Constraint, column: &str) -> bool {
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
