// SPDX-License-Identifier: Apache-2.0
// Reads a `.cell` file and refuses whatever is not exactly what the build makes. Nothing is believed: each offset is
// checked before it is followed, and all later code relies on that.
#include "kernel/linker/internal.h"

RAW_BEGIN

// Before the label is known; whoever reads files says which file it was.
#define NOT_A_CELL(error, ...) LINKER_REFUSE(error, CORRUPT, "not a cell: " __VA_ARGS__)

static bool inside(uint64_t offset, uint64_t size, uint64_t whole) {
  return offset <= whole && size <= whole - offset;
}

uint32_t linker_segment_of(const struct linker_elf *elf, uint64_t address, uint64_t size) {
  for (uint32_t i = 0; i < LINKER_SEGMENTS; i++)
    if (address >= elf->segments[i].address &&
        inside(address - elf->segments[i].address, size, elf->segments[i].memory_size))
      return i;
  return LINKER_SEGMENTS;
}

const char *linker_symbol_name(const struct linker_elf *elf, const struct elf_symbol *symbol) {
  return elf->strings + symbol->name;
}

const struct elf_symbol *linker_function_at(const struct linker_elf *elf, uint64_t address) {
  for (uint32_t i = 1; i < elf->symbol_count; i++) {
    const struct elf_symbol *symbol = &elf->symbols[i];
    if (symbol->section != ELF_UNDEFINED && elf_symbol_type(symbol) == ELF_SYMBOL_FUNCTION && symbol->value == address)
      return symbol;
  }
  return NULL;
}

const struct elf_symbol *linker_symbol_called(const struct linker_elf *elf, const char *name, uint8_t type) {
  for (uint32_t i = 1; i < elf->symbol_count; i++) {
    const struct elf_symbol *symbol = &elf->symbols[i];
    if (symbol->section != ELF_UNDEFINED && elf_symbol_type(symbol) == type &&
        linker_same(linker_symbol_name(elf, symbol), name))
      return symbol;
  }
  return NULL;
}

static status_t read_header(struct linker_elf *elf, struct linker_error *error) {
  const struct elf_header *header = (const struct elf_header *)elf->bytes;
  if (elf->size < sizeof *header)
    return NOT_A_CELL(error, "%lu bytes are too few for an ELF header", (unsigned long)elf->size);
  if (header->ident[0] != 0x7f || header->ident[1] != 'E' || header->ident[2] != 'L' || header->ident[3] != 'F')
    return NOT_A_CELL(error, "the file is no ELF file; give a .cell file");
  if (header->ident[4] != ELF_CLASS_64 || header->ident[5] != ELF_LITTLE_ENDIAN ||
      header->machine != ELF_MACHINE_X86_64)
    return NOT_A_CELL(error, "machine %u, class %u; build it for x86-64", header->machine, header->ident[4]);
  if (header->type != ELF_TYPE_DYNAMIC)
    return NOT_A_CELL(error, "ELF type %u is no shared object; give a .cell file", header->type);
  if (header->program_size != sizeof(struct elf_segment))
    return NOT_A_CELL(error, "program headers of %u bytes", header->program_size);
  if (header->program_count > 16 || header->program_offset % 8 != 0 ||
      !inside(header->program_offset, header->program_count * sizeof(struct elf_segment), elf->size))
    return NOT_A_CELL(error, "program headers lie outside the file");
  return OK;
}

