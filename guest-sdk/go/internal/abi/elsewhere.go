//go:build !wasip1

package abi

// Elsewhere than in WebAssembly there is no host to call: these let editors, vet and tests of what needs none do their work.

func none() {
	panic("a migration can only run in mighost; build it with GOOS=wasip1 GOARCH=wasm")
}

// Dialect panics.
func Dialect(answer uint32) {
	none()
}

// ServerVersion panics.
func ServerVersion(answer uint32) {
	none()
}

// Revision panics.
func Revision(answer uint32) {
	none()
}

// Package panics.
func Package(answer uint32) {
	none()
}

// Direction panics.
func Direction() uint32 {
	none()
	return 0
}

// Argument panics.
func Argument(key, keyLength, answer uint32) {
	none()
}

// Arguments panics.
func Arguments(answer uint32) {
	none()
}

// Log panics.
func Log(level, message, messageLength uint32) {
	none()
}

// Progress panics.
func Progress(done uint64, some uint32, total uint64) {
	none()
}

// Warn panics.
func Warn(message, messageLength uint32) {
	none()
}

// Tables panics.
func Tables(some, schema, schemaLength, answer uint32) {
	none()
}

// Table panics.
func Table(some, schema, schemaLength, name, nameLength uint32, answer uint32) {
	none()
}

// HasTable panics.
func HasTable(some, schema, schemaLength, name, nameLength uint32, answer uint32) {
	none()
}

// HasColumn panics.
func HasColumn(some, schema, schemaLength, name, nameLength uint32, column, columnLength, answer uint32) {
	none()
}

// HasIndex panics.
func HasIndex(some, schema, schemaLength, name, nameLength uint32, index, indexLength, answer uint32) {
	none()
}

// HasConstraint panics.
func HasConstraint(some, schema, schemaLength, name, nameLength uint32, constraint, constraintLength, answer uint32) {
	none()
}

// Columns panics.
func Columns(some, schema, schemaLength, name, nameLength uint32, answer uint32) {
	none()
}

// Indexes panics.
func Indexes(some, schema, schemaLength, name, nameLength uint32, answer uint32) {
	none()
}

// Constraints panics.
func Constraints(some, schema, schemaLength, name, nameLength uint32, answer uint32) {
	none()
}

// Triggers panics.
func Triggers(some, schema, schemaLength, name, nameLength uint32, answer uint32) {
	none()
}

// Views panics.
func Views(some, schema, schemaLength, answer uint32) {
	none()
}

// View panics.
func View(some, schema, schemaLength, name, nameLength uint32, answer uint32) {
	none()
}

// Sequences panics.
func Sequences(some, schema, schemaLength, answer uint32) {
	none()
}

// Sequence panics.
func Sequence(some, schema, schemaLength, name, nameLength uint32, answer uint32) {
	none()
}

// Enumerations panics.
func Enumerations(some, schema, schemaLength, answer uint32) {
	none()
}

// Schemas panics.
func Schemas(answer uint32) {
	none()
}

// CreateTable panics.
func CreateTable(parameters, answer uint32) {
	none()
}

// DropTable panics.
func DropTable(some, schema, schemaLength, name, nameLength uint32, ifExists, cascade, answer uint32) {
	none()
}

// RenameTable panics.
func RenameTable(fromSome, fromSchema, fromSchemaLength, fromName, fromNameLength uint32, toSome, toSchema, toSchemaLength, toName, toNameLength uint32, answer uint32) {
	none()
}

// AlterTable panics.
func AlterTable(some, schema, schemaLength, name, nameLength uint32, changes, changesLength, answer uint32) {
	none()
}

// CreateIndex panics.
func CreateIndex(parameters, answer uint32) {
	none()
}

// DropIndex panics.
func DropIndex(some, schema, schemaLength, name, nameLength uint32, index, indexLength, ifNeeded, concurrently, answer uint32) {
	none()
}

// RenameIndex panics.
func RenameIndex(some, schema, schemaLength, name, nameLength uint32, from, fromLength, to, toLength, answer uint32) {
	none()
}

// CreateView panics.
func CreateView(some, schema, schemaLength, name, nameLength uint32, columns, columnsLength, query, queryLength, materialized, commentSome, comment, commentLength, orReplace, answer uint32) {
	none()
}

// DropView panics.
func DropView(some, schema, schemaLength, name, nameLength uint32, ifExists, cascade, answer uint32) {
	none()
}

