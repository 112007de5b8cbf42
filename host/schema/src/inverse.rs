use crate::diff::{diff, table_changes};
use crate::nearest::list;
use crate::{AlterTable, Change, Constraint, Error, ObjectKind, ObjectName, Operation, Result, Schema, Table, View};
use std::collections::BTreeSet;

impl Operation {
    /// The operations that bring the schema back to what it was before this one. Data that the operation dropped
    /// does not come back. Empty where the operation does nothing.
    ///
    /// Renames are undone by renames, so that the data stays; a dropped column comes back where it stood, with its
    /// constraints and indexes.
    ///
    /// ```
    /// use mighost_schema::{Column, ColumnType, Operation, Schema, Table};
    ///
    /// let mut before = Schema::default();
    /// before.tables.insert("people".into(), Table::new("people"));
    /// let drop = Operation::DropTable { name: "people".into(), if_exists: false, cascade: false };
    /// let mut schema = before.clone();
    /// schema.apply(&drop)?;
    /// for operation in drop.inverse(&before)? {
    ///     schema.apply(&operation)?;
    /// }
    /// assert_eq!(schema, before);
    /// # Ok::<(), mighost_schema::Error>(())
    /// ```
    ///
    /// # Errors
    /// The error of [`Schema::apply`] where the operation can't be applied to `before`, and [`Error::Unsupported`]
    /// where no operations lead back: an exclusion constraint without a name in the way, say.
    pub fn inverse(&self, before: &Schema) -> Result<Vec<Operation>> {
        // Only what the operation can reach is copied and compared.
        let before_here = before.around(self);
        let mut after = before_here.clone();
        match after.apply(self) {
            Ok(true) => {}
            Ok(false) => return Ok(Vec::new()),
            // The whole schema knows better names for what was meant.
            Err(error) => return Err(before.clone().apply(self).err().unwrap_or(error)),
        }
        let natural = self.natural_inverse(&before_here, &after);
        for mut operations in [natural, Vec::new()] {
            let mut now = after.clone();
            if operations.iter().any(|o| now.apply(o).is_err()) {
                continue;
            }
            if now != before_here {
                let rest = diff(&now, &before_here);
                if rest.iter().any(|o| now.apply(o).is_err()) {
                    continue;
                }
                operations.extend(rest);
            }
            if now == before_here {
                return Ok(operations);
            }
        }
        let touched: Vec<String> = self.touches(before).iter().map(|t| t.object.to_string()).collect();
        Err(Error::Unsupported(format!(
            "no operations undo `{self}`: {} can't be brought back to what it was; write the way back by hand",
            list(touched.first())
        )))
    }

    /// Whether data may be lost for good: rows, a column's values, a sequence's place. A narrower type counts as
    /// well, because values may be cut.
    ///
    /// ```
    /// use mighost_schema::Operation;
    ///
    /// assert!(Operation::DropTable { name: "people".into(), if_exists: false, cascade: false }.loses_data());
    /// assert!(!Operation::RenameTable { from: "people".into(), to: "persons".into() }.loses_data());
    /// ```
    pub fn loses_data(&self) -> bool {
        match self {
            Operation::DropTable { .. } | Operation::DropSequence { .. } => true,
            Operation::DropEnumeration { cascade, .. } | Operation::DropSchema { cascade, .. } => *cascade,
            Operation::AlterTable(alter) => alter.changes.iter().any(Change::loses_data),
            _ => false,
        }
    }

