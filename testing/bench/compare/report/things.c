// SPDX-License-Identifier: Apache-2.0
// What is compared, in words: what each system does, the row of lmbench that does the same, and whom the comparison favours.
#include "testing/bench/compare/report/things.h"

#define GETPPID "getppid(), a system call that does next to nothing"
#define NULL_CALL "lat_syscall null"
#define NO_PRIVILEGE                                                                                                   \
  "Delias: no privilege change: within one privilege level and address space, where Linux enters its kernel"

const struct compare_thing thing_boot = {
    .title = "boot to the prompt / to /init",
    .side = {"from the PVH entry to the shell's first prompt",
             "from the PVH entry to the first instruction of /init, nothing decompressed"},
    .lmbench = "none",
    .favours = "Delias: no drivers but for this machine; Linux, a distribution's, looks for hardware that "
               "is not there"};
const struct compare_thing thing_memory = {
    .title = "memory in use at the prompt / in /init",
    .side = {"the machine's memory less free frames", "the machine's memory less MemAvailable of /proc/meminfo"},
    .lmbench = "none",
    .favours = "Delias: no drivers, network and page cache to keep memory for"};

const struct compare_thing thing_read = {.title = "READ call / system call",
                                         .side = {"a READ call of another cell, by its slot", GETPPID},
                                         .lmbench = NULL_CALL,
                                         .favours = NO_PRIVILEGE};
const struct compare_thing thing_gate = {
    .title = "READ call by address / system call",
    .side = {"a READ call by a function's address, whose type is checked", GETPPID},
    .lmbench = NULL_CALL,
    .favours = NO_PRIVILEGE};
const struct compare_thing thing_atomic = {
    .title = "ATOMIC request / system call",
    .side = {"an outermost ATOMIC call that changes nothing shared: a transaction that commits", GETPPID},
    .lmbench = NULL_CALL,
    .favours = NO_PRIVILEGE};
const struct compare_thing thing_request = {.title = "STEPS request / system call",
                                            .side = {"a STEPS call, which could be abandoned and made again", GETPPID},
                                            .lmbench = NULL_CALL,
                                            .favours = NO_PRIVILEGE};

const struct compare_thing thing_switch = {
    .title = "switch of tasks / processes",
    .side = {"sched_give_way() of two tasks that take turns on one processor",
             "sched_yield() of two processes that take turns on one processor, SCHED_FIFO"},
    .lmbench = "lat_ctx",
    .favours = "Delias: no change of the address space, and no privilege change"};
const struct compare_thing thing_condition = {
    .title = "turns under a mutex and a condition",
    .side = {"two tasks, mutex_take(), condition_wait(), condition_signal()",
             "two threads, the same of pthread, by futexes"},
    .lmbench = "none; lat_sem is near",
    .favours = "Delias: no privilege change; Linux: a free mutex is taken without the kernel"};
const struct compare_thing thing_channel = {.title = "round trip by channels / by pipes",
                                            .side = {"8 bytes to another task by a channel without places, and back",
                                                     "a byte to another process through a pipe, and back"},
                                            .lmbench = "lat_pipe",
                                            .favours =
                                                "Delias: no change of the address space, and no privilege change"};
const struct compare_thing thing_stream = {
    .title = "4 KiB by a stream / through a pipe",
    .side = {"4096 bytes to another task by a stream that keeps 8 KiB, 64 times",
             "4096 bytes to another process through a pipe that keeps 64 KiB, 64 times"},
    .lmbench = "bw_pipe",
    .favours = "Delias: no change of the address space, and no privilege change; Linux: eight times the room, so fewer "
               "switches"};
const struct compare_thing thing_thread = {
    .title = "spawn and join / thread",
    .side = {"sched_spawn(), run, sched_join()", "pthread_create(), run, pthread_join()"},
    .lmbench = "none; lat_proc is near",
    .favours = "Delias: no privilege change, no thread-local storage; Linux: glibc keeps the stacks of threads that "
               "have ended, Delias makes each anew"};
const struct compare_thing thing_fork = {.title = "spawn and join / fork, exit, wait",
                                         .side = {"sched_spawn(), run, sched_join()", "fork(), _exit(), waitpid()"},
                                         .lmbench = "lat_proc fork",
                                         .favours = "Delias: a task has no address space of its own, and none is "
                                                    "copied: the smallest thing that can fail alone in each system"};
const struct compare_thing thing_timer = {
    .title = "late out of a sleep of 300 us",
    .side = {"clock_sleep()", "clock_nanosleep(), SCHED_FIFO, so that nothing is rounded"},
    .lmbench = "lat_usleep",
    .favours = "Delias: no privilege change; in ticks most is the host's own lateness, on both sides"};
const struct compare_thing thing_map = {
    .title = "map, touch, unmap 4 KiB",
    .side = {"pages_reserve(), a write, pages_release()", "mmap(), a write, munmap()"},
    .lmbench = "lat_mmap",
    .favours = "Delias: no privilege change, and no page fault: Delias maps at once, Linux at the write; of string "
               "instructions each step counts, and Linux zeroes byte by byte"};
