use super::literal;
use crate::sqlite::text::{Text, unquoted};
use crate::sqlite::types;
use mighost_schema::{
    Check, Column, Constraint, Deferral, Error, ForeignKey, ForeignKeyAction, Generated, Identity, ObjectName,
    PrimaryKey, Result, Settings, Table, Unique,
};
use sqlite3_parser::ast::{
    ColumnConstraint, ColumnDefinition, CreateTableBody, DeferSubclause, Expr, ForeignKeyClause, InitDeferredPred,
    Literal, Name, NamedColumnConstraint, NamedTableConstraint, RefAct, RefArg, ResolveType, SortOrder, SortedColumn,
    Stmt, TabFlags, TableConstraint,
};
use sqlite3_parser::dialect::TokenType;

/// Reads a table's definition; its indexes stand elsewhere.
pub(in crate::sqlite) fn table(name: &str, sql: &str) -> Result<Table> {
    let text = Text::new(sql)?;
    super::parse(sql, |statement| {
        let Stmt::CreateTable { body: CreateTableBody::ColumnsAndConstraints { columns, constraints, flags }, .. } =
            statement
        else {
            return Err(unreadable(name, sql));
        };
        let (parts, end) = parts(&text).ok_or_else(|| unreadable(name, sql))?;
        let mut table = Table::new(ObjectName::new(name));
        for (definition, part) in columns.iter().zip(&parts) {
            let segment = Segment { text: &text, from: part.0, to: part.1 };
            let column = column(definition, &segment, &mut table.constraints).ok_or_else(|| unreadable(name, sql))?;
            table.columns.push(column);
        }
        let behind = parts.get(columns.len()).map_or(end, |part| part.0);
        let rest = Segment { text: &text, from: behind, to: end };
        let mut checks = rest.behind(TokenType::TK_CHECK);
        for constraint in constraints.iter().flat_map(|constraints| constraints.iter()) {
            let constraint = table_constraint(constraint, &rest, &mut checks, &mut table);
            table.constraints.push(constraint.ok_or_else(|| unreadable(name, sql))?);
        }
        if flags.contains(TabFlags::Strict) {
            table.settings.insert("strict".to_owned(), String::new());
        }
        if flags.contains(TabFlags::WithoutRowid) {
            table.settings.insert("without-rowid".to_owned(), String::new());
        }
        resolve(&mut table);
        Ok(table)
    })
}

fn unreadable(name: &str, sql: &str) -> Error {
    Error::Unsupported(format!("the definition of table `{name}` can't be read, so it can't be changed: {sql}"))
}

/// The columns and constraints between the outer parentheses, split at their commas; and where they end.
fn parts(text: &Text<'_>) -> Option<(Vec<(usize, usize)>, usize)> {
    let open = text.tokens.iter().position(|token| token.kind == TokenType::TK_LP)?;
    let (_, behind) = text.parenthesized(open)?;
    let close = behind - 1;
    let mut parts = Vec::new();
    let mut from = open + 1;
    for at in open + 1..=close {
        let token = text.tokens.get(at)?;
        if at == close || (token.kind == TokenType::TK_COMMA && token.depth == 1) {
            parts.push((from, at));
            from = at + 1;
        }
    }
    Some((parts, close))
}

/// A part of the definition, by its tokens.
struct Segment<'t, 'a> {
    text: &'t Text<'a>,
    from: usize,
    to: usize,
}

impl<'a> Segment<'_, 'a> {
    /// The indexes behind each token of a kind that stands in no parentheses of its own.
    fn behind(&self, kind: TokenType) -> std::vec::IntoIter<usize> {
        let found: Vec<usize> = (self.from..self.to)
            .filter(|at| {
                let here = self.text.tokens.get(*at).is_some_and(|token| token.kind == kind && token.depth == 1);
                // ON DELETE SET DEFAULT is no default.
                let set = || at.checked_sub(1).and_then(|at| self.text.kind(at)) == Some(TokenType::TK_SET);
                here && !(kind == TokenType::TK_DEFAULT && set())
            })
            .map(|at| at + 1)
            .collect();
        found.into_iter()
    }

    /// The declared type: from behind the name to the first constraint.
    fn declared(&self) -> &'a str {
        use TokenType::*;
        let from = self.from + 1;
        let stops = |at: &usize| match self.text.kind(*at) {
            Some(
                TK_CONSTRAINT | TK_PRIMARY | TK_NOT | TK_NULL | TK_UNIQUE | TK_CHECK | TK_DEFAULT | TK_COLLATE
                | TK_REFERENCES | TK_AS | TK_DEFERRABLE | TK_ON,
            ) => true,
            Some(TK_GENERATED) => self.text.kind(at + 1) == Some(TK_ALWAYS),
            _ => false,
        };
        let to = (from..self.to).find(stops).unwrap_or(self.to);
        if to > from { self.text.between(from, to) } else { "" }
    }
}

fn plain(name: &Name<'_>) -> String {
    unquoted(name.0)
}

