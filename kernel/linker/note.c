// SPDX-License-Identifier: Apache-2.0
// The note: what a cell says of itself, as lines of text (docs/linker.md). It must agree with the ELF file, symbol by
// symbol.
#include "kernel/linker/internal.h"

uint32_t linker_kind_of(const char *word) {
  for (uint32_t kind = GRAPH_READ; kind <= GRAPH_RAW; kind++)
    if (text_equal(word, graph_kind_name(kind))) return kind;
  return GRAPH_NONE;
}

bool linker_hash_of(const char *digits, uint64_t *hash) {
  *hash = 0;
  uint32_t n = 0;
  for (; digits[n] != 0 && n <= LINKER_HASH_DIGITS; n++) {
    char c = digits[n];
    if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return false;
    *hash = *hash << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return n == LINKER_HASH_DIGITS;
}

bool linker_revision_of(const char *digits, uint32_t *revision) {
  uint64_t value = 0;
  uint32_t n = 0;
  for (; digits[n] >= '0' && digits[n] <= '9' && value <= UINT32_MAX; n++)
    value = value * 10 + (uint64_t)(digits[n] - '0');
  *revision = (uint32_t)value;
  return n != 0 && digits[n] == 0 && value <= UINT32_MAX;
}

// Copies up to `stop` or the line's end; false: longer than the field.
static bool field(const struct linker_elf *elf, uint64_t *at, char stop, char *to, uint64_t size) {
  uint64_t n = 0;
  for (; *at < elf->note_size && elf->note[*at] != '\n' && elf->note[*at] != stop; (*at)++) {
    char c = elf->note[*at];
    if (n + 1 == size || c < ' ' || c > '~') return false;
    to[n++] = c;
  }
  to[n] = 0;
  if (*at < elf->note_size && elf->note[*at] == stop && stop != '\n') (*at)++;
  return true;
}

status_t linker_note_next(const struct linker_elf *elf, uint64_t *cursor, struct linker_note_line *line) {
  if (*cursor == elf->note_size) return NOT_FOUND;
  uint64_t at = *cursor;
  if (!field(elf, &at, ' ', line->word, sizeof line->word) || !field(elf, &at, ' ', line->a, sizeof line->a) ||
      !field(elf, &at, '\n', line->b, sizeof line->b) || at == elf->note_size)
    return CORRUPT;
  *cursor = at + 1;
  return OK;
}

// A word and a space; the text behind them, or null when the note has something else at `at`.
static const char *behind(const struct linker_elf *elf, uint64_t at, const char *word) {
  for (; *word != 0; word++, at++)
    if (at == elf->note_size || elf->note[at] != *word) return NULL;
  return at < elf->note_size && elf->note[at] == ' ' ? elf->note + at + 1 : NULL;
}

// Compares in place and copies nothing: it runs for each import of a cell that is being linked.
bool linker_note_hash(const struct linker_elf *elf, const char *word, const char *name, uint64_t *hash) {
  const char *end = elf->note + elf->note_size;
  for (uint64_t at = 0; at < elf->note_size; at++) {
    const char *digits = behind(elf, at, word);
    uint64_t n = 0;
    if (digits != NULL && end - digits > LINKER_HASH_DIGITS) {
      const char *given = digits + LINKER_HASH_DIGITS + 1;
      while (given + n < end && name[n] != 0 && given[n] == name[n])
        n++;
      if (name[n] == 0 && given + n < end && given[n] == '\n') {
        char text[LINKER_HASH_DIGITS + 1] = {0};
        for (uint32_t i = 0; i < LINKER_HASH_DIGITS; i++)
          text[i] = digits[i];
        return linker_hash_of(text, hash);
      }
    }
    while (at < elf->note_size && elf->note[at] != '\n')
      at++;
  }
  return false;
}

// What the note has named so far, a bit each, so that nothing is named twice and something else not at all.
struct note_seen {
  uint32_t functions, objects, imports, deps, labels, revisions;  // how many
  uint64_t symbols[LINKER_SYMBOLS / 64], needed[LINKER_DEPS / 64];
  const char *wants;     // "abi" or "schema": what the line before lacks; null: nothing
  const char *wants_of;  // the name on that line
};

// Marks it; false: it was marked.
static bool mark(uint64_t *bits, uint32_t index) {
  uint64_t bit = UINT64_C(1) << (index % 64);
  if (bits[index / 64] & bit) return false;
  bits[index / 64] |= bit;
  return true;
}

static bool needs(const struct linker_elf *elf, const char *label, struct note_seen *seen) {
  for (uint32_t i = 0; i < elf->dep_count; i++)
    if (text_equal(elf->deps[i], label)) return mark(seen->needed, i);
  return false;
}

// The symbol that a line names, unless an earlier line did.
static const struct elf_symbol *named(const struct linker_elf *elf, const char *name, uint8_t type,
                                      struct note_seen *seen) {
  const struct elf_symbol *symbol = linker_symbol_called(elf, name, type);
  return symbol != NULL && mark(seen->symbols, (uint32_t)(symbol - elf->symbols)) ? symbol : NULL;
}

// Whether the file imports that name and no earlier line said so.
static bool imports(const struct linker_elf *elf, const char *name, struct note_seen *seen) {
  for (uint32_t i = 1; i < elf->symbol_count; i++)
    if (elf->symbols[i].section == ELF_UNDEFINED && text_equal(linker_symbol_name(elf, &elf->symbols[i]), name))
      return mark(seen->symbols, i);
  return false;
}

// abi, schema, uses: a hash and a name. The first two stand right behind the line that they belong to, so that one pass
// over the note has both.
static status_t check_hash(const struct linker_elf *elf, const struct linker_note_line *line, const char *wants,
                           struct note_seen *seen, struct linker_error *error) {
  uint64_t ignored;
  if (!linker_hash_of(line->a, &ignored))
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note has the %s hash '%s' of %s; a hash is 16 digits of 0 to 9 and a to f",
                         elf->label, line->word, line->a, line->b);
  if (text_equal(line->word, "uses")) {
    seen->imports++;
    if (imports(elf, line->b, seen)) return OK;
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note uses the function %s, which the file does not import or the note has already",
                         elf->label, line->b);
  }
  if (wants != NULL && text_equal(line->word, wants) && text_equal(line->b, seen->wants_of)) return OK;
  return LINKER_REFUSE(error, CORRUPT, "%s: its note has the %s hash of %s behind a line that is not of %s", elf->label,
                       line->word, line->b, line->b);
}

