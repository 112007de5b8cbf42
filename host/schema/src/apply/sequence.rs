use super::relation::{check_name, missing};
use crate::nearest::invalid;
use crate::text::{names_sequence, rename_sequence};
use crate::{Column, ColumnDefault, Identity, ObjectName, Result, Schema, Sequence};

impl Column {
    /// Whether the column's default draws from a sequence.
    pub(crate) fn draws_from(&self, sequence: &ObjectName) -> bool {
        matches!(&self.default, Some(ColumnDefault::Expression(text)) if names_sequence(text, sequence))
    }
}

impl Schema {
    pub(super) fn create_sequence(&mut self, sequence: &Sequence, if_not_exists: bool) -> Result<bool> {
        if self.sequences.contains_key(&sequence.name) {
            if if_not_exists {
                return Ok(false);
            }
            return Err(invalid(format!("sequence `{}` exists already", sequence.name)));
        }
        check_name("sequence", &sequence.name)?;
        check_numbers(&sequence.name, &sequence.numbers)?;
        self.sequences.insert(sequence.name.clone(), sequence.clone());
        Ok(true)
    }

    fn sequence(&self, name: &ObjectName) -> Result<&Sequence> {
        self.sequences.get(name).ok_or_else(|| missing("sequence", name, &self.sequences))
    }

    pub(super) fn alter_sequence(&mut self, sequence: &Sequence) -> Result<bool> {
        let old = &self.sequence(&sequence.name)?.numbers;
        let new = &sequence.numbers;
        let numbers = Identity {
            always: new.always,
            cycle: new.cycle,
            start: new.start.or(old.start),
            increment: new.increment.or(old.increment),
            min_value: new.min_value.or(old.min_value),
            max_value: new.max_value.or(old.max_value),
            cache: new.cache.or(old.cache),
        };
        check_numbers(&sequence.name, &numbers)?;
        self.sequences.insert(sequence.name.clone(), Sequence { name: sequence.name.clone(), numbers });
        Ok(true)
    }

    pub(super) fn rename_sequence(&mut self, from: &ObjectName, to: &ObjectName) -> Result<bool> {
        self.sequence(from)?;
        check_name("sequence", to)?;
        if self.sequences.contains_key(to) {
            return Err(invalid(format!("sequence `{to}` exists already")));
        }
        if let Some(mut sequence) = self.sequences.remove(from) {
            sequence.name = to.clone();
            self.sequences.insert(to.clone(), sequence);
        }
        for column in self.tables.values_mut().flat_map(|t| &mut t.columns).filter(|c| c.draws_from(from)) {
            if let Some(ColumnDefault::Expression(text)) = &mut column.default {
                *text = rename_sequence(text, from, to);
            }
        }
        Ok(true)
    }

    pub(super) fn drop_sequence(&mut self, name: &ObjectName, if_exists: bool, cascade: bool) -> Result<bool> {
        if !self.sequences.contains_key(name) {
            return if if_exists { Ok(false) } else { Err(missing("sequence", name, &self.sequences)) };
        }
        let mut drawing = self.tables.values().flat_map(|t| t.columns.iter().map(move |c| (t, c)));
        if !cascade && let Some((table, column)) = drawing.find(|(_, c)| c.draws_from(name)) {
            return Err(invalid(format!(
                "sequence `{name}` can't be dropped: the default of column `{}` of table `{}` draws from it; change \
                 that first, or drop the sequence with cascade",
                column.name, table.name
            )));
        }
        for column in self.tables.values_mut().flat_map(|t| &mut t.columns).filter(|c| c.draws_from(name)) {
            column.default = None;
        }
        self.sequences.remove(name);
        Ok(true)
    }
}

fn check_numbers(name: &ObjectName, numbers: &Identity) -> Result<()> {
    if numbers.increment == Some(0) {
        return Err(invalid(format!("sequence `{name}` can't count in steps of 0")));
    }
    if let (Some(min), Some(max)) = (numbers.min_value, numbers.max_value)
        && min > max
    {
        return Err(invalid(format!("sequence `{name}` can't go from {min} to {max}")));
    }
    Ok(())
}
