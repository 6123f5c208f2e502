// SPDX-License-Identifier: Apache-2.0
// line: a line editor: bytes from a terminal in, what is to be shown out. Logic only, no input or output of its own.
//
// Call line_init once and line_begin for each new line; then line_take for each byte, and show line->out after each call.
// Editing as with Emacs keys (docs/shell.md lists them), history, search in it. Long lines wrap.
//
// Context  any; nothing blocks.
// Owns     struct line lies in the caller's memory and holds everything, history included; it keeps no pointer.
// State    none: the client's struct line is the state.
// Errors   none. What cannot be done (no room, nothing to delete) rings the bell and changes nothing.
#pragma once
#include "cells/shell/command.h"
#include "cells/shell/line/keys.h"

enum {
  LINE_HISTORY = 64,
  LINE_PATTERN = 48,
  LINE_PROMPT = 32,
  LINE_OUT = 2048,
  LINE_COLUMNS = 80,  // until the terminal tells
  LINE_COLUMNS_LEAST = 20,
};

enum line_event {
  LINE_MORE,       // go on
  LINE_ENTERED,    // line->text is to be run; it is in the history
  LINE_TOO_LONG,   // entered, but characters had been refused: not to be run; what fitted is in the history
  LINE_CANCELLED,  // Ctrl-C
  LINE_ENDED,      // Ctrl-D on an empty line
  LINE_COMPLETE,   // Tab: the caller looks for completions of text[0..cursor) and calls line_insert or line_show
};

struct line_history {
  uint32_t newest, count;  // the newest is entries[newest]
  char entries[LINE_HISTORY][SHELL_LINE];
};

struct line {
  uint32_t length, cursor;
  char text[SHELL_LINE];  // NUL-terminated
  bool overflowed;        // a character was refused since line_begin

  uint32_t killed_length;
  bool killing;  // the last key was a kill: the next one adds to it
  char killed[SHELL_LINE];

  struct line_history history;
  uint32_t recalled;       // 0: the line being written; n: the n-th newest
  char draft[SHELL_LINE];  // the line being written, while another is recalled

  bool searching, search_failed;
  uint32_t search_at;  // the n-th newest is shown; 0: none yet
  uint32_t pattern_length;
  char pattern[LINE_PATTERN];

  bool terminal;  // colours, and the width may be asked for
  bool width_asked;
  uint32_t columns;
  uint32_t shown_row;  // of the cursor, from the row on which the prompt begins
  char prompt[LINE_PROMPT];

  struct keys keys;
  uint32_t out_length;
  char out[LINE_OUT];  // what the last call wants shown
};

ATOMIC void line_init(struct line *line, const char *prompt, bool terminal);
ATOMIC void line_begin(struct line *line);  // an empty line, and shows the prompt
ATOMIC enum line_event line_take(struct line *line, uint8_t byte);
ATOMIC bool line_insert(struct line *line, const char *text);  // at the cursor, whole or, with a bell, not at all
ATOMIC void line_pause(struct line *line);                     // goes below the text, where the caller may print
ATOMIC void line_show(struct line *line);                      // after that: prompt, text and cursor anew
ATOMIC void line_bell(struct line *line);
// The n-th newest line of the history, from 1; null: not that many.
READ VIEW_RET const char *line_recall(const struct line *line, uint32_t n);
