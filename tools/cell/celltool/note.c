// SPDX-License-Identifier: Apache-2.0
// note OUT --label L --exports FILE [--restart R] [--revision N] [--nucleus] {--provides L} {--dep L=FILE} {--far L=FILE} OBJECT...
//
// Holds the compiled objects against the dialect (docs/cells.md lists each refusal) and writes the cell's note. --dep is a direct
// dependency with its exports file; --far one that is only reachable through others, named to suggest the mend.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/linker/linker.h"
#include "tools/cell/celltool/objects.h"

enum { MOST_DEPS = LINKER_DEPS, MOST_FAR = 1024, MOST_OBJECTS = 512, MOST_PLACED = 512 };

struct placed {  // a state object or an ops table
  char word[12], name[128], type[128];
};

struct job {
  const char *label, *restart, *revision;
  bool nucleus;
  struct tool_exports own;
  struct tool_exports deps[MOST_DEPS], far[MOST_FAR];
  size_t dep_count, far_count;
  const char *provides[MOST_DEPS];
  size_t provides_count;
  struct object objects[MOST_OBJECTS];
  size_t object_count;
  const char *callbacks[MOST_PLACED];
  size_t callback_count;
  struct placed placed[MOST_PLACED];
  size_t placed_count;
};

static bool starts(const char *text, const char *prefix) {
  return strncmp(text, prefix, strlen(prefix)) == 0;
}

// The place for one more; ends the program with a sentence when there is none.
static size_t one_more(const struct job *job, size_t *count, size_t most, const char *what) {
  if (*count == most) {
    tool_error("%s: more than %zu %s; split the cell", job->label, most, what);
    exit(1);
  }
  return (*count)++;
}

static bool is_placed_section(const char *name) {
  return starts(name, ".cell.state.") || starts(name, ".cell.cpustate.") || starts(name, ".cell.ops.");
}

// ".cell.state.struct heap_state.heap": what, type and name; the name is what follows the last dot.
static void add_placed(struct job *job, const char *section, const char *symbol, unsigned long align) {
  const char *word = section + strlen(".cell.");
  const char *type = strchr(word, '.');
  const char *last = strrchr(section, '.');
  struct placed *placed = &job->placed[one_more(job, &job->placed_count, MOST_PLACED, "state objects and ops tables")];
  if (type == NULL || last <= type) {
    tool_error("%s: %s lies in the malformed section %s; declare it with CELL_STATE, CELL_CPU_STATE or CELL_OPS",
               job->label, symbol, section);
    return;
  }
  if (strlen(symbol) >= sizeof placed->name || (size_t)(last - type) > sizeof placed->type) {
    tool_error("%s: the name of %s or of its type is longer than %zu characters; shorten it", job->label, symbol,
               sizeof placed->name - 1);
    return;
  }
  if (align > LINKER_ALIGN) {
    tool_error("%s: %s wants to be aligned to %lu bytes, and state and ops tables are aligned to %d; align it less, "
               "and round up inside it",
               job->label, symbol, align, LINKER_ALIGN);
    return;
  }
  snprintf(placed->word, sizeof placed->word, "%.*s", (int)(type - word), word);
  snprintf(placed->type, sizeof placed->type, "%.*s", (int)(last - type - 1), type + 1);
  snprintf(placed->name, sizeof placed->name, "%s", symbol);
}

static void check_writable(const struct job *job, const struct object *object) {
  for (uint32_t i = 1; i < object->section_count; i++) {
    const struct elf_section *section = &object->sections[i];
    const char *name = object_section_name(object, i);
    if ((section->flags & (ELF_SECTION_ALLOC | ELF_SECTION_WRITE)) != (ELF_SECTION_ALLOC | ELF_SECTION_WRITE) ||
        section->size == 0)
      continue;
    if (is_placed_section(name) || starts(name, ".data.rel.ro")) continue;
    bool local = section->flags & ELF_SECTION_TLS;
    const struct elf_symbol *symbol = object_symbol_at(object, i, 0, local ? ELF_SYMBOL_TLS : ELF_SYMBOL_OBJECT);
    if (local) {
      tool_error("%s: the variable %s is thread-local, which is writable static data too; declare it as CELL_STATE or "
                 "CELL_CPU_STATE(type, name)",
                 job->label, symbol == NULL ? "without a name" : object_symbol_name(object, symbol));
      continue;
    }
    tool_error("%s: the variable %s (%lu bytes, section %s) is writable static data; declare it as CELL_STATE(type, "
               "name), or make it const",
               job->label, symbol == NULL ? "without a name" : object_symbol_name(object, symbol),
               (unsigned long)section->size, name);
  }
}

