use std::fmt::Write;

/// Why a target means nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// No revision and no label of that name.
    #[error("there is no revision or branch `{name}`{}", suggestion(nearest.as_deref()))]
    Unknown {
        /// What was looked for.
        name: String,
        /// The nearest id or label.
        nearest: Option<String>,
    },
    /// Several revisions begin with it, or it can be read in two ways.
    #[error("`{given}` may be {}; write more of it", listed(candidates))]
    Ambiguous {
        /// What was given.
        given: String,
        /// What it may be.
        candidates: Vec<String>,
    },
    /// `head` where there are several.
    #[error("`{given}`: there are {} heads: {}; {}", heads.len(), listed(heads), one_head(*down))]
    SeveralHeads {
        /// What was given.
        given: String,
        /// The heads.
        heads: Vec<String>,
        /// Whether it is where a downgrade goes: to one place.
        down: bool,
    },
    /// A relative step where the database stands at several revisions.
    #[error(
        "`{given}`: the database is at {}, and it isn't known which of them is meant{}",
        listed(rows),
        example(given, like.as_deref())
    )]
    SeveralRows {
        /// What was given.
        given: String,
        /// The rows that it may be.
        rows: Vec<String>,
        /// One of them from which the step can be gone; `None` where there is none.
        like: Option<String>,
    },
    /// A relative step to where there are several ways.
    #[error(
        "`{given}`: from {from} there are several ways: {}; name a revision, or a branch as in `label@{}`",
        listed(ways),
        if *down { "-1" } else { "+1" }
    )]
    Fork {
        /// What was given.
        given: String,
        /// Where the ways part: an id, or `base`.
        from: String,
        /// The ways.
        ways: Vec<String>,
        /// Whether the walk went down.
        down: bool,
    },
    /// A relative step that leaves the chain.
    #[error("`{given}` goes past the {end}: that way there {}", count(*available))]
    TooFar {
        /// What was given.
        given: String,
        /// `head` or `base`.
        end: &'static str,
        /// How many steps there are.
        available: usize,
    },
    /// A revision outside of the named branch.
    #[error("`{given}`: revision `{id}` isn't on the branch `{branch}`; leave `{branch}@` out, or name another branch")]
    OtherBranch {
        /// What was given.
        given: String,
        /// The revision.
        id: String,
        /// The branch.
        branch: String,
    },
    /// A relative step in the wrong direction.
    #[error("`{given}` goes {way}; `mighost {command} {given}` does that")]
    WrongSign {
        /// What was given.
        given: String,
        /// `up` or `down`.
        way: &'static str,
        /// The command that goes that way.
        command: &'static str,
    },
    /// A downgrade to where the database doesn't stand above.
    #[error("`{given}`: nothing that is applied follows `{id}` there, so there is nothing to downgrade{}", way_up(*applied, id))]
    NothingAbove {
        /// What was given.
        given: String,
        /// The revision.
        id: String,
        /// Whether it is applied.
        applied: bool,
    },
    /// Several revisions to be at, of which one stands on another.
    #[error("`{upper}` stands on `{lower}`, so a database isn't at both; name `{upper}` alone")]
    Overlap {
        /// The one that stands.
        upper: String,
        /// The one on which it stands.
        lower: String,
    },
    /// The database says that it is at two revisions, of which one stands on the other.
    #[error(
        "the database says that it is at both `{upper}` and `{lower}`, and `{upper}` stands on `{lower}`; `mighost stamp {upper}` writes the one that is meant"
    )]
    RowsOverlap {
        /// The one that stands.
        upper: String,
        /// The one on which it stands.
        lower: String,
    },
    /// A range from a revision that isn't below its end.
    #[error("`{given}`: `{from}` isn't below {to}; a range is `OLDER:NEWER`, along one branch")]
    NoRange {
        /// What was given.
        given: String,
        /// Where it begins.
        from: String,
        /// Where it ends.
        to: String,
    },
    /// Not a form that means anything.
    #[error(
        "`{0}` isn't a target; a target is `head`, `heads`, `base`, `current`, an id or its beginning, a label, each with `+N` or `-N` behind it or `label@` before it, or `+N` or `-N` alone"
    )]
    Malformed(String),
    /// A range where a target is needed, or the other way round.
    #[error("`{given}` {}", if *range { "is a range, and one revision is needed; ranges are for `mighost history`" } else { "isn't a range; a range is `FROM:TO`, `FROM:` or `:TO`" })]
    Range {
        /// What was given.
        given: String,
        /// Whether it is one.
        range: bool,
    },
}

fn suggestion(nearest: Option<&str>) -> String {
    match nearest {
        Some(nearest) => format!("; did you mean `{nearest}`?"),
        None => "; `mighost history` lists them".to_owned(),
    }
}

/// Names in a message: as many as help.
fn listed(names: &[String]) -> String {
    // Ten are enough to see the pattern.
    const MOST: usize = 10;
    let mut text = names.iter().take(MOST).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if let Some(more @ 1..) = names.len().checked_sub(MOST) {
        // Writing to a String can't fail.
        let _ = write!(text, " and {more} more");
    }
    text
}

fn one_head(down: bool) -> &'static str {
    if down {
        "name a revision, or a branch as in `label@-1` or `label@base`"
    } else {
        "name one, as an id or as `label@head`, or say `heads` for all"
    }
}

fn example(given: &str, like: Option<&str>) -> String {
    let step = given.rsplit_once('@').map_or(given, |(_, step)| step);
    match like {
        Some(row) => format!("; name one, as in `{row}@{step}`"),
        None => ", and nothing follows any of them".to_owned(),
    }
}

fn count(available: usize) -> String {
    match available {
        0 => "is no revision".to_owned(),
        1 => "is only 1 revision".to_owned(),
        n => format!("are only {n} revisions"),
    }
}

fn way_up(applied: bool, id: &str) -> String {
    if applied { String::new() } else { format!("; `mighost upgrade {id}` goes up to it") }
}
