#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use crate::*;

fn people() -> Table {
    let mut table = Table::new("people");
    table.columns = vec![
        Column::new("id", ColumnType::INTEGER).not_null(),
        Column::new("name", ColumnType::TEXT),
        Column::new("age", ColumnType::INTEGER),
        Column::new("boss", ColumnType::INTEGER),
    ];
    table.constraints = vec![
        Constraint::PrimaryKey(PrimaryKey { name: None, columns: vec!["id".into()], settings: Settings::new() }),
        check(Some("grown"), "age >= 18"),
        key("fk_boss", &["boss"], "people", &["id"]),
    ];
    table.indexes = vec![Index::new("ix_name", ["name"])];
    table
}

fn check(name: Option<&str>, expression: &str) -> Constraint {
    let (name, expression) = (name.map(str::to_owned), expression.to_owned());
    Constraint::Check(Check { name, expression, not_valid: false, settings: Settings::new() })
}

fn unique(name: Option<&str>, columns: &[&str]) -> Constraint {
    Constraint::Unique(Unique {
        name: name.map(str::to_owned),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        nulls_not_distinct: false,
        deferral: Deferral::default(),
        settings: Settings::new(),
    })
}

fn key(name: &str, columns: &[&str], table: &str, referred: &[&str]) -> Constraint {
    Constraint::ForeignKey(ForeignKey {
        name: Some(name.to_owned()),
        columns: columns.iter().map(|c| (*c).to_owned()).collect(),
        referred_table: table.into(),
        referred_columns: referred.iter().map(|c| (*c).to_owned()).collect(),
        on_delete: ForeignKeyAction::Cascade,
        on_update: ForeignKeyAction::NoAction,
        deferral: Deferral::default(),
        match_full: false,
        not_valid: false,
        settings: Settings::new(),
    })
}

fn add(constraint: Constraint) -> Change {
    Change::AddConstraint { constraint, if_not_exists: false }
}

fn drop_column(name: &str) -> Change {
    Change::DropColumn { name: name.into(), if_exists: false }
}

fn rename(from: &str, to: &str) -> Change {
    Change::RenameColumn { from: from.into(), to: to.into() }
}

fn generated(column: &str, expression: Option<&str>) -> Change {
    let generated = expression.map(|e| Generated { expression: e.into(), stored: true });
    Change::SetGenerated { column: column.into(), generated }
}

fn names(table: &Table) -> Vec<&str> {
    table.columns.iter().map(|c| c.name.as_str()).collect()
}

fn after(changes: &[Change]) -> Table {
    people().alter(changes).unwrap()
}

