// SPDX-License-Identifier: Apache-2.0
// addresses_of_builtins: an address that a builtin makes or passes on is followed like any other.
// file: addresses_of_builtins.h public
#pragma once
#include "kernel/base/cell.h"
#include "ring.h"
ATOMIC void keep_label(void);
ATOMIC void keep_file(void);
ATOMIC void keep_frame(void);
ATOMIC void keep_aligned(struct ring *ring);
ATOMIC void keep_uncached(struct ring *ring);
ATOMIC void keep_most(struct ring *ring);
// file: addresses_of_builtins.c
#include "addresses_of_builtins.h"
struct place {
  uint64_t word;
  const void *at;
  struct ring *ring;
};
CELL_STATE(struct place, place);
void keep_label(void) {
here:
  // want: state.points the address of the label 'here' is stored into state 'place': the next version has it elsewhere
  place.at = &&here;
}
void keep_file(void) {
  // want: state.points the address of the literal "(where this stands)" is stored into state 'place': the next version
  //   has it elsewhere
  place.at = __builtin_FILE();
}
void keep_frame(void) {
  // want: borrow.stack 'place.at' keeps the address of the local variable '__builtin_frame_address(0)' when the
  //   function returns
  place.at = __builtin_frame_address(0);
}
void keep_aligned(struct ring *ring) {
  // want: borrow.kept 'place.at' keeps 'ring', which is borrowed, when the function returns
  place.at = __builtin_align_up((char *)ring, 16);
}
void keep_uncached(struct ring *ring) {
  // want: borrow.kept 'place.ring' keeps 'ring', which is borrowed, when the function returns
  __builtin_nontemporal_store(ring, &place.ring);
}
void keep_most(struct ring *ring) {
  // want: borrow.kept 'place.word' keeps 'ring', which is borrowed, when the function returns
  // note: the condition is false here
  __atomic_fetch_max(&place.word, (uint64_t)ring, __ATOMIC_RELAXED);
}
