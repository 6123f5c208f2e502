// SPDX-License-Identifier: Apache-2.0
// parts: what the files of the line editor share.
#pragma once
#include "cells/shell/line/line.h"

// show.c
void line_out(struct line *line, const char *text);  // adds to line->out
void line_draw(struct line *line);                   // prompt, text and cursor on an empty row
void line_refresh(struct line *line);                // the same, over what is shown
void line_refresh_appended(struct line *line);       // the same, when all that changed is one character more at the end
void line_leave(struct line *line, const char *mark);  // the mark behind the text, the cursor on a new row
void line_ask_width(struct line *line);
void line_take_width(struct line *line, uint32_t columns);

// edit.c
void line_set(struct line *line, const char *text);                   // replaces the text; the cursor goes to its end
bool line_put(struct line *line, const char *text, uint32_t length);  // at the cursor; false: no room, nothing changed
bool line_edit(struct line *line, enum key key);                      // false: it is no editing key

// history.c
void line_remember(struct line *line);  // the text, unless blank or the same as the newest
bool line_recall_older(struct line *line);
bool line_recall_newer(struct line *line);

// search.c
void line_search_begin(struct line *line);
bool line_search_key(struct line *line, enum key key);  // false: the search is over and the key is still to be done
