//! A scripted revision, each call of which commits.

use mighost_guest::prelude::*;

migration! {
    id: "n1",
    message: "A script without a transaction",
    transaction: Transaction::None,
    upgrade: upgrade,
    downgrade: downgrade,
}

fn upgrade() -> Result {
    scripted_common::run("up")
}

fn downgrade() -> Result {
    scripted_common::run("down")
}
