//! Who runs this: for the history.

/// User, machine and process, such as `deploy@web-1:4711`.
pub(crate) fn host() -> String {
    let user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| std::env::var(name).ok());
    let machine = std::env::var("HOSTNAME")
        .ok()
        .or_else(|| std::fs::read_to_string("/proc/sys/kernel/hostname").ok().map(|name| name.trim().to_owned()));
    format!(
        "{}@{}:{}",
        user.as_deref().unwrap_or("unknown"),
        machine.as_deref().unwrap_or("unknown"),
        std::process::id()
    )
}
