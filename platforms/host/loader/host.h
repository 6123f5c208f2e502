// SPDX-License-Identifier: Apache-2.0
// host: what the loaders of machines that are one Linux process share: the image's file, the terminal, the control line's socket, the page tables
// as they are read, the frames of faults and interrupts.
//
// Addresses are fixed (kernel/base/region.h), so there is one machine a process, and its state is here as plain variables.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kernel/base/region.h"
#include "platforms/host/machine.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { PAGE = 4096 };

// Prints a sentence on standard error, puts the terminal back and ends the process with 125.
[[noreturn]] void host_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

// ---- What each loader has of its own ----
extern const char host_name[];                      // for sentences
void *memory_at(uint64_t physical, uint64_t size);  // where that RAM shows; one page at most; or the end of the process
void memory_for_write(uint64_t address, uint64_t size);  // before the loader itself writes what the tables show there
bool host_read(uint64_t address, void *to, uint64_t size);  // false: it is shown nowhere
void host_raise(uint32_t line);                             // an interrupt wants to come, to the first CPU

// ---- image.c ----
// Physical address of the PVH structure.
uint64_t image_load(const char *path, const char *command_line, uint64_t ram_bytes, uint64_t *page_root);
uint64_t image_enter_address(const char *platform);  // of nucleus_enter
void image_check_start(uint32_t number,
                       uint64_t page);  // what a CPU would do that begins in that page, or the end of the process

// ---- tables.c ----
struct memory_leaf {
  uint64_t start, size;  // virtual
  uint64_t physical;     // of start
  uint32_t prot;         // enum region_prot bits; 0: a hole
};
void tables_look_up(uint64_t page_root, uint64_t frames, uint64_t address, struct memory_leaf *leaf);

// ---- frame.c ----
struct nucleus_cpu;
struct frame_point {  // where a CPU stands
  uint64_t rip, rsp, rflags;
};
enum { FRAME_ROOM = 512 };  // that an interrupt's frame and what its entry pushes take at most
// Lays the frame that a processor would push below `top`, and lets it go on at the vector's stub, interrupts off.
void frame_lay(struct frame_point *at, uint64_t top, uint32_t vector, uint64_t error, struct nucleus_cpu *cpu);
bool frame_is_software_interrupt(uint64_t rip, uint32_t *vector);  // `int n`: a process may not, the nucleus may

// ---- terminal.c: standard input and output, real time ----
void terminal_start(bool is_used);  // false: standard input and output are left alone
void terminal_stop(void);
void terminal_write(const uint8_t *bytes, size_t count);
void terminal_poll(void);            // takes what has come, on the control line too, without waiting
void terminal_wait(int timeout_ms);  // the same when something has come, or a signal, or the time is over
bool terminal_ended(void);
uint64_t terminal_now(void);

// ---- socket.c: the control line ----
void socket_start(const char *path);
void socket_poll(void);
int socket_to_wait_for(void);                           // -1: none
uint64_t socket_put(uint64_t address, uint64_t count);  // how many bytes went out

// The loader's side of a ring. Half of it stays: an interrupt that is undone may read again what it has read.
uint32_t input_room(const struct host_input *input);
void input_put(struct host_input *input, uint8_t byte);
bool input_waits(const struct host_input *input);

#ifdef __cplusplus
}
#endif
