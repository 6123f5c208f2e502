// SPDX-License-Identifier: Apache-2.0
// The note: what a cell says of itself, as lines of text (docs/linker.md). It must agree with the ELF file, symbol by
// symbol.
#include "kernel/linker/internal.h"

RAW_BEGIN

uint32_t linker_kind_of(const char *word, uint16_t *arguments) {
  static const char atomic[] = "ATOMIC/";
  enum { DIGIT = sizeof atomic - 1 };
  for (uint32_t kind = GRAPH_READ; kind <= GRAPH_RAW; kind++) {
    if (!linker_same(word, graph_kind_name(kind))) continue;
    *arguments = kind == GRAPH_ATOMIC ? GRAPH_ARGUMENTS : 0;
    return kind;
  }
  for (uint32_t i = 0; i < DIGIT; i++)
    if (word[i] != atomic[i]) return GRAPH_NONE;
  if (word[DIGIT] < '0' || word[DIGIT] > '0' + GRAPH_ARGUMENTS || word[DIGIT + 1] != 0) return GRAPH_NONE;
  *arguments = (uint16_t)(word[DIGIT] - '0');
  return GRAPH_ATOMIC;
}

bool linker_hash_of(const char *digits, uint64_t *hash) {
  *hash = 0;
  uint32_t n = 0;
  for (; n < LINKER_HASH_DIGITS; n++) {
    char c = digits[n];
    if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) return false;
    *hash = *hash << 4 | (uint64_t)(c <= '9' ? c - '0' : c - 'a' + 10);
  }
  return digits[n] == 0 || digits[n] == ' ';
}

bool linker_revision_of(const char *digits, uint32_t *revision) {
  uint64_t value = 0;
  uint32_t n = 0;
  for (; digits[n] >= '0' && digits[n] <= '9' && value <= UINT32_MAX; n++)
    value = value * 10 + (uint64_t)(digits[n] - '0');
  *revision = (uint32_t)value;
  return n != 0 && digits[n] == 0 && value <= UINT32_MAX;
}

// Copies up to `stop` or the line's end and gives where that is; null: longer than the field, no text, or no end.
static const char *field(const char *at, const char *end, char stop, char *to, uint64_t size) {
  for (const char *most = to + size - 1; at < end; at++) {
    char c = *at;
    if (c == stop || c == '\n') {
      *to = 0;
      return at;
    }
    if (to == most || c < ' ' || c > '~') return NULL;
    *to++ = c;
  }
  return NULL;
}

status_t linker_note_next(const struct linker_elf *elf, uint64_t *cursor, struct linker_note_line *line) {
  if (*cursor == elf->note_size) return NOT_FOUND;
  const char *end = elf->note + elf->note_size;
  const char *at = field(elf->note + *cursor, end, ' ', line->word, sizeof line->word);
  if (at != NULL) at = field(at + (*at == ' '), end, ' ', line->a, sizeof line->a);
  if (at != NULL) at = field(at + (*at == ' '), end, '\n', line->b, sizeof line->b);
  if (at == NULL) return CORRUPT;
  *cursor = (uint64_t)(at + 1 - elf->note);
  return OK;
}

// Whether `size` bytes are the same. From the end: names of one cell begin alike.
static bool same(const char *a, const char *b, uint64_t size) {
  while (size > 0 && a[size - 1] == b[size - 1])
    size--;
  return size == 0;
}

// Compares in place, from the last line on: it runs for each import of a cell that is being linked, and `uses` comes
// last.
bool linker_note_hash(const struct linker_elf *elf, const char *word, const char *name, uint64_t *hash) {
  const char *note = elf->note;
  uint64_t word_size = text_length(word), name_size = text_length(name);
  uint64_t line_size = word_size + 1 + LINKER_HASH_DIGITS + 1 + name_size;
  for (uint64_t end = elf->note_size; end > 0;) {
    uint64_t last = end - 1;  // the end of the line
    if (last >= line_size && (last == line_size || note[last - line_size - 1] == '\n')) {
      const char *line = note + last - line_size;
      if (same(note + last - name_size, name, name_size) && same(line, word, word_size) && line[word_size] == ' ' &&
          linker_hash_of(line + word_size + 1, hash))
        return true;
    }
    for (end = last; end > 0 && note[end - 1] != '\n';)
      end--;
  }
  return false;
}

