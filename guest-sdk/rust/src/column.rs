use crate::name::{Names, setting};
use crate::types::{Column, ColumnDefault, ColumnType, Generated, Identity, IntegerWidth, ObjectName, TextSize, Value};

/// A column of any type. The functions named after types below are this one, shorter.
///
/// A new column may be NULL, as in SQL; say [`Column::not_null`] where it may not.
pub fn column(name: &str, column_type: ColumnType) -> Column {
    Column {
        name: name.into(),
        column_type,
        nullable: true,
        default_value: None,
        generated: None,
        identity: None,
        collation: None,
        comment: None,
        settings: Vec::new(),
    }
}

macro_rules! columns {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $kind:ty),*) => $column_type:expr;)*) => {
        $(
            $(#[$doc])*
            pub fn $name(name: &str $(, $argument: $kind)*) -> Column {
                column(name, $column_type)
            }
        )*
    };
}

columns! {
    /// A truth value.
    boolean() => ColumnType::Boolean;
    /// An 8-bit integer (SMALLINT on PostgreSQL).
    tinyint() => ColumnType::integer_of(IntegerWidth::Tiny);
    /// A 16-bit integer.
    smallint() => ColumnType::integer_of(IntegerWidth::Small);
    /// A 24-bit integer (MySQL; INTEGER elsewhere).
    mediumint() => ColumnType::integer_of(IntegerWidth::Medium);
    /// A 32-bit integer.
    integer() => ColumnType::integer();
    /// A 64-bit integer.
    bigint() => ColumnType::bigint();
    /// An exact decimal of `precision` digits in all, `scale` of them behind the point.
    decimal(precision: u32, scale: i32) => ColumnType::decimal(precision, scale);
    /// An exact decimal with the database's own precision.
    numeric() => ColumnType::numeric();
    /// A 32-bit float.
    real() => ColumnType::Real;
    /// A 64-bit float.
    double() => ColumnType::Double;
    /// Text of a fixed length in characters.
    character(length: u32) => ColumnType::Char(length);
    /// Text up to a length in characters.
    varchar(length: u32) => ColumnType::varchar(length);
    /// Text of the type VARCHAR without a length, which MySQL refuses.
    varchar_unbounded() => ColumnType::Varchar(None);
    /// Long text.
    text() => ColumnType::text();
    /// Long text of a size that MySQL tells apart.
    text_of(size: TextSize) => ColumnType::Text(size);
    /// Bytes of a fixed length.
    binary(length: u32) => ColumnType::Binary(length);
    /// Bytes up to a length.
    varbinary(length: u32) => ColumnType::Varbinary(length);
    /// Long bytes.
    blob() => ColumnType::blob();
    /// Long bytes of a size that MySQL tells apart.
    blob_of(size: TextSize) => ColumnType::Blob(size);
    /// A calendar date.
    date() => ColumnType::Date;
    /// A time of day without a time zone.
    time() => ColumnType::time();
    /// A date and time without a time zone (DATETIME on SQLite and MySQL).
    timestamp() => ColumnType::timestamp();
    /// A date and time with a time zone (TIMESTAMP on MySQL).
    timestamp_with_zone() => ColumnType::timestamp().with_zone();
    /// A span of time (PostgreSQL).
    interval() => ColumnType::Interval;
    /// A JSON text.
    json() => ColumnType::Json;
    /// PostgreSQL's binary JSON; JSON elsewhere.
    jsonb() => ColumnType::Jsonb;
    /// A UUID.
    uuid() => ColumnType::Uuid;
    /// One of some labels.
    enumeration(labels: impl Names) => ColumnType::enumeration(labels);
    /// One of some labels, as a type with a name (PostgreSQL).
    named_enumeration(type_name: impl Into<ObjectName>, labels: impl Names)
        => ColumnType::named_enumeration(type_name, labels);
    /// Any of some labels (MySQL, MariaDB).
    set(labels: impl Names) => ColumnType::set(labels);
    /// A string of bits of a fixed length.
    bit(length: u32) => ColumnType::Bit(length);
    /// A string of bits up to a length (PostgreSQL); none: any length.
    varbit(length: Option<u32>) => ColumnType::Varbit(length);
    /// An array of one dimension (PostgreSQL), its element as the database writes it.
    array(element: &str) => ColumnType::array(element);
    /// A column of any other type, as the database writes it.
    native(definition: &str) => ColumnType::native(definition);
}

