(module
  (memory (export "memory") 1000)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (unreachable))
  (func $done (result i32) (i32.const 160))
  {{describe}}
  {{downgrade}}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (loop $ever (memory.fill (i32.const 65536) (i32.const 1) (i32.const 65000000)) (br $ever))
    (unreachable)))
