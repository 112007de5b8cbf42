//! `templates`: what `new --template` takes.

use super::DONE;
use crate::config::Config;
use crate::create::{self, Template};
use crate::output::{DIM, ID, Output, paint};
use mighost::Error;
use serde_json::json;

pub fn templates(config: &Config, output: &Output) -> Result<u8, Error> {
    let templates = create::templates(&config.dir, &config.authoring)?;
    let folder = create::template_folder(&config.dir, &config.authoring);
    let object = |template: &Template| {
        json!({
            "name": template.name, "lang": template.lang.name(), "file": template.path.as_ref().map(|path| path.display().to_string()),
            "description": template.description(),
        })
    };
    output.object(
        &json!({ "templates": templates.iter().map(object).collect::<Vec<_>>(), "dir": folder.display().to_string() }),
    );
    let width = templates.iter().map(|template| template.name.chars().count()).max().unwrap_or_default();
    for template in &templates {
        let name = format!("{:width$}", template.name);
        let origin = template.path.as_ref().map_or_else(|| "built in".to_owned(), |path| path.display().to_string());
        let line = format!("{}  {}  {}", paint(ID, name), template.description(), paint(DIM, format!("({origin})")));
        output.answer(line);
    }
    output.line(paint(DIM, format!("your own go into {}", folder.display())));
    Ok(DONE)
}