static void check_defined(struct job *job, const struct object *object, const struct elf_symbol *symbol) {
  const char *name = object_symbol_name(object, symbol), *section = object_section_name(object, symbol->section);
  bool visible = (symbol->other & 3) == 0;
  uint8_t type = symbol->info & 15;
  if (!visible || starts(name, "__cfi_") || starts(name, "__kcfi_typeid_")) return;
  if (is_placed_section(section)) {
    add_placed(job, section, name, (unsigned long)object->sections[symbol->section].align);
  } else if (type == ELF_SYMBOL_OBJECT || symbol->section == ELF_COMMON) {
    tool_error("%s: exports the variable %s; cells export functions only: make it static const, CELL_STATE or CELL_OPS",
               job->label, name);
  } else if (type == ELF_SYMBOL_FUNCTION && starts(section, ".text.cell.callback")) {
    job->callbacks[one_more(job, &job->callback_count, MOST_PLACED, "callbacks")] = name;
  } else if (tool_find_export(&job->own, name) == NULL) {
    tool_error("%s: exports the function %s, which no public header declares; declare it with its kind in a header of "
               "hdrs, or take its kind away",
               job->label, name);
  }
}

// The definition of a name that one object of the cell has for the others; null: none. *holder: the object.
static const struct elf_symbol *definition(const struct job *job, const char *name, const struct object **holder) {
  for (size_t o = 0; o < job->object_count; o++)
    for (uint32_t i = 1; i < job->objects[o].symbol_count; i++) {
      const struct elf_symbol *symbol = &job->objects[o].symbols[i];
      if (symbol->section == ELF_UNDEFINED || symbol->info >> 4 == ELF_BIND_LOCAL) continue;
      if (strcmp(object_symbol_name(&job->objects[o], symbol), name) != 0) continue;
      *holder = &job->objects[o];
      return symbol;
    }
  return NULL;
}

static bool is_defined(const struct job *job, const char *name) {
  const struct object *holder;
  return definition(job, name, &holder) != NULL;
}

// Whether the object calls the symbol (otherwise it reads it or takes its address).
static bool is_called(const struct object *object, uint32_t symbol) {
  for (uint32_t i = 1; i < object->section_count; i++) {
    const struct elf_section *section = &object->sections[i];
    if (section->type != ELF_SECTION_RELA) continue;
    const struct elf_rela *rela = (const struct elf_rela *)(object->bytes + section->offset);
    for (uint64_t k = 0; k < section->size / sizeof *rela; k++)
      if (rela[k].info >> 32 == symbol && (uint32_t)rela[k].info == ELF_R_PLT32) return true;
  }
  return false;
}

static void check_undefined(const struct job *job, const struct object *object, uint32_t index) {
  const char *name = object_symbol_name(object, &object->symbols[index]);
  // __tls_get_addr comes with thread-local variables, which are refused under their own names.
  if (starts(name, "__kcfi_typeid_") || strcmp(name, "__tls_get_addr") == 0 || is_defined(job, name)) return;
  for (size_t i = 0; i < job->dep_count; i++)
    if (tool_find_export(&job->deps[i], name) != NULL) return;
  for (size_t i = 0; i < job->far_count; i++)
    if (tool_find_export(&job->far[i], name) != NULL) {
      tool_error("%s: uses %s of %s, which is not among its deps; add \"%s\" to deps", job->label, name,
                 job->far[i].label, job->far[i].label);
      return;
    }
  if (is_called(object, index)) {
    tool_error("%s: calls %s, which no cell in its deps exports; add the cell whose header declares it to deps",
               job->label, name);
  } else {
    tool_error("%s: uses %s, a variable or function that no cell in its deps exports; another cell's state cannot be "
               "named: ask that cell through a function it exports",
               job->label, name);
  }
}

