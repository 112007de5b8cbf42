//! Ids, file names, and the time zone of times.

use super::{file, refused, text};
use mighost_tests::Project;

fn with(settings: &str) -> Project {
    let project = Project::new();
    project.write("mighost.toml", settings);
    project
}

#[test]
fn a_file_is_called_as_the_settings_say() {
    let project = with(
        "file-template = \"{{ year }}-{{ month }}-{{ day }}T{{ hour }}{{ minute }}{{ second }}-{{ epoch }}-{{ slug }}\"\n",
    );
    let made = project.json(["new", "Create people!", "--id", "1"]);
    let name = file(&made).strip_prefix("migrations/").unwrap();
    // The digits of a time stand for those of another one.
    let shape: String = name.chars().map(|c| if c.is_ascii_digit() { '9' } else { c }).collect();
    assert_eq!(shape, "9999-99-99T999999-9999999999-create_people.sql");
    project.run(["upgrade"]).ok();
    let project = with("file-template = \"{{ message | upper }} {{ revision }}\"\n");
    assert_eq!(file(&project.json(["new", "add email", "--id", "1"])), "migrations/ADD EMAIL 1.sql");
}

#[test]
fn a_slug_is_cut_behind_a_word() {
    let project = with("slug-length = 12\n");
    let made = project.json(["new", "Create people and more", "--id", "1"]);
    assert_eq!(file(&made), "migrations/1_create.sql");
    let project = Project::new();
    let made = project.json(["new", "the quick brown fox jumps over the lazy dog", "--id", "1"]);
    assert_eq!(file(&made), "migrations/1_the_quick_brown_fox_jumps_over_the_lazy.sql");
    // Nothing is left of the message, and nothing of what stood before it.
    assert_eq!(file(&project.json(["new", "💾", "--id", "2"])), "migrations/2.sql");
}

#[test]
fn names_that_cant_be_are_refused() {
    for (template, says) in [
        ("{{ year }}/{{ slug }}", &["makes `", "it contains '/'"][..]),
        (".{{ slug }}", &["hidden"]),
        ("", &["it is empty"]),
        ("{{ slgu }}", &["mighost.toml: `file-template`:1:", "`slgu` is not defined", "revision, slug"]),
        ("{{ slug", &["mighost.toml: `file-template`"]),
    ] {
        let project = with(&format!("file-template = '{template}'\n"));
        refused(&project, &["new", "people"], 2, says).says(&["file-template"]);
    }
    let project = with("file-template = '{{ slug }}'\n");
    project.run(["new", "people"]).ok();
    refused(
        &project,
        &["new", "people"],
        2,
        &["migrations/people.sql exists already", "another message", "{{revision}}"],
    );
    // An artifact is called like its source, so neither may be two sources.
    refused(&project, &["new", "people", "--lang", "rust"], 2, &["migrations/people.sql exists already"]);
    std::fs::create_dir_all(project.path("migrations/more")).unwrap();
    refused(&project, &["new", "more"], 2, &["migrations/more exists already"]);
    project.revision("1", "", "SELECT 1;", "");
    project.write("migrations/artifacts/built.wasm", mighost_tests::guest::named("traps"));
    let built = ["new", "built", "--head", "2"];
    refused(&project, &built, 2, &["migrations/artifacts/built.wasm exists already"]);
    let long = "x".repeat(255);
    refused(&Project::new(), &["new", "people", "--id", &long], 2, &["bytes", "another id"]);
}

#[test]
fn ids_are_made_as_the_settings_say() {
    let ids = |setting: &str| {
        let project = with(&format!("id = \"{setting}\"\n"));
        let made: Vec<String> =
            ["a", "b", "c"].map(|message| project.json(["new", message])["id"].as_str().unwrap().to_owned()).into();
        project.run(["upgrade"]).ok();
        (project, made)
    };
    let (project, made) = ids("sequence");
    assert_eq!(made, ["0001", "0002", "0003"]);
    project.run(["new", "far", "--id", "0041"]).ok();
    project.run(["new", "word", "--id", "release"]).ok();
    assert_eq!(project.json(["new", "next"])["id"], "0042");
    // A file that was made for an id and says another one.
    project.write("migrations/0043_people.sql", "-- revision: other\n-- revises: 0042\n-- upgrade\nSELECT 1;\n");
    assert_eq!(project.json(["new", "next"])["id"], "0044");
    let (_, made) = ids("hex");
    assert!(made.iter().all(|id| id.len() == 12 && id.bytes().all(|b| b.is_ascii_hexdigit())), "{made:?}");
    let (_, made) = ids("epoch");
    let seconds: Vec<i64> = made.iter().map(|id| id.parse().unwrap()).collect();
    assert!(seconds[0] > 1_700_000_000 && seconds[0] < seconds[1] && seconds[1] < seconds[2], "{made:?}");
    let (_, made) = ids("time");
    assert!(made.iter().all(|id| id.len() == 15 && id.as_bytes()[8] == b'_'), "{made:?}");
    refused(&with("id = \"uuid\"\n"), &["new", "n"], 2, &["mighost.toml:1", "uuid", "`time`", "`sequence`"]);
}

#[test]
fn what_init_writes_as_comments_are_settings() {
    let project = Project::bare();
    project.run(["init"]).ok();
    let written = text(&project, "mighost.toml");
    let all: String = written
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.contains(" = ") || setting.starts_with("[[") => format!("{setting}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    for setting in ["\nid = ", "\ntimezone = ", "\nfile-template = ", "\nslug-length = ", "\n[[hooks]]\n"] {
        assert!(all.contains(setting), "{all}");
    }
    project.write("mighost.toml", all);
    project.run(["history"]).ok();
}

#[test]
fn times_are_in_the_projects_time_zone() {
    let created = |project: &Project| {
        let made = project.json(["new", "people"]);
        let content = text(project, file(&made));
        let line = content.lines().find(|line| line.starts_with("-- created: ")).unwrap();
        (made["id"].as_str().unwrap().to_owned(), line.strip_prefix("-- created: ").unwrap().to_owned())
    };
    let (_, utc) = created(&Project::new());
    assert!(utc.len() == 20 && utc.ends_with('Z'), "{utc}");
    // No summer time there: the offset is the same all year.
    let project =
        with("timezone = \"Asia/Kathmandu\"\nfile-template = \"{{ revision }} {{ year }}{{ month }}{{ day }}\"\n");
    let (id, local) = created(&project);
    assert!(local.ends_with("+05:45"), "{local}");
    // The id, the name and the time say the same.
    assert_eq!(id, local[..19].replace(['-', ':'], "").replace('T', "_"));
    assert!(project.path(format!("migrations/{id} {}.sql", &id[..8])).exists());
    project.run(["upgrade"]).ok();
    let wrong = with("timezone = \"Europe/Berln\"\n");
    refused(&wrong, &["new", "n"], 2, &["mighost.toml", "`timezone`", "Europe/Berln", "Europe/Berlin"]);
    // What writes no time needs no zone.
    wrong.run(["history"]).ok();
}
