//! The schema of one chain on three databases, as each database's own catalog tells it.

use mighost_tests::{Kind, Site, binary};
use std::collections::{BTreeMap, BTreeSet};

/// What is said of a column in each database: its type, and its default.
#[derive(Debug, PartialEq)]
struct Column {
    type_name: String,
    nullable: bool,
    default: String,
}

/// A schema: its columns by `table.column`, and everything else as sentences.
#[derive(Debug, Default)]
struct Facts {
    columns: BTreeMap<String, Column>,
    others: BTreeSet<String>,
}

fn at_head(kind: Kind) -> Facts {
    let site = Site::new(kind).with(|project| project.with_dir(binary::built("migrations/now-lms")));
    site.run(["upgrade"]).ok();
    let (columns, others) = match kind {
        Kind::Sqlite => SQLITE,
        Kind::Postgres => POSTGRES,
        Kind::Mariadb => MARIADB,
    };
    let mut facts = Facts::default();
    for line in site.sql(columns) {
        let parts: Vec<&str> = line.splitn(4, " | ").collect();
        let [name, type_name, nullable, default] = parts[..] else { panic!("{line}") };
        let column = Column {
            type_name: type_name.to_lowercase().replace(", ", ","),
            nullable: nullable == "yes",
            default: default.to_owned(),
        };
        facts.columns.insert(name.to_owned(), column);
    }
    facts.others = others.iter().flat_map(|sql| site.sql(sql)).collect();
    facts
}

const SQLITE: (&str, &[&str]) = (
    "SELECT m.name || '.' || c.name || ' | ' || c.type || ' | ' || iif(c.\"notnull\" OR c.pk, 'no', 'yes') || ' | ' || coalesce(c.dflt_value, 'none') \
     FROM sqlite_schema m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.name NOT GLOB 'mighost_*' AND m.name NOT GLOB 'sqlite_*'",
    &[
        "SELECT m.name || ' has the primary key (' || group_concat(c.name, ', ') || ')' FROM sqlite_schema m, \
         (SELECT s.name AS t, c.name, c.pk FROM sqlite_schema s, pragma_table_info(s.name) c WHERE s.type = 'table' AND c.pk ORDER BY s.name, c.pk) c \
         WHERE c.t = m.name AND m.type = 'table' AND m.name NOT GLOB 'mighost_*' AND m.name NOT GLOB 'sqlite_*' GROUP BY m.name",
        "SELECT t || ' (' || group_concat(f, ', ') || ') refers to ' || r || ' (' || group_concat(c, ', ') || ')' || d || u FROM \
         (SELECT m.name AS t, f.id, f.\"from\" AS f, f.\"table\" AS r, coalesce(f.\"to\", 'key') AS c, \
          iif(f.on_delete = 'NO ACTION', '', ', on delete ' || lower(f.on_delete)) AS d, \
          iif(f.on_update = 'NO ACTION', '', ', on update ' || lower(f.on_update)) AS u \
          FROM sqlite_schema m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND m.name NOT GLOB 'mighost_*' ORDER BY m.name, f.id, f.seq) \
         GROUP BY t, id",
        "SELECT t || ' has ' || n || ' (' || group_concat(c, ', ') || ')' FROM \
         (SELECT m.name AS t, l.name AS id, CASE l.origin WHEN 'u' THEN 'unique' ELSE iif(l.\"unique\", 'the unique index ', 'the index ') || l.name END AS n, \
          x.name AS c FROM sqlite_schema m, pragma_index_list(m.name) l, pragma_index_info(l.name) x \
          WHERE m.type = 'table' AND l.origin <> 'pk' AND m.name NOT GLOB 'mighost_*' ORDER BY m.name, l.name, x.seqno) GROUP BY t, id",
    ],
);

