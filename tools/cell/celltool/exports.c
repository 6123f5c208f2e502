// SPDX-License-Identifier: Apache-2.0
// exports LABEL OUT IFS {HEADER PREPROCESSED}...: the functions that the headers export, in their order.
//
// The headers were preprocessed without the sources. In the text a kind macro stands as `__cell_export(KIND)` and
// everything else is C. The declared name is the first identifier after it that a parameter list follows. Line markers tell
// which header a declaration is in. Their types are tools/cellcheck/abi's concern, which adds a hash to each.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cell/celltool/celltool.h"
#include "tools/cell/celltool/scan.h"

// Words that a `(` may follow without being the declared name.
static bool is_keyword(const char *word) {
  static const char *const keywords[] = {
      "__attribute__", "__attribute", "alignas",    "_Alignas",   "typeof", "typeof_unqual", "__typeof__", "__typeof",
      "_Atomic",       "_BitInt",     "__declspec", "__asm__",    "asm",    "void",          "bool",       "_Bool",
      "char",          "short",       "int",        "long",       "float",  "double",        "signed",     "unsigned",
      "const",         "volatile",    "restrict",   "__restrict", "inline", "static",        "extern",     "_Noreturn",
      "constexpr",     "struct",      "union",      "enum",
  };
  for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
    if (strcmp(word, keywords[i]) == 0) return true;
  return false;
}

static char next_character(struct scan *scan) {
  scan_skip_space(scan);
  return *scan->at;
}

static void __attribute__((format(printf, 2, 3))) report(bool quiet, const char *format, ...) {
  char text[1024];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (!quiet) tool_error("%s", text);
}

// After a kind: the declared function's name. False: there is none, and a sentence was printed unless `quiet`.
static bool declared_name(struct scan *scan, const char *kind, char *name, size_t size, bool quiet) {
  char word[256], before[256] = "", last[256] = "";  // the token before, and the last one that can be a declared name
  struct scan start = *scan;
  while (scan_next(scan, word, sizeof word)) {
    if (strcmp(word, "__cell_export") == 0) {
      report(quiet, "%s: %s:%u: a second kind stands behind %s; keep one", scan->label, start.file, start.line, kind);
      return false;
    }
    if (word[0] == '(' && (is_keyword(before) ? next_character(scan) != '*' : before[0] == ')')) {
      scan_skip_group(scan);  // of an attribute or a typeof; or the parameters of what a `(*name)` points to
      strcpy(before, ")");
      continue;
    }
    if (word[0] == '(' && scan_is_word(before[0]) && !is_keyword(before) && next_character(scan) != '*') {
      snprintf(name, size, "%s", before);
      return true;
    }
    if (word[0] == '[') {
      scan_skip_group(scan);
    } else if (word[0] == ';' || word[0] == '{' || word[0] == '=') {
      report(quiet,
             "%s: %s:%u: %s stands before %s, which is no function; cells export functions only: export one that "
             "gives its value",
             scan->label, start.file, start.line, kind, last[0] == 0 ? "a type" : last);
      return false;
    }
    strcpy(before, word);
    if (scan_is_word(word[0]) && !is_keyword(word)) strcpy(last, word);
  }
  report(quiet, "%s: %s:%u: nothing is declared after %s", scan->label, start.file, start.line, kind);
  return false;
}

// Whether a struct is returned by value. `scan` stands behind the kind.
static bool returns_struct(struct scan scan, const char *name) {
  char word[256];
  bool aggregate = false, pointer = false;
  while (scan_next(&scan, word, sizeof word) && strcmp(word, name) != 0) {
    aggregate |= strcmp(word, "struct") == 0 || strcmp(word, "union") == 0;
    pointer |= word[0] == '*';
  }
  return aggregate && !pointer;
}

