(module
  {{import-execute}}
  {{memory}}
  {{execute}}
  {{describe-package}}
  {{downgrade}}
  (data (i32.const 512) "UPDATE acme_billing__own SET name = 'x'       ")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (loop $again
      (drop (call $execute (i32.const 512) (i32.const 44)))
      (br $again))
    (unreachable)))
