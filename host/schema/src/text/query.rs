use super::expression::quote;
use super::lexer::{Kind, Token, Tokens};
use super::words::{is_operator_word, written};
use crate::ObjectName;
use std::collections::HashSet;

/// Whether a query may name a table, view or sequence: whether its name stands anywhere outside of strings and
/// comments, alone or behind its schema. Rather one too many than one too few.
pub(crate) fn names_relation(query: &str, name: &ObjectName) -> bool {
    let tokens = Tokens::new(query);
    let mut at = 0;
    while at < tokens.tokens.len() {
        if !tokens.is_name(at) {
            at += 1;
            continue;
        }
        let chain = tokens.chain(at);
        // In `a.b.c` the relation may be any part; the part before it then is its schema.
        for (i, part) in chain.iter().enumerate() {
            let schema = i.checked_sub(1).map(|before| tokens.name(chain[before]));
            // A name without a schema may mean it by the search path.
            let in_schema = name.schema.as_ref().zip(schema).is_none_or(|(wanted, s)| s.eq_ignore_ascii_case(wanted));
            if in_schema && tokens.name(*part).eq_ignore_ascii_case(&name.name) {
                return true;
            }
        }
        at = chain.last().copied().unwrap_or(at) + 1;
    }
    false
}

/// A dotted name in a query, as the indexes of its parts.
enum Place {
    /// Where a table is read from.
    Table(Vec<usize>),
    /// Where the last part is a column, or the whole is a table's name before `.*`.
    Column(Vec<usize>),
}

/// The places in a query where a relation can be named: behind FROM and JOIN, in the commas between, and before a
/// column.
fn places(tokens: &Tokens<'_>) -> Vec<Place> {
    let mut found = Vec::new();
    // For each open parenthesis, whether we are inside a FROM clause there.
    let mut clauses = vec![false];
    let mut expects_table = false;
    let mut at = 0;
    while let Some(token) = tokens.tokens.get(at) {
        match token.kind {
            // `FROM (a JOIN b)` goes on with tables; `FROM (SELECT …)` begins anew.
            Kind::Symbol('(') => clauses.push(expects_table),
            Kind::Symbol(')') => {
                if clauses.len() > 1 {
                    clauses.pop();
                }
                expects_table = false;
            }
            Kind::Symbol(',') => expects_table = clauses.last().copied().unwrap_or_default(),
            Kind::Word | Kind::Quoted(_) => {
                let chain = tokens.chain(at);
                let last = chain.last().copied().unwrap_or(at);
                let word = tokens.raw(*token).to_ascii_lowercase();
                let called = tokens.is_symbol(last + 1, '(');
                if token.kind == Kind::Word && chain.len() == 1 && is_clause(&word) {
                    expects_table = matches!(word.as_str(), "from" | "join");
                    if let Some(clause) = clauses.last_mut()
                        && !matches!(word.as_str(), "join" | "on" | "using")
                    {
                        *clause = word == "from";
                    }
                } else if expects_table {
                    if token.kind == Kind::Word && is_prefix(&word) && tokens.is_name(at + 1) {
                        at += 1;
                        continue;
                    }
                    expects_table = false;
                    if !called {
                        found.push(Place::Table(chain));
                    }
                } else if !called && (chain.len() > 1 || tokens.is_symbol(at + 1, '.') && tokens.is_symbol(at + 2, '*'))
                {
                    found.push(Place::Column(chain));
                }
                at = last;
            }
            _ => {}
        }
        at += 1;
    }
    found
}

/// Whether a query reads a table or view. A name without a schema means one in the default schema.
pub(crate) fn reads_relation(query: &str, name: &ObjectName) -> bool {
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    relations(query).iter().any(|r| {
        same(&r.name, &name.name)
            && match (&r.schema, &name.schema) {
                (Some(a), Some(b)) => same(a, b),
                (a, b) => a == b,
            }
    })
}

