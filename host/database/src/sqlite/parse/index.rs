use crate::sqlite::text::{Text, unquoted};
use mighost_schema::{Error, Index, IndexKey, IndexPart, Result, Table};
use sqlite3_parser::ast::{Expr, Literal, SortOrder, Stmt};
use sqlite3_parser::dialect::TokenType;

/// Reads an index's definition.
pub(in crate::sqlite) fn index(name: &str, sql: &str, table: &Table) -> Result<Index> {
    let unreadable =
        || Error::Unsupported(format!("the definition of index `{name}` can't be read, so it can't be changed: {sql}"));
    let text = Text::new(sql)?;
    super::parse(sql, |statement| {
        let Stmt::CreateIndex { unique, columns, .. } = statement else { return Err(unreadable()) };
        let open = text.tokens.iter().position(|token| token.kind == TokenType::TK_LP).ok_or_else(unreadable)?;
        let (_, behind) = text.parenthesized(open).ok_or_else(unreadable)?;
        let mut index = Index::new(name, Vec::<String>::new());
        index.unique = *unique;
        let mut from = open + 1;
        for part in *columns {
            let to = (from..behind)
                .find(|at| {
                    let token = text.tokens.get(*at);
                    *at == behind - 1 || token.is_some_and(|t| t.kind == TokenType::TK_COMMA && t.depth == 1)
                })
                .ok_or_else(unreadable)?;
            let mut end = to;
            if part.order.is_some() {
                end -= 1;
            }
            let (expression, collation) = match &part.expr {
                Expr::Collate(inner, collation) => {
                    end -= 2;
                    (*inner, Some(unquoted(collation)))
                }
                other => (other, None),
            };
            let written = text.between(from, end);
            let name = match expression {
                Expr::Id(name) => Some(unquoted(name.0)),
                Expr::Name(name) => Some(unquoted(name.0)),
                Expr::Literal(Literal::String(name)) => Some(unquoted(name)),
                _ => None,
            };
            let column = name.and_then(|name| table.columns.iter().find(|c| c.name.eq_ignore_ascii_case(&name)));
            index.parts.push(IndexPart {
                key: match column {
                    Some(column) => IndexKey::Column(column.name.clone()),
                    None => IndexKey::Expression(written.to_owned()),
                },
                descending: part.order == Some(SortOrder::Desc),
                collation,
                ..IndexPart::column("")
            });
            from = to + 1;
        }
        if text.kind(behind) == Some(TokenType::TK_WHERE) {
            index.predicate = Some(text.between(behind + 1, text.tokens.len()).to_owned());
        }
        Ok(index)
    })
}
