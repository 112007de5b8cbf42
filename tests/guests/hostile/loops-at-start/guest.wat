(module
  {{memory}}
  {{describe}}
  {{downgrade}}
  (func $begin (loop $again (br $again)))
  (start $begin)
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32) (call $done)))
