// SPDX-License-Identifier: Apache-2.0
// libclang tells most attributes only as text: in the declaration as clang prints it. They are cut out of that.
#include "tools/cellcheck/abi/attributes.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_WORDS = 64, MOST_SOURCE = 512 };

// Of no concern to who calls.
static bool is_harmless(const char *name, size_t size) {
  static const char *const names[] = {"visibility",    "annotate",   "warn_unused_result",
                                      "nodiscard",     "deprecated", "format",
                                      "format_arg",    "cold",       "hot",
                                      "noinline",      "unused",     "maybe_unused",
                                      "used",          "section",    "availability",
                                      "always_inline", "flatten",    "optnone",
                                      "retain",        "aligned"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (strlen(names[i]) == size && strncmp(names[i], name, size) == 0) return true;
  return false;
}

static const char *behind_group(const char *at) {
  int depth = 0;
  do {
    if (*at == '"')
      for (at++; *at != 0 && *at != '"'; at++)
        if (*at == '\\' && at[1] != 0) at++;
    depth += (*at == '(' || *at == '[') - (*at == ')' || *at == ']');
    if (*at != 0) at++;
  } while (*at != 0 && depth > 0);
  return at;
}

// One attribute: name and arguments. White space in it would make two words of it.
static void put_word(struct buffer *text, const char *at, const char *end) {
  while (at < end && isspace((unsigned char)*at))
    at++;
  while (end > at && isspace((unsigned char)end[-1]))
    end--;
  const char *prefixes[] = {"gnu::", "clang::", "__"};
  for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (strncmp(at, prefixes[i], strlen(prefixes[i])) == 0) at += strlen(prefixes[i]);
  size_t size = 0;
  while (at + size < end && (isalnum((unsigned char)at[size]) || at[size] == '_'))
    size++;
  if (size == 0 || is_harmless(at, size)) return;
  for (; at < end; at++)
    if (!isspace((unsigned char)*at)) buffer_add(text, at, 1);
  buffer_put(text, " ");
}

// Those between brackets, separated by commas.
static void put_words(struct buffer *text, const char *at, const char *end) {
  while (at < end) {
    const char *stop = at;
    while (stop < end && *stop != ',')
      stop = *stop == '(' ? behind_group(stop) : stop + 1;
    put_word(text, at, stop < end ? stop : end);
    at = stop + 1;
  }
}

static void put_of_text(struct buffer *text, const char *at) {
  while (*at != 0) {
    if (strncmp(at, "__attribute__((", 15) == 0) {
      const char *end = behind_group(at + 13);
      put_words(text, at + 15, end - 2);
      at = end;
    } else if (strncmp(at, "[[", 2) == 0) {
      const char *end = behind_group(at);
      put_words(text, at + 2, end - 2);
      at = end;
    } else if (strncmp(at, "_Noreturn", 9) == 0) {
      buffer_put(text, "noreturn ");
      at += 9;
    } else if (*at == '(' || *at == '[' || *at == '"') {
      at = *at == '"' ? at + 1 : behind_group(at);
    } else if (*at == '{' || *at == '=') {
      return;
    } else {
      at++;
    }
  }
}

static enum CXChildVisitResult has_attribute(CXCursor cursor, CXCursor parent, CXClientData data) {
  enum CXCursorKind kind = clang_getCursorKind(cursor);
  (void)parent;
  if (!clang_isAttribute(kind) || kind == CXCursor_AnnotateAttr || kind == CXCursor_VisibilityAttr)
    return CXChildVisit_Continue;
  *(bool *)data = true;
  return CXChildVisit_Break;
}

// clang prints the expressions in some attributes' arguments as addresses of its own. Such arguments are cut off. True: there was one.
static bool cut_addresses(struct buffer *text, size_t from) {
  bool any = false;
  for (char *at = text->bytes + from; (at = strstr(at, "(0x")) != NULL;) {
    size_t digits = strspn(at + 3, "0123456789abcdef");
    char *end = strchr(at, ')');
    if (digits < 6 || end == NULL) {
      at++;
      continue;
    }
    memmove(at, end + 1, strlen(end + 1) + 1);
    any = true;
  }
  text->size = from + strlen(text->bytes + from);
  return any;
}

// An attribute as the source has it, without white space: a word and what stands in brackets behind it; mostly a macro.
static enum CXChildVisitResult put_source(CXCursor cursor, CXCursor parent, CXClientData data) {
  struct buffer *text = data;
  CXToken *tokens;
  CXFile file;
  unsigned count, offset;
  size_t size;
  (void)parent;
  if (clang_getCursorKind(cursor) != CXCursor_UnexposedAttr) return CXChildVisit_Continue;
  CXTranslationUnit unit = clang_Cursor_getTranslationUnit(cursor);
  clang_getExpansionLocation(clang_getCursorLocation(cursor), &file, NULL, NULL, &offset);
  if (file == NULL || clang_getFileContents(unit, file, &size) == NULL) return CXChildVisit_Continue;
  unsigned end = size - offset < MOST_SOURCE ? (unsigned)size : offset + MOST_SOURCE;
  CXSourceLocation from = clang_getLocationForOffset(unit, file, offset),
                   to = clang_getLocationForOffset(unit, file, end);
  clang_tokenize(unit, clang_getRange(from, to), &tokens, &count);
  int depth = 0;
  if (count > 1) {  // without arguments it is known by what clang prints
    CXString second = clang_getTokenSpelling(unit, tokens[1]);
    if (strcmp(clang_getCString(second), "(") != 0) count = 0;
    clang_disposeString(second);
  }
  for (unsigned i = 0; i < count && (i < 2 || depth > 0); i++) {
    CXString spelling = clang_getTokenSpelling(unit, tokens[i]);
    const char *said = clang_getCString(spelling);
    depth += (strcmp(said, "(") == 0) - (strcmp(said, ")") == 0);
    if ((i == 0 || depth > 0 || strcmp(said, ")") == 0) && clang_getTokenKind(tokens[i]) != CXToken_Comment)
      buffer_put(text, said);
    clang_disposeString(spelling);
  }
  if (count != 0) buffer_put(text, " ");
  clang_disposeTokens(unit, tokens, count);
  return CXChildVisit_Continue;
}

// The names of parameters may stand in arguments of attributes; they do not count, so they are numbers.
static void number_parameters(struct buffer *text, size_t from, CXCursor function) {
  int count = clang_Cursor_getNumArguments(function);
  struct buffer whole = {0};
  const char *at = text->bytes + from;
  while (*at != 0) {
    size_t size = 0;
    while (isalnum((unsigned char)at[size]) || at[size] == '_')
      size++;
    int found = -1;
    for (int i = 0; i < count && size != 0; i++) {
      CXString name = clang_getCursorSpelling(clang_Cursor_getArgument(function, (unsigned)i));
      const char *said = clang_getCString(name);
      if (strlen(said) == size && strncmp(said, at, size) == 0) found = i;
      clang_disposeString(name);
    }
    if (found >= 0)
      buffer_format(&whole, "$%d", found + 1);
    else
      buffer_add(&whole, at, size != 0 ? size : 1);
    at += size != 0 ? size : 1;
  }
  text->size = from;
  if (whole.bytes != NULL) buffer_put(text, whole.bytes);
  buffer_free(&whole);
}

void attributes_put(struct buffer *text, CXCursor declaration) {
  bool any = false;
  clang_visitChildren(declaration, has_attribute, &any);
  if (!any) return;
  CXPrintingPolicy policy = clang_getCursorPrintingPolicy(declaration);
  clang_PrintingPolicy_setProperty(policy, CXPrintingPolicy_TerseOutput, 1);
  CXString printed = clang_getCursorPrettyPrinted(declaration, policy);
  size_t from = text->size;
  buffer_put(text, "");
  put_of_text(text, clang_getCString(printed));
  if (cut_addresses(text, from)) clang_visitChildren(declaration, put_source, text);
  if (clang_getCursorKind(declaration) == CXCursor_FunctionDecl) number_parameters(text, from, declaration);
  clang_disposeString(printed);
  clang_PrintingPolicy_dispose(policy);
}

void attributes_put_of_type(struct buffer *text, CXType type) {
  CXString spelling = clang_getTypeSpelling(type);
  const char *at = clang_getCString(spelling);
  struct buffer words = {0};
  buffer_put(&words, "");
  put_of_text(&words, at);
  if (words.size != 0) {
    buffer_put(text, " ");
    buffer_add(text, words.bytes, words.size - 1);
  }
  buffer_free(&words);
  clang_disposeString(spelling);
}

static int by_text(const void *a, const void *b) {
  return strcmp(*(char *const *)a, *(char *const *)b);
}

void attributes_tidy(struct buffer *text, size_t from) {
  if (text->size == from) return;
  char *words[MOST_WORDS], *copy = strdup(text->bytes + from), *rest = NULL;
  size_t count = 0;
  for (char *word = strtok_r(copy, " ", &rest); word != NULL && count < MOST_WORDS; word = strtok_r(NULL, " ", &rest))
    words[count++] = word;
  qsort(words, count, sizeof *words, by_text);
  text->size = from;
  for (size_t i = 0; i < count; i++)
    if (i == 0 || strcmp(words[i], words[i - 1]) != 0)
      buffer_format(text, "%s%s", text->size == from ? "" : " ", words[i]);
  free(copy);
}