// Segment `i` as the next loadable one. Cells have five in this order; those without ops tables or state leave these out.
static status_t read_load(struct linker_elf *elf, const struct elf_segment *segment, uint32_t i, uint32_t *loads,
                          struct linker_error *error) {
  static const uint8_t wanted[LINKER_LINK + 1] = {ELF_R, ELF_R | ELF_X, ELF_R, ELF_R | ELF_W, 0};
  uint64_t end = *loads == 0 ? 0 : elf->segments[*loads - 1].address + elf->segments[*loads - 1].memory_size;
  while (*loads >= LINKER_OPS && *loads < LINKER_LINK && segment->flags != wanted[*loads])
    elf->segments[(*loads)++].address = end;
  if (*loads > LINKER_LINK || segment->flags != wanted[*loads])
    return NOT_A_CELL(error, "segment %u has flags %u; a cell loads R, RX, R, RW, none in this order", i,
                      segment->flags);
  uint32_t index = (*loads)++;
  if (segment->memory_size > LINKER_SEGMENT_MOST || segment->address < end ||
      segment->address > (LINKER_LINK + 1) * (uint64_t)LINKER_SEGMENT_MOST)
    return NOT_A_CELL(error, "loadable segment %u is too large or overlaps", index);
  if (segment->file_size > segment->memory_size ||
      (index != LINKER_STATE && segment->file_size != segment->memory_size))
    return NOT_A_CELL(error, "loadable segment %u has %lu bytes in the file and %lu in memory", index,
                      (unsigned long)segment->file_size, (unsigned long)segment->memory_size);
  if (index == LINKER_READ && segment->address != 0) return NOT_A_CELL(error, "the first segment does not begin at 0");
  // Text begins a page; ops tables and state are placed apart, where nothing keeps more than LINKER_ALIGN.
  uint64_t align = index < LINKER_OPS ? REGION_PAGE : LINKER_ALIGN;
  if (segment->address % align != 0 || segment->align > align)
    return NOT_A_CELL(error, "loadable segment %u lies at 0x%lx, aligned to %lu; aligned to %lu is what a cell gets",
                      index, (unsigned long)segment->address, (unsigned long)segment->align, (unsigned long)align);
  elf->segments[index].offset = segment->offset;
  elf->segments[index].address = segment->address;
  elf->segments[index].file_size = segment->file_size;
  elf->segments[index].memory_size = segment->memory_size;
  return OK;
}

// The loadable segments, and the places of dynamic section, note and build id.
static status_t read_segments(struct linker_elf *elf, struct elf_segment *dynamic, struct elf_segment *note,
                              struct elf_segment *id, struct linker_error *error) {
  const struct elf_header *header = (const struct elf_header *)elf->bytes;
  const struct elf_segment *segment = (const struct elf_segment *)(elf->bytes + header->program_offset);
  status_t status = OK;
  uint32_t loads = 0;
  for (uint32_t i = 0; i < header->program_count && status == OK; i++, segment++) {
    if (!inside(segment->offset, segment->file_size, elf->size))
      return NOT_A_CELL(error, "segment %u lies outside the file", i);
    switch (segment->type) {
    case ELF_LOAD: status = read_load(elf, segment, i, &loads, error); break;
    case ELF_DYNAMIC: *dynamic = *segment; break;
    case ELF_NOTE: *id = *segment; break;
    case ELF_DELIAS_NOTE: *note = *segment; break;
    default: return NOT_A_CELL(error, "segment %u has type 0x%x, which no cell has", i, segment->type);
    }
  }
  if (status != OK) return status;
  if (loads < LINKER_OPS) return NOT_A_CELL(error, "%u loadable segments; a cell has at least two", loads);
  for (; loads <= LINKER_LINK; loads++)
    elf->segments[loads].address = elf->segments[loads - 1].address + elf->segments[loads - 1].memory_size;
  return OK;
}

// A table of `count` x `size` bytes at `address` in the last segment; null: not there.
static const void *table(const struct linker_elf *elf, uint64_t address, uint64_t count, uint64_t size) {
  uint64_t at = address - elf->segments[LINKER_LINK].address, offset = elf->segments[LINKER_LINK].offset + at;
  if (count == 0) return elf->bytes;  // a table that is left out has no address
  if (count > LINKER_SEGMENT_MOST || offset % (size < 8 ? size : 8) != 0) return NULL;
  return inside(at, count * size, elf->segments[LINKER_LINK].file_size) ? elf->bytes + offset : NULL;
}

