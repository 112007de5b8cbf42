use super::Across;
use crate::bindings::types as wit;
use mighost_schema::{Column, ColumnDefault, Generated, Identity, Settings};

super::records! {
    wit::Generated = Generated { expression, stored }
    wit::Identity = Identity { always, start, increment, min_value, max_value, cycle, cache }
}

impl Across<Settings> for Vec<wit::Setting> {
    fn across(self) -> Settings {
        self.into_iter().map(|setting| (setting.name, setting.value)).collect()
    }
}

impl Across<Vec<wit::Setting>> for Settings {
    fn across(self) -> Vec<wit::Setting> {
        self.into_iter().map(|(name, value)| wit::Setting { name, value }).collect()
    }
}

impl Across<ColumnDefault> for wit::ColumnDefault {
    fn across(self) -> ColumnDefault {
        match self {
            wit::ColumnDefault::Literal(value) => ColumnDefault::Literal(value.across()),
            wit::ColumnDefault::CurrentTimestamp => ColumnDefault::CurrentTimestamp,
            wit::ColumnDefault::CurrentDate => ColumnDefault::CurrentDate,
            wit::ColumnDefault::CurrentTime => ColumnDefault::CurrentTime,
            wit::ColumnDefault::Expression(text) => ColumnDefault::Expression(text),
        }
    }
}

impl Across<wit::ColumnDefault> for ColumnDefault {
    fn across(self) -> wit::ColumnDefault {
        match self {
            ColumnDefault::Literal(value) => wit::ColumnDefault::Literal(value.across()),
            ColumnDefault::CurrentTimestamp => wit::ColumnDefault::CurrentTimestamp,
            ColumnDefault::CurrentDate => wit::ColumnDefault::CurrentDate,
            ColumnDefault::CurrentTime => wit::ColumnDefault::CurrentTime,
            ColumnDefault::Expression(text) => wit::ColumnDefault::Expression(text),
        }
    }
}

impl Across<Column> for wit::Column {
    fn across(self) -> Column {
        Column {
            name: self.name,
            column_type: self.column_type.across(),
            nullable: self.nullable,
            default: self.default_value.across(),
            generated: self.generated.across(),
            identity: self.identity.across(),
            collation: self.collation,
            comment: self.comment,
            settings: self.settings.across(),
        }
    }
}

impl Across<wit::Column> for Column {
    fn across(self) -> wit::Column {
        wit::Column {
            name: self.name,
            column_type: self.column_type.across(),
            nullable: self.nullable,
            default_value: self.default.across(),
            generated: self.generated.across(),
            identity: self.identity.across(),
            collation: self.collation,
            comment: self.comment,
            settings: self.settings.across(),
        }
    }
}
