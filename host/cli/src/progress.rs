//! Showing a run while it goes on.

use crate::output::{DIM, GOOD, ID, Output, WARN, direction, paint, took};
use indicatif::{ProgressBar, ProgressStyle};
use mighost::{Direction, Event, Observer, Report};
use serde_json::json;
use std::io::IsTerminal;
use std::sync::Mutex;
use std::time::Duration;

/// Prints each step as it ends, and a moving line on a terminal while it runs.
pub struct Progress {
    output: Output,
    terminal: bool,
    running: Mutex<Running>,
}

#[derive(Default)]
struct Running {
    bar: Option<ProgressBar>,
    message: String,
    number: usize,
    steps: usize,
}

impl Progress {
    /// Shows a run on this output.
    pub fn new(output: Output) -> Self {
        let terminal = std::io::stderr().is_terminal() && !output.json && !output.quiet;
        Progress { output, terminal, running: Mutex::default() }
    }

    fn running(&self) -> std::sync::MutexGuard<'_, Running> {
        // A poisoned lock guards nothing but a line on the screen.
        self.running.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn started(&self, number: usize, steps: usize, revision: &str, message: Option<&str>, way: Direction) {
        let mut running = self.running();
        running.message = message.unwrap_or_default().to_owned();
        running.number = number;
        running.steps = steps;
        if self.terminal {
            let bar = ProgressBar::new_spinner();
            bar.set_style(style("{spinner} {msg} {elapsed}"));
            bar.set_message(format!("[{number}/{steps}] {} {revision}  {}", direction(way), running.message));
            // Ten times a second looks alive and costs nothing.
            bar.enable_steady_tick(Duration::from_millis(100));
            running.bar = Some(bar);
        }
    }

    fn progress(&self, done: u64, total: Option<u64>) {
        let running = self.running();
        let Some(bar) = &running.bar else { return };
        match total {
            Some(total) => {
                bar.set_length(total);
                bar.set_style(style("{spinner} {msg} {bar:24} {pos}/{len} ({eta} left)"));
            }
            None => bar.set_style(style("{spinner} {msg} {pos} done {elapsed}")),
        }
        bar.set_position(done);
    }

    /// Prints a line above the moving one.
    fn above(&self, text: &str) {
        match &self.running().bar {
            Some(bar) => bar.suspend(|| self.output.line(text)),
            None => self.output.line(text),
        }
    }

    fn finished(&self, revision: &str, time: Duration, statements: &[String]) {
        let (bar, line) = {
            let mut running = self.running();
            // The widest number of this run, so that the ids stand below each other.
            let width = running.steps.to_string().len();
            let line = format!(
                "  {} {} {}  {}  {}",
                paint(GOOD, "✓"),
                paint(DIM, format!("{:>width$}/{}", running.number, running.steps)),
                paint(ID, revision),
                running.message,
                paint(DIM, took(time))
            );
            (running.bar.take(), line)
        };
        if let Some(bar) = bar {
            bar.finish_and_clear();
        }
        self.output.line(line);
        if self.output.verbose > 0 {
            for statement in statements {
                self.output.line(paint(DIM, format!("      {};", statement.replace('\n', "\n      "))));
            }
        }
    }

    /// Takes the moving line away, before an error is printed.
    pub fn clear(&self) {
        if let Some(bar) = self.running().bar.take() {
            bar.finish_and_clear();
        }
    }

