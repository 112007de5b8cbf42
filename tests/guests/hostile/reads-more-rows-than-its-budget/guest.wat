(module
  (import "mighost:migration/sql@0.1.0" "query" (func $query (param i32 i32 i32 i32 i32)))
  {{memory}}
  {{describe-package}}
  {{downgrade}}
  (data (i32.const 512) "SELECT a.id FROM plain a, plain b, plain c, plain d, plain e, plain f, plain g, plain h")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $query (i32.const 512) (i32.const 87) (i32.const 0) (i32.const 0) (i32.const 256))
    (call $done)))
