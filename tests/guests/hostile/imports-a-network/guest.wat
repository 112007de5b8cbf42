(module
  (import "acme:net/socket@1.0.0" "connect" (func $connect (param i32 i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $connect (i32.const 16) (i32.const 1))
    (call $done)))
