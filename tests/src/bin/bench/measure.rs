//! A child's time and its peak memory.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one run took.
#[derive(Clone, Copy, Debug)]
pub struct Cost {
    /// From the start of the process to its end.
    pub time: Duration,
    /// The most memory it had at a time, in bytes.
    pub memory: u64,
}

/// Runs a command, which must succeed.
#[allow(clippy::zombie_processes)] // `wait4` below waits, and says more than `wait` does.
pub fn measure(command: &mut Command) -> Cost {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let begun = Instant::now();
    let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let pid = libc::pid_t::try_from(child.id()).unwrap();
    let mut status = 0;
    // SAFETY: all zeros is a valid `rusage`: it holds nothing but numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the process is ours and nobody else waits for it; both pointers are valid for the call.
    let waited = unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) };
    let time = begun.elapsed();
    assert_eq!(waited, pid, "{command:?}: {}", std::io::Error::last_os_error());
    assert!(libc::WIFEXITED(status) && libc::WEXITSTATUS(status) == 0, "{command:?} failed");
    // Linux counts in kilobytes, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1024 };
    Cost { time, memory: u64::try_from(usage.ru_maxrss).unwrap() * unit }
}

/// The median of each.
pub fn median(costs: &[Cost]) -> Cost {
    let middle = |mut values: Vec<u128>| {
        values.sort_unstable();
        values[values.len() / 2]
    };
    Cost {
        time: Duration::from_nanos(u64::try_from(middle(costs.iter().map(|c| c.time.as_nanos()).collect())).unwrap()),
        memory: u64::try_from(middle(costs.iter().map(|c| u128::from(c.memory)).collect())).unwrap(),
    }
}
