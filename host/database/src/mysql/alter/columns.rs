//! The columns' clauses.

use super::super::lower::{Rules, collation_of};
use super::super::render::{self, name};
use super::super::types;
use mighost_schema::{Column, Table};
use std::collections::BTreeMap;

/// The clauses that make the columns what they shall be, in the order they shall have.
pub(super) fn columns(
    old: &Table,
    after: &Table,
    was: &BTreeMap<&str, &str>,
    recreated: &[&str],
    rules: &Rules<'_>,
    clauses: &mut Vec<String>,
) {
    let explicit = collation_of(old, rules) != collation_of(after, rules);
    // Where the columns that stay stood before, in their new order; a longest rising run of them needn't move.
    let kept = |column: &&Column| was.contains_key(column.name.as_str()) && !recreated.contains(&column.name.as_str());
    let place = |column: &Column| {
        let was = was.get(column.name.as_str());
        old.columns.iter().position(|c| Some(&c.name.as_str()) == was).unwrap_or_default()
    };
    let places: Vec<usize> = after.columns.iter().filter(kept).map(place).collect();
    let still = longest_rise(&places);
    let last_kept = after.columns.iter().rposition(|c| kept(&c) && still.contains(&place(c)));
    for (at, column) in after.columns.iter().enumerate() {
        let position = match at.checked_sub(1).and_then(|before| after.columns.get(before)) {
            None => " FIRST".to_owned(),
            Some(before) => format!(" AFTER {}", name(&before.name)),
        };
        if !kept(&column) {
            let definition = render::column(column, after, false, rules);
            // Behind the last that stays, the order of the clauses is the order of the columns.
            let position = if last_kept.is_some_and(|last| at > last) { String::new() } else { position };
            clauses.push(format!("ADD COLUMN {definition}{position}"));
            continue;
        }
        let moves = !still.contains(&place(column));
        let position = if moves { position } else { String::new() };
        let Some(before) = was.get(column.name.as_str()).and_then(|was| old.column(was)) else { continue };
        let mut same = before.clone();
        same.name.clone_from(&column.name);
        let recollated = explicit && types::textual(&column.column_type);
        let unchecked = render::own_check(old, &before.name) != render::own_check(after, &column.name);
        if before.name != column.name {
            let definition = render::column(column, after, recollated, rules);
            clauses.push(format!("CHANGE COLUMN {} {definition}{position}", name(&before.name)));
        } else if same != *column || moves || recollated || unchecked {
            let definition = render::column(column, after, recollated, rules);
            clauses.push(format!("MODIFY COLUMN {definition}{position}"));
        }
    }
}

/// The members of a longest rising subsequence of different numbers.
fn longest_rise(numbers: &[usize]) -> Vec<usize> {
    // For each number the longest run that ends with it; tables have few enough columns for the plain way.
    let mut runs: Vec<Vec<usize>> = Vec::new();
    for (at, number) in numbers.iter().enumerate() {
        let best =
            runs.iter().take(at).filter(|run| run.last().is_some_and(|last| last < number)).max_by_key(|run| run.len());
        let mut run = best.cloned().unwrap_or_default();
        run.push(*number);
        runs.push(run);
    }
    runs.into_iter().max_by_key(Vec::len).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_few_columns_move_as_can_be() {
        assert_eq!(longest_rise(&[1, 2, 3, 0]), [1, 2, 3]);
        assert_eq!(longest_rise(&[2, 0, 1]), [0, 1]);
        assert_eq!(longest_rise(&[]), [0_usize; 0]);
    }
}
