// SPDX-License-Identifier: Apache-2.0
// keys: from the bytes that a terminal sends to the keys that were pressed. A state machine without time: a byte at a time, and
// whatever bytes come, a return or Ctrl-C is always seen as one.
//
// Sequences as in ECMA-48 (5.4) and xterm's ctlseqs; the handling of torn and foreign ones after Paul Williams' parser of the
// VT500 series: control characters act also inside a sequence and end it, ESC begins anew, unknown sequences are swallowed whole.
//
// Context  any.
// Owns     struct keys lies in the caller's memory; zeroed memory is a fresh one.
// State    none.
#pragma once
#include "kernel/base/cell.h"

enum key {
  KEY_NONE = 0,  // nothing yet, or nothing that has a meaning
  // 0x20 to 0x7e: that character
  KEY_ENTER = 256,
  KEY_TAB,
  KEY_INTERRUPT,     // Ctrl-C
  KEY_END_OF_INPUT,  // Ctrl-D
  KEY_ABORT,         // Ctrl-G
  KEY_LEFT,
  KEY_RIGHT,
  KEY_UP,
  KEY_DOWN,
  KEY_HOME,
  KEY_END,
  KEY_BACKSPACE,
  KEY_DELETE,
  KEY_WORD_LEFT,
  KEY_WORD_RIGHT,
  KEY_KILL_TO_END,      // Ctrl-K
  KEY_KILL_TO_START,    // Ctrl-U
  KEY_KILL_BLANK_WORD,  // Ctrl-W: back to a blank
  KEY_KILL_WORD_LEFT,   // Alt-Backspace
  KEY_KILL_WORD_RIGHT,  // Alt-D
  KEY_YANK,
  KEY_TRANSPOSE,
  KEY_CLEAR,
  KEY_SEARCH,
  KEY_FOREIGN,   // the first byte of a character outside ASCII
  KEY_POSITION,  // the terminal's answer to "where is the cursor": parameters are row and column
};

struct keys {
  uint8_t state;
  bool foreign;       // a private or intermediate byte was in the sequence: it is none that we know
  bool after_return;  // a newline right behind a return is part of it
  uint8_t count;      // of parameters begun
  uint16_t parameters[2];
};

ATOMIC enum key keys_take(struct keys *keys, uint8_t byte);
