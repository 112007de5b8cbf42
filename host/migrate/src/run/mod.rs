//! Running steps: plan, load, run, record.

mod load;
mod lock;
mod migrator;
mod plan;
mod settle;
mod site;
mod stamp;
mod step;
mod upgrade;
mod work;

pub(crate) use lock::RunLock;
pub use migrator::{Migrator, Options};
pub use plan::{Plan, Step};
pub use settle::Settled;
pub use work::{Known, Status, Summary};
