//! `completions` and `man`: what a shell and a reader know of the command.

use super::DONE;
use crate::args::{Cli, Completions, Man};
use crate::output::Output;
use clap::CommandFactory;
use mighost::Error;
use serde_json::json;

pub fn completions(args: &Completions, output: &Output) -> Result<u8, Error> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "mighost", &mut script);
    let script = String::from_utf8_lossy(&script);
    output.object(&json!({ "shell": args.shell.to_string(), "script": script }));
    output.answer(script.trim_end());
    Ok(DONE)
}

pub fn man(args: &Man, output: &Output) -> Result<u8, Error> {
    let command = Cli::command().disable_help_subcommand(true);
    let Some(dir) = &args.dir else {
        let mut page = Vec::new();
        let io = |reason| Error::Io { what: "the manual page".into(), reason };
        clap_mangen::Man::new(command).render(&mut page).map_err(io)?;
        let page = String::from_utf8_lossy(&page);
        output.object(&json!({ "page": page }));
        output.answer(page.trim_end());
        return Ok(DONE);
    };
    let io = |reason| Error::Io { what: dir.display().to_string(), reason };
    std::fs::create_dir_all(dir).map_err(io)?;
    let mut names = Vec::new();
    pages(&command, "mighost", &mut names);
    let pages: Vec<_> = names.iter().map(|name| dir.join(format!("{name}.1")).display().to_string()).collect();
    clap_mangen::generate_to(command, dir).map_err(io)?;
    output.object(&json!({ "files": pages }));
    output.line(format!("wrote {} pages into {}", pages.len(), dir.display()));
    Ok(DONE)
}

/// The names of a command's page and of those of its own commands.
fn pages(command: &clap::Command, name: &str, names: &mut Vec<String>) {
    names.push(name.to_owned());
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        pages(sub, &format!("{name}-{}", sub.get_name()), names);
    }
}
