//! What a package reaches by structured calls. `tests/src/reach/` has what is tried; the servers' tests try the same.

use mighost_tests::{Kind, reach};

#[test]
fn operations_stay_in_the_packages_own_tables() {
    reach::all_denied(|| reach::site(Kind::Sqlite), reach::OPERATIONS);
}

#[test]
fn expressions_only_compute() {
    reach::all_denied(|| reach::site(Kind::Sqlite), reach::EXPRESSIONS);
}

#[test]
fn views_read_what_is_granted() {
    reach::all_denied(|| reach::site(Kind::Sqlite), reach::VIEWS);
}

#[test]
fn rows_and_definitions_of_others_are_out_of_reach() {
    reach::all_denied(|| reach::site(Kind::Sqlite), reach::ROWS);
}

#[test]
fn what_only_sqlite_has() {
    reach::all_denied(|| reach::site(Kind::Sqlite), reach::of_one(Kind::Sqlite));
}

#[test]
fn what_is_granted_works() {
    reach::granted(&reach::site(Kind::Sqlite));
}

#[test]
fn a_refusal_can_be_handled_and_nothing_of_it_is_done() {
    reach::caught(&reach::site(Kind::Sqlite));
}

#[test]
fn an_index_of_anothers_table_is_not_found_by_its_name() {
    reach::indexes_of_others(&reach::site(Kind::Sqlite));
}

#[test]
fn names_and_texts_stay_in_their_quotes() {
    reach::quoted(&reach::site(Kind::Sqlite));
}
