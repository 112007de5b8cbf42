;; Asks for a thousand million rows at once.
(module
  (import "mighost:migration/sql@0.1.0" "query" (func $query (param i32 i32 i32 i32 i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000) SELECT i, 'some text to carry' FROM n")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $query (i32.const 512) (i32.const 122) (i32.const 0) (i32.const 0) (i32.const 256))
    (call $done)))
