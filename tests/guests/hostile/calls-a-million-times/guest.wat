(module
  (import "mighost:migration/report@0.1.0" "progress" (func $progress (param i64 i32 i64)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "a million calls later")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (local $n i64)
    (loop $again
      (call $progress (local.get $n) (i32.const 0) (i64.const 0))
      (local.set $n (i64.add (local.get $n) (i64.const 1)))
      (br_if $again (i64.lt_u (local.get $n) (i64.const 1000000))))
    (call $fail (i32.const 6) (i32.const 512) (i32.const 21))))
