use serde::{Deserialize, Serialize};
use std::fmt;

/// The SQL dialect of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// SQLite 3.
    Sqlite,
    /// PostgreSQL.
    Postgresql,
    /// MySQL 8 and newer.
    Mysql,
    /// MariaDB.
    Mariadb,
}

impl Dialect {
    /// Every dialect.
    pub const ALL: [Dialect; 4] = [Dialect::Sqlite, Dialect::Postgresql, Dialect::Mysql, Dialect::Mariadb];

    /// Its name in SQL file headers, URLs and output: `sqlite`, `postgresql`, `mysql`, `mariadb`.
    pub fn name(self) -> &'static str {
        match self {
            Dialect::Sqlite => "sqlite",
            Dialect::Postgresql => "postgresql",
            Dialect::Mysql => "mysql",
            Dialect::Mariadb => "mariadb",
        }
    }

    /// The dialect of that name; `postgres` is understood too.
    pub fn from_name(name: &str) -> Option<Dialect> {
        match name {
            "sqlite" => Some(Dialect::Sqlite),
            "postgresql" | "postgres" => Some(Dialect::Postgresql),
            "mysql" => Some(Dialect::Mysql),
            "mariadb" => Some(Dialect::Mariadb),
            _ => None,
        }
    }

    /// Whether DDL is part of a transaction and rolls back with it.
    pub fn transactional_ddl(self) -> bool {
        matches!(self, Dialect::Sqlite | Dialect::Postgresql)
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
