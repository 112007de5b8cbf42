//! The numbers of the built-in types, which never change.

pub(in super::super) const BOOL: u32 = 16;
pub(in super::super) const BYTEA: u32 = 17;
pub(in super::super) const CHAR: u32 = 18;
pub(in super::super) const NAME: u32 = 19;
pub(in super::super) const INT8: u32 = 20;
pub(in super::super) const INT2: u32 = 21;
pub(in super::super) const INT4: u32 = 23;
pub(in super::super) const TEXT: u32 = 25;
pub(in super::super) const OID: u32 = 26;
pub(in super::super) const JSON: u32 = 114;
pub(in super::super) const FLOAT4: u32 = 700;
pub(in super::super) const FLOAT8: u32 = 701;
pub(in super::super) const UNKNOWN: u32 = 705;
pub(in super::super) const BPCHAR: u32 = 1042;
pub(in super::super) const VARCHAR: u32 = 1043;
pub(in super::super) const DATE: u32 = 1082;
pub(in super::super) const TIME: u32 = 1083;
pub(in super::super) const TIMESTAMP: u32 = 1114;
pub(in super::super) const TIMESTAMPTZ: u32 = 1184;
pub(in super::super) const NUMERIC: u32 = 1700;
pub(in super::super) const VOID: u32 = 2278;
pub(in super::super) const UUID: u32 = 2950;
pub(in super::super) const JSONB: u32 = 3802;
