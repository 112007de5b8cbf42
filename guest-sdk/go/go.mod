module github.com/mighost/mighost/guest-sdk/go

go 1.26
