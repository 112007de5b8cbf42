(module
  (import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "and another line, and")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (loop $again
      (call $log (i32.const 1) (i32.const 512) (i32.const 21))
      (br $again))
    (unreachable)))