const POSTGRES: (&str, &[&str]) = (
    "SELECT concat(c.relname, '.', a.attname, ' | ', format_type(a.atttypid, a.atttypmod), ' | ', CASE WHEN a.attnotnull THEN 'no' ELSE 'yes' END, \
     ' | ', coalesce(pg_get_expr(d.adbin, d.adrelid), 'none')) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
     LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum \
     WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname !~ '^mighost_'",
    &[
        "SELECT concat(c.conrelid::regclass, ' has the primary key (', (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM \
         unnest(c.conkey) WITH ORDINALITY AS k (at, n) JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.at), ')') \
         FROM pg_constraint c WHERE c.contype = 'p' AND c.connamespace = 'public'::regnamespace AND c.conrelid::regclass::text !~ '^mighost_'",
        "SELECT concat(c.conrelid::regclass, ' (', (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY AS k (at, n) \
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.at), ') refers to ', c.confrelid::regclass, ' (', \
         (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY AS k (at, n) \
         JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.at), ')', \
         CASE c.confdeltype WHEN 'c' THEN ', on delete cascade' WHEN 'n' THEN ', on delete set null' WHEN 'r' THEN ', on delete restrict' ELSE '' END, \
         CASE c.confupdtype WHEN 'c' THEN ', on update cascade' WHEN 'n' THEN ', on update set null' WHEN 'r' THEN ', on update restrict' ELSE '' END) \
         FROM pg_constraint c WHERE c.contype = 'f'",
        "SELECT concat(i.indrelid::regclass, ' has ', CASE WHEN c.oid IS NOT NULL THEN 'unique' ELSE concat(CASE WHEN i.indisunique THEN 'the unique index ' \
         ELSE 'the index ' END, i.indexrelid::regclass) END, ' (', (SELECT string_agg(a.attname, ', ' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY AS k (at, n) \
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.at), ')') FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid \
         AND t.relnamespace = 'public'::regnamespace AND t.relname !~ '^mighost_' LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid AND c.contype = 'u' WHERE NOT i.indisprimary",
        "SELECT concat(conrelid::regclass, ' checks ', pg_get_constraintdef(oid)) FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0",
    ],
);

const MARIADB: (&str, &[&str]) = (
    "SELECT concat(table_name, '.', column_name, ' | ', column_type, ' | ', if(is_nullable = 'NO', 'no', 'yes'), ' | ', coalesce(column_default, 'none')) \
     FROM information_schema.columns WHERE table_schema = database() AND left(table_name, 8) <> 'mighost_'",
    &[
        "SELECT concat(table_name, ' has the primary key (', group_concat(column_name ORDER BY seq_in_index SEPARATOR ', '), ')') \
         FROM information_schema.statistics WHERE table_schema = database() AND index_name = 'PRIMARY' AND left(table_name, 8) <> 'mighost_' GROUP BY table_name",
        "SELECT concat(k.table_name, ' (', group_concat(k.column_name ORDER BY k.ordinal_position SEPARATOR ', '), ') refers to ', k.referenced_table_name, ' (', \
         group_concat(k.referenced_column_name ORDER BY k.ordinal_position SEPARATOR ', '), ')', \
         if(r.delete_rule IN ('RESTRICT', 'NO ACTION'), '', concat(', on delete ', lower(r.delete_rule))), \
         if(r.update_rule IN ('RESTRICT', 'NO ACTION'), '', concat(', on update ', lower(r.update_rule)))) \
         FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r USING (constraint_schema, constraint_name) \
         WHERE k.table_schema = database() AND r.table_name = k.table_name AND k.referenced_table_name IS NOT NULL GROUP BY k.table_name, k.constraint_name",
        "SELECT concat(s.table_name, ' has ', if(non_unique, 'the index ', 'the unique index '), index_name, ' (', group_concat(column_name ORDER BY seq_in_index SEPARATOR ', '), ')') \
         FROM information_schema.statistics s WHERE table_schema = database() AND index_name <> 'PRIMARY' AND left(table_name, 8) <> 'mighost_' GROUP BY s.table_name, index_name",
        "SELECT concat(table_name, ' checks ', check_clause) FROM information_schema.check_constraints WHERE constraint_schema = database()",
    ],
);

/// A line of a table in the page: its cells.
type Line = Vec<String>;

