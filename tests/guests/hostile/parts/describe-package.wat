;; The description: id `2` of the package `acme/billing`, a base, has a downgrade. Whatever isn't written is 0: none, empty, `step`.
(data (i32.const 16) "2")
(data (i32.const 40) "acme/billing")
(data (i32.const 64) "\01\00\00\00\28\00\00\00\0c\00\00\00")
(data (i32.const 76) "\10\00\00\00\01\00\00\00")
(data (i32.const 133) "\01")
(func (export "mighost:migration/revision@0.1.0#describe") (result i32) (i32.const 64))
