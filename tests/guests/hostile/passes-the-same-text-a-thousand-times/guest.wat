(module
  (import "mighost:migration/data@0.1.0" "insert" (func $insert (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
  (memory (export "memory") 64)
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32) (unreachable))
  (func $done (result i32) (i32.const 160))
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "people")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (local $at i32)
    (local.set $at (i32.const 65536))
    (loop $more
      (i32.store (local.get $at) (i32.const 131072))
      (i32.store offset=4 (local.get $at) (i32.const 1048576))
      (local.set $at (i32.add (local.get $at) (i32.const 8)))
      (br_if $more (i32.lt_u (local.get $at) (i32.const 73536))))
    (call $insert (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 512) (i32.const 6)
      (i32.const 65536) (i32.const 1000) (i32.const 0) (i32.const 0) (i32.const 256))
    (call $done)))
