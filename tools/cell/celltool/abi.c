// SPDX-License-Identifier: Apache-2.0
// The text is cut into pieces: each declaration with a kind is one, and so is what stands between two of them. Into a
// function's fingerprint go its own declaration and all that is no such declaration: types, macros, pragmas, whatever
// they are for. The other functions stay out, so that one more does not change the rest, unless something that is in
// speaks of them (typeof, a macro that calls them).
#include "tools/cell/celltool/abi.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cell/celltool/fingerprint.h"
#include "tools/cell/celltool/scan.h"

struct piece {
  const char *name;  // of the declared function; null: no declaration with a kind
  size_t at, size;   // in abi.text
  bool spoken_of;    // by what is in every fingerprint
  bool wanted;       // in the present one
};

struct abi {
  struct tool_text text;  // a token a line, directives as one line each
  struct piece *pieces;
  size_t count;
  size_t *declared;  // the piece of each declaration
};

static struct piece *begin_piece(struct abi *abi, const char *name) {
  abi->pieces[abi->count] = (struct piece){.name = name, .at = abi->text.size};
  return &abi->pieces[abi->count++];
}

static void end_piece(struct abi *abi) {
  struct piece *piece = &abi->pieces[abi->count - 1];
  piece->size = abi->text.size - piece->at;
}

// A directive with its white space evened out: behind a macro's name it tells parameters from a body that begins with a
// bracket.
static void add_directive(struct tool_text *text, const char *line, const char *end) {
  for (const char *at = line; at < end; at++) {
    bool blank = isspace((unsigned char)*at);
    if (!blank) tool_add(text, at, 1);
    if (blank && at + 1 < end && !isspace((unsigned char)at[1])) tool_add(text, " ", 1);
  }
  tool_add(text, "\n", 1);
}

// The word before `at`, which follows after white space.
static bool is_behind(const char *bytes, const char *at, const char *word) {
  size_t length = strlen(word);
  while (at > bytes && isspace((unsigned char)at[-1]))
    at--;
  if ((size_t)(at - bytes) < length || memcmp(at - length, word, length) != 0) return false;
  return (size_t)(at - bytes) == length || !scan_is_word(at[-(long)length - 1]);
}

// Whether `name` stands in the text as a word of its own and not as the tag of a type.
static bool speaks_of(const char *bytes, size_t size, const char *name) {
  size_t length = strlen(name);
  const char *end = bytes + size;
  for (const char *at = bytes; (at = memmem(at, (size_t)(end - at), name, length)) != NULL; at += length) {
    if ((at > bytes && scan_is_word(at[-1])) || (at + length < end && scan_is_word(at[length]))) continue;
    if (!is_behind(bytes, at, "struct") && !is_behind(bytes, at, "union") && !is_behind(bytes, at, "enum")) return true;
  }
  return false;
}

// Marks the declarations that a piece speaks of as wanted, and what those speak of. always: in every fingerprint.
static void follow(struct abi *abi, const struct piece *from, bool always) {
  for (size_t i = 0; i < abi->count; i++) {
    struct piece *piece = &abi->pieces[i];
    if (piece->name == NULL || piece == from || piece->spoken_of || (!always && piece->wanted)) continue;
    if (!speaks_of(abi->text.bytes + from->at, from->size, piece->name)) continue;
    piece->wanted = true;
    piece->spoken_of = always;
    follow(abi, piece, always);
  }
}

// Cuts the text into pieces. A declaration ends at its semicolon, or at the brace that closes a body.
static void cut(struct abi *abi, const char *text, const struct abi_declaration *declarations, size_t count) {
  char file[512];
  unsigned line;
  bool predefined = false;  // by the compiler or the command line: no part of what the header says
  size_t next = 0;
  int depth = -1;  // of brackets inside a declaration; -1: outside
  begin_piece(abi, NULL);
  for (const char *at = text; *at != 0;) {
    bool line_start = at == text || at[-1] == '\n';
    if (line_start && *at == '#') {
      const char *end = strchr(at, '\n');
      if (end == NULL) end = at + strlen(at);
      if (scan_line_marker(at, file, &line)) {
        predefined = file[0] == '<';
      } else if (!predefined) {
        add_directive(&abi->text, at, end);
      }
      at = end;
      continue;
    }
    if (isspace((unsigned char)*at)) {
      at++;
      continue;
    }
    if (next < count && at == declarations[next].at) {
      end_piece(abi);
      abi->declared[next] = abi->count;
      begin_piece(abi, declarations[next++].name);
      depth = 0;
    }
    const char *end = scan_token_end(at);
    tool_add(&abi->text, at, (size_t)(end - at));
    tool_add(&abi->text, "\n", 1);
    if (depth >= 0) {
      // A body or a type that is declared on the way is for all to see.
      if (*at == '{') abi->pieces[abi->count - 1].spoken_of = true;
      if (strchr("([{", *at) != NULL) depth++;
      if (strchr(")]}", *at) != NULL) depth--;
      if (depth == 0 && (*at == ';' || *at == '}')) {
        end_piece(abi);
        begin_piece(abi, NULL);
        depth = -1;
      }
    }
    at = end;
  }
  end_piece(abi);
}

struct abi *abi_open(const char *text, const struct abi_declaration *declarations, size_t count) {
  struct abi *abi = calloc(1, sizeof *abi);
  if (abi != NULL) {
    abi->pieces = calloc(2 * count + 1, sizeof *abi->pieces);
    abi->declared = calloc(count + 1, sizeof *abi->declared);
  }
  if (abi == NULL || abi->pieces == NULL || abi->declared == NULL) exit(1);
  cut(abi, text, declarations, count);
  for (size_t i = 0; i < abi->count; i++)
    if (abi->pieces[i].name == NULL || abi->pieces[i].spoken_of) follow(abi, &abi->pieces[i], true);
  return abi;
}

uint64_t abi_fingerprint(struct abi *abi, size_t index) {
  struct piece *own = &abi->pieces[abi->declared[index]];
  struct tool_text out = {0};
  for (size_t i = 0; i < abi->count; i++)
    abi->pieces[i].wanted = &abi->pieces[i] == own || abi->pieces[i].name == NULL || abi->pieces[i].spoken_of;
  follow(abi, own, false);
  tool_add_format(&out, "delias abi 1\n");
  for (size_t i = 0; i < abi->count; i++) {
    const struct piece *piece = &abi->pieces[i];
    if (piece == own) tool_add_format(&out, "!\n");  // where it stands counts too: a pragma may be in force there
    if (piece->wanted) tool_add(&out, abi->text.bytes + piece->at, piece->size);
  }
  uint64_t hash = tool_fingerprint(&out);
  free(out.bytes);
  return hash;
}

void abi_close(struct abi *abi) {
  free(abi->text.bytes);
  free(abi->pieces);
  free(abi->declared);
  free(abi);
}
