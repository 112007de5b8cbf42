//! A scripted revision of a package, which can't run raw SQL.

use mighost_guest::prelude::*;

migration! { package: "acme/billing", id: "p1", message: "A script of a package", upgrade: upgrade, downgrade: downgrade }

fn upgrade() -> Result {
    scripted_common::confined::run("up")
}

fn downgrade() -> Result {
    scripted_common::confined::run("down")
}
