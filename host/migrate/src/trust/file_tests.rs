use super::*;

use mighost_artifact::sign::{SecretKey, Signer};

fn pem() -> String {
    SecretKey::generate().unwrap().public_key().to_pem().unwrap()
}

fn key(name: &str, pem: &str) -> String {
    format!("[keys.{name}]\npublic-key = '''\n{pem}'''\n")
}

fn parse(text: &str) -> Result<TrustFile, String> {
    TrustFile::parse(&format!("version = 1\n{}{text}", key("acme", &pem())))
}

#[test]
fn a_package_that_is_only_named_owns_its_prefix_and_nothing_else() {
    let file = parse("[packages.\"acme/billing\"]\nkeys = [\"acme\"]\n").unwrap();
    let package = &file.packages["acme/billing"];
    assert!(package.require_signature);
    assert_eq!(package.threshold, 1);
    assert_eq!(package.grants, Grants::own("acme/billing"));
    assert_eq!(package.grants.prefix, "acme_billing__");
    assert_eq!(package.grants.sql, SqlGrant::None);
}

#[test]
fn grants_are_read() {
    let file = parse(
        "[packages.\"acme/billing\"]\nkeys = [\"acme\"]\n[packages.\"acme/billing\".grants]\nprefix = \"billing_\"\n\
         sql = \"confined\"\noperations = [\"create-table\"]\nfunctions = [\"My_Function\"]\n\
         [packages.\"acme/billing\".grants.tables]\npeople = \"reference\"\n\
         [packages.\"acme/billing\".budget]\nstatements = 10\nwall-seconds = 5\n",
    )
    .unwrap();
    let package = &file.packages["acme/billing"];
    assert_eq!(package.grants.prefix, "billing_");
    assert_eq!(package.grants.tables["people"], Reach::Reference);
    assert!(package.grants.functions.contains("my_function"));
    let limits = package.budget.within(&Limits::default());
    assert_eq!((limits.statements, limits.wall), (10, Duration::from_secs(5)));
    assert_eq!(limits.rows_read, Limits::default().rows_read);
}

#[test]
fn a_budget_never_gives_more_than_the_run_has() {
    let budget = Budget { statements: Some(u64::MAX), cpu_seconds: Some(u64::MAX / 2), ..Budget::default() };
    let limits = budget.within(&Limits::default());
    assert_eq!((limits.statements, limits.cpu), (Limits::default().statements, Limits::default().cpu));
}

#[test]
fn what_cant_be_is_refused_with_its_name() {
    let package = |more: &str| format!("[packages.\"acme/billing\"]\nkeys = [\"acme\"]\n{more}");
    for (text, part) in [
        ("[packages.\"acme/billing\"]\nkeys = [\"other\"]\n".to_owned(), "`other`"),
        ("[packages.billing]\nkeys = [\"acme\"]\n".to_owned(), "publisher/name"),
        (package("threshold = 2\n"), "2 signatures"),
        (package("threshold = 0\n"), "0 signatures"),
        (package("[packages.\"acme/billing\".grants]\ninterfaces = [\"dll\"]\n"), "`dll`"),
        (package("[packages.\"acme/billing\".grants]\noperations = [\"drop-everything\"]\n"), "`drop-everything`"),
        (package("[packages.\"acme/billing\".grants]\nprefix = \"\"\n"), "prefix"),
        (package("[packages.\"acme/billing\".grants]\nprefix = \"mighost_\"\n"), "mighost's own"),
        (package("[packages.\"acme/billing\".grants.tables]\nmighost_meta = \"change\"\n"), "mighost's own"),
        (package("[packages.\"acme/billing\".grants.tables]\npeople = \"own\"\n"), "own"),
        (package("signature = true\n"), "signature"),
        (
            package(
                "[packages.\"acme/billing_\"]\nkeys = [\"acme\"]\n[packages.\"acme/billing_\".grants]\nprefix = \"acme_billing__x\"\n",
            ),
            "another `prefix`",
        ),
    ] {
        let error = parse(&text).unwrap_err();
        assert!(error.contains(part), "{text}\n{error}");
    }
    assert!(TrustFile::parse("version = 2\n").unwrap_err().contains("version 2"));
    assert!(TrustFile::parse("").is_err());
}

#[test]
fn names_that_look_alike_dont_share_tables() {
    // `acme_bill_ing__` begins with `acme_bill_`, and not with `acme_bill__`.
    parse("[packages.\"acme/bill\"]\nkeys = [\"acme\"]\n[packages.\"acme/bill_ing\"]\nkeys = [\"acme\"]\n").unwrap();
    let same = parse("[packages.\"acme/b_c\"]\nkeys = [\"acme\"]\n[packages.\"acme_b/c\"]\nkeys = [\"acme\"]\n");
    assert!(same.unwrap_err().contains("another `prefix`"));
}

#[test]
fn keys_are_read_and_one_key_has_one_name() {
    let pem = pem();
    let file = TrustFile::parse(&format!(
        "version = 1\n{}valid-until = \"2027-01-01T00:00:00Z\"\nrevoked-from = 7\n",
        key("acme", &pem)
    ));
    let file = file.unwrap();
    assert_eq!(file.keys["acme"].revoked_from, Some(7));
    assert!(file.keys["acme"].valid_until.is_some());
    let twice = TrustFile::parse(&format!("version = 1\n{}{}", key("acme", &pem), key("other", &pem)));
    assert!(twice.unwrap_err().contains("are one"));
    assert!(TrustFile::parse(&format!("version = 1\n{}", key("acme", "no pem"))).unwrap_err().contains("`acme`"));
    let never = TrustFile::parse(&format!("version = 1\n{}valid-until = \"soon\"\n", key("acme", &pem)));
    assert!(never.unwrap_err().contains("`soon`"));
}
