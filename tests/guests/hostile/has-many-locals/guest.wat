(module
  {{memory}}
  {{describe-package}}
  {{downgrade}}
  {{20 times: (func (local {{49999 times: i64 }}) (local.set 7 (i64.const 1))) }}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $done)))
