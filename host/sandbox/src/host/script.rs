use super::State;
use crate::bindings::script::Host;
use crate::compile::Script;

impl State {
    /// The script, without counting the call: it is a part of the migration, and `describe` needs it too.
    fn script(&self) -> wasmtime::Result<&Script> {
        // Only a program with a script is linked with these functions.
        self.script.as_deref().ok_or_else(|| wasmtime::format_err!("there is no script"))
    }
}

impl Host for State {
    fn name(&mut self) -> wasmtime::Result<String> {
        Ok(self.script()?.name.clone())
    }

    fn source(&mut self) -> wasmtime::Result<String> {
        Ok(self.script()?.source.clone())
    }
}
