//! Runs the core module of a packed script and plays the host: the other end of the canonical ABI, written
//! from its definition by hand, so that it can't share a mistake with the packer.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::{
    Half,
    sql::{Script, core_module},
};
use mighost_schema::{DatabaseError, Description, Dialect, Transaction};
use wasmi::{Caller, Engine, Extern, Instance, Linker, Memory, Module, Store, TypedFunc};

/// The case of `dialect` for unknown ones.
pub const OTHER: u8 = 4;
/// The case of `error` for what a database can't do.
pub const UNSUPPORTED: u8 = 2;

#[derive(Default)]
struct Host {
    dialect: (u8, String),
    executed: Vec<String>,
    failure: Option<(usize, String)>,
}

/// What `upgrade` or `downgrade` gave.
#[derive(Debug, PartialEq)]
pub enum Answer {
    Done,
    DatabaseError(Box<DatabaseError>),
    Error(u8, String),
}

pub struct Machine {
    store: Store<Host>,
    instance: Instance,
}

impl Machine {
    pub fn new(script: &Script) -> Machine {
        let engine = Engine::default();
        let module = Module::new(&engine, core_module(script).expect("a module")).expect("a valid module");
        let mut linker = Linker::new(&engine);
        linker.func_wrap("cm32p2|mighost:migration/context@0.1", "dialect", dialect).expect("linked");
        linker.func_wrap("cm32p2|mighost:migration/sql@0.1", "execute", execute).expect("linked");
        let mut store = Store::new(&engine, Host::default());
        let instance = linker.instantiate_and_start(&mut store, &module).expect("an instance");
        Machine { store, instance }
    }

    pub fn fail_at(&mut self, statement: usize, message: &str) {
        self.store.data_mut().failure = Some((statement, message.to_owned()));
    }

    pub fn executed(&self) -> Vec<String> {
        self.store.data().executed.clone()
    }

    pub fn run(&mut self, half: Half, dialect: Dialect) -> Answer {
        let case = match dialect {
            Dialect::Sqlite => 0,
            Dialect::Postgresql => 1,
            Dialect::Mysql => 2,
            Dialect::Mariadb => 3,
        };
        self.run_on(half, case, "")
    }

    pub fn run_on(&mut self, half: Half, case: u8, name: &str) -> Answer {
        self.store.data_mut().dialect = (case, name.to_owned());
        let at = self.call(half.name());
        let memory = self.memory();
        match memory.byte(at) {
            0 => Answer::Done,
            1 => match memory.byte(at + 4) {
                0 => Answer::DatabaseError(Box::new(DatabaseError {
                    code: memory.text(at + 8),
                    message: memory.text(at + 16),
                    detail: memory.optional(at + 24),
                    hint: memory.optional(at + 36),
                    position: (memory.byte(at + 48) == 1).then(|| memory.word(at + 52)),
                    statement: memory.optional(at + 56),
                    constraint: memory.optional(at + 68),
                })),
                case => Answer::Error(case, memory.text(at + 8)),
            },
            tag => panic!("a result of case {tag}"),
        }
    }

    pub fn describe(&mut self) -> Description {
        let at = self.call("describe");
        let memory = self.memory();
        assert_eq!(at % 4, 0, "records with addresses are aligned");
        Description {
            package: memory.optional(at),
            id: memory.text(at + 12),
            revises: memory.texts(at + 20),
            depends_on: memory.texts(at + 28),
            labels: memory.texts(at + 36),
            message: memory.optional(at + 44),
            created: memory.optional(at + 56),
            transaction: match memory.byte(at + 68) {
                0 => Transaction::Step,
                1 => Transaction::None,
                case => panic!("a transaction of case {case}"),
            },
            has_downgrade: match memory.byte(at + 69) {
                0 => false,
                1 => true,
                value => panic!("a bool of value {value}"),
            },
        }
    }

