(module
  {{memory}}
  {{downgrade}}
  {{describe}}
  ;; And then it says something else.
  (data (i32.const 64) "\01\00\00\00\28\00\00\00\0c\00\00\00")
  (data (i32.const 40) "acme/billing")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (call $done)))