// The function that a relocation takes the raw address of, or null. Exported functions are reached through slots, so theirs is a gate.
static const char *raw_address(const struct job *job, const struct object *object, const struct elf_rela *rela) {
  const struct elf_symbol *symbol = &object->symbols[rela->info >> 32];
  uint32_t type = (uint32_t)rela->info;
  uint64_t offset = (uint64_t)rela->addend + (type == ELF_R_PC32 ? 4 : 0);
  if (type == ELF_R_PLT32) return NULL;
  if (symbol->section == ELF_UNDEFINED) {  // perhaps of another file of this cell
    symbol = definition(job, object_symbol_name(object, symbol), &object);
    offset = 0;
  }
  if (symbol == NULL || symbol->section >= object->section_count) return NULL;
  if (!(object->sections[symbol->section].flags & ELF_SECTION_EXECUTE)) return NULL;
  if ((symbol->other & 3) == 0 && symbol->info >> 4 != ELF_BIND_LOCAL) return NULL;
  const struct elf_symbol *function =
      object_symbol_at(object, symbol->section, symbol->value + offset, ELF_SYMBOL_FUNCTION);
  return function == NULL ? object_section_name(object, symbol->section) : object_symbol_name(object, function);
}

static bool is_allowed(uint32_t type) {
  return type == ELF_R_64 || type == ELF_R_PC32 || type == ELF_R_PLT32 || type == ELF_R_GOTPCREL ||
         type == ELF_R_GOTPCRELX || type == ELF_R_REX_GOTPCRELX;
}

// What a relocation leads to, as its author knows it: compilers name a section and an offset for what is static.
static const char *target_name(const struct object *object, const struct elf_rela *rela) {
  const struct elf_symbol *symbol = &object->symbols[rela->info >> 32];
  const char *name = object_symbol_name(object, symbol);
  if ((symbol->info & 15) != ELF_SYMBOL_SECTION) return name;
  uint64_t offset = (uint64_t)rela->addend + ((uint32_t)rela->info == ELF_R_PC32 ? 4 : 0);
  const struct elf_symbol *inner = object_symbol_at(object, symbol->section, offset, ELF_SYMBOL_OBJECT);
  if (inner == NULL) inner = object_symbol_at(object, symbol->section, offset, ELF_SYMBOL_FUNCTION);
  if (inner != NULL) return object_symbol_name(object, inner);
  return starts(name, ".rodata.str") ? "a string" : name;
}

static void check_relocations(const struct job *job, const struct object *object, const struct elf_section *table) {
  const struct elf_section *target = &object->sections[table->info];
  const char *section = object_section_name(object, table->info);
  if (!(target->flags & ELF_SECTION_ALLOC) || starts(section, ".kcfi_traps") || starts(section, ".eh_frame")) return;
  const struct elf_rela *rela = (const struct elf_rela *)(object->bytes + table->offset);
  for (uint64_t i = 0; i < table->size / sizeof *rela; i++) {
    const struct elf_symbol *symbol = &object->symbols[rela[i].info >> 32];
    const char *name = target_name(object, &rela[i]);
    uint32_t type = (uint32_t)rela[i].info;
    const struct elf_symbol *in =
        object_symbol_at(object, table->info, rela[i].offset,
                         target->flags & ELF_SECTION_EXECUTE ? ELF_SYMBOL_FUNCTION : ELF_SYMBOL_OBJECT);
    const char *place = in == NULL ? section : object_symbol_name(object, in);
    if (starts(section, ".cell.state.") || starts(section, ".cell.cpustate.")) {
      tool_error(
          "%s: the first value of state %s holds the address of %s, which would dangle after a swap; set it in init",
          job->label, place, name);
    } else if ((symbol->info & 15) == ELF_SYMBOL_TLS) {
      continue;  // the variable is refused
    } else if (!is_allowed(type)) {
      tool_error("%s: relocation %s against %s in %s is forbidden; a cell's code is position-independent: reach %s by "
                 "a call or through its address in C",
                 job->label, object_relocation_name(type), name, place, name);
    } else if (!job->nucleus && raw_address(job, object, &rela[i]) != NULL) {
      const char *function = raw_address(job, object, &rela[i]);
      tool_error("%s: the address of the static function %s escapes in %s; it would dangle after a swap: mark %s "
                 "CELL_CALLBACK or export it",
                 job->label, function, place, function);
    }
  }
}

