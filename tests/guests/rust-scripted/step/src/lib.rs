//! A scripted revision, one transaction where the database can.

use mighost_guest::prelude::*;

migration! { id: "s1", message: "A script", upgrade: upgrade, downgrade: downgrade }

fn upgrade() -> Result {
    scripted_common::run("up")
}

fn downgrade() -> Result {
    scripted_common::run("down")
}