// A request is made again from its registers (docs/kinds.md): at most six words, nothing on the stack. `scan` stands behind the
// parameter list's bracket. How many registers it takes, `parameters` of them before the first that is declared.
static int check_request(struct scan scan, const char *kind, const char *name, int parameters) {
  char word[256];
  int depth = 1;
  bool any = false, aggregate = false, pointer = false, wide = false, by_value = false, variadic = false;
  while (depth > 0 && scan_next(&scan, word, sizeof word)) {
    if (depth == 1 && (word[0] == ',' || word[0] == ')')) {
      parameters += any + (wide && !pointer);
      by_value |= aggregate && !pointer;
      any = aggregate = pointer = wide = false;
    } else {
      any |= strcmp(word, "void") != 0;
      aggregate |= depth == 1 && (strcmp(word, "struct") == 0 || strcmp(word, "union") == 0);
      wide |= depth == 1 && strcmp(word, "__int128") == 0;  // two registers
      pointer |= word[0] == '*' || word[0] == '[' || word[0] == '(';
      variadic |= depth == 1 && word[0] == '.';
      any |= pointer;
    }
    depth += (word[0] == '(') - (word[0] == ')');
  }
  if (!variadic && !by_value && parameters <= 6) return parameters;
  tool_error("%s: %s:%u: %s is %s and takes %s; a request is made again from six registers: pass a pointer to a "
             "struct, or make "
             "it READ or RAW",
             scan.label, scan.file, scan.line, name, kind,
             variadic   ? "a variable number of arguments"
             : by_value ? "a struct by value"
                        : "more than six arguments");
  return 0;
}

// The stub that dependents link against: functions only, so another cell's state has no name there.
static void write_stub(const char *label, const char *path, char **names, size_t count) {
  FILE *out = fopen(path, "wb");
  if (out == NULL) {
    tool_error("%s: cannot write %s", label, path);
    return;
  }
  fprintf(out, "--- !ifs-v1\nIfsVersion: 3.0\nSoName: \"%s\"\n", label);
  fputs("Target: { ObjectFormat: ELF, Arch: x86_64, Endianness: little, BitWidth: 64 }\nSymbols:\n", out);
  for (size_t i = 0; i < count; i++)
    fprintf(out, "  - { Name: %s, Type: Func }\n", names[i]);
  fputs("...\n", out);
  fclose(out);
}

struct reading {
  const char *label;
  FILE *out;
  char *names[TOOL_NAMES];  // exported so far, by all headers
  size_t count;
};

// Takes a function into the list, once; false: a sentence was printed.
static bool take(struct reading *reading, const struct scan *scan, char *name) {
  for (size_t i = 0; i < reading->count; i++)
    if (strcmp(reading->names[i], name) == 0) {
      tool_error("%s: %s is declared twice with a kind; keep one declaration", reading->label, name);
      return false;
    }
  if (strlen(name) >= TOOL_NAME) {
    tool_error("%s: %s:%u: the name of %s is longer than %d characters; shorten it", reading->label, scan->file,
               scan->line, name, TOOL_NAME - 1);
    return false;
  }
  if (reading->count == TOOL_NAMES) {
    tool_error("%s: exports more than %d functions; split the cell", reading->label, TOOL_NAMES);
    return false;
  }
  reading->names[reading->count++] = name;
  return true;
}

// The exports of one header. What it includes has had its sentences elsewhere.
static void read_header(struct reading *reading, const char *header, const char *path) {
  size_t size;
  char *text = (char *)tool_read(path, &size);
  struct scan scan = {.label = reading->label, .at = text};
  char word[256], kind[16], name[256];
  while (scan_next(&scan, word, sizeof word)) {
    if (strcmp(word, "__cell_export") != 0) continue;
    scan_next(&scan, word, sizeof word);
    scan_next(&scan, kind, sizeof kind);
    scan_next(&scan, word, sizeof word);
    bool own = strcmp(scan.file, header) == 0;
    struct scan behind = scan;
    if (!declared_name(&scan, kind, name, sizeof name, !own) || !own) continue;
    bool atomic = strcmp(kind, "ATOMIC") == 0;
    if (atomic || strcmp(kind, "STEPS") == 0) {
      int arguments = check_request(scan, kind, name, returns_struct(behind, name));
      if (atomic) snprintf(kind, sizeof kind, "ATOMIC/%d", arguments);
    }
    if (take(reading, &scan, strdup(name))) fprintf(reading->out, "%s %s\n", kind, name);
  }
  free(text);
}

int exports_command(int count, char **words) {
  static struct reading reading;
  if (count < 3 || count % 2 == 0) return 2;
  reading.label = words[0];
  reading.out = fopen(words[1], "wb");
  if (reading.out == NULL) {
    tool_error("%s: cannot write %s", words[0], words[1]);
    return 1;
  }
  for (int i = 3; i < count; i += 2)
    read_header(&reading, words[i], words[i + 1]);
  fclose(reading.out);
  write_stub(words[0], words[2], reading.names, reading.count);
  return tool_failed() ? 1 : 0;
}