static status_t check_line(const struct linker_elf *elf, const struct linker_note_line *line, struct note_seen *seen,
                           struct linker_error *error) {
  const struct elf_symbol *symbol;
  const char *wants = seen->wants;
  seen->wants = NULL;
  if (text_equal(line->word, "abi") || text_equal(line->word, "schema") || text_equal(line->word, "uses"))
    return check_hash(elf, line, wants, seen, error);
  if (text_equal(line->word, "label")) {
    seen->labels++;
    if (text_equal(line->a, elf->label)) return OK;
    return LINKER_REFUSE(error, CORRUPT, "%s: its note says that it is %s", elf->label, line->a);
  }
  if (text_equal(line->word, "revision")) {
    uint32_t ignored;
    seen->revisions++;
    if (seen->revisions == 1 && linker_revision_of(line->a, &ignored)) return OK;
    return LINKER_REFUSE(error, CORRUPT, "%s: its note has revision '%s'; it is one number from 0 to 4294967295",
                         elf->label, line->a);
  }
  if (text_equal(line->word, "dep")) {
    seen->deps++;
    if (needs(elf, line->a, seen)) return OK;
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note names the dependency %s, which is not in the file or named already", elf->label,
                         line->a);
  }
  if (text_equal(line->word, "provides")) return OK;
  if (text_equal(line->word, "restart")) {
    if (text_equal(line->a, "always") || text_equal(line->a, "never")) return OK;
    return LINKER_REFUSE(error, CORRUPT, "%s: its note has restart '%s'; it is 'never' or 'always'", elf->label,
                         line->a);
  }
  if (text_equal(line->word, "export") || text_equal(line->word, "callback")) {
    bool export = text_equal(line->word, "export");
    if (export && linker_kind_of(line->a) == GRAPH_NONE)
      return LINKER_REFUSE(error, CORRUPT, "%s: '%s' is no kind", elf->label, line->a);
    seen->functions++;
    seen->wants = "abi";
    seen->wants_of = export ? line->b : line->a;
    if (named(elf, seen->wants_of, ELF_SYMBOL_FUNCTION, seen) != NULL) return OK;
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note names the function %s, which is not in the file or named already", elf->label,
                         seen->wants_of);
  }
  bool ops = text_equal(line->word, "ops");
  if (ops || text_equal(line->word, "state") || text_equal(line->word, "cpustate")) {
    seen->objects++;
    seen->wants = "schema";
    seen->wants_of = line->a;
    symbol = named(elf, line->a, ELF_SYMBOL_OBJECT, seen);
    if (symbol != NULL && linker_segment_of(elf, symbol->value, symbol->size) == (ops ? LINKER_OPS : LINKER_STATE))
      return OK;
    return LINKER_REFUSE(error, CORRUPT, "%s: its note names %s %s, which is not in the file or named already",
                         elf->label, line->word, line->a);
  }
  return LINKER_REFUSE(error, CORRUPT, "%s: its note has a line '%s'; it was made by another version of the tools",
                       elf->label, line->word);
}

status_t linker_note_check(const struct linker_elf *elf, struct linker_error *error) {
  struct note_seen seen = {0};
  struct linker_note_line lines[2];  // one is the line before, whose name a hash repeats
  uint64_t cursor = 0;
  uint32_t now = 0;
  status_t status = linker_note_next(elf, &cursor, &lines[0]);
  if (status != OK || !text_equal(lines[0].word, "delias-cell") || !text_equal(lines[0].a, "1"))
    return LINKER_REFUSE(error, CORRUPT, "%s: its note has another format than 'delias-cell 1'", elf->label);
  while ((status = linker_note_next(elf, &cursor, &lines[now])) == OK) {
    status = check_line(elf, &lines[now], &seen, error);
    if (status != OK) return status;
    now = 1 - now;
  }
  if (status == CORRUPT)
    return LINKER_REFUSE(error, CORRUPT, "%s: its note is malformed at byte %lu", elf->label, (unsigned long)cursor);
  uint32_t functions = 0, objects = 0;
  for (uint32_t i = 1; i < elf->symbol_count; i++) {
    if (elf->symbols[i].section == ELF_UNDEFINED) continue;
    if (elf_symbol_type(&elf->symbols[i]) == ELF_SYMBOL_FUNCTION) functions++;
    if (elf_symbol_type(&elf->symbols[i]) == ELF_SYMBOL_OBJECT) objects++;
  }
  if (seen.labels != 1 || seen.functions != functions || seen.objects != objects || seen.deps != elf->dep_count)
    return LINKER_REFUSE(
        error, CORRUPT,
        "%s: its note and its symbols disagree (functions %u and %u, objects %u and %u, dependencies %u and %u)",
        elf->label, seen.functions, functions, seen.objects, objects, seen.deps, elf->dep_count);
  return OK;
}
