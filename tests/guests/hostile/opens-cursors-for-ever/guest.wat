(module
  (import "mighost:migration/sql@0.1.0" "open-cursor" (func $open (param i32 i32 i32 i32 i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "SELECT 1")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (loop $again
      (call $open (i32.const 512) (i32.const 8) (i32.const 0) (i32.const 0) (i32.const 256))
      (br_if $again (i32.eqz (i32.load8_u (i32.const 256)))))
    (unreachable)))
