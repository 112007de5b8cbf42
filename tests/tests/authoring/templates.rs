//! Templates: those that ship with the command, and a project's own.

use super::{file, refused, text};
use mighost_tests::Project;
use serde_json::{Value, json};

const TABLE: &str = "{# A table, by -x table=NAME #}
-- revision: {{ revision }}
{% if revises %}
-- revises: {{ revises | join(\", \") }}
{% endif %}
-- message: {{ message }}
-- created: {{ created }}
-- upgrade
CREATE TABLE {{ args.table }} (id INTEGER PRIMARY KEY, slug TEXT DEFAULT '{{ slug }}');
-- downgrade
DROP TABLE {{ args.table }};
";

fn with(name: &str, content: &str) -> Project {
    let project = Project::new();
    project.write(format!("migrations/.templates/{name}"), content);
    project
}

#[test]
fn the_list_has_the_built_in_ones_and_the_projects_own() {
    let project = with("table.sql.jinja", TABLE);
    project.write("migrations/.templates/notes.txt", "no template");
    let listed = project.json(["templates"]);
    assert_eq!(listed["dir"], "migrations/.templates");
    let templates = listed["templates"].as_array().unwrap();
    let names: Vec<&str> = templates.iter().map(|t| t["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["c", "go", "javascript", "merge", "python", "rust", "sql", "table", "typescript"]);
    assert_eq!(
        templates[7],
        json!({
            "name": "table", "lang": "sql", "file": "migrations/.templates/table.sql.jinja",
            "description": "A table, by -x table=NAME",
        })
    );
    assert_eq!((&templates[5]["lang"], &templates[5]["file"]), (&json!("rust"), &Value::Null));
    for alias in ["templates", "list-templates", "list_templates"] {
        project.run([alias]).ok().prints(&["table", "A table, by -x table=NAME", "built in", "your own go into"]);
    }
}

#[test]
fn a_projects_template_makes_a_migration_that_runs() {
    let project = with("table.sql.jinja", TABLE);
    project.run(["new", "first", "--id", "1"]).ok();
    let made = project.json(["new", "Add people!", "--id", "2", "--template", "table", "-x", "table=people"]);
    assert_eq!(made["template"], "table");
    let content = text(&project, file(&made));
    assert!(content.starts_with("-- revision: 2\n-- revises: 1\n-- message: Add people!\n-- created: "), "{content}");
    assert!(content.ends_with("DEFAULT 'add_people');\n-- downgrade\nDROP TABLE people;\n"), "{content}");
    project.run(["upgrade"]).ok();
    project.run(["downgrade", "base"]).ok();
}

#[test]
fn a_template_that_is_wrong_names_file_and_line_and_leaves_nothing() {
    let wrong = |from: &str, to: &str, says: &[&str]| {
        assert!(TABLE.contains(from));
        let project = with("table.sql.jinja", &TABLE.replace(from, to));
        let outcome = refused(&project, &["new", "n", "--template", "table", "-x", "table=t"], 1, says);
        assert!(outcome.stderr.contains("migrations/.templates/table.sql.jinja"), "{}", outcome.whole());
    };
    wrong("{{ created }}", "{{ craeted }}", &["table.sql.jinja:7:", "`craeted` is not defined", "created"]);
    wrong("{{ args.table }} (", "{{ args.tabel }} (", &["table.sql.jinja:9:", "args.tabel", "not defined"]);
    wrong("{% endif %}", "{% endfi %}", &["table.sql.jinja:5:", "endfi"]);
    wrong("{{ created }}", "{{ created | shout }}", &["table.sql.jinja:7:", "shout"]);
    wrong("{{ created }}", "{{ created", &["table.sql.jinja:9", "end of variable block"]);
    wrong("-- revision: {{ revision }}", "-- revision: 7", &["the id `7`", "`revision`"]);
    wrong("-- revision: {{ revision }}", "", &["makes no migration", "-- revision: ID"]);
    wrong("-- upgrade\n", "", &["makes no migration", "in what it makes, line 4: `CREATE TABLE t", "-- upgrade"]);
    let project = with("table.sql.jinja", TABLE);
    refused(&project, &["new", "n", "--template", "table"], 1, &["table.sql.jinja:9:", "args.table"]);
    project.run(["new", "n", "--id", "1"]).ok();
    project
        .write("migrations/.templates/table.sql.jinja", TABLE.replace("-- revises: {{ revises | join(\", \") }}", ""));
    refused(&project, &["new", "n", "--template", "table", "-x", "table=t"], 1, &["follows nothing instead of 1"]);
    project.write("migrations/.templates/table.sql.jinja", TABLE);
    let table = ["new", "n", "--template", "table", "-x", "table=t"];
    refused(&project, &[&table[..], &["--label", "l"]].concat(), 1, &["the label `l` isn't in it", "`labels`"]);
    refused(
        &project,
        &[&table[..], &["--depends-on", "1"]].concat(),
        1,
        &["dependency `1` isn't in it", "`depends_on`"],
    );
}

#[test]
fn a_template_called_like_a_built_in_one_replaces_it() {
    let project = with("sql.sql.jinja", &TABLE.replace("args.table", "args.table | default(\"t\")"));
    project.write("migrations/.templates/merge.sql.jinja", TABLE.replace("{{ args.table }}", "joined"));
    let made = project.json(["new", "n", "--id", "1"]);
    assert!(text(&project, file(&made)).contains("CREATE TABLE t "));
    project.run(["new", "x", "--id", "2", "--head", "base"]).ok();
    let made = project.json(["merge"]);
    assert!(text(&project, file(&made)).contains("CREATE TABLE joined "));
    let names = project.json(["templates"]);
    assert_eq!(names["templates"].as_array().unwrap().len(), 8);
    // And what isn't SQL replaces no SQL.
    let project = with("sql/Cargo.toml.jinja", "");
    project.write("migrations/.templates/sql/src/lib.rs.jinja", "");
    refused(&project, &["new", "n"], 1, &["migrations/.templates/sql", "built-in", "another name"]);
    project.run(["new", "n", "--lang", "rust"]).ok();
}

#[test]
fn the_folder_may_be_elsewhere() {
    let project = Project::new();
    project.write("conf/mighost.toml", "dir = \"../migrations\"\ntemplates = \"ours\"\n");
    let elsewhere = ["--config", "conf/mighost.toml", "new", "n", "--template", "table", "-x", "table=t"];
    refused(&project, &elsewhere, 2, &["conf/mighost.toml", "`templates`", "there is no folder conf/ours"]);
    project.write("conf/ours/table.sql.jinja", TABLE);
    project.run(elsewhere).ok();
}

#[test]
fn what_is_no_template_is_named() {
    /// It is listed as wrong, the others can be used, and who names it is told what is wrong.
    #[track_caller]
    fn wrong(project: &Project, says: &[&str]) {
        let listed = project.run(["templates"]).ok().prints(says).prints(&["\nwrong  ", "\nsql"]);
        assert!(listed.stdout.contains("migrations/.templates/table"), "{}", listed.whole());
        let wrong = &project.json(["templates"])["wrong"];
        assert_eq!((wrong.as_array().unwrap().len(), &wrong[0]["name"]), (1, &json!("table")));
        assert!(says.iter().all(|part| wrong[0]["error"].as_str().unwrap().contains(part)), "{wrong}");
        refused(project, &["new", "n", "--template", "table"], 1, says);
        project.run(["new", "n"]).ok();
    }
    let project = with("table.rb.jinja", "");
    wrong(&project, &["table.rb.jinja", "NAME.sql.jinja"]);
    let project = with("table/notes.jinja", "");
    wrong(&project, &["migrations/.templates/table", "needs Cargo.toml.jinja"]);
    let project = with("table/Cargo.toml.jinja", "");
    project.write("migrations/.templates/table/src/lib.rs.jinja", "");
    project.write("migrations/.templates/table.sql.jinja", TABLE);
    wrong(&project, &["two templates are called `table`", "table.sql.jinja"]);
}

#[test]
fn a_folder_is_a_template_in_rust() {
    let manifest = "[package]\nname = {{ crate_name | toml }}\nversion = \"0.1.0\"\n[lib]\ncrate-type = [\"cdylib\"]\n\
                    [dependencies]\nmighost-guest = { path = {{ sdk | toml }} }\n";
    let code = "{# Ours #}\nmigration! {\n    id: {{ revision | rust }},\n    revises: [{{ revises | map('rust') | join(', ') }}],\n    \
                upgrade: up,\n}\n";
    let project = with("ours/Cargo.toml.jinja", manifest);
    project.write("migrations/.templates/ours/src/lib.rs.jinja", code);
    project.write("migrations/.templates/ours/data/people.csv", b"\xff{{ kept }}");
    project.run(["new", "first", "--id", "0"]).ok();
    let made = project.json(["new", "n", "--id", "1", "--template", "ours"]);
    assert_eq!(file(&made), "migrations/1_n/src/lib.rs");
    assert!(text(&project, file(&made)).contains("id: \"1\",\n    revises: [\"0\"],"));
    assert!(text(&project, "migrations/1_n/Cargo.toml").contains("name = \"revision_1_n\""));
    assert_eq!(project.read("migrations/1_n/data/people.csv"), b"\xff{{ kept }}");
    assert!(project.path("migrations/1_n/../.mighost").is_dir());

    std::fs::remove_dir_all(project.path("migrations/1_n")).unwrap();
    let new = ["new", "n", "--id", "1", "--template", "ours"];
    for (file, content, says) in [
        ("src/lib.rs", code.replace("revision | rust", "'7' | rust"), "the id `7` instead of `1`"),
        ("src/lib.rs", code.replace("revises | map", "[] | map"), "follows nothing instead of 0"),
        ("src/lib.rs", "fn main() {}".to_owned(), "no `migration! { … }`"),
        ("src/lib.rs", code.replace("up,", "{{ up }},"), "`up` is not defined"),
        ("Cargo.toml", manifest.replace("cdylib", "rlib"), "cdylib"),
        ("Cargo.toml", manifest.replace("[lib]", "[lib"), "Cargo.toml"),
    ] {
        project.write("migrations/.templates/ours/Cargo.toml.jinja", manifest);
        project.write("migrations/.templates/ours/src/lib.rs.jinja", code);
        project.write(format!("migrations/.templates/ours/{file}.jinja"), content);
        refused(&project, &new, 1, &["migrations/.templates/ours", says]);
    }
}
