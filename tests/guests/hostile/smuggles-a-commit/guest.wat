(module
  {{import-execute}}
  {{memory}}
  {{execute}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "CREATE TABLE smuggled (id INTEGER); COMMIT;")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (drop (call $execute (i32.const 512) (i32.const 43)))
    (unreachable)))
