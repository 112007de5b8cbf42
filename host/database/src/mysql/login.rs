//! A package's own login: what it may do, and what has become of its transactions.
//!
//! Only a session itself is told all that it may do (`SHOW GRANTS`), and nothing in its database can change what it is told:
//! there is no search path. So the login's session asks, and the host judges.

use super::Mysql;
use super::lexer::{Kind, literal, readings};
use crate::lock::random;
use crate::login::May;
use crate::{Bounds, Error, Examined, Excess, Fate, Presence};
use mighost_schema::{Error as CallError, ObjectName, Row, Value};

/// The table with the receipt of the last transaction, in the login's own database. Who forges it deceives the package that
/// it belongs to, and nobody else.
const RECEIPTS: &str = "mighost_receipt";

/// Databases that are the server's: what everybody may see there is no grant.
const SYSTEM: [&str; 3] = ["information_schema", "performance_schema", "sys"];

impl Mysql {
    pub(super) async fn present_now(&mut self) -> Result<Presence, Error> {
        let key = format!("mighost-login:{:016x}", random());
        let asked = format!(
            "SELECT CAST(GET_LOCK({}, 0) AS SIGNED), CAST(current_user() AS CHAR), CAST(database() AS CHAR)",
            literal(&key)
        );
        let rows = self.rows(&asked, &[]).await?;
        let user = text(rows.first(), 1);
        let schema = text(rows.first(), 2);
        let grants = self.rows("SHOW GRANTS", &[]).await?.iter().map(|row| text(Some(row), 0)).collect();
        let tables = "SELECT CAST(table_schema AS CHAR), CAST(table_name AS CHAR) FROM information_schema.tables";
        let tables = self.rows(tables, &[]).await?;
        let tables = tables.iter().map(|row| ObjectName { schema: Some(text(Some(row), 0)), name: text(Some(row), 1) });
        Ok(Presence { key, user, schema, grants, tables: tables.collect() })
    }

    pub(super) async fn retire_now(&mut self, presence: &Presence) -> Result<(), Error> {
        self.rows(&format!("SELECT CAST(RELEASE_LOCK({}) AS SIGNED)", literal(&presence.key)), &[]).await.map(drop)
    }

    pub(super) async fn examine_login(
        &mut self,
        presence: &Presence,
        bounds: &Bounds<'_>,
    ) -> Result<Option<Examined>, Error> {
        let asked =
            format!("SELECT CAST(IS_USED_LOCK({}) AS SIGNED), CAST(current_user() AS CHAR)", literal(&presence.key));
        let rows = self.rows(&asked, &[]).await?;
        if !matches!(rows.first().and_then(|row| row.first()), Some(Value::Integer(_))) {
            return Ok(None);
        }
        let mut excess = Vec::new();
        let mut beyond = |what: String, remedy: String| excess.push(Excess { what, remedy });
        let user = account(&presence.user);
        if text(rows.first(), 1) == presence.user {
            beyond("is the login of the run itself".into(), "name a login that is the package's alone".into());
        }
        let own = presence.schema.as_str();
        if self.same(own, &self.facts.database) {
            beyond(
                format!("works in the database {own}, which is the run's own"),
                format!(
                    "give it a database of its own, and name that in its address: CREATE DATABASE …; GRANT ALL PRIVILEGES ON ….* TO {user}"
                ),
            );
        } else if let Some(named) = bounds.schema.filter(|named| !self.same(named, own)) {
            beyond(
                format!("works in the database {own}, and the trust file says {named}"),
                "name that database in its address".into(),
            );
        }
        let mut known: Vec<(String, String)> = Vec::new();
        for line in &presence.grants {
            let grant = match Grant::of(line) {
                Some(Grant::Nothing) => continue,
                Some(grant) => grant,
                None => {
                    beyond("has a grant that mighost doesn't know".into(), format!("look at SHOW GRANTS FOR {user}"));
                    continue;
                }
            };
            match grant {
                Grant::Nothing => {}
                Grant::Role(role) => beyond(format!("has the role {role}"), format!("REVOKE {role} FROM {user}")),
                Grant::Passing(on) => {
                    beyond(
                        format!("may pass on what it may do ({on})"),
                        format!("REVOKE GRANT OPTION ON {on} FROM {user}"),
                    );
                }
                Grant::Everywhere(privileges) => {
                    beyond(format!("may {privileges} everywhere"), format!("REVOKE {privileges} ON *.* FROM {user}"));
                }
                Grant::Database(pattern, _) if self.like(&pattern, own) => {}
                Grant::Database(pattern, privileges) => {
                    let remedy = format!("REVOKE {privileges} ON `{pattern}`.* FROM {user}");
                    beyond(format!("may {privileges} in the database {pattern}"), remedy);
                }
                Grant::Routine(_, name) if bounds.functions.contains(&name.to_ascii_lowercase()) => {}
                Grant::Routine(whole, _) => {
                    beyond(format!("may call the {whole}"), format!("REVOKE EXECUTE ON {whole} FROM {user}"));
                }
                Grant::Table { database, .. } if self.same(&database, own) => {}
                Grant::Table { database, table, may, to } => {
                    known.push((database.clone(), table.clone()));
                    if let Some(words) = may.beyond(bounds.wall, &self.names(&database, &table)) {
                        beyond(
                            format!("may {words} {database}.{table}"),
                            format!(
                                "REVOKE ALL PRIVILEGES ON `{database}`.`{table}` FROM {}",
                                if to.eq_ignore_ascii_case("public") { "PUBLIC" } else { &user }
                            ),
                        );
                    }
                }
            }
        }
        // Old servers let an anonymous account into some databases, which no grant of the login's shows.
        for table in &presence.tables {
            let database = table.schema.as_deref().unwrap_or_default();
            let listed = known.iter().any(|(d, t)| self.same(d, database) && self.same(t, &table.name));
            let system = SYSTEM.iter().any(|name| name.eq_ignore_ascii_case(database));
            let names = self.names(database, &table.name);
            if !system && !listed && !self.same(database, own) && !names.iter().any(|name| bounds.wall.refers(name)) {
                beyond(
                    format!("can see {database}.{}, by a grant that isn't its own", table.name),
                    "look for grants to everybody, and for the anonymous account ''@'%'".into(),
                );
            }
        }
        Ok(Some(Examined { user: presence.user.clone(), excess }))
    }

