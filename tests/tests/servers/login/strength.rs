//! A login is looked at before anything runs: one that reaches further than the package is granted confines nothing.

use super::{Billing, SECRET, SERVERS, VARIABLE};
use mighost_tests::Kind::{Mariadb, Postgres};
use mighost_tests::package::{self, BILLING};

const LINES: &str = "sql CREATE TABLE acme_billing__x (id INTEGER)";

/// Each grant too many is named, with what to type; typing that makes the step run.
#[test]
fn a_login_that_reaches_too_far_on_postgresql() {
    let billing = Billing::new(Postgres);
    let me = &billing.name;
    let before = billing.dump();
    for (grant, says, back) in [
        (format!("ALTER ROLE {me} SUPERUSER"), "is a superuser", format!("ALTER ROLE {me} NOSUPERUSER")),
        (format!("ALTER ROLE {me} CREATEROLE"), "may make roles", format!("ALTER ROLE {me} NOCREATEROLE")),
        (format!("ALTER ROLE {me} REPLICATION"), "may replicate", format!("ALTER ROLE {me} NOREPLICATION")),
        (format!("ALTER ROLE {me} BYPASSRLS"), "row security", format!("ALTER ROLE {me} NOBYPASSRLS")),
        (
            format!("GRANT pg_read_server_files TO {me}"),
            "is a member of pg_read_server_files",
            format!("REVOKE pg_read_server_files FROM {me}"),
        ),
        (
            format!("GRANT SELECT ON plain TO {me}"),
            "may read public.plain",
            format!("REVOKE ALL ON public.plain FROM \"{me}\", PUBLIC"),
        ),
        (
            format!("GRANT INSERT (id) ON readable TO {me}"),
            "may change public.readable",
            format!("REVOKE ALL ON public.readable FROM \"{me}\", PUBLIC"),
        ),
        (
            "GRANT SELECT ON mighost_history TO PUBLIC".to_owned(),
            "may read public.mighost_history",
            format!("REVOKE ALL ON public.mighost_history FROM \"{me}\", PUBLIC"),
        ),
        (
            format!("GRANT UPDATE ON mighost_meta TO {me}"),
            "may change public.mighost_meta",
            format!("REVOKE ALL ON public.mighost_meta FROM \"{me}\", PUBLIC"),
        ),
        (
            "GRANT CREATE ON SCHEMA public TO PUBLIC".to_owned(),
            "may make objects in the schema public",
            format!("REVOKE CREATE ON SCHEMA public FROM {me}, PUBLIC"),
        ),
        (
            "CREATE FUNCTION all_powerful() RETURNS INT LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'".to_owned(),
            "may call all_powerful()",
            format!("REVOKE EXECUTE ON FUNCTION all_powerful() FROM {me}, PUBLIC"),
        ),
        (
            format!("ALTER FUNCTION all_powerful() OWNER TO {me}"),
            "owns the function public.all_powerful()",
            "ALTER FUNCTION public.all_powerful() OWNER TO postgres".to_owned(),
        ),
    ] {
        billing.site.sql(&grant);
        let outcome = billing.run(LINES).exits(7).says(&[says, &back]);
        assert!(outcome.stderr.contains(me.as_str()), "{}", outcome.stderr);
        assert_eq!(billing.tables(), Vec::<String>::new(), "{grant}");
        billing.site.sql(&back);
        // What it was granted on readable went with it.
        billing.site.sql(&format!("GRANT SELECT ON readable TO {me}"));
    }
    billing.site.sql("DROP FUNCTION all_powerful()");
    assert_eq!(billing.dump(), before);
    billing.run(LINES).ok();
}