    fn call(&mut self, name: &str) -> usize {
        let name = format!("cm32p2|mighost:migration/revision@0.1|{name}");
        let function: TypedFunc<(), u32> = self.instance.get_typed_func(&self.store, &name).expect("an export");
        function.call(&mut self.store, ()).expect("no trap") as usize
    }

    fn memory(&self) -> Bytes<'_> {
        Bytes(self.instance.get_memory(&self.store, "cm32p2_memory").expect("a memory").data(&self.store))
    }
}

struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.0[at]
    }

    fn word(&self, at: usize) -> u32 {
        assert_eq!(at % 4, 0, "words are aligned");
        u32::from_le_bytes(self.0[at..at + 4].try_into().unwrap())
    }

    fn text(&self, at: usize) -> String {
        let (start, length) = (self.word(at) as usize, self.word(at + 4) as usize);
        std::str::from_utf8(&self.0[start..start + length]).expect("UTF-8").to_owned()
    }

    fn optional(&self, at: usize) -> Option<String> {
        match self.byte(at) {
            0 => None,
            1 => Some(self.text(at + 4)),
            case => panic!("an option of case {case}"),
        }
    }

    fn texts(&self, at: usize) -> Vec<String> {
        let (start, length) = (self.word(at) as usize, self.word(at + 4) as usize);
        (0..length).map(|i| self.text(start + 8 * i)).collect()
    }
}

fn memory(caller: &Caller<'_, Host>) -> Memory {
    caller.get_export("cm32p2_memory").and_then(Extern::into_memory).expect("a memory")
}

/// Gives the guest a text, through its allocator, as hosts do.
fn give(caller: &mut Caller<'_, Host>, text: &str, at: u32) {
    let realloc = caller.get_export("cm32p2_realloc").and_then(Extern::into_func).expect("an allocator");
    let realloc = realloc.typed::<(u32, u32, u32, u32), u32>(&*caller).expect("its type");
    let place = realloc.call(&mut *caller, (0, 0, 1, text.len() as u32)).expect("memory");
    write(caller, place, text.as_bytes());
    write(caller, at, &place.to_le_bytes());
    write(caller, at + 4, &(text.len() as u32).to_le_bytes());
}

fn write(caller: &mut Caller<'_, Host>, at: u32, bytes: &[u8]) {
    memory(caller).write(&mut *caller, at as usize, bytes).expect("inside the memory");
}

fn dialect(mut caller: Caller<'_, Host>, at: u32) {
    let (case, name) = caller.data().dialect.clone();
    write(&mut caller, at, &[case]);
    if case == OTHER {
        give(&mut caller, &name, at + 4);
    }
}

fn execute(mut caller: Caller<'_, Host>, start: u32, length: u32, values: u32, count: u32, at: u32) {
    assert_eq!((values % 8, count, at % 8), (0, 0, 0), "no parameters, and everything aligned");
    let mut text = vec![0; length as usize];
    memory(&caller).read(&caller, start as usize, &mut text).expect("inside the memory");
    let text = String::from_utf8(text).expect("UTF-8");
    let number = caller.data().executed.len();
    caller.data_mut().executed.push(text.clone());
    match caller.data().failure.clone() {
        Some((failing, message)) if failing == number => {
            // What was there before must not shine through.
            write(&mut caller, at, &[0xaa; 88]);
            write(&mut caller, at, &[1]);
            let error = at + 8;
            write(&mut caller, error, &[0]);
            give(&mut caller, "SQLITE_ERROR", error + 4);
            give(&mut caller, &message, error + 12);
            write(&mut caller, error + 20, &[0]);
            write(&mut caller, error + 32, &[0]);
            write(&mut caller, error + 44, &[1]);
            write(&mut caller, error + 48, &7u32.to_le_bytes());
            write(&mut caller, error + 52, &[1]);
            give(&mut caller, &text, error + 56);
            write(&mut caller, error + 64, &[0]);
        }
        _ => {
            write(&mut caller, at, &[0]);
            write(&mut caller, at + 8, &1u64.to_le_bytes());
        }
    }
}
