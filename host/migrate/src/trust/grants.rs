//! What a package may do.

use mighost_artifact::Capabilities;
use mighost_schema::{Operation, Touch};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// How far a package reaches into a table that isn't its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// A foreign key of its own may refer to it; its definition is seen.
    Reference,
    /// Its rows may be read, by views too; and that.
    Read,
    /// Its rows may be changed; and that.
    Change,
    /// The table itself may be altered, but not dropped or renamed; and that.
    Alter,
}

/// Whether a package may run raw SQL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SqlGrant {
    /// It may not.
    #[default]
    None,
    /// It may where the database itself keeps it to its own tables: on SQLite, by the authorizer.
    Confined,
    /// It may, with the application's whole power: nothing confines it.
    Unconfined,
}

/// What a package may do. Everything that isn't here is denied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grants {
    /// The beginning of the names that are its own.
    pub prefix: String,
    /// A schema of PostgreSQL in which everything is its own.
    pub schema: Option<String>,
    /// Tables of others, as `table` or `schema.table`, and how far it reaches.
    pub tables: BTreeMap<String, Reach>,
    /// The interfaces of the contract that it may import.
    pub interfaces: BTreeSet<String>,
    /// The kinds of operation that it may make, as [`Operation::kind`] writes them.
    pub operations: BTreeSet<String>,
    /// Functions that its expressions may call, beside those that are harmless everywhere.
    pub functions: BTreeSet<String>,
    /// Raw SQL.
    pub sql: SqlGrant,
}

impl Grants {
    /// The interfaces that a package may import where its grants don't say: everything but raw SQL.
    pub const INTERFACES: [&'static str; 5] = ["context", "data", "ddl", "inspect", "report"];

    /// What a package may do that is trusted with nothing else: structured changes of its own tables.
    pub fn own(package: &str) -> Grants {
        let schemas = ["create-schema", "drop-schema"];
        Grants {
            prefix: super::prefix(package),
            schema: None,
            tables: BTreeMap::new(),
            interfaces: Self::INTERFACES.iter().map(|name| (*name).to_owned()).collect(),
            operations: Operation::KINDS.iter().filter(|k| !schemas.contains(k)).map(|k| (*k).to_owned()).collect(),
            functions: BTreeSet::new(),
            sql: SqlGrant::None,
        }
    }

    /// What an artifact imports and isn't granted, as `interface#function`: read from the file, before it is compiled.
    ///
    /// `types` and `revision` are the contract's own words, and every migration has them.
    pub fn lacking(&self, capabilities: &Capabilities) -> Vec<String> {
        let mut lacking = Vec::new();
        for (interface, functions) in capabilities {
            let sql = interface == "sql";
            let granted = if sql { self.sql != SqlGrant::None } else { self.interfaces.contains(interface) };
            for function in functions {
                let operation = interface == "ddl" && Operation::KINDS.contains(&function.as_str());
                if !granted || (operation && !self.operations.contains(function)) {
                    lacking.push(format!("{interface}#{function}"));
                }
            }
        }
        lacking
    }

    /// What is granted and not imported, as `interface` or `ddl#operation`: what could be taken back from the package, as far as
    /// this artifact goes.
    pub fn excess(&self, capabilities: &Capabilities) -> Vec<String> {
        let mut excess: Vec<String> =
            self.interfaces.iter().filter(|interface| !capabilities.contains_key(*interface)).cloned().collect();
        if let Some(ddl) = capabilities.get("ddl") {
            excess.extend(self.operations.iter().filter(|kind| !ddl.contains(*kind)).map(|kind| format!("ddl#{kind}")));
        }
        if self.sql != SqlGrant::None && !capabilities.contains_key("sql") {
            excess.push("sql".to_owned());
        }
        excess
    }

    /// What of an operation isn't granted by its kind.
    pub(super) fn kind_denied(&self, operation: &Operation) -> bool {
        !self.operations.contains(operation.kind())
    }

    /// An object and what is done with it, for a message.
    pub(super) fn denied(&self, touch: &Touch) -> String {
        format!("{touch}: the package owns what begins with `{}`{}", self.prefix, self.elsewhere())
    }

    /// What else it reaches, for a message.
    pub(super) fn elsewhere(&self) -> String {
        if self.tables.is_empty() {
            return ", and is granted no other table".to_owned();
        }
        let word = |reach: &Reach| match reach {
            Reach::Reference => "reference",
            Reach::Read => "read",
            Reach::Change => "change",
            Reach::Alter => "alter",
        };
        let tables: Vec<String> =
            self.tables.iter().map(|(table, reach)| format!("{table} ({})", word(reach))).collect();
        format!(", and is granted {}", tables.join(", "))
    }
}