// What the note has named so far, a bit each, so that nothing is named twice and something else not at all.
struct note_seen {
  uint32_t functions, objects, imports, deps, labels, revisions, layouts;  // how many
  uint64_t symbols[LINKER_SYMBOLS / 64], needed[LINKER_DEPS / 64];
  const char *wants;     // "abi" or "schema": what the line before lacks; null: nothing
  const char *wants_of;  // the name on that line
  bool types;            // the line before says what state is made of
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
    if (linker_same(elf->deps[i], label)) return mark(seen->needed, i);
  return false;
}

enum wanted { IMPORT, FUNCTION, OBJECT };

static bool is_a(const struct elf_symbol *symbol, enum wanted wanted) {
  if (symbol->section == ELF_UNDEFINED) return wanted == IMPORT;
  return elf_symbol_type(symbol) == (wanted == FUNCTION ? ELF_SYMBOL_FUNCTION : ELF_SYMBOL_OBJECT) && wanted != IMPORT;
}

// The symbol of that name and sort, unless an earlier line named it; null: none.
static const struct elf_symbol *named(const struct linker_elf *elf, const char *name, enum wanted wanted,
                                      struct note_seen *seen) {
  uint64_t size = text_length(name);
  for (uint32_t i = 1; i < elf->symbol_count; i++) {
    const struct elf_symbol *symbol = &elf->symbols[i];
    const char *text = linker_symbol_name(elf, symbol);
    if (size >= elf->strings_size - symbol->name || text[size] != 0 || !same(text, name, size)) continue;
    if (is_a(symbol, wanted)) return mark(seen->symbols, i) ? symbol : NULL;
  }
  return NULL;
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
  if (linker_same(line->word, "uses")) {
    seen->imports++;
    if (named(elf, line->b, IMPORT, seen) != NULL) return OK;
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note uses the function %s, which the file does not import or the note has already",
                         elf->label, line->b);
  }
  if (wants != NULL && linker_same(line->word, wants) && linker_same(line->b, seen->wants_of)) return OK;
  return LINKER_REFUSE(error, CORRUPT, "%s: its note has the %s hash of %s behind a line that is not of %s", elf->label,
                       line->word, line->b, line->b);
}

static status_t refuse_without_hash(const struct linker_elf *elf, const char *wants, const char *name,
                                    struct linker_error *error) {
  return LINKER_REFUSE(error, CORRUPT, "%s: its note has no %s hash behind the line of %s; build it with cell()",
                       elf->label, wants, name);
}

// A function or an object, which has to have a hash behind it.
static status_t check_declared(const struct linker_elf *elf, const struct linker_note_line *line,
                               struct note_seen *seen, struct linker_error *error) {
  bool export = linker_same(line->word, "export");
  if (export || linker_same(line->word, "callback")) {
    uint16_t ignored;
    if (export && linker_kind_of(line->a, &ignored) == GRAPH_NONE)
      return LINKER_REFUSE(error, CORRUPT, "%s: '%s' is no kind", elf->label, line->a);
    seen->functions++;
    seen->wants = "abi";
    seen->wants_of = export ? line->b : line->a;
    if (named(elf, seen->wants_of, FUNCTION, seen) != NULL) return OK;
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note names the function %s, which is not in the file or named already", elf->label,
                         seen->wants_of);
  }
  bool ops = linker_same(line->word, "ops");
  if (ops || linker_same(line->word, "state") || linker_same(line->word, "cpustate")) {
    seen->objects++;
    seen->wants = "schema";
    seen->wants_of = line->a;
    const struct elf_symbol *symbol = named(elf, line->a, OBJECT, seen);
    if (symbol != NULL && linker_segment_of(elf, symbol->value, symbol->size) == (ops ? LINKER_OPS : LINKER_STATE))
      return OK;
    return LINKER_REFUSE(error, CORRUPT, "%s: its note names %s %s, which is not in the file or named already",
                         elf->label, line->word, line->a);
  }
  return LINKER_REFUSE(error, CORRUPT, "%s: its note has a line '%s'; it was made by another version of the tools",
                       elf->label, line->word);
}

// What state is made of (docs/state.md): `type SIZE NAME`, behind it `at OFFSET KIND COUNT TYPE` for what is more than numbers;
// `migrate FROM TO STATE`.
static status_t check_shape(const struct linker_elf *elf, const struct linker_note_line *line, struct note_seen *seen,
                            struct linker_error *error) {
  uint64_t ignored;
  uint32_t number;
  bool type = linker_same(line->word, "type"), at = linker_same(line->word, "at");
  bool holds = type || at ? linker_revision_of(line->a, &number) : linker_hash_of(line->a, &ignored);
  if (at) holds &= seen->types;
  seen->types = type || at;
  if (holds && line->b[0] != 0) return OK;
  return LINKER_REFUSE(error, CORRUPT, "%s: its note has the malformed line '%s %s %s'", elf->label, line->word,
                       line->a, line->b);
}

