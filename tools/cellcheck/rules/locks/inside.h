// SPDX-License-Identifier: Apache-2.0
// inside: what the files of locks share.
#pragma once
#include "tools/cellcheck/report.h"
#include "tools/cellcheck/rules/reach/reach.h"

enum { CLASSES_MOST = 64, EVENTS_MOST = 256 };

// Which lock, as far as the text tells: one of a state object, or that field of whatever object, or what a helper is given.
enum class_kind : uint8_t { CLASS_STATE, CLASS_FIELD, CLASS_PARAMETER, CLASS_OTHER };
struct lock_class {
  enum class_kind kind;
  uint32_t number;  // CLASS_PARAMETER
  int64_t offset;   // CLASS_STATE, CLASS_PARAMETER
  const struct variable *variable;
  const struct field *field;
};

struct classes {
  struct lock_class of[CLASSES_MOST];
  uint32_t count;
};
// A lock's number: of that at the address, or at `offset` behind it. CLASSES_MOST: no room.
uint32_t class_of(struct classes *classes, const struct summary *summary, value_t address, int64_t offset);
// A callee's lock as its caller sees it.
uint32_t class_mapped(struct classes *classes, uint32_t number, const struct summary *summary,
                      const struct instruction *call);
void class_name(const struct classes *classes, uint32_t number, char *text, size_t size);

// A lock is entered, by a function itself or a part of it.
struct lock_event {
  uint32_t lock;
  uint64_t before;            // locks that may have been entered in this transaction before
  const struct function *in;  // the function of the instruction
  value_t at;
  const struct function
      *below_in;  // where a function of another cell was called before, which may hold its locks; null: none was
  value_t below_at;
  const struct lock_event *inner;  // the callee's, seen from the call `at`
};

struct walk {
  const struct function *function;
  const struct summary *summary;
  struct lock_event *events;
  uint32_t event_count;
  uint64_t entered;                 // at any time in it
  uint64_t left_held;               // held at its end and not at its begin
  uint64_t given;                   // given, though it did not take them
  const struct function *below_in;  // a call of another cell's ATOMIC function in it
  value_t below_at;
};

struct locks {
  const struct cell *cell;
  const struct reach *reach;
  struct classes classes;
  struct walk *walks;
  struct walk **by_function;  // sorted
  uint32_t walk_count;
  struct reports *reports;  // null: nothing is told in this round
};

const struct walk *locks_walk(const struct locks *locks, const struct function *function);
// True: it differs from what was known.
bool walk_function(struct locks *locks, struct walk *walk);
