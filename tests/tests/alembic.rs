//! `docs/alembic.md`: nothing of Alembic's is missing on it, and whatever it names as ours exists.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use mighost_tests::{Project, binary};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// What Alembic, flask-alembic and Flask-Migrate have, a section of the page each.
const THEIRS: &[(&str, &str)] = &[
    (
        "Commands",
        "alembic init, alembic list_templates, alembic revision, alembic merge, alembic upgrade, alembic downgrade, alembic stamp, \
         alembic current, alembic history, alembic heads, alembic branches, alembic show, alembic edit, alembic check, \
         alembic ensure_version, register_command, flask db mkdir, flask db current, flask db heads, flask db branches, flask db log, \
         flask db show, flask db check, flask db stamp, flask db upgrade, flask db downgrade, flask db revision, flask db merge, \
         flask db list-templates, flask db init, flask db migrate, flask db edit, flask db history",
    ),
    (
        "Options",
        "--config, --name, -x ARG, --raiseerr, --quiet, --directory, --message, --autogenerate, --sql, --head, --splice, \
         --branch-label, --version-path, --rev-id, --depends-on, --empty, --branch, --parent, --depend, --label, --tag, --purge, \
         --verbose, --check-heads, --rev-range, --start, --end, --indicate-current, --resolve-dependencies, --template, --package, \
         --multidb",
    ),
    (
        "Naming a revision",
        "head, heads, base, current, ae10, label@head, label@base, ae10@head, +2, -1, ae10+2, label@-1, a:b",
    ),
    (
        "A revision",
        "revision, down_revision, branch_labels, depends_on, docstring, upgrade(), downgrade(), alembic_version",
    ),
    (
        "Directives",
        "create_table, drop_table, rename_table, add_column, drop_column, alter_column, create_index, drop_index, create_primary_key, \
         create_foreign_key, create_unique_constraint, create_check_constraint, create_exclude_constraint, drop_constraint, \
         create_table_comment, drop_table_comment, bulk_insert, op.execute, op.batch_alter_table, insert_before, insert_after, recreate, \
         copy_from, table_args, reflect_args, naming_convention, partial_reordering, op.f, naming conventions, inline_literal, get_bind, \
         get_context, autocommit_block, run_async, invoke, register_operation, implementation_for",
    ),
    (
        "Inspector",
        "get_schema_names, get_table_names, get_view_names, get_view_definition, get_materialized_view_names, get_sequence_names, \
         get_columns, get_pk_constraint, get_foreign_keys, get_indexes, get_unique_constraints, get_check_constraints, get_table_comment, \
         get_table_options, get_enums, has_table, has_index, get_multi_columns, reflect_table, get_sorted_table_and_fkc_names",
    ),
    (
        "Settings",
        "sqlalchemy.url, script_location, version_locations, file_template, truncate_slug_length, timezone, post_write_hooks, \
         script.py.mako, revision_environment, prepend_sys_path, sourceless, output_encoding, path_separator, recursive_version_locations, \
         ALEMBIC, ALEMBIC_CONTEXT",
    ),
    (
        "`EnvironmentContext.configure`",
        "connection, url, dialect_name, dialect_opts, transactional_ddl, transaction_per_migration, output_buffer, starting_rev, tag, \
         template_args, version_table, version_table_schema, version_table_pk, on_version_apply, literal_binds, render_as_batch, \
         target_metadata, include_name, include_object, include_schemas, process_revision_directives, compare_type, \
         compare_server_default, render_item, upgrade_token, downgrade_token, alembic_module_prefix, sqlalchemy_module_prefix, \
         user_module_prefix, autogenerate_plugins, mssql_batch_separator, oracle_batch_separator",
    ),
];

/// A row of one of the page's tables.
struct Row {
    section: String,
    theirs: String,
    ours: String,
    remark: String,
}

fn rows() -> Vec<Row> {
    let page = fs::read_to_string(binary::workspace().join("docs/alembic.md")).unwrap();
    let mut section = String::new();
    let mut rows = Vec::new();
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            section = title.to_owned();
        }
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let ["", theirs, ours, remark, ""] = cells.as_slice()
            && *theirs != "theirs"
            && !theirs.starts_with("---")
        {
            let [theirs, ours, remark] = [theirs, ours, remark].map(|cell| (*cell).to_owned());
            rows.push(Row { section: section.clone(), theirs, ours, remark });
        }
    }
    assert!(rows.len() > 100, "only {} rows", rows.len());
    rows
}

/// What stands between backticks.
fn code(cell: &str) -> Vec<&str> {
    cell.split('`').skip(1).step_by(2).collect()
}