// How many symbols there are: the GNU hash table knows (its chains end at the last one).
static status_t count_symbols(struct linker_elf *elf, uint64_t hash, struct linker_error *error) {
  const uint32_t *head = table(elf, hash, 4, 4);
  if (head == NULL) return NOT_A_CELL(error, "the hash table lies outside");
  uint32_t buckets = head[0], first = head[1], bloom = head[2];
  const uint32_t *bucket = table(elf, hash + 16 + bloom * UINT64_C(8), buckets, 4);
  if (bucket == NULL) return NOT_A_CELL(error, "the hash table lies outside");
  uint32_t last = 0;
  for (uint32_t i = 0; i < buckets; i++)
    if (bucket[i] > last) last = bucket[i];
  if (last == 0) {
    elf->symbol_count = first;
    return OK;
  }
  if (last < first) return NOT_A_CELL(error, "the hash table is malformed");
  uint64_t chains = hash + 16 + bloom * UINT64_C(8) + buckets * UINT64_C(4);
  for (;; last++) {
    const uint32_t *chain = table(elf, chains + (uint64_t)(last - first) * 4, 1, 4);
    if (chain == NULL) return NOT_A_CELL(error, "a chain of the hash table has no end");
    if (*chain & 1) break;
  }
  elf->symbol_count = last + 1;
  return OK;
}

static bool string_ok(const struct linker_elf *elf, uint64_t offset) {
  return offset < elf->strings_size;
}

static status_t read_dynamic(struct linker_elf *elf, const struct elf_segment *dynamic, struct linker_error *error) {
  const struct elf_dynamic *entry = table(elf, dynamic->address, dynamic->file_size / sizeof *entry, sizeof *entry);
  if (entry == NULL || dynamic->file_size == 0) return NOT_A_CELL(error, "there is no dynamic section");
  uint64_t strings = 0, symbols = 0, rela = 0, rela_size = 0, plt = 0, plt_size = 0, hash = 0, soname = UINT64_MAX;
  uint64_t needed[LINKER_DEPS];
  bool ended = false;
  for (uint64_t i = 0; i < dynamic->file_size / sizeof *entry && !ended; i++, entry++) {
    switch (entry->tag) {
    case ELF_DT_NULL: ended = true; break;
    case ELF_DT_NEEDED:
      if (elf->dep_count == LINKER_DEPS) return NOT_A_CELL(error, "more than %u dependencies", LINKER_DEPS);
      needed[elf->dep_count++] = entry->value;
      break;
    case ELF_DT_SONAME: soname = entry->value; break;
    case ELF_DT_STRINGS: strings = entry->value; break;
    case ELF_DT_STRINGS_SIZE: elf->strings_size = entry->value; break;
    case ELF_DT_SYMBOLS: symbols = entry->value; break;
    case ELF_DT_RELA: rela = entry->value; break;
    case ELF_DT_RELA_SIZE: rela_size = entry->value; break;
    case ELF_DT_PLT_RELA: plt = entry->value; break;
    case ELF_DT_PLT_RELA_SIZE: plt_size = entry->value; break;
    case ELF_DT_GNU_HASH: hash = entry->value; break;
    case ELF_DT_RELA_ENTRY:
    case ELF_DT_SYMBOL_ENTRY:
      if (entry->value != 24) return NOT_A_CELL(error, "table entries of %lu bytes", (unsigned long)entry->value);
      break;
    case ELF_DT_PLT_GOT:
    case ELF_DT_PLT_RELA_TYPE:
    case ELF_DT_FLAGS:
    case ELF_DT_FLAGS_1:
    case ELF_DT_RELA_COUNT: break;
    default: return NOT_A_CELL(error, "dynamic entry 0x%lx, which no cell has", (unsigned long)entry->tag);
    }
  }
  if (!ended) return NOT_A_CELL(error, "the dynamic section has no end");
  elf->strings = table(elf, strings, elf->strings_size, 1);
  if (elf->strings == NULL || elf->strings_size == 0 || elf->strings[elf->strings_size - 1] != 0)
    return NOT_A_CELL(error, "the string table lies outside or has no end");
  if (hash == 0) return NOT_A_CELL(error, "there is no GNU hash table");
  status_t status = count_symbols(elf, hash, error);
  if (status != OK) return status;
  if (elf->symbol_count > LINKER_SYMBOLS) return NOT_A_CELL(error, "more than %u symbols", LINKER_SYMBOLS);
  elf->symbols = table(elf, symbols, elf->symbol_count, sizeof(struct elf_symbol));
  if (elf->symbols == NULL) return NOT_A_CELL(error, "the symbol table lies outside");
  elf->relocation_counts[0] = rela_size / sizeof(struct elf_rela);
  elf->relocation_counts[1] = plt_size / sizeof(struct elf_rela);
  elf->relocations[0] = table(elf, rela, elf->relocation_counts[0], sizeof(struct elf_rela));
  elf->relocations[1] = table(elf, plt, elf->relocation_counts[1], sizeof(struct elf_rela));
  if (elf->relocations[0] == NULL || elf->relocations[1] == NULL)
    return NOT_A_CELL(error, "a relocation table lies outside");
  if (!string_ok(elf, soname)) return NOT_A_CELL(error, "it has no label (DT_SONAME)");
  elf->label = elf->strings + soname;
  for (uint32_t i = 0; i < elf->dep_count; i++) {
    if (!string_ok(elf, needed[i]))
      return LINKER_REFUSE(error, CORRUPT, "%s: a dependency's name lies outside", elf->label);
    elf->deps[i] = elf->strings + needed[i];
  }
  return OK;
}