fn refused(changes: &[Change]) -> String {
    match people().alter(changes) {
        Err(Error::Invalid(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_column_is_added_where_it_is_wanted() {
    let add = |name: &str, position, if_not_exists| Change::AddColumn {
        column: Column::new(name, ColumnType::TEXT),
        position,
        if_not_exists,
    };
    assert_eq!(names(&after(&[add("x", Position::Last, false)])), ["id", "name", "age", "boss", "x"]);
    assert_eq!(names(&after(&[add("x", Position::First, false)])), ["x", "id", "name", "age", "boss"]);
    assert_eq!(names(&after(&[add("x", Position::After("name".into()), false)])), ["id", "name", "x", "age", "boss"]);
    assert_eq!(after(&[add("age", Position::First, true)]), people());
    assert_eq!(refused(&[add("age", Position::Last, false)]), "table `people` has a column `age` already");
    assert_eq!(
        refused(&[add("x", Position::After("nam".into()), false)]),
        "table `people` has no column `nam`; did you mean `name`?"
    );
}

#[test]
fn a_column_can_not_be_generated_and_have_a_default() {
    let default = Change::SetDefault { column: "age".into(), default: Some(ColumnDefault::CurrentTimestamp) };
    assert_eq!(
        refused(&[generated("age", Some("id + 1")), default]),
        "column `age` of table `people` is generated and can't have `default` too; drop one of them first"
    );
}

#[test]
fn a_dropped_column_takes_along_what_stands_on_it_alone() {
    let table = after(&[drop_column("name"), drop_column("age")]);
    assert_eq!(names(&table), ["id", "boss"]);
    assert!(table.indexes.is_empty());
    assert!(table.constraint("grown").is_none());
}

#[test]
fn a_column_that_others_stand_on_too_is_not_dropped() {
    let mut ix = Index::new("ix_grown", ["name"]);
    ix.predicate = Some("age > 17".into());
    let add_index = Change::AddIndex { index: ix, if_not_exists: false };
    let both = add(check(None, "age > 0 OR name = 'age'"));
    assert_eq!(
        refused(&[add_index, both, generated("boss", Some("age * 2")), drop_column("age")]),
        "column `age` of table `people` can't be dropped: check (age > 0 OR name = 'age'), index `ix_grown`, \
         generated column `boss` stand on other columns too; drop or change that first"
    );
    assert!(refused(&[drop_column("id")]).contains("foreign key `fk_boss` (boss) to people (id) stands on other"));
    assert_eq!(refused(&[drop_column("ag")]), "table `people` has no column `ag`; did you mean `age`?");
    assert_eq!(after(&[Change::DropColumn { name: "x".into(), if_exists: true }]), people());
}

#[test]
fn a_renamed_column_is_followed_everywhere() {
    let mut ix = Index::new("ix_all", ["age"]);
    ix.parts.push(IndexPart { key: IndexKey::Expression("abs(age)".into()), ..IndexPart::column("") });
    ix.predicate = Some("\"age\" > 1".into());
    ix.include = vec!["age".into()];
    let table = after(&[
        Change::AddIndex { index: ix, if_not_exists: false },
        add(unique(None, &["name", "age"])),
        generated("boss", Some("age || 'age'")),
        rename("age", "years"),
        rename("id", "no"),
    ]);
    let index = table.index("ix_all").unwrap();
    assert_eq!(index.parts[0].key, IndexKey::Column("years".into()));
    assert_eq!(index.parts[1].key, IndexKey::Expression("abs(years)".into()));
    assert_eq!((index.predicate.as_deref(), &index.include[..]), (Some("\"years\" > 1"), &["years".to_owned()][..]));
    assert_eq!(table.constraint("grown"), Some(&check(Some("grown"), "years >= 18")));
    assert_eq!(table.constraint("fk_boss"), Some(&key("fk_boss", &["boss"], "people", &["no"])));
    assert!(table.constraints.contains(&unique(None, &["name", "years"])));
    assert_eq!(table.primary_key(), Some(&["no".to_owned()][..]));
    assert_eq!(table.column("boss").unwrap().generated.as_ref().unwrap().expression, "years || 'age'");
    assert_eq!(refused(&[rename("age", "name")]), "table `people` has a column `name` already");
}

#[test]
fn two_columns_can_swap_their_names() {
    let table = after(&[rename("name", "x"), rename("age", "name"), rename("x", "age")]);
    assert_eq!(names(&table), ["id", "age", "name", "boss"]);
    assert_eq!(table.constraint("grown"), Some(&check(Some("grown"), "name >= 18")));
    assert_eq!(table.index("ix_name").unwrap().parts[0], IndexPart::column("age"));
}

#[test]
fn a_type_nullability_default_collation_comment_and_identity_are_set() {
    let table = after(&[
        Change::SetType { column: "age".into(), column_type: ColumnType::BIGINT, using: Some("1".into()) },
        Change::SetNullable { column: "age".into(), nullable: false },
        Change::SetDefault { column: "age".into(), default: Some(ColumnDefault::Literal(Value::Integer(1))) },
        Change::SetCollation { column: "age".into(), collation: Some("NOCASE".into()) },
        Change::SetColumnComment { column: "age".into(), comment: Some("in years".into()) },
        Change::SetIdentity { column: "id".into(), identity: Some(Identity::default()) },
    ]);
    let mut wanted =
        Column::new("age", ColumnType::BIGINT).not_null().default(ColumnDefault::Literal(Value::Integer(1)));
    wanted.collation = Some("NOCASE".into());
    wanted.comment = Some("in years".into());
    assert_eq!(table.column("age"), Some(&wanted));
    assert_eq!(table.column("id").unwrap().identity, Some(Identity::default()));
    for change in [
        Change::SetType { column: "x".into(), column_type: ColumnType::TEXT, using: None },
        Change::SetNullable { column: "x".into(), nullable: true },
        Change::SetDefault { column: "x".into(), default: None },
        generated("x", None),
        Change::SetIdentity { column: "x".into(), identity: None },
        Change::SetCollation { column: "x".into(), collation: None },
        Change::SetColumnComment { column: "x".into(), comment: None },
        Change::MoveColumn { column: "x".into(), position: Position::First },
    ] {
        assert_eq!(refused(&[change]), "table `people` has no column `x`; there is `id`, `name`, `age`, `boss`");
    }
}

#[test]
fn a_generated_column_becomes_ordinary_and_back() {
    assert_eq!(after(&[generated("age", Some("id * 2")), generated("age", None)]), people());
}

#[test]
fn a_column_is_moved() {
    let moved = |column: &str, position| after(&[Change::MoveColumn { column: column.into(), position }]);
    assert_eq!(names(&moved("age", Position::First)), ["age", "id", "name", "boss"]);
    assert_eq!(names(&moved("id", Position::Last)), ["name", "age", "boss", "id"]);
    assert_eq!(names(&moved("id", Position::After("age".into()))), ["name", "age", "id", "boss"]);
    let itself = Change::MoveColumn { column: "id".into(), position: Position::After("id".into()) };
    assert_eq!(refused(&[itself]), "column `id` of table `people` can't stand behind itself");
}

#[test]
fn constraints_that_make_no_sense_are_refused() {
    let second =
        Constraint::PrimaryKey(PrimaryKey { name: None, columns: vec!["age".into()], settings: Settings::new() });
    assert_eq!(refused(&[add(second)]), "table `people` has a primary key already, over `id`; drop it first");
    assert_eq!(
        refused(&[add(check(Some("grown"), "1"))]),
        "table `people` has a constraint of that name already: check `grown` (age >= 18)"
    );
    assert!(refused(&[add(unique(None, &["nme"]))]).ends_with("did you mean `name`?"));
    assert!(refused(&[add(unique(None, &["age", "age"]))]).ends_with("names column `age` twice"));
    assert!(refused(&[add(unique(None, &[]))]).contains("names no columns"));
    assert!(refused(&[add(check(None, " "))]).contains("no condition"));
    assert_eq!(
        refused(&[add(key("fk", &["age", "boss"], "teams", &["id"]))]),
        "table `people`: foreign key (age, boss) refers to 1 columns of `teams`, but has 2"
    );
    assert!(refused(&[add(key("fk", &["age"], "people", &["x"]))]).contains("refers to column `x`, which `people`"));
    assert!(refused(&[add(key("fk", &["age", "boss"], "people", &[]))]).contains("name the columns it refers to"));
    let fine = [add(key("fk", &["age"], "not there", &["x"])), add(key("fk2", &["age"], "people", &[]))];
    assert_eq!(after(&fine).constraints.len(), 5);
}

#[test]
fn a_constraint_that_is_there_is_not_added_again() {
    let again = |constraint| Change::AddConstraint { constraint, if_not_exists: true };
    assert_eq!(after(&[again(check(Some("grown"), "other"))]), people());
    assert_eq!(after(&[again(check(None, "age >= 18"))]), people());
    assert_eq!(after(&[again(check(None, "age >= 19"))]).constraints.len(), 4);
}

#[test]
fn a_constraint_is_dropped_by_its_name_or_by_what_it_is() {
    let dropped = |key| after(&[Change::DropConstraint { key, if_exists: false }]).constraints.len();
    assert_eq!(dropped(ConstraintKey::PrimaryKey), 2);
    assert_eq!(dropped(ConstraintKey::Name("grown".into())), 2);
    assert_eq!(dropped(ConstraintKey::Check("age >= 18".into())), 2);
    assert_eq!(dropped(ConstraintKey::ForeignKey(vec!["boss".into()])), 2);
    let drop = |key, if_exists| Change::DropConstraint { key, if_exists };
    assert_eq!(
        refused(&[drop(ConstraintKey::Name("grow".into()), false)]),
        "table `people` has no constraint `grow`; did you mean `grown`?"
    );
    assert_eq!(
        refused(&[drop(ConstraintKey::Unique(vec!["id".into()]), false)]),
        "table `people` has no unique constraint (id)"
    );
    assert_eq!(after(&[drop(ConstraintKey::Unique(vec!["id".into()]), true)]), people());
}

#[test]
fn of_constraints_alike_the_newest_without_a_name_is_dropped() {
    let table =
        after(&[add(unique(Some("named"), &["age"])), add(unique(None, &["age"])), add(unique(Some("n2"), &["age"]))]);
    let drop = Change::DropConstraint { key: ConstraintKey::Unique(vec!["age".into()]), if_exists: false };
    let left = table.alter(&[drop]).unwrap();
    assert_eq!(
        left.constraints.iter().filter_map(Constraint::name).collect::<Vec<_>>(),
        ["grown", "fk_boss", "named", "n2"]
    );
}

#[test]
fn a_constraint_is_renamed_and_validated() {
    let rename = |from: &str, to: &str| Change::RenameConstraint { from: from.into(), to: to.into() };
    assert!(after(&[rename("grown", "adult")]).constraint("adult").is_some());
    assert!(refused(&[rename("grown", "fk_boss")]).contains("of that name already"));
    assert!(refused(&[rename("nothing", "x")]).contains("has no constraint `nothing`"));
    let mut open = people();
    if let Constraint::Check(check) = &mut open.constraints[1] {
        check.not_valid = true;
    }
    let validate = |name: &str| Change::ValidateConstraint { name: name.into() };
    assert_eq!(open.alter(&[validate("grown")]).unwrap(), people());
    let named = add(unique(Some("u"), &["age"]));
    assert!(refused(&[named, validate("u")]).ends_with("only checks and foreign keys can be validated"));
}

#[test]
fn an_index_is_added_dropped_renamed_and_commented() {
    let add = |index, if_not_exists| Change::AddIndex { index, if_not_exists };
    let table = after(&[
        add(Index::new("ix_two", ["age", "name"]), false),
        Change::RenameIndex { from: "ix_two".into(), to: "ix_2".into() },
        Change::SetIndexComment { index: "ix_2".into(), comment: Some("two".into()) },
        Change::DropIndex { name: "ix_name".into(), if_exists: false },
    ]);
    assert_eq!(table.indexes.len(), 1);
    assert_eq!(table.index("ix_2").unwrap().comment.as_deref(), Some("two"));
    assert_eq!(after(&[add(Index::new("ix_name", ["age"]), true)]), people());
    assert_eq!(after(&[Change::DropIndex { name: "x".into(), if_exists: true }]), people());
    assert_eq!(refused(&[add(Index::new("ix_name", ["age"]), false)]), "table `people` has an index `ix_name` already");
    assert!(refused(&[add(Index::new("ix", ["nam"]), false)]).ends_with("did you mean `name`?"));
    assert!(refused(&[add(Index::new::<&str>("ix", []), false)]).ends_with("has no columns"));
    let missing = "table `people` has no index `ix_nam`; did you mean `ix_name`?";
    assert_eq!(refused(&[Change::DropIndex { name: "ix_nam".into(), if_exists: false }]), missing);
    assert_eq!(refused(&[Change::RenameIndex { from: "ix_nam".into(), to: "x".into() }]), missing);
    assert_eq!(refused(&[Change::SetIndexComment { index: "ix_nam".into(), comment: None }]), missing);
}

#[test]
fn a_tables_comment_and_settings_are_set_and_dropped() {
    let table = after(&[
        Change::SetTableComment { comment: Some("who".into()) },
        Change::SetSetting { name: "strict".into(), value: Some(String::new()) },
        Change::SetSetting { name: "engine".into(), value: Some("x".into()) },
        Change::SetSetting { name: "engine".into(), value: None },
    ]);
    assert_eq!(table.comment.as_deref(), Some("who"));
    assert_eq!(table.settings.keys().collect::<Vec<_>>(), ["strict"]);
}

#[test]
fn a_columns_settings_are_set_and_dropped() {
    let set = |column: &str, name: &str, value: Option<&str>| Change::SetColumnSetting {
        column: column.into(),
        name: name.into(),
        value: value.map(str::to_owned),
    };
    let table =
        after(&[set("age", "on-update", Some("now()")), set("age", "invisible", Some("")), set("name", "x", None)]);
    assert_eq!(table.column("age").unwrap().settings.len(), 2);
    assert_eq!(table.alter(&[set("age", "on-update", None), set("age", "invisible", None)]).unwrap(), people());
    assert!(refused(&[set("aeg", "on-update", None)]).ends_with("did you mean `age`?"));
}

#[test]
fn a_later_change_sees_an_earlier_one() {
    let column = Column::new("email", ColumnType::TEXT);
    let table = after(&[
        Change::AddColumn { column, position: Position::Last, if_not_exists: false },
        rename("email", "mail"),
        add(unique(Some("u"), &["mail"])),
        drop_column("mail"),
    ]);
    assert_eq!(table, people());
}

#[test]
fn the_order_of_constraints_and_indexes_means_nothing() {
    let mut turned = people();
    turned.constraints.reverse();
    assert_eq!(turned, people());
    turned.constraints[0] = turned.constraints[1].clone();
    assert_ne!(turned, people());
}
