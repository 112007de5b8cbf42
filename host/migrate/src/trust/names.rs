//! Which names are a package's own.

/// The beginning of the names of a package's own tables, views, sequences and types: `acme_billing__` for `acme/billing`.
///
/// What isn't a letter, a digit or an underscore becomes an underscore, capitals become small. Two underscores end it, so that
/// `acme/bill` doesn't reach what `acme/bill_ing` has.
///
/// ```
/// assert_eq!(mighost::trust::prefix("acme/billing"), "acme_billing__");
/// assert_eq!(mighost::trust::prefix("Acme-Corp/e.mail"), "acme_corp_e_mail__");
/// ```
pub fn prefix(package: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let name: String = package.chars().map(plain).collect();
    format!("{name}__")
}
