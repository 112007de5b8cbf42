(component
  (core module
    (func (local {{60000 times: i64 }}) (local.set 7 (i64.const 1)))))
