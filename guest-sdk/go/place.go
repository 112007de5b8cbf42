package mighost

import (
	"runtime"
	"strconv"
	"strings"
)

// own is what the names of this package's functions begin with.
const own = "github.com/mighost/mighost/guest-sdk/go."

// caller is the place of the nearest function that isn't this package's or the runtime's: file and line.
func caller() string {
	lines := trace(3, 1)
	if len(lines) == 0 {
		return ""
	}
	return lines[0]
}

// trace is the places of at most so many callers, without this package's and the runtime's, the nearest first.
func trace(skip, most int) []string {
	// As deep as a trace that somebody still reads.
	var counters [64]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(skip, counters[:])])
	var lines []string
	for len(lines) < most {
		frame, more := frames.Next()
		if frame.File != "" && !strings.HasPrefix(frame.Function, own) && !strings.HasPrefix(frame.Function, "runtime.") {
			lines = append(lines, frame.Function+" ("+frame.File+":"+strconv.Itoa(frame.Line)+")")
		}
		if !more {
			break
		}
	}
	return lines
}

// typeName is what Go calls a value's type, without the whole of reflect: it stands in the message of an assertion that fails.
func typeName(value any) (name string) {
	defer func() {
		if err, ok := recover().(error); ok {
			name = err.Error()
			if _, rest, ok := strings.Cut(name, "interface conversion: "); ok {
				name, _, _ = strings.Cut(rest, " is not ")
			}
		}
	}()
	return value.(interface{ noTypeHasThis() string }).noTypeHasThis()
}