static status_t check_symbols(const struct linker_elf *elf, struct linker_error *error) {
  for (uint32_t i = 1; i < elf->symbol_count; i++) {
    const struct elf_symbol *symbol = &elf->symbols[i];
    if (!string_ok(elf, symbol->name))
      return LINKER_REFUSE(error, CORRUPT, "%s: the name of symbol %u lies outside", elf->label, i);
    const char *name = linker_symbol_name(elf, symbol);
    uint8_t type = elf_symbol_type(symbol);
    if (symbol->section == ELF_UNDEFINED) continue;
    uint32_t segment = linker_segment_of(elf, symbol->value, symbol->size == 0 ? 1 : symbol->size);
    if (type == ELF_SYMBOL_FUNCTION && segment == LINKER_TEXT) continue;
    if (type == ELF_SYMBOL_OBJECT && (segment == LINKER_OPS || segment == LINKER_STATE)) continue;
    if (type == ELF_SYMBOL_OBJECT)
      return LINKER_REFUSE(
          error, CORRUPT,
          "%s exports the variable %s; cells export functions only: make it static, CELL_STATE or CELL_OPS", elf->label,
          name);
    return LINKER_REFUSE(error, CORRUPT, "%s: symbol %s of type %u lies in no place for it", elf->label, name, type);
  }
  return OK;
}

static status_t check_relative(const struct linker_elf *elf, const struct elf_rela *rela, struct linker_error *error) {
  uint64_t address = (uint64_t)rela->addend;
  uint32_t target = linker_segment_of(elf, address, 1);
  if (target == LINKER_READ) return OK;
  if (target == LINKER_TEXT && linker_function_at(elf, address) != NULL) return OK;
  if (target == LINKER_TEXT)
    return LINKER_REFUSE(
        error, CORRUPT, "%s: the address of a static function (text+0x%lx) escapes; export it or mark it CELL_CALLBACK",
        elf->label, (unsigned long)(address - elf->segments[LINKER_TEXT].address));
  return LINKER_REFUSE(error, CORRUPT, "%s: a relative relocation at 0x%lx leads to 0x%lx, outside rodata and text",
                       elf->label, (unsigned long)rela->offset, (unsigned long)address);
}

// Whether a word lies wholly in one of the ops tables that have a name: these may lie apart from each other.
static bool is_in_table(const struct linker_elf *elf, uint64_t address) {
  for (uint32_t i = 1; i < elf->symbol_count; i++) {
    const struct elf_symbol *symbol = &elf->symbols[i];
    if (symbol->section != ELF_UNDEFINED && elf_symbol_type(symbol) == ELF_SYMBOL_OBJECT && address >= symbol->value &&
        inside(address - symbol->value, 8, symbol->size))
      return true;
  }
  return false;
}

