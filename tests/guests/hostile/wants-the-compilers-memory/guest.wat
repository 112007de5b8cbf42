(module
  {{memory}}
  {{describe-package}}
  {{downgrade}}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $done)))
