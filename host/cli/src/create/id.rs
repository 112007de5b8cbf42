//! Ids of new revisions.

use jiff::{ToSpan, Zoned};
use mighost::Error;
use serde::Deserialize;

/// How ids are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scheme {
    /// The time, as `20260105_145517`.
    #[default]
    Time,
    /// Seconds since 1970, as flask-alembic does.
    Epoch,
    /// 12 random hexadecimal digits, as Alembic does.
    Hex,
    /// `0001`, `0002`: the number after the highest.
    Sequence,
}

/// The fewest digits of a number: ids sort as their numbers do up to the ten thousandth.
const DIGITS: usize = 4;

/// A new id. `ids` are those of the chain; `taken` says of more that they can't be had.
pub fn next(scheme: Scheme, now: &Zoned, ids: &[&str], taken: impl Fn(&str) -> bool) -> Result<String, Error> {
    let taken = |id: &str| ids.contains(&id) || taken(id);
    let too_high = || Error::Usage("there is no number after the highest id; give one with --id".into());
    match scheme {
        // A second later where the second is taken.
        Scheme::Time | Scheme::Epoch => {
            let mut time = now.clone();
            loop {
                let id = time.strftime(if scheme == Scheme::Time { "%Y%m%d_%H%M%S" } else { "%s" }).to_string();
                if !taken(&id) {
                    return Ok(id);
                }
                time = time.checked_add(1.second()).map_err(|_| too_high())?;
            }
        }
        Scheme::Hex => loop {
            let id = format!("{:012x}", fastrand::u64(..1 << 48));
            if !taken(&id) {
                return Ok(id);
            }
        },
        Scheme::Sequence => {
            let numbers = ids.iter().filter(|id| id.bytes().all(|b| b.is_ascii_digit()));
            let highest = numbers.filter_map(|id| Some((id.parse::<u64>().ok()?, id.len()))).max();
            let (mut number, length) = highest.unwrap_or((0, DIGITS));
            loop {
                number = number.checked_add(1).ok_or_else(too_high)?;
                let id = format!("{number:0length$}");
                if !taken(&id) {
                    return Ok(id);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn next_of(scheme: Scheme, ids: &[&str]) -> String {
        let now: Zoned = "2026-01-05T14:55:17+01:00[Europe/Berlin]".parse().unwrap();
        next(scheme, &now, ids, |id| id == "taken").unwrap()
    }

    #[test]
    fn the_time_is_the_zones_and_a_second_later_where_it_is_taken() {
        assert_eq!(next_of(Scheme::Time, &[]), "20260105_145517");
        assert_eq!(next_of(Scheme::Time, &["20260105_145517", "20260105_145518"]), "20260105_145519");
        assert_eq!(next_of(Scheme::Epoch, &["1767621317"]), "1767621318");
    }

    #[test]
    fn a_sequence_goes_on_after_the_highest_number() {
        assert_eq!(next_of(Scheme::Sequence, &[]), "0001");
        assert_eq!(next_of(Scheme::Sequence, &["0001", "0003", "v9"]), "0004");
        assert_eq!(next_of(Scheme::Sequence, &["09", "3"]), "10");
        assert_eq!(next_of(Scheme::Sequence, &["9999"]), "10000");
        let all = u64::MAX.to_string();
        assert!(next(Scheme::Sequence, &Zoned::now(), &[&all], |_| false).is_err());
    }

    #[test]
    fn hex_is_12_digits_and_another_each_time() {
        let (one, other) = (next_of(Scheme::Hex, &[]), next_of(Scheme::Hex, &[]));
        assert!(one.len() == 12 && one.bytes().all(|b| b.is_ascii_hexdigit()) && one != other, "{one} {other}");
    }
}