#[test]
fn nothing_of_theirs_is_missing() {
    let rows = rows();
    let mut missing = Vec::new();
    for (section, list) in THEIRS {
        let theirs: Vec<&str> =
            rows.iter().filter(|row| row.section == *section).map(|row| row.theirs.as_str()).collect();
        assert!(!theirs.is_empty(), "no section {section}");
        let text = theirs.join(" | ");
        // A name counts where it stands whole: `--head` isn't `--heads`.
        let whole = |name: &str| {
            text.match_indices(name).any(|(at, _)| {
                let word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '-');
                !word(text[..at].chars().next_back()) && !word(text[at + name.len()..].chars().next())
            })
        };
        missing.extend(
            list.split(", ").map(str::trim).filter(|name| !whole(name)).map(|name| format!("{section}: {name}")),
        );
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn a_row_without_ours_says_why() {
    for row in rows().iter().filter(|row| row.ours == "–") {
        assert!(!row.remark.is_empty(), "{}: neither ours nor a reason", row.theirs);
    }
}

#[test]
fn the_commands_and_options_named_as_ours_exist() {
    let project = Project::new();
    let mut help: BTreeMap<String, String> = BTreeMap::new();
    for row in rows() {
        for code in code(&row.ours).into_iter().chain(code(&row.remark)) {
            let mut words = code.split_whitespace();
            if words.next() != Some("mighost") {
                continue;
            }
            let command = words.next().unwrap_or_else(|| panic!("{}: no command", row.theirs));
            let help =
                help.entry(command.to_owned()).or_insert_with(|| project.run([command, "--help"]).ok().stdout.clone());
            for option in words.filter(|word| {
                word.starts_with("--") || (word.starts_with('-') && word[1..].chars().all(char::is_alphabetic))
            }) {
                let there = help.split(|c: char| c.is_whitespace() || ",[]=.".contains(c)).any(|word| word == option);
                assert!(there, "{}: `{code}`, and `mighost {command} --help` has no {option}", row.theirs);
            }
        }
    }
    assert!(help.len() > 15, "{:?}", help.keys());
}

#[test]
fn the_functions_named_as_ours_exist() {
    let root = binary::workspace();
    let interface = |name: &str| fs::read_to_string(root.join(format!("wit/{name}.wit"))).unwrap_or_default();
    let mut sdk = String::new();
    for file in fs::read_dir(root.join("guest-sdk/rust/src")).unwrap() {
        sdk.push_str(&fs::read_to_string(file.unwrap().path()).unwrap_or_default());
    }
    let (mut contract, mut functions) = (BTreeSet::new(), BTreeSet::new());
    for row in rows() {
        for code in code(&row.ours).into_iter().chain(code(&row.remark)) {
            if let Some(name) = code.strip_suffix("()") {
                assert!(sdk.contains(&format!("pub fn {name}")), "{}: the SDK has no {code}", row.theirs);
                functions.insert(name.to_owned());
            } else if let Some((file, function)) = code.split_once('.')
                && ["context", "data", "ddl", "inspect", "report", "revision", "sql"].contains(&file)
            {
                let there = interface(file).contains(&format!(" {function}: func("));
                assert!(there, "{}: wit/{file}.wit has no {function}", row.theirs);
                contract.insert(code.to_owned());
            }
        }
    }
    assert!(contract.len() > 20 && functions.len() > 20, "{contract:?} {functions:?}");
}

#[test]
fn the_settings_and_headers_named_as_ours_exist() {
    let mut settings = BTreeMap::new();
    let mut headers = BTreeSet::new();
    let mut tables = BTreeSet::new();
    for row in rows() {
        for code in code(&row.ours) {
            match code.split_once(" = ") {
                Some((key, value)) => _ = settings.insert(key.to_owned(), value.to_owned()),
                None if code.starts_with("[[") => _ = tables.insert(code.to_owned()),
                None if row.ours.starts_with("header ") => _ = headers.insert(code.to_owned()),
                None => {}
            }
        }
    }
    let project = Project::new();
    let mut text: String = settings.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
    for table in &tables {
        text.push_str(&format!("{table}\nname = \"x\"\ncommand = [\"true\"]\n"));
    }
    project.write("mighost.toml", &text);
    fs::create_dir_all(project.path("migrations")).unwrap();
    project.run(["history"]).ok();
    assert!(settings.len() >= 5, "{settings:?}");

    // A value that each header takes.
    let values = BTreeMap::from([("revision", "1"), ("labels", "x"), ("message", "m"), ("transaction", "none")]);
    let mut sql = String::new();
    for header in headers.iter().filter(|header| values.contains_key(header.as_str())) {
        sql.push_str(&format!("-- {header}: {}\n", values[header.as_str()]));
    }
    sql.push_str("-- upgrade\nSELECT 1;\n");
    project.write("migrations/1.sql", &sql);
    project.write("migrations/2.sql", "-- revision: 2\n-- revises: 1\n-- depends-on: x\n-- upgrade\nSELECT 1;\n");
    project.run(["history"]).ok();
    for header in &headers {
        assert!(
            values.contains_key(header.as_str())
                || ["revises", "depends-on", "id:", "migration!"].contains(&header.as_str()),
            "{header}"
        );
    }
}
