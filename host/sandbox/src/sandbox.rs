use crate::cache::Cache;
use crate::compile::{Program, Script, compile};
use crate::engine::{Machine, locked};
use crate::step::{self, Finished};
use crate::{Compiler, Error, Limits, SandboxConfig, Session, foreign};
use mighost_schema::Description;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use wasmtime::component::Component;

/// How many runtimes are kept ready: more than a project has languages, and few enough that no package fills the memory with others.
const RUNTIMES: usize = 4;

/// Loads components and runs steps with them. Cheap to make, cheap to clone; the engine starts at the first load.
#[derive(Clone)]
pub struct Sandbox(Arc<Shared>, Option<Compiler>);

struct Shared {
    config: SandboxConfig,
    cache: OnceLock<Option<Cache>>,
    compiled: AtomicU64,
    cache_hits: AtomicU64,
    /// The runtimes of languages that were loaded last, by their digests: a hundred scripts share one.
    runtimes: Mutex<VecDeque<(String, Program)>>,
}

impl Sandbox {
    /// A sandbox. Nothing is compiled, opened or started yet.
    ///
    /// # Errors
    /// [`Error::Engine`] where the limits can't be had.
    pub fn new(config: SandboxConfig) -> Result<Sandbox, Error> {
        if config.limits.stack == 0 {
            return Err(Error::Engine("the limit `stack` is 0: nothing runs without a stack".into()));
        }
        Ok(Sandbox(
            Arc::new(Shared {
                config,
                cache: OnceLock::new(),
                compiled: AtomicU64::new(0),
                cache_hits: AtomicU64::new(0),
                runtimes: Mutex::default(),
            }),
            None,
        ))
    }

    /// With a program that compiles what comes from strangers.
    #[must_use]
    pub fn with_compiler(mut self, compiler: Option<Compiler>) -> Sandbox {
        self.1 = compiler;
        self
    }

    /// Makes a component ready to run: from the cache where it was compiled before, else by compiling it.
    ///
    /// `sha256` is the digest of `bytes` in hexadecimal: what was verified and recorded is what runs. Compiling an
    /// interpreter takes seconds and blocks; on a runtime that does other work, call this from `spawn_blocking`.
    ///
    /// # Errors
    /// [`Error::Digest`] for other bytes than those, [`Error::Limit`] for too many of them,
    /// [`Error::NotAMigration`], [`Error::UnknownImport`] and [`Error::Compile`] for what isn't a migration that can
    /// run here.
    pub fn load(&self, bytes: &[u8], sha256: &str) -> Result<Program, Error> {
        self.load_with(bytes, sha256, false, compile)
    }

    /// The same with a component that comes from somebody whom nobody has to trust: what compiling it may take is limited by
    /// `compile_cpu` and `compile_memory` of these limits, in the process of [`Sandbox::with_compiler`]; without that, its code
    /// may have `code_bytes` and each function `function_bytes`.
    ///
    /// # Errors
    /// Those of [`Sandbox::load`], and [`Error::Limit`] for what takes more.
    pub fn load_foreign(&self, bytes: &[u8], sha256: &str, limits: &Limits) -> Result<Program, Error> {
        let compile = |machine: &Machine, bytes: &[u8]| foreign::compile(machine, bytes, self.1.as_ref(), limits);
        self.load_with(bytes, sha256, false, compile)
    }

    /// Makes a script ready to run by its language's runtime, the component of which has the digest `runtime`. It is read and
    /// compiled once in the life of a sandbox, however many scripts it runs: a further one costs nothing. Where it comes from
    /// somebody whom nobody has to trust, `limits` are those of compiling it, as for [`Sandbox::load_foreign`].
    ///
    /// # Errors
    /// Those of [`Sandbox::load_foreign`], for the runtime; and what `read` fails with.
    pub fn load_script<E: From<Error>>(
        &self,
        runtime: &str,
        read: impl FnOnce() -> Result<Vec<u8>, E>,
        limits: Option<&Limits>,
        script: Script,
    ) -> Result<Program, E> {
        let known = self.known(runtime);
        let program = match known {
            Some(program) => program,
            None => {
                let bytes = read()?;
                let program = match limits {
                    None => self.load_with(&bytes, runtime, true, compile)?,
                    Some(limits) => self.load_with(&bytes, runtime, true, |machine, bytes| {
                        foreign::compile(machine, bytes, self.1.as_ref(), limits)
                    })?,
                };
                let mut runtimes = locked(&self.0.runtimes);
                runtimes.push_front((runtime.to_owned(), program.clone()));
                runtimes.truncate(RUNTIMES);
                program
            }
        };
        Ok(program.with_script(script))
    }

