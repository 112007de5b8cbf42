//! `package`: chains beside the application's own.

use super::{DONE, run};
use crate::args::{Package, PackageCommand};
use crate::config::Config;
use crate::output::{DIM, ID, Output, paint};
use mighost::{Direction, Error};
use serde_json::json;
use std::collections::BTreeSet;

pub fn package(args: &Package, config: &mut Config, output: &Output) -> Result<u8, Error> {
    match &args.command {
        PackageCommand::List => list(config, output),
        PackageCommand::Remove { package, run: options } => {
            let target = format!("{package}@base");
            run::run(&target, options, Direction::Down, config, output).map(|_| DONE)
        }
    }
}

fn list(config: &mut Config, output: &Output) -> Result<u8, Error> {
    let folders = config.packages()?;
    let trust = config.trusted()?;
    let mut names: BTreeSet<String> = folders.names().map(str::to_owned).collect();
    let installed = {
        let migrator = config.migrator()?;
        migrator.block_on(migrator.glance())??.known.state.packages
    };
    names.extend(installed.iter().filter(|name| !name.is_empty()).cloned());
    let mut packages = Vec::new();
    for name in &names {
        config.package(Some(name));
        let migrator = config.migrator()?;
        let known = migrator.block_on(migrator.glance())??.known;
        let pending = super::status::pending(&known).len();
        let trusted = trust.as_ref().is_some_and(|trust| trust.packages.contains_key(name));
        let rows: Vec<&String> = known.state.current.iter().collect();
        packages.push(json!({
            "package": name, "folder": folders.folder(name), "revisions": rows, "heads": known.graph.heads(),
            "pending": pending, "installed": installed.contains(name), "trusted": trusted,
        }));
        let at = match rows.as_slice() {
            [] => "not installed".to_owned(),
            rows => format!("at {}", rows.iter().map(|row| paint(ID, row)).collect::<Vec<_>>().join(", ")),
        };
        let mut notes = vec![at, format!("{pending} pending")];
        if !trusted {
            notes.push(format!("nobody is trusted with it: mighost trust add {name} --key FILE"));
        }
        let folder = folders.folder(name).map_or("no folder".to_owned(), |folder| folder.display().to_string());
        output.answer(format!("{name}  {}  {}", notes.join(", "), paint(DIM, folder)));
    }
    config.package(None);
    output.object(&json!({ "packages": packages }));
    if names.is_empty() {
        let folder = config.dir.join("packages");
        output.line(paint(DIM, format!("no packages; they go into {}/PUBLISHER/NAME", folder.display())));
    }
    Ok(DONE)
}
