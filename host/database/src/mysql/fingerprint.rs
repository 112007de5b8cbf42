//! A digest of everything that the catalog says of the default database, rows aside.

use super::Mysql;
use super::guard::reserved;
use super::inspect::text;
use super::render::name as quoted;
use crate::Error;
use mighost_schema::Value;
use sha2::{Digest, Sha256};

/// What is read of each part of the catalog: its name, the columns that say what it is, where, and the column with the
/// name of the table or view it is about. Counts, times, privileges and the next number of a table change by
/// themselves, and are left out.
const PARTS: &[(&str, &[&str], &str, Option<&str>)] = &[
    ("schemata", &["default_character_set_name", "default_collation_name"], "schema_name = ?", None),
    (
        "tables",
        &["table_name", "table_type", "engine", "row_format", "table_collation", "create_options", "table_comment"],
        "table_schema = ? AND table_type <> 'TEMPORARY'",
        Some("table_name"),
    ),
    (
        "columns",
        &[
            "table_name",
            "ordinal_position",
            "column_name",
            "column_type",
            "column_default",
            "is_nullable",
            "extra",
            "collation_name",
            "generation_expression",
            "column_comment",
        ],
        "table_schema = ?",
        Some("table_name"),
    ),
    (
        "statistics",
        &[
            "table_name",
            "index_name",
            "seq_in_index",
            "non_unique",
            "column_name",
            "collation",
            "sub_part",
            "index_type",
            "index_comment",
        ],
        "table_schema = ?",
        Some("table_name"),
    ),
    (
        "key_column_usage",
        &[
            "table_name",
            "constraint_name",
            "ordinal_position",
            "column_name",
            "referenced_table_schema",
            "referenced_table_name",
            "referenced_column_name",
        ],
        "table_schema = ?",
        Some("table_name"),
    ),
    (
        "referential_constraints",
        &["table_name", "constraint_name", "unique_constraint_name", "match_option", "update_rule", "delete_rule"],
        "constraint_schema = ?",
        Some("table_name"),
    ),
    (
        "partitions",
        &[
            "table_name",
            "partition_name",
            "subpartition_name",
            "partition_ordinal_position",
            "partition_method",
            "partition_expression",
            "partition_description",
            "partition_comment",
        ],
        "table_schema = ? AND partition_name IS NOT NULL",
        Some("table_name"),
    ),
    (
        "views",
        &["table_name", "view_definition", "check_option", "definer", "security_type"],
        "table_schema = ?",
        Some("table_name"),
    ),
    (
        "triggers",
        &[
            "event_object_table",
            "trigger_name",
            "event_manipulation",
            "action_timing",
            "action_order",
            "action_statement",
            "definer",
            "sql_mode",
        ],
        "trigger_schema = ?",
        Some("event_object_table"),
    ),
    (
        "routines",
        &[
            "routine_name",
            "routine_type",
            "dtd_identifier",
            "routine_definition",
            "is_deterministic",
            "sql_data_access",
            "security_type",
            "sql_mode",
            "routine_comment",
            "definer",
        ],
        "routine_schema = ?",
        None,
    ),
    (
        "parameters",
        &["specific_name", "routine_type", "ordinal_position", "parameter_mode", "parameter_name", "dtd_identifier"],
        "specific_schema = ?",
        None,
    ),
    (
        "events",
        &[
            "event_name",
            "event_definition",
            "event_type",
            "execute_at",
            "interval_value",
            "interval_field",
            "starts",
            "ends",
            "status",
            "on_completion",
            "sql_mode",
            "event_comment",
            "definer",
        ],
        "event_schema = ?",
        None,
    ),
];

impl Mysql {
    pub(super) async fn read_fingerprint(&mut self) -> Result<String, Error> {
        let database = Value::Text(self.facts.database.clone());
        let mut selects: Vec<String> = PARTS
            .iter()
            .map(|(part, columns, condition, about)| {
                let about = about.unwrap_or("NULL");
                let columns = columns.join(", ");
                format!(
                    "SELECT '{part}', {about}, CAST(JSON_ARRAY({columns}) AS CHAR) FROM information_schema.{part} WHERE {condition}"
                )
            })
            .collect();
        selects.push(format!(
            "SELECT 'index parts', table_name, CAST(JSON_ARRAY(table_name, index_name, seq_in_index, expression, unused) AS CHAR) FROM \
             (SELECT s.table_name, s.index_name, s.seq_in_index, {} FROM information_schema.statistics s \
             WHERE s.table_schema = ?) AS parts",
            self.flavour.statistics_columns()
        ));
        selects.push(format!(
            "SELECT 'checks', table_name, CAST(JSON_ARRAY(table_name, constraint_name, level, check_clause) AS CHAR) FROM ({}) AS checks",
            self.flavour.checks_query()
        ));
        let parameters: Vec<&Value> = selects.iter().map(|_| &database).collect();
        let rows = self.rows(&selects.join(" UNION ALL "), &parameters).await?;
        let mut lines: Vec<String> = rows
            .iter()
            .filter(|row| !reserved(&text(row, 1)))
            .map(|row| format!("{} {}", text(row, 0), text(row, 2)))
            .collect();
        let mut sequences = Vec::new();
        if self.flavour.sequences() {
            for name in self.names_of(None, "SEQUENCE").await? {
                let literal = super::lexer::literal(&name.name);
                sequences.push(format!(
                    "SELECT 'sequence', NULL, CAST(JSON_ARRAY({literal}, minimum_value, maximum_value, start_value, increment, \
                     cache_size, cycle_option) AS CHAR) FROM {}",
                    quoted(&name.name)
                ));
            }
        }
        if !sequences.is_empty() {
            let rows = self.rows(&sequences.join(" UNION ALL "), &[]).await?;
            lines.extend(rows.iter().map(|row| format!("{} {}", text(row, 0), text(row, 2))));
        }
        lines.sort_unstable();
        let mut digest = Sha256::new();
        for line in lines {
            digest.update(line.as_bytes());
            // A name can hold a line's end, the catalog's JSON can't.
            digest.update(b"\n");
        }
        Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}
