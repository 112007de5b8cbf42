//! What only looks leaves a server's database as it is.

use crate::support::{asleep, sleep, until};
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

/// Long enough to be looked at, short enough to be waited for: the server goes on with a killed runner's last statement.
const SECONDS: u32 = 6;

#[test]
fn a_run_at_work_is_told_from_one_that_was_interrupted() {
    for kind in [Kind::Postgres, Kind::Mariadb] {
        let site = Site::new(kind);
        let text = format!(
            "-- revision: 1\n-- transaction: none\n-- upgrade\nCREATE TABLE one (id INTEGER);\n{}\n",
            sleep(kind, SECONDS)
        );
        site.write("migrations/1.sql", text);
        let mut runner = site.spawn(["upgrade"]);
        asleep(&site);
        let at_work =
            ["running   the upgrade of 1, begun ", "is under way: at work is ", "next      wait for that run"];
        site.run(["status"]).exits(8).prints(&at_work);
        let status = site.run(["--json", "status"]).exits(8).object();
        assert!(status["at_work"].is_string(), "{status}");
        site.run(["plan"]).ok().prints(&["first the upgrade of 1 is unfinished"]);
        assert_eq!(site.json(["plan"])["unfinished"]["revision"], "1");
        assert_eq!(site.json(["plan"])["steps"], serde_json::json!([]), "behind it there is nothing");

        runner.kill().unwrap();
        runner.wait().unwrap();
        let interrupted = [
            "wrong     the upgrade of 1",
            "is unfinished: the run failed, or was interrupted",
            "next      mighost upgrade",
        ];
        until("the server is done", || {
            let status = site.run(["status"]).exits(8);
            interrupted.iter().all(|text| status.stdout.contains(text))
        });
        assert!(site.run(["--json", "status"]).exits(8).object()["at_work"].is_null());
    }
}
