(module
  (import "mighost:migration/sql@0.1.0" "query" (func $query (param i32 i32 i32 i32 i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "WITH d(i) AS (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7 UNION ALL SELECT 8) SELECT count(*) FROM d a, d b, d c, d e, d f, d g, d h, d i, d j, d k, d l, d m, d n")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $query (i32.const 512) (i32.const 241) (i32.const 0) (i32.const 0) (i32.const 256))
    (if (i32.eqz (i32.load8_u (i32.const 256))) (then (return (call $done))))
    (call $fail (i32.const 6) (i32.const 480) (i32.const 17)))
  (data (i32.const 480) "it was interrupted"))
