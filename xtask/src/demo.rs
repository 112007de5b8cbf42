//! The demo: a real application's chain on a new database.

use crate::shell::{Failure, mighost, root, say, short, step};
use crate::{build, guests, setup};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds everything, migrates a new `demo.db` in the current folder and says what to try next.
pub fn run() -> Result<(), Failure> {
    setup::run()?;
    build::command()?;
    guests::now_lms()?;
    let database = PathBuf::from("demo.db");
    fresh(&database)?;
    let chain = root().join("migrations/now-lms");
    let mighost = mighost("debug");
    let prefix = ["--database", "sqlite:demo.db", "--dir"];

    say("upgrading a new demo.db: the schema of NOW LMS 1.1.1 in SQL, then its eleven revisions in Rust");
    step(Command::new(&mighost).args(prefix).arg(&chain).arg("upgrade"), None)?;
    say("the same once more: nothing is pending, so nothing is touched");
    step(Command::new(&mighost).args(prefix).arg(&chain).arg("upgrade"), None)?;

    let type_this = format!("{} --database sqlite:demo.db --dir {}", short(&mighost), short(&chain));
    let artifact = short(&chain.join("artifacts").join("20260119_121758_contact_information.wasm"));
    println!(
        "\nWhat happened: {} was created and twelve migrations ran on it, each a WebAssembly component in a sandbox and in a\n\
         transaction of its own. Those in Rust can ask for the schema and change it, and nothing else: `inspect` shows that.\n\
         \nTry next:\n\
         \n  alias m='{type_this}'\
         \n  m current           where the database is\
         \n  m history           the chain, and what ran when\
         \n  m downgrade -1      take the last step back\
         \n  m plan              what an upgrade would run now\
         \n  m upgrade           run it\
         \n  m downgrade base    take everything back: no table of the application is left\
         \n  m inspect {artifact}",
        database.display()
    );
    Ok(())
}

/// Takes an old demo away.
fn fresh(database: &Path) -> Result<(), Failure> {
    for ending in ["", "-journal", "-wal", "-shm"] {
        let path = format!("{}{ending}", database.display());
        match std::fs::remove_file(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => {
                return Err(Failure::new(
                    format!("{path} can't be removed: {error}"),
                    format!("rm -f {path}; cargo xtask demo"),
                ));
            }
        }
    }
    Ok(())
}