/// The lines of the table below a heading of `docs/reference/schema-differences.md`, without code marks.
fn table(heading: &str) -> Vec<Line> {
    let path = binary::workspace().join("docs/reference/schema-differences.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let section =
        text.split_once(&format!("## {heading}\n")).unwrap_or_else(|| panic!("the page has no `{heading}`")).1;
    let rows = section.trim_start().lines().take_while(|line| line.starts_with('|')).skip(2);
    rows.map(|row| row.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect())
        .collect()
}

type Bound = BTreeMap<String, String>;

/// Whether a text is what a cell says, where `{word}` stands for anything, and for the same in all cells of a line.
fn matches(cell: &str, text: &str, bound: &mut Bound) -> bool {
    let Some((before, rest)) = cell.split_once('{') else { return cell == text };
    let (word, rest) = rest.split_once('}').expect("`{` is closed");
    let Some(text) = text.strip_prefix(before) else { return false };
    let next = rest.split('{').next().unwrap_or_default();
    let end = if next.is_empty() && rest.is_empty() { Some(text.len()) } else { text.find(next) };
    let Some((found, left)) = end.map(|end| text.split_at(end)) else { return false };
    bound.entry(word.to_owned()).or_insert_with(|| found.to_owned()) == found && matches(rest, left, bound)
}

/// What a cell says with its words filled in.
fn filled(cell: &str, bound: &Bound) -> String {
    bound.iter().fold(cell.to_owned(), |cell, (word, text)| cell.replace(&format!("{{{word}}}"), text))
}

/// A table of the page, and which of its lines were needed.
struct Explained {
    heading: &'static str,
    lines: Vec<Line>,
    needed: BTreeSet<usize>,
}

impl Explained {
    fn read(heading: &'static str) -> Explained {
        Explained { heading, lines: table(heading), needed: BTreeSet::new() }
    }

    #[track_caller]
    fn explains(&mut self, name: &str, found: [&str; 3]) {
        let fits = |line: &Line| {
            let mut bound = Bound::new();
            found.iter().zip(line).all(|(text, cell)| matches(cell, text, &mut bound))
        };
        let at = self.lines.iter().position(fits);
        self.needed.insert(at.unwrap_or_else(|| panic!("{name}: no line of {} explains {found:?}", self.heading)));
    }

    #[track_caller]
    fn each_was_needed(&self) {
        let idle: Vec<&Line> =
            self.lines.iter().enumerate().filter(|(at, _)| !self.needed.contains(at)).map(|(_, line)| line).collect();
        assert!(idle.is_empty(), "these lines of {} explain nothing: {idle:#?}", self.heading);
    }
}

#[test]
fn the_schema_at_head_is_the_same_but_for_what_is_written_down() {
    let [sqlite, postgres, mariadb] = [Kind::Sqlite, Kind::Postgres, Kind::Mariadb].map(at_head);
    // The page names these numbers.
    assert_eq!(sqlite.columns.len(), 836);
    let names = |facts: &Facts| facts.columns.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&sqlite), names(&postgres));
    assert_eq!(names(&sqlite), names(&mariadb));

    let (mut types, mut defaults) = (Explained::read("Types"), Explained::read("Defaults"));
    for (name, one) in &sqlite.columns {
        let (two, three) = (&postgres.columns[name], &mariadb.columns[name]);
        types.explains(name, [&one.type_name, &two.type_name, &three.type_name]);
        defaults.explains(name, [&one.default, &two.default, &three.default]);
        assert_eq!([one.nullable, two.nullable], [two.nullable, three.nullable], "{name}: nullable");
    }
    types.each_was_needed();
    defaults.each_was_needed();

    // Between these two there is no difference at all.
    let only = |one: &Facts, two: &Facts| one.others.difference(&two.others).cloned().collect::<Vec<_>>();
    assert_eq!(only(&sqlite, &postgres), Vec::<String>::new());
    assert_eq!(only(&postgres, &sqlite), Vec::<String>::new());

    let mut lines = Explained::read("Keys and indexes");
    let mut left: BTreeSet<String> = only(&sqlite, &mariadb).into_iter().collect();
    for fact in only(&mariadb, &sqlite) {
        let explains = |line: &Line| {
            let [here, there, condition, ..] = &line[..] else { panic!("{line:?}") };
            let mut bound = Bound::new();
            let holds = matches(there, &fact, &mut bound)
                && (condition.is_empty()
                    || sqlite.others.iter().any(|other| other.starts_with(&filled(condition, &bound))))
                && (here == "–" || sqlite.others.contains(&filled(here, &bound)));
            holds.then(|| filled(here, &bound))
        };
        let found = lines.lines.iter().enumerate().find_map(|(at, line)| Some((at, explains(line)?)));
        let (at, counterpart) = found.unwrap_or_else(|| panic!("no line of Keys and indexes explains {fact}"));
        lines.needed.insert(at);
        left.remove(&counterpart);
    }
    lines.each_was_needed();
    assert_eq!(left, BTreeSet::new(), "MariaDB lacks these");
}
