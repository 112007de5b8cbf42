//! The page of all languages: its example is the same in each, and does the same.

use crate::artifacts::tools_beside;
use mighost_tests::{Project, Site, binary, languages};
use serde_json::json;

/// The example in a language, as the page has it.
fn example(heading: &str) -> String {
    let page = std::fs::read_to_string(binary::workspace().join("docs/languages.md")).unwrap();
    let section = page.split_once(&format!("\n### {heading}\n")).unwrap_or_else(|| panic!("no {heading}")).1;
    let code = section.split_once("```").unwrap().1.split_once('\n').unwrap().1;
    code.split_once("```").unwrap().0.to_owned()
}

fn themes(heading: &str, write: impl FnOnce(&Project, &str)) {
    let site = Site::new(mighost_tests::Kind::Sqlite)
        .with(|project| project.with_tools().with_variable("CARGO_TARGET_DIR", languages::scratch("rust")));
    let people = "CREATE TABLE people (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(200) NOT NULL);\n\
                  INSERT INTO people (id, name) VALUES (1, 'Ada'), (2, 'Grace'), (3, 'Edsger');";
    site.revision("20260301_090000", "", people, "DROP TABLE people;");
    write(&site, &example(heading));
    site.run(["build"]).ok();
    site.run(["upgrade"]).ok();
    assert_eq!(site.sql("SELECT theme FROM people ORDER BY id"), ["dark", "light", "light"], "{heading}");
    site.run(["downgrade", "-1"]).ok();
    assert_eq!(site.sql("SELECT count(*) FROM pragma_table_info('people')"), ["2"], "{heading}");
    let row = &site.json(["history"])["steps"][1];
    assert_eq!((&row["revision"], &row["direction"]), (&json!("20260302_090000"), &json!("upgrade")), "{heading}");
    // A refusal, in words where the language has them.
    site.execute("INSERT INTO people (id, name) VALUES (4, '')");
    if heading != "SQL" {
        site.run(["upgrade"]).fails().says(&["1 people have no name; give them one first"]);
    }
}

const FILE: &str = "migrations/20260302_090000_theme";

#[test]
fn sql() {
    themes("SQL", |project, text| _ = project.write(format!("{FILE}.sql"), text));
}

#[test]
fn python() {
    themes("Python", |project, text| _ = project.write(format!("{FILE}.py"), text));
}

#[test]
fn typescript() {
    themes("TypeScript", |project, text| {
        tools_beside(project, "javascript");
        project.write(format!("{FILE}.ts"), text);
    });
}

#[test]
fn javascript() {
    themes("TypeScript", |project, text| {
        tools_beside(project, "javascript");
        project.write(format!("{FILE}.js"), text.replace(", type Revision", "").replace(": Revision", ""));
    });
}

/// What is a folder is made by `new`, and its code is replaced.
fn in_a_folder(project: &Project, lang: &str, text: &str) {
    let made = project.json(["new", "theme", "--id", "20260302_090000", "--lang", lang]);
    project.write(made["file"].as_str().unwrap(), text);
}

#[test]
fn rust() {
    themes("Rust", |project, text| in_a_folder(project, "rust", text));
}

#[test]
fn go() {
    themes("Go", |project, text| in_a_folder(project, "go", text));
}

#[test]
fn c() {
    themes("C", |project, text| in_a_folder(project, "c", text));
}