#[test]
fn a_login_that_reaches_too_far_on_mariadb() {
    let billing = Billing::new(Mariadb);
    let (me, app) = (format!("'{}'@'localhost'", billing.name), &billing.site.mariadb().name);
    let before = billing.dump();
    let role = format!("role_{}", billing.name);
    billing.site.sql(&format!("CREATE ROLE {role}"));
    for (grant, says, back) in [
        (format!("GRANT FILE ON *.* TO {me}"), "may FILE everywhere", format!("REVOKE FILE ON *.* FROM {me}")),
        (
            format!("GRANT SELECT ON {app}.* TO {me}"),
            "may SELECT in the database",
            format!("REVOKE SELECT ON `{app}`.* FROM {me}"),
        ),
        (
            format!("GRANT SELECT ON {app}.plain TO {me}"),
            ".plain",
            format!("REVOKE ALL PRIVILEGES ON `{app}`.`plain` FROM {me}"),
        ),
        (
            format!("GRANT INSERT ON {app}.mighost_history TO {me}"),
            ".mighost_history",
            format!("REVOKE ALL PRIVILEGES ON `{app}`.`mighost_history` FROM {me}"),
        ),
        (
            format!("GRANT TRIGGER ON {app}.changed TO {me}"),
            "put triggers on",
            format!("REVOKE ALL PRIVILEGES ON `{app}`.`changed` FROM {me}"),
        ),
        (format!("GRANT {role} TO {me}"), "has the role", format!("REVOKE `{role}` FROM {me}")),
    ] {
        billing.site.sql(&grant);
        billing.run(LINES).exits(7).says(&[says, &back]);
        assert_eq!(billing.tables(), Vec::<String>::new(), "{grant}");
        billing.site.sql(&back);
    }
    billing.site.sql(&format!("DROP ROLE {role}"));
    assert_eq!(billing.dump(), before);
    billing.run(LINES).ok();
}

/// The run's own login, and one that works where the application does, confine nothing.
#[test]
fn the_runs_own_login_or_place_is_refused() {
    for kind in SERVERS {
        let billing = Billing::new(kind);
        billing.site.write(".env", format!("{VARIABLE}='{}'\n", billing.site.url()));
        billing.run(LINES).exits(7).says(&["is the login of the run itself", "which is the run's own"]);
        assert_eq!(billing.tables(), Vec::<String>::new());
    }
}

/// A login of another database confines it there, and not here.
#[test]
fn a_login_elsewhere_is_refused() {
    let billing = Billing::new(Postgres);
    let other = billing.site.postgres().server().database();
    let url = billing.url(SECRET).replace(&billing.site.postgres().name, &other.name);
    // Its own name has that of the database in it.
    let url = url.replacen(&format!("acme_{}", other.name), &billing.name, 1);
    billing.site.write(".env", format!("{VARIABLE}='{url}'\n"));
    other.psql(&format!("CREATE SCHEMA AUTHORIZATION {}", billing.name));
    billing.run(LINES).exits(1).says(&["isn't the run's own database"]);
    other.psql(&format!("DROP OWNED BY {}", billing.name));
    assert_eq!(billing.tables(), Vec::<String>::new());
}

/// A login that isn't there is one clear message, before anything runs, and no secret is in it.
#[test]
fn a_login_that_is_not_there() {
    for kind in SERVERS {
        let billing = Billing::new(kind);
        let before = billing.dump();
        let fails = |says: &[&str]| {
            let outcome = billing.run(LINES).exits(1).has_one_message().says(says);
            assert!(outcome.stderr.contains(BILLING), "{}", outcome.stderr);
            assert_eq!((billing.dump(), billing.tables()), (before.clone(), Vec::new()));
        };
        billing.site.write(".env", "");
        fails(&[VARIABLE, "isn't set"]);
        let nobody = billing.url(SECRET).replacen(&billing.name, "nobody_at_all", 1);
        billing.site.write(".env", format!("{VARIABLE}='{nobody}'\n"));
        fails(&["nobody_at_all"]);
        if kind == Mariadb {
            billing.site.write(".env", format!("{VARIABLE}='{}'\n", billing.url("wrong-s3cret")));
            fails(&["refuses the login"]);
        }
        billing.site.write(".env", format!("{VARIABLE}='sqlite:app.db'\n"));
        fails(&["another kind of database"]);
    }
}

/// The password may be in a file, beside an address that has none.
#[test]
fn a_password_comes_from_a_file() {
    let billing = Billing::new(Mariadb);
    let url = billing.url(SECRET).replace(&format!(":{SECRET}"), "");
    billing.trust(&format!("url = \"{url}\"\npassword-file = \"acme.password\""), "");
    billing.run(LINES).exits(1).says(&["acme.password"]);
    billing.site.write("acme.password", format!("{SECRET}\n"));
    billing.run(LINES).ok();
    // In the trust file itself it has no place.
    billing.trust(&format!("url = \"{}\"", billing.url(SECRET)), "");
    billing.site.run(["upgrade", BILLING]).fails().says(&["url-env"]);
}

/// Where nothing confines raw SQL, the message says what would.
#[test]
fn without_a_login_the_message_names_one() {
    let billing = Billing::new(Postgres);
    package::trust(&billing.site, &package::unsigned(BILLING, "sql = \"confined\""));
    billing.run(LINES).exits(7).says(&["[packages.\"acme/billing\".login]"]);
}