fn conflict(clause: Option<ResolveType>, settings: &mut Settings) {
    let word = match clause {
        Some(ResolveType::Rollback) => "rollback",
        Some(ResolveType::Fail) => "fail",
        Some(ResolveType::Ignore) => "ignore",
        Some(ResolveType::Replace) => "replace",
        // What happens without a clause.
        Some(ResolveType::Abort) | None => return,
    };
    settings.insert("on-conflict".to_owned(), word.to_owned());
}

fn column(
    definition: &ColumnDefinition<'_>,
    segment: &Segment<'_, '_>,
    constraints: &mut Vec<Constraint>,
) -> Option<Column> {
    let name = plain(&definition.col_name);
    let mut column = Column::new(name.clone(), types::parse(segment.declared()));
    let mut checks = segment.behind(TokenType::TK_CHECK);
    let mut defaults = segment.behind(TokenType::TK_DEFAULT);
    let mut generated = segment.behind(TokenType::TK_AS);
    for NamedColumnConstraint { name: label, constraint } in definition.constraints {
        let label = label.as_ref().map(plain);
        let keep = |settings: &mut Settings, kind: &str| {
            if let Some(label) = &label {
                settings.insert(format!("{kind}-constraint"), label.clone());
            }
        };
        match constraint {
            ColumnConstraint::PrimaryKey { order, conflict_clause, auto_increment } => {
                let mut settings = Settings::new();
                conflict(*conflict_clause, &mut settings);
                if *order == Some(SortOrder::Desc) {
                    settings.insert("order".to_owned(), "desc".to_owned());
                    // Behind the column, DESC makes an INTEGER PRIMARY KEY an ordinary column; in a table's
                    // constraint it doesn't.
                    settings.insert("inline".to_owned(), String::new());
                }
                if *auto_increment {
                    column.identity = Some(Identity::default());
                }
                constraints.push(Constraint::PrimaryKey(PrimaryKey {
                    name: label,
                    columns: vec![name.clone()],
                    settings,
                }));
            }
            ColumnConstraint::NotNull { nullable: false, conflict_clause } => {
                column.nullable = false;
                conflict(*conflict_clause, &mut column.settings);
                keep(&mut column.settings, "not-null");
            }
            ColumnConstraint::NotNull { .. } => {}
            ColumnConstraint::Unique(conflict_clause) => {
                let mut settings = Settings::new();
                conflict(*conflict_clause, &mut settings);
                constraints.push(Constraint::Unique(Unique {
                    name: label,
                    columns: vec![name.clone()],
                    nulls_not_distinct: false,
                    deferral: Deferral::NotDeferrable,
                    settings,
                }));
            }
            ColumnConstraint::Check(_) => {
                let expression = segment.text.parenthesized(checks.next()?)?.0.to_owned();
                constraints.push(Constraint::Check(Check {
                    name: label,
                    expression,
                    not_valid: false,
                    settings: Settings::new(),
                }));
            }
            ColumnConstraint::Default(_) => {
                column.default = Some(literal::default(segment.text, defaults.next()?, &column.column_type)?);
                keep(&mut column.settings, "default");
            }
            ColumnConstraint::Collate { collation_name } => column.collation = Some(plain(collation_name)),
            ColumnConstraint::ForeignKey { clause, defer_clause } => {
                let key = foreign_key(label, vec![name.clone()], clause, defer_clause.as_ref());
                constraints.push(Constraint::ForeignKey(key));
            }
            ColumnConstraint::Defer(clause) => {
                if let Some(Constraint::ForeignKey(key)) = constraints.last_mut() {
                    key.deferral = deferral(Some(clause));
                }
            }
            ColumnConstraint::Generated { typ, .. } => {
                let expression = segment.text.parenthesized(generated.next()?)?.0.to_owned();
                let stored = typ.as_ref().is_some_and(|word| word.0.eq_ignore_ascii_case("stored"));
                column.generated = Some(Generated { expression, stored });
            }
        }
    }
    Some(column)
}

fn table_constraint(
    constraint: &NamedTableConstraint<'_>,
    segment: &Segment<'_, '_>,
    checks: &mut std::vec::IntoIter<usize>,
    table: &mut Table,
) -> Option<Constraint> {
    let name = constraint.name.as_ref().map(plain);
    Some(match &constraint.constraint {
        TableConstraint::PrimaryKey { columns, auto_increment, conflict_clause } => {
            let mut settings = Settings::new();
            conflict(*conflict_clause, &mut settings);
            let columns = keys(columns, &mut settings)?;
            if *auto_increment {
                let key = columns.first()?;
                let column = table.columns.iter_mut().find(|column| column.name.eq_ignore_ascii_case(key))?;
                column.identity = Some(Identity::default());
            }
            Constraint::PrimaryKey(PrimaryKey { name, columns, settings })
        }
        TableConstraint::Unique { columns, conflict_clause } => {
            let mut settings = Settings::new();
            conflict(*conflict_clause, &mut settings);
            let columns = keys(columns, &mut settings)?;
            Constraint::Unique(Unique {
                name,
                columns,
                nulls_not_distinct: false,
                deferral: Deferral::NotDeferrable,
                settings,
            })
        }
        TableConstraint::Check(_, conflict_clause) => {
            let mut settings = Settings::new();
            conflict(*conflict_clause, &mut settings);
            let expression = segment.text.parenthesized(checks.next()?)?.0.to_owned();
            Constraint::Check(Check { name, expression, not_valid: false, settings })
        }
        TableConstraint::ForeignKey { columns, clause, defer_clause } => {
            let columns = columns.iter().map(|column| plain(&column.col_name)).collect();
            Constraint::ForeignKey(foreign_key(name, columns, clause, defer_clause.as_ref()))
        }
    })
}

