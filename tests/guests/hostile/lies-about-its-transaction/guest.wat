(module
  {{memory}}
  {{downgrade}}
  {{describe}}
  ;; And then it says something else.
  (data (i32.const 132) "\01")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (call $done)))
