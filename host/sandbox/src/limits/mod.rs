//! What one step may use. Every limit is a field here, with its default and the reason for it.

mod gauge;
mod meter;

pub(crate) use gauge::Gauge;
pub(crate) use meter::{Meter, Stop, TICK, Work};

use std::time::Duration;

/// One kibibyte.
const KIB: usize = 1024;
/// One mebibyte.
const MIB: usize = 1024 * KIB;

/// What a component and one step with it may use. `Limits::default()` lets through every migration that isn't
/// broken; whoever runs strangers' components may want less, and whoever backfills a large table more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Time spent in the component's own code, not in the database. Default 60 s: a hundred times what rewriting a
    /// million rows in a guest takes, and short enough that a loop without end is noticed.
    pub cpu: Duration,
    /// Time of the whole step, the database's included. Default 1 h: index builds on large tables take minutes;
    /// whoever waits longer should know beforehand.
    pub wall: Duration,
    /// Bytes of stack for the component's code. Default 512 KiB, wasmtime's own: deep enough for an interpreter.
    /// It belongs to the engine, so that of the [`SandboxConfig`](crate::SandboxConfig) counts, not that of a run.
    pub stack: usize,
    /// Bytes of linear memory, over all memories of the component. Default 64 MiB: Rust guests begin with 1 MiB,
    /// JavaScript ones with 9, Python ones with 12, and 16 were enough for each of them.
    pub memory: usize,
    /// Linear memories. Default 4: components of every tool chain have 1, adapters add a second.
    pub memories: usize,
    /// Tables of functions. Default 32: Python, the greediest, has 2, each linked library adding one.
    pub tables: usize,
    /// Elements over all tables. Default 20,000: JavaScript's interpreter has 7,689, Python's 5,672 and more at run
    /// time.
    pub table_elements: usize,
    /// Core instances. Default 128: Python's dynamic linking makes 38, everything else a handful.
    pub instances: usize,
    /// Handles to resources that a guest may hold. Default 1,000: cursors and streams, of which a few are open.
    pub handles: usize,
    /// Resources that the host keeps for a guest. Default 1,000, as there are handles.
    pub resources: usize,
    /// Bytes that a guest may hand over in one call, results of its exports included. Default 8 MiB: the longest
    /// statement or batch of rows worth sending at once.
    pub call_bytes: usize,
    /// Bytes that one query or page may bring back, and that all open cursors may hold together, as
    /// [`Value::size`](mighost_schema::Value::size) counts them. Default 64 MiB: more wouldn't fit into the guest.
    pub result_bytes: u64,
    /// Calls of host functions. Default 10 million: some ten seconds of doing nothing but calling.
    pub calls: u64,
    /// Calls that make the database run something. Default 1 million: row by row over a large table is the slow way,
    /// but a legal one.
    pub statements: u64,
    /// Rows read. Default 100 million: a whole large table once.
    pub rows_read: u64,
    /// Rows handed over to be inserted, updated or deleted. Default 100 million, as many as can be read.
    pub rows_written: u64,
    /// Lines of the log, warnings among them; more are dropped and counted. Default 1,000: nobody reads more.
    pub log_lines: u64,
    /// Bytes of the log; what doesn't fit is dropped and counted. Default 64 KiB: 1,000 lines of ordinary length.
    pub log_bytes: usize,
    /// Bytes kept of the guest's standard output, and again of its standard error. Default 64 KiB, as for the log.
    pub output_bytes: usize,
    /// Bytes of a component. Default 32 MiB: Python's interpreter with its library is 18 MiB, JavaScript's 12.
    pub component_bytes: usize,
    /// Time of the processor's for compiling a stranger's component, over all threads. Default 60 s: JavaScript's interpreter, the
    /// greediest of what tool chains make, takes 11.
    pub compile_cpu: Duration,
    /// Bytes of memory for compiling a stranger's component. Default 512 MiB: ten times what an interpreter becomes.
    pub compile_memory: usize,
    /// Bytes of code of a stranger's component, where it is compiled in the program itself, so that the two limits above can't be
    /// kept. Default 4 MiB: up to ten seconds of compiling.
    pub code_bytes: usize,
    /// Bytes of code of one function there, because the time grows faster than a function does. Default 256 KiB: twice the
    /// longest that interpreters have, and two seconds.
    pub function_bytes: usize,
    /// Bytes of the cache of compiled components; the entries unused for longest go first. Default 1 GiB: some six
    /// thousand Rust migrations, or thirty in Python. It belongs to the sandbox, not to a run.
    pub cache_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        // The reason for each number is with its field.
        Limits {
            cpu: Duration::from_secs(60),
            wall: Duration::from_secs(60 * 60),
            stack: 512 * KIB,
            memory: 64 * MIB,
            memories: 4,
            tables: 32,
            table_elements: 20_000,
            instances: 128,
            handles: 1_000,
            resources: 1_000,
            call_bytes: 8 * MIB,
            result_bytes: 64 * MIB as u64,
            calls: 10_000_000,
            statements: 1_000_000,
            rows_read: 100_000_000,
            rows_written: 100_000_000,
            log_lines: 1_000,
            log_bytes: 64 * KIB,
            output_bytes: 64 * KIB,
            component_bytes: 32 * MIB,
            compile_cpu: Duration::from_secs(60),
            compile_memory: 512 * MIB,
            code_bytes: 4 * MIB,
            function_bytes: 256 * KIB,
            cache_bytes: 1024 * MIB as u64,
        }
    }
}

/// What a step used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Time in the component's own code, to about 10 ms where it runs for longer than that at a stretch.
    pub cpu: Duration,
    /// Time in the session: the database's, for the most part.
    pub session: Duration,
    /// Time of the whole step, from making the store to dropping it.
    pub wall: Duration,
    /// Calls of host functions.
    pub calls: u64,
    /// Calls that made the database run something.
    pub statements: u64,
    /// Rows read.
    pub rows_read: u64,
    /// Rows handed over to be written.
    pub rows_written: u64,
    /// Bytes of values read, as [`Value::size`](mighost_schema::Value::size) counts them.
    pub bytes_read: u64,
    /// Bytes of values and statements handed over.
    pub bytes_written: u64,
    /// The most linear memory at any time, in bytes.
    pub memory: usize,
    /// Log lines that were dropped because there were too many.
    pub log_dropped: u64,
}