const struct compare_thing thing_map_large = {
    .title = "map, touch, unmap 2 MiB",
    .side = {"pages_reserve() of 512 pages, a write to each, pages_release()",
             "mmap() of 512 pages, a write to each, munmap()"},
    .lmbench = "lat_mmap",
    .favours =
        "Delias: no page faults, of which Linux has one a page; of string instructions each step counts, and Linux "
        "zeroes byte by byte"};
const struct compare_thing thing_map_populated = {
    .title = "map, touch, unmap 2 MiB, all at once",
    .side = {"pages_reserve() of 512 pages, a write to each, pages_release()",
             "mmap() of 512 pages with MAP_POPULATE, a write to each, munmap()"},
    .lmbench = "lat_mmap",
    .favours = "Delias: no privilege change; of string instructions each step counts, and Linux zeroes byte by byte"};

#define MALLOC                                                                                                         \
  "Linux: malloc() keeps its memory within the program; Delias' heap is the system's, each object is in the ledger, "  \
  "and each call is a transaction"
const struct compare_thing thing_threadtest = {
    .title = "an object of 64 bytes (threadtest)",
    .side = {"100 times heap_new(), then 100 times heap_delete(), a request each",
             "the same with glibc's calloc() and free()"},
    .lmbench = "none; threadtest of Hoard",
    .favours = MALLOC};
const struct compare_thing thing_shbench = {
    .title = "objects of any size and life (shbench)",
    .side = {"64 objects, 500 times a new one instead of one of them, 1 to 1000 bytes",
             "the same with glibc's calloc() and free()"},
    .lmbench = "none; shbench of MicroQuill",
    .favours = MALLOC};

#define FILES "Delias: no privilege change, no rights and no times of files"
const struct compare_thing thing_file_create = {
    .title = "create a file",
    .side = {"file_open() of a new file, file_close()", "open() with O_CREAT and O_EXCL, close(), on a tmpfs"},
    .lmbench = "lat_fs, create",
    .favours = FILES};
const struct compare_thing thing_file_open = {.title = "open and close a file",
                                              .side = {"file_open(), file_close()", "open(), close(), on a tmpfs"},
                                              .lmbench = "lat_syscall open",
                                              .favours = FILES};
const struct compare_thing thing_file_write = {
    .title = "write 4 KiB to a file",
    .side = {"file_write() at the end of a file", "write() at the end of a file on a tmpfs"},
    .lmbench = "lat_syscall write",
    .favours = FILES "; of string instructions each step counts, and Linux copies byte by byte"};
const struct compare_thing thing_file_read = {
    .title = "read 4 KiB of a file",
    .side = {"file_read()", "read(), on a tmpfs"},
    .lmbench = "bw_file_rd, lat_syscall read",
    .favours = FILES "; of string instructions each step counts, and Linux copies byte by byte"};
const struct compare_thing thing_file_delete = {.title = "delete a file",
                                                .side = {"file_remove()", "unlink(), on a tmpfs"},
                                                .lmbench = "lat_fs, delete",
                                                .favours = FILES};

const struct compare_thing thing_own_locks = {
    .title = "four, each with a mutex of its own",
    .side = {"four tasks, each on a processor if there are so many: mutex_take(), mutex_give()",
             "four threads, the same of pthread"},
    .lmbench = "none",
    .favours = "Linux: a mutex that nobody else wants is two instructions of the program; in Delias its holder is in "
               "the ledger, which gives it back when that one dies"};
const struct compare_thing thing_objects = {
    .title = "four, each with objects of its own",
    .side = {"four tasks, each on a processor: threadtest", "four threads, the same with glibc's calloc() and free()"},
    .lmbench = "none; threadtest of Hoard",
    .favours = MALLOC};
const struct compare_thing thing_pairs = {.title = "four pairs, each on one processor",
                                          .side = {"four pairs of tasks, each on a processor: round trips by channels",
                                                   "four pairs of processes, the same through pipes"},
                                          .lmbench = "lat_pipe -P 4",
                                          .favours = "Delias: no change of the address space, and no privilege change"};
const struct compare_thing thing_free_pairs = {
    .title = "four pairs, wherever they are put",
    .side = {"four pairs of tasks, as the scheduler places them: round trips by channels",
             "four pairs of processes, the same through pipes"},
    .lmbench = "lat_pipe -P 4",
    .favours = "Delias: no change of the address space, and no privilege change"};
#define CONTENDED "Linux: a mutex is taken by an instruction, so two meet seldom; in Delias taking it is a transaction"
const struct compare_thing thing_two = {.title = "two that want the same mutex",
                                        .side = {"two tasks, each on a processor: mutex_take(), mutex_give()",
                                                 "two threads, the same of pthread, by futexes"},
                                        .lmbench = "none",
                                        .favours = CONTENDED};
const struct compare_thing thing_four = {.title = "four that want the same mutex",
                                         .side = {"four tasks, each on a processor: mutex_take(), mutex_give()",
                                                  "four threads, the same of pthread, by futexes"},
                                         .lmbench = "none",
                                         .favours = CONTENDED};
