//! Where this step runs.

use crate::bindings::mighost::migration::context;
use crate::types::{Dialect, StepDirection};

/// The database's dialect.
pub fn dialect() -> Dialect {
    context::dialect()
}

/// The server's version as it states it, such as `3.46.1` or `10.11.6-MariaDB`.
pub fn server_version() -> String {
    context::server_version()
}

/// The id of the revision that runs.
pub fn revision() -> String {
    context::revision()
}

/// The package of the revision that runs; none: the root package.
pub fn package() -> Option<String> {
    context::package()
}

/// Which way the step goes.
pub fn direction() -> StepDirection {
    context::direction()
}

/// The value of the operator's argument `-x key=value`; an empty text for `-x key`; none where it wasn't given.
pub fn argument(key: &str) -> Option<String> {
    context::argument(key)
}

/// Every operator's argument, in the order given.
pub fn arguments() -> Vec<(String, String)> {
    context::arguments()
}
