(module
  (memory (export "memory") 200)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (unreachable))
  (func $done (result i32) (i32.const 160))
  {{describe}}
  {{downgrade}}
  (data (i32.const 1024) "all is well\1b[2J\1b[1;1H\0d\07\0a\0anothing to see here")
  (data (i32.const 192) "\01\00\00\00\06\00\00\00\00\04\00\00\00\4b\4c\00")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (i32.const 192)))
