(module
  {{memory}}
  {{describe-package}}
  {{downgrade}}
  (func (local {{60000 times: i64 }}) (local.set 7 (i64.const 1)))
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $done)))
