//! Targets on a branched chain on the servers. `tests/targets.rs` has them all, on SQLite.

use mighost_tests::{Kind, Site, targets};

fn the_same_rows_stand(kind: Kind) {
    let site = targets::site(Site::new(kind), "");
    // A command line, the steps that run, the rows and what is applied afterwards: one after another on one database.
    for (line, steps, rows, applied) in [
        ("upgrade billing", "a b", "b", "a b"),
        ("upgrade mail@head", "x x2", "x2", "a b x x2"),
        ("upgrade billing@+1", "b2", "b2 x2", "a b b2 x x2"),
        ("upgrade heads", "c m", "m x2", "a b b2 c m x x2"),
        ("downgrade -1", "m", "b2 c x2", "a b b2 c x x2"),
        ("downgrade -1", "c", "b2 x2", "a b b2 x x2"),
        ("downgrade mail", "x2", "b2 x", "a b b2 x"),
        ("upgrade m", "c m", "m x", "a b b2 c m x"),
        ("downgrade billing@a", "m b2 b", "c x", "a c x"),
    ] {
        assert_eq!(targets::steps(&site, line), steps, "{line}");
        assert_eq!(targets::rows(&site), rows, "{line}");
        assert_eq!(targets::applied(&site), applied, "{line}");
    }
    targets::refused(&site, "stamp billing mail@head", 2, &["`x2` stands on `b`"]);
    targets::refused(&site, "upgrade +1", 2, &["the database is at `c`, `x`"]);
    targets::refused(&site, "upgrade +2junk", 2, &["`+2junk` isn't a target"]);
    assert_eq!(targets::steps(&site, "stamp --purge b2 c"), "");
    assert_eq!(targets::rows(&site), "b2 c");
    targets::refused(&site, "downgrade -1", 2, &["`b2`, `c`"]);
}

#[test]
fn the_same_rows_stand_on_postgres() {
    the_same_rows_stand(Kind::Postgres);
}

#[test]
fn the_same_rows_stand_on_mariadb() {
    the_same_rows_stand(Kind::Mariadb);
}

fn looking_makes_no_table(kind: Kind) {
    let site = targets::site(Site::new(kind), "");
    for line in ["current", "history", "show billing", "plan heads", "plan --down base"] {
        site.run(line.split_whitespace()).ok();
        assert_eq!(site.own_tables(), Vec::<String>::new(), "{line}");
    }
    site.run(["status"]).exits(3);
    assert_eq!(site.own_tables(), Vec::<String>::new());
}

#[test]
fn looking_makes_no_table_on_postgres() {
    looking_makes_no_table(Kind::Postgres);
}

#[test]
fn looking_makes_no_table_on_mariadb() {
    looking_makes_no_table(Kind::Mariadb);
}
