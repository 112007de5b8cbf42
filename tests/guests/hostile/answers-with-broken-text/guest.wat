(module
  {{memory}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "\ff\fe\fd")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (call $fail (i32.const 6) (i32.const 512) (i32.const 3))))
