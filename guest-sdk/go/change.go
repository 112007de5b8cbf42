package mighost

import (
	"github.com/mighost/mighost/guest-sdk/go/internal/abi"
	"github.com/mighost/mighost/guest-sdk/go/sqltype"
)

// Change is one change of a table, for [Step.AlterTable]. The functions of this package make them.
type Change struct {
	number uint8
	write  func(*writer)
}

const (
	// A column to add is the longest change.
	longestChange = 256
	changeSize    = 8 + longestChange
)

func writeChange(w *writer, change *Change) {
	w.Variant(change.number, 8, longestChange, func() { change.write(w) })
}

// The places of columns.
const (
	placeLast uint8 = iota
	placeFirst
	placeAfter
)

func writePosition(w *writer, place uint8, other string) {
	w.Variant(place, 4, 8, func() { w.Text(other) })
}

// ---- columns -----------------------------------------------------------------------------------------------

// AddColumn adds a column behind the last.
func AddColumn(column Column) Change {
	return addColumn(column, placeLast, "", false)
}

// AddColumnIfNotExists adds a column, where there is none of that name.
func AddColumnIfNotExists(column Column) Change {
	return addColumn(column, placeLast, "", true)
}

// AddColumnFirst adds a column before the first (SQLite, MySQL).
func AddColumnFirst(column Column) Change {
	return addColumn(column, placeFirst, "", false)
}

// AddColumnAfter adds a column behind another one (SQLite, MySQL).
func AddColumnAfter(column Column, other string) Change {
	return addColumn(column, placeAfter, other, false)
}

func addColumn(column Column, place uint8, other string, ifNotExists bool) Change {
	return Change{0, func(w *writer) {
		writeColumn(w, &column)
		writePosition(w, place, other)
		w.Bool(ifNotExists)
	}}
}

// DropColumn drops a column, with the indexes and constraints that stand on it alone.
func DropColumn(name string) Change {
	return Change{1, func(w *writer) { w.Text(name); w.Bool(false) }}
}

// DropColumnIfExists drops a column, where there is one of that name.
func DropColumnIfExists(name string) Change {
	return Change{1, func(w *writer) { w.Text(name); w.Bool(true) }}
}

// RenameColumn renames a column everywhere it is named.
func RenameColumn(from, to string) Change {
	return Change{2, func(w *writer) { w.Text(from); w.Text(to) }}
}

// SetType changes a column's type by the database's own conversion; a value that doesn't convert is an error.
func SetType(column string, t sqltype.Type) Change {
	return SetTypeUsing(column, t, "")
}

// SetTypeUsing changes a column's type and computes the new values by an expression, as the database writes it.
func SetTypeUsing(column string, t sqltype.Type, expression string) Change {
	return Change{3, func(w *writer) { w.Text(column); writeType(w, t); w.OptionalText(expression) }}
}

// SetNotNull forbids NULL in a column.
func SetNotNull(column string) Change {
	return Change{4, func(w *writer) { w.Text(column); w.Bool(false) }}
}

// SetNullable allows NULL in a column.
func SetNullable(column string) Change {
	return Change{4, func(w *writer) { w.Text(column); w.Bool(true) }}
}

// SetDefault sets a column's default: a value, an [Expression] or a [Moment].
func SetDefault(column string, value any) Change {
	return Change{5, func(w *writer) { w.Text(column); writeDefault(w, value) }}
}

// DropDefault drops a column's default.
func DropDefault(column string) Change {
	return SetDefault(column, nil)
}

// SetGenerated sets how a column is computed.
func SetGenerated(column string, generated Generated) Change {
	return Change{6, func(w *writer) { w.Text(column); writeGenerated(w, &generated) }}
}

// DropGenerated makes a computed column an ordinary one that keeps its values.
func DropGenerated(column string) Change {
	return Change{6, func(w *writer) { w.Text(column); writeGenerated(w, nil) }}
}

// SetIdentity sets how a column numbers its rows.
func SetIdentity(column string, identity Identity) Change {
	return setIdentity(column, &identity)
}

// DropIdentity makes a column that numbers its rows an ordinary one.
func DropIdentity(column string) Change {
	return setIdentity(column, nil)
}

func setIdentity(column string, identity *Identity) Change {
	return Change{7, func(w *writer) {
		w.Text(column)
		w.Optional(identity != nil, identityAlign, identitySize, func() { writeIdentity(w, identity) })
	}}
}

// SetCollation sets a column's collation; an empty one is the database's default.
func SetCollation(column, collation string) Change {
	return Change{8, func(w *writer) { w.Text(column); w.OptionalText(collation) }}
}

// SetColumnComment sets a column's comment; an empty one drops it.
func SetColumnComment(column, comment string) Change {
	return Change{9, func(w *writer) { w.Text(column); w.OptionalText(comment) }}
}

// MoveColumnFirst moves a column before the first (SQLite, MySQL).
func MoveColumnFirst(column string) Change {
	return moveColumn(column, placeFirst, "")
}

// MoveColumnLast moves a column behind the last (SQLite, MySQL).
func MoveColumnLast(column string) Change {
	return moveColumn(column, placeLast, "")
}

