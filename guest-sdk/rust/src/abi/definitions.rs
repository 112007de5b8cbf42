//! What the definitions are made of, in the contract's order.
//!
//! The compiler checks that no field or case is missing and that sizes are the generated bindings' own; a test checks
//! the order against the WIT files.

use super::lower::{Lower, aligned, greatest, records, variants};
use crate::types::*;

records! {
    ObjectName { schema: Option<String>, name: String }
    Setting { name: String, value: String }
    NativeValue { type_name: String, text: String }
    IntegerType { width: IntegerWidth, unsigned: bool }
    DecimalType { precision: Option<u32>, scale: Option<i32> }
    TimeType { precision: Option<u32>, with_zone: bool }
    EnumType { name: Option<ObjectName>, labels: Vec<String> }
    ArrayType { element: String, dimensions: u32 }
    Generated { expression: String, stored: bool }
    Identity {
        always: bool,
        start: Option<i64>,
        increment: Option<i64>,
        min_value: Option<i64>,
        max_value: Option<i64>,
        cycle: bool,
        cache: Option<i64>,
    }
    Column {
        name: String,
        column_type: ColumnType,
        nullable: bool,
        default_value: Option<ColumnDefault>,
        generated: Option<Generated>,
        identity: Option<Identity>,
        collation: Option<String>,
        comment: Option<String>,
        settings: Vec<Setting>,
    }
    PrimaryKey { name: Option<String>, columns: Vec<String>, settings: Vec<Setting> }
    Unique {
        name: Option<String>,
        columns: Vec<String>,
        nulls_not_distinct: bool,
        deferral: Deferral,
        settings: Vec<Setting>,
    }
    Check { name: Option<String>, expression: String, not_valid: bool, settings: Vec<Setting> }
    ForeignKey {
        name: Option<String>,
        columns: Vec<String>,
        referred_table: ObjectName,
        referred_columns: Vec<String>,
        on_delete: ForeignKeyAction,
        on_update: ForeignKeyAction,
        deferral: Deferral,
        match_full: bool,
        not_valid: bool,
        settings: Vec<Setting>,
    }
    ExclusionElement { expression: String, operator: String }
    Exclusion {
        name: Option<String>,
        method: Option<String>,
        elements: Vec<ExclusionElement>,
        predicate: Option<String>,
        deferral: Deferral,
    }
    IndexPart {
        key: IndexKey,
        descending: bool,
        nulls: NullsOrder,
        collation: Option<String>,
        operator_class: Option<String>,
        prefix_length: Option<u32>,
    }
    Index {
        name: String,
        parts: Vec<IndexPart>,
        unique: bool,
        method: Option<String>,
        predicate: Option<String>,
        include: Vec<String>,
        nulls_not_distinct: bool,
        comment: Option<String>,
        settings: Vec<Setting>,
    }
    Table {
        name: ObjectName,
        columns: Vec<Column>,
        constraints: Vec<Constraint>,
        indexes: Vec<Index>,
        comment: Option<String>,
        settings: Vec<Setting>,
    }
    AddColumn { column: Column, position: Position, if_not_exists: bool }
    DropColumn { name: String, if_exists: bool }
    Rename { from: String, to: String }
    SetType { column: String, column_type: ColumnType, using: Option<String> }
    SetNullable { column: String, nullable: bool }
    SetDefault { column: String, default_value: Option<ColumnDefault> }
    SetGenerated { column: String, generated: Option<Generated> }
    SetIdentity { column: String, identity: Option<Identity> }
    SetText { column: String, text: Option<String> }
    SetColumnSetting { column: String, name: String, value: Option<String> }
    MoveColumn { column: String, position: Position }
    AddConstraint { constraint: Constraint, if_not_exists: bool }
    DropConstraint { key: ConstraintKey, if_exists: bool }
    AddIndex { index: Index, if_not_exists: bool }
    DropTableIndex { name: String, if_exists: bool }
    IndexMode { if_needed: bool, concurrently: bool }
    Filter { column: String, condition: Condition }
}

