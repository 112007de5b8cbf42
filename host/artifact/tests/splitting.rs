//! How each dialect's texts are split.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use mighost_artifact::{
    Error,
    sql::{SqlError, split},
};
use mighost_schema::Dialect::{self, Mariadb, Mysql, Postgresql, Sqlite};

#[track_caller]
fn pieces(dialect: Dialect, text: &str) -> Vec<&str> {
    match split(dialect, text) {
        Ok(statements) => statements.into_iter().map(|statement| statement.text).collect(),
        Err(error) => panic!("{dialect}: {error}\n{text}"),
    }
}

/// Every statement of the list, joined with `;`, is split into the list again.
#[track_caller]
fn whole(dialect: Dialect, statements: &[&str]) {
    assert_eq!(pieces(dialect, &statements.join(";\n")), statements, "{dialect}");
    assert_eq!(pieces(dialect, &format!("{};", statements.join(" ; "))), statements, "{dialect}");
}

#[track_caller]
fn error(dialect: Dialect, text: &str) -> SqlError {
    match split(dialect, text) {
        Err(Error::Sql(error)) => error,
        other => panic!("{dialect}: {other:?}"),
    }
}

#[track_caller]
fn unterminated(dialect: Dialect, text: &str, expected_line: u32, closed_by: &str) {
    match error(dialect, text) {
        SqlError::Unterminated { line, expected, dialect: by, .. } => {
            assert_eq!((line, expected.as_str(), by), (expected_line, closed_by, dialect), "{text}");
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn nothing_is_no_statement() {
    for dialect in Dialect::ALL {
        for text in ["", ";", " ;; \n;", "-- only a comment", "/* another */ ;", "\u{feff}\n", "-- a\r\n;\r\n"] {
            assert!(pieces(dialect, text).is_empty(), "{dialect}: {text:?}");
        }
    }
}

#[test]
fn a_statement_has_its_text_line_and_place() {
    for dialect in Dialect::ALL {
        let text = "-- first\nselect 1 -- one\n  ; /* two\n */ select\n  2 ;\r\n\r\nselect 3";
        let found: Vec<_> =
            split(dialect, text).unwrap().into_iter().map(|s| (s.text, s.line, &text[s.offset..][..8])).collect();
        assert_eq!(
            found,
            [("select 1", 2, "select 1"), ("select\n  2", 4, "select\n "), ("select 3", 7, "select 3")],
            "{dialect}"
        );
    }
}

#[test]
fn comments_inside_a_statement_stay() {
    for dialect in Dialect::ALL {
        whole(dialect, &["select /* ; ' */ 1, -- ; '\n 2", "select 3"]);
    }
}

#[test]
fn a_semicolon_in_quotes_ends_nothing() {
    for dialect in Dialect::ALL {
        whole(dialect, &["select ';', 'it''s;', '''', ''", "select \"a;\"\"b;\" from t"]);
    }
    whole(Sqlite, &["select [a;b], `c;``d`, x';'", "select 1"]);
    whole(Mysql, &["select `c;``d;`", "select 1"]);
}

#[test]
fn backslashes_escape_only_where_they_do() {
    for dialect in [Sqlite, Postgresql] {
        whole(dialect, &["select '\\'", "select '\\''; '"]);
    }
    for dialect in [Mysql, Mariadb] {
        whole(dialect, &["select '\\'; ', \"\\\"; \", '\\\\'", "select `\\`, N'\\';', _utf8'\\';'"]);
    }
    whole(Postgresql, &["select E'\\'; ', e'\\\\', E'a'';b'", "select name'\\'", "select \"\\\""]);
}

#[test]
fn an_escape_string_goes_on_behind_a_line_break() {
    whole(Postgresql, &["select E'a'\n  '\\'; b'", "select E'a' '\\'", "select 1"]);
}

#[test]
fn dollar_quotes_hold_anything() {
    whole(
        Postgresql,
        &[
            "create function f() returns void as $$ begin; end; ' \" $a$ $$ language plpgsql",
            "do $body$ select $1; $$ ; $other$ $body$",
            "select $1, $2",
            "select a$$ from b$x$",
            "select $ünï$ ; $ünï$",
            "select 1$$;$$",
        ],
    );
    // Nobody else has them.
    assert_eq!(pieces(Mysql, "select $$;$$"), ["select $$", "$$"]);
    assert_eq!(pieces(Sqlite, "select $$;$$"), ["select $$", "$$"]);
}

#[test]
fn comments_nest_only_on_postgresql() {
    let text = "select 1 /* a /* b */ ; */ ; select 2";
    assert_eq!(pieces(Postgresql, text).len(), 2);
    assert_eq!(pieces(Sqlite, text), ["select 1", "*/", "select 2"]);
    assert_eq!(pieces(Mysql, text), ["select 1", "*/", "select 2"]);
}

#[test]
fn mysql_has_comments_of_its_own() {
    whole(Mysql, &["select 1 # ; '\n + 2", "select 5--3", "select 1 -- ;\n + 2"]);
    assert_eq!(pieces(Mysql, "select 1 --;x\n;"), ["select 1 --", "x"]);
    assert_eq!(pieces(Mysql, "# one;\nselect 1; # two"), ["select 1"]);
    assert_eq!(pieces(Postgresql, "select 5 # 3; select 1"), ["select 5 # 3", "select 1"]);
}

#[test]
fn a_comment_that_is_code_is_code() {
    whole(
        Mysql,
        &[
            "/*!40101 SET NAMES utf8mb4 */",
            "create table t (a int) /*!50100 partition by hash (a) comment '*/;' */",
            "select /*+ no_index(t) */ 1 /*! ; /* inner ; */ + 1 */",
            "/*M!100100 select 1; */",
        ],
    );
    assert_eq!(pieces(Sqlite, "/*! select 1; */ select 2"), ["select 2"]);
    unterminated(Mysql, "select 1;\n/*! select 2;", 2, "`*/`");
}

#[test]
fn a_delimiter_of_its_own_ends_statements() {
    let text = "select 1;\nDELIMITER //\ncreate procedure p()\nbegin\n  select '//'; -- //\n  select 2;\nend//\n\
        select 3; // delimiter ;\nselect 4; delimiter $$\nselect 5$$ select a; select b$$\nDELIMITER ';'\nselect 6;";
    assert_eq!(
        pieces(Mysql, text),
        [
            "select 1",
            "create procedure p()\nbegin\n  select '//'; -- //\n  select 2;\nend",
            "select 3;",
            "select 4",
            "select 5",
            "select a; select b",
            "select 6",
        ]
    );
}

#[test]
fn a_delimiter_needs_something_to_be() {
    for text in ["select 1;\ndelimiter\nselect 2", "select 1;\ndelimiter \\\\\nselect 2"] {
        assert!(matches!(error(Mysql, text), SqlError::Unreadable { line: 2, .. }), "{text}");
    }
}

#[test]
fn a_trigger_of_sqlite_is_one_statement() {
    whole(
        Sqlite,
        &[
            "create table t (a, \"begin\", end_at)",
            "create trigger a after insert on t begin\n  update t set a = case when a > 1 then 2 else 3 end;\n  select 'end;';\nend",
            "CREATE TEMP TRIGGER IF NOT EXISTS b AFTER UPDATE OF begin ON t WHEN case 1 when 1 then 1 end\n\
             BEGIN -- ; end ;\n SELECT 1; /* ; */ SELECT 2; END",
            "create temporary trigger c instead of delete on v begin delete from t; end",
            "explain query plan create trigger d after insert on t begin select 1; end",
            "begin",
            "select 1",
            "end",
        ],
    );
    unterminated(Sqlite, "select 1;\ncreate trigger a after insert on t\nbegin\n select 1;\n", 3, "`END;`");
}

#[test]
fn a_trigger_may_end_without_a_semicolon() {
    assert_eq!(pieces(Sqlite, "create trigger a after insert on t begin select 1; end").len(), 1);
}

#[test]
fn sqlites_variables_are_one_token() {
    whole(Sqlite, &["select $a::b(x;y), @c, :d, ?1", "select 2"]);
}

#[test]
fn sql_bodies_of_postgresql_are_one_statement() {
    whole(
        Postgresql,
        &[
            "create or replace function f(a int) returns int language sql begin atomic\n  select case when a > 1 then 2 end;\n\
             select t.end, t.case from t;\n select 1 as end;\nend",
            "create procedure p() begin atomic insert into t values (1); end",
            "begin",
            "create function begin() returns int as 'select 1;' language sql",
            "create rule r as on insert to t do also (insert into a values (1); insert into b values (2))",
            "end",
        ],
    );
    unterminated(Postgresql, "create function f() returns int\nbegin atomic select 1;\n", 2, "`END;`");
    unterminated(Postgresql, "select 1;\nselect (2;\nselect 3;", 2, "`)`");
}

#[test]
fn what_only_psql_understands_is_refused() {
    for text in ["select 1;\n\\connect other\nselect 2;", "select 1;\nCOPY t (a, b) FROM stdin;\n1\t2\n\\.\n"] {
        assert!(matches!(error(Postgresql, text), SqlError::Unreadable { line: 2, .. }), "{text}");
    }
    whole(Postgresql, &["copy t from '/a'", "copy (select a from stdin) to stdout"]);
}

#[test]
fn stored_programs_of_mysql_are_one_statement_without_a_delimiter() {
    for dialect in [Mysql, Mariadb] {
        whole(
            dialect,
            &[
                "create procedure p(in a int, out b set('x;'))\nbegin\n  declare c int default 0;\n\
                 declare continue handler for not found begin set c = 1; end;\n  declare exit handler for sqlexception set c = if(a, 1, 2);\n\
                 if a = 1 then set c = case when a then if(b, 1, 2) else 3 end; elseif (a) then begin end; else select 1; end if;\n\
                 case a when 1 then select 1; else begin select 2; end; end case;\n\
                 while a < 3 do set a = a + 1; end while;\n  repeat set a = a - 1; until a < case when 1 then 1 end end repeat;\n\
                 l: loop leave l; end loop l;\n  `m`: begin end m;\n  select t.end, t.`if` from t;\nend",
                "create definer=`root`@`%` function f(a int) returns char(10) character set utf8mb4 deterministic return case a when 1 then if(a, 1, 2) end",
                "create function g() returns set('a') begin return 1; end",
                "create trigger if not exists x before insert on t for each row set new.a = if(new.b, 1, 2)",
                "create or replace trigger x after delete on t for each row follows y begin delete from u; end",
                "create event e on schedule every 1 day starts now() on completion preserve do begin delete from t; end",
                "create event if not exists e on schedule at now() do delete from t",
                "alter event e do begin select 1; end",
                "create procedure q() if 1 then select 1; end if",
                "create procedure if not exists r() while 0 do select 1; end while",
                "create function h returns integer soname 'h.so'",
                "create table procedures (`begin` int, trigger_at int)",
                "drop procedure if exists p",
                "begin",
                "update t set a = if(a, 1, 2), b = repeat('x', 3), end = 1",
                "select case a when 1 then 2 end",
                "commit",
            ],
        );
    }
}

#[test]
fn compound_statements_of_mariadb_are_one_statement() {
    whole(
        Mariadb,
        &[
            "begin not atomic\n declare a int; select 1; end",
            "if 1 then select 1; else select 2; end if",
            "for i in 1..3 do select i; select i; end for",
            "create procedure p() for i in 1..3 do select i; end for",
            "loop select 1; end loop",
            "select 1",
        ],
    );
}

#[test]
fn an_open_block_is_named() {
    unterminated(Mysql, "select 1;\ncreate procedure p()\nbegin\n if a then\n select 1;\nend;\n", 3, "`END`");
    unterminated(Mariadb, "\n\nwhile 1 do select 1;", 3, "`END WHILE`");
}

#[test]
fn what_is_never_closed_is_named_with_its_line() {
    for dialect in Dialect::ALL {
        unterminated(dialect, "select 1;\nselect '2;\n", 2, "`'`");
        unterminated(dialect, "select 1;\n\nselect \"2;\n", 3, "`\"`");
        unterminated(dialect, "select 1 /* ;\n", 1, "`*/`");
    }
    unterminated(Postgresql, "select 1;\ndo $a$ x $b$", 2, "`$a$`");
    unterminated(Postgresql, "select E'\\'", 1, "`'`");
    unterminated(Postgresql, "/* /* */", 1, "`*/`");
    unterminated(Sqlite, "select [a", 1, "`]`");
    unterminated(Mysql, "select `a", 1, "```");
    unterminated(Mysql, "select '\\", 1, "`'`");
}

#[test]
fn a_nul_character_is_refused() {
    for dialect in Dialect::ALL {
        assert!(matches!(error(dialect, "select 1;\nselect '\0'"), SqlError::Unreadable { line: 2, .. }));
    }
}