/// The relations that a query reads, as it writes them, without its own common table expressions.
pub fn relations(query: &str) -> Vec<ObjectName> {
    let tokens = Tokens::new(query);
    // Gathered first: a query may name a hundred thousand tables.
    let own: HashSet<String> = expressions(&tokens).map(|at| tokens.name(at).to_ascii_lowercase()).collect();
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    for place in places(&tokens) {
        let Place::Table(chain) = place else { continue };
        let part = |back: usize| chain.len().checked_sub(back).map(|i| tokens.name(chain[i]));
        let Some(name) = part(1) else { continue };
        let name = ObjectName { schema: part(2), name };
        let own = name.schema.is_none() && own.contains(&name.name.to_ascii_lowercase());
        if !own && seen.insert(name.clone()) {
            found.push(name);
        }
    }
    found
}

/// A query with a table or view renamed.
pub(crate) fn rename_relation(query: &str, from: &ObjectName, to: &ObjectName) -> String {
    let tokens = Tokens::new(query);
    let (hidden, cte) = (is_alias(&tokens, &from.name), is_cte(&tokens, &from.name));
    let mut replacements: Vec<(Token, String)> = Vec::new();
    for place in places(&tokens) {
        let (chain, part, skip) = match &place {
            Place::Table(chain) => (chain, chain.len() - 1, cte && chain.len() == 1),
            Place::Column(chain) => (chain, chain.len().saturating_sub(2), hidden && chain.len() <= 2),
        };
        if !skip && means(&tokens, chain, part, from) {
            write_name(&tokens, chain, part, from, to, &mut replacements);
        }
    }
    tokens.replaced(&replacements)
}

/// Words between FROM and a table's name.
fn is_prefix(word: &str) -> bool {
    matches!(word, "only" | "lateral")
}

/// Words that begin or end a FROM clause.
fn is_clause(word: &str) -> bool {
    matches!(
        word,
        "select"
            | "from"
            | "join"
            | "on"
            | "using"
            | "where"
            | "group"
            | "having"
            | "order"
            | "limit"
            | "window"
            | "union"
            | "intersect"
            | "except"
            | "offset"
            | "fetch"
            | "for"
    )
}

/// Whether the part of a dotted name means this relation.
fn means(tokens: &Tokens<'_>, chain: &[usize], part: usize, name: &ObjectName) -> bool {
    let same = |index: usize, wanted: &str| tokens.name(index).eq_ignore_ascii_case(wanted);
    same(chain[part], &name.name)
        && match (part.checked_sub(1), &name.schema) {
            (Some(before), Some(schema)) => same(chain[before], schema),
            (None, None) => true,
            _ => false,
        }
}

fn write_name(
    tokens: &Tokens<'_>,
    chain: &[usize],
    part: usize,
    from: &ObjectName,
    to: &ObjectName,
    out: &mut Vec<(Token, String)>,
) {
    let schema_written = part.checked_sub(1).map(|i| chain[i]);
    let token = tokens.tokens[chain[part]];
    let name = written(&to.name, quote(tokens, chain[part]));
    match (schema_written, &to.schema) {
        (Some(index), Some(schema)) if from.schema != to.schema => {
            out.push((tokens.tokens[index], written(schema, quote(tokens, index))));
            out.push((token, name));
        }
        (None, Some(schema)) if from.schema != to.schema => {
            out.push((token, format!("{}.{name}", written(schema, None))))
        }
        (Some(index), None) => {
            let whole = Token { kind: token.kind, start: tokens.tokens[index].start, end: token.end };
            out.push((whole, name));
        }
        _ => out.push((token, name)),
    }
}

