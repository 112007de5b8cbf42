(module
  (import "mighost:migration/context@0.1.0" "server-version" (func $version (param i32)))
  (memory (export "memory") 2)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (i32.const 2147483640))
  (func $done (result i32) (i32.const 160))
  {{describe}}
  {{downgrade}}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $version (i32.const 256))
    (call $done)))
