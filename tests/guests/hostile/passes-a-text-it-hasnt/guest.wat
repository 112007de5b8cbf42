(module
  (import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $log (i32.const 1) (i32.const 0) (i32.const 1073741824))
    (call $done)))
