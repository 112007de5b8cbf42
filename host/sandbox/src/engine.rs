//! The engine: wasmtime's configuration, the ticker, and the linker with everything a migration may import.

use crate::bindings::Runtime;
use crate::host::State;
use crate::limits::TICK;
use crate::{Error, wasi};
use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use wasmtime::component::{HasSelf, Linker};
use wasmtime::{Config, Engine, EngineWeak};

/// Bytes of the stack on which a guest and the host functions it calls run: the guest's part is
/// [`Limits::stack`](crate::Limits::stack), the rest is the host functions'. A session's future with a database
/// driver below it wants up to 1 MiB; the rest is reserve.
const HOST_STACK: usize = 1536 * 1024;

/// An engine with its linker and its ticker.
pub(crate) struct Machine {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<State>,
    /// The stack's size, which makes it another engine.
    pub(crate) stack: usize,
    ticker: Arc<Ticker>,
}

// One engine serves the whole process: types of one must never meet those of another, and each has a thread. The
// stack's size is part of an engine, so there is one for each size asked for; in practice that is one.
static MACHINES: Mutex<BTreeMap<usize, Arc<Machine>>> = Mutex::new(BTreeMap::new());

impl Machine {
    /// The process's machine, made at the first call.
    pub(crate) fn get(stack: usize) -> Result<Arc<Machine>, Error> {
        let mut machines = locked(&MACHINES);
        if let Some(machine) = machines.get(&stack) {
            return Ok(machine.clone());
        }
        let machine = Arc::new(Machine::new(stack).map_err(|error| Error::Engine(format!("{error:#}")))?);
        machines.insert(stack, machine.clone());
        Ok(machine)
    }

    fn new(stack: usize) -> wasmtime::Result<Machine> {
        let engine = Engine::new(&config(stack))?;
        let mut linker = Linker::new(&engine);
        Runtime::add_to_linker::<State, HasSelf<State>>(&mut linker, |state| state)?;
        wasi::add_to_linker(&mut linker)?;
        let ticker = Ticker::start(engine.weak())?;
        Ok(Machine { engine, linker, stack, ticker })
    }

    /// Lets the epoch go on for as long as the result is kept.
    pub(crate) fn ticking(&self) -> Ticking {
        *locked(&self.ticker.running) += 1;
        self.ticker.wake.notify_one();
        Ticking(self.ticker.clone())
    }
}

fn config(stack: usize) -> Config {
    let mut config = Config::new();
    config
        .epoch_interruption(true)
        .max_wasm_stack(stack)
        .async_stack_size(stack.saturating_add(HOST_STACK))
        // The same component gives the same answers on every machine: a step may have to be repeated elsewhere.
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        // What no tool chain needs for a component and what would only be more to attack.
        .wasm_memory64(false)
        .wasm_multi_memory(false)
        // Function names are enough in a backtrace; the map to byte offsets is a third of a compiled file.
        .generate_address_map(false)
        // Native debuggers and profilers have no business here; the tables are another part of the file.
        .native_unwind_info(false);
    config
}

/// Steps the epoch while anything runs, and sleeps otherwise: a program that has its migrations behind it must not
/// wake up a hundred times a second.
struct Ticker {
    running: Mutex<usize>,
    wake: Condvar,
}

impl Ticker {
    fn start(engine: EngineWeak) -> wasmtime::Result<Arc<Ticker>> {
        let ticker = Arc::new(Ticker { running: Mutex::new(0), wake: Condvar::new() });
        let own = ticker.clone();
        std::thread::Builder::new().name("mighost-ticker".into()).spawn(move || own.run(&engine))?;
        Ok(ticker)
    }

    fn run(&self, engine: &EngineWeak) {
        loop {
            let idle = self.wake.wait_while(locked(&self.running), |running| *running == 0);
            drop(idle.unwrap_or_else(PoisonError::into_inner));
            std::thread::sleep(TICK);
            match engine.upgrade() {
                Some(engine) => engine.increment_epoch(),
                None => return,
            }
        }
    }
}

/// While this is kept, the epoch goes on.
pub(crate) struct Ticking(Arc<Ticker>);

impl Drop for Ticking {
    fn drop(&mut self) {
        *locked(&self.0.running) -= 1;
    }
}

/// A lock's content, whatever happened to whoever held it before: every critical section here leaves it whole.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
