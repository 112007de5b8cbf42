//! The statements of an alteration, in the order in which the server does them.

use super::super::types::quoted;
use mighost_schema::Table;

/// When the server does an action of a statement, whatever its place in it: its passes, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Pass {
    Drop,
    Type,
    Add,
    Attribute,
    Constraint,
    Other,
}

pub(super) struct Action {
    pub pass: Pass,
    /// The columns and constraints that it is about.
    pub about: Vec<String>,
    pub text: String,
}

/// The statements of an alteration. What can be done in one `ALTER TABLE` is.
pub(super) struct Plan {
    table: String,
    pub statements: Vec<String>,
    pub actions: Vec<Action>,
    /// Statements behind the actions, each with the column it is about.
    pub after: Vec<(String, String)>,
}

impl Plan {
    pub(super) fn new(table: &Table) -> Plan {
        Plan { table: quoted(&table.name), statements: Vec::new(), actions: Vec::new(), after: Vec::new() }
    }

    /// Adds actions that belong together. Where the server would do one before an earlier one about the same thing,
    /// they get a statement of their own.
    pub(super) fn add(&mut self, actions: Vec<Action>) {
        let overtakes = actions.iter().any(|new| {
            let meets = |name: &String| new.about.contains(name);
            self.actions.iter().any(|old| new.pass < old.pass && old.about.iter().any(meets))
                || new.pass == Pass::Drop && self.after.iter().any(|(about, _)| meets(about))
        });
        if overtakes {
            self.flush();
        }
        self.actions.extend(actions);
    }

    pub(super) fn one(&mut self, pass: Pass, about: &[&str], text: String) {
        self.add(vec![Action { pass, about: about.iter().map(|name| (*name).to_owned()).collect(), text }]);
    }

    pub(super) fn flush(&mut self) {
        if !self.actions.is_empty() {
            let texts: Vec<String> = self.actions.drain(..).map(|action| action.text).collect();
            self.statements.push(format!("ALTER TABLE {} {}", self.table, texts.join(", ")));
        }
        self.statements.extend(self.after.drain(..).map(|(_, sql)| sql));
    }

    pub(super) fn statement(&mut self, sql: String) {
        self.flush();
        self.statements.push(sql);
    }
}
