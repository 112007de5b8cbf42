//! `completions` and `man`.

use mighost_tests::Project;
use serde_json::json;

#[test]
fn every_shell_gets_its_completions() {
    let project = Project::bare();
    for (shell, says) in [
        ("bash", "complete -F _mighost"),
        ("zsh", "#compdef mighost"),
        ("fish", "complete -c mighost"),
        ("powershell", "Register-ArgumentCompleter"),
        ("elvish", "edit:completion:arg-completer[mighost]"),
    ] {
        project.run(["completions", shell]).ok().prints(&[says, "merge", "depends-on"]);
        let object = project.json(["completions", shell]);
        assert_eq!(object["shell"], shell);
        assert!(object["script"].as_str().unwrap().contains(says));
    }
    project.run(["completions", "tcsh"]).exits(2).has_one_message().says(&["tcsh", "bash"]);
    assert_eq!(project.files(), []);
}

#[test]
fn the_manual_has_a_page_a_command() {
    let project = Project::bare();
    project.run(["man"]).ok().prints(&[".TH mighost 1", "mighost\\-merge(1)"]);
    assert!(project.json(["man"])["page"].as_str().unwrap().contains(".TH mighost 1"));
    assert_eq!(project.files(), []);
    project.run(["man", "share/man1"]).ok().prints(&["pages into share/man1"]);
    let files = project.json(["man", "share/man1"])["files"].clone();
    let files: Vec<&str> = files.as_array().unwrap().iter().map(|file| file.as_str().unwrap()).collect();
    assert!(files.contains(&"share/man1/mighost.1") && files.contains(&"share/man1/mighost-new.1"), "{files:?}");
    assert_eq!(files.len(), project.files().len());
    for file in &files {
        let page = String::from_utf8(project.read(file)).unwrap();
        assert!(page.contains(".TH mighost") && page.contains("Example"), "{file}: {page}");
    }
    // The folder of pages isn't the folder of migrations.
    let before = project.files();
    project.run(["--dir", "elsewhere", "man"]).ok().prints(&[".TH mighost 1"]);
    assert!(before == project.files());
    project.write("file", "");
    assert_eq!(project.run(["--json", "man", "file/man1"]).exits(1).object()["error"]["kind"], json!("io"));
}
