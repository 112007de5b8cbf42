(module
  {{import-execute}}
  {{memory}}
  {{execute}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "INSERT INTO people VALUES (8, 'Eve'      )  ")
  (data (i32.const 640) "COMMIT")
  (data (i32.const 768) "INSERT INTO people VALUES (9, 'Eve'      )  ")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (drop (call $execute (i32.const 512) (i32.const 44)))
    (if (i32.eqz (call $execute (i32.const 640) (i32.const 6))) (then (return (call $done))))
    (drop (call $execute (i32.const 768) (i32.const 44)))
    (unreachable)))
