;; A downgrade that does nothing.
(func (export "mighost:migration/revision@0.1.0#downgrade") (result i32) (call $done))
