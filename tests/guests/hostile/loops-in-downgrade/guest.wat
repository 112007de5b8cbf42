(module
  {{memory}}
  {{describe}}
  (func (export "mighost:migration/revision@0.1.0#downgrade") (result i32) (loop $ever (br $ever)) (unreachable))
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $done)))
