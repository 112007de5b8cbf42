(module
  {{memory}}
  {{describe-package}}
  {{downgrade}}
  (func (export "bomb") (param i32) (result i32)
    (local.get 0)
    {{2000000 times: (i32.mul (local.get 0)) }})
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $done)))
