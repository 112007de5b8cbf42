//! `current`: which revisions the database is at.

use super::seen::{Facts, Seen, print_block};
use super::{DONE, NOT_AT_HEAD};
use crate::args::Current;
use crate::config::Config;
use crate::line::{Line, plain, width};
use crate::output::{BAD, DIM, ID, Output, paint};
use mighost::Error;
use serde_json::json;

pub fn current(args: &Current, config: &Config, output: &Output) -> Result<u8, Error> {
    let migrator = config.migrator()?;
    let seen = Seen { status: migrator.block_on(migrator.glance())??, asked: true };
    let facts = Facts::of(&seen);
    let known = facts.known;
    let at_head = known.at_heads();
    output.object(&json!({
        "revisions": known.state.current, "implied": facts.implied, "heads": known.graph.heads(), "at_head": at_head,
        "unknown": known.unknown,
    }));
    if output.verbose > 0 {
        output.answer(format!("database    {}", mighost::display_url(config.database().unwrap_or_default())));
    }
    let width = width();
    for id in known.state.current.iter().map(String::as_str).chain(facts.implied.iter().copied()) {
        match known.graph.get(id) {
            None => output.answer(format!(
                "{}{}",
                paint(ID, plain(id)),
                paint(BAD, " (unknown: neither in the folder nor kept in the database)")
            )),
            Some(node) if output.verbose > 0 => {
                output.answer("");
                print_block(id, &facts.block(node), output);
            }
            Some(node) => {
                let mut notes = facts.words(node);
                // It is what was asked for.
                notes.retain(|note| note != "current");
                output.answer(Line { notes, ..facts.line(node, None) }.render(width));
            }
        }
    }
    if known.state.current.is_empty() {
        output.line(paint(DIM, "base: nothing is applied"));
    }
    if args.check_heads && !at_head {
        // The only thing that can be wrong with this target are the rows themselves.
        if let Err(error) = known.graph.goal_up("heads", &known.state.current) {
            output.warn(error);
        } else {
            let heads = known.graph.heads();
            let are = if heads.len() == 1 { "the head is" } else { "the heads are" };
            output.warn(format!("not at head; {are} {}", heads.join(", ")));
        }
        return Ok(NOT_AT_HEAD);
    }
    Ok(DONE)
}
