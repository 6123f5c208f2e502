// SPDX-License-Identifier: Apache-2.0
// exports LABEL PREPROCESSED OUT IFS HEADER...: the functions that the named headers export, in their order.
//
// In the preprocessed text a kind macro stands as `__cell_export(KIND)` and everything else is C. The declared name is the first
// identifier after it that a parameter list follows. Line markers tell which header a declaration is in.
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cell/celltool/celltool.h"

struct scan {
  const char *label, *at;
  char file[512];
  unsigned line;
};

static bool is_word(char c) {
  return isalnum((unsigned char)c) || c == '_';
}

// Moves to the next token and takes line markers (`# 12 "file" 1`) on the way.
static void skip_space(struct scan *scan) {
  for (;; scan->at++) {
    if (*scan->at == '\n') scan->line++;
    bool line_start = scan->at[0] == '\n' && scan->at[1] == '#';
    if (line_start) {
      const char *end = strchr(scan->at + 1, '\n');
      unsigned line;
      char file[512];
      if (sscanf(scan->at + 2, " %u \"%511[^\"]\"", &line, file) == 2) {
        strcpy(scan->file, strncmp(file, "./", 2) == 0 ? file + 2 : file);
        scan->line = line - 1;
      }
      if (end == NULL) end = scan->at + strlen(scan->at);
      scan->at = end - 1;
      continue;
    }
    if (!isspace((unsigned char)*scan->at)) return;
  }
}

// The next token into `word` (identifiers and numbers whole, else one character); false at the end.
static bool next_token(struct scan *scan, char *word, size_t size) {
  skip_space(scan);
  if (*scan->at == 0) return false;
  size_t n = 0;
  if (*scan->at == '"' || *scan->at == '\'') {  // a literal is one token, whatever stands in it
    char quote = *scan->at++;
    while (*scan->at != 0 && *scan->at != quote)
      scan->at += *scan->at == '\\' && scan->at[1] != 0 ? 2 : 1;
    if (*scan->at == quote) scan->at++;
    strcpy(word, "\"");
    return true;
  }
  do {
    if (n + 1 < size) word[n++] = *scan->at;
    scan->at++;
  } while (is_word(word[0]) &&
           (is_word(*scan->at) || (isdigit((unsigned char)word[0]) && *scan->at == '\'' && is_word(scan->at[1]))));
  word[n] = 0;
  return true;
}

// Skips a bracketed group whose opening token was just read.
static void skip_group(struct scan *scan) {
  char word[256];
  int depth = 1;
  while (depth > 0 && next_token(scan, word, sizeof word)) {
    if (strchr("([{", word[0]) != NULL) depth++;
    if (strchr(")]}", word[0]) != NULL) depth--;
  }
}

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
  skip_space(scan);
  return *scan->at;
}

// After a kind: the declared function's name; false after an error was reported.
static bool declared_name(struct scan *scan, const char *kind, char *name, size_t size) {
  char word[256], before[256] = "", last[256] = "";  // the token before, and the last one that can be a declared name
  struct scan start = *scan;
  while (next_token(scan, word, sizeof word)) {
    if (strcmp(word, "__cell_export") == 0) {
      tool_error("%s: %s:%u: a second kind stands behind %s; keep one", scan->label, start.file, start.line, kind);
      return false;
    }
    if (word[0] == '(' && (is_keyword(before) ? next_character(scan) != '*' : before[0] == ')')) {
      skip_group(scan);  // of an attribute or a typeof; or the parameters of what a `(*name)` points to
      strcpy(before, ")");
      continue;
    }
    if (word[0] == '(' && is_word(before[0]) && !is_keyword(before) && next_character(scan) != '*') {
      snprintf(name, size, "%s", before);
      return true;
    }
    if (word[0] == '[') {
      skip_group(scan);
    } else if (word[0] == ';' || word[0] == '{' || word[0] == '=') {
      tool_error("%s: %s:%u: %s stands before %s, which is no function; cells export functions only: export one that "
                 "gives its value",
                 scan->label, start.file, start.line, kind, last[0] == 0 ? "a type" : last);
      return false;
    }
    strcpy(before, word);
    if (is_word(word[0]) && !is_keyword(word)) strcpy(last, word);
  }
  tool_error("%s: %s:%u: nothing is declared after %s", scan->label, start.file, start.line, kind);
  return false;
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

int exports_command(int count, char **words) {
  if (count < 4) return 2;
  size_t size;
  char *text = (char *)tool_read(words[1], &size);
  struct scan scan = {.label = words[0], .at = text};
  FILE *out = fopen(words[2], "wb");
  if (out == NULL) {
    tool_error("%s: cannot write %s", scan.label, words[2]);
    return 1;
  }
  char *seen[TOOL_NAMES];
  size_t seen_count = 0;
  char word[256], kind[16], name[256];
  while (next_token(&scan, word, sizeof word)) {
    if (strcmp(word, "__cell_export") != 0) continue;
    next_token(&scan, word, sizeof word);
    next_token(&scan, kind, sizeof kind);
    next_token(&scan, word, sizeof word);
    bool own = false;
    for (int i = 4; i < count; i++)
      own = own || strcmp(scan.file, words[i]) == 0;
    if (!own) continue;
    if (!declared_name(&scan, kind, name, sizeof name)) continue;
    bool twice = false;
    for (size_t i = 0; i < seen_count; i++)
      twice = twice || strcmp(seen[i], name) == 0;
    if (twice) {
      tool_error("%s: %s is declared twice with a kind; keep one declaration", scan.label, name);
    } else if (strlen(name) >= TOOL_NAME) {
      tool_error("%s: %s:%u: the name of %s is longer than %d characters; shorten it", scan.label, scan.file, scan.line,
                 name, TOOL_NAME - 1);
    } else if (seen_count == TOOL_NAMES) {
      tool_error("%s: exports more than %d functions; split the cell", scan.label, TOOL_NAMES);
    } else {
      seen[seen_count++] = strdup(name);
      fprintf(out, "%s %s\n", kind, name);
    }
  }
  fclose(out);
  write_stub(scan.label, words[3], seen, seen_count);
  return tool_failed() ? 1 : 0;
}
