package abi

import (
	"math"
	"unsafe"
)

// Writer writes values one behind another, each where its alignment wants it. The zero Writer is ready.
type Writer struct {
	start unsafe.Pointer
	end   int
	size  int
}

// Align goes on to a multiple of align, 1, 2, 4 or 8.
func (w *Writer) Align(align int) {
	w.grow((w.end + align - 1) &^ (align - 1))
}

// SkipTo goes on to a place, where something shorter than the longest case of a variant was written.
func (w *Writer) SkipTo(end int) {
	w.grow(end)
}

// End is how much is written.
func (w *Writer) End() int {
	return w.end
}

func (w *Writer) grow(end int) {
	if end > w.size {
		// 64 bytes at first hold most single definitions; twice as much each time copies each byte twice at most.
		size := max(64, 2*w.size, end)
		start := room(size)
		if w.end > 0 {
			copy(unsafe.Slice((*byte)(start), w.end), unsafe.Slice((*byte)(w.start), w.end))
		}
		w.start, w.size = start, size
	}
	w.end = end
}

func (w *Writer) next(size int) unsafe.Pointer {
	w.Align(size)
	here := w.end
	w.grow(here + size)
	return unsafe.Add(w.start, here)
}

// Byte writes a byte: a truth value, the number of a case.
func (w *Writer) Byte(value uint8) {
	*(*uint8)(w.next(1)) = value
}

// Bool writes a truth value.
func (w *Writer) Bool(value bool) {
	w.Byte(uint8(Bool(value)))
}

// Uint32 writes a number of 32 bits.
func (w *Writer) Uint32(value uint32) {
	*(*uint32)(w.next(4)) = value
}

// Uint64 writes a number of 64 bits.
func (w *Writer) Uint64(value uint64) {
	*(*uint64)(w.next(8)) = value
}

// Float64 writes a float.
func (w *Writer) Float64(value float64) {
	w.Uint64(math.Float64bits(value))
}

// Text writes a text.
func (w *Writer) Text(text string) {
	start, length := Text(text)
	w.Uint32(start)
	w.Uint32(length)
}

// Bytes writes a list of bytes.
func (w *Writer) Bytes(bytes []byte) {
	start := uint32(nowhere)
	if len(bytes) > 0 {
		start = keep(unsafe.Pointer(unsafe.SliceData(bytes)))
	}
	w.Uint32(start)
	w.Uint32(uint32(len(bytes)))
}

// Optional writes an option whose payload has this alignment and size.
func (w *Writer) Optional(some bool, align, size int, write func()) {
	w.Align(align)
	w.Bool(some)
	w.Align(align)
	end := w.end + size
	if some {
		write()
	}
	w.SkipTo(end)
}

// OptionalText writes an option of a text; an empty text is none.
func (w *Writer) OptionalText(text string) {
	w.Align(pointerSize)
	w.Bool(text != "")
	w.Text(text)
}

// OptionalUint32 writes an option of a number of 32 bits.
func (w *Writer) OptionalUint32(some bool, value uint32) {
	w.Align(4)
	w.Bool(some)
	w.Uint32(value)
}

// OptionalInt64 writes an option of a number of 64 bits.
func (w *Writer) OptionalInt64(value *int64) {
	w.Align(8)
	w.Bool(value != nil)
	if value == nil {
		w.Uint64(0)
		return
	}
	w.Uint64(uint64(*value))
}

// Variant writes a case and its payload; size is that of the longest payload, align that of the most demanding one.
func (w *Writer) Variant(number uint8, align, size int, write func()) {
	w.Align(align)
	w.Byte(number)
	w.Align(align)
	end := w.end + size
	if write != nil {
		write()
	}
	w.SkipTo(end)
}

// Address is where everything lies that was written, for the current call.
func (w *Writer) Address() uint32 {
	if w.end == 0 {
		return nowhere
	}
	return keep(w.start)
}

// List writes a list's elements elsewhere, and their address and number here.
func List[T any](w *Writer, list []T, size int, write func(*Writer, *T)) {
	start, length := Elements(list, size, write)
	w.Uint32(start)
	w.Uint32(length)
}

// Elements writes a list's elements and gives their address and number, which is a list as two parameters.
func Elements[T any](list []T, size int, write func(*Writer, *T)) (uint32, uint32) {
	if len(list) == 0 {
		return nowhere, 0
	}
	var elements Writer
	elements.grow(len(list) * size)
	elements.end = 0
	for i := range list {
		write(&elements, &list[i])
	}
	return elements.Address(), uint32(len(list))
}

// Texts writes a list of texts.
func (w *Writer) Texts(texts []string) {
	List(w, texts, 8, writeText)
}

// Texts is a list of texts as two parameters.
func Texts(texts []string) (uint32, uint32) {
	return Elements(texts, 8, writeText)
}

func writeText(w *Writer, text *string) {
	w.Text(*text)
}
