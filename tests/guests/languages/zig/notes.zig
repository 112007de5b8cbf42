// A migration in a language that mighost has no SDK for, written by docs/wit.md alone: the canonical ABI by hand.
//
//     python -m ziglang build-exe notes.zig -target wasm32-freestanding -O ReleaseSmall -fno-entry -rdynamic -fstrip
//     mighost build notes.wasm

const std = @import("std");

const Text = extern struct {
    ptr: [*]const u8 = "",
    len: usize = 0,

    fn of(text: []const u8) Text {
        return .{ .ptr = text.ptr, .len = text.len };
    }
};
const List = extern struct { ptr: ?*const anyopaque = null, len: usize = 0 };
const OptionText = extern struct { some: bool = false, value: Text = .{} };

/// `record description`, in the order of its fields.
const Description = extern struct {
    package: OptionText = .{},
    id: Text,
    revises: List = .{},
    depends_on: List = .{},
    labels: List = .{},
    message: OptionText = .{},
    created: OptionText = .{},
    transaction: u8 = 0,
    has_downgrade: bool = true,
};

/// Where the host writes `result<u64, error>`: the case, then 8 bytes further, because of the number, the number or the
/// error, which has 76 bytes.
const Counted = extern struct { failed: bool = false, payload: [76]u8 align(8) = undefined };

/// What `upgrade` gives: `result<_, error>`, in which the error begins at 4.
const Outcome = extern struct { failed: bool = false, err: [76]u8 align(4) = undefined };

extern "mighost:migration/sql@0.1.0" fn execute(
    statement: [*]const u8,
    statement_len: usize,
    parameters: usize,
    parameters_len: usize,
    answer: *Counted,
) void;
extern "mighost:migration/report@0.1.0" fn log(level: u32, message: [*]const u8, len: usize) void;

/// What Zig does where it can't go on: it says why, and ends the step with a trap. Only -O ReleaseSafe looks for overflows and the
/// like; @panic comes here always.
pub const panic = std.debug.FullPanic(panicked);
fn panicked(message: []const u8, _: ?usize) noreturn {
    log(1, message.ptr, message.len);
    @trap();
}

/// The host asks for memory for its answers. A step is short: memory is taken, and never given back.
export fn cabi_realloc(old: usize, old_size: usize, alignment: usize, size: usize) usize {
    _ = old;
    _ = old_size;
    const at = (taken + alignment - 1) & ~(alignment - 1);
    taken = at + size;
    if (taken > memory.len) @panic("no memory left");
    return @intFromPtr(&memory) + at;
}
var memory: [64 * 1024]u8 align(16) = undefined;
var taken: usize = 0;

const description: Description = .{ .id = Text.of("notes"), .message = .{ .some = true, .value = Text.of("A table made from Zig") } };
var outcome: Outcome = .{};

fn run(statement: []const u8) *const Outcome {
    var answer: Counted = .{};
    execute(statement.ptr, statement.len, 0, 0, &answer);
    outcome.failed = answer.failed;
    // An error of the host's is handed on as it is.
    if (answer.failed) outcome.err = answer.payload;
    return &outcome;
}

fn describe() callconv(.c) *const Description {
    return &description;
}

fn upgrade() callconv(.c) *const Outcome {
    const message = "making the table notes";
    log(1, message, message.len);
    return run("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)");
}

fn downgrade() callconv(.c) *const Outcome {
    return run("DROP TABLE notes");
}

comptime {
    @export(&describe, .{ .name = "mighost:migration/revision@0.1.0#describe" });
    @export(&upgrade, .{ .name = "mighost:migration/revision@0.1.0#upgrade" });
    @export(&downgrade, .{ .name = "mighost:migration/revision@0.1.0#downgrade" });
}
