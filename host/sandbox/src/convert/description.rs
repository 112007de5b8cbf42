use crate::bindings::revision as wit;
use mighost_schema::{Description, Transaction};

super::enums! {
    wit::Transaction = Transaction { Step, None }
}

super::records! {
    wit::Description = Description {
        package, id, revises, depends_on, labels, message, created, transaction, has_downgrade,
    }
}
