package mighost

import (
	"iter"

	"github.com/mighost/mighost/guest-sdk/go/internal/abi"
)

// batch is how many rows cross to the host and back at a time, unless something else is said: enough that the crossing
// costs little, small enough for rows of tens of kilobytes.
const batch = 1_000

// Rows are rows of a table: to read, count, insert, update or delete without SQL. Names are plain, values are bound.
// Without a condition it is every row; several conditions must all hold.
//
//	_, err := s.Rows("people").Insert([]string{"id", "name"}, []any{1, "Ada"}, []any{2, "Grace"})
//	_, err = s.Rows("people", mighost.IsNull("theme")).Set("theme", "plain").Update()
//	for row, err := range s.Rows("people").Columns("id", "name").All() { … }
//
// Nothing happens before one of the methods that read or change.
type Rows struct {
	step    *Step
	table   string
	filters []Condition
	columns []string
	orderBy []string
	set     []string
	values  []any
	batch   int
}

// Rows are the rows of a table for which all conditions hold.
func (s *Step) Rows(table string, conditions ...Condition) *Rows {
	return &Rows{step: s, table: table, filters: conditions, batch: batch}
}

// Condition is a condition on one column.
type Condition struct {
	column string
	number uint8
	value  any
	values []any
}

// Equal holds where the column equals this value. For NULL say [IsNull].
func Equal(column string, value any) Condition {
	return Condition{column: column, number: 0, value: value}
}

// Differs holds where the column is neither this value nor NULL.
func Differs(column string, value any) Condition {
	return Condition{column: column, number: 1, value: value}
}

// Less holds where the column is less than this value.
func Less(column string, value any) Condition {
	return Condition{column: column, number: 2, value: value}
}

// Greater holds where the column is greater than this value.
func Greater(column string, value any) Condition {
	return Condition{column: column, number: 3, value: value}
}

// OneOf holds where the column is one of these values.
func OneOf(column string, values ...any) Condition {
	return Condition{column: column, number: 4, values: values}
}

// IsNull holds where the column is NULL.
func IsNull(column string) Condition { return Condition{column: column, number: 5} }

// IsNotNull holds where the column is not NULL.
func IsNotNull(column string) Condition { return Condition{column: column, number: 6} }

const filterSize = 40

func writeFilter(w *writer, filter *Condition) {
	w.Align(valueAlign)
	w.Text(filter.column)
	w.Variant(filter.number, valueAlign, valueSize, func() {
		switch {
		case filter.number < 4:
			writeValue(w, &filter.value)
		case filter.number == 4:
			abi.List(w, filter.values, valueSize, writeValue)
		}
	})
}

// Where adds conditions.
func (r *Rows) Where(conditions ...Condition) *Rows {
	r.filters = append(r.filters, conditions...)
	return r
}

// Columns are what [Rows.All] reads, in this order; without, all in the table's order.
func (r *Rows) Columns(columns ...string) *Rows {
	r.columns = columns
	return r
}

// OrderBy are the columns to order by and to page by: their values together must be unique. Without, the primary key.
func (r *Rows) OrderBy(columns ...string) *Rows {
	r.orderBy = columns
	return r
}

// Batch is how many rows cross to the host and back at a time, 1 to 10,000; without, 1,000.
func (r *Rows) Batch(rows int) *Rows {
	r.batch = rows
	return r
}

// All reads the rows, a batch at a time. The table may be changed meanwhile. It ends after the first error.
func (r *Rows) All() iter.Seq2[Row, error] {
	return single(r.Batches())
}

// Batches reads the rows as [Rows.All] does, and hands out as many at a time as cross from the host.
//
//	for people, err := range s.Rows("people").Columns("id", "name").Batch(500).Batches() { … }
func (r *Rows) Batches() iter.Seq2[[]Row, error] {
	return func(yield func([]Row, error) bool) {
		cursor, err := r.scan()
		if err != nil {
			yield(nil, err)
			return
		}
		defer abi.ScanDrop(cursor)
		read(r.columns, yield, func() ([][]any, error) {
			abi.ScanNext(cursor, uint32(r.batch), abi.Answer())
			return list(readRow)
		})
	}
}

// read hands out batches until there are no more rows.
func read(columns []string, yield func([]Row, error) bool, next func() ([][]any, error)) {
	for {
		values, err := next()
		if err != nil {
			yield(nil, err)
			return
		}
		if len(values) == 0 {
			return
		}
		rows := make([]Row, len(values))
		for i := range values {
			rows[i] = Row{Columns: columns, Values: values[i]}
		}
		if !yield(rows, nil) {
			return
		}
	}
}