    /// The operations that a person would write to undo this one. They may leave a rest.
    fn natural_inverse(&self, before: &Schema, after: &Schema) -> Vec<Operation> {
        let one = |operation| vec![operation];
        match self {
            Operation::CreateTable { table, .. } => {
                let drop = Operation::DropTable { name: table.name.clone(), if_exists: false, cascade: false };
                one(drop).into_iter().chain(new_types(before, after)).collect()
            }
            Operation::DropTable { name, .. } => match before.tables.get(name) {
                Some(table) => one(Operation::CreateTable { table: table.clone(), if_not_exists: false }),
                None => Vec::new(),
            },
            Operation::RenameTable { from, to } => one(Operation::RenameTable { from: to.clone(), to: from.clone() }),
            Operation::AlterTable(AlterTable { table, changes }) => {
                let back = match (before.tables.get(table), after.tables.get(table)) {
                    (Some(before), Some(after)) => inverse_changes(before, after, changes),
                    _ => None,
                };
                let table = table.clone();
                let alter = back.map(|changes| Operation::AlterTable(AlterTable { table, changes }));
                alter.into_iter().chain(new_types(before, after)).collect()
            }
            Operation::CreateIndex { table, index, concurrently, .. } => one(Operation::DropIndex {
                table: table.clone(),
                name: index.name.clone(),
                if_exists: false,
                concurrently: *concurrently,
            }),
            Operation::DropIndex { table, name, concurrently, .. } => {
                match before.tables.get(table).and_then(|t| t.index(name)) {
                    Some(index) => one(Operation::CreateIndex {
                        table: table.clone(),
                        index: index.clone(),
                        if_not_exists: false,
                        concurrently: *concurrently,
                    }),
                    None => Vec::new(),
                }
            }
            Operation::CreateView { view, .. } => match before.views.get(&view.name) {
                Some(old) => put_back(old, view),
                None => one(Operation::DropView { name: view.name.clone(), if_exists: false, cascade: false }),
            },
            Operation::RenameView { from, to } => one(Operation::RenameView { from: to.clone(), to: from.clone() }),
            Operation::RenameLabel { name, from, to } => {
                one(Operation::RenameLabel { name: name.clone(), from: to.clone(), to: from.clone() })
            }
            Operation::RenameEnumeration { from, to } => {
                one(Operation::RenameEnumeration { from: to.clone(), to: from.clone() })
            }
            Operation::RenameSequence { from, to } => {
                one(Operation::RenameSequence { from: to.clone(), to: from.clone() })
            }
            // What the difference of the two schemas says is what a person would write.
            Operation::DropView { .. }
            | Operation::RefreshView { .. }
            | Operation::SetViewComment { .. }
            | Operation::CreateEnumeration { .. }
            | Operation::AddLabel { .. }
            | Operation::DropEnumeration { .. }
            | Operation::CreateSequence { .. }
            | Operation::AlterSequence { .. }
            | Operation::DropSequence { .. }
            | Operation::CreateSchema { .. }
            | Operation::DropSchema { .. } => Vec::new(),
        }
    }
}

/// A view in the place of another of its name.
fn put_back(old: &View, new: &View) -> Vec<Operation> {
    let create = |or_replace| Operation::CreateView { view: old.clone(), or_replace };
    if !old.materialized && !new.materialized {
        return vec![create(true)];
    }
    vec![Operation::DropView { name: new.name.clone(), if_exists: false, cascade: false }, create(false)]
}

/// The drops of the types that an operation made along with a column.
fn new_types<'s>(before: &'s Schema, after: &'s Schema) -> impl Iterator<Item = Operation> + 's {
    let new = after.enumerations.keys().filter(|n| !before.enumerations.contains_key(n));
    new.map(|name| Operation::DropEnumeration { name: name.clone(), if_exists: false, cascade: false })
}

/// The changes that undo a list of changes of a table.
fn inverse_changes(before: &Table, after: &Table, changes: &[Change]) -> Option<Vec<Change>> {
    let renames = |c: &Change| {
        matches!(c, Change::RenameColumn { .. } | Change::RenameConstraint { .. } | Change::RenameIndex { .. })
    };
    if changes.iter().any(renames) {
        let stepwise = inverse_stepwise(before, changes)?;
        if after.alter(&stepwise).is_ok_and(|back| back == *before) {
            return Some(stepwise);
        }
    }
    table_changes(after, before)
}

