//! Running steps: plan, load, run, record.

mod apart;
mod hands;
mod load;
mod lock;
mod login;
mod migrator;
mod packages;
mod permit;
mod pins;
mod plan;
mod release;
mod runtime;
mod settle;
mod site;
mod stamp;
mod step;
mod upgrade;
mod work;
mod world;

pub(crate) use hands::Aside;
pub(crate) use lock::RunLock;
pub use migrator::{Migrator, Options, Variables};
pub(crate) use packages::shown;
pub use packages::{Packages, split as split_target};
pub use plan::{Plan, Step};
pub(crate) use runtime::program;
pub use runtime::{RUNTIMES, missing_runtime, runtime_file, runtime_folders};
pub use settle::Settled;
pub use work::{Done, Known, Status, Summary};
