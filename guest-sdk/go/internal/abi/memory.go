// Package abi writes and reads values as the canonical ABI of WebAssembly components lays them out, and declares the
// functions that the host gives.
//
// Go's own structs can't be handed over: its pointers have 64 bits on WebAssembly, the canonical ABI's have 32.
package abi

import (
	"strings"
	"unicode/utf8"
	"unsafe"
)

// Addresses and lengths have 32 bits.
const pointerSize = 4

// kept is what the host reads during the current call: the garbage collector doesn't see addresses of 32 bits.
var kept []unsafe.Pointer

// given is the memory that the host asked for during the current call, to write its answer into.
var given []unsafe.Pointer

// nowhere is the address of what has no bytes: any that is aligned does.
const nowhere = 8

// room gives zeroed memory that is aligned to 8 bytes, which is what the most demanding type, a 64-bit number, needs.
func room(size int) unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(make([]uint64, (size+7)/8)))
}

// Allocate gives the host memory for its answer.
func Allocate(old, oldSize, align, size uint32) uint32 {
	if size == 0 {
		return nowhere
	}
	to := room(int(size))
	given = append(given, to)
	if oldSize > 0 {
		copy(unsafe.Slice((*byte)(to), size), unsafe.Slice((*byte)(at(old)), oldSize))
	}
	return address(to)
}

// Done forgets what the call that is over held. What was read from the answer is held by what it became.
func Done() {
	clear(kept)
	kept = kept[:0]
	clear(given)
	given = given[:0]
}

func address(p unsafe.Pointer) uint32 {
	return uint32(uintptr(p))
}

func at(address uint32) unsafe.Pointer {
	return unsafe.Add(unsafe.Pointer(nil), uintptr(address))
}

func keep(p unsafe.Pointer) uint32 {
	kept = append(kept, p)
	return address(p)
}

// Readable is the same text, or one that may be handed over: Go's may hold any bytes, the contract's are UTF-8.
func Readable(text string) string {
	return strings.ToValidUTF8(text, string(utf8.RuneError))
}

// Text is a text as two parameters: its address and its length. One that isn't UTF-8 would end the step without a place.
func Text(text string) (uint32, uint32) {
	if text == "" {
		return nowhere, 0
	}
	if !utf8.ValidString(text) {
		panic("mighost: a text isn't UTF-8: " + Readable(text) + "; bytes are sent as []byte")
	}
	return keep(unsafe.Pointer(unsafe.StringData(text))), uint32(len(text))
}

// OptionalText is a text as three parameters, of which the first says whether there is one. An empty text is none.
func OptionalText(text string) (uint32, uint32, uint32) {
	start, length := Text(text)
	return Bool(text != ""), start, length
}

// Bool is a truth value as a parameter.
func Bool(value bool) uint32 {
	if value {
		return 1
	}
	return 0
}

// answer is where the host writes what a call gives. The largest answer has 144 bytes (one sequence).
var answer [32]uint64

// Answer is the address for a call to write its answer to.
func Answer() uint32 {
	return address(unsafe.Pointer(&answer))
}

// ReadAnswer begins to read what a call gave.
func ReadAnswer() Reader {
	return Reader{start: unsafe.Pointer(&answer)}
}
