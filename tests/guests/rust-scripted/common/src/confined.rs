//! What a package may try: one call a line, its arguments between bars: `create-check T | a > 0`.
//!
//! | line | does |
//! |---|---|
//! | `create T`, `create-type T \| TYPE` | a table with `id` and `name`, or with a column of a type in the database's own words |
//! | `create-check T \| E`, `create-default`, `create-generated` | a table with an expression in it |
//! | `create-key T \| U`, `add-key T \| U` | a foreign key that deletes along |
//! | `column T \| C`, `check T \| E`, `default T \| C \| E`, `comment T \| TEXT`, `setting T \| NAME \| VALUE` | alters a table |
//! | `index T \| I`, `index-on T \| I \| E`, `index-where T \| I \| E`, `drop-index T \| I`, `rename-index T \| I \| J` | indexes |
//! | `drop T`, `cascade T`, `rename T \| U` | the table |
//! | `view V \| QUERY`, `drop-view V`, `rename-view V \| W`, `sequence S`, `enumeration E`, `label E \| L` | other objects |
//! | `insert T`, `update T`, `update-by T`, `delete T`, `delete-by T`, `count T`, `scan T` | rows with `id` and `name` |
//! | `look T`, `look-view V`, `has T`, `triggers T`, `list` | inspects; says what it saw |
//! | `long T \| N`, `long-column T \| N`, `nul T` | a name with N letters more, or with a NUL behind it |
//! | `caught LINE` | the same, and an error is only said |
//!
//! A name is `table` or `schema:table`.

use mighost_guest::prelude::*;
use mighost_guest::types::ForeignKey;

/// Does what the argument of that name says, line by line.
pub fn run(argument: &str) -> Result {
    let script = context::argument(argument).unwrap_or_default();
    lines(&script).try_for_each(structured)
}

/// The same, with two lines more: `sql STATEMENT` and `query STATEMENT`, in which `\n` is a new line.
pub fn run_with_sql(argument: &str) -> Result {
    let script = context::argument(argument).unwrap_or_default();
    for line in lines(&script) {
        match line.split_once(' ') {
            Some(("sql", statement)) => {
                sql::execute(&statement.replace("\\n", "\n"), &[])?;
            }
            Some(("query", statement)) => {
                for row in sql::query(statement, &[])? {
                    report::info(&format!("{:?}", row.values()));
                }
            }
            _ => structured(line)?,
        }
    }
    Ok(())
}

fn lines(script: &str) -> impl Iterator<Item = &str> {
    script.lines().map(str::trim).filter(|line| !line.is_empty())
}

fn name(text: &str) -> ObjectName {
    match text.split_once(':') {
        Some((schema, name)) => in_schema(schema, name),
        None => text.into(),
    }
}

fn plain(table: &str) -> CreateTable {
    create_table(name(table)).column(integer("id").not_null()).column(varchar("name", 40)).primary_key("id")
}