// RenameView panics.
func RenameView(fromSome, fromSchema, fromSchemaLength, fromName, fromNameLength uint32, toSome, toSchema, toSchemaLength, toName, toNameLength uint32, answer uint32) {
	none()
}

// RefreshView panics.
func RefreshView(some, schema, schemaLength, name, nameLength uint32, concurrently, answer uint32) {
	none()
}

// CreateEnumeration panics.
func CreateEnumeration(some, schema, schemaLength, name, nameLength uint32, labels, labelsLength, ifNotExists, answer uint32) {
	none()
}

// AddLabel panics.
func AddLabel(some, schema, schemaLength, name, nameLength uint32, label, labelLength, position, other, otherLength, ifNotExists, answer uint32) {
	none()
}

// RenameLabel panics.
func RenameLabel(some, schema, schemaLength, name, nameLength uint32, from, fromLength, to, toLength, answer uint32) {
	none()
}

// RenameEnumeration panics.
func RenameEnumeration(fromSome, fromSchema, fromSchemaLength, fromName, fromNameLength uint32, toSome, toSchema, toSchemaLength, toName, toNameLength uint32, answer uint32) {
	none()
}

// DropEnumeration panics.
func DropEnumeration(some, schema, schemaLength, name, nameLength uint32, ifExists, cascade, answer uint32) {
	none()
}

// CreateSequence panics.
func CreateSequence(parameters, answer uint32) {
	none()
}

// AlterSequence panics.
func AlterSequence(parameters, answer uint32) {
	none()
}

// RenameSequence panics.
func RenameSequence(fromSome, fromSchema, fromSchemaLength, fromName, fromNameLength uint32, toSome, toSchema, toSchemaLength, toName, toNameLength uint32, answer uint32) {
	none()
}

// DropSequence panics.
func DropSequence(some, schema, schemaLength, name, nameLength uint32, ifExists, cascade, answer uint32) {
	none()
}

// CreateSchema panics.
func CreateSchema(name, nameLength, ifNotExists, answer uint32) {
	none()
}

// DropSchema panics.
func DropSchema(name, nameLength, ifExists, cascade, answer uint32) {
	none()
}

// SetViewComment panics.
func SetViewComment(some, schema, schemaLength, name, nameLength uint32, commentSome, comment, commentLength, answer uint32) {
	none()
}

// SetIndexComment panics.
func SetIndexComment(some, schema, schemaLength, name, nameLength uint32, index, indexLength, commentSome, comment, commentLength, answer uint32) {
	none()
}

// Insert panics.
func Insert(some, schema, schemaLength, name, nameLength uint32, columns, columnsLength, rows, rowsLength, answer uint32) {
	none()
}

// Scan panics.
func Scan(some, schema, schemaLength, name, nameLength uint32, columns, columnsLength, filters, filtersLength, orderBy, orderByLength, answer uint32) {
	none()
}

// Count panics.
func Count(some, schema, schemaLength, name, nameLength uint32, filters, filtersLength, answer uint32) {
	none()
}

// Update panics.
func Update(some, schema, schemaLength, name, nameLength uint32, key, keyLength, columns, columnsLength, rows, rowsLength, answer uint32) {
	none()
}

// UpdateWhere panics.
func UpdateWhere(some, schema, schemaLength, name, nameLength uint32, columns, columnsLength, values, valuesLength, filters, filtersLength, answer uint32) {
	none()
}

// Delete panics.
func Delete(some, schema, schemaLength, name, nameLength uint32, key, keyLength, rows, rowsLength, answer uint32) {
	none()
}

// DeleteWhere panics.
func DeleteWhere(some, schema, schemaLength, name, nameLength uint32, filters, filtersLength, answer uint32) {
	none()
}

// ScanNext panics.
func ScanNext(cursor, limit, answer uint32) {
	none()
}

// ScanDrop panics.
func ScanDrop(cursor uint32) {
	none()
}

// Execute panics.
func Execute(statement, statementLength, parameters, parametersLength, answer uint32) {
	none()
}

// Query panics.
func Query(statement, statementLength, parameters, parametersLength, answer uint32) {
	none()
}

// OpenCursor panics.
func OpenCursor(statement, statementLength, parameters, parametersLength, answer uint32) {
	none()
}

// CursorColumns panics.
func CursorColumns(cursor, answer uint32) {
	none()
}

// CursorNext panics.
func CursorNext(cursor, limit, answer uint32) {
	none()
}

// CursorDrop panics.
func CursorDrop(cursor uint32) {
	none()
}

// Refuse panics with the reason.
func Refuse(reason string) {
	panic(reason)
}
