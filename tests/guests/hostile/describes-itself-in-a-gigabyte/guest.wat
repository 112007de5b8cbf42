(module
  (memory (export "memory") 200)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (unreachable))
  (func $done (result i32) (i32.const 160))
  {{downgrade}}
  (data (i32.const 16) "2")
  (data (i32.const 76) "\10\00\00\00\01\00\00\00")
  ;; The labels: a million at 65536.
  (data (i32.const 100) "\00\00\01\00\40\42\0f\00")
  (func (export "mighost:migration/revision@0.1.0#describe") (result i32)
    (local $at i32)
    (local.set $at (i32.const 65536))
    (loop $more
      (i32.store (local.get $at) (i32.const 4096))
      (i32.store offset=4 (local.get $at) (i32.const 1024))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $more (i32.lt_u (local.get $at) (i32.const 8065536))))
    (i32.const 64))
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (call $done)))
