(module
  (memory (export "memory") 1000)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (unreachable))
  (func $done (result i32) (i32.const 160))
  {{describe}}
  {{downgrade}}
  ;; An `err`, of the case `other`.
  (data (i32.const 192) "\01\00\00\00\06\00\00\00\00\04\00\00\00\87\93\03")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (i32.const 192)))
