// SPDX-License-Identifier: Apache-2.0
// session SCRIPT COMMAND...: starts the command on a pseudo terminal and plays the script (script.h) at it, as a person would type.
//
// Prints all that the command shows. It waits for what is shown, never for time to pass; the guard only ends a session that hangs.
// Exit status: 0 if every step held, 1 if one did not, 2 if the session could not be started.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "testing/session/script.h"
#include "testing/session/terminal.h"

enum { GUARD_SECONDS = 120, HELD = 0, BROKEN = 1, UNUSABLE = 2 };

struct session {
  const char *script_name;
  struct terminal terminal;
  uint32_t guard_seconds;
  size_t last, before;  // of what was shown: behind the last expectation, and behind the one before
};

static char *read_file(const char *name) {
  FILE *file = fopen(name, "r");
  if (file == NULL) return NULL;
  char *text = NULL;
  size_t room = 0;
  ssize_t length = getdelim(&text, &room, '\0', file);
  fclose(file);
  if (length < 0) text = strdup("");
  return text;
}

// What was shown from there on, with control characters made visible.
static void print_shown(const struct session *session, size_t from) {
  for (size_t i = from; i < session->terminal.shown_length; i++) {
    unsigned char byte = (unsigned char)session->terminal.shown[i];
    if (byte == '\n')
      fprintf(stderr, "\n");
    else if (byte < ' ' || byte >= 0x7f)
      fprintf(stderr, "\\x%02x", byte);
    else
      fputc(byte, stderr);
  }
}

static int fail(const struct session *session, const struct script_step *step, const char *what) {
  fflush(stdout);
  fprintf(stderr, "\nsession: %s:%u: %s; shown since the last expectation:\n", session->script_name, step->line, what);
  print_shown(session, session->last);
  fprintf(stderr, "\n");
  return BROKEN;
}

static int64_t deadline(const struct session *session) {
  return terminal_now_ms() + session->guard_seconds * INT64_C(1000);
}

static int expect(struct session *session, const struct script_step *step) {
  struct terminal *terminal = &session->terminal;
  for (int64_t until = deadline(session);;) {
    char *at =
        terminal->shown_length == session->last
            ? NULL
            : memmem(terminal->shown + session->last, terminal->shown_length - session->last, step->text, step->length);
    if (at != NULL) {
      session->before = session->last;
      session->last = (size_t)(at - terminal->shown) + step->length;
      return HELD;
    }
    if (terminal->closed) return fail(session, step, "the command ended before this was shown");
    if (!terminal_wait(terminal, until)) return fail(session, step, "this was not shown within the guard's time");
  }
}

static int miss(struct session *session, const struct script_step *step) {
  char *from = session->terminal.shown + session->before;
  if (session->last == session->before ||
      memmem(from, session->last - session->before, step->text, step->length) == NULL)
    return HELD;
  return fail(session, step, "this was shown before the last expectation");
}

static int await_end(struct session *session, const struct script_step *step) {
  struct terminal *terminal = &session->terminal;
  for (int64_t until = deadline(session); !terminal->ended || !terminal->closed;)
    if (!terminal_wait(terminal, until)) return fail(session, step, "the command did not end within the guard's time");
  if ((uint32_t)terminal->status == step->number) return HELD;
  char what[80];
  snprintf(what, sizeof what, "the command ended with status %d and not %u", terminal->status, step->number);
  return fail(session, step, what);
}

static int play(struct session *session, const struct script_step *step) {
  switch (step->action) {
  case SCRIPT_COLUMNS: session->terminal.columns = step->number; return HELD;
  case SCRIPT_GUARD: session->guard_seconds = step->number; return HELD;
  case SCRIPT_EXPECT: return expect(session, step);
  case SCRIPT_ABSENT: return miss(session, step);
  case SCRIPT_STATUS: return await_end(session, step);
  case SCRIPT_TYPE:
    if (terminal_type(&session->terminal, step->text, step->length)) return HELD;
    return fail(session, step, "the command's terminal is closed, so this could not be typed");
  }
  return UNUSABLE;
}

static bool read_script(const char *name, struct script *script) {
  char *text = read_file(name), why[200] = "";
  if (text == NULL) {
    fprintf(stderr, "session: cannot read %s: %s\n", name, strerror(errno));
    return false;
  }
  bool good = script_read(text, script, why, sizeof why);
  if (!good) fprintf(stderr, "session: %s: %s\n", name, why);
  free(text);
  return good;
}

static int run(struct session *session, const struct script *script, char *const *command) {
  if (!terminal_start(&session->terminal, command)) {
    fprintf(stderr, "session: no pseudo terminal: %s\n", strerror(errno));
    return UNUSABLE;
  }
  int result = HELD;
  for (size_t i = 0; i < script->count && result == HELD; i++)
    result = play(session, &script->steps[i]);
  terminal_end(&session->terminal);
  return result;
}

int main(int count, char **words) {
  if (count < 3) {
    fprintf(stderr, "usage: session SCRIPT COMMAND...\n");
    return UNUSABLE;
  }
  struct session session = {.script_name = words[1], .guard_seconds = GUARD_SECONDS};
  struct script script;
  if (!read_script(words[1], &script)) return UNUSABLE;
  int result = run(&session, &script, words + 2);
  script_free(&script);
  return result;
}
