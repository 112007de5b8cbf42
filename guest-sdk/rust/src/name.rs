use crate::types::{ObjectName, Setting};

/// A name in a schema of its own; a plain text is a name in the connection's default schema.
///
/// ```
/// # use mighost_guest::prelude::*;
/// let name = in_schema("billing", "invoices");
/// assert_eq!(name.schema.as_deref(), Some("billing"));
/// ```
pub fn in_schema(schema: &str, name: &str) -> ObjectName {
    ObjectName { schema: Some(schema.into()), name: name.into() }
}

impl From<&str> for ObjectName {
    fn from(name: &str) -> Self {
        ObjectName { schema: None, name: name.into() }
    }
}

impl From<String> for ObjectName {
    fn from(name: String) -> Self {
        ObjectName { schema: None, name }
    }
}

impl From<&ObjectName> for ObjectName {
    fn from(name: &ObjectName) -> Self {
        name.clone()
    }
}

/// One name or several: `"id"`, `["curso", "filename"]`, a slice or a vector.
pub trait Names {
    /// The names, owned.
    fn names(self) -> Vec<String>;
}

impl Names for &str {
    fn names(self) -> Vec<String> {
        owned(&[self])
    }
}

impl<const N: usize> Names for [&str; N] {
    fn names(self) -> Vec<String> {
        owned(&self)
    }
}

impl Names for &[&str] {
    fn names(self) -> Vec<String> {
        owned(self)
    }
}

impl<const N: usize> Names for &[&str; N] {
    fn names(self) -> Vec<String> {
        owned(self)
    }
}

impl Names for Vec<String> {
    fn names(self) -> Vec<String> {
        self
    }
}

impl Names for &[String] {
    fn names(self) -> Vec<String> {
        self.to_vec()
    }
}

/// Not generic, so that it is in an artifact once however many names it writes.
pub fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| String::from(*name)).collect()
}

pub(crate) fn setting(name: &str, value: &str) -> Setting {
    Setting { name: name.into(), value: value.into() }
}
