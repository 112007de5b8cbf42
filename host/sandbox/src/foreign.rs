//! Compiling what comes from strangers.
//!
//! The compiler takes time and memory that grow faster than what it is given, and nothing can stop it from inside of the
//! process. So a stranger's component is compiled by a process of its own, which may have so much of the processor's time and so
//! much memory, and is ended by the operating system where it wants more. A program that has no such process to start gets a
//! bound on the size of the code instead.

use crate::engine::Machine;
use crate::{Error, Limits};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;
use wasmparser::{Parser, Payload};
use wasmtime::component::Component;

/// Bytes of what the compiling process says on its standard error that are kept: one message of the compiler.
const SAID: u64 = 16 * 1024;

/// How many threads compile at once there: each has a stack and an arena of the allocator, and four are enough for an interpreter.
const THREADS: &str = "4";

/// A program that compiles one component and ends: it calls [`serve_compiler`] with the arguments behind these.
///
/// ```
/// use mighost_sandbox::Compiler;
///
/// // A program that looks at its first argument, and calls `serve_compiler` where it is this one.
/// let compiler = Compiler { program: std::env::current_exe()?, arguments: vec!["compile-component".into()] };
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compiler {
    /// The program: the running one itself, so that both have the same engine.
    pub program: PathBuf,
    /// The arguments that make it compile.
    pub arguments: Vec<OsString>,
}

/// Compiles a stranger's component.
pub(crate) fn compile(
    machine: &Machine,
    bytes: &[u8],
    compiler: Option<&Compiler>,
    limits: &Limits,
) -> Result<Component, Error> {
    // Where nothing limits a process, one of its own is no help.
    match compiler.filter(|_| cfg!(unix)) {
        Some(compiler) => compiler.compile(machine, bytes, limits),
        None => {
            measure(bytes, limits)?;
            crate::compile::compile(machine, bytes)
        }
    }
}

/// Refuses more code than can be compiled in a few seconds.
fn measure(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let (mut all, mut largest) = (0usize, 0usize);
    for payload in Parser::new(0).parse_all(bytes) {
        // What can't be read is the compiler's to refuse.
        let Ok(payload) = payload else { break };
        if let Payload::CodeSectionEntry(body) = payload {
            let size = body.range().len();
            all = all.saturating_add(size);
            largest = largest.max(size);
        }
    }
    let refuse = |what: &str, size: usize, name: &str, most: usize| {
        Err(Error::Limit(format!(
            "{what} {size} bytes of code, {most} are allowed where it is compiled in the program itself; raise the limit \
             `{name}`, or give the sandbox a compiler of its own"
        )))
    };
    if largest > limits.function_bytes {
        return refuse("one of the component's functions has", largest, "function_bytes", limits.function_bytes);
    }
    if all > limits.code_bytes {
        return refuse("the component has", all, "code_bytes", limits.code_bytes);
    }
    Ok(())
}

impl Compiler {
    fn compile(&self, machine: &Machine, bytes: &[u8], limits: &Limits) -> Result<Component, Error> {
        let failed = |error: std::io::Error| {
            Error::Engine(format!("{} can't compile in a process of its own: {error}", self.program.display()))
        };
        let mut child = self.start(machine.stack, limits).map_err(failed)?;
        let (compiled, said) = exchange(&mut child, bytes, limits.compile_memory);
        let status = child.wait().map_err(failed)?;
        // It has ended, so a pipe that broke is no news beside that.
        if !status.success() {
            return Err(explain(status, said.trim(), limits));
        }
        let compiled = compiled.map_err(failed)?;
        // SAFETY: the bytes were written by this very program's compiler, over a pipe that nobody else has. wasmtime checks that
        // its version and settings are ours.
        unsafe { Component::deserialize(&machine.engine, compiled) }
            .map_err(|error| Error::Compile(format!("what the compiling process wrote can't be read: {error:#}")))
    }

    fn start(&self, stack: usize, limits: &Limits) -> std::io::Result<Child> {
        let mut command = Command::new(&self.program);
        command.args(&self.arguments);
        command.args([stack as u64, seconds(limits.compile_cpu), limits.compile_memory as u64].map(|n| n.to_string()));
        // No password of a database goes where a stranger's bytes are worked on.
        command.env_clear().env("RAYON_NUM_THREADS", THREADS);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()
    }
}

/// Whole seconds, as the operating system counts the processor's time, and at least one.
fn seconds(time: Duration) -> u64 {
    time.as_secs().max(1)
}

