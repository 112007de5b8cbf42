//! A scripted revision of a package, which runs raw SQL beside everything else.

use mighost_guest::prelude::*;

migration! { package: "acme/billing", id: "q1", message: "A script with SQL", upgrade: upgrade, downgrade: downgrade }

fn upgrade() -> Result {
    scripted_common::confined::run_with_sql("up")
}

fn downgrade() -> Result {
    scripted_common::confined::run_with_sql("down")
}
