use super::Profile;
use super::choices::Choices;
use super::profile::Rules;
use crate::{
    Check, Column, ColumnDefault, ColumnType, Constraint, Deferral, EnumType, Enumeration, Exclusion, ExclusionElement,
    ForeignKey, ForeignKeyAction, Generated, Identity, Index, IndexKey, IndexPart, NullsOrder, ObjectName, PrimaryKey,
    Schema, Sequence, Settings, Table, Unique, Value, View,
};

/// Names that meet: few, with spaces, quotes, capitals and reserved words among them.
const TABLES: &[&str] = &["people", "orders", "items", "Order Lines", "tags", "select"];
const COLUMNS: &[&str] = &["id", "name", "age", "email", "My Col", "order", "note", "kind", "Price", "a\"b"];
const INDEXES: &[&str] = &["ix_a", "ix_b", "ix_c", "Ix d", "ix_e", "ix_f"];
const CONSTRAINTS: &[&str] = &["c_one", "c_two", "c_three", "C four"];
const LABELS: &[&str] = &["sad", "ok", "happy", "it's"];
const COMMENTS: &[&str] = &["a comment", "it's"];

/// Makes one thing after another out of choices.
pub(super) struct Maker<'m> {
    pub choices: &'m mut Choices,
    pub profile: &'m Profile,
    pub schema: &'m Schema,
    /// Also what makes no sense with this schema.
    pub loose: bool,
}