static status_t check_relocation(const struct linker_elf *elf, const struct elf_rela *rela,
                                 struct linker_error *error) {
  uint32_t type = (uint32_t)rela->info, symbol_index = (uint32_t)(rela->info >> 32);
  uint32_t where = linker_segment_of(elf, rela->offset, 8);
  if (where == LINKER_SEGMENTS || where == LINKER_TEXT || rela->offset % 8 != 0)
    return LINKER_REFUSE(error, CORRUPT, "%s: a relocation at 0x%lx, which is no word of slots or ops", elf->label,
                         (unsigned long)rela->offset);
  if (where == LINKER_STATE)
    return LINKER_REFUSE(
        error, CORRUPT,
        "%s: the first value of state holds a pointer (at 0x%lx), which would dangle after a swap; set it in init",
        elf->label, (unsigned long)rela->offset);
  if (where == LINKER_OPS && !is_in_table(elf, rela->offset))
    return LINKER_REFUSE(error, CORRUPT, "%s: a relocation at 0x%lx, which lies in no ops table", elf->label,
                         (unsigned long)rela->offset);
  if (type == ELF_R_RELATIVE) return check_relative(elf, rela, error);
  if (type != ELF_R_64 && type != ELF_R_GLOB_DAT && type != ELF_R_JUMP_SLOT)
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: relocation type %u at 0x%lx is forbidden; compile with the flags of the cell toolchain",
                         elf->label, type, (unsigned long)rela->offset);
  if (symbol_index == 0 || symbol_index >= elf->symbol_count)
    return LINKER_REFUSE(error, CORRUPT, "%s: a relocation names symbol %u, which is not there", elf->label,
                         symbol_index);
  if (rela->addend != 0)
    return LINKER_REFUSE(error, CORRUPT,
                         "%s: a pointer into the middle of %s (+%ld); keep the object's address and an index",
                         elf->label, linker_symbol_name(elf, &elf->symbols[symbol_index]), (long)rela->addend);
  if (type == ELF_R_JUMP_SLOT && where != LINKER_READ)
    return LINKER_REFUSE(error, CORRUPT, "%s: a slot at 0x%lx lies outside the read-only pages", elf->label,
                         (unsigned long)rela->offset);
  return OK;
}

static status_t read_version(struct linker_elf *elf, const struct elf_segment *id, struct linker_error *error) {
  // A GNU note: name size 4, description size, type 3, "GNU\0", description (gABI, Note Section).
  const uint32_t *words = table(elf, id->address, 6, 4);
  if (id->file_size < 24 || words == NULL || words[0] != 4 || words[1] < 8 || words[2] != 3)
    return LINKER_REFUSE(error, CORRUPT, "%s has no build id, so no version; link it with --build-id=sha1", elf->label);
  const uint8_t *bytes = (const uint8_t *)(words + 4);
  for (uint32_t i = 0; i < 8; i++)
    elf->version = elf->version << 8 | bytes[i];
  return OK;
}

// The note begins the read-only pages, and a zero ends it there (kernel/graph/shape finds it so).
static status_t read_note(struct linker_elf *elf, const struct elf_segment *note, struct linker_error *error) {
  uint64_t offset = elf->segments[LINKER_READ].offset, size = note->file_size;
  if (size == 0) return LINKER_REFUSE(error, CORRUPT, "%s has no note; build it with cell()", elf->label);
  if (note->address != 0 || note->offset != offset || size >= elf->segments[LINKER_READ].file_size ||
      elf->bytes[offset + size] != 0)
    return LINKER_REFUSE(error, CORRUPT, "%s: its note does not begin the read-only pages, or has no end", elf->label);
  elf->note = (const char *)elf->bytes + offset;
  elf->note_size = size;
  return linker_note_check(elf, error);
}

status_t linker_read(const uint8_t *bytes, uint64_t size, struct linker_elf *elf, struct linker_error *error) {
  *elf = (struct linker_elf){.bytes = bytes, .size = size};
  struct elf_segment dynamic = {0}, note = {0}, id = {0};
  status_t status = read_header(elf, error);
  if (status == OK) status = read_segments(elf, &dynamic, &note, &id, error);
  if (status == OK) status = read_dynamic(elf, &dynamic, error);
  if (status == OK) status = read_version(elf, &id, error);
  if (status == OK) status = check_symbols(elf, error);
  for (uint32_t t = 0; t < 2 && status == OK; t++)
    for (uint64_t i = 0; i < elf->relocation_counts[t] && status == OK; i++)
      status = check_relocation(elf, &elf->relocations[t][i], error);
  return status == OK ? read_note(elf, &note, error) : status;
}

RAW_END
