//! The project's own chores: `cargo xtask COMMAND`.

mod bench;
mod build;
mod demo;
mod deny;
mod fuzz;
mod guests;
mod languages;
mod lint;
mod servers;
mod setup;
mod shell;
mod test;

use shell::Failure;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  demo     build everything, run the NOW LMS chain on a new demo.db, say what to try next
  test     everything that is tested, from nothing; arguments go to `cargo test`
  lint     formatting and clippy, warnings are errors
  deny     the licences, sources and advisories of everything that is depended on
  fuzz     the readers of foreign bytes, on more than a million inputs; or [TARGET] [--runs N] [--seconds N]
  guests   build the `mighost` command and every guest that the tests run
  bench    measure, and write the table of docs/performance.md
  setup    get what is missing of the toolchain, and the servers that the tests start

Needed: Rust (rustup) and a C compiler. `test` also runs PostgreSQL, pgbouncer, MariaDB and a registry, and builds migrations with
Python, Node.js and Go: it installs what it may, else it says the one command to type. MIGHOST_TEST_POSTGRES_URL and MIGHOST_TEST_MYSQL_URL name servers to use instead.
";

fn main() -> ExitCode {
    if let Some(code) = fuzz::compiler() {
        return code;
    }
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    match run(&command, &rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: &str, rest: &[String]) -> Result<(), Failure> {
    if !["test", "bench", "fuzz"].contains(&command) && !rest.is_empty() {
        return Err(Failure::usage(format!("`{command}` takes no arguments, and there is `{}`", rest.join(" "))));
    }
    match command {
        "demo" => demo::run(),
        "test" => test::run(rest),
        "lint" => lint::run(),
        "deny" => deny::run().map(|_| ()),
        "fuzz" => fuzz::run(rest),
        "guests" => setup::run().and_then(|()| languages::setup()).and_then(|()| guests::run()),
        "bench" => bench::run(rest),
        "setup" => setup::run().and_then(|()| servers::run()).and_then(|()| languages::setup()),
        "" | "help" | "-h" | "--help" => {
            print!("{HELP}");
            Ok(())
        }
        other => Err(Failure::usage(format!("there is no `{other}`\n\n{HELP}"))),
    }
}
