//! Commands with a target on a branched chain: which steps ran, which rows stand, which tables there are.

use crate::project::strings;
use crate::{Outcome, Site, chain};

/// Two branches and their merge, and a third branch that depends on one of them by its label.
pub const MAP: &str = "a; b<-a [billing]; b2<-b; c<-a [search]; m<-b2,c; x [mail]; x2<-x +billing";

/// A chain of [`MAP`], where these commands have been run, one after another, separated by `;`.
pub fn site(site: Site, before: &str) -> Site {
    chain::write_map(&site, MAP);
    for line in before.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        site.run(line.split_whitespace()).ok();
    }
    site
}

/// Runs a command line, which must end with 0: the steps that ran, in order.
#[track_caller]
pub fn steps(site: &Site, line: &str) -> String {
    let done = site.json(line.split_whitespace());
    let steps = done["steps"].as_array().map(Vec::as_slice).unwrap_or_default();
    steps.iter().map(|step| step["revision"].as_str().expect("a revision")).collect::<Vec<_>>().join(" ")
}

/// The rows, which `current`, the table and the application's own tables must agree on.
#[track_caller]
pub fn rows(site: &Site) -> String {
    let current = site.json(["current"]);
    let rows = strings(&current["revisions"]);
    let mut stored = match site.own_tables().is_empty() {
        true => Vec::new(),
        false => site.sql("SELECT revision FROM mighost_revisions WHERE package = '' ORDER BY revision"),
    };
    stored.sort();
    assert_eq!(rows, stored, "`current` and the table");
    rows.join(" ")
}

/// The revisions whose tables are there.
pub fn applied(site: &Site) -> String {
    site.tables().iter().filter_map(|table| table.strip_prefix("t_")).collect::<Vec<_>>().join(" ")
}

/// Runs a command line that must fail with this code and one message with these texts, and change nothing.
#[track_caller]
pub fn refused(site: &Site, line: &str, code: i32, says: &[&str]) -> Outcome {
    let before = site.dump();
    let outcome = site.run(line.split_whitespace()).exits(code).has_one_message().says(says);
    assert_eq!(before, site.dump(), "the database has changed\n{}", outcome.whole());
    outcome
}
