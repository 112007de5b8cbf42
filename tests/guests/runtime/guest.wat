;; The runtime of a language of which a script is two letters and a statement: the revision's id, the id that it follows or `-`,
;; and what `upgrade` runs.
(module
  (import "mighost:migration/script@0.1.0" "source" (func $source (param i32)))
  {{import-execute}}
  {{memory}}
  {{execute}}
  {{downgrade}}
  (data (i32.const 40) "acme/billing")
  ;; PACKAGE
  ;; The script's address at 1024, its length at 1028.
  (func $script (result i32)
    (call $source (i32.const 1024))
    (i32.load (i32.const 1024)))
  ;; The description at 64: the id, and a list of one text at 32. Whatever isn't written is 0: none, empty, `step`.
  (func (export "mighost:migration/revision@0.1.0#describe") (result i32)
    (local $at i32)
    (local.set $at (call $script))
    (i32.store (i32.const 76) (local.get $at))
    (i32.store (i32.const 80) (i32.const 1))
    (if (i32.ne (i32.load8_u offset=1 (local.get $at)) (i32.const 45))
      (then
        (i32.store (i32.const 32) (i32.add (local.get $at) (i32.const 1)))
        (i32.store (i32.const 36) (i32.const 1))
        (i32.store (i32.const 84) (i32.const 32))
        (i32.store (i32.const 88) (i32.const 1))))
    (i32.const 64))
  (func (export "mighost:migration/revision@0.1.0#upgrade") (result i32)
    (local $at i32)
    (local.set $at (call $script))
    (if (call $execute
          (i32.add (local.get $at) (i32.const 2))
          (i32.sub (i32.load (i32.const 1028)) (i32.const 2)))
      (then (unreachable)))
    (call $done)))
