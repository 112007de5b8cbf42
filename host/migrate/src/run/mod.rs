//! Running steps: plan, load, run, record.

mod load;
mod lock;
mod migrator;
mod packages;
mod permit;
mod plan;
mod runtime;
mod settle;
mod site;
mod stamp;
mod step;
mod upgrade;
mod work;
mod world;

pub(crate) use lock::RunLock;
pub use migrator::{Migrator, Options};
pub(crate) use packages::shown;
pub use packages::{Packages, split as split_target};
pub use plan::{Plan, Step};
pub use runtime::RUNTIMES;
pub(crate) use runtime::program;
pub use settle::Settled;
pub use work::{Done, Known, Status, Summary};