static void check_object(struct job *job, const struct object *object) {
  check_writable(job, object);
  for (uint32_t i = 1; i < object->symbol_count; i++) {
    const struct elf_symbol *symbol = &object->symbols[i];
    if (symbol->info >> 4 == ELF_BIND_LOCAL) continue;
    if (symbol->section == ELF_UNDEFINED) {
      check_undefined(job, object, i);
    } else {
      check_defined(job, object, symbol);
    }
  }
  for (uint32_t i = 1; i < object->section_count; i++)
    if (object->sections[i].type == ELF_SECTION_RELA) check_relocations(job, object, &object->sections[i]);
}

static int by_name(const void *a, const void *b) {
  return strcmp(((const struct placed *)a)->name, ((const struct placed *)b)->name);
}
static int by_text(const void *a, const void *b) {
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void write_note(struct job *job, const char *path) {
  FILE *out = fopen(path, "wb");
  if (out == NULL) {
    tool_error("%s: cannot write %s", job->label, path);
    return;
  }
  fprintf(out, "delias-cell 3\nlabel %s\n", job->label);
  if (strcmp(job->revision, "0") != 0) fprintf(out, "revision %s\n", job->revision);
  for (size_t i = 0; i < job->provides_count; i++)
    fprintf(out, "provides %s\n", job->provides[i]);
  for (size_t i = 0; i < job->dep_count; i++)
    fprintf(out, "dep %s\n", job->deps[i].label);
  fprintf(out, "restart %s\n", job->restart);
  for (size_t i = 0; i < job->own.count; i++)
    fprintf(out, "export %s %s\n", job->own.rows[i].kind, job->own.rows[i].name);
  qsort(job->callbacks, job->callback_count, sizeof *job->callbacks, by_text);
  for (size_t i = 0; i < job->callback_count; i++)
    fprintf(out, "callback %s\n", job->callbacks[i]);
  qsort(job->placed, job->placed_count, sizeof *job->placed, by_name);
  for (size_t i = 0; i < job->placed_count; i++)
    fprintf(out, "%s %s %s\n", job->placed[i].word, job->placed[i].name, job->placed[i].type);
  fclose(out);
}

static void read_words(struct job *job, int count, char **words) {
  for (int i = 0; i < count; i++) {
    bool more = i + 1 < count;
    if (strcmp(words[i], "--nucleus") == 0)
      job->nucleus = true;
    else if (more && strcmp(words[i], "--label") == 0)
      job->label = words[++i];
    else if (more && strcmp(words[i], "--restart") == 0)
      job->restart = words[++i];
    else if (more && strcmp(words[i], "--revision") == 0)
      job->revision = words[++i];
    else if (more && strcmp(words[i], "--exports") == 0)
      job->own = tool_read_exports("", words[++i]);
    else if (more && strcmp(words[i], "--provides") == 0)
      job->provides[one_more(job, &job->provides_count, MOST_DEPS, "provided interfaces")] = words[++i];
    else if (more && strcmp(words[i], "--dep") == 0)
      job->deps[one_more(job, &job->dep_count, MOST_DEPS, "dependencies")] = tool_read_dep(words[++i]);
    else if (more && strcmp(words[i], "--far") == 0)
      job->far[one_more(job, &job->far_count, MOST_FAR, "cells below it")] = tool_read_dep(words[++i]);
    else
      job->objects[one_more(job, &job->object_count, MOST_OBJECTS, "object files")] = object_read(job->label, words[i]);
  }
}

int note_command(int count, char **words) {
  static struct job job = {.label = "?", .restart = "never", .revision = "0"};
  if (count < 1) return 2;
  read_words(&job, count - 1, words + 1);
  for (size_t i = 0; i < job.object_count; i++)
    check_object(&job, &job.objects[i]);
  for (size_t i = 0; i < job.own.count; i++)
    if (!is_defined(&job, job.own.rows[i].name))
      tool_error(
          "%s: its header declares %s, which it defines nowhere; define it in srcs, or take the declaration away",
          job.label, job.own.rows[i].name);
  if (!tool_failed()) write_note(&job, words[0]);
  return tool_failed() ? 1 : 0;
}
