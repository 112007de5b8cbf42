(module
  (import "mighost:migration/sql@0.1.0" "query" (func $query (param i32 i32 i32 i32 i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "WITH d(i) AS (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8) SELECT a.i, 'some text to carry' FROM d a, d b, d c, d e, d f, d g, d h, d i, d j, d k")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $query (i32.const 512) (i32.const 243) (i32.const 0) (i32.const 0) (i32.const 256))
    (call $done)))
