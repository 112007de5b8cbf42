//! What only some databases have of tables and columns.

use super::super::default;
use super::super::inspect::{NOW, charset};
use super::{Changes, Rules, unsupported};
use mighost_schema::{Change, ColumnType, Error, Result, Settings, Table};

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

pub(super) fn settings(what: &str, given: &Settings, known: &[&str], rules: &Rules<'_>) -> Result<Settings> {
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

/// The collation of columns of a table that don't say.
pub(in crate::mysql) fn collation_of(table: &Table, rules: &Rules<'_>) -> String {
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

pub(super) fn table_settings(what: &str, given: &Settings, rules: &Rules<'_>) -> Result<Settings> {
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

pub(super) const COLUMN_SETTINGS: &[&str] = &["on-update", "invisible", "charset", "collate"];

/// A column's settings as inspection shows them.
pub(super) fn column_settings(what: &str, given: &Settings, column_type: &ColumnType) -> Result<Settings> {
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
pub(super) fn charset_collation(what: &str, charset: &str, rules: &Rules<'_>) -> Result<String> {
    let found = rules.facts.charsets.get(&charset.to_ascii_lowercase());
    found.cloned().ok_or_else(|| Error::Invalid(format!("{what}: the server has no character set `{charset}`")))
}

impl Changes<'_> {
    pub(super) fn set_column_setting(&mut self, column: &str, name: &str, value: Option<&String>) -> Result<()> {
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

    pub(super) fn set_setting(&mut self, name: &str, value: Option<&String>) -> Result<()> {
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
