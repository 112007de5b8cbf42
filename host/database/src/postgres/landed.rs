//! Whether an operation that was interrupted has been done.

use super::{Postgres, canonical};
use crate::Error;
use mighost_schema::{
    Access, ColumnDefault, ColumnType, Constraint, EnumType, Index, IndexKey, ObjectKind, ObjectName, Operation,
    Schema, Table,
};

impl Postgres {
    /// What an operation touches, as it is now: its own objects, the tables that its foreign keys refer to, and the small
    /// lists of types and schemas.
    pub(super) async fn look_around(&mut self, operation: &Operation) -> Result<Schema, Error> {
        let mut found = Schema::default();
        let own = self.schema.clone();
        found.schemas.extend(self.list_schemas().await?.into_iter().filter(|name| *name != own));
        found.enumerations.extend(self.read_enumerations(None).await?.into_iter().map(|e| (e.name.clone(), e)));
        for touch in operation.touches(&Schema::default()) {
            let name = touch.object;
            let schema = name.schema.as_deref();
            match touch.kind {
                ObjectKind::Table => {
                    if let Some(table) = self.look_at_table(&name).await? {
                        found.tables.insert(name.clone(), Table { name, ..table });
                    }
                }
                // A view stands on whatever its query names; what that is doesn't show whether the view stands.
                ObjectKind::View if touch.access == Access::Reference => {}
                ObjectKind::View => {
                    for view in self.read_views(schema, Some(&name.name)).await? {
                        found.views.insert(name.clone(), mighost_schema::View { name: name.clone(), ..view });
                    }
                }
                ObjectKind::Sequence => {
                    for sequence in self.read_sequences(schema, Some(&name.name)).await? {
                        let sequence = mighost_schema::Sequence { name: name.clone(), ..sequence };
                        found.sequences.insert(name.clone(), sequence);
                    }
                }
                ObjectKind::Enumeration if schema.is_some() => {
                    let others = self.read_enumerations(schema).await?;
                    found.enumerations.extend(others.into_iter().map(|e| {
                        // By the name that the operation gives it.
                        let name = ObjectName { schema: name.schema.clone(), ..e.name.clone() };
                        (name.clone(), mighost_schema::Enumeration { name, ..e })
                    }));
                }
                ObjectKind::Enumeration | ObjectKind::Schema => {}
            }
        }
        Ok(found)
    }

    pub(super) async fn has_landed(&mut self, operation: &Operation, before: &Schema) -> Result<Option<bool>, Error> {
        match operation {
            // It leaves no trace, and filling a view once more does no harm.
            Operation::RefreshView { .. } => return Ok(Some(false)),
            Operation::CreateIndex { table, index, .. } => return self.index_landed(table, index, before).await,
            _ => {}
        }
        let mut after = before.clone();
        after.apply(&super::lower::lowered(operation, before, self.stored_only())?)?;
        let now = self.look_around(operation).await?;
        if now == *before {
            // What changes nothing is done.
            return Ok(Some(after == *before));
        }
        let (now, after) = (plain(&now, &after), plain(&canonical::schema_with(&after, self.stored_only()), &after));
        Ok((now == after).then_some(true))
    }

    async fn index_landed(
        &mut self,
        table: &ObjectName,
        index: &Index,
        before: &Schema,
    ) -> Result<Option<bool>, Error> {
        let Some(now) = self.look_at_table(table).await? else { return Ok(None) };
        let now = Table { name: table.clone(), ..now };
        let stood = before.tables.get(table).and_then(|table| table.index(&index.name));
        match now.index(&index.name) {
            None => Ok(Some(false)),
            // A build that was interrupted: the same operation drops it and builds it anew.
            Some(known) if known.settings.contains_key("invalid") => Ok(Some(false)),
            Some(known) if Some(known) == stood => Ok(Some(true)),
            Some(known) => {
                let known = known.clone();
                let wanted = canonical::index(&now, index);
                let Some(written) = self.index_as_written(&now, &wanted).await? else { return Ok(None) };
                let alike = Index { comment: wanted.comment.clone(), ..known.clone() } == written;
                Ok(match alike {
                    true if known.comment == wanted.comment => Some(true),
                    // Only its comment is missing; the same operation gives it.
                    true if known.comment.is_none() => Some(false),
                    _ => None,
                })
            }
        }
    }
}

/// A schema without what only the server knows: its way of writing an expression or a query, and the names that it gives to
/// constraints, which are those that `named` doesn't have.
pub(super) fn plain(schema: &Schema, named: &Schema) -> Schema {
    let mut schema = schema.clone();
    for table in schema.tables.values_mut() {
        plain_table(table, named.tables.get(&table.name));
    }
    schema.views.values_mut().for_each(|view| view.query.clear());
    schema
}

fn plain_table(table: &mut Table, named: Option<&Table>) {
    for column in &mut table.columns {
        // The server makes a constant of some expressions.
        column.default = column.default.as_ref().map(|_| ColumnDefault::Expression(String::new()));
        column.generated.iter_mut().for_each(|generated| generated.expression.clear());
        if let ColumnType::Enumeration(EnumType { labels, .. }) = &mut column.column_type {
            // They are the type's, and a column that leaves them out means the same.
            labels.clear();
        }
    }
    for constraint in &mut table.constraints {
        let known = constraint.name().is_some_and(|name| named.is_some_and(|t| t.constraint(name).is_some()));
        let name = match constraint {
            Constraint::PrimaryKey(c) => &mut c.name,
            Constraint::Unique(c) => &mut c.name,
            Constraint::Check(c) => {
                c.expression.clear();
                &mut c.name
            }
            Constraint::ForeignKey(c) => &mut c.name,
            Constraint::Exclusion(c) => {
                c.predicate.iter_mut().for_each(String::clear);
                c.elements.iter_mut().for_each(|element| element.expression.clear());
                &mut c.name
            }
        };
        if !known {
            *name = None;
        }
    }
    for index in &mut table.indexes {
        index.predicate.iter_mut().for_each(String::clear);
        for part in &mut index.parts {
            if let IndexKey::Expression(expression) = &mut part.key {
                expression.clear();
            }
        }
    }
    // The model keeps them in the order in which they were made, the catalogs in their own.
    table.constraints.sort_by_cached_key(|constraint| format!("{constraint:?}"));
    table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
}