variants! {
    Value {
        Null,
        Boolean(bool),
        Integer(i64),
        Unsigned(u64),
        Float(f64),
        Decimal(String),
        Text(String),
        Bytes(Vec<u8>),
        Date(String),
        Time(String),
        Timestamp(String),
        Json(String),
        Uuid(String),
        Native(NativeValue),
    }
    ColumnType {
        Boolean,
        Integer(IntegerType),
        Decimal(DecimalType),
        Real,
        Double,
        Char(u32),
        Varchar(Option<u32>),
        Text(TextSize),
        Binary(u32),
        Varbinary(u32),
        Blob(TextSize),
        Date,
        Time(TimeType),
        Timestamp(TimeType),
        Interval,
        Json,
        Jsonb,
        Uuid,
        Enumeration(EnumType),
        Set(Vec<String>),
        Bit(u32),
        Varbit(Option<u32>),
        Array(ArrayType),
        Native(String),
    }
    ColumnDefault { Literal(Value), CurrentTimestamp, CurrentDate, CurrentTime, Expression(String) }
    Constraint {
        PrimaryKey(PrimaryKey),
        Unique(Unique),
        Check(Check),
        ForeignKey(ForeignKey),
        Exclusion(Exclusion),
    }
    ConstraintKey { Name(String), PrimaryKey, Unique(Vec<String>), ForeignKey(Vec<String>), Check(String) }
    IndexKey { Column(String), Expression(String) }
    Position { Last, First, After(String) }
    Condition {
        Equals(Value),
        Differs(Value),
        Less(Value),
        Greater(Value),
        OneOf(Vec<Value>),
        IsNull,
        IsNotNull,
    }
    Change {
        AddColumn(AddColumn),
        DropColumn(DropColumn),
        RenameColumn(Rename),
        SetType(SetType),
        SetNullable(SetNullable),
        SetDefault(SetDefault),
        SetGenerated(SetGenerated),
        SetIdentity(SetIdentity),
        SetCollation(SetText),
        SetColumnComment(SetText),
        MoveColumn(MoveColumn),
        AddConstraint(AddConstraint),
        DropConstraint(DropConstraint),
        RenameConstraint(Rename),
        ValidateConstraint(String),
        AddIndex(AddIndex),
        DropIndex(DropTableIndex),
        SetTableComment(Option<String>),
        SetSetting(Setting),
        DropSetting(String),
        SetColumnSetting(SetColumnSetting),
    }
}

/// The sizes in WebAssembly, as the generated bindings have them.
#[cfg(target_arch = "wasm32")]
const _: () = {
    assert!(Column::SIZE == 240 && Column::ALIGN == 8);
    assert!(size_of::<super::lift::Reply<u8>>() == 80);
};

#[cfg(all(test, not(target_family = "wasm")))]
mod tests {
    use super::{RECORDS, VARIANTS};

    const WIT: &str = concat!(
        include_str!("../../wit/types.wit"),
        include_str!("../../wit/ddl.wit"),
        include_str!("../../wit/data.wit"),
    );

    /// `ColumnType` as `column-type`, `type_name` as `type-name`.
    fn kebab(name: &str) -> String {
        let mut kebab = String::new();
        for c in name.chars() {
            if c.is_uppercase() && !kebab.is_empty() {
                kebab.push('-');
            }
            kebab.extend(c.to_lowercase());
        }
        kebab.replace('_', "-")
    }

    fn in_wit(kind: &str, name: &str) -> Vec<String> {
        let begin = format!("    {kind} {} {{\n", kebab(name));
        let (_, body) = WIT.split_once(&begin).unwrap_or_else(|| unreachable!("no {begin}"));
        let (body, _) = body.split_once("\n    }").unwrap_or_default();
        body.lines()
            .map(str::trim)
            .filter(|line| !line.starts_with("//"))
            .map(|line| line.trim_start_matches('%'))
            .map(|line| line.split([':', '(', ',']).next().unwrap_or_default().to_owned())
            .collect()
    }

    #[test]
    fn everything_is_written_in_the_order_of_the_contract() {
        for (kind, written) in [("record", RECORDS), ("variant", VARIANTS)] {
            for (name, members) in written {
                let members: Vec<String> = members.iter().map(|member| kebab(member)).collect();
                assert_eq!(members, in_wit(kind, name), "{kind} {name}");
            }
        }
    }
}
