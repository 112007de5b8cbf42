//! The host functions. There is no logic here: each converts, counts and hands over to the [`Session`].

mod context;
mod data;
mod ddl;
mod inspect;
mod nobody;
mod report;
mod script;
mod sql;
mod state;

pub use data::Scan;
pub(crate) use nobody::Nobody;
pub(crate) use report::Log;
pub use sql::Rows;
pub use state::Failure;
pub(crate) use state::State;

/// One call on the session: counted, timed, its answer with a `?`.
///
/// The first argument names the function for messages; the second is its [`Work`](crate::limits::Work).
macro_rules! ask {
    ($state:ident, $name:literal, $work:ident, $method:ident($($argument:expr),* $(,)?)) => {{
        let session = $state.begin($name, $crate::limits::Work::$work)?;
        let answer = session.$method($($argument),*).await;
        $state.meter.end();
        answer?
    }};
}

use ask;
