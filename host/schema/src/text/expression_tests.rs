#![allow(clippy::unwrap_used)]
use super::*;
use proptest::prelude::*;

const COLUMNS: &[&str] = &["age", "name", "My Col", "time", "day", "text", "year", "Upper", "precision", "nocase"];

fn named(expression: &str) -> Vec<&'static str> {
    columns_named(expression, "people", COLUMNS)
}

fn renamed(expression: &str, from: &str, to: &str) -> String {
    rename_column(expression, "people", COLUMNS, from, to)
}

#[test]
fn columns_are_found_in_every_quote_and_case() {
    assert_eq!(named("age > 0 and \"My Col\" = 1 or `name` is null"), ["age", "My Col", "name"]);
    assert_eq!(named("[My Col] = AGE"), ["My Col", "age"]);
    assert_eq!(named("people.age > 0 and \"people\".\"name\" <> '' and other.day = 1"), ["age", "name"]);
}

#[test]
fn functions_types_collations_strings_and_words_are_not_columns() {
    assert_eq!(named("date(time) > DATE 'age' and X'aa' = 'name'"), ["time"]);
    assert_eq!(named("CAST(age AS text) = name::text and age::double precision > 1"), ["age", "name"]);
    assert_eq!(named("name COLLATE nocase = 'a' and age IS NOT NULL"), ["name", "age"]);
    assert_eq!(named("age > 1 + INTERVAL 1 DAY"), ["age"]);
    assert_eq!(named("extract(year from time) > 2000"), ["time"]);
    assert_eq!(named("time::timestamp(3) with time zone > age AT TIME ZONE 'x'"), ["time", "age"]);
    assert_eq!(named("age /* name */ > 1 -- day"), ["age"]);
    assert_eq!(named("CASE WHEN age > 1 THEN name ELSE 'x' END = 'day'"), ["age", "name"]);
    assert_eq!(named("case age when 1 then name end is not null"), ["age", "name"]);
    assert_eq!(
        named("age in (1, day) and name like '%text%' and age between year and 3"),
        ["age", "day", "name", "year"]
    );
    assert_eq!(named("((age)::text).name = ARRAY[day, 1]"), ["age", "day"]);
    assert_eq!(named("age(name, day)"), ["name", "day"]);
    assert_eq!(named("name ->> '$.age' = 1 and NOT (age)"), ["name", "age"]);
}

#[test]
fn a_rename_keeps_everything_else() {
    assert_eq!(renamed("age>0  AND 'age'<>age(Age)/*age*/", "age", "years"), "years>0  AND 'age'<>age(years)/*age*/");
    assert_eq!(renamed("\"age\" > `age` + [age]", "age", "years"), "\"years\" > `years` + \"years\"");
    assert_eq!(renamed("people.age > 1", "age", "years"), "people.years > 1");
    assert_eq!(renamed("age > 1", "age", "order"), "\"order\" > 1");
    assert_eq!(renamed("age > 1", "age", "So \"x\""), "\"So \"\"x\"\"\" > 1");
}

#[test]
fn names_without_quotes_mean_the_lower_case_column_first() {
    let columns = ["Age", "age"];
    assert_eq!(rename_column("AGE + \"Age\"", "t", &columns, "age", "x"), "x + \"Age\"");
    assert_eq!(rename_column("AGE + \"Age\"", "t", &columns, "Age", "x"), "AGE + \"x\"");
}

#[test]
fn a_renamed_table_is_followed_before_its_columns() {
    assert_eq!(rename_table("people.age > 1 and people = 2", "people", "persons"), "persons.age > 1 and people = 2");
    assert_eq!(rename_table("s.\"people\".age > f.people(1)", "people", "persons"), "s.\"persons\".age > f.people(1)");
}

