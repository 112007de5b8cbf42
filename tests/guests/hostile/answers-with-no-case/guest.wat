(module
  {{memory}}
  {{describe}}
  {{downgrade}}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (call $fail (i32.const 77) (i32.const 16) (i32.const 1))))