    /// The names by which a trust file may mean a table.
    fn names(&self, database: &str, table: &str) -> Vec<String> {
        let mut names = vec![format!("{database}.{table}")];
        names.extend(self.same(database, &self.facts.database).then(|| table.to_owned()));
        names
    }

    fn same(&self, one: &str, other: &str) -> bool {
        if self.facts.lower_case_names { one.eq_ignore_ascii_case(other) } else { one == other }
    }

    /// Whether a grant's pattern is a database's name: `\_` is an underscore, `_` is any character, and no `%` is taken.
    fn like(&self, pattern: &str, name: &str) -> bool {
        let mut wanted = name.chars();
        let mut given = pattern.chars();
        while let Some(c) = given.next() {
            let (c, any) = match c {
                '\\' => (given.next().unwrap_or('\\'), false),
                '%' => return false,
                c => (c, c == '_'),
            };
            match wanted.next() {
                Some(_) if any => {}
                Some(w) if self.same(&w.to_string(), &c.to_string()) => {}
                _ => return false,
            }
        }
        wanted.next().is_none()
    }

    pub(super) async fn make_receipts(&mut self) -> Result<(), Error> {
        self.raw(&format!(
            "CREATE TABLE IF NOT EXISTS {RECEIPTS} (receipt VARCHAR(64) NOT NULL PRIMARY KEY) ENGINE=InnoDB"
        ))
        .await
    }

    /// A row of the transaction's own, written at its beginning: it is there if the transaction was committed, and whoever
    /// looks for it while that is open has to wait.
    pub(super) async fn transaction_receipt(&mut self) -> Result<String, Error> {
        self.reopen().await?;
        let receipt = format!("{:016x}{:016x}", random(), random());
        self.raw(&format!("DELETE FROM {RECEIPTS}; INSERT INTO {RECEIPTS} VALUES ('{receipt}')")).await?;
        Ok(receipt)
    }

    pub(super) async fn fate_of(&mut self, receipt: &str) -> Result<Fate, Error> {
        let sql = format!("SELECT receipt FROM {RECEIPTS} WHERE receipt = {} FOR UPDATE", literal(receipt));
        match self.rows(&sql, &[]).await {
            Ok(rows) if rows.is_empty() => Ok(Fate::Undone),
            Ok(_) => Ok(Fate::Committed),
            Err(Error::Busy { .. }) => Ok(Fate::Open),
            // ER_NO_SUCH_TABLE: it is another login's, or its database is a new one.
            Err(Error::Call(CallError::Database(said))) if said.code == "1146" => Ok(Fate::Unknown),
            Err(error) => Err(error),
        }
    }
}

/// One line of `SHOW GRANTS`.
#[derive(Debug)]
enum Grant {
    Nothing,
    Role(String),
    /// It may be passed on; where.
    Passing(String),
    Everywhere(String),
    /// The pattern of a database's name, and the privileges.
    Database(String, String),
    Table {
        database: String,
        table: String,
        may: May,
        to: String,
    },
    /// The routine's kind and whole name, and its name.
    Routine(String, String),
}

