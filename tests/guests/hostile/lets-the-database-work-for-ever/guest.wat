;; One statement that has no end.
(module
  {{import-execute}}
  {{memory}}
  {{execute}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "INSERT INTO people (name) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (drop (call $execute (i32.const 512) (i32.const 105)))
    (call $done)))
