//! Who runs a server: PostgreSQL and its kin refuse to run as root.

use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

/// The user and group to run servers as, where we are root.
pub(crate) struct Account(Option<(u32, u32)>);

impl Account {
    /// The first of these users that exists, where we are root; ourselves where we aren't.
    pub(crate) fn unprivileged(names: &[&str]) -> Account {
        // Who owns our own entry there is who we are.
        let root = std::fs::metadata("/proc/self").is_ok_and(|entry| entry.uid() == 0);
        if !root {
            return Account(None);
        }
        let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let entry = |name: &&str| {
            users.lines().find_map(|line| {
                let mut parts = line.split(':');
                (parts.next() == Some(name)).then_some(())?;
                Some((parts.nth(1)?.parse().ok()?, parts.next()?.parse().ok()?))
            })
        };
        let found = names.iter().chain(&["nobody"]).find_map(entry);
        Account(Some(found.expect("root needs an unprivileged user to run servers as, such as `nobody`")))
    }

    /// Makes a command run as this user.
    pub(crate) fn runs<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        if let Some((uid, gid)) = self.0 {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Gives a folder to this user.
    pub(crate) fn owns(&self, folder: &Path) {
        if let Some((uid, gid)) = self.0 {
            chown(folder, Some(uid), Some(gid)).expect("the folder can be given to another user");
        }
    }
}
