(module
  {{memory}}
  {{downgrade}}
  {{describe}}
  ;; And then it says something else.
  (data (i32.const 92) "\20\00\00\00\01\00\00\00")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (call $done)))
