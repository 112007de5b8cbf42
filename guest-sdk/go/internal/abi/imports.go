//go:build wasip1

package abi

// What the host gives. Only what a migration calls is linked, and so imported.

// ---- context: where the step runs ----

//go:wasmimport mighost:migration/context@0.1.0 dialect
func Dialect(answer uint32)

//go:wasmimport mighost:migration/context@0.1.0 server-version
func ServerVersion(answer uint32)

//go:wasmimport mighost:migration/context@0.1.0 revision
func Revision(answer uint32)

//go:wasmimport mighost:migration/context@0.1.0 package
func Package(answer uint32)

//go:wasmimport mighost:migration/context@0.1.0 direction
func Direction() uint32

//go:wasmimport mighost:migration/context@0.1.0 argument
func Argument(key, keyLength, answer uint32)

//go:wasmimport mighost:migration/context@0.1.0 arguments
func Arguments(answer uint32)

// ---- report: what the operator sees ----

//go:wasmimport mighost:migration/report@0.1.0 log
func Log(level, message, messageLength uint32)

//go:wasmimport mighost:migration/report@0.1.0 progress
func Progress(done uint64, some uint32, total uint64)

//go:wasmimport mighost:migration/report@0.1.0 warn
func Warn(message, messageLength uint32)

// ---- inspect: the schema as it is now ----

