//! The time that a new revision is made at, in the project's time zone.

use crate::authoring::Authoring;
use jiff::Zoned;
use jiff::tz::TimeZone;
use mighost::Error;

/// The time now.
pub fn now(settings: &Authoring) -> Result<Zoned, Error> {
    let zone = match &settings.timezone {
        None => TimeZone::UTC,
        Some(name) => TimeZone::get(name).map_err(|_| {
            let file = settings.file.display();
            Error::Usage(format!(
                "{file}: `timezone`: there is no time zone `{name}`; write a name such as `Europe/Berlin`, or leave it out \
                 for UTC"
            ))
        })?,
    };
    Ok(Zoned::now().with_time_zone(zone))
}

/// A time as RFC 3339 has it, to the second.
pub fn rfc3339(time: &Zoned) -> String {
    let offset = if time.time_zone() == &TimeZone::UTC { "Z" } else { "%:z" };
    time.strftime(&format!("%Y-%m-%dT%H:%M:%S{offset}")).to_string()
}
