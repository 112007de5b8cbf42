//! Enumeration types.

use super::super::Postgres;
use super::super::render::check_name;
use super::super::types::quoted;
use super::super::value::literal;
use super::invalid;
use crate::{Error, Ran};
use mighost_schema::{ColumnType, EnumType, Enumeration, ObjectName, Result as CallResult};

impl Postgres {
    pub(super) async fn enumeration(&mut self, name: &ObjectName) -> Result<Option<Enumeration>, Error> {
        let all = self.read_enumerations(name.schema.as_deref()).await?;
        Ok(all.into_iter().find(|enumeration| enumeration.name.name == name.name))
    }

    pub(super) async fn known_type(&mut self, name: &ObjectName) -> Result<Enumeration, Error> {
        match self.enumeration(name).await? {
            Some(enumeration) => Ok(enumeration),
            None => invalid(format!("there is no type `{name}`")),
        }
    }

    /// Creates the type of a column where it isn't there yet. Whether it wasn't.
    pub(in super::super) async fn provide_type(
        &mut self,
        holder: &str,
        column_type: &ColumnType,
        ran: &mut Ran,
    ) -> Result<bool, Error> {
        let ColumnType::Enumeration(EnumType { name: Some(name), labels }) = column_type else { return Ok(false) };
        match self.enumeration(name).await? {
            Some(known) if labels.is_empty() || known.labels == *labels => Ok(false),
            Some(known) => invalid(format!(
                "{holder}: type `{name}` exists with the labels {}; give these, or none",
                known.labels.join(", ")
            )),
            None if labels.is_empty() => invalid(format!("{holder}: there is no type `{name}`; give its labels")),
            None => {
                self.run(create_type(&Enumeration { name: name.clone(), labels: labels.clone() })?, ran).await?;
                Ok(true)
            }
        }
    }
}

pub(super) fn create_type(enumeration: &Enumeration) -> CallResult<String> {
    check_name(&enumeration.name.name)?;
    for label in &enumeration.labels {
        check_name(label)?;
    }
    let labels: Vec<String> = enumeration.labels.iter().map(|label| literal(label)).collect::<CallResult<_>>()?;
    Ok(format!("CREATE TYPE {} AS ENUM ({})", quoted(&enumeration.name), labels.join(", ")))
}
