(module
  {{import-execute}}
  {{memory}}
  {{execute}}
  {{describe}}
  {{downgrade}}
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (loop $more
      (drop (call $execute (i32.const 1024) (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 1024))))
      (br_if $more (i32.ne (memory.grow (i32.const 256)) (i32.const -1))))
    (unreachable)))