//go:wasmimport mighost:migration/inspect@0.1.0 tables
func Tables(some, schema, schemaLength, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 table
func Table(some, schema, schemaLength, name, nameLength uint32, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 has-table
func HasTable(some, schema, schemaLength, name, nameLength uint32, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 has-column
func HasColumn(some, schema, schemaLength, name, nameLength uint32, column, columnLength, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 has-index
func HasIndex(some, schema, schemaLength, name, nameLength uint32, index, indexLength, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 has-constraint
func HasConstraint(some, schema, schemaLength, name, nameLength uint32, constraint, constraintLength, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 columns
func Columns(some, schema, schemaLength, name, nameLength uint32, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 indexes
func Indexes(some, schema, schemaLength, name, nameLength uint32, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 constraints
func Constraints(some, schema, schemaLength, name, nameLength uint32, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 triggers
func Triggers(some, schema, schemaLength, name, nameLength uint32, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 views
func Views(some, schema, schemaLength, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 view
func View(some, schema, schemaLength, name, nameLength uint32, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 sequences
func Sequences(some, schema, schemaLength, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 sequence
func Sequence(some, schema, schemaLength, name, nameLength uint32, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 enumerations
func Enumerations(some, schema, schemaLength, answer uint32)

//go:wasmimport mighost:migration/inspect@0.1.0 schemas
func Schemas(answer uint32)

// ---- ddl: changes of the schema ----

//go:wasmimport mighost:migration/ddl@0.1.0 create-table
func CreateTable(parameters, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 drop-table
func DropTable(some, schema, schemaLength, name, nameLength uint32, ifExists, cascade, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 rename-table
func RenameTable(fromSome, fromSchema, fromSchemaLength, fromName, fromNameLength uint32, toSome, toSchema, toSchemaLength, toName, toNameLength uint32, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 alter-table
func AlterTable(some, schema, schemaLength, name, nameLength uint32, changes, changesLength, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 create-index
func CreateIndex(parameters, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 drop-index
func DropIndex(some, schema, schemaLength, name, nameLength uint32, index, indexLength, ifNeeded, concurrently, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 rename-index
func RenameIndex(some, schema, schemaLength, name, nameLength uint32, from, fromLength, to, toLength, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 create-view
func CreateView(some, schema, schemaLength, name, nameLength uint32, columns, columnsLength, query, queryLength, materialized, commentSome, comment, commentLength, orReplace, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 drop-view
func DropView(some, schema, schemaLength, name, nameLength uint32, ifExists, cascade, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 rename-view
func RenameView(fromSome, fromSchema, fromSchemaLength, fromName, fromNameLength uint32, toSome, toSchema, toSchemaLength, toName, toNameLength uint32, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 refresh-view
func RefreshView(some, schema, schemaLength, name, nameLength uint32, concurrently, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 create-enumeration
func CreateEnumeration(some, schema, schemaLength, name, nameLength uint32, labels, labelsLength, ifNotExists, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 add-label
func AddLabel(some, schema, schemaLength, name, nameLength uint32, label, labelLength, position, other, otherLength, ifNotExists, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 rename-label
func RenameLabel(some, schema, schemaLength, name, nameLength uint32, from, fromLength, to, toLength, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 rename-enumeration
func RenameEnumeration(fromSome, fromSchema, fromSchemaLength, fromName, fromNameLength uint32, toSome, toSchema, toSchemaLength, toName, toNameLength uint32, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 drop-enumeration
func DropEnumeration(some, schema, schemaLength, name, nameLength uint32, ifExists, cascade, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 create-sequence
func CreateSequence(parameters, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 alter-sequence
func AlterSequence(parameters, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 rename-sequence
func RenameSequence(fromSome, fromSchema, fromSchemaLength, fromName, fromNameLength uint32, toSome, toSchema, toSchemaLength, toName, toNameLength uint32, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 drop-sequence
func DropSequence(some, schema, schemaLength, name, nameLength uint32, ifExists, cascade, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 create-schema
func CreateSchema(name, nameLength, ifNotExists, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 drop-schema
func DropSchema(name, nameLength, ifExists, cascade, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 set-view-comment
func SetViewComment(some, schema, schemaLength, name, nameLength uint32, commentSome, comment, commentLength, answer uint32)

//go:wasmimport mighost:migration/ddl@0.1.0 set-index-comment
func SetIndexComment(some, schema, schemaLength, name, nameLength uint32, index, indexLength, commentSome, comment, commentLength, answer uint32)

// ---- data: rows without SQL ----

//go:wasmimport mighost:migration/data@0.1.0 insert
func Insert(some, schema, schemaLength, name, nameLength uint32, columns, columnsLength, rows, rowsLength, answer uint32)

//go:wasmimport mighost:migration/data@0.1.0 scan
func Scan(some, schema, schemaLength, name, nameLength uint32, columns, columnsLength, filters, filtersLength, orderBy, orderByLength, answer uint32)

//go:wasmimport mighost:migration/data@0.1.0 count
func Count(some, schema, schemaLength, name, nameLength uint32, filters, filtersLength, answer uint32)

//go:wasmimport mighost:migration/data@0.1.0 update
func Update(some, schema, schemaLength, name, nameLength uint32, key, keyLength, columns, columnsLength, rows, rowsLength, answer uint32)

//go:wasmimport mighost:migration/data@0.1.0 update-where
func UpdateWhere(some, schema, schemaLength, name, nameLength uint32, columns, columnsLength, values, valuesLength, filters, filtersLength, answer uint32)

//go:wasmimport mighost:migration/data@0.1.0 delete
func Delete(some, schema, schemaLength, name, nameLength uint32, key, keyLength, rows, rowsLength, answer uint32)

//go:wasmimport mighost:migration/data@0.1.0 delete-where
func DeleteWhere(some, schema, schemaLength, name, nameLength uint32, filters, filtersLength, answer uint32)

//go:wasmimport mighost:migration/data@0.1.0 [method]cursor.next
func ScanNext(cursor, limit, answer uint32)

//go:wasmimport mighost:migration/data@0.1.0 [resource-drop]cursor
func ScanDrop(cursor uint32)

// ---- sql: raw SQL ----

//go:wasmimport mighost:migration/sql@0.1.0 execute
func Execute(statement, statementLength, parameters, parametersLength, answer uint32)

//go:wasmimport mighost:migration/sql@0.1.0 query
func Query(statement, statementLength, parameters, parametersLength, answer uint32)

//go:wasmimport mighost:migration/sql@0.1.0 open-cursor
func OpenCursor(statement, statementLength, parameters, parametersLength, answer uint32)

//go:wasmimport mighost:migration/sql@0.1.0 [method]cursor.columns
func CursorColumns(cursor, answer uint32)

//go:wasmimport mighost:migration/sql@0.1.0 [method]cursor.next
func CursorNext(cursor, limit, answer uint32)

//go:wasmimport mighost:migration/sql@0.1.0 [resource-drop]cursor
func CursorDrop(cursor uint32)

// ---- the end ----

// raise ends the instance. It is answered inside the component, like everything else that Go wants of WASI.
//
//go:wasmimport wasi_snapshot_preview1 proc_raise
func raise(signal uint32) uint32

// Refuse ends the instance with these as its last words.
func Refuse(reason string) {
	println(reason)
	// Any signal does.
	const abort = 6
	raise(abort)
}