/// An expression as a tree whose columns are known.
#[derive(Clone, Debug)]
enum Tree {
    Column(usize, u8),
    Fixed(&'static str),
    Call(&'static str, Vec<Tree>),
    Binary(Box<Tree>, &'static str, Box<Tree>),
    Suffix(Box<Tree>, &'static str),
    Case(Box<Tree>, Box<Tree>),
}

fn tree() -> impl Strategy<Value = Tree> {
    let fixed = prop::sample::select(vec![
        "1",
        "1.5e-3",
        "'age'",
        "'it''s name'",
        "NULL",
        "CURRENT_TIMESTAMP",
        "DATE '2020-01-01'",
        "X'00'",
        "/* age */ 2",
        "E'a\\'age'",
        "$$ age $$",
        "interval 1 day",
        "extract(year from 1)",
        "$1",
    ]);
    let leaf =
        prop_oneof![(0..COLUMNS.len(), 0..4u8).prop_map(|(c, q)| Tree::Column(c, q)), fixed.prop_map(Tree::Fixed)];
    leaf.prop_recursive(4, 24, 3, |inner| {
        let operator = prop::sample::select(vec![
            "+",
            " and ",
            " OR ",
            "<>",
            " is not ",
            "||",
            " like ",
            " glob ",
            "->>",
            "-- age\n-",
            " is distinct from ",
        ]);
        let suffix = prop::sample::select(vec![
            " IS NOT NULL",
            " isnull",
            "::text",
            "::timestamp with time zone",
            " COLLATE nocase",
            "::age[]",
            " at time zone 'name'",
        ]);
        let boxed = inner.clone().prop_map(Box::new);
        prop_oneof![
            (prop::sample::select(vec!["age", "date", "\"name\"", "s.text"]), prop::collection::vec(inner, 0..3))
                .prop_map(|(f, a)| Tree::Call(f, a)),
            (boxed.clone(), operator, boxed.clone()).prop_map(|(a, o, b)| Tree::Binary(a, o, b)),
            (boxed.clone(), suffix).prop_map(|(a, s)| Tree::Suffix(a, s)),
            (boxed.clone(), boxed).prop_map(|(a, b)| Tree::Case(a, b)),
        ]
    })
}

fn write(tree: &Tree, columns: &[&str], out: &mut String) {
    match tree {
        Tree::Column(i, quotes) => {
            let name = columns[*i];
            let qualifier = if *quotes == 3 { "people." } else { "" };
            out.push_str(qualifier);
            match quotes {
                1 => out.push_str(&format!("\"{name}\"")),
                2 => out.push_str(&format!("`{name}`")),
                _ => out.push_str(&written(name, None)),
            }
        }
        Tree::Fixed(text) => out.push_str(text),
        Tree::Call(name, arguments) => {
            out.push_str(name);
            out.push_str(" (");
            for (i, argument) in arguments.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                write(argument, columns, out);
            }
            out.push(')');
        }
        Tree::Binary(a, operator, b) => {
            out.push('(');
            write(a, columns, out);
            out.push_str(operator);
            write(b, columns, out);
            out.push(')');
        }
        Tree::Suffix(a, suffix) => {
            out.push('(');
            write(a, columns, out);
            out.push_str(suffix);
            out.push(')');
        }
        Tree::Case(a, b) => {
            out.push_str("case when ");
            write(a, columns, out);
            out.push_str(" then 1 else cast(");
            write(b, columns, out);
            out.push_str(" as varchar(20)) end");
        }
    }
}

fn used(tree: &Tree, out: &mut Vec<&'static str>) {
    match tree {
        Tree::Column(i, _) if !out.contains(&COLUMNS[*i]) => out.push(COLUMNS[*i]),
        Tree::Column(..) | Tree::Fixed(_) => {}
        Tree::Call(_, arguments) => arguments.iter().for_each(|a| used(a, out)),
        Tree::Binary(a, _, b) | Tree::Case(a, b) => {
            used(a, out);
            used(b, out);
        }
        Tree::Suffix(a, _) => used(a, out),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_rename_changes_exactly_the_column(tree in tree(), column in 0..COLUMNS.len(), plain in any::<bool>()) {
        let (mut before, mut after, mut columns) = (String::new(), String::new(), Vec::new());
        write(&tree, COLUMNS, &mut before);
        used(&tree, &mut columns);
        prop_assert_eq!(columns_named(&before, "people", COLUMNS), columns);
        let to = if plain { "fresh" } else { "Fresh \"one\" `two`" };
        let mut renamed_columns = COLUMNS.to_vec();
        renamed_columns[column] = to;
        write_with(&tree, column, &renamed_columns, &mut after);
        prop_assert_eq!(renamed(&before, COLUMNS[column], to), after);
    }

    #[test]
    fn any_text_is_taken(text in "[ -~é\n]{0,40}") {
        let _ = named(&text);
        prop_assert_eq!(renamed(&text, "not there", "x"), text);
    }
}

/// Like [`write`], but quotes stay where the old name had them.
fn write_with(tree: &Tree, column: usize, columns: &[&str], out: &mut String) {
    match tree {
        Tree::Column(i, quotes) => {
            if *quotes == 3 {
                out.push_str("people.");
            }
            let old_quote = match quotes {
                1 => Some('"'),
                2 => Some('`'),
                _ if *i == column && !super::super::is_plain_name(COLUMNS[*i]) => Some('"'),
                _ => None,
            };
            out.push_str(&written(columns[*i], old_quote));
        }
        Tree::Fixed(text) => out.push_str(text),
        Tree::Call(name, arguments) => {
            out.push_str(name);
            out.push_str(" (");
            for (i, argument) in arguments.iter().enumerate() {
                out.push_str(if i > 0 { ", " } else { "" });
                write_with(argument, column, columns, out);
            }
            out.push(')');
        }
        Tree::Binary(a, operator, b) => {
            out.push('(');
            write_with(a, column, columns, out);
            out.push_str(operator);
            write_with(b, column, columns, out);
            out.push(')');
        }
        Tree::Suffix(a, suffix) => {
            out.push('(');
            write_with(a, column, columns, out);
            out.push_str(suffix);
            out.push(')');
        }
        Tree::Case(a, b) => {
            out.push_str("case when ");
            write_with(a, column, columns, out);
            out.push_str(" then 1 else cast(");
            write_with(b, column, columns, out);
            out.push_str(" as varchar(20)) end");
        }
    }
}
