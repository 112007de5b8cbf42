(module
  {{memory}}
  {{downgrade}}
  (data (i32.const 16) "2")
  (data (i32.const 24) "1")
  (data (i32.const 32) "\18\00\00\00\01\00\00\00")
  (data (i32.const 76) "\10\00\00\00\01\00\00\00\20\00\00\00\01\00\00\00")
  (func (export "mighost:migration/revision@0.1.0#describe") (result i32) (i32.const 64))
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (call $done)))
