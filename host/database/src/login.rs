use crate::Wall;
use mighost_schema::ObjectName;
use std::collections::BTreeSet;
use std::time::Duration;

/// A session of a package's own login, as another session of the same database can recognise it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Presence {
    /// The name or number of a lock that the session holds while it is looked at.
    pub(crate) key: String,
    /// Who it is logged in as.
    pub(crate) user: String,
    /// Its default schema; on MySQL and MariaDB its database.
    pub(crate) schema: String,
    /// What the server says that it may do, where only the session itself can ask.
    pub(crate) grants: Vec<String>,
    /// The tables of others that it can see, where only the session itself can ask.
    pub(crate) tables: Vec<ObjectName>,
}

/// What a package's login is expected to be kept to.
#[derive(Debug)]
pub struct Bounds<'a> {
    /// The schema that is the package's own, where the trust file names it.
    pub schema: Option<&'a str>,
    /// How far it reaches into tables of others. Their names are `table` in the run's own default schema, `schema.table`
    /// anywhere.
    pub wall: &'a dyn Wall,
    /// Functions that may do what their owner may, by name.
    pub functions: &'a BTreeSet<String>,
}

/// What was found out about a package's login.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Examined {
    /// Its name.
    pub user: String,
    /// What it may do beyond its bounds; empty: the database keeps it there.
    pub excess: Vec<Excess>,
}

/// One thing that a login may do and shouldn't.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// What, as `may read public.people`.
    pub what: String,
    /// What to type, or to do, so that it can't any more.
    pub remedy: String,
}

/// What has become of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was committed.
    Committed,
    /// It was rolled back.
    Undone,
    /// It is open still.
    Open,
    /// The server doesn't know, or isn't the one that it was on.
    Unknown,
}

/// A step's own limits on single statements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Timeouts {
    /// How long a statement may wait for a lock; `None`: as the connection has it.
    pub lock: Option<Duration>,
    /// How long a statement may run; `None`: as the connection has it.
    pub statement: Option<Duration>,
}

impl Timeouts {
    /// The lock timeout, where the connection's own is this.
    pub(crate) fn lock_within(&self, own: Duration) -> Duration {
        self.lock.map_or(own, |limit| limit.min(own))
    }

    /// The statement timeout, where the connection's own is this.
    pub(crate) fn statement_within(&self, own: Option<Duration>) -> Option<Duration> {
        self.statement.into_iter().chain(own).min()
    }
}

/// A table of another's, and what a login may do with it.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct May {
    pub read: bool,
    pub change: bool,
    pub refer: bool,
    /// What no grant of the trust file stands for.
    pub other: bool,
}

impl May {
    /// What of it is more than the wall lets through, in words; `None` where nothing is. `names` are all names of the table.
    pub(crate) fn beyond(self, wall: &dyn Wall, names: &[String]) -> Option<String> {
        let any = |allowed: &dyn Fn(&str) -> bool| names.iter().any(|name| allowed(name));
        let mut words = Vec::new();
        if self.change && !any(&|name| wall.changes(name)) {
            words.push("change");
        }
        if self.read && !any(&|name| wall.reads(name)) {
            words.push("read");
        }
        if self.refer && !any(&|name| wall.refers(name)) {
            words.push("refer to");
        }
        if self.other {
            words.push("put triggers on");
        }
        (!words.is_empty()).then(|| words.join(", "))
    }
}
