(module
  {{import-execute}}
  {{memory}}
  {{execute}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "INSERT INTO people VALUES (8, 'Eve'      )  ")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (drop (call $execute (i32.const 512) (i32.const 44)))
    (unreachable)))