/// The columns of a key; its orders and collations go to the settings, one for each column.
fn keys(columns: &[SortedColumn<'_>], settings: &mut Settings) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut orders = Vec::new();
    let mut collations = Vec::new();
    for part in columns {
        let (expression, collation) = match &part.expr {
            Expr::Collate(inner, collation) => (*inner, unquoted(collation)),
            other => (other, String::new()),
        };
        names.push(match expression {
            Expr::Id(name) => unquoted(name.0),
            Expr::Name(name) => plain(name),
            Expr::Literal(Literal::String(name)) => unquoted(name),
            _ => return None,
        });
        orders.push(if part.order == Some(SortOrder::Desc) { "desc" } else { "asc" });
        collations.push(collation);
    }
    if orders.contains(&"desc") {
        settings.insert("order".to_owned(), orders.join(","));
    }
    if collations.iter().any(|collation| !collation.is_empty()) {
        settings.insert("collation".to_owned(), collations.join(","));
    }
    Some(names)
}

fn foreign_key(
    name: Option<String>,
    columns: Vec<String>,
    clause: &ForeignKeyClause<'_>,
    defer: Option<&DeferSubclause>,
) -> ForeignKey {
    let mut key = ForeignKey {
        name,
        columns,
        referred_table: ObjectName::new(plain(&clause.tbl_name)),
        referred_columns: clause.columns.iter().flat_map(|list| list.iter()).map(|c| plain(&c.col_name)).collect(),
        on_delete: ForeignKeyAction::NoAction,
        on_update: ForeignKeyAction::NoAction,
        deferral: deferral(defer),
        match_full: false,
        not_valid: false,
        settings: Settings::new(),
    };
    for argument in clause.args {
        match argument {
            RefArg::OnDelete(action) => key.on_delete = act(*action),
            RefArg::OnUpdate(action) => key.on_update = act(*action),
            // SQLite's grammar has it and does nothing with it.
            RefArg::OnInsert(_) => {}
            RefArg::Match(kind) if plain(kind).eq_ignore_ascii_case("full") => key.match_full = true,
            RefArg::Match(kind) => {
                key.settings.insert("match".to_owned(), plain(kind).to_ascii_lowercase());
            }
        }
    }
    key
}

fn act(action: RefAct) -> ForeignKeyAction {
    match action {
        RefAct::SetNull => ForeignKeyAction::SetNull,
        RefAct::SetDefault => ForeignKeyAction::SetDefault,
        RefAct::Cascade => ForeignKeyAction::Cascade,
        RefAct::Restrict => ForeignKeyAction::Restrict,
        RefAct::NoAction => ForeignKeyAction::NoAction,
    }
}

fn deferral(clause: Option<&DeferSubclause>) -> Deferral {
    match clause {
        Some(DeferSubclause { deferrable: true, init_deferred: Some(InitDeferredPred::InitiallyDeferred) }) => {
            Deferral::InitiallyDeferred
        }
        Some(DeferSubclause { deferrable: true, .. }) => Deferral::InitiallyImmediate,
        Some(DeferSubclause { deferrable: false, .. }) | None => Deferral::NotDeferrable,
    }
}

/// Names of columns in constraints as the columns themselves are written: SQLite compares without case.
fn resolve(table: &mut Table) {
    let real: Vec<String> = table.columns.iter().map(|column| column.name.clone()).collect();
    let resolve = |names: &mut Vec<String>| {
        for name in names {
            if let Some(found) = real.iter().find(|real| real.eq_ignore_ascii_case(name)) {
                name.clone_from(found);
            }
        }
    };
    let own = table.name.name.clone();
    for constraint in &mut table.constraints {
        match constraint {
            Constraint::PrimaryKey(key) => resolve(&mut key.columns),
            Constraint::Unique(key) => resolve(&mut key.columns),
            Constraint::ForeignKey(key) => {
                resolve(&mut key.columns);
                if key.referred_table.name.eq_ignore_ascii_case(&own) {
                    key.referred_table.name.clone_from(&own);
                    resolve(&mut key.referred_columns);
                }
            }
            Constraint::Check(_) | Constraint::Exclusion(_) => {}
        }
    }
}
