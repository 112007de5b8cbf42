;; `execute(statement, parameters)`; its answer goes to the address given last: an `ok` has a 0 there.
(import "mighost:migration/sql@0.1.0" "execute"
  (func $execute-raw (param i32 i32 i32 i32 i32)))
