//! The trust file.

use super::text;
use mighost::trust::{TrustFile, prefix};

/// A trust file.
pub(crate) fn file(bytes: &[u8]) {
    let Some(text) = text(bytes) else { return };
    let Ok(file) = TrustFile::parse(text) else { return };
    for (name, package) in &file.packages {
        assert!(package.keys.iter().all(|key| file.keys.contains_key(key)), "each key that is named is there");
        assert!(package.threshold > 0, "nobody's signature is no signature");
        if name.is_empty() {
            continue;
        }
        let own = prefix(name);
        assert!(own.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'), "{own} needs quotes");
        // Whoever owns nothing but a prefix of one letter owns half of the database.
        assert!(package.grants.prefix.len() >= 3);
        for (other, theirs) in &file.packages {
            let [one, two] = [package, theirs].map(|package| package.grants.prefix.to_ascii_lowercase());
            assert!(other == name || other.is_empty() || !one.starts_with(&two), "`{name}` and `{other}` own the same");
        }
        for table in package.grants.tables.keys() {
            assert!(!table.to_ascii_lowercase().starts_with("mighost_"), "{table} is granted");
        }
    }
}
