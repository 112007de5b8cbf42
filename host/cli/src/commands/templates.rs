//! `templates`: what `new --template` takes.

use super::DONE;
use crate::config::Config;
use crate::create::{self, Template};
use crate::output::{BAD, DIM, ID, Output, paint};
use mighost::Error;
use serde_json::{Value, json};

pub fn templates(config: &Config, output: &Output) -> Result<u8, Error> {
    let (templates, broken) = create::templates(&config.dir, &config.authoring)?;
    let folder = create::template_folder(&config.dir, &config.authoring);
    let object = |template: &Template| {
        json!({
            "name": template.name, "lang": template.lang.name(), "file": template.path.as_ref().map(|path| path.display().to_string()),
            "description": template.description(),
        })
    };
    let wrong: Vec<Value> = broken
        .iter()
        .map(|broken| {
            let (file, error) = (broken.path.display().to_string(), broken.error.to_string());
            json!({ "name": broken.name, "file": file, "error": error })
        })
        .collect();
    output.object(&json!({
        "templates": templates.iter().map(object).collect::<Vec<_>>(), "wrong": wrong, "dir": folder.display().to_string(),
    }));
    let width = templates.iter().map(|template| template.name.chars().count()).max().unwrap_or_default();
    for template in &templates {
        let name = format!("{:width$}", template.name);
        let origin = template.path.as_ref().map_or_else(|| "built in".to_owned(), |path| path.display().to_string());
        let line = format!("{}  {}  {}", paint(ID, name), template.description(), paint(DIM, format!("({origin})")));
        output.answer(line);
    }
    for broken in &broken {
        output.answer(format!("{}  {}", paint(BAD, "wrong"), broken.error));
    }
    output.line(paint(DIM, format!("your own go into {}", folder.display())));
    Ok(DONE)
}
