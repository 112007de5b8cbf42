//! `stamp` and `ensure-version`: the books, without running anything.

use super::DONE;
use crate::args::{EnsureVersion, Stamp};
use crate::config::Config;
use crate::output::{ID, Output, paint};
use mighost::Error;
use serde_json::json;

pub fn stamp(args: &Stamp, config: &mut Config, output: &Output) -> Result<u8, Error> {
    config.lock_timeout(args.lock_timeout);
    let migrator = config.migrator()?;
    let (before, after) = migrator.block_on(migrator.stamp(&args.targets, args.purge))??;
    output.object(&json!({ "before": before, "revisions": after }));
    let name = |ids: &[String]| if ids.is_empty() { "base".to_owned() } else { ids.join(", ") };
    if before == after {
        output.line(format!("nothing to do: stamped {} already", paint(ID, name(&after))));
    } else {
        output.line(format!("stamped {}; it was {}", paint(ID, name(&after)), name(&before)));
    }
    Ok(DONE)
}

pub fn ensure_version(args: &EnsureVersion, config: &mut Config, output: &Output) -> Result<u8, Error> {
    config.lock_timeout(args.lock_timeout);
    let migrator = config.migrator()?;
    let made = migrator.block_on(migrator.ensure_version())??;
    output.object(&json!({ "made": made }));
    let database = mighost::display_url(config.database().unwrap_or_default());
    output.line(match made {
        true => format!("made mighost's own tables in {database}; nothing is applied yet"),
        false => format!("nothing to do: {database} has mighost's own tables already"),
    });
    Ok(DONE)
}
