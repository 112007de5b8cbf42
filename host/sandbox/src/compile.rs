//! From bytes to a program that can be run.

use crate::bindings::RuntimePre;
use crate::engine::Machine;
use crate::host::State;
use crate::{Error, imports};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use wasmtime::component::Component;

/// A component that is ready to run. Cheap to clone.
#[derive(Clone)]
pub struct Program(Arc<Inner>);

struct Inner {
    machine: Arc<Machine>,
    guest: RuntimePre<State>,
    digest: [u8; 32],
    /// What a language's runtime runs.
    script: Option<Arc<Script>>,
}

/// A script for a language's runtime, as its artifact holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// Its file name, for messages and stack traces.
    pub name: String,
    /// Its text.
    pub source: String,
    /// The functions of the contract that it may use, by interface, as its artifact imports them: the runtime imports them all.
    pub uses: BTreeMap<String, BTreeSet<String>>,
    /// The SHA-256 of the artifact.
    pub digest: [u8; 32],
}

impl Script {
    /// The word for what the script would have to say that it uses, where it may not call a function such as `ddl.create-table`.
    pub(crate) fn lacks<'a>(&self, name: &'a str) -> Option<&'a str> {
        let (interface, function) = name.split_once('.').unwrap_or((name, ""));
        let Some(functions) = self.uses.get(interface) else { return Some(interface) };
        // What a resource can do is called `[method]cursor.next`.
        let there = functions.iter().any(|there| there.strip_prefix("[method]").unwrap_or(there) == function);
        (!there).then_some(if function.ends_with("-schema") { "schemas" } else { interface })
    }
}

impl Program {
    /// Checks what the component imports and exports, and links it.
    pub(crate) fn link(
        machine: Arc<Machine>,
        component: &Component,
        digest: [u8; 32],
        runtime: bool,
    ) -> Result<Program, Error> {
        imports::check(&machine.engine, component)?;
        if imports::is_runtime(&machine.engine, component) != runtime {
            return Err(Error::NotAMigration(if runtime {
                "it was named as a language's runtime and asks for no script; build the migration again with `mighost build`"
                    .into()
            } else {
                "it is a language's runtime, without a script to run; `mighost build` makes migrations of scripts"
                    .into()
            }));
        }
        let linked = machine.linker.instantiate_pre(component).map_err(|error| {
            Error::NotAMigration(format!(
                "it imports something in another shape than this version of mighost has: {error:#}; build it with an \
                 SDK of this version"
            ))
        })?;
        let guest = RuntimePre::new(linked).map_err(|error| {
            Error::NotAMigration(format!(
                "it doesn't export `mighost:migration/revision@0.1.0` as the contract says: {error:#}"
            ))
        })?;
        Ok(Program(Arc::new(Inner { machine, guest, digest, script: None })))
    }

    /// The same runtime with a script to run. Costs nothing: the code is shared.
    pub(crate) fn with_script(&self, script: Script) -> Program {
        let Inner { machine, guest, .. } = &*self.0;
        let digest = script.digest;
        Program(Arc::new(Inner {
            machine: machine.clone(),
            guest: guest.clone(),
            digest,
            script: Some(Arc::new(script)),
        }))
    }

    pub(crate) fn script(&self) -> Option<Arc<Script>> {
        self.0.script.clone()
    }

    pub(crate) fn machine(&self) -> &Arc<Machine> {
        &self.0.machine
    }

    pub(crate) fn guest(&self) -> &RuntimePre<State> {
        &self.0.guest
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        self.0.digest
    }

    /// The SHA-256 of the artifact, in hexadecimal.
    pub fn sha256(&self) -> String {
        hex::encode(self.0.digest)
    }
}

impl fmt::Debug for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Program").field(&self.sha256()).finish()
    }
}

/// Compiles a component.
pub(crate) fn compile(machine: &Machine, bytes: &[u8]) -> Result<Component, Error> {
    // The header's second half tells a component (layer 1) from a core module (layer 0).
    match (bytes.get(..4), bytes.get(4..8)) {
        (Some(b"\0asm"), Some([_, _, 0, 0])) => {
            return Err(Error::NotAMigration(
                "it is a core WebAssembly module, not a component; build it with `mighost build`, which makes it one"
                    .into(),
            ));
        }
        (Some(b"\0asm"), Some(_)) => {}
        _ => return Err(Error::NotAMigration("it isn't WebAssembly".into())),
    }
    Component::from_binary(&machine.engine, bytes).map_err(|error| Error::Compile(format!("{error:#}")))
}
