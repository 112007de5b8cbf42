//! What a command did.

use serde_json::Value;
use std::process::ExitStatus;
use std::time::Duration;

/// A command that has ended.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// As it was typed.
    pub command: String,
    /// How it ended.
    pub status: ExitStatus,
    /// What it printed.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
    /// How long it took.
    pub took: Duration,
    /// The most memory that it, or a program that it started, had at a time, in bytes; 0 where nobody knows.
    pub memory: u64,
}

impl Outcome {
    /// Everything, for a message.
    pub fn whole(&self) -> String {
        format!(
            "$ {}\n{}\n--- standard output\n{}\n--- standard error\n{}",
            self.command, self.status, self.stdout, self.stderr
        )
    }

    /// The exit code; a signal is none and fails.
    pub fn code(&self) -> i32 {
        self.status.code().unwrap_or_else(|| panic!("it was killed\n{}", self.whole()))
    }

    /// It must have ended with 0.
    #[track_caller]
    pub fn ok(self) -> Outcome {
        self.exits(0)
    }

    /// It must have ended with this code.
    #[track_caller]
    pub fn exits(self, code: i32) -> Outcome {
        assert_eq!(self.status.code(), Some(code), "another exit code was expected\n{}", self.whole());
        self
    }

    /// It must have failed with 1 and one message on standard error, and no panic.
    #[track_caller]
    pub fn fails(self) -> Outcome {
        self.exits(1).has_one_message()
    }

    /// There must be exactly one error message, and nothing of a panic.
    #[track_caller]
    pub fn has_one_message(self) -> Outcome {
        let messages = self.stderr.lines().filter(|line| line.starts_with("error:")).count();
        assert_eq!(messages, 1, "one message was expected\n{}", self.whole());
        assert!(!self.stderr.contains("panicked"), "it panicked\n{}", self.whole());
        self
    }

    /// The complaint must contain all of these.
    #[track_caller]
    pub fn says(self, texts: &[&str]) -> Outcome {
        for text in texts {
            assert!(self.stderr.contains(text), "`{text}` was expected in the message\n{}", self.whole());
        }
        self
    }

    /// The output must contain all of these.
    #[track_caller]
    pub fn prints(self, texts: &[&str]) -> Outcome {
        for text in texts {
            assert!(self.stdout.contains(text), "`{text}` was expected in the output\n{}", self.whole());
        }
        self
    }

    /// The output as JSON: one object a line.
    #[track_caller]
    pub fn events(&self) -> Vec<Value> {
        let parse =
            |line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}\n{}", self.whole()));
        self.stdout.lines().map(parse).collect()
    }

    /// The output as JSON: its only object, or the last event.
    #[track_caller]
    pub fn object(&self) -> Value {
        self.events().pop().unwrap_or_else(|| panic!("there is no output\n{}", self.whole()))
    }
}