impl Column {
    /// It may not be NULL.
    pub fn not_null(mut self) -> Self {
        self.nullable = false;
        self
    }

    /// It may be NULL. A new column already may.
    pub fn nullable(mut self) -> Self {
        self.nullable = true;
        self
    }

    /// What it holds where an insert doesn't say: a constant, written the way the database wants.
    ///
    /// ```
    /// # use mighost_guest::prelude::*;
    /// let column = boolean("active").not_null().default(true);
    /// assert_eq!(column.default_value, Some(ColumnDefault::Literal(Value::Boolean(true))));
    /// ```
    pub fn default(self, value: impl Into<Value>) -> Self {
        self.default_to(ColumnDefault::Literal(value.into()))
    }

    /// The current date and time where an insert doesn't say.
    pub fn default_now(self) -> Self {
        self.default_to(ColumnDefault::CurrentTimestamp)
    }

    /// An expression where an insert doesn't say, as the database writes it.
    pub fn default_expression(self, expression: &str) -> Self {
        self.default_to(ColumnDefault::Expression(expression.into()))
    }

    /// Any kind of default.
    pub fn default_to(mut self, default: ColumnDefault) -> Self {
        self.default_value = Some(default);
        self
    }

    /// It is computed from other columns whenever it is read.
    pub fn generated(mut self, expression: &str) -> Self {
        self.generated = Some(Generated { expression: expression.into(), stored: false });
        self
    }

    /// It is computed from other columns when a row is written, and kept.
    pub fn generated_stored(mut self, expression: &str) -> Self {
        self.generated = Some(Generated { expression: expression.into(), stored: true });
        self
    }

    /// It numbers its rows: AUTOINCREMENT on SQLite, AUTO_INCREMENT on MySQL, an identity column on PostgreSQL.
    pub fn auto_increment(self) -> Self {
        self.identity(Identity::new())
    }

    /// It numbers its rows, with these numbers.
    pub fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    /// Its collation, such as `NOCASE`.
    pub fn collation(mut self, collation: &str) -> Self {
        self.collation = Some(collation.into());
        self
    }

    /// Its comment. SQLite keeps none.
    pub fn comment(mut self, comment: &str) -> Self {
        self.comment = Some(comment.into());
        self
    }

    /// Without a sign (MySQL, MariaDB).
    pub fn unsigned(mut self) -> Self {
        self.column_type = self.column_type.unsigned();
        self
    }

    /// A setting that only some databases have, such as `on-update` on MySQL.
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push(setting(name, value));
        self
    }
}

impl Identity {
    /// Numbers from 1 in steps of 1, which an insert may override.
    pub const fn new() -> Self {
        Identity {
            always: false,
            start: None,
            increment: None,
            min_value: None,
            max_value: None,
            cycle: false,
            cache: None,
        }
    }

    /// Inserts may not give a value (PostgreSQL).
    pub const fn always(mut self) -> Self {
        self.always = true;
        self
    }

    /// The first number.
    pub const fn start(mut self, number: i64) -> Self {
        self.start = Some(number);
        self
    }

    /// The step between numbers.
    pub const fn increment(mut self, step: i64) -> Self {
        self.increment = Some(step);
        self
    }

    /// The least and the greatest number.
    pub const fn range(mut self, least: i64, greatest: i64) -> Self {
        self.min_value = Some(least);
        self.max_value = Some(greatest);
        self
    }

    /// Begin again after the last number.
    pub const fn cycle(mut self) -> Self {
        self.cycle = true;
        self
    }

    /// How many numbers a session takes at a time.
    pub const fn cache(mut self, numbers: i64) -> Self {
        self.cache = Some(numbers);
        self
    }
}

impl Default for Identity {
    fn default() -> Self {
        Self::new()
    }
}