fn structured(line: &str) -> Result {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    let arguments: Vec<&str> = rest.split(" | ").map(str::trim).collect();
    match (word, arguments.as_slice()) {
        ("caught", _) => {
            if let Err(error) = structured(rest) {
                report::info(&format!("caught: {error}"));
            }
        }
        ("create", [t]) => drop(plain(t).run()?),
        ("create-type", [t, of]) => drop(plain(t).column(column("it", ColumnType::native(of))).run()?),
        ("create-check", [t, e]) => drop(plain(t).check(*e).run()?),
        ("create-default", [t, e]) => drop(plain(t).column(integer("it").default_expression(e)).run()?),
        ("create-generated", [t, e]) => drop(plain(t).column(integer("it").generated_stored(e)).run()?),
        ("create-key", [t, of]) => drop(plain(t).foreign_key(key(of)).run()?),
        ("add-key", [t, of]) => alter_table(name(t)).add_foreign_key(key(of)).run()?,
        ("long", [t, n]) => drop(plain(&longer(t, n)).run()?),
        ("long-column", [t, n]) => alter_table(name(t)).add(integer(&longer("c", n))).run()?,
        ("nul", [t]) => drop(plain(&format!("{t}\0")).run()?),
        ("column", [t, c]) => alter_table(name(t)).add(integer(c)).run()?,
        ("check", [t, e]) => alter_table(name(t)).add_check(*e).run()?,
        ("default", [t, c, e]) => {
            let default = ColumnDefault::Expression((*e).to_owned());
            alter_table(name(t)).set_default_to(c, Some(default)).run()?;
        }
        ("comment", [t, text]) => alter_table(name(t)).set_comment(Some(text)).run()?,
        ("setting", [t, key, value]) => drop(plain(t).setting(key, value).run()?),
        ("index", [t, i]) => drop(create_index(name(t), index(i, "name")).run()?),
        ("index-on", [t, i, e]) => drop(create_index(name(t), index(i, "name").part(expression(e))).run()?),
        ("index-where", [t, i, e]) => drop(create_index(name(t), index(i, "name").filter(e)).run()?),
        ("drop-index", [t, i]) => drop(drop_index(name(t), i).run()?),
        ("rename-index", [t, i, j]) => rename_index(name(t), i, j)?,
        ("drop", [t]) => drop(drop_table(name(t)).run()?),
        ("cascade", [t]) => drop(drop_table(name(t)).cascade().run()?),
        ("rename", [t, to]) => rename_table(name(t), name(to))?,
        ("view", [v, query]) => create_view(name(v), query).run()?,
        ("drop-view", [v]) => drop(drop_view(name(v)).run()?),
        ("rename-view", [v, to]) => rename_view(name(v), name(to))?,
        ("sequence", [s]) => create_sequence(name(s), Identity::default())?,
        ("enumeration", [e]) => create_enumeration(name(e), ["a", "b"])?,
        ("label", [e, label]) => add_label(name(e), label)?,
        _ => return others(word, &arguments),
    }
    Ok(())
}

fn longer(name: &str, by: &str) -> String {
    name.to_owned() + &"x".repeat(by.parse().unwrap_or_default())
}

fn key(of: &str) -> ForeignKey {
    foreign_key("id").references(name(of), "id").on_delete_cascade()
}

/// Rows, and looking.
fn others(word: &str, arguments: &[&str]) -> Result {
    match (word, arguments) {
        ("insert", [t]) => drop(rows(name(t)).insert(["id", "name"], [values![7, "by the package"]])?),
        ("update", [t]) => drop(rows(name(t)).set("name", "by the package").update()?),
        ("update-by", [t]) => drop(rows(name(t)).update_by("id", "name", [values![1, "by the package"]])?),
        ("delete", [t]) => drop(rows(name(t)).delete()?),
        ("delete-by", [t]) => drop(rows(name(t)).delete_by("id", [values![1]])?),
        ("count", [t]) => report::info(&format!("{} rows", rows(name(t)).count()?)),
        ("scan", [t]) => {
            for row in rows(name(t)).columns(["id", "name"]).order_by("id").scan()? {
                report::info(&format!("row {:?}", row?.values()));
            }
        }
        ("look", [t]) => {
            let columns = inspect::table(name(t))?.map(|table| table.columns.len());
            report::info(&format!("{columns:?} columns"));
        }
        ("look-view", [v]) => report::info(&format!("view {:?}", inspect::view(name(v))?.map(|view| view.query))),
        ("has", [t]) => report::info(&format!("has {}", inspect::has_table(name(t))?)),
        ("triggers", [t]) => report::info(&format!("{} triggers", inspect::triggers(name(t))?.len())),
        ("list", _) => {
            let seen = [inspect::tables()?, inspect::views()?].concat();
            let names: Vec<String> = seen.into_iter().map(|name| name.name).collect();
            report::info(&format!("sees {}", names.join(" ")));
        }
        _ => bail!("no such line: {word} {arguments:?}"),
    }
    Ok(())
}
