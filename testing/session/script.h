// SPDX-License-Identifier: Apache-2.0
// script: what a session is to do, read from a file of lines:
//
//   # a remark; blank lines are skipped
//   columns 120        what the terminal answers when it is asked where its right edge is; without this it does not answer
//   guard 300          seconds that each later step may take at most, 120 at first
//   expect TEXT        waits until TEXT is shown, behind what was expected before
//   type TEXT          types TEXT
//   send TEXT          types TEXT and return
//   key NAME...        presses keys: up, down, left, right, home, end, delete, backspace, tab, return, escape, ctrl-a to ctrl-z
//   absent TEXT        TEXT has not been shown between the last two expectations that held
//   status NUMBER      waits until the command ends, with that exit status; the last step, and there must be one
//
// In TEXT, \e \n \r \t \\ and \xNN stand for bytes; blanks at its ends count when written as \x20.
#pragma once
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

enum script_action { SCRIPT_COLUMNS, SCRIPT_GUARD, SCRIPT_EXPECT, SCRIPT_TYPE, SCRIPT_ABSENT, SCRIPT_STATUS };

struct script_step {
  enum script_action action;
  uint32_t line;    // in the file, from 1
  uint32_t number;  // of columns, guard, status
  char *text;       // bytes to expect, type or miss; owned
  size_t length;
};

struct script {
  struct script_step *steps;  // owned
  size_t count;
};

// False: `why` (of why_size bytes) says what is wrong and in which line; there is nothing to free.
bool script_read(const char *text, struct script *script, char *why, size_t why_size);
void script_free(struct script *script);

#ifdef __cplusplus
}
#endif
