(module
  (import "wasi:clocks/monotonic-clock@0.2.0" "subscribe-duration" (func $in (param i64) (result i32)))
  (import "wasi:io/poll@0.2.0" "[method]pollable.block" (func $block (param i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $block (call $in (i64.const 3600000000000)))
    (call $done)))
