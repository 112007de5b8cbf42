(module
  (import "mighost:migration/data@0.1.0" "insert" (func $insert (param i32 i32 i32 i32 i32 i32 i32 i32 i32 i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (data (i32.const 512) "people")
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (call $insert (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 512) (i32.const 6)
      (i32.const 1024) (i32.const 134217727) (i32.const 0) (i32.const 0) (i32.const 256))
    (call $done)))
