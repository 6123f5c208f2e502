// SPDX-License-Identifier: Apache-2.0
// lines: the lines of a text that is read again and again while it grows at its end and is forgotten at its beginning.
//
// Context  one thread.
// Owns     nothing; looks at the texts during the call.
// State    none.
// Errors   none.
#pragma once
#ifdef __cplusplus
extern "C" {
#endif

// What of `now` comes behind all that `before` held. Lines are compared without their first word, the time, whose last
// digits differ from one reading to the next. When nothing of `before` is left, all of `now` is new.
const char *lines_new(const char *before, const char *now);

#ifdef __cplusplus
}
#endif
