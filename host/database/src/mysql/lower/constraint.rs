//! Keys and constraints.

use super::super::expression::comparable;
use super::super::{default, guard, inspect::LEVEL};
use super::column::real_names;
use super::settings::settings;
use super::{Changes, fragment, identifier, unsupported};
use mighost_schema::{
    Change, Check, Constraint, ConstraintKey, Deferral, Error, ForeignKey, ForeignKeyAction, PrimaryKey, Result,
    Settings, Unique,
};

impl Changes<'_> {
    /// A name that nothing of the table has yet, made of words.
    pub(super) fn made_up(&self, kind: &str, columns: &[String]) -> String {
        let table = self.table.name.name.as_str();
        let base = [&[kind, table][..], &columns.iter().map(String::as_str).collect::<Vec<_>>()].concat().join("_");
        let taken = |name: &str| {
            self.table.constraints.iter().filter_map(Constraint::name).any(|there| there.eq_ignore_ascii_case(name))
                || self.table.indexes.iter().any(|index| index.name.eq_ignore_ascii_case(name))
                || kind == "fk" && self.before.tables.values().any(|t| t.constraint(name).is_some())
        };
        // 58 characters leave room for a number within the 64 of a name.
        let cut = |base: &str| base.chars().take(58).collect::<String>().trim_end().to_owned();
        let base = if base.chars().count() <= 64 { base } else { cut(&base) };
        (1..)
            .map(|n| if n == 1 { base.clone() } else { format!("{}_{n}", cut(&base)) })
            .find(|n| !taken(n))
            .unwrap_or(base)
    }

    pub(super) fn add_constraint(&mut self, constraint: &Constraint, if_not_exists: bool) -> Result<()> {
        let what = format!("table `{}`", self.table.name);
        let server = self.rules.flavour.name();
        if let Some(name) = constraint.name() {
            if !matches!(constraint, Constraint::PrimaryKey(_)) {
                identifier(name)?;
            }
            if let Some(there) = self.named(name) {
                if if_not_exists {
                    return Ok(());
                }
                return Err(Error::Invalid(format!("{what} has a constraint or index of that name already: {there}")));
            }
        }
        let deferred = |deferral: Deferral| match deferral {
            Deferral::NotDeferrable => Ok(()),
            _ => unsupported(format!("{what}: {server} checks constraints at once; leave the deferral out")),
        };
        let not_valid = |not_valid: bool| match not_valid {
            true => unsupported(format!(
                "{what}: {server} checks every row when a constraint is added; leave NOT VALID out"
            )),
            false => Ok(()),
        };
        let lowered = match constraint {
            Constraint::PrimaryKey(key) => {
                let columns = real_names(&self.table, &key.columns);
                if if_not_exists
                    && self
                        .table
                        .constraints
                        .iter()
                        .any(|c| matches!(c, Constraint::PrimaryKey(k) if k.columns == columns))
                {
                    return Ok(());
                }
                for column in &columns {
                    if self.table.column(column).is_some_and(|c| c.nullable) {
                        self.push(Change::SetNullable { column: column.clone(), nullable: false })?;
                    }
                }
                settings(&what, &key.settings, &[], self.rules)?;
                self.key_name.clone_from(&key.name);
                // The servers call every primary key PRIMARY.
                Constraint::PrimaryKey(PrimaryKey { name: None, columns, settings: Settings::new() })
            }
            Constraint::Unique(key) => {
                if key.nulls_not_distinct {
                    return unsupported(format!(
                        "{what}: to {server} NULLs are never equal in a unique constraint; forbid NULL, or make a \
                         generated column with coalesce unique"
                    ));
                }
                deferred(key.deferral)?;
                settings(&what, &key.settings, &[], self.rules)?;
                let columns = real_names(&self.table, &key.columns);
                if if_not_exists && key.name.is_none() && self.unique_over(&columns) {
                    return Ok(());
                }
                Constraint::Unique(Unique {
                    name: Some(key.name.clone().unwrap_or_else(|| self.made_up("uq", &columns))),
                    columns,
                    nulls_not_distinct: false,
                    deferral: Deferral::NotDeferrable,
                    settings: Settings::new(),
                })
            }
            Constraint::Check(check) => {
                not_valid(check.not_valid)?;
                let expression = fragment(&format!("a check of {what}"), &check.expression)?;
                let kept = settings(&what, &check.settings, &[LEVEL], self.rules)?;
                if if_not_exists && check.name.is_none() && self.check_like(&expression).is_some() {
                    return Ok(());
                }
                let own =
                    kept.contains_key(LEVEL) && check.name.as_ref().is_some_and(|n| self.table.column(n).is_some());
                Constraint::Check(Check {
                    name: Some(check.name.clone().unwrap_or_else(|| self.made_up("ck", &[]))),
                    expression: default::unwrapped(&expression).to_owned(),
                    not_valid: false,
                    settings: if own && self.rules.flavour.mariadb { kept } else { Settings::new() },
                })
            }
            Constraint::ForeignKey(key) => {
                not_valid(key.not_valid)?;
                deferred(key.deferral)?;
                match self.foreign_key(&what, key, if_not_exists)? {
                    Some(key) => Constraint::ForeignKey(key),
                    None => return Ok(()),
                }
            }
            Constraint::Exclusion(_) => {
                return unsupported(format!("{what}: {server} has no exclusion constraints; use a trigger"));
            }
        };
        self.push(Change::AddConstraint { constraint: lowered, if_not_exists: false })
    }

    pub(super) fn foreign_key(&self, what: &str, key: &ForeignKey, if_not_exists: bool) -> Result<Option<ForeignKey>> {
        let server = self.rules.flavour.name();
        if key.match_full && key.columns.len() > 1 {
            return unsupported(format!("{what}: {server} has no MATCH FULL; forbid NULL in the columns instead"));
        }
        settings(what, &key.settings, &[], self.rules)?;
        let columns = real_names(&self.table, &key.columns);
        let referred = self.rules.object(&key.referred_table);
        guard::refuse_reserved(&referred.name)?;
        let target = if referred == self.table.name { Some(&self.table) } else { self.before.tables.get(&referred) };
        let referred_columns = match (key.referred_columns.as_slice(), target) {
            ([], Some(target)) => target
                .constraints
                .iter()
                .find_map(|c| match c {
                    Constraint::PrimaryKey(primary) => Some(primary.columns.clone()),
                    _ => None,
                })
                .ok_or_else(|| {
                    Error::Invalid(format!("{what}: `{referred}` has no primary key to refer to; name the columns"))
                })?,
            ([], None) => return Err(Error::Invalid(format!("{what}: there is no table `{referred}` to refer to"))),
            (columns, Some(target)) => real_names(target, columns),
            (columns, None) => columns.to_vec(),
        };
        let action = |action: ForeignKeyAction, event: &str| match action {
            // The same to InnoDB.
            ForeignKeyAction::NoAction | ForeignKeyAction::Restrict => Ok(ForeignKeyAction::NoAction),
            ForeignKeyAction::SetDefault => {
                unsupported(format!("{what}: InnoDB can't set the default on {event}; use set null, or a trigger"))
            }
            other => Ok(other),
        };
        let (on_delete, on_update) = (action(key.on_delete, "delete")?, action(key.on_update, "update")?);
        let nulls = [on_delete, on_update].contains(&ForeignKeyAction::SetNull);
        let column = |name: &String| self.table.column(name);
        if let Some(column) = columns.iter().filter_map(column).find(|c| nulls && !c.nullable) {
            return Err(Error::Invalid(format!(
                "{what}: a foreign key can't set column `{}` to NULL, which it may not be",
                column.name
            )));
        }
        let like = |there: &ForeignKey| there.columns == columns && there.referred_table == referred;
        if if_not_exists
            && key.name.is_none()
            && self.table.constraints.iter().any(|c| matches!(c, Constraint::ForeignKey(k) if like(k)))
        {
            return Ok(None);
        }
        Ok(Some(ForeignKey {
            name: Some(key.name.clone().unwrap_or_else(|| self.made_up("fk", &columns))),
            columns,
            referred_table: referred,
            referred_columns,
            on_delete,
            on_update,
            deferral: Deferral::NotDeferrable,
            match_full: false,
            not_valid: false,
            settings: Settings::new(),
        }))
    }

    /// What has a name: a constraint or an index, which share theirs.
    pub(super) fn named(&self, name: &str) -> Option<String> {
        let constraint = self.table.constraints.iter().find(|c| c.name().is_some_and(|n| n.eq_ignore_ascii_case(name)));
        let index = self.table.indexes.iter().find(|i| i.name.eq_ignore_ascii_case(name));
        constraint.map(ToString::to_string).or_else(|| index.map(|index| format!("index {}", index.name)))
    }

    pub(super) fn constraint_name(&self, name: &str) -> String {
        let names = self.table.constraints.iter().filter_map(Constraint::name);
        names.into_iter().find(|there| there.eq_ignore_ascii_case(name)).unwrap_or(name).to_owned()
    }

    pub(super) fn unique_constraint(&self, name: &str) -> Option<String> {
        self.table.constraints.iter().find_map(|c| match c {
            Constraint::Unique(key) => key.name.clone().filter(|there| there.eq_ignore_ascii_case(name)),
            _ => None,
        })
    }

    pub(super) fn unique_over(&self, columns: &[String]) -> bool {
        self.table.constraints.iter().any(|c| matches!(c, Constraint::Unique(key) if key.columns == columns))
    }

    /// The check that says the same.
    pub(super) fn check_like(&self, expression: &str) -> Option<String> {
        let wanted = comparable(expression);
        self.table.constraints.iter().rev().find_map(|c| match c {
            Constraint::Check(check) if comparable(&check.expression) == wanted => check.name.clone(),
            _ => None,
        })
    }

    pub(super) fn drop_constraint(&mut self, key: &ConstraintKey, if_exists: bool) -> Result<()> {
        let key = match key {
            ConstraintKey::Name(name) if name.eq_ignore_ascii_case("primary") => ConstraintKey::PrimaryKey,
            ConstraintKey::Name(name) if self.key_name.as_ref() == Some(name) => ConstraintKey::PrimaryKey,
            ConstraintKey::Name(name) => {
                let known = self.constraint_name(name);
                let index = self.index_name(name);
                if self.table.constraint(&known).is_none() && self.table.index(&index).is_some_and(|i| i.unique) {
                    return self.push(Change::DropIndex { name: index, if_exists });
                }
                ConstraintKey::Name(known)
            }
            ConstraintKey::Unique(columns) => ConstraintKey::Unique(real_names(&self.table, columns)),
            ConstraintKey::ForeignKey(columns) => ConstraintKey::ForeignKey(real_names(&self.table, columns)),
            ConstraintKey::Check(expression) => match self.check_like(expression) {
                Some(name) => ConstraintKey::Name(name),
                None => key.clone(),
            },
            ConstraintKey::PrimaryKey => ConstraintKey::PrimaryKey,
        };
        let named = matches!(key, ConstraintKey::Name(_));
        let result = self.push(Change::DropConstraint { key, if_exists });
        result.map_err(|error| match error {
            Error::Invalid(text) if named => Error::Invalid(format!(
                "{text} ({} keeps no names of primary keys: drop one as the primary key)",
                self.rules.flavour.name()
            )),
            other => other,
        })
    }

    pub(super) fn rename_constraint(&mut self, from: &str, to: &str) -> Result<()> {
        identifier(to)?;
        if self.key_name.as_deref() == Some(from) {
            self.key_name = Some(to.to_owned());
            return Ok(());
        }
        let known = self.constraint_name(from);
        if let Some(Constraint::Check(check)) = self.table.constraint(&known).filter(|c| level(c)).cloned() {
            // A check of a column is called like the column; with a name of its own it is one of the table.
            self.push(Change::DropConstraint { key: ConstraintKey::Name(known), if_exists: false })?;
            let check = Check { name: Some(to.to_owned()), settings: Settings::new(), ..check };
            return self.push(Change::AddConstraint { constraint: Constraint::Check(check), if_not_exists: false });
        }
        let index = self.index_name(from);
        if self.table.constraint(&known).is_none() && self.table.index(&index).is_some_and(|index| index.unique) {
            return self.push(Change::RenameIndex { from: index, to: to.to_owned() });
        }
        self.push(Change::RenameConstraint { from: known, to: to.to_owned() })
    }
}

/// Whether a check is part of one column's definition.
pub(in crate::mysql) fn level(constraint: &Constraint) -> bool {
    matches!(constraint, Constraint::Check(check) if check.settings.contains_key(LEVEL))
}
