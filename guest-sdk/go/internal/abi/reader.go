package abi

import (
	"math"
	"unsafe"
)

// Reader reads values one behind another, each where its alignment puts it.
//
// It holds where it began, not where it is: a pointer behind the last byte would be one to something else, and the
// garbage collector follows it.
type Reader struct {
	start unsafe.Pointer
	place uintptr
}

// Align goes on to a multiple of align, 1, 2, 4 or 8. What is read from begins at a multiple of 8.
func (r *Reader) Align(align int) {
	r.place = (r.place + uintptr(align) - 1) &^ (uintptr(align) - 1)
}

func (r *Reader) next(size int) unsafe.Pointer {
	r.Align(size)
	here := unsafe.Add(r.start, r.place)
	r.place += uintptr(size)
	return here
}

// Byte reads a byte.
func (r *Reader) Byte() uint8 {
	return *(*uint8)(r.next(1))
}

// Bool reads a truth value.
func (r *Reader) Bool() bool {
	return r.Byte() != 0
}

// Uint32 reads a number of 32 bits.
func (r *Reader) Uint32() uint32 {
	return *(*uint32)(r.next(4))
}

// Uint64 reads a number of 64 bits.
func (r *Reader) Uint64() uint64 {
	return *(*uint64)(r.next(8))
}

// Float64 reads a float.
func (r *Reader) Float64() float64 {
	return math.Float64frombits(r.Uint64())
}

// Text reads a text. It stays in the memory that the host wrote it to, which nothing else has.
func (r *Reader) Text() string {
	start, length := r.Uint32(), r.Uint32()
	if length == 0 {
		return ""
	}
	return unsafe.String((*byte)(at(start)), length)
}

// Bytes reads a list of bytes; never nil.
func (r *Reader) Bytes() []byte {
	start, length := r.Uint32(), r.Uint32()
	if length == 0 {
		return []byte{}
	}
	return unsafe.Slice((*byte)(at(start)), length)
}

// Optional reads an option whose payload has this alignment and size. Whether there is one.
func (r *Reader) Optional(align, size int, read func()) bool {
	r.Align(align)
	some := r.Bool()
	r.Align(align)
	end := r.place + uintptr(size)
	if some {
		read()
	}
	r.place = end
	return some
}

// OptionalText reads an option of a text; none is an empty one.
func (r *Reader) OptionalText() string {
	text, _ := r.SomeText()
	return text
}

// SomeText reads an option of a text, and whether there is one.
func (r *Reader) SomeText() (string, bool) {
	var text string
	some := r.Optional(pointerSize, 8, func() { text = r.Text() })
	return text, some
}

// OptionalUint32 reads an option of a number of 32 bits.
func (r *Reader) OptionalUint32() (value uint32, some bool) {
	some = r.Optional(4, 4, func() { value = r.Uint32() })
	return value, some
}

// OptionalInt64 reads an option of a number of 64 bits.
func (r *Reader) OptionalInt64() *int64 {
	var value *int64
	r.Optional(8, 8, func() { value = new(int64(r.Uint64())) })
	return value
}

// Variant reads a case and its payload; size is that of the longest payload, align that of the most demanding one.
func (r *Reader) Variant(align, size int, read func(number uint8)) {
	r.Align(align)
	number := r.Byte()
	r.Align(align)
	end := r.place + uintptr(size)
	read(number)
	r.place = end
}

// ReadList reads a list; nil where it is empty.
func ReadList[T any](r *Reader, read func(*Reader) T) []T {
	start, length := r.Uint32(), r.Uint32()
	if length == 0 {
		return nil
	}
	elements := Reader{start: at(start)}
	list := make([]T, length)
	for i := range list {
		list[i] = read(&elements)
	}
	return list
}

// Texts reads a list of texts.
func (r *Reader) Texts() []string {
	return ReadList(r, (*Reader).Text)
}