/// Whether a query gives this name to something of its own: a table alias or a common table expression.
fn is_alias(tokens: &Tokens<'_>, name: &str) -> bool {
    is_cte(tokens, name)
        || (1..tokens.tokens.len()).any(|i| {
            let same = tokens.is_name(i) && tokens.name(i).eq_ignore_ascii_case(name);
            let before = tokens.tokens[i - 1];
            // Two names in a row: the second is an alias, unless the first is a word of the grammar.
            let implicit = match before.kind {
                Kind::Word => {
                    let word = tokens.raw(before).to_ascii_lowercase();
                    !is_clause(&word) && !is_operator_word(&word) && !is_prefix(&word)
                }
                Kind::Quoted(_) | Kind::Symbol(')') => true,
                _ => false,
            };
            same && !tokens.is_symbol(i + 1, '.') && (tokens.is_word(i - 1, "as") || implicit)
        })
}

/// Whether a query has a common table expression of this name.
fn is_cte(tokens: &Tokens<'_>, name: &str) -> bool {
    expressions(tokens).any(|at| tokens.name(at).eq_ignore_ascii_case(name))
}

/// Where a query's common table expressions are named.
fn expressions(tokens: &Tokens<'_>) -> impl Iterator<Item = usize> {
    (1..tokens.tokens.len()).filter(move |&i| {
        tokens.is_name(i)
            && (tokens.is_word(i - 1, "with") || tokens.is_word(i - 1, "recursive") || tokens.is_symbol(i - 1, ','))
            && tokens.is_word(i + 1, "as")
            && (tokens.is_symbol(i + 2, '(') || tokens.is_word(i + 2, "materialized") || tokens.is_word(i + 2, "not"))
    })
}

/// The strings in an expression that name a sequence: `nextval('s'::regclass)`.
fn sequence_strings(tokens: &Tokens<'_>, name: &ObjectName) -> Vec<Token> {
    const FUNCTIONS: &[&str] = &["nextval", "currval", "lastval", "setval"];
    tokens
        .tokens
        .iter()
        .enumerate()
        .filter(|(i, t)| {
            t.kind == Kind::String
                && *i >= 2
                && tokens.is_symbol(i - 1, '(')
                && FUNCTIONS.iter().any(|f| tokens.is_word(i - 2, f))
                && string_names(tokens.raw(**t), name)
        })
        .map(|(_, t)| *t)
        .collect()
}

/// Whether a string literal holds this name, written as an identifier.
fn string_names(raw: &str, name: &ObjectName) -> bool {
    let inner = raw.trim_matches('\'').replace("''", "'");
    let tokens = Tokens::new(&inner);
    if !tokens.is_name(0) {
        return false;
    }
    let chain = tokens.chain(0);
    chain.len() <= 2
        && chain.last() == Some(&(tokens.tokens.len() - 1))
        && means(&tokens, &chain, chain.len() - 1, name)
}

/// Whether an expression draws numbers from a sequence.
pub(crate) fn names_sequence(expression: &str, name: &ObjectName) -> bool {
    let tokens = Tokens::new(expression);
    !sequence_strings(&tokens, name).is_empty() || direct_sequences(&tokens, name).next().is_some()
}

/// MariaDB's form: `nextval(s)` and `next value for s`, as the indexes of the name's first token.
fn direct_sequences<'t>(tokens: &'t Tokens<'_>, name: &'t ObjectName) -> impl Iterator<Item = Vec<usize>> + 't {
    (2..tokens.tokens.len()).filter_map(move |i| {
        let called = tokens.is_symbol(i - 1, '(') && tokens.is_word(i - 2, "nextval");
        let spelled = tokens.is_word(i - 1, "for") && tokens.is_word(i - 2, "value");
        if !tokens.is_name(i) || !(called || spelled) {
            return None;
        }
        let chain = tokens.chain(i);
        means(tokens, &chain, chain.len() - 1, name).then_some(chain)
    })
}

