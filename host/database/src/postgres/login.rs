//! A package's own login: what it may do, and what has become of its transactions.
//!
//! Everything that is asked about a login is asked by the host's own session: what a login's session calls `=` or `text`
//! is what its own search path says. The login's session itself only takes a lock, by a function's whole name, and the host
//! sees in the server's list of sessions who holds it.

use super::Postgres;
use super::lock::condition;
use super::read::Fields;
use crate::lock::random;
use crate::login::May;
use crate::{Bounds, Error, Examined, Excess, Fate, Presence};
use mighost_schema::Error as CallError;

/// What a login may do beyond its own schema, beside tables: `$1` is its name, `$2` its schema, `$3` the functions that it
/// is granted, with commas between.
const EXCESS: &str = "
WITH r AS (SELECT * FROM pg_catalog.pg_roles WHERE rolname = $1),
     d AS (SELECT oid, datname, datdba FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()),
     n AS (SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_(toast|temp)' AND nspname <> $2)
SELECT 'is the login of the run itself', 'name a login that is the package''s alone' FROM r WHERE rolname = session_user
UNION ALL SELECT 'is a superuser', format('ALTER ROLE %I NOSUPERUSER', rolname) FROM r WHERE rolsuper
UNION ALL SELECT 'may make roles', format('ALTER ROLE %I NOCREATEROLE', rolname) FROM r WHERE rolcreaterole
UNION ALL SELECT 'may make databases', format('ALTER ROLE %I NOCREATEDB', rolname) FROM r WHERE rolcreatedb
UNION ALL SELECT 'may replicate', format('ALTER ROLE %I NOREPLICATION', rolname) FROM r WHERE rolreplication
UNION ALL SELECT 'isn''t held by row security', format('ALTER ROLE %I NOBYPASSRLS', rolname) FROM r WHERE rolbypassrls
UNION ALL SELECT format('is a member of %I', g.rolname), format('REVOKE %I FROM %I', g.rolname, r.rolname)
  FROM r JOIN pg_catalog.pg_auth_members m ON m.member = r.oid JOIN pg_catalog.pg_roles g ON g.oid = m.roleid
UNION ALL SELECT 'owns the database', format('ALTER DATABASE %I OWNER TO %I', datname, session_user)
  FROM d JOIN r ON r.oid = datdba
UNION ALL SELECT 'may make schemas and extensions', format('REVOKE CREATE ON DATABASE %I FROM %I, PUBLIC', datname, rolname)
  FROM d, r WHERE r.oid <> datdba AND has_database_privilege(r.oid, d.oid, 'CREATE') AND NOT rolsuper
UNION ALL SELECT format('may make objects in the schema %I', nspname),
    format('REVOKE CREATE ON SCHEMA %I FROM %I, PUBLIC', nspname, rolname)
  FROM n, r WHERE has_schema_privilege(r.oid, n.oid, 'CREATE') AND NOT rolsuper
UNION ALL SELECT format('owns the %s %s', o.type, o.identity),
    format('ALTER %s %s OWNER TO %I', upper(o.type), o.identity, session_user)
  FROM r JOIN pg_catalog.pg_shdepend s ON s.refobjid = r.oid AND s.deptype = 'o'
    AND s.refclassid = 'pg_catalog.pg_authid'::regclass JOIN d ON d.oid = s.dbid,
    pg_catalog.pg_identify_object(s.classid, s.objid, 0) AS o
  WHERE o.schema IS DISTINCT FROM $2 AND o.schema IS DISTINCT FROM 'pg_toast' AND o.schema IS DISTINCT FROM 'pg_temp'
    AND o.type NOT IN ('large object', 'default acl') AND (o.type <> 'schema' OR o.name <> $2)
UNION ALL SELECT format('may call %s, which does what %I may', p.oid::regprocedure, p.proowner::regrole::text),
    format('REVOKE EXECUTE ON FUNCTION %s FROM %I, PUBLIC', p.oid::regprocedure, rolname)
  FROM r, pg_catalog.pg_proc p JOIN n ON n.oid = p.pronamespace
  WHERE p.prosecdef AND p.proowner <> r.oid AND has_function_privilege(r.oid, p.oid, 'EXECUTE')
    AND has_schema_privilege(r.oid, n.oid, 'USAGE')
    AND p.proname <> ALL (string_to_array($3, ',')) AND NOT rolsuper
UNION ALL SELECT format('may call %s, which the server doesn''t let everybody', p.oid::regprocedure),
    format('REVOKE EXECUTE ON FUNCTION %s FROM %I', p.oid::regprocedure, rolname)
  FROM r, pg_catalog.pg_proc p
  WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proacl IS NOT NULL
    AND has_function_privilege(r.oid, p.oid, 'EXECUTE') AND NOT rolsuper
    AND NOT EXISTS (SELECT FROM pg_catalog.aclexplode(p.proacl) AS a WHERE a.grantee = 0 AND a.privilege_type = 'EXECUTE')
UNION ALL SELECT format('may use the foreign server %I', srvname), format('REVOKE ALL ON FOREIGN SERVER %I FROM %I, PUBLIC', srvname, rolname)
  FROM r, pg_catalog.pg_foreign_server s WHERE has_server_privilege(r.oid, s.oid, 'USAGE') AND NOT rolsuper
UNION ALL SELECT format('may use the foreign data wrapper %I', fdwname),
    format('REVOKE ALL ON FOREIGN DATA WRAPPER %I FROM %I, PUBLIC', fdwname, rolname)
  FROM r, pg_catalog.pg_foreign_data_wrapper w
  WHERE has_foreign_data_wrapper_privilege(r.oid, w.oid, 'USAGE') AND NOT rolsuper";

/// The same of settings of the server, from version 15 on.
const SETTINGS: &str = "
UNION ALL SELECT format('may set %s for the server', parname), format('REVOKE ALL ON PARAMETER %s FROM %I, PUBLIC', parname, rolname)
  FROM r, pg_catalog.pg_parameter_acl p
  WHERE has_parameter_privilege(r.oid, parname, 'SET, ALTER SYSTEM') AND NOT rolsuper";

/// What a login may do with tables, views and sequences outside of its own schema. The system's own may be read, as everybody
/// reads them; `pg_settings` may be updated by everybody, which is SET.
fn relations(version: u32) -> String {
    let other = if version >= 170_000 { "TRIGGER, MAINTAIN" } else { "TRIGGER" };
    format!(
        "SELECT * FROM (SELECT n.nspname::text, c.relname::text, (n.nspname = pg_catalog.current_schema())::text, \
         quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relkind::text, \
         (NOT s.own AND CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(r.oid, c.oid, 'SELECT') \
          ELSE has_table_privilege(r.oid, c.oid, 'SELECT') OR has_any_column_privilege(r.oid, c.oid, 'SELECT') END)::text AS reads, \
         (CASE WHEN c.relkind = 'S' THEN has_sequence_privilege(r.oid, c.oid, 'USAGE, UPDATE') \
          ELSE has_table_privilege(r.oid, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE') \
          OR has_any_column_privilege(r.oid, c.oid, 'INSERT, UPDATE') END)::text AS changes, \
         (c.relkind <> 'S' AND has_any_column_privilege(r.oid, c.oid, 'REFERENCES'))::text AS refers, \
         (c.relkind <> 'S' AND has_table_privilege(r.oid, c.oid, '{other}'))::text AS more \
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace \
         JOIN pg_catalog.pg_roles r ON r.rolname = $1, \
         LATERAL (SELECT n.nspname IN ('pg_catalog', 'information_schema') AND c.relname NOT IN ('pg_authid', 'pg_shadow') AS own) s \
         WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.nspname <> $2 AND n.nspname !~ '^pg_(toast|temp)' \
         AND c.oid <> 'pg_catalog.pg_settings'::regclass AND c.relowner <> r.oid AND NOT r.rolsuper) AS x \
         WHERE 'true' IN (reads, changes, refers, more) ORDER BY 1, 2"
    )
}

impl Postgres {
    pub(super) async fn present_now(&mut self) -> Result<Presence, Error> {
        let key = random().cast_signed();
        let sql = format!(
            "SELECT pg_catalog.current_schema()::pg_catalog.text, \
             pg_catalog.pg_try_advisory_lock({key})::pg_catalog.text"
        );
        let rows = self.simple(&sql).await?;
        let schema = rows.first().map(|row| Fields::of(row).text()).unwrap_or_default();
        Ok(Presence { key: key.to_string(), schema, ..Presence::default() })
    }

    pub(super) async fn retire_now(&mut self, presence: &Presence) -> Result<(), Error> {
        self.simple(&format!("SELECT pg_catalog.pg_advisory_unlock({})", presence.key)).await.map(drop)
    }

    pub(super) async fn examine_login(
        &mut self,
        presence: &Presence,
        bounds: &Bounds<'_>,
    ) -> Result<Option<Examined>, Error> {
        let key: i64 = presence.key.parse().unwrap_or_default();
        let who = format!(
            "SELECT a.usename::text FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid \
             WHERE l.granted AND l.{}",
            condition(key).replace(" AND ", " AND l.")
        );
        let rows = self.look(&who, &[]).await?;
        let Some(user) = rows.first().map(|row| Fields::of(row).text()) else { return Ok(None) };
        let functions = bounds.functions.iter().map(String::as_str).collect::<Vec<_>>().join(",");
        let more = if self.number >= 150_000 { SETTINGS } else { "" };
        let texts = [Some(user.as_str()), Some(presence.schema.as_str()), Some(functions.as_str())];
        let mut excess = Vec::new();
        for row in self.look(&format!("{EXCESS}{more}"), &texts).await? {
            let mut fields = Fields::of(&row);
            excess.push(Excess { what: fields.text(), remedy: fields.text() });
        }
        let own = presence.schema.as_str();
        if own == self.schema {
            excess.push(Excess {
                what: format!("works in the schema {own}, which is the run's own"),
                remedy: "give it a schema of its own: CREATE SCHEMA AUTHORIZATION".to_owned() + &format!(" \"{user}\""),
            });
        } else if let Some(named) = bounds.schema.filter(|named| *named != own) {
            excess.push(Excess {
                what: format!("works in the schema {own}, and the trust file says {named}"),
                remedy: format!("ALTER ROLE \"{user}\" SET search_path = \"{named}\""),
            });
        }
        for row in self.look(&relations(self.number), &texts).await? {
            let mut fields = Fields::of(&row);
            let (schema, name, default, whole) = (fields.text(), fields.text(), fields.flag(), fields.text());
            let kind = if fields.text() == "S" { "SEQUENCE " } else { "" };
            let may = May { read: fields.flag(), change: fields.flag(), refer: fields.flag(), other: fields.flag() };
            let mut names = vec![format!("{schema}.{name}")];
            names.extend(default.then_some(name));
            if let Some(words) = may.beyond(bounds.wall, &names) {
                excess.push(Excess {
                    what: format!("may {words} {whole}"),
                    remedy: format!("REVOKE ALL ON {kind}{whole} FROM \"{user}\", PUBLIC"),
                });
            }
        }
        Ok(Some(Examined { user, excess }))
    }

    /// The transaction's number. It says whose cluster it is of: in a copy of the database it would mean another transaction.
    pub(super) async fn transaction_receipt(&mut self) -> Result<String, Error> {
        let cluster = self.cluster().await?;
        let rows = self.simple("SELECT pg_catalog.txid_current()::pg_catalog.text").await?;
        let number = rows.first().map(|row| Fields::of(row).text()).unwrap_or_default();
        Ok(format!("{cluster}:{number}"))
    }

    pub(super) async fn fate_of(&mut self, receipt: &str) -> Result<Fate, Error> {
        let (cluster, number) = receipt.split_once(':').unwrap_or_default();
        let Ok(number) = number.parse::<u64>() else { return Ok(Fate::Unknown) };
        if self.cluster().await? != cluster {
            return Ok(Fate::Unknown);
        }
        let status = format!("SELECT pg_catalog.txid_status({number})::pg_catalog.text");
        match self.simple(&status).await {
            Ok(rows) => Ok(match rows.first().map(|row| Fields::of(row).text()).as_deref() {
                Some("committed") => Fate::Committed,
                Some("aborted") => Fate::Undone,
                Some("in progress") => Fate::Open,
                _ => Fate::Unknown,
            }),
            // A number that this server hasn't given yet: it was restored from an earlier state.
            Err(Error::Call(CallError::Database(said))) if said.code == "22023" => Ok(Fate::Unknown),
            Err(error) => Err(error),
        }
    }

    /// What tells a server's data from another's.
    async fn cluster(&mut self) -> Result<String, Error> {
        let sql = "SELECT system_identifier::pg_catalog.text FROM pg_catalog.pg_control_system()";
        let rows = self.simple(sql).await?;
        Ok(rows.first().map(|row| Fields::of(row).text()).unwrap_or_default())
    }
}
