(module
  {{memory}}
  {{downgrade}}
  (data (i32.const 76) "\00\00\00\70\00\00\00\7f")
  (func (export "mighost:migration/revision@0.1.0#describe") (result i32) (i32.const 64))
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (call $done)))