    fn object(&self, event: &Event<'_>) {
        let value = match event {
            Event::Planned { steps, direction: way } => {
                json!({ "event": "planned", "direction": direction(*way), "steps": steps })
            }
            Event::StepStarted { number, steps, revision, message, direction: way, origin } => json!({
                "event": "step-started", "number": number, "steps": steps, "revision": revision, "message": message,
                "direction": direction(*way), "origin": origin.to_string(),
            }),
            Event::Reported { revision, report } => match report {
                Report::Debug(text) => log(revision, "debug", text),
                Report::Info(text) => log(revision, "info", text),
                Report::Warning(text) => log(revision, "warning", text),
                Report::Progress { done, total } => {
                    json!({ "event": "progress", "revision": revision, "done": done, "total": total })
                }
            },
            Event::StepFinished { revision, direction: way, took, statements } => json!({
                "event": "step-finished", "revision": revision, "direction": direction(*way),
                "duration_ms": took.as_secs_f64() * 1e3, "statements": statements,
            }),
            Event::ClosedWasi { revision, imports } => {
                json!({ "event": "closed-wasi", "revision": revision, "imports": imports })
            }
            Event::Unsigned { package } => json!({ "event": "unsigned", "package": package }),
            Event::Overtaken => json!({ "event": "overtaken" }),
            Event::NoLock => json!({ "event": "no-lock" }),
            Event::Resumed { revision, direction: way, undo, done, findings } => json!({
                "event": "resumed", "revision": revision, "direction": direction(*way), "undo": undo, "done": done,
                "findings": findings,
            }),
            Event::Retrying { revision, attempt, reason } => {
                json!({ "event": "retrying", "revision": revision, "attempt": attempt, "reason": reason })
            }
            _ => return,
        };
        self.output.object(&value);
    }
}

fn log(revision: &str, level: &str, text: &str) -> serde_json::Value {
    json!({ "event": "log", "revision": revision, "level": level, "text": text })
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_spinner())
}

impl Observer for Progress {
    fn event(&self, event: &Event<'_>) {
        if self.output.json {
            return self.object(event);
        }
        match event {
            Event::StepStarted { number, steps, revision, message, direction: way, .. } => {
                self.started(*number, *steps, revision, *message, *way);
            }
            Event::Reported { report: Report::Progress { done, total }, .. } => self.progress(*done, *total),
            Event::Reported { report: Report::Warning(text), .. } => {
                self.above(&format!("    {} {text}", paint(WARN, "warning:")));
            }
            Event::Reported { report: Report::Info(text), .. } => self.above(&format!("    {text}")),
            Event::Reported { report: Report::Debug(text), .. } if self.output.verbose > 0 => {
                self.above(&format!("    {}", paint(DIM, text)));
            }
            Event::StepFinished { revision, took, statements, .. } => self.finished(revision, *took, statements),
            Event::ClosedWasi { imports, .. } => self.above(&paint(
                DIM,
                format!("    it imports WASI, and there is nothing behind that: {}", imports.join(", ")),
            )),
            Event::Unsigned { package } => self.output.warn(format!(
                "nobody vouches for the migrations of {}: the trust file doesn't require signatures of it",
                if package.is_empty() { "the application's own chain" } else { package }
            )),
            Event::Overtaken => {
                self.clear();
                self.output.line(paint(DIM, "  another runner is at work; continuing from where it is"));
            }
            Event::NoLock => self.output.warn(
                "a pooler in front of the database shares sessions, so no lock can be kept; each step's own transaction \
                 keeps other runners out",
            ),
            Event::Resumed { revision, direction: way, undo, done, findings } => {
                let how = if *undo { "is taken back" } else { "goes on" };
                let calls = if *done == 1 { "change" } else { "changes" };
                self.output.line(format!(
                    "  {} the {} of {}, which was interrupted behind {done} {calls}, {how}",
                    paint(WARN, "!"),
                    direction(*way),
                    paint(ID, revision)
                ));
                for finding in *findings {
                    self.output.line(paint(DIM, format!("      {finding}")));
                }
            }
            Event::Retrying { revision, attempt, reason } => {
                self.above(&format!(
                    "    {} {revision}: {reason}; try {attempt} follows",
                    paint(WARN, "warning:")
                ));
            }
            _ => {}
        }
    }
}

/// Shares one progress between the run and whoever clears it.
pub struct Shared(pub std::sync::Arc<Progress>);

impl Observer for Shared {
    fn event(&self, event: &Event<'_>) {
        self.0.event(event);
    }
}
