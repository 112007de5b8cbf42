//! A closed WASI 0.2: what tool chains link in by habit is there, with nothing behind it.
//!
//! No files, no network, no arguments, no environment, standard input at its end. The clocks stand still, the random
//! numbers depend on the component alone, so that a step that must be repeated does the same again. Standard output
//! and error are kept, up to a limit. Interfaces are linked one by one: what isn't listed here isn't there.

use crate::engine::locked;
use crate::host::State;
use chacha20::ChaCha20Rng;
use chacha20::rand_core::SeedableRng;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use wasmtime::component::{HasData, Linker, ResourceTable};
use wasmtime_wasi::cli::{IsTerminal, StdoutStream, WasiCli, WasiCliView};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksView};
use wasmtime_wasi::p2::bindings::{cli, clocks, random};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamResult};
use wasmtime_wasi::random::{WasiRandom, WasiRandomView};
use wasmtime_wasi::{HostMonotonicClock, HostWallClock, WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_io::bindings::wasi::io;
use wasmtime_wasi_io::bytes::Bytes;

/// 2000-01-01T00:00:00Z: a moment that nobody takes for the present, and that every format of dates can hold.
const NOW: Duration = Duration::from_secs(946_684_800);

/// Random bytes a guest may ask for in one call: 64 KiB, what other systems' calls give at once.
const RANDOM_BYTES: u64 = 1 << 16;

/// Bytes a guest may write at once to a standard stream: 4 KiB, the least that WASI's blocking write expects.
const PERMIT: usize = 4096;

struct HasIo;

impl HasData for HasIo {
    type Data<'a> = &'a mut ResourceTable;
}

/// Links every interface of WASI that is there.
pub(crate) fn add_to_linker(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    let l = linker;
    io::error::add_to_linker::<State, HasIo>(l, |s| s.ctx().table)?;
    io::poll::add_to_linker::<State, HasIo>(l, |s| s.ctx().table)?;
    io::streams::add_to_linker::<State, HasIo>(l, |s| s.ctx().table)?;
    cli::environment::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::exit::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::stdin::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::stdout::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::stderr::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_input::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_output::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_stdin::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_stdout::add_to_linker::<State, WasiCli>(l, State::cli)?;
    cli::terminal_stderr::add_to_linker::<State, WasiCli>(l, State::cli)?;
    clocks::wall_clock::add_to_linker::<State, WasiClocks>(l, State::clocks)?;
    clocks::monotonic_clock::add_to_linker::<State, WasiClocks>(l, State::clocks)?;
    random::random::add_to_linker::<State, WasiRandom>(l, State::random)?;
    random::insecure::add_to_linker::<State, WasiRandom>(l, State::random)?;
    random::insecure_seed::add_to_linker::<State, WasiRandom>(l, State::random)?;
    Ok(())
}

/// A context with nothing behind it; `seed` is where the random numbers begin.
pub(crate) fn context(seed: [u8; 32], stdout: &Capture, stderr: &Capture) -> WasiCtx {
    let mut other = seed;
    // Another stream for the numbers that call themselves insecure, so that the two aren't the same.
    other[0] ^= 1;
    WasiCtx::builder()
        .stdout(stdout.clone())
        .stderr(stderr.clone())
        .wall_clock(StillClock)
        .monotonic_clock(Counter::default())
        .secure_random(ChaCha20Rng::from_seed(seed))
        .insecure_random(ChaCha20Rng::from_seed(other))
        .insecure_random_seed(u128::from_le_bytes(std::array::from_fn(|i| seed[i])))
        .max_random_size(RANDOM_BYTES)
        .allow_tcp(false)
        .allow_udp(false)
        .allow_ip_name_lookup(false)
        .build()
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        // Made at first use: most migrations import nothing of WASI.
        let ctx = self.wasi.get_or_insert_with(|| context(self.seed, &self.stdout, &self.stderr));
        WasiCtxView { ctx, table: &mut self.table }
    }
}

struct StillClock;

impl HostWallClock for StillClock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        NOW
    }
}

/// Goes on by a microsecond a look, so that differences are never zero and whoever waits for the clock gets there.
#[derive(Default)]
struct Counter(AtomicU64);

impl HostMonotonicClock for Counter {
    fn resolution(&self) -> u64 {
        1_000
    }

    fn now(&self) -> u64 {
        self.0.fetch_add(1_000, Ordering::Relaxed)
    }
}

/// Keeps the beginning of what a guest writes to a standard stream and swallows the rest: a stream that fails when
/// it is full would make guests trap on a mere print.
#[derive(Clone)]
pub(crate) struct Capture(Arc<Mutex<Kept>>);

struct Kept {
    bytes: Vec<u8>,
    most: usize,
}

impl Capture {
    pub(crate) fn new(most: usize) -> Self {
        Capture(Arc::new(Mutex::new(Kept { bytes: Vec::new(), most })))
    }

    /// What was written, as text.
    pub(crate) fn text(&self) -> String {
        let kept = locked(&self.0);
        crate::convert::plain(&String::from_utf8_lossy(&kept.bytes), kept.most)
    }
}

impl IsTerminal for Capture {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdoutStream for Capture {
    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }

    fn async_stream(&self) -> Box<dyn tokio::io::AsyncWrite + Send + Sync> {
        // Only WASI 0.3 asks for this one, and that isn't linked.
        Box::new(tokio::io::sink())
    }
}

#[async_trait::async_trait]
impl Pollable for Capture {
    async fn ready(&mut self) {}
}

impl OutputStream for Capture {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        let mut kept = locked(&self.0);
        let room = kept.most.saturating_sub(kept.bytes.len());
        kept.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
        Ok(())
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(PERMIT)
    }
}
