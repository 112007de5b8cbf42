//! A digest of what the catalogs say of the default schema.

use super::Postgres;
use super::read::Fields;
use crate::Error;

/// Every object as a line: its kind, its name, and everything that a definition can say of it, by names and never by
/// numbers of the catalog, so that the same definitions give the same digest. What changes without anybody changing the
/// schema (statistics, places of files, values of sequences) is left out, as are members of extensions, which the
/// extension's version stands for, and what is mighost's own.
///
/// `@` stands for the schema, `{comment(alias, class)}` for a comment, `{free(alias, class)}` for no member of an extension.
const LINES: &[&str] = &[
    // The schema itself and its neighbours, and what belongs to the database as a whole.
    "SELECT 'schema', n.nspname::text, concat_ws('|', n.nspowner::regrole, n.nspacl::text, {comment(n, pg_namespace)}) \
     FROM pg_namespace n WHERE n.nspname NOT LIKE 'pg\\_%'",
    "SELECT 'extension', e.extname::text, concat_ws('|', e.extversion, e.extnamespace::regnamespace) FROM pg_extension e",
    "SELECT 'event trigger', e.evtname::text, concat_ws('|', e.evtevent, e.evtenabled, e.evtfoid::regprocedure, e.evttags::text) \
     FROM pg_event_trigger e",
    "SELECT 'publication', p.pubname::text, (to_jsonb(p) - 'oid')::text FROM pg_publication p",
    "SELECT 'published', p.pubname::text, concat_ws('|', r.prrelid::regclass) FROM pg_publication_rel r \
     JOIN pg_publication p ON p.oid = r.prpubid",
    "SELECT 'server', s.srvname::text, concat_ws('|', s.srvtype, s.srvversion, s.srvoptions::text) FROM pg_foreign_server s",
    "SELECT 'cast', concat(c.castsource::regtype, ' as ', c.casttarget::regtype), \
     concat_ws('|', c.castfunc::regprocedure, c.castcontext, c.castmethod) FROM pg_cast c WHERE c.oid >= 16384",
    "SELECT 'default right', concat(d.defaclrole::regrole, d.defaclobjtype), d.defaclacl::text FROM pg_default_acl d \
     WHERE d.defaclnamespace IN (0, @)",
    // Relations of every kind.
    "SELECT 'relation', c.relname::text, concat_ws('|', c.relkind, c.relpersistence, c.reloptions::text, c.relrowsecurity, \
     c.relforcerowsecurity, c.relreplident, c.relowner::regrole, c.relacl::text, c.reloftype::regtype, \
     (SELECT s.spcname FROM pg_tablespace s WHERE s.oid = c.reltablespace), \
     (SELECT a.amname FROM pg_am a WHERE a.oid = c.relam), \
     CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END, pg_get_expr(c.relpartbound, c.oid), \
     (SELECT string_agg(concat(i.inhparent::regclass, to_jsonb(i) ->> 'inhdetachpending'), ',' ORDER BY i.inhseqno) \
     FROM pg_inherits i WHERE i.inhrelid = c.oid), \
     CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END, \
     {comment(c, pg_class)}) FROM relations c",
    "SELECT 'column', concat(c.relname, '.', lpad(a.attnum::text, 5, '0')), concat_ws('|', a.attname, \
     format_type(a.atttypid, a.atttypmod), a.attndims, a.attnotnull, a.attidentity, a.attgenerated, a.attstorage, \
     to_jsonb(a) ->> 'attcompression', to_jsonb(a) ->> 'attstattarget', a.attislocal, a.attacl::text, a.attoptions::text, \
     a.attfdwoptions::text, CASE WHEN a.attcollation <> 0 THEN a.attcollation::regcollation END, \
     pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)) \
     FROM relations c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped \
     LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum WHERE c.relkind NOT IN ('i', 'I', 'S')",
    "SELECT 'constraint', concat(o.conrelid::regclass, o.contypid::regtype, '.', o.conname), concat_ws('|', \
     pg_get_constraintdef(o.oid), o.convalidated, to_jsonb(o) ->> 'conenforced', o.conislocal, {comment(o, pg_constraint)}) \
     FROM pg_constraint o WHERE o.connamespace = @ AND NOT EXISTS (SELECT FROM pg_class c WHERE c.oid = o.conrelid \
     AND c.relname LIKE 'mighost\\_%')",
    "SELECT 'index', c.relname::text, concat_ws('|', pg_get_indexdef(c.oid), i.indisvalid, i.indisready, i.indisclustered, \
     i.indisreplident, (SELECT string_agg(concat(a.attnum, to_jsonb(a) ->> 'attstattarget'), ',' ORDER BY a.attnum) \
     FROM pg_attribute a WHERE a.attrelid = c.oid)) FROM relations c JOIN pg_index i ON i.indexrelid = c.oid",
    "SELECT 'sequence', c.relname::text, concat_ws('|', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmax, s.seqmin, \
     s.seqcache, s.seqcycle, (SELECT string_agg(concat(d.refobjid::regclass, '.', d.refobjsubid, d.deptype), ',') \
     FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype IN ('a', 'i'))) \
     FROM relations c JOIN pg_sequence s ON s.seqrelid = c.oid",
    "SELECT 'trigger', concat(c.relname, '.', t.tgname), concat_ws('|', pg_get_triggerdef(t.oid), t.tgenabled, \
     {comment(t, pg_trigger)}) FROM relations c JOIN pg_trigger t ON t.tgrelid = c.oid AND NOT t.tgisinternal",
    // A constraint's own triggers are switched off with the table's.
    "SELECT 'triggers', c.relname::text, string_agg(t.tgenabled::text, '' ORDER BY t.tgconstraint, t.tgtype, t.tgfoid) \
     FROM relations c JOIN pg_trigger t ON t.tgrelid = c.oid AND t.tgisinternal AND t.tgenabled <> 'O' GROUP BY c.relname",
    "SELECT 'rule', concat(c.relname, '.', r.rulename), concat_ws('|', pg_get_ruledef(r.oid), r.ev_enabled, \
     {comment(r, pg_rewrite)}) FROM relations c JOIN pg_rewrite r ON r.ev_class = c.oid AND r.rulename <> '_RETURN'",
    "SELECT 'policy', concat(c.relname, '.', p.polname), concat_ws('|', p.polcmd, p.polpermissive, p.polroles::regrole[]::text, \
     pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid), {comment(p, pg_policy)}) \
     FROM relations c JOIN pg_policy p ON p.polrelid = c.oid",
    "SELECT 'statistics', s.stxname::text, concat_ws('|', pg_get_statisticsobjdef(s.oid), to_jsonb(s) ->> 'stxstattarget', \
     {comment(s, pg_statistic_ext)}) FROM pg_statistic_ext s WHERE s.stxnamespace = @",
    // Code.
    "SELECT 'routine', p.oid::regprocedure::text, concat_ws('|', CASE WHEN p.prokind <> 'a' THEN pg_get_functiondef(p.oid) \
     ELSE (SELECT (to_jsonb(g) - 'aggfnoid')::text FROM pg_aggregate g WHERE g.aggfnoid = p.oid) END, p.prorettype::regtype, \
     p.proowner::regrole, p.proacl::text, {comment(p, pg_proc)}) FROM pg_proc p WHERE p.pronamespace = @ AND {free(p, pg_proc)}",
    "SELECT 'operator', o.oid::regoperator::text, concat_ws('|', o.oprcode::regprocedure, o.oprcom::regoperator, \
     o.oprnegate::regoperator, o.oprrest, o.oprjoin, o.oprcanmerge, o.oprcanhash, {comment(o, pg_operator)}) \
     FROM pg_operator o WHERE o.oprnamespace = @ AND {free(o, pg_operator)}",
    "SELECT 'operator class', o.opcname::text, concat_ws('|', o.opcintype::regtype, o.opckeytype::regtype, o.opcdefault, \
     (SELECT m.amname FROM pg_am m WHERE m.oid = o.opcmethod)) FROM pg_opclass o WHERE o.opcnamespace = @ AND {free(o, pg_opclass)}",
    "SELECT 'operator family', f.opfname::text, concat_ws('|', (SELECT m.amname FROM pg_am m WHERE m.oid = f.opfmethod), \
     (SELECT string_agg(concat(a.amopstrategy, a.amopopr::regoperator), ',' ORDER BY a.amopstrategy, a.amopopr::regoperator::text) \
     FROM pg_amop a WHERE a.amopfamily = f.oid)) FROM pg_opfamily f WHERE f.opfnamespace = @ AND {free(f, pg_opfamily)}",
    // Types. Those of tables and arrays come with them.
    "SELECT 'type', t.typname::text, concat_ws('|', t.typtype, t.typcategory, t.typowner::regrole, t.typacl::text, \
     CASE WHEN t.typtype = 'd' THEN concat_ws('|', format_type(t.typbasetype, t.typtypmod), t.typnotnull, t.typdefault, \
     t.typcollation::regcollation) END, \
     (SELECT string_agg(e.enumlabel, E'\\x01' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid), \
     (SELECT (to_jsonb(r) - 'rngtypid' - 'rngsubopc' - 'rngsubtype' - 'rngmultitypid' - 'rngcollation')::text \
     || r.rngsubtype::regtype FROM pg_range r WHERE r.rngtypid = t.oid), {comment(t, pg_type)}) \
     FROM pg_type t WHERE t.typnamespace = @ AND t.typtype IN ('e', 'd', 'r', 'b', 'm') AND t.typelem = 0 AND t.typname NOT LIKE 'mighost\\_%' AND {free(t, pg_type)}",
    "SELECT 'collation', c.collname::text, (to_jsonb(c) - 'oid' - 'collnamespace' - 'collowner')::text FROM pg_collation c \
     WHERE c.collnamespace = @ AND {free(c, pg_collation)}",
    "SELECT 'text search', c.cfgname::text, (SELECT string_agg(concat(m.maptokentype, m.mapseqno, m.mapdict::regdictionary), ',' \
     ORDER BY m.maptokentype, m.mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = c.oid) FROM pg_ts_config c \
     WHERE c.cfgnamespace = @ AND {free(c, pg_ts_config)}",
    "SELECT 'dictionary', d.dictname::text, d.dictinitoption FROM pg_ts_dict d WHERE d.dictnamespace = @ AND {free(d, pg_ts_dict)}",
];