    /// Whether a runtime was made ready already, so that [`Sandbox::load_script`] won't read it.
    pub fn has_runtime(&self, sha256: &str) -> bool {
        self.known(sha256).is_some()
    }

    fn known(&self, sha256: &str) -> Option<Program> {
        locked(&self.0.runtimes).iter().find(|(known, _)| known == sha256).map(|(_, program)| program.clone())
    }

    fn load_with(
        &self,
        bytes: &[u8],
        sha256: &str,
        runtime: bool,
        compile: impl FnOnce(&Machine, &[u8]) -> Result<Component, Error>,
    ) -> Result<Program, Error> {
        let most = self.0.config.limits.component_bytes;
        if bytes.len() > most {
            return Err(Error::Limit(format!(
                "the component has {} bytes, {most} are allowed; raise the limit `component_bytes` if it needs them",
                bytes.len()
            )));
        }
        let digest: [u8; 32] = Sha256::digest(bytes).into();
        let found = hex::encode(digest);
        if !sha256.eq_ignore_ascii_case(&found) {
            return Err(Error::Digest { expected: sha256.to_owned(), found });
        }
        let machine = Machine::get(self.0.config.limits.stack)?;
        let cache = self.cache(&machine);
        if let Some(component) = cache.and_then(|cache| cache.load(&machine.engine, &found)) {
            self.0.cache_hits.fetch_add(1, Ordering::Relaxed);
            return Program::link(machine, &component, digest, runtime);
        }
        let component = compile(&machine, bytes)?;
        self.0.compiled.fetch_add(1, Ordering::Relaxed);
        // Linked before it is kept: what can't run needs no place in the cache.
        let program = Program::link(machine, &component, digest, runtime)?;
        if let Some(cache) = cache {
            cache.store(&component, &found);
        }
        Ok(program)
    }

    fn cache(&self, machine: &Machine) -> Option<&Cache> {
        let Shared { config, cache, .. } = &*self.0;
        let open = || {
            let dir = config.cache_dir.as_deref()?;
            match Cache::open(dir, &machine.engine, config.limits.cache_bytes) {
                Ok(cache) => Some(cache),
                Err(problem) => {
                    tracing::warn!("compiled components are not kept: {problem}");
                    None
                }
            }
        };
        cache.get_or_init(open).as_ref()
    }

    /// How many components this sandbox has compiled.
    pub fn compiled(&self) -> u64 {
        self.0.compiled.load(Ordering::Relaxed)
    }

    /// How many components this sandbox took from the cache.
    pub fn cache_hits(&self) -> u64 {
        self.0.cache_hits.load(Ordering::Relaxed)
    }

    /// Asks a component what it is, in a store of its own and without a database. Needs a tokio runtime with time.
    ///
    /// # Errors
    /// Those of [`Finished::outcome`]; asking for anything while it describes itself is an [`Error::Trap`].
    pub async fn describe(&self, program: &Program) -> Result<Description, Error> {
        step::describe(program, &self.0.config.limits).await
    }

    /// Runs one step: a new store, `describe`, then `upgrade` or `downgrade` as the session's context says. Needs a
    /// tokio runtime with time.
    ///
    /// `sealed` is the description in the artifact, and the component must say the same. Calls of the session run
    /// inline: where they block, the limit `wall` can only be kept by the session itself.
    pub async fn run(
        &self,
        program: &Program,
        sealed: &Description,
        session: Box<dyn Session>,
        limits: &Limits,
    ) -> Finished {
        step::run(program, sealed, session, limits).await
    }
}

impl std::fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sandbox").field("config", &self.0.config).finish_non_exhaustive()
    }
}
