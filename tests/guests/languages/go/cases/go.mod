module cases

go 1.26

require github.com/mighost/mighost/guest-sdk/go v0.0.0

replace github.com/mighost/mighost/guest-sdk/go => ../_sdk