impl Maker<'_> {
    fn maybe<T>(&mut self, percent: usize, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.choices.chance(percent).then(|| make(self))
    }

    pub fn object_name(&mut self, names: &[&str]) -> ObjectName {
        let name = self.choices.word(names);
        let schema = (self.profile.schemas && self.choices.chance(15)).then(|| "s1".to_owned());
        ObjectName { schema, name }
    }

    pub fn relation_name(&mut self) -> ObjectName {
        self.object_name(TABLES)
    }

    pub fn view_name(&mut self) -> ObjectName {
        self.object_name(&["v_one", "v_two", "V three", "people"])
    }

    /// One of some that there are; a name that may not be there where anything goes.
    pub fn existing<T>(
        &mut self,
        there: &std::collections::BTreeMap<ObjectName, T>,
        other: impl FnOnce(&mut Self) -> ObjectName,
    ) -> ObjectName {
        let names: Vec<&ObjectName> = there.keys().collect();
        if names.is_empty() || self.loose && self.choices.chance(25) {
            return other(self);
        }
        self.choices.pick(&names).map(|n| (*n).clone()).unwrap_or_else(|| "none".into())
    }

    pub fn column_name(&mut self, table: &Table) -> String {
        let names = table.column_names();
        if names.is_empty() || self.loose && self.choices.chance(20) {
            return self.choices.word(COLUMNS);
        }
        self.choices.word(&names)
    }

    pub fn new_column_name(&mut self) -> String {
        self.choices.word(COLUMNS)
    }

    pub fn index_name(&mut self) -> String {
        self.choices.word(INDEXES)
    }

    pub fn constraint_name(&mut self) -> String {
        self.choices.word(CONSTRAINTS)
    }

    pub fn label(&mut self) -> String {
        self.choices.word(LABELS)
    }

    fn labels(&mut self, most: usize) -> Vec<String> {
        self.choices.some(LABELS, most).into_iter().map(str::to_owned).collect()
    }

    pub fn comment(&mut self) -> Option<String> {
        if !self.profile.comments {
            return None;
        }
        self.maybe(40, |m| m.choices.word(COMMENTS))
    }

    fn settings(&mut self) -> Settings {
        let set = self.profile.other_settings && self.choices.chance(10);
        set.then(|| ("on-update".to_owned(), "now()".to_owned())).into_iter().collect()
    }

    /// A table of one column that nothing is called like.
    pub fn smallest_table(&mut self) -> Table {
        let taken = |name: &ObjectName| self.schema.tables.contains_key(name) || self.schema.views.contains_key(name);
        let mut number = 0;
        let mut name = ObjectName::new("fresh");
        while taken(&name) {
            number += 1;
            name = ObjectName::new(format!("fresh{number}"));
        }
        let mut table = Table::new(name);
        table.columns.push(Column::new("id", ColumnType::INTEGER));
        table
    }

    pub fn table(&mut self) -> Table {
        let mut table = Table::new(self.relation_name());
        for name in self.choices.some(COLUMNS, self.profile.columns) {
            let column = self.column(&table, name);
            table.columns.push(column);
        }
        if self.choices.chance(70) {
            let key = self.primary_key(&table);
            // A key's columns are never NULL on most databases.
            for column in table.columns.iter_mut().filter(|c| key.columns.contains(&c.name)) {
                column.nullable = false;
                column.generated = None;
            }
            table.constraints.push(Constraint::PrimaryKey(key));
            self.number(&mut table);
        }
        for _ in 0..self.choices.below(4) {
            let constraint = self.constraint(&table);
            let taken = constraint.name().is_some_and(|n| table.constraint(n).is_some());
            if self.loose || !taken && !matches!(constraint, Constraint::PrimaryKey(_)) {
                table.constraints.push(constraint);
            }
        }
        for _ in 0..self.choices.below(3) {
            let index = self.index(&table);
            if self.loose || table.index(&index.name).is_none() {
                table.indexes.push(index);
            }
        }
        for (name, value) in self.profile.table_settings.clone() {
            if self.choices.chance(15) {
                table.settings.insert(name.to_owned(), value.to_owned());
            }
        }
        if table.settings.contains_key("strict") && !self.loose {
            self.make_strict(&mut table);
        }
        table.comment = self.comment();
        table
    }

    /// Sometimes the key numbers its rows.
    fn number(&mut self, table: &mut Table) {
        let Some([only]) = table.primary_key() else { return };
        let only = only.clone();
        if self.choices.chance(50) {
            let identity = self.identity();
            for column in table.columns.iter_mut().filter(|c| c.name == only) {
                column.column_type = ColumnType::INTEGER;
                column.default = None;
                column.identity = Some(identity.clone());
            }
        }
    }

    /// Gives a table types that SQLite's STRICT takes.
    fn make_strict(&mut self, table: &mut Table) {
        let types = [
            ColumnType::INTEGER,
            ColumnType::TEXT,
            ColumnType::Real,
            ColumnType::BLOB,
            ColumnType::Native("ANY".into()),
        ];
        for column in &mut table.columns {
            if column.identity.is_none() {
                column.column_type = self.choices.pick(&types).cloned().unwrap_or(ColumnType::TEXT);
                column.default = None;
            }
        }
    }

    pub fn column_type(&mut self) -> ColumnType {
        let picked = self.choices.pick(&self.profile.types).cloned().unwrap_or(ColumnType::INTEGER);
        if let ColumnType::Enumeration(EnumType { name: Some(name), .. }) = &picked
            && self.choices.chance(50)
        {
            let labels = match self.schema.enumerations.get(name) {
                Some(there) if !(self.loose && self.choices.chance(30)) => there.labels.clone(),
                _ => self.labels(3),
            };
            return ColumnType::Enumeration(EnumType { name: Some(name.clone()), labels });
        }
        picked
    }

    pub fn column(&mut self, table: &Table, name: &str) -> Column {
        let mut column = Column::new(name, self.column_type());
        column.nullable = !self.choices.chance(30);
        if self.choices.chance(15) {
            let mut with = table.clone();
            with.columns.push(column.clone());
            column.generated = self.generated(&with, name);
        }
        if column.generated.is_none() && self.choices.chance(30) {
            column.default = self.default(&column.column_type);
        }
        if self.choices.chance(15) {
            column.collation = self.collation();
        }
        column.comment = self.comment();
        column.settings = self.settings();
        column
    }

    pub fn collation(&mut self) -> Option<String> {
        self.choices.pick(&self.profile.collations).map(|c| (*c).to_owned())
    }

    pub fn generated(&mut self, table: &Table, column: &str) -> Option<Generated> {
        let expression = self.computed(table, Some(column))?;
        Some(Generated { expression, stored: self.choices.chance(50) })
    }

    pub fn default(&mut self, column_type: &ColumnType) -> Option<ColumnDefault> {
        use ColumnDefault::{CurrentDate, CurrentTime, CurrentTimestamp, Expression, Literal};
        let sequences: Vec<ObjectName> = self.schema.sequences.keys().cloned().collect();
        if self.choices.chance(20)
            && let Some(sequence) = self.choices.pick(&sequences)
        {
            let quoted = sequence.to_string().split('.').map(|p| format!("\"{p}\"")).collect::<Vec<_>>().join(".");
            return Some(Expression(format!("nextval('{quoted}'::regclass)")));
        }
        if self.choices.chance(15) {
            return Some(Expression(self.choices.word(&["abs(-7)", "lower('A''b')", "1 + 2"])));
        }
        Some(match column_type {
            ColumnType::Boolean => Literal(Value::Boolean(self.choices.chance(50))),
            ColumnType::Integer { .. } => Literal(Value::Integer(self.choices.pick(&[0, 7, -1]).copied().unwrap_or(0))),
            ColumnType::Real | ColumnType::Double => Literal(Value::Float(1.5)),
            ColumnType::Char(_) | ColumnType::Varchar(_) | ColumnType::Text(_) => {
                Literal(Value::Text(self.choices.word(&["x", "", "it's \"so\"", "1"])))
            }
            ColumnType::Blob(_) => Literal(Value::Bytes(vec![0, 255])),
            ColumnType::Date => CurrentDate,
            ColumnType::Time { .. } => CurrentTime,
            ColumnType::Timestamp { .. } => CurrentTimestamp,
            _ => return None,
        })
    }

    pub fn identity(&mut self) -> Identity {
        if !self.profile.identity_numbers {
            return Identity::default();
        }
        let number = |m: &mut Self| m.maybe(40, |m| 1 + i64::try_from(m.choices.below(9)).unwrap_or_default());
        Identity {
            start: number(self),
            increment: number(self),
            min_value: None,
            max_value: number(self),
            cache: number(self),
            always: self.choices.chance(30),
            cycle: self.choices.chance(30),
        }
    }

    fn key_columns(&mut self, table: &Table) -> Vec<String> {
        if self.loose && self.choices.chance(15) {
            return vec![self.choices.word(COLUMNS)];
        }
        let names: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
        self.choices.some(&names, 2)
    }

    fn maybe_name(&mut self) -> Option<String> {
        self.maybe(60, Self::constraint_name)
    }

    fn primary_key(&mut self, table: &Table) -> PrimaryKey {
        PrimaryKey { name: self.maybe_name(), columns: self.key_columns(table), settings: self.settings() }
    }

    pub fn constraint(&mut self, table: &Table) -> Constraint {
        let server = self.profile.server_options;
        match self.choices.below(if server { 6 } else { 5 }) {
            0 => Constraint::Check(Check {
                name: self.maybe_name(),
                expression: self.condition(table),
                not_valid: server && self.choices.chance(20),
                settings: self.settings(),
            }),
            1 => Constraint::Unique(Unique {
                name: self.maybe_name(),
                columns: self.key_columns(table),
                nulls_not_distinct: server && self.choices.chance(20),
                deferral: if server { self.deferral() } else { Deferral::NotDeferrable },
                settings: self.settings(),
            }),
            2 => Constraint::PrimaryKey(self.primary_key(table)),
            3 | 4 => Constraint::ForeignKey(self.foreign_key(table)),
            _ => Constraint::Exclusion(Exclusion {
                // Without a name nothing can point at it.
                name: Some(self.constraint_name()),
                method: Some("gist".into()),
                elements: vec![ExclusionElement { expression: self.condition(table), operator: "&&".into() }],
                predicate: self.maybe(30, |m| m.condition(table)),
                deferral: self.deferral(),
            }),
        }
    }

    fn deferral(&mut self) -> Deferral {
        let all = [Deferral::NotDeferrable, Deferral::InitiallyImmediate, Deferral::InitiallyDeferred];
        self.choices.pick(&all).copied().unwrap_or_default()
    }

    fn action(&mut self) -> ForeignKeyAction {
        use ForeignKeyAction::{Cascade, NoAction, Restrict, SetDefault, SetNull};
        self.choices.pick(&[NoAction, Cascade, Restrict, SetNull, SetDefault]).copied().unwrap_or_default()
    }

    fn foreign_key(&mut self, table: &Table) -> ForeignKey {
        let schema = self.schema;
        // The table itself among the others, so that keys refer to themselves.
        let target = if self.choices.chance(25) {
            table.clone()
        } else {
            let name = self.existing(&schema.tables, Self::relation_name);
            schema.tables.get(&name).cloned().unwrap_or_else(|| table.clone())
        };
        let dangling = self.profile.dangling_keys && self.choices.chance(10);
        let keys: Vec<Vec<String>> = target
            .constraints
            .iter()
            .filter_map(|c| match c {
                Constraint::PrimaryKey(c) => Some(c.columns.clone()),
                Constraint::Unique(c) => Some(c.columns.clone()),
                _ => None,
            })
            .collect();
        let referred = match self.choices.pick(&keys) {
            Some(columns) if !(self.loose && self.choices.chance(20)) => columns.clone(),
            _ => self.key_columns(&target),
        };
        let names: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
        let mut columns = self.choices.some(&names, referred.len());
        columns.extend(names.iter().filter(|n| !columns.contains(n)).cloned().collect::<Vec<_>>());
        columns.truncate(referred.len());
        let implicit = target.primary_key() == Some(&referred) && self.choices.chance(40);
        ForeignKey {
            name: self.maybe_name(),
            columns,
            referred_table: if dangling { "elsewhere".into() } else { target.name },
            referred_columns: if implicit { Vec::new() } else { referred },
            on_delete: self.action(),
            on_update: self.action(),
            deferral: self.deferral(),
            match_full: self.profile.server_options && self.choices.chance(20),
            not_valid: self.profile.server_options && self.choices.chance(20),
            settings: self.settings(),
        }
    }

    pub fn index(&mut self, table: &Table) -> Index {
        let mut index = Index::new(self.index_name(), self.key_columns(table));
        let server = self.profile.server_options;
        for part in &mut index.parts {
            part.descending = self.choices.chance(30);
            if self.choices.chance(20) {
                part.collation = self.collation();
            }
            if server && self.choices.chance(20) {
                part.nulls = NullsOrder::Last;
                part.operator_class = Some("text_pattern_ops".into());
                // A thing of MySQL's.
                part.prefix_length = (self.profile.rules == Rules::Any).then_some(10);
            }
        }
        if self.choices.chance(25)
            && let Some(expression) = self.computed(table, None)
        {
            index.parts.push(IndexPart { key: IndexKey::Expression(expression), ..IndexPart::column("") });
        }
        index.unique = self.choices.chance(30);
        index.predicate = self.maybe(25, |m| m.condition(table));
        if server && self.choices.chance(15) {
            index.method = Some("btree".into());
            index.include = self.key_columns(table);
            index.nulls_not_distinct = index.unique;
        }
        index.comment = self.comment();
        index.settings = self.settings();
        index
    }

    pub fn view(&mut self) -> View {
        let name = self.view_name();
        let source = self.existing(&self.schema.tables, Self::relation_name);
        let above = self
            .choices
            .chance(25)
            .then(|| self.choices.pick(&self.schema.views.keys().collect::<Vec<_>>()).map(|n| (*n).clone()));
        let backticks = self.profile.backticks;
        let quoted = |n: &ObjectName| {
            let quote = if backticks { '`' } else { '"' };
            n.to_string().split('.').map(|p| format!("{quote}{p}{quote}")).collect::<Vec<_>>().join(".")
        };
        let query = match (above.flatten(), self.schema.tables.get(&source)) {
            (Some(view), _) if self.profile.server_options => format!("SELECT * FROM {} AS v", quoted(&view)),
            (_, Some(table)) => {
                let columns: Vec<String> = table.column_names().iter().map(|c| self.quoted(c)).collect();
                format!("SELECT {} FROM {}", self.choices.some(&columns, 3).join(", "), quoted(&source))
            }
            _ => "SELECT 1 AS one".to_owned(),
        };
        View {
            name,
            columns: Vec::new(),
            query,
            materialized: self.profile.server_options && self.choices.chance(20),
            comment: self.comment(),
        }
    }

    pub fn enumeration_name(&mut self) -> ObjectName {
        self.object_name(&["mood", "size", "Kind of"])
    }

    pub fn enumeration(&mut self) -> Enumeration {
        Enumeration { name: self.enumeration_name(), labels: self.labels(4) }
    }

    pub fn sequence_name(&mut self) -> ObjectName {
        self.object_name(&["ids", "numbers", "My ids"])
    }

    pub fn sequence(&mut self) -> Sequence {
        Sequence { name: self.sequence_name(), numbers: self.identity() }
    }
}
