use super::Across;
use crate::bindings::types as wit;
use mighost_schema::{Index, IndexKey, IndexPart, NullsOrder};

super::enums! {
    wit::NullsOrder = NullsOrder { Default, First, Last }
}

super::records! {
    wit::IndexPart = IndexPart { key, descending, nulls, collation, operator_class, prefix_length }
    wit::Index = Index { name, parts, unique, method, predicate, include, nulls_not_distinct, comment, settings }
}

impl Across<IndexKey> for wit::IndexKey {
    fn across(self) -> IndexKey {
        match self {
            wit::IndexKey::Column(name) => IndexKey::Column(name),
            wit::IndexKey::Expression(text) => IndexKey::Expression(text),
        }
    }
}

impl Across<wit::IndexKey> for IndexKey {
    fn across(self) -> wit::IndexKey {
        match self {
            IndexKey::Column(name) => wit::IndexKey::Column(name),
            IndexKey::Expression(text) => wit::IndexKey::Expression(text),
        }
    }
}
