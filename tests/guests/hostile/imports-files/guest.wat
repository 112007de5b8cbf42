(module
  (import "wasi:filesystem/preopens@0.2.0" "get-directories" (func $directories (param i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $directories (i32.const 256))
    (call $done)))
