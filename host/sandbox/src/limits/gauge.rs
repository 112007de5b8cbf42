use super::{Limits, Stop};
use crate::Error;
use wasmtime::ResourceLimiter;

/// Counts memory and table elements over the whole store: wasmtime's own limiter looks at each alone.
pub(crate) struct Gauge {
    limits: Limits,
    memory: usize,
    elements: usize,
    // What the last request was granted, to take it back where the operating system then refuses.
    granted: usize,
    /// The most memory there was at a time.
    pub(crate) peak: usize,
    /// The limit that was passed.
    pub(crate) breach: Option<Error>,
}

impl Gauge {
    pub(crate) fn new(limits: &Limits) -> Self {
        Gauge { limits: limits.clone(), memory: 0, elements: 0, granted: 0, peak: 0, breach: None }
    }

    fn stop(&mut self, text: String) -> wasmtime::Error {
        self.breach.get_or_insert(Error::Limit(text));
        Stop.into()
    }
}

impl ResourceLimiter for Gauge {
    fn memory_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        // Past its own maximum a memory doesn't grow, and the guest is told: that is no matter of limits.
        if maximum.is_some_and(|maximum| desired > maximum) {
            self.granted = 0;
            return Ok(false);
        }
        let grown = desired.saturating_sub(current);
        let total = self.memory.saturating_add(grown);
        if total > self.limits.memory {
            return Err(self.stop(format!(
                "the migration asked for {total} bytes of memory in all, {} are allowed; raise the limit `memory` \
                 if it needs them",
                self.limits.memory
            )));
        }
        self.memory = total;
        self.granted = grown;
        self.peak = self.peak.max(total);
        Ok(true)
    }

    fn memory_grow_failed(&mut self, error: wasmtime::Error) -> wasmtime::Result<()> {
        self.memory = self.memory.saturating_sub(std::mem::take(&mut self.granted));
        tracing::debug!("a guest's memory could not grow: {error:#}");
        Ok(())
    }

    fn table_growing(&mut self, current: usize, desired: usize, maximum: Option<usize>) -> wasmtime::Result<bool> {
        if maximum.is_some_and(|maximum| desired > maximum) {
            return Ok(false);
        }
        let total = self.elements.saturating_add(desired.saturating_sub(current));
        if total > self.limits.table_elements {
            return Err(self.stop(format!(
                "the migration asked for {total} table elements in all, {} are allowed; raise the limit \
                 `table_elements` if it needs them",
                self.limits.table_elements
            )));
        }
        self.elements = total;
        Ok(true)
    }

    fn instances(&self) -> usize {
        self.limits.instances
    }

    fn tables(&self) -> usize {
        self.limits.tables
    }

    fn memories(&self) -> usize {
        self.limits.memories
    }
}