/// Hands over the component, and takes what comes of it and what is said about it.
fn exchange(child: &mut Child, bytes: &[u8], most: usize) -> (std::io::Result<Vec<u8>>, String) {
    let (input, output, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    std::thread::scope(|scope| {
        scope.spawn(move || {
            // Where it ends early it says why, or how it ended does.
            let _ = input.map(|mut input| input.write_all(bytes));
        });
        let said = scope.spawn(move || {
            let mut said = Vec::new();
            let Some(mut errors) = errors else { return said };
            let _ = errors.by_ref().take(SAID).read_to_end(&mut said);
            // The rest is read too: a full pipe would stop it.
            let _ = std::io::copy(&mut errors, &mut std::io::sink());
            said
        });
        let mut compiled = Vec::new();
        // What was compiled fits into the memory that it was compiled in.
        let read = output.map_or(Ok(0), |output| output.take(most as u64).read_to_end(&mut compiled));
        let said = said.join().unwrap_or_default();
        (read.map(|_| compiled), String::from_utf8_lossy(&said).into_owned())
    })
}

/// Why there is no compiled component.
fn explain(status: ExitStatus, said: &str, limits: &Limits) -> Error {
    let memory = || {
        Error::Limit(format!(
            "compiling the component takes more than {} bytes of memory; raise the limit `compile_memory` if it needs them",
            limits.compile_memory
        ))
    };
    // These words are the standard library's and the operating system's.
    if ["memory allocation of", "Cannot allocate memory", "out of memory"].iter().any(|words| said.contains(words)) {
        return memory();
    }
    match signal(status) {
        Some(SIGXCPU) => Error::Limit(format!(
            "compiling the component takes more than {} s of the processor's time; raise the limit `compile_cpu` if it \
             needs that long",
            seconds(limits.compile_cpu)
        )),
        // The operating system had no more to give.
        Some(SIGKILL) => memory(),
        // Its own verdict.
        None if status.code() == Some(REFUSED) => Error::Compile(said.to_owned()),
        _ => Error::Compile(format!(
            "the compiler failed ({status}): {}",
            said.lines().last().unwrap_or("it said nothing")
        )),
    }
}

/// The exit code of a process that has refused its component.
const REFUSED: i32 = 3;
/// The signals that end a process: too much of the processor's time, and the system's own decision.
const SIGXCPU: i32 = 24;
const SIGKILL: i32 = 9;

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}

/// Compiles the component on standard input to standard output, inside of the limits that the arguments say, and gives the
/// process's exit code. What a [`Compiler`] starts does this and nothing else.
pub fn serve_compiler(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    match serve(arguments) {
        Ok(()) => 0,
        Err(error) => {
            eprintln!("{error}");
            REFUSED as u8
        }
    }
}

fn serve(arguments: impl IntoIterator<Item = OsString>) -> Result<(), String> {
    let numbers: Vec<u64> = arguments.into_iter().filter_map(|word| word.to_str()?.parse().ok()).collect();
    let [stack, cpu, memory] = numbers[..] else {
        return Err("this is a part of mighost that it starts by itself".into());
    };
    limit(cpu, memory).map_err(|error| format!("the compiler can't be limited: {error}"))?;
    let mut bytes = Vec::new();
    std::io::stdin().read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let machine = Machine::get(stack as usize).map_err(|error| error.to_string())?;
    let component = crate::compile::compile(&machine, &bytes).map_err(|error| match error {
        Error::Compile(said) | Error::NotAMigration(said) => said,
        other => other.to_string(),
    })?;
    let compiled = component.serialize().map_err(|error| format!("{error:#}"))?;
    std::io::stdout().write_all(&compiled).map_err(|error| error.to_string())
}

#[cfg(unix)]
fn limit(cpu: u64, memory: u64) -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let to = |most: u64| Rlimit { current: Some(most), maximum: Some(most) };
    // A second more until it can't be caught, though nothing here catches it.
    setrlimit(Resource::Cpu, Rlimit { current: Some(cpu), maximum: Some(cpu.saturating_add(1)) })?;
    // Memory that can be written to. The address space would be no measure: the allocator sets much of it aside.
    setrlimit(Resource::Data, to(memory))?;
    // Nobody wants to read what is left of it.
    setrlimit(Resource::Core, to(0))?;
    Ok(())
}

#[cfg(not(unix))]
fn limit(_: u64, _: u64) -> std::io::Result<()> {
    Ok(())
}
