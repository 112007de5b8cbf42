//! What only looks leaves a server's database as it is.

use mighost_tests::database::same;
use mighost_tests::{Kind, Site, chain};

const LOOKING: &[&[&str]] = &[
    &["current", "-v"],
    &["heads"],
    &["branches"],
    &["history", "-i"],
    &["history", "--graph"],
    &["show", "r0001"],
    &["show", "current"],
    &["status"],
    &["plan"],
    &["plan", "--down", "base"],
];

#[test]
fn no_table_is_made_by_looking() {
    for kind in [Kind::Postgres, Kind::Mariadb] {
        let site = Site::new(kind);
        chain::write_small(&site, 3);
        let before = site.dump();
        for command in LOOKING {
            let outcome = site.run(*command);
            assert!(matches!(outcome.code(), 0 | 3), "{}", outcome.whole());
            assert_eq!(site.own_tables(), Vec::<String>::new(), "{command:?}");
        }
        same(&before, &site.dump(), "looking at an empty database");

        site.run(["upgrade", "r0002"]).ok();
        let before = site.dump();
        for command in LOOKING {
            assert!(matches!(site.run(*command).code(), 0 | 3));
        }
        same(&before, &site.dump(), "looking at a database");
    }
}

#[test]
fn the_books_alone_are_made_once() {
    for kind in [Kind::Postgres, Kind::Mariadb] {
        let site = Site::new(kind);
        chain::write_small(&site, 1);
        site.run(["ensure-version"]).ok().prints(&["made mighost's own tables"]);
        let before = site.dump();
        site.run(["ensure-version"]).ok().prints(&["nothing to do"]);
        same(&before, &site.dump(), "a second ensure-version");
        assert!(site.tables().is_empty() && !site.own_tables().is_empty());
        site.run(["upgrade"]).ok();
    }
}
