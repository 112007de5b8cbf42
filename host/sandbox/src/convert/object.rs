use crate::bindings::types as wit;
use mighost_schema::{Enumeration, Sequence, Table, Trigger, View};

super::records! {
    wit::Table = Table { name, columns, constraints, indexes, comment, settings }
    wit::View = View { name, columns, query, materialized, comment }
    wit::Trigger = Trigger { name, table, definition }
    wit::Sequence = Sequence { name, numbers }
    wit::Enumeration = Enumeration { name, labels }
}
