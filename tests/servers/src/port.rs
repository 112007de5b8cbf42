//! Ports for servers of the tests' own.

use std::hash::{BuildHasher, RandomState};
use std::net::TcpListener;

/// The ports to choose from: below those that systems give to whoever connects, or asks for any, which are 32768 and more
/// on Linux and 49152 and more elsewhere. What was free a moment ago, or belongs to a server that is down, stays free then.
const FIRST: u16 = 12_000;
/// How many they are.
const COUNT: u16 = 20_000;

/// A port that nobody uses, and that nobody gets without asking for it.
pub(crate) fn free() -> u16 {
    // A new state is another number each time, here and in other processes that start servers now.
    let port = || FIRST + u16::try_from(RandomState::new().hash_one(0_u8) % u64::from(COUNT)).unwrap_or_default();
    std::iter::repeat_with(port)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("it goes on for ever")
}