/// Undoes the last change first, renames by renames. What stands between two renames is undone together.
fn inverse_stepwise(before: &Table, changes: &[Change]) -> Option<Vec<Change>> {
    let mut steps: Vec<Vec<Change>> = Vec::new();
    let mut table = before.clone();
    let mut run_start = before.clone();
    for change in changes {
        let back = match change.clone() {
            Change::RenameColumn { from, to } => Some(Change::RenameColumn { from: to, to: from }),
            Change::RenameConstraint { from, to } => Some(Change::RenameConstraint { from: to, to: from }),
            Change::RenameIndex { from, to } => Some(Change::RenameIndex { from: to, to: from }),
            _ => None,
        };
        let last = back.is_some().then(|| table.clone());
        table.change(change, &mut Vec::new()).ok()?;
        if let (Some(back), Some(last)) = (back, last) {
            steps.push(table_changes(&last, &run_start)?);
            // What an expression can't get back by a rename (another case, other quotes) is set anew.
            let rest = table_changes(&table.alter(std::slice::from_ref(&back)).ok()?, &last)?;
            steps.push(std::iter::once(back).chain(rest).collect());
            run_start = table.clone();
        }
    }
    steps.push(table_changes(&table, &run_start)?);
    Some(steps.into_iter().rev().flatten().collect())
}

impl Change {
    /// Whether values may be lost for good. A narrower type counts, because values may be cut.
    pub fn loses_data(&self) -> bool {
        matches!(
            self,
            Change::DropColumn { .. } | Change::SetType { .. } | Change::SetGenerated { generated: Some(_), .. }
        )
    }
}

impl Schema {
    /// The part of the schema that an operation and its inverse can change or depend on.
    fn around(&self, operation: &Operation) -> Schema {
        if matches!(operation, Operation::DropSchema { .. }) {
            return self.clone();
        }
        let touches = operation.touches(self);
        let mut tables: BTreeSet<&ObjectName> = BTreeSet::new();
        let mut views: BTreeSet<ObjectName> = BTreeSet::new();
        let reads_views = matches!(
            operation,
            Operation::DropTable { .. }
                | Operation::RenameTable { .. }
                | Operation::CreateView { .. }
                | Operation::DropView { .. }
                | Operation::RenameView { .. }
        );
        for touch in &touches {
            match touch.kind {
                // Tables and views share their names, so a name may turn out to be the other.
                ObjectKind::Table | ObjectKind::View => {
                    tables.insert(&touch.object);
                    views.insert(touch.object.clone());
                    if reads_views {
                        views.extend(self.views_reading(&touch.object));
                    }
                }
                ObjectKind::Enumeration => {
                    let used = self.tables.values().filter(|t| t.columns_of(&touch.object).next().is_some());
                    tables.extend(used.map(|t| &t.name));
                }
                ObjectKind::Sequence => {
                    let drawing = |t: &&Table| t.columns.iter().any(|c| c.draws_from(&touch.object));
                    tables.extend(self.tables.values().filter(drawing).map(|t| &t.name));
                }
                ObjectKind::Schema => {}
            }
        }
        let refers = |t: &&Table| {
            t.constraints.iter().any(|c| matches!(c, Constraint::ForeignKey(k) if tables.contains(&k.referred_table)))
        };
        let referring: Vec<&ObjectName> = self.tables.values().filter(refers).map(|t| &t.name).collect();
        tables.extend(referring);
        Schema {
            tables: tables.into_iter().filter_map(|n| self.tables.get_key_value(n)).map(cloned).collect(),
            views: views.iter().filter_map(|n| self.views.get_key_value(n)).map(cloned).collect(),
            sequences: self.sequences.clone(),
            enumerations: self.enumerations.clone(),
            schemas: self.schemas.clone(),
        }
    }
}

fn cloned<T: Clone>((name, value): (&ObjectName, &T)) -> (ObjectName, T) {
    (name.clone(), value.clone())
}