// MoveColumnAfter moves a column behind another one (SQLite, MySQL).
func MoveColumnAfter(column, other string) Change {
	return moveColumn(column, placeAfter, other)
}

func moveColumn(column string, place uint8, other string) Change {
	return Change{10, func(w *writer) { w.Text(column); writePosition(w, place, other) }}
}

// SetColumnSetting sets a setting of a column that only some databases have; an empty value is a setting that is just
// there.
func SetColumnSetting(column, name, value string) Change {
	return setColumnSetting(column, name, &value)
}

// DropColumnSetting drops a setting of a column.
func DropColumnSetting(column, name string) Change {
	return setColumnSetting(column, name, nil)
}

func setColumnSetting(column, name string, value *string) Change {
	return Change{20, func(w *writer) {
		w.Text(column)
		w.Text(name)
		w.Optional(value != nil, 4, 8, func() { w.Text(*value) })
	}}
}

// ---- constraints -------------------------------------------------------------------------------------------

// AddConstraint adds a constraint.
func AddConstraint(constraint Constraint) Change {
	return Change{11, func(w *writer) { writeConstraint(w, &constraint); w.Bool(false) }}
}

// AddConstraintIfNotExists adds a constraint, where there is none of its name.
func AddConstraintIfNotExists(constraint Constraint) Change {
	return Change{11, func(w *writer) { writeConstraint(w, &constraint); w.Bool(true) }}
}

// DropConstraint drops the constraint of this name.
func DropConstraint(name string) Change {
	return dropConstraint(false, 0, func(w *writer) { w.Text(name) })
}

// DropConstraintIfExists drops the constraint of this name, where there is one.
func DropConstraintIfExists(name string) Change {
	return dropConstraint(true, 0, func(w *writer) { w.Text(name) })
}

// DropPrimaryKey drops the primary key.
func DropPrimaryKey() Change {
	return dropConstraint(false, 1, nil)
}

// DropUnique drops the unique constraint over exactly these columns.
func DropUnique(columns ...string) Change {
	return dropConstraint(false, 2, func(w *writer) { w.Texts(columns) })
}

// DropForeignKey drops the foreign key of exactly these columns.
func DropForeignKey(columns ...string) Change {
	return dropConstraint(false, 3, func(w *writer) { w.Texts(columns) })
}

// DropCheck drops the check with exactly this condition.
func DropCheck(expression string) Change {
	return dropConstraint(false, 4, func(w *writer) { w.Text(expression) })
}

func dropConstraint(ifExists bool, number uint8, key func(*writer)) Change {
	return Change{12, func(w *writer) {
		var write func()
		if key != nil {
			write = func() { key(w) }
		}
		w.Variant(number, 4, 8, write)
		w.Bool(ifExists)
	}}
}

// RenameConstraint renames a constraint.
func RenameConstraint(from, to string) Change {
	return Change{13, func(w *writer) { w.Text(from); w.Text(to) }}
}

// ValidateConstraint checks the rows that a constraint with NotValid passed over (PostgreSQL).
func ValidateConstraint(name string) Change {
	return Change{14, func(w *writer) { w.Text(name) }}
}

// ---- indexes and the table itself --------------------------------------------------------------------------

// AddIndex adds an index.
func AddIndex(index Index) Change {
	return Change{15, func(w *writer) { writeIndex(w, &index); w.Bool(false) }}
}

// AddIndexIfNotExists adds an index, where there is none of its name.
func AddIndexIfNotExists(index Index) Change {
	return Change{15, func(w *writer) { writeIndex(w, &index); w.Bool(true) }}
}

// DropIndex drops an index.
func DropIndex(name string) Change {
	return Change{16, func(w *writer) { w.Text(name); w.Bool(false) }}
}

// DropIndexIfExists drops an index, where there is one of that name.
func DropIndexIfExists(name string) Change {
	return Change{16, func(w *writer) { w.Text(name); w.Bool(true) }}
}

// SetComment sets the table's comment; an empty one drops it.
func SetComment(comment string) Change {
	return Change{17, func(w *writer) { w.OptionalText(comment) }}
}

// SetSetting sets a setting of the table ("strict", "engine", …).
func SetSetting(name, value string) Change {
	return Change{18, func(w *writer) { w.Text(name); w.Text(value) }}
}

// DropSetting drops a setting of the table.
func DropSetting(name string) Change {
	return Change{19, func(w *writer) { w.Text(name) }}
}

// AlterTable changes a table, all changes in one go and in their order: SQLite rebuilds it at most once, MySQL alters
// it once. Without changes nothing is asked of the host.
//
//	err := s.AlterTable("people",
//		mighost.AddColumn(mighost.Column{Name: "email", Type: sqltype.Varchar(150), NotNull: true, Default: ""}),
//		mighost.RenameColumn("name", "full_name"),
//	)
func (s *Step) AlterTable(table string, changes ...Change) error {
	if len(changes) == 0 {
		return nil
	}
	some, schema, schemaLength, name, nameLength := s.name(table)
	start, length := abi.Elements(changes, changeSize, writeChange)
	abi.AlterTable(some, schema, schemaLength, name, nameLength, start, length, abi.Answer())
	return done()
}