impl Grant {
    /// Reads a line; `None` where it is of no form that is known.
    fn of(line: &str) -> Option<Grant> {
        let readings = readings(line).ok()?;
        let tokens = readings.first()?;
        let first = tokens.first()?;
        if first.is("set") {
            return Some(Grant::Nothing);
        }
        if !first.is("grant") {
            return None;
        }
        let on = tokens.iter().position(|token| token.depth == 0 && token.is("on"));
        let to = tokens.iter().rposition(|token| token.depth == 0 && token.is("to"))?;
        let words = |from: usize, to: usize| {
            let (from, to) = (tokens.get(from)?, tokens.get(to.checked_sub(1)?)?);
            line.get(from.start..to.start + to.raw.len())
        };
        let receiver = words(to + 1, (to + 2).min(tokens.len())).unwrap_or_default().to_owned();
        let Some(on) = on.filter(|on| *on < to) else {
            return Some(Grant::Role(words(1, to)?.to_owned()));
        };
        let privileges = words(1, on)?.to_owned();
        let object = tokens.get(on + 1..to)?;
        let passing = tokens.get(to..)?.iter().any(|token| token.is("grant"));
        if passing {
            return Some(Grant::Passing(words(on + 1, to)?.to_owned()));
        }
        let plain = |token: &super::lexer::Token<'_>| matches!(token.kind, Kind::Word | Kind::Name);
        match object {
            [a, dot, b] if a.symbol("*") && dot.symbol(".") && b.symbol("*") => {
                Some(if privileges.eq_ignore_ascii_case("usage") {
                    Grant::Nothing
                } else {
                    Grant::Everywhere(privileges)
                })
            }
            [a, dot, b] if plain(a) && dot.symbol(".") && b.symbol("*") => {
                Some(Grant::Database(a.content(), privileges))
            }
            [a, dot, b] if plain(a) && dot.symbol(".") && plain(b) => Some(Grant::Table {
                database: a.content(),
                table: b.content(),
                may: privileges_of(tokens.get(1..on)?),
                to: receiver,
            }),
            [.., name] if object.len() > 3 && plain(name) => {
                Some(Grant::Routine(words(on + 1, to)?.to_owned(), name.content()))
            }
            _ => None,
        }
    }
}

/// What a table's privileges let a login do.
fn privileges_of(tokens: &[super::lexer::Token<'_>]) -> May {
    let mut may = May::default();
    let outside = tokens.iter().filter(|token| token.depth == 0 && !token.symbol("(") && !token.symbol(")"));
    for token in outside {
        match token.raw.to_ascii_lowercase().as_str() {
            "select" => may.read = true,
            "insert" | "update" | "delete" => may.change = true,
            "references" => may.refer = true,
            "usage" | "," => {}
            // CREATE, DROP, ALTER, TRIGGER, CREATE VIEW, …
            _ => may.other = true,
        }
    }
    may
}

/// An account as statements write it.
fn account(user: &str) -> String {
    match user.rsplit_once('@') {
        Some((name, host)) => format!("'{}'@'{}'", name.replace('\'', "''"), host.replace('\'', "''")),
        None => user.to_owned(),
    }
}

fn text(row: Option<&Row>, at: usize) -> String {
    match row.and_then(|row| row.get(at)) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_form_of_a_grant_is_read() {
        let of = |line: &str| format!("{:?}", Grant::of(line).unwrap());
        for (line, says) in [
            ("GRANT USAGE ON *.* TO `acme`@`%` IDENTIFIED BY PASSWORD '*D821'", "Nothing"),
            ("GRANT FILE, SELECT ON *.* TO `acme`@`%`", "Everywhere(\"FILE, SELECT\")"),
            (
                r"GRANT ALL PRIVILEGES ON `acme\_billing`.* TO `acme`@`%`",
                "Database(\"acme\\\\_billing\", \"ALL PRIVILEGES\")",
            ),
            ("GRANT ALL PRIVILEGES ON `a`.* TO `acme`@`%` WITH GRANT OPTION", "Passing(\"`a`.*\")"),
            ("GRANT `r` TO `acme`@`%`", "Role(\"`r`\")"),
            ("SET DEFAULT ROLE `r` FOR `acme`@`%`", "Nothing"),
            ("GRANT EXECUTE ON PROCEDURE `app`.`p` TO `acme`@`%`", "Routine(\"PROCEDURE `app`.`p`\", \"p\")"),
        ] {
            assert_eq!(of(line), says, "{line}");
        }
        let table = of("GRANT SELECT (`name`), REFERENCES ON `app`.`people` TO `acme`@`%`");
        assert!(table.contains("read: true, change: false, refer: true, other: false"), "{table}");
        let table = of("GRANT UPDATE, CREATE VIEW ON `app`.`people` TO PUBLIC");
        assert!(table.contains("change: true") && table.contains("other: true") && table.contains("PUBLIC"), "{table}");
        assert!(Grant::of("GRANT something").is_none() && Grant::of("SHOW x").is_none());
    }
}
