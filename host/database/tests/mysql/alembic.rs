//! What each directive of Alembic's becomes here (its rows D1 to D29), and what it has no directive for: the statements,
//! and that the server then has what was asked for.

use crate::support::*;
use mighost_database::{Connection, Origin};
use mighost_schema::{
    Change, Check, Column, ColumnDefault, ColumnType, Constraint, ConstraintKey, Deferral, Dialect, EnumType,
    ForeignKey, ForeignKeyAction, Generated, Identity, Index, IndexPart, IntegerWidth, Operation, Position, Settings,
    Table, Unique, Value, View,
};

fn add(column: Column) -> Change {
    Change::AddColumn { column, position: Position::Last, if_not_exists: false }
}

fn constraint(constraint: Constraint) -> Change {
    Change::AddConstraint { constraint, if_not_exists: false }
}

fn drop(key: ConstraintKey) -> Change {
    Change::DropConstraint { key, if_exists: false }
}

fn index(index: Index) -> Change {
    Change::AddIndex { index, if_not_exists: false }
}

fn varchar(n: u32) -> ColumnType {
    ColumnType::Varchar(Some(n))
}

fn reference(name: &str, column: &str) -> ForeignKey {
    ForeignKey {
        name: Some(name.into()),
        columns: vec![column.into()],
        referred_table: "o".into(),
        referred_columns: vec!["id".into()],
        on_delete: ForeignKeyAction::Cascade,
        on_update: ForeignKeyAction::NoAction,
        deferral: Deferral::NotDeferrable,
        match_full: false,
        not_valid: false,
        settings: Settings::new(),
    }
}

fn check(name: &str, expression: &str) -> Constraint {
    let settings = Settings::new();
    Constraint::Check(Check { name: Some(name.into()), expression: expression.into(), not_valid: false, settings })
}

fn unique(name: Option<&str>, column: &str) -> Unique {
    Unique {
        name: name.map(str::to_owned),
        columns: vec![column.into()],
        nulls_not_distinct: false,
        deferral: Deferral::NotDeferrable,
        settings: Settings::new(),
    }
}

/// The tables that each row begins with.
async fn stage(c: &mut dyn Connection) {
    for statement in [
        "CREATE TABLE o (id INT PRIMARY KEY)",
        "CREATE TABLE t (id INT, b INT, c VARCHAR(20) NOT NULL DEFAULT 'x''y' COMMENT 'it''s' COLLATE utf8mb4_bin, \
         d DATETIME DEFAULT current_timestamp() ON UPDATE current_timestamp(), n TEXT, CONSTRAINT ck CHECK (b > 0), \
         UNIQUE KEY uq (b), KEY ix (c), CONSTRAINT fk FOREIGN KEY (b) REFERENCES o (id))",
    ] {
        c.execute(Origin::Host, statement, &[]).await.unwrap();
    }
}

