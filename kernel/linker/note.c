// SPDX-License-Identifier: Apache-2.0
// The note: what a cell says of itself, as lines of text (docs/linker.md). It must agree with the ELF file, symbol by
// symbol.
#include "kernel/linker/internal.h"

uint32_t linker_kind_of(const char *word) {
  for (uint32_t kind = GRAPH_READ; kind <= GRAPH_RAW; kind++)
    if (text_equal(word, graph_kind_name(kind))) return kind;
  return GRAPH_NONE;
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

// What the note has named so far, a bit each, so that nothing is named twice and something else not at all.
struct note_seen {
  uint32_t functions, objects, deps, labels;  // how many
  uint64_t symbols[LINKER_SYMBOLS / 64], needed[LINKER_DEPS / 64];
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

static status_t check_line(const struct linker_elf *elf, const struct linker_note_line *line, struct note_seen *seen,
                           struct linker_error *error) {
  const struct elf_symbol *symbol;
  if (text_equal(line->word, "label")) {
    seen->labels++;
    if (text_equal(line->a, elf->label)) return OK;
    return LINKER_REFUSE(error, CORRUPT, "%s: its note says that it is %s", elf->label, line->a);
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
    if (named(elf, export ? line->b : line->a, ELF_SYMBOL_FUNCTION, seen) != NULL) return OK;
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note names the function %s, which is not in the file or named already", elf->label,
                         export ? line->b : line->a);
  }
  bool ops = text_equal(line->word, "ops");
  if (ops || text_equal(line->word, "state") || text_equal(line->word, "cpustate")) {
    seen->objects++;
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
  struct linker_note_line line;
  uint64_t cursor = 0;
  status_t status = linker_note_next(elf, &cursor, &line);
  if (status != OK || !text_equal(line.word, "delias-cell") || !text_equal(line.a, "1"))
    return LINKER_REFUSE(error, CORRUPT, "%s: its note has another format than 'delias-cell 1'", elf->label);
  while ((status = linker_note_next(elf, &cursor, &line)) == OK) {
    status = check_line(elf, &line, &seen, error);
    if (status != OK) return status;
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
