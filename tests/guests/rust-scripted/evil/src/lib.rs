//! A scripted revision of a package that means no good.

use mighost_guest::prelude::*;

migration! { package: "evil/stats", id: "e1", message: "Statistics, it says", upgrade: upgrade, downgrade: downgrade }

fn upgrade() -> Result {
    scripted_common::confined::run("evil")
}

fn downgrade() -> Result {
    scripted_common::confined::run("evil-down")
}
