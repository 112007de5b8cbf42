;; The component inside has the number 1: that of the guest's own export is 0.
(component
  (component
    (core module $empty)
    {{200 times: (core instance (instantiate $empty)) }})
  (instance (instantiate 1)))
