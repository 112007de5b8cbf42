;; What a core module that was built for WASI preview 1 is linked with: every function of `wasi_snapshot_preview1`, with
;; nothing behind it, so that no migration needs anything of WASI from the host.
;;
;; There are no arguments, no environment, no files and no network. The time of day stands still at 2000-01-01, the other
;; clocks go on by a microsecond a look and jump to wherever somebody waits for. Random numbers are the same in each
;; instance. What is written to standard output and standard error becomes lines of the log. An exit is a trap.
;;
;; It is an adapter in the sense of wit-component: `memory` is the module's own, and it may have no data.
(module
  (import "mighost:migration/report@0.1.0" "log" (func $log (param i32 i32 i32)))
  (import "env" "memory" (memory 0))

  ;; Of each error: 8 is `badf`, 28 is `inval`, 52 is `nosys`, 70 is `spipe`, 76 is `notcapable`.

  ;; Nanoseconds of every clock but the time of day. Not 0: Go takes that for a broken clock.
  (global $now (mut i64) (i64.const 1000000000))
  ;; The state of the random numbers: any number but 0. These are the digits of the golden ratio.
  (global $seed (mut i64) (i64.const 0x9e3779b97f4a7c15))

  ;; ---- arguments and environment: none ------------------------------------------------------------------------

  (func $no_list (param $count i32) (param $bytes i32) (result i32)
    (i32.store (local.get $count) (i32.const 0))
    (i32.store (local.get $bytes) (i32.const 0))
    (i32.const 0))
  (func $nothing_2 (param i32 i32) (result i32) (i32.const 0))
  (export "args_sizes_get" (func $no_list))
  (export "environ_sizes_get" (func $no_list))
  (export "args_get" (func $nothing_2))
  (export "environ_get" (func $nothing_2))

  ;; ---- clocks -------------------------------------------------------------------------------------------------

  (func (export "clock_res_get") (param $clock i32) (param $to i32) (result i32)
    (i64.store (local.get $to) (i64.const 1000))
    (i32.const 0))

  (func (export "clock_time_get") (param $clock i32) (param $precision i64) (param $to i32) (result i32)
    (if (i32.eqz (local.get $clock))
      (then (i64.store (local.get $to) (i64.const 946684800000000000)))
      (else
        (global.set $now (i64.add (global.get $now) (i64.const 1000)))
        (i64.store (local.get $to) (global.get $now))))
    (i32.const 0))

  ;; Waits for the first of the subscriptions alone. A clock is there at once; nothing can be read or written.
  ;; A subscription has 48 bytes, an event 32.
  (func (export "poll_oneoff") (param $in i32) (param $out i32) (param $count i32) (param $events i32) (result i32)
    (local $place i32)
    (if (i32.eqz (local.get $count)) (then (return (i32.const 28))))
    ;; A clock among them is taken before anything else.
    (local.set $place (local.get $in))
    (block $found
      (loop $next
        (br_if $found (i32.eqz (i32.load8_u offset=8 (local.get $place))))
        (local.set $place (i32.add (local.get $place) (i32.const 48)))
        (br_if $next (i32.lt_u
          (local.get $place)
          (i32.add (local.get $in) (i32.mul (local.get $count) (i32.const 48))))))
      (local.set $place (local.get $in)))
    (memory.fill (local.get $out) (i32.const 0) (i32.const 32))
    (i64.store (local.get $out) (i64.load (local.get $place)))
    (i32.store8 offset=10 (local.get $out) (i32.load8_u offset=8 (local.get $place)))
    (if (i32.load8_u offset=8 (local.get $place))
      (then (i32.store16 offset=8 (local.get $out) (i32.const 8)))
      ;; The time of day doesn't go on; any other clock jumps.
      (else (if (i32.load offset=16 (local.get $place)) (then
        (if (i32.and (i32.load16_u offset=40 (local.get $place)) (i32.const 1))
          (then (if (i64.lt_u (global.get $now) (i64.load offset=24 (local.get $place))) (then
            (global.set $now (i64.load offset=24 (local.get $place))))))
          (else
            (global.set $now (i64.add (global.get $now) (i64.load offset=24 (local.get $place))))))))))
    (i32.store (local.get $events) (i32.const 1))
    (i32.const 0))

  (func (export "sched_yield") (result i32) (i32.const 0))

  ;; ---- random numbers: xorshift64 -----------------------------------------------------------------------------

  (func (export "random_get") (param $to i32) (param $length i32) (result i32)
    (local $x i64)
    (local.set $x (global.get $seed))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $length)))
        (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 13))))
        (local.set $x (i64.xor (local.get $x) (i64.shr_u (local.get $x) (i64.const 7))))
        (local.set $x (i64.xor (local.get $x) (i64.shl (local.get $x) (i64.const 17))))
        (i64.store8 (local.get $to) (local.get $x))
        (local.set $to (i32.add (local.get $to) (i32.const 1)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br $next)))
    (global.set $seed (local.get $x))
    (i32.const 0))

  ;; ---- the end ------------------------------------------------------------------------------------------------

  ;; Whoever exits in the middle of a step ends it; the log says that it did. The trap by itself says nothing.
  (func (export "proc_exit") (param i32)
    (call $flush)
    ;; "it exited"
    (i64.store (i32.const 16) (i64.const 0x6574697865207469))
    (i32.store8 (i32.const 24) (i32.const 0x64))
    (global.set $gathered (i32.const 9))
    (call $flush)
    (unreachable))
  (func (export "proc_raise") (param i32) (result i32)
    (call $flush)
    (unreachable))

  ;; ---- standard streams ---------------------------------------------------------------------------------------

  ;; Whether it is UTF-8, which is what a text must be that the host is handed.
  (func $is_text (param $at i32) (param $length i32) (result i32)
    (local $end i32) (local $byte i32) (local $more i32) (local $least i32) (local $most i32)
    (local.set $end (i32.add (local.get $at) (local.get $length)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $byte) (i32.const 0x80)))
        ;; 80 to C1 begin nothing, F5 and more neither.
        (if (i32.lt_u (local.get $byte) (i32.const 0xc2)) (then (return (i32.const 0))))
        (if (i32.gt_u (local.get $byte) (i32.const 0xf4)) (then (return (i32.const 0))))
        (local.set $more (i32.add
          (i32.const 1)
          (i32.add
            (i32.ge_u (local.get $byte) (i32.const 0xe0))
            (i32.ge_u (local.get $byte) (i32.const 0xf0)))))
        (if (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (local.get $more)) (then (return (i32.const 0))))
        ;; What the second byte may be: no overlong forms, no surrogates, nothing past 10FFFF.
        (local.set $least (i32.const 0x80))
        (local.set $most (i32.const 0xbf))
        (if (i32.eq (local.get $byte) (i32.const 0xe0)) (then (local.set $least (i32.const 0xa0))))
        (if (i32.eq (local.get $byte) (i32.const 0xed)) (then (local.set $most (i32.const 0x9f))))
        (if (i32.eq (local.get $byte) (i32.const 0xf0)) (then (local.set $least (i32.const 0x90))))
        (if (i32.eq (local.get $byte) (i32.const 0xf4)) (then (local.set $most (i32.const 0x8f))))
        (loop $continue
          (local.set $byte (i32.load8_u (local.get $at)))
          (if (i32.lt_u (local.get $byte) (local.get $least)) (then (return (i32.const 0))))
          (if (i32.gt_u (local.get $byte) (local.get $most)) (then (return (i32.const 0))))
          (local.set $least (i32.const 0x80))
          (local.set $most (i32.const 0xbf))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))
          (local.set $more (i32.sub (local.get $more) (i32.const 1)))
          (br_if $continue (local.get $more)))
        (br $next)))
    (i32.const 1))

  ;; Output is gathered into lines at address 16 and behind: an adapter has no memory of its own, and nobody uses the
  ;; first kilobyte of a module's: below 1024 C and Rust put nothing but the far end of the stack, Go nothing below 4096.
  (global $gathered (mut i32) (i32.const 0))

  ;; Hands what was gathered to the log; nothing where that is nothing. What is no text becomes one.
  (func $flush
    (local $at i32)
    (if (i32.eqz (global.get $gathered)) (then (return)))
    (if (i32.eqz (call $is_text (i32.const 16) (global.get $gathered))) (then
      (loop $next
        (if (i32.ge_u (i32.load8_u offset=16 (local.get $at)) (i32.const 0x80)) (then
          (i32.store8 offset=16 (local.get $at) (i32.const 0x3f))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (br_if $next (i32.lt_u (local.get $at) (global.get $gathered))))))
    (call $log (i32.const 1) (i32.const 16) (global.get $gathered))
    (global.set $gathered (i32.const 0)))

  (func $gather (param $at i32) (param $length i32)
    (local $byte i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $length)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (if (i32.eq (local.get $byte) (i32.const 10))
          (then (call $flush))
          (else
            ;; 960 bytes stay well below 1024, and are more than a line that somebody reads.
            (if (i32.ge_u (global.get $gathered) (i32.const 960)) (then (call $flush)))
            (i32.store8 offset=16 (global.get $gathered) (local.get $byte))
            (global.set $gathered (i32.add (global.get $gathered) (i32.const 1)))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $length (i32.sub (local.get $length) (i32.const 1)))
        (br $next))))

  (func (export "fd_write") (param $fd i32) (param $list i32) (param $count i32) (param $written i32) (result i32)
    (local $sum i32)
    ;; 1 and 2 are written to, whatever else there isn't.
    (if (i32.gt_u (i32.sub (local.get $fd) (i32.const 1)) (i32.const 1)) (then (return (i32.const 8))))
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (call $gather (i32.load (local.get $list)) (i32.load offset=4 (local.get $list)))
        (local.set $sum (i32.add (local.get $sum) (i32.load offset=4 (local.get $list))))
        (local.set $list (i32.add (local.get $list) (i32.const 8)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $next)))
    (i32.store (local.get $written) (local.get $sum))
    (i32.const 0))

  ;; Standard input is at its end.
  (func (export "fd_read") (param $fd i32) (param $list i32) (param $count i32) (param $read i32) (result i32)
    (if (local.get $fd) (then (return (i32.const 8))))
    (i32.store (local.get $read) (i32.const 0))
    (i32.const 0))

  ;; The three streams are terminals of a sort: C's library then writes line by line.
  (func (export "fd_fdstat_get") (param $fd i32) (param $to i32) (result i32)
    (if (i32.gt_u (local.get $fd) (i32.const 2)) (then (return (i32.const 8))))
    (memory.fill (local.get $to) (i32.const 0) (i32.const 24))
    (i32.store8 (local.get $to) (i32.const 2))
    ;; May be read (bit 1) and written (bit 6); neither sought nor told.
    (i64.store offset=8 (local.get $to) (i64.const 0x42))
    (i32.const 0))
  (func (export "fd_filestat_get") (param $fd i32) (param $to i32) (result i32)
    (if (i32.gt_u (local.get $fd) (i32.const 2)) (then (return (i32.const 8))))
    (memory.fill (local.get $to) (i32.const 0) (i32.const 64))
    (i32.store8 offset=16 (local.get $to) (i32.const 2))
    (i32.const 0))
  (func $if_standard (param $fd i32) (result i32)
    (select (i32.const 0) (i32.const 8) (i32.le_u (local.get $fd) (i32.const 2))))
  (func (export "fd_close") (param i32) (result i32) (call $if_standard (local.get 0)))
  (func (export "fd_datasync") (param i32) (result i32) (call $if_standard (local.get 0)))
  (func (export "fd_sync") (param i32) (result i32) (call $if_standard (local.get 0)))
  (func (export "fd_fdstat_set_flags") (param i32 i32) (result i32) (call $if_standard (local.get 0)))
  (func (export "fd_seek") (param i32 i64 i32 i32) (result i32) (i32.const 70))
  (func (export "fd_tell") (param i32 i32) (result i32) (i32.const 70))

  ;; ---- files and sockets: none --------------------------------------------------------------------------------

  (func (export "fd_advise") (param i32 i64 i64 i32) (result i32) (i32.const 8))
  (func (export "fd_allocate") (param i32 i64 i64) (result i32) (i32.const 8))
  (func (export "fd_fdstat_set_rights") (param i32 i64 i64) (result i32) (i32.const 8))
  (func (export "fd_filestat_set_size") (param i32 i64) (result i32) (i32.const 8))
  (func (export "fd_filestat_set_times") (param i32 i64 i64 i32) (result i32) (i32.const 8))
  (func (export "fd_pread") (param i32 i32 i32 i64 i32) (result i32) (i32.const 8))
  (func (export "fd_pwrite") (param i32 i32 i32 i64 i32) (result i32) (i32.const 8))
  ;; No folder is opened beforehand; whoever looks for the first one stops here.
  (func (export "fd_prestat_get") (param i32 i32) (result i32) (i32.const 8))
  (func (export "fd_prestat_dir_name") (param i32 i32 i32) (result i32) (i32.const 8))
  (func (export "fd_readdir") (param i32 i32 i32 i64 i32) (result i32) (i32.const 8))
  (func (export "fd_renumber") (param i32 i32) (result i32) (i32.const 8))
  (func (export "path_create_directory") (param i32 i32 i32) (result i32) (i32.const 76))
  (func (export "path_filestat_get") (param i32 i32 i32 i32 i32) (result i32) (i32.const 76))
  (func (export "path_filestat_set_times") (param i32 i32 i32 i32 i64 i64 i32) (result i32) (i32.const 76))
  (func (export "path_link") (param i32 i32 i32 i32 i32 i32 i32) (result i32) (i32.const 76))
  (func (export "path_open") (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32) (i32.const 76))
  (func (export "path_readlink") (param i32 i32 i32 i32 i32 i32) (result i32) (i32.const 76))
  (func (export "path_remove_directory") (param i32 i32 i32) (result i32) (i32.const 76))
  (func (export "path_rename") (param i32 i32 i32 i32 i32 i32) (result i32) (i32.const 76))
  (func (export "path_symlink") (param i32 i32 i32 i32 i32) (result i32) (i32.const 76))
  (func (export "path_unlink_file") (param i32 i32 i32) (result i32) (i32.const 76))
  (func (export "sock_accept") (param i32 i32 i32) (result i32) (i32.const 8))
  (func (export "sock_recv") (param i32 i32 i32 i32 i32 i32) (result i32) (i32.const 8))
  (func (export "sock_send") (param i32 i32 i32 i32 i32) (result i32) (i32.const 8))
  (func (export "sock_shutdown") (param i32 i32) (result i32) (i32.const 8)))
