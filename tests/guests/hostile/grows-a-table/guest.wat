(module
  {{memory}}
  {{describe}}
  {{downgrade}}
  (table $t 0 funcref)
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (loop $more (drop (table.grow $t (ref.null func) (i32.const 1000))) (br $more))
    (unreachable)))
