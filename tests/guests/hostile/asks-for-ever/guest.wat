(module
  {{import-execute}}
  {{memory}}
  {{execute}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "UPDATE people SET name = 'again'          ")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (loop $again
      (drop (call $execute (i32.const 512) (i32.const 42)))
      (br $again))
    (unreachable)))