// single hands out the rows of batches one by one.
func single(batches iter.Seq2[[]Row, error]) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for rows, err := range batches {
			if err != nil {
				yield(Row{}, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func (r *Rows) scan() (uint32, error) {
	some, schema, schemaLength, name, length := r.step.name(r.table)
	columns, columnsLength := abi.Texts(r.columns)
	filters, filtersLength := r.where()
	orderBy, orderByLength := abi.Texts(r.orderBy)
	abi.Scan(some, schema, schemaLength, name, length, columns, columnsLength, filters, filtersLength, orderBy, orderByLength,
		abi.Answer())
	return give(4, (*reader).Uint32)
}

func (r *Rows) where() (uint32, uint32) {
	return abi.Elements(r.filters, filterSize, writeFilter)
}

// Count is how many rows there are.
func (r *Rows) Count() (uint64, error) {
	some, schema, schemaLength, name, length := r.step.name(r.table)
	filters, filtersLength := r.where()
	abi.Count(some, schema, schemaLength, name, length, filters, filtersLength, abi.Answer())
	return number()
}

// Insert inserts rows, each with a value for each of these columns. The number of rows inserted.
func (r *Rows) Insert(columns []string, rows ...[]any) (uint64, error) {
	return r.inBatches(each(rows), func(rows [][]any) (uint64, error) { return r.insert(columns, rows) })
}

// InsertSeq inserts the rows of a sequence, each with a value for each of these columns, and hands a batch at a time to
// the host. The number of rows inserted.
func (r *Rows) InsertSeq(columns []string, rows iter.Seq[[]any]) (uint64, error) {
	return r.inBatches(rows, func(rows [][]any) (uint64, error) { return r.insert(columns, rows) })
}

func (r *Rows) insert(columns []string, rows [][]any) (uint64, error) {
	some, schema, schemaLength, name, length := r.step.name(r.table)
	names, namesLength := abi.Texts(columns)
	start, count := rowsOf(rows)
	abi.Insert(some, schema, schemaLength, name, length, names, namesLength, start, count, abi.Answer())
	return number()
}

// UpdateBy updates by key: each row has the key's values first, then the new values. The number of rows changed.
//
//	_, err := s.Rows("people").UpdateBy([]string{"id"}, []string{"name"}, []any{1, "Ada"}, []any{2, "Grace"})
func (r *Rows) UpdateBy(key, columns []string, rows ...[]any) (uint64, error) {
	return r.inBatches(each(rows), func(rows [][]any) (uint64, error) {
		some, schema, schemaLength, name, length := r.step.name(r.table)
		keys, keysLength := abi.Texts(key)
		names, namesLength := abi.Texts(columns)
		start, count := rowsOf(rows)
		abi.Update(some, schema, schemaLength, name, length, keys, keysLength, names, namesLength, start, count, abi.Answer())
		return number()
	})
}

// DeleteBy deletes by key: each row has the key's values. The number of rows deleted.
func (r *Rows) DeleteBy(key []string, rows ...[]any) (uint64, error) {
	return r.inBatches(each(rows), func(rows [][]any) (uint64, error) {
		some, schema, schemaLength, name, length := r.step.name(r.table)
		keys, keysLength := abi.Texts(key)
		start, count := rowsOf(rows)
		abi.Delete(some, schema, schemaLength, name, length, keys, keysLength, start, count, abi.Answer())
		return number()
	})
}

// Set is a new value for a column, for [Rows.Update].
func (r *Rows) Set(column string, value any) *Rows {
	r.set = append(r.set, column)
	r.values = append(r.values, value)
	return r
}

// Update gives the rows the values that were [Rows.Set]. The number of rows changed.
func (r *Rows) Update() (uint64, error) {
	some, schema, schemaLength, name, length := r.step.name(r.table)
	columns, columnsLength := abi.Texts(r.set)
	start, count := values(r.values)
	filters, filtersLength := r.where()
	abi.UpdateWhere(some, schema, schemaLength, name, length, columns, columnsLength, start, count, filters, filtersLength,
		abi.Answer())
	return number()
}

// Delete deletes the rows; every row of the table where there is no condition. The number of rows deleted.
func (r *Rows) Delete() (uint64, error) {
	some, schema, schemaLength, name, length := r.step.name(r.table)
	filters, filtersLength := r.where()
	abi.DeleteWhere(some, schema, schemaLength, name, length, filters, filtersLength, abi.Answer())
	return number()
}

func each(rows [][]any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, row := range rows {
			if !yield(row) {
				return
			}
		}
	}
}

func (r *Rows) inBatches(rows iter.Seq[[]any], send func([][]any) (uint64, error)) (uint64, error) {
	var sent uint64
	var held [][]any
	for row := range rows {
		held = append(held, row)
		if len(held) >= r.batch {
			number, err := send(held)
			if err != nil {
				return sent, err
			}
			sent += number
			held = held[:0]
		}
	}
	if len(held) == 0 {
		return sent, nil
	}
	number, err := send(held)
	return sent + number, err
}
