//! Running steps: plan, load, run, record.

mod load;
mod migrator;
mod plan;
mod step;
mod work;

pub use migrator::{Migrator, Options};
pub use plan::{Plan, Step};
pub use work::{Known, Status, Summary};
