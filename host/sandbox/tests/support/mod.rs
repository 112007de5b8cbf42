//! What the tests share: guests written as core WebAssembly text, and a session that remembers its calls.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod recorder;

pub use recorder::Recorder;

use mighost_sandbox::{Direction, Error, Finished, Limits, Program, Sandbox, SandboxConfig};
use mighost_schema::Description;
use sha2::{Digest, Sha256};
use std::time::Duration;
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;

/// A guest, piece by piece. `Guest::default()` describes itself as `rev1` and succeeds at everything.
#[derive(Clone)]
pub struct Guest {
    /// Core imports, as WAT.
    pub imports: &'static str,
    /// Packages beside the contract, as WIT.
    pub packages: &'static str,
    /// What the world imports beside the contract, as WIT.
    pub world: &'static str,
    /// Memories, tables, globals, data, functions, as WAT.
    pub items: String,
    /// The body of `describe`: a pointer.
    pub describe: &'static str,
    /// The body of `upgrade`: a pointer.
    pub upgrade: String,
    /// The body of `downgrade`: a pointer.
    pub downgrade: &'static str,
    /// The body of `cabi_realloc`: a pointer; parameters 0 to 3.
    pub realloc: &'static str,
    /// The memory's limits.
    pub memory: &'static str,
}

/// `return OK;` of `upgrade` and `downgrade`.
pub const OK: &str = "(i32.const 512)";

/// The body of `cabi_realloc` that moves a pointer, as every bump allocator does.
pub const BUMP: &str = r#"
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $at) (local.get 3)))
    (block $fits
      (br_if $fits (i32.le_u (global.get $heap) (i32.shl (memory.size) (i32.const 16))))
      (drop (memory.grow (i32.add (i32.shr_u (local.get 3) (i32.const 16)) (i32.const 1)))))
    (local.get $at)"#;

impl Default for Guest {
    fn default() -> Self {
        Guest {
            imports: "",
            packages: "",
            world: "",
            items: String::new(),
            describe: "(i32.const 16)",
            upgrade: OK.into(),
            downgrade: OK,
            realloc: BUMP,
            memory: "2",
        }
    }
}

impl Guest {
    /// A guest with that body of `upgrade`.
    pub fn upgrading(upgrade: &str) -> Guest {
        Guest { upgrade: upgrade.into(), ..Guest::default() }
    }

    fn core(&self) -> String {
        let Guest { imports, items, describe, upgrade, downgrade, realloc, memory, .. } = self;
        // At 16 the description: an id of four bytes at 256, no package, no parents, `has-downgrade` true.
        // At 512 a result that is ok.
        format!(
            r#"(module $guest
  {imports}
  (memory (export "memory") {memory})
  (global $heap (mut i32) (i32.const 65536))
  (data (i32.const 28) "\00\01\00\00\04\00\00\00")
  (data (i32.const 84) "\00\01")
  (data (i32.const 256) "rev1")
  {items}
  (func $realloc (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) {realloc})
  (func $describe (export "mighost:migration/revision@0.1.0#describe") (result i32) {describe})
  (func $upgrade (export "mighost:migration/revision@0.1.0#upgrade") (result i32) {upgrade})
  (func $downgrade (export "mighost:migration/revision@0.1.0#downgrade") (result i32) {downgrade})
)"#
        )
    }

    /// The guest as a component.
    pub fn build(&self) -> Vec<u8> {
        let mut module = wat::parse_str(self.core()).expect("the guest's text");
        let mut resolve = Resolve::default();
        resolve.push_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../wit")).expect("the contract");
        let own = format!(
            "package tests:guest;\n world guest {{ include mighost:migration/migration@0.1.0; {} }}\n {}",
            self.world, self.packages
        );
        let package = resolve.push_str("guest.wit", &own).expect("the guest's world");
        let world = resolve.select_world(&[package], Some("guest")).expect("a world");
        embed_component_metadata(&mut module, &resolve, world, StringEncoding::UTF8).expect("metadata");
        ComponentEncoder::default().module(&module).expect("a module").encode().expect("a component")
    }
}

/// What [`Guest::default`] says of itself.
pub fn description() -> Description {
    Description { id: "rev1".into(), has_downgrade: true, ..Description::default() }
}

/// Limits under which every test ends soon.
pub fn small() -> Limits {
    Limits {
        cpu: Duration::from_millis(100),
        // Far above the budget of computing, so that the two can't be taken for each other on a busy machine.
        wall: Duration::from_secs(20),
        memory: 4 << 20,
        calls: 10_000,
        statements: 100,
        ..Limits::default()
    }
}

/// A sandbox without a cache and with small limits.
pub fn sandbox() -> Sandbox {
    Sandbox::new(SandboxConfig { cache_dir: None, limits: small() }).unwrap()
}

/// Loads, as the library does.
pub fn load(sandbox: &Sandbox, bytes: &[u8]) -> Result<Program, Error> {
    sandbox.load(bytes, &hex::encode(Sha256::digest(bytes)))
}

/// Runs a guest's `upgrade` against a session.
pub async fn upgrade(sandbox: &Sandbox, guest: &Guest, session: Recorder, limits: &Limits) -> Finished {
    let program = load(sandbox, &guest.build()).expect("the guest loads");
    sandbox.run(&program, &description(), Box::new(session), limits).await
}

/// The session back as what it was.
pub fn recorder(finished: Finished) -> Recorder {
    let any: Box<dyn std::any::Any> = finished.session;
    *any.downcast::<Recorder>().expect("the session that was given")
}

/// A session for one direction.
pub fn up() -> Recorder {
    Recorder::new(Direction::Up)
}