impl Postgres {
    pub(super) async fn digest(&mut self) -> Result<String, Error> {
        let lines: Vec<String> = LINES.iter().map(|line| format!("({})", spelled(line))).collect();
        // The names of the catalogs are looked up in `pg_catalog` first, whatever stands in the path; and what isn't in the
        // path is written with its schema.
        let sql = format!(
            "WITH relations AS MATERIALIZED (SELECT * FROM pg_class c WHERE c.relnamespace = (SELECT $1::regnamespace) \
             AND c.relname NOT LIKE 'mighost\\_%' AND c.relkind <> 't' AND {} \
             AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_class own ON own.oid = i.indrelid \
             WHERE i.indexrelid = c.oid AND own.relname LIKE 'mighost\\_%')), lines (kind, name, text) AS ({}) \
             SELECT encode(sha256(convert_to(coalesce(string_agg(concat_ws(E'\\x02', kind, name, text), E'\\x03' \
             ORDER BY kind COLLATE \"C\", name COLLATE \"C\", text COLLATE \"C\"), ''), 'UTF8')), 'hex') FROM lines",
            free("c", "pg_class"),
            lines.join(" UNION ALL ")
        );
        let schema = super::render::name(&self.schema);
        let rows = self.look(&sql, &[Some(&schema)]).await?;
        Ok(rows.first().map(|row| Fields::of(row).text()).unwrap_or_default())
    }
}

/// A line with what stands in braces written out.
fn spelled(line: &str) -> String {
    let mut text = line.replace('@', "(SELECT $1::regnamespace)");
    while let Some((front, rest)) = text.split_once('{') {
        let Some((inside, behind)) = rest.split_once('}') else { break };
        let (function, arguments) = inside.split_once('(').unwrap_or((inside, ""));
        let (alias, class) = arguments.trim_end_matches(')').split_once(", ").unwrap_or((arguments, ""));
        let written = match function {
            "comment" => format!("obj_description({alias}.oid, '{class}')"),
            _ => free(alias, class),
        };
        text = format!("{front}{written}{behind}");
    }
    text
}

/// That something is no member of an extension.
fn free(alias: &str, class: &str) -> String {
    format!(
        "NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = '{class}'::regclass AND x.objid = {alias}.oid \
         AND x.deptype = 'e')"
    )
}
