(module
  (import "[export]test:guest/things" "[resource-new]thing" (func $new (param i32) (result i32)))
  {{memory}}
  {{describe}}
  {{downgrade}}
  (func (export "test:guest/things#[constructor]thing") (result i32) (call $new (i32.const 1)))
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (loop $more (drop (call $new (i32.const 1))) (br $more))
    (unreachable)))