/// The expression with a sequence renamed.
pub(crate) fn rename_sequence(expression: &str, from: &ObjectName, to: &ObjectName) -> String {
    let tokens = Tokens::new(expression);
    let mut replacements: Vec<(Token, String)> = sequence_strings(&tokens, from)
        .into_iter()
        .map(|t| {
            let inner = tokens.raw(t).trim_matches('\'').replace("''", "'");
            let inside = Tokens::new(&inner);
            let chain = inside.chain(0);
            let mut parts = Vec::new();
            write_name(&inside, &chain, chain.len() - 1, from, to, &mut parts);
            (t, format!("'{}'", inside.replaced(&parts).replace('\'', "''")))
        })
        .collect();
    for chain in direct_sequences(&tokens, from) {
        write_name(&tokens, &chain, chain.len() - 1, from, to, &mut replacements);
    }
    replacements.sort_by_key(|(t, _)| t.start);
    tokens.replaced(&replacements)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn renamed(query: &str) -> String {
        rename_relation(query, &"people".into(), &"persons".into())
    }

    #[test]
    fn a_renamed_table_is_followed_in_a_query() {
        assert_eq!(
            renamed("SELECT people.name, people, 'people' FROM people WHERE people.age > 1"),
            "SELECT persons.name, people, 'people' FROM persons WHERE persons.age > 1"
        );
        assert_eq!(
            renamed("select p.* from orders o, people p join \"people\" as q on q.id = p.id"),
            "select p.* from orders o, persons p join \"persons\" as q on q.id = p.id"
        );
        assert_eq!(renamed("select people.* from people"), "select persons.* from persons");
        assert_eq!(
            renamed("select (select max(id) from people) from x"),
            "select (select max(id) from persons) from x"
        );
    }

    #[test]
    fn aliases_and_common_table_expressions_keep_their_name() {
        assert_eq!(renamed("select people.id from orders as people"), "select people.id from orders as people");
        assert_eq!(renamed("select people.id from orders people"), "select people.id from orders people");
        assert_eq!(
            renamed("with people as (select 1 as id) select people.id from people"),
            "with people as (select 1 as id) select people.id from people"
        );
    }

    #[test]
    fn a_schema_is_written_where_it_is_needed() {
        let (from, to) = (ObjectName::in_schema("a", "t"), ObjectName::in_schema("b", "u"));
        assert_eq!(rename_relation("select a.t.x from a.t", &from, &to), "select b.u.x from b.u");
        assert_eq!(rename_relation("select 1 from t", &"t".into(), &to), "select 1 from b.u");
        assert_eq!(rename_relation("select 1 from a.t", &from, &"t".into()), "select 1 from t");
        assert_eq!(rename_relation("select 1 from c.t", &from, &to), "select 1 from c.t");
    }

    #[test]
    fn a_query_reads_its_relations() {
        let query = "with c as (select * from s.a) select a.x from c, \"B\" join d on f(x, y) = 1, e where g in (select 1 from h)";
        let names: Vec<String> = relations(query).iter().map(ToString::to_string).collect();
        assert_eq!(names, ["s.a", "B", "d", "e", "h"]);
    }

    #[test]
    fn a_query_names_its_tables() {
        assert!(names_relation("select * from People p", &"people".into()));
        assert!(names_relation("select * from s.people", &"people".into()));
        assert!(!names_relation("select * from x.people", &ObjectName::in_schema("s", "people")));
        assert!(!names_relation("select 'people' /* people */ from persons", &"people".into()));
    }

    #[test]
    fn a_sequence_is_found_and_renamed_in_a_default() {
        let (from, to) = (ObjectName::new("ids"), ObjectName::new("My ids"));
        assert!(names_sequence("nextval('ids'::regclass)", &from));
        assert!(!names_sequence("nextval('ids2'::regclass) || 'ids'", &from));
        assert_eq!(rename_sequence("nextval('ids'::regclass)", &from, &to), "nextval('\"My ids\"'::regclass)");
        assert_eq!(rename_sequence("nextval('\"My ids\"'::regclass)", &to, &from), "nextval('\"ids\"'::regclass)");
        assert_eq!(rename_sequence("next value for ids", &from, &"n".into()), "next value for n");
    }
}
