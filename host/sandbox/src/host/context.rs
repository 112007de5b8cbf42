use super::State;
use crate::bindings::context::{Host, SqlDialect, StepDirection};
use crate::convert::Across;
use crate::limits::Work;
use crate::{Direction, StepContext};

impl State {
    fn step(&mut self, name: &'static str) -> wasmtime::Result<&StepContext> {
        self.begin(name, Work::Look)?;
        self.meter.end();
        Ok(self.session.context())
    }
}

impl Host for State {
    fn dialect(&mut self) -> wasmtime::Result<SqlDialect> {
        Ok(self.step("context.dialect")?.dialect.across())
    }

    fn server_version(&mut self) -> wasmtime::Result<String> {
        Ok(self.step("context.server-version")?.server_version.clone())
    }

    fn revision(&mut self) -> wasmtime::Result<String> {
        Ok(self.step("context.revision")?.revision.clone())
    }

    fn package(&mut self) -> wasmtime::Result<Option<String>> {
        Ok(self.step("context.package")?.package.clone())
    }

    fn direction(&mut self) -> wasmtime::Result<StepDirection> {
        Ok(match self.step("context.direction")?.direction {
            Direction::Up => StepDirection::Up,
            Direction::Down => StepDirection::Down,
        })
    }

    fn argument(&mut self, key: String) -> wasmtime::Result<Option<String>> {
        let arguments = &self.step("context.argument")?.arguments;
        Ok(arguments.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value.clone()))
    }

    fn arguments(&mut self) -> wasmtime::Result<Vec<(String, String)>> {
        Ok(self.step("context.arguments")?.arguments.clone())
    }
}
