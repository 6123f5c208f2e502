// SPDX-License-Identifier: Apache-2.0
// status: what a call that can fail returns. OK is zero; out-parameters are valid only on OK.
#pragma once
#include <stdint.h>

enum [[nodiscard]] status : int32_t {
  OK = 0,
  NO_MEMORY,     // no frame, heap byte or table entry left
  NOT_FOUND,     // nothing has that name or number
  EXISTS,        // something else has that name
  FULL,          // the container takes no more
  EMPTY,         // the container has nothing
  INVALID,       // an argument makes no sense
  OUT_OF_RANGE,  // a number or address lies outside its bounds
  BUSY,          // in use; try again later
  TIMED_OUT,     // the deadline came first
  KILLED,        // the waiting task was told to end
  UNSUPPORTED,   // this machine or provider cannot do that
  CORRUPT,       // bytes from outside are malformed
  INTERRUPTED,   // Ctrl-C, or the wait was called off
  WAITING,       // not yet: the running task is entered where it will be woken
  DEADLOCK,      // the wait would close a circle of tasks that wait for one another
  CLOSED,        // nobody is left at the other end
};
typedef enum status status_t;

// The name of a status, for messages: "NO_MEMORY".
static inline const char *status_name(status_t status) {
  switch (status) {
  case OK: return "OK";
  case NO_MEMORY: return "NO_MEMORY";
  case NOT_FOUND: return "NOT_FOUND";
  case EXISTS: return "EXISTS";
  case FULL: return "FULL";
  case EMPTY: return "EMPTY";
  case INVALID: return "INVALID";
  case OUT_OF_RANGE: return "OUT_OF_RANGE";
  case BUSY: return "BUSY";
  case TIMED_OUT: return "TIMED_OUT";
  case KILLED: return "KILLED";
  case UNSUPPORTED: return "UNSUPPORTED";
  case CORRUPT: return "CORRUPT";
  case INTERRUPTED: return "INTERRUPTED";
  case WAITING: return "WAITING";
  case DEADLOCK: return "DEADLOCK";
  case CLOSED: return "CLOSED";
  }
  return "?";
}
