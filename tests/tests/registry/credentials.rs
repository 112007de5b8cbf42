//! Who asks: the environment, docker's configuration, its helpers.

use super::support::Scene;
use mighost_test_servers::Registry;
use std::os::unix::fs::PermissionsExt;
use std::process::Command;

/// A registry that wants to know who asks; the publisher has released.
fn scene() -> Scene {
    let scene = Scene::with(Registry::start_with_login());
    scene.release();
    scene
}

fn push(scene: &Scene) -> Command {
    scene.publisher.command(["push", &scene.place("acme/billing:1")])
}

/// Runs a push that was prepared: its exit code, its output and its complaint.
fn run(mut command: Command) -> (Option<i32>, String) {
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    (output.status.code(), text)
}

#[test]
fn without_credentials_one_is_told_where_they_come_from() {
    let scene = scene();
    let (code, text) = run(push(&scene));
    assert_eq!(code, Some(1), "{text}");
    for says in ["doesn't let you push to acme/billing without credentials", "docker login", "MIGHOST_REGISTRY_USER"] {
        assert!(text.contains(says), "{text}");
    }
}

#[test]
fn the_environment_says_who_asks() {
    let scene = scene();
    let (user, password) = Registry::user();
    let mut command = push(&scene);
    command.env("MIGHOST_REGISTRY_USER", user).env("MIGHOST_REGISTRY_PASSWORD", password);
    let (code, text) = run(command);
    assert_eq!(code, Some(0), "{text}");
    let mut command = scene.operator.command(["pull", &scene.place("acme/billing:1")]);
    command.env("MIGHOST_REGISTRY_USER", user).env("MIGHOST_REGISTRY_PASSWORD", password);
    let (code, text) = run(command);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn a_wrong_password_is_said_to_be_one_and_not_shown() {
    let scene = scene();
    let mut command = push(&scene);
    command.env("MIGHOST_REGISTRY_USER", "ada").env("MIGHOST_REGISTRY_PASSWORD", "s3cret-and-wrong");
    let (code, text) = run(command);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("as ada (from MIGHOST_REGISTRY_USER)") && text.contains("check the password"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
    // For another registry it isn't sent at all.
    let mut command = push(&scene);
    command.env("MIGHOST_REGISTRY_USER", "ada").env("MIGHOST_REGISTRY_PASSWORD", "s3cret-and-wrong");
    command.env("MIGHOST_REGISTRY_HOST", "ghcr.io");
    let (_, text) = run(command);
    assert!(text.contains("without credentials"), "{text}");
}

#[test]
fn dockers_configuration_says_who_asks() {
    let scene = scene();
    let (user, password) = Registry::user();
    let config = |password: &str| {
        serde_json::json!({ "auths": { scene.registry.host(): { "username": user, "password": password } } })
            .to_string()
    };
    scene.publisher.write("home/.docker/config.json", config(password));
    let (code, text) = run(push(&scene));
    assert_eq!(code, Some(0), "{text}");
    // One that is named beats it, and is named in the message.
    scene.publisher.write("other/config.json", config("s3cret-and-wrong"));
    let mut command = push(&scene);
    command.env("DOCKER_CONFIG", scene.publisher.path("other"));
    let (code, text) = run(command);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("as ada") && text.contains("other/config.json") && !text.contains("s3cret"), "{text}");
    scene.publisher.write("other/config.json", "{ this is no JSON: s3cret");
    let mut command = push(&scene);
    command.env("DOCKER_CONFIG", scene.publisher.path("other"));
    let (code, text) = run(command);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("config.json can't be read") && !text.contains("s3cret"), "{text}");
}

#[test]
fn a_credential_helper_says_who_asks() {
    let scene = scene();
    let (user, password) = Registry::user();
    let config = serde_json::json!({ "credHelpers": { scene.registry.host(): "test" } });
    scene.publisher.write("home/.docker/config.json", config.to_string());
    let helper = |script: String| {
        let path = scene.publisher.write("bin/docker-credential-test", script);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut command = push(&scene);
        let path = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{}:{path}", scene.publisher.path("bin").display()));
        run(command)
    };
    let answer = serde_json::json!({ "ServerURL": "", "Username": user, "Secret": password });
    let (code, text) = helper(format!("#!/bin/sh\ncat >/dev/null\necho '{answer}'\n"));
    assert_eq!(code, Some(0), "{text}");
    let (code, text) = helper("#!/bin/sh\ncat >/dev/null\necho s3cret; echo s3cret >&2\nexit 1\n".to_owned());
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("docker-credential-test") && text.contains("failed") && !text.contains("s3cret"), "{text}");
    let (_, text) =
        helper("#!/bin/sh\ncat >/dev/null\necho 'credentials not found in native keychain'\nexit 1\n".into());
    assert!(text.contains("without credentials"), "{text}");
    std::fs::remove_file(scene.publisher.path("bin/docker-credential-test")).unwrap();
    let (_, text) = run(push(&scene));
    assert!(text.contains("can't be run"), "{text}");
}