static status_t check_line(const struct linker_elf *elf, const struct linker_note_line *line, struct note_seen *seen,
                           struct linker_error *error) {
  const char *wants = seen->wants;
  seen->wants = NULL;
  bool behind_it = linker_same(line->word, "abi") || linker_same(line->word, "schema");
  if (wants != NULL && !behind_it) return refuse_without_hash(elf, wants, seen->wants_of, error);
  if (behind_it || linker_same(line->word, "uses")) return check_hash(elf, line, wants, seen, error);
  if (linker_same(line->word, "type") || linker_same(line->word, "at") || linker_same(line->word, "migrate"))
    return check_shape(elf, line, seen, error);
  seen->types = false;
  if (linker_same(line->word, "label")) {
    seen->labels++;
    if (linker_same(line->a, elf->label)) return OK;
    return LINKER_REFUSE(error, CORRUPT, "%s: its note says that it is %s", elf->label, line->a);
  }
  if (linker_same(line->word, "revision")) {
    uint32_t ignored;
    seen->revisions++;
    if (seen->revisions == 1 && linker_revision_of(line->a, &ignored)) return OK;
    return LINKER_REFUSE(error, CORRUPT, "%s: its note has revision '%s'; it is one number from 0 to 4294967295",
                         elf->label, line->a);
  }
  if (linker_same(line->word, "layout")) {
    uint64_t ignored;
    seen->layouts++;
    if (seen->layouts == 1 && linker_hash_of(line->a, &ignored)) return OK;
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note has layout '%s'; it is one hash of 16 digits of 0 to 9 and a to f", elf->label,
                         line->a);
  }
  if (linker_same(line->word, "dep")) {
    seen->deps++;
    if (needs(elf, line->a, seen)) return OK;
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note names the dependency %s, which is not in the file or named already", elf->label,
                         line->a);
  }
  if (linker_same(line->word, "provides")) return OK;
  if (linker_same(line->word, "restart")) {
    if (linker_same(line->a, "always") || linker_same(line->a, "never")) return OK;
    return LINKER_REFUSE(error, CORRUPT, "%s: its note has restart '%s'; it is 'never' or 'always'", elf->label,
                         line->a);
  }
  return check_declared(elf, line, seen, error);
}

status_t linker_note_check(const struct linker_elf *elf, struct linker_error *error) {
  struct note_seen seen = {0};
  struct linker_note_line lines[2];  // one is the line before, whose name a hash repeats
  uint64_t cursor = 0;
  uint32_t now = 0;
  status_t status = linker_note_next(elf, &cursor, &lines[0]);
  if (status != OK || !linker_same(lines[0].word, "delias-cell") || !linker_same(lines[0].a, "3"))
    return LINKER_REFUSE(error, CORRUPT, "%s: its note has another format than 'delias-cell 3'", elf->label);
  while ((status = linker_note_next(elf, &cursor, &lines[now])) == OK) {
    status = check_line(elf, &lines[now], &seen, error);
    if (status != OK) return status;
    now = 1 - now;
  }
  if (status == CORRUPT)
    return LINKER_REFUSE(error, CORRUPT, "%s: its note is malformed at byte %lu", elf->label, (unsigned long)cursor);
  if (seen.wants != NULL) return refuse_without_hash(elf, seen.wants, seen.wants_of, error);
  uint32_t functions = 0, objects = 0, imported = 0;
  for (uint32_t i = 1; i < elf->symbol_count; i++) {
    if (is_a(&elf->symbols[i], IMPORT)) imported++;
    if (is_a(&elf->symbols[i], FUNCTION)) functions++;
    if (is_a(&elf->symbols[i], OBJECT)) objects++;
  }
  if (seen.labels != 1 || seen.functions != functions || seen.objects != objects || seen.imports != imported ||
      seen.deps != elf->dep_count)
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: its note and its symbols disagree (functions %u and %u, objects %u and %u, imports %u "
                         "and %u, dependencies %u and %u)",
                         elf->label, seen.functions, functions, seen.objects, objects, seen.imports, imported,
                         seen.deps, elf->dep_count);
  return OK;
}

bool linker_elf_is(const struct linker_elf *elf, const char *label) {
  struct linker_note_line line;
  uint64_t cursor = 0;
  if (linker_same(elf->label, label)) return true;
  while (linker_note_next(elf, &cursor, &line) == OK)
    if (linker_same(line.word, "provides") && linker_same(line.a, label)) return true;
  return false;
}

RAW_END
