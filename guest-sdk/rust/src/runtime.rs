//! What stands under a migration: its memory, and what becomes of a panic.

#[cfg(all(target_family = "wasm", feature = "allocator"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

/// Runs something with a value that is never freed.
///
/// An instance lives for one step and its memory goes with it; the code that would take a definition apart, piece
/// by piece, is a tenth of a small artifact. Rows of data, which may be many, are freed.
#[inline]
pub(crate) fn keep<T, R>(value: T, run: impl FnOnce(&T) -> R) -> R {
    let value = core::mem::ManuallyDrop::new(value);
    run(&value)
}

/// Makes a panic write its message and place to the log before it traps: a trap by itself tells neither.
pub fn prepare() {
    #[cfg(all(target_family = "wasm", feature = "panic-messages"))]
    std::panic::set_hook(Box::new(|info| {
        let mut line = String::from("panic: ");
        line.push_str(info.payload_as_str().unwrap_or("no message"));
        if let Some(location) = info.location() {
            line.push_str(" (");
            line.push_str(location.file());
            line.push(':');
            line.push_str(&location.line().to_string());
            line.push(')');
        }
        crate::report::info(&line);
    }));
}
