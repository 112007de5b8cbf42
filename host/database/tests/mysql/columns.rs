//! What a change of a column changes, and what it leaves.

use crate::schema::{add_column, found};
use crate::support::*;
use mighost_schema::{Change, Column, ColumnDefault, ColumnType, Constraint, Error as CallError, Position, Value};

#[test]
fn a_change_of_a_column_carries_over_everything_else_in_one_statement() {
    let database = database();
    database.client(
        "CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a VARCHAR(20) COLLATE utf8mb4_bin NOT NULL DEFAULT 'x''y' \
         COMMENT 'c''x' CHECK (a <> 'q'), d DATETIME(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE \
         current_timestamp(3) COMMENT 'when', KEY ix (a(5)))",
    );
    run(async {
        let mut c = open(&database.url).await;
        let set_type = |column: &str, n| Change::SetType {
            column: column.into(),
            column_type: ColumnType::Varchar(Some(n)),
            using: None,
        };
        let nullable = Change::SetNullable { column: "d".into(), nullable: true };
        let statements = operate(c.as_mut(), &alter("t", vec![set_type("a", 40), nullable])).await.unwrap();
        assert_eq!(statements.len(), 1, "{statements:#?}");
        let t = found(c.as_mut(), "t").await;
        let a = t.column("a").unwrap();
        assert!(!a.nullable);
        assert_eq!(a.default, Some(ColumnDefault::Literal("x'y".into())));
        assert_eq!((a.comment.as_deref(), a.collation.as_deref()), (Some("c'x"), Some("utf8mb4_bin")));
        assert!(t.column("d").unwrap().settings.contains_key("on-update"));
        assert!(t.column("id").unwrap().identity.is_some());
        assert_eq!(t.constraints.iter().filter(|c| matches!(c, Constraint::Check(_))).count(), 1);
        // Everything at once, with a rename and a move.
        let statements = operate(
            c.as_mut(),
            &alter(
                "t",
                vec![
                    Change::RenameColumn { from: "a".into(), to: "b".into() },
                    Change::SetColumnComment { column: "b".into(), comment: None },
                    Change::SetDefault { column: "b".into(), default: None },
                    Change::MoveColumn { column: "d".into(), position: Position::First },
                    add_column(
                        Column::new("e", ColumnType::INTEGER)
                            .not_null()
                            .default(ColumnDefault::Literal(Value::Integer(1))),
                    ),
                    Change::SetTableComment { comment: Some("it's".into()) },
                ],
            ),
        )
        .await
        .unwrap();
        assert_eq!(statements.len(), 1, "{statements:#?}");
    });
}

#[test]
fn a_columns_settings_are_set_and_dropped_and_all_else_of_it_stays() {
    let database = database();
    database.client("CREATE TABLE t (id INT PRIMARY KEY, at DATETIME(3) NOT NULL DEFAULT current_timestamp(3), a INT)");
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let set = |column: &str, name: &str, value: Option<&str>| {
            let change =
                Change::SetColumnSetting { column: column.into(), name: name.into(), value: value.map(str::to_owned) };
            alter("t", vec![change])
        };
        let before = found(c, "t").await;
        assert_eq!(
            operate(c, &set("AT", "on-update", Some("now()"))).await.unwrap(),
            ["ALTER TABLE `t` MODIFY COLUMN `at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) \
                 ON UPDATE CURRENT_TIMESTAMP(3)"]
        );
        operate(c, &set("a", "invisible", Some("true"))).await.unwrap();
        assert!(found(c, "t").await.column("a").unwrap().settings.contains_key("invisible"));
        operate(c, &set("a", "invisible", None)).await.unwrap();
        operate(c, &set("at", "on-update", None)).await.unwrap();
        assert_eq!(found(c, "t").await, before);
        for wrong in [
            set("a", "on-update", Some("current_timestamp")),
            set("at", "on-update", Some("1")),
            set("a", "colour", Some("red")),
        ] {
            assert!(matches!(call(operate(c, &wrong).await.unwrap_err()), CallError::Unsupported(_)), "{wrong}");
        }
        // Another database's: nothing to do here, but the column must be there.
        assert_eq!(operate(c, &set("a", "on-conflict", Some("ignore"))).await.unwrap(), [""; 0]);
        assert!(matches!(call(operate(c, &set("z", "invisible", None)).await.unwrap_err()), CallError::Invalid(_)));
    });
}

/// MariaDB fills a `TIMESTAMP NOT NULL` that is set on updates with the zero date.
#[test]
fn a_moment_gets_no_default_that_nobody_asked_for() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let moment = ColumnType::Timestamp { precision: None, with_zone: true };
        let mut t = table("t", &[("at", moment.clone())]);
        t.columns[1].nullable = false;
        operate(c, &create(t)).await.unwrap();
        assert_eq!(found(c, "t").await.column("at").unwrap().default, None);
        let on_update = Change::SetColumnSetting {
            column: "at".into(),
            name: "on-update".into(),
            value: Some("current_timestamp".into()),
        };
        if c.dialect() == mighost_schema::Dialect::Mariadb {
            let error = call(operate(c, &alter("t", vec![on_update.clone()])).await.unwrap_err());
            assert!(matches!(&error, CallError::Unsupported(text) if text.contains("give it one")), "{error}");
        }
        let now = Change::SetDefault { column: "at".into(), default: Some(ColumnDefault::CurrentTimestamp) };
        operate(c, &alter("t", vec![on_update, now])).await.unwrap();
        let mut u = table("u", &[("at", ColumnType::TIMESTAMP)]);
        u.columns[1].settings.insert("on-update".into(), "current_timestamp".into());
        operate(c, &create(u.clone())).await.unwrap();
        u.name = "w".into();
        u.columns[1].nullable = false;
        if c.dialect() == mighost_schema::Dialect::Mariadb {
            assert!(matches!(call(operate(c, &create(u)).await.unwrap_err()), CallError::Unsupported(_)));
        }
    });
}

#[test]
fn a_tables_collation_changes_and_its_columns_follow() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let mut t = table("t", &[("a", ColumnType::Varchar(Some(9))), ("b", ColumnType::TEXT)]);
        t.columns[2].collation = Some("utf8mb4_unicode_ci".into());
        operate(c, &create(t)).await.unwrap();
        let set =
            |name: &str, value: Option<&str>| Change::SetSetting { name: name.into(), value: value.map(str::to_owned) };
        operate(c, &alter("t", vec![set("collate", Some("utf8mb4_bin"))])).await.unwrap();
        operate(c, &alter("t", vec![set("charset", Some("latin1"))])).await.unwrap();
        operate(c, &alter("t", vec![set("charset", None)])).await.unwrap();
        assert!(found(c, "t").await.settings.is_empty());
    });
}
