use serde::{Deserialize, Serialize};
use std::fmt;

/// The name of a table, view, sequence or type. Plain: whoever writes SQL quotes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ObjectName {
    /// The schema; `None` is the connection's default one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<String>,
    /// The name.
    pub name: String,
}

impl ObjectName {
    /// A name in the default schema.
    pub fn new(name: impl Into<String>) -> Self {
        ObjectName { schema: None, name: name.into() }
    }

    /// A name in a schema.
    pub fn in_schema(schema: impl Into<String>, name: impl Into<String>) -> Self {
        ObjectName { schema: Some(schema.into()), name: name.into() }
    }
}

impl From<&str> for ObjectName {
    fn from(name: &str) -> Self {
        ObjectName::new(name)
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => f.write_str(&self.name),
        }
    }
}