type Row = (&'static str, Operation, &'static [&'static str]);

fn rows_of(changes: Vec<(&'static str, Vec<Change>, &'static [&'static str])>) -> Vec<Row> {
    changes.into_iter().map(|(id, changes, statements)| (id, alter("t", changes), statements)).collect()
}

fn columns() -> Vec<Row> {
    let literal = |value: Value| Some(ColumnDefault::Literal(value));
    let set_type = |column_type| Change::SetType { column: "c".into(), column_type, using: None };
    let set_default = |column: &str, default| Change::SetDefault { column: column.into(), default };
    let rename = Change::RenameColumn { from: "c".into(), to: "e".into() };
    let comment = Change::SetColumnComment { column: "e".into(), comment: Some("z".into()) };
    let mut generated = Column::new("a", ColumnType::INTEGER);
    generated.generated = Some(Generated { expression: "b*2".into(), stored: true });
    let mut numbered = Column::new("a", ColumnType::INTEGER).not_null();
    numbered.identity = Some(Identity { start: Some(5), always: true, ..Identity::default() });
    let mut commented = Column::new("a", ColumnType::INTEGER);
    commented.comment = Some("c'x".into());
    let kinds = ColumnType::Enumeration(EnumType { name: Some("e1".into()), labels: vec!["x".into(), "y".into()] });
    let existing = Change::AddColumn {
        column: Column::new("C", ColumnType::INTEGER),
        position: Position::Last,
        if_not_exists: true,
    };
    let identity = |identity| Change::SetIdentity { column: "id".into(), identity };
    rows_of(vec![
        (
            "D1",
            vec![add(Column::new("a", ColumnType::INTEGER)
                .not_null()
                .default(ColumnDefault::Literal(Value::Integer(1))))],
            &["ALTER TABLE `t` ADD COLUMN `a` INTEGER NOT NULL DEFAULT 1"],
        ),
        (
            "D2",
            vec![add(Column::new("a", ColumnType::Boolean)
                .not_null()
                .default(ColumnDefault::Literal(Value::Boolean(false))))],
            &["ALTER TABLE `t` ADD COLUMN `a` BOOLEAN NOT NULL DEFAULT 0"],
        ),
        (
            "D3",
            vec![add(Column::new("a", ColumnType::TIMESTAMP).default(ColumnDefault::CurrentTimestamp))],
            &["ALTER TABLE `t` ADD COLUMN `a` DATETIME DEFAULT CURRENT_TIMESTAMP"],
        ),
        (
            "D4",
            vec![add(Column::new("a", ColumnType::INTEGER)), constraint(Constraint::ForeignKey(reference("fk1", "a")))],
            &[
                "ALTER TABLE `t` ADD COLUMN `a` INTEGER, ADD KEY `fk1` (`a`), ADD CONSTRAINT `fk1` FOREIGN KEY (`a`) REFERENCES `o` (`id`) ON DELETE CASCADE",
            ],
        ),
        ("D5", vec![add(commented)], &["ALTER TABLE `t` ADD COLUMN `a` INTEGER COMMENT 'c''x'"]),
        ("D6", vec![add(generated)], &["ALTER TABLE `t` ADD COLUMN `a` INTEGER GENERATED ALWAYS AS (b*2) STORED"]),
        (
            "D7",
            vec![add(numbered), constraint(key(&["a"]))],
            &[
                "ALTER TABLE `t` ADD COLUMN `a` INTEGER NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (`a`), AUTO_INCREMENT=5",
            ],
        ),
        ("D8", vec![add(Column::new("a", kinds))], &["ALTER TABLE `t` ADD COLUMN `a` ENUM('x','y')"]),
        ("D9", vec![existing, Change::DropColumn { name: "zz".into(), if_exists: true }], &[]),
        (
            "D11",
            vec![Change::SetNullable { column: "c".into(), nullable: true }],
            &[
                "ALTER TABLE `t` MODIFY COLUMN `c` VARCHAR(20) CHARACTER SET `utf8mb4` COLLATE `utf8mb4_bin` DEFAULT 'x''y' COMMENT 'it''s'",
            ],
        ),
        (
            "D12",
            vec![set_type(varchar(40))],
            &[
                "ALTER TABLE `t` MODIFY COLUMN `c` VARCHAR(40) CHARACTER SET `utf8mb4` COLLATE `utf8mb4_bin` NOT NULL DEFAULT 'x''y' COMMENT 'it''s'",
            ],
        ),
        (
            "D13 set",
            vec![set_default("c", literal("x".into()))],
            &[
                "ALTER TABLE `t` MODIFY COLUMN `c` VARCHAR(20) CHARACTER SET `utf8mb4` COLLATE `utf8mb4_bin` NOT NULL DEFAULT 'x' COMMENT 'it''s'",
            ],
        ),
        (
            "D13 drop",
            vec![set_default("c", None)],
            &[
                "ALTER TABLE `t` MODIFY COLUMN `c` VARCHAR(20) CHARACTER SET `utf8mb4` COLLATE `utf8mb4_bin` NOT NULL COMMENT 'it''s'",
            ],
        ),
        (
            "D13 moment",
            vec![set_default("d", None)],
            &["ALTER TABLE `t` MODIFY COLUMN `d` DATETIME ON UPDATE CURRENT_TIMESTAMP"],
        ),
        (
            "D14",
            vec![rename.clone()],
            &[
                "ALTER TABLE `t` CHANGE COLUMN `c` `e` VARCHAR(20) CHARACTER SET `utf8mb4` COLLATE `utf8mb4_bin` NOT NULL DEFAULT 'x''y' COMMENT 'it''s'",
            ],
        ),
        (
            "D15",
            vec![
                set_type(ColumnType::BIGINT),
                Change::SetNullable { column: "c".into(), nullable: true },
                set_default("c", literal(Value::Integer(0))),
                rename,
                comment,
            ],
            &["ALTER TABLE `t` CHANGE COLUMN `c` `e` BIGINT DEFAULT 0 COMMENT 'z'"],
        ),
        (
            "D16, D17",
            vec![constraint(key(&["id"])), identity(Some(Identity::default()))],
            &["ALTER TABLE `t` MODIFY COLUMN `id` INTEGER NOT NULL AUTO_INCREMENT, ADD PRIMARY KEY (`id`)"],
        ),
        (
            "D18",
            vec![
                Change::DropConstraint { key: ConstraintKey::Name("uq".into()), if_exists: false },
                Change::SetGenerated {
                    column: "n".into(),
                    generated: Some(Generated { expression: "concat(c, '!')".into(), stored: false }),
                },
            ],
            &[
                "ALTER TABLE `t` DROP INDEX `uq`, DROP COLUMN `n`, ADD COLUMN `n` TEXT GENERATED ALWAYS AS (concat(c, '!')) VIRTUAL, ADD KEY `fk` (`b`)",
            ],
        ),
    ])
}

fn keys() -> Vec<Row> {
    let mut prefix = Index::new("ix2", ["n"]);
    prefix.parts[0].prefix_length = Some(10);
    prefix.parts.push(IndexPart { descending: true, ..IndexPart::column("b") });
    let full = Index { method: Some("fulltext".into()), ..Index::new("ft", ["n"]) };
    let hashed = Index { method: Some("hash".into()), unique: true, ..Index::new("uq2", ["c"]) };
    let name = |name: &str| ConstraintKey::Name(name.into());
    let rename = |from: &str, to: &str| Change::RenameConstraint { from: from.into(), to: to.into() };
    let mut rows = rows_of(vec![
        ("D20 length, order", vec![index(prefix)], &["ALTER TABLE `t` ADD KEY `ix2` (`n`(10), `b` DESC)"]),
        ("D20 kind", vec![index(full)], &["ALTER TABLE `t` ADD FULLTEXT KEY `ft` (`n`)"]),
        ("D20 using", vec![index(hashed)], &["ALTER TABLE `t` ADD UNIQUE KEY `uq2` (`c`)"]),
        ("D21", vec![Change::DropIndex { name: "ix".into(), if_exists: false }], &["ALTER TABLE `t` DROP INDEX `ix`"]),
        ("D22 foreign key", vec![drop(name("fk"))], &["ALTER TABLE `t` DROP FOREIGN KEY `fk`"]),
        (
            "D22 unique",
            vec![drop(name("fk")), drop(name("uq"))],
            &["ALTER TABLE `t` DROP FOREIGN KEY `fk`, DROP INDEX `uq`"],
        ),
        ("D22 check", vec![drop(name("ck"))], &["ALTER TABLE `t` DROP CONSTRAINT `ck`"]),
        (
            "D22 by columns",
            vec![drop(ConstraintKey::ForeignKey(vec!["b".into()]))],
            &["ALTER TABLE `t` DROP FOREIGN KEY `fk`"],
        ),
        (
            "D22 primary key",
            vec![constraint(key(&["id", "b"])), drop(ConstraintKey::PrimaryKey)],
            &["ALTER TABLE `t` MODIFY COLUMN `id` INTEGER NOT NULL, MODIFY COLUMN `b` INTEGER NOT NULL"],
        ),
        (
            "O9",
            vec![constraint(key(&["id"]))],
            &["ALTER TABLE `t` MODIFY COLUMN `id` INTEGER NOT NULL, ADD PRIMARY KEY (`id`)"],
        ),
        (
            "O11 without a name",
            vec![constraint(Constraint::Unique(unique(None, "c")))],
            &["ALTER TABLE `t` ADD UNIQUE KEY `uq_t_c` (`c`)"],
        ),
        (
            "O12",
            vec![constraint(check("ck2", "id <> 'it''s'"))],
            &["ALTER TABLE `t` ADD CONSTRAINT `ck2` CHECK (id <> 'it''s')"],
        ),
        ("D24", vec![Change::SetTableComment { comment: Some("it's".into()) }], &["ALTER TABLE `t` COMMENT='it''s'"]),
        ("D24 drop", vec![Change::SetTableComment { comment: None }], &[]),
        (
            "a renamed index",
            vec![Change::RenameIndex { from: "ix".into(), to: "iy".into() }],
            &["ALTER TABLE `t` RENAME INDEX `ix` TO `iy`"],
        ),
        ("a renamed unique constraint", vec![rename("uq", "uq2")], &["ALTER TABLE `t` RENAME INDEX `uq` TO `uq2`"]),
        (
            "a renamed check",
            vec![rename("ck", "ck2")],
            &["ALTER TABLE `t` DROP CONSTRAINT `ck`, ADD CONSTRAINT `ck2` CHECK (`b` > 0)"],
        ),
        (
            "a renamed foreign key",
            vec![rename("fk", "fk2")],
            &[
                "ALTER TABLE `t` DROP FOREIGN KEY `fk`",
                "ALTER TABLE `t` ADD CONSTRAINT `fk2` FOREIGN KEY (`b`) REFERENCES `o` (`id`)",
            ],
        ),
        (
            "B1",
            vec![Change::AddColumn {
                column: Column::new("a", ColumnType::INTEGER),
                position: Position::After("id".into()),
                if_not_exists: false,
            }],
            &["ALTER TABLE `t` ADD COLUMN `a` INTEGER AFTER `id`"],
        ),
        (
            "a moved column",
            vec![Change::MoveColumn { column: "d".into(), position: Position::First }],
            &["ALTER TABLE `t` MODIFY COLUMN `d` DATETIME DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP FIRST"],
        ),
        (
            "options of a table",
            vec![Change::SetSetting { name: "row-format".into(), value: Some("compressed".into()) }],
            &["ALTER TABLE `t` ROW_FORMAT=COMPRESSED"],
        ),
    ]);
    rows.push((
        "O7",
        Operation::CreateIndex {
            table: "t".into(),
            index: Index::new("ix_new", ["d"]),
            if_not_exists: false,
            concurrently: true,
        },
        &["ALTER TABLE `t` ADD KEY `ix_new` (`d`)"],
    ));
    rows.push((
        "O8",
        Operation::DropIndex { table: "t".into(), name: "IX".into(), if_exists: false, concurrently: false },
        &["ALTER TABLE `t` DROP INDEX `ix`"],
    ));
    rows.push((
        "O3",
        Operation::RenameTable { from: "t".into(), to: "Order".into() },
        &["RENAME TABLE `t` TO `Order`"],
    ));
    rows.push(("O2", Operation::DropTable { name: "t".into(), if_exists: true, cascade: false }, &["DROP TABLE `t`"]));
    rows.push(("O2 not there", Operation::DropTable { name: "zz".into(), if_exists: true, cascade: false }, &[]));
    rows
}

fn tables() -> Vec<Row> {
    let mut whole = Table::new("Order");
    let mut id = Column::new("id", ColumnType::Integer { width: IntegerWidth::Normal, unsigned: false }).not_null();
    id.identity = Some(Identity::default());
    whole.columns = vec![
        id,
        Column::new("o", ColumnType::INTEGER),
        Column::new("group", varchar(10)).default(ColumnDefault::Literal("it's \\".into())),
        Column::new("at", ColumnType::Timestamp { precision: None, with_zone: true }),
        Column::new("span", ColumnType::Uuid),
        Column::new("raw", ColumnType::Varbinary(9)),
    ];
    whole.constraints = vec![
        key(&["id"]),
        Constraint::ForeignKey(reference("fk_o", "o")),
        Constraint::Unique(unique(Some("uq_group"), "group")),
        check("ck_o", "o > 0"),
    ];
    whole.indexes = vec![Index::new("ix_at", ["at"])];
    whole.comment = Some("tc".into());
    whole.settings.insert("engine".into(), "InnoDB".into());
    whole.settings.insert("charset".into(), "latin1".into());
    let view =
        View { name: "v".into(), columns: vec![], query: "SELECT b FROM t".into(), materialized: false, comment: None };
    vec![
        (
            "O1, D25, D26, D27",
            create(whole),
            &[
                "CREATE TABLE `Order` (\n  `id` INTEGER NOT NULL AUTO_INCREMENT,\n  `o` INTEGER,\n  `group` VARCHAR(10) DEFAULT 'it''s \\\\',\n  `at` TIMESTAMP NULL,\n  `span` UUID,\n  `raw` VARBINARY(9),\n  PRIMARY KEY (`id`),\n  UNIQUE KEY `uq_group` (`group`),\n  CONSTRAINT `ck_o` CHECK (o > 0),\n  KEY `ix_at` (`at`),\n  KEY `fk_o` (`o`),\n  CONSTRAINT `fk_o` FOREIGN KEY (`o`) REFERENCES `o` (`id`) ON DELETE CASCADE\n) DEFAULT CHARACTER SET=`latin1` COLLATE=`latin1_swedish_ci` COMMENT='tc'",
            ],
        ),
        ("a view", Operation::CreateView { view, or_replace: true }, &["CREATE VIEW `v` AS SELECT b FROM t"]),
    ]
}

#[test]
fn each_directive_becomes_what_the_server_needs_and_no_more() {
    let database = database();
    run(async {
        let mut c = open(&database.url).await;
        let c = c.as_mut();
        let mut wrong = Vec::new();
        for (id, operation, wanted) in columns().into_iter().chain(keys()).chain(tables()) {
            stage(c).await;
            let statements = operate(c, &operation).await.unwrap_or_else(|error| panic!("{id}: {error}"));
            // MySQL calls some things otherwise.
            if statements != wanted && c.dialect() == Dialect::Mariadb {
                wrong.push(format!("{id}: {statements:#?}"));
            }
            for statement in
                ["SET foreign_key_checks = 0", "DROP VIEW IF EXISTS v", "DROP TABLE IF EXISTS t, o, `Order`"]
            {
                host(c, statement).await;
            }
            host(c, "SET foreign_key_checks = 1").await;
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    });
}
