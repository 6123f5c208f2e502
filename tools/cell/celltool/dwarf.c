// SPDX-License-Identifier: Apache-2.0
// Reads .debug_info (DWARF 5: section 7.5 has its layout, 7.5.6 the forms, 6.2.4 the table of files).
#include "tools/cell/celltool/dwarf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cell/celltool/celltool.h"
#include "tools/cell/celltool/linked.h"

struct cursor {
  const char *label;
  const uint8_t *at, *end;
};

struct unit {
  struct section info, abbreviations, strings, line_strings, string_offsets, lines;
  const char *label;
  uint64_t start, strings_base;
  char **files;
  size_t file_count;
};

static void refuse(const char *label, const char *format, ...) {
  char text[200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  tool_error("%s: its debug data %s; compile it with the cell toolchain", label, text);
  exit(1);
}

static const uint8_t *take(struct cursor *cursor, uint64_t size) {
  const uint8_t *at = cursor->at;
  if (size > (uint64_t)(cursor->end - at)) refuse(cursor->label, "ends in the middle of an entry");
  cursor->at += size;
  return at;
}

static uint64_t fixed(struct cursor *cursor, int size) {
  const uint8_t *bytes = take(cursor, (uint64_t)size);
  uint64_t value = 0;
  for (int i = 0; i < size; i++)
    value |= (uint64_t)bytes[i] << 8 * i;
  return value;
}

static uint64_t leb(struct cursor *cursor, bool is_signed) {
  uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    uint8_t byte = *take(cursor, 1);
    if (shift < 64) value |= (uint64_t)(byte & 0x7f) << shift;
    if (byte & 0x80) continue;
    if (is_signed && (byte & 0x40) && shift + 7 < 64) value |= UINT64_MAX << (shift + 7);
    return value;
  }
}

static const char *text_at(const char *label, const struct section *section, uint64_t offset) {
  if (offset >= section->size || memchr(section->bytes + offset, 0, section->size - offset) == NULL)
    refuse(label, "has a name outside its strings");
  return (const char *)section->bytes + offset;
}

static struct cursor cursor_at(const char *label, const struct section *section, uint64_t offset) {
  if (offset > section->size) refuse(label, "leads outside a section");
  return (struct cursor){label, section->bytes + offset, section->bytes + section->size};
}

static const char *indexed_text(const struct unit *unit, uint64_t index) {
  if (index > unit->string_offsets.size) refuse(unit->label, "has a name outside its strings");
  struct cursor cursor = cursor_at(unit->label, &unit->string_offsets, unit->strings_base + 4 * index);
  return text_at(unit->label, &unit->strings, fixed(&cursor, 4));
}

struct value {
  uint64_t number;
  const char *text;
};

enum { FORM_IMPLICIT = 0x21 };

static struct value read_form(struct cursor *cursor, const struct unit *unit, uint64_t form) {
  switch (form) {
  case 0x0b:  // data1
  case 0x0c:  // flag
  case 0x11:  // ref1
  case 0x29:  // addrx1
    return (struct value){fixed(cursor, 1), NULL};
  case 0x05:  // data2
  case 0x12:  // ref2
  case 0x2a:  // addrx2
    return (struct value){fixed(cursor, 2), NULL};
  case 0x2b:  // addrx3
    return (struct value){fixed(cursor, 3), NULL};
  case 0x06:  // data4
  case 0x10:  // ref_addr
  case 0x13:  // ref4
  case 0x17:  // sec_offset
  case 0x2c:  // addrx4
    return (struct value){fixed(cursor, 4), NULL};
  case 0x01:  // addr
  case 0x07:  // data8
  case 0x14:  // ref8
  case 0x20:  // ref_sig8
    return (struct value){fixed(cursor, 8), NULL};
  case 0x1e: take(cursor, 16); return (struct value){0};  // data16
  case 0x0d: return (struct value){leb(cursor, true), NULL};
  case 0x0f:  // udata
  case 0x15:  // ref_udata
  case 0x1b:  // addrx
  case 0x22:  // loclistx
  case 0x23:  // rnglistx
    return (struct value){leb(cursor, false), NULL};
  case 0x19: return (struct value){1, NULL};  // flag_present
  case 0x03: take(cursor, fixed(cursor, 2)); return (struct value){0};
  case 0x04: take(cursor, fixed(cursor, 4)); return (struct value){0};
  case 0x0a: take(cursor, fixed(cursor, 1)); return (struct value){0};
  case 0x09:  // block
  case 0x18:  // exprloc
    take(cursor, leb(cursor, false));
    return (struct value){0};
  case 0x08: {  // string
    const uint8_t *start = cursor->at;
    while (*take(cursor, 1) != 0) {}
    return (struct value){0, (const char *)start};
  }
  case 0x0e: return (struct value){0, text_at(unit->label, &unit->strings, fixed(cursor, 4))};
  case 0x1f: return (struct value){0, text_at(unit->label, &unit->line_strings, fixed(cursor, 4))};
  case 0x1a: return (struct value){0, indexed_text(unit, leb(cursor, false))};
  case 0x25: return (struct value){0, indexed_text(unit, fixed(cursor, 1))};
  case 0x26: return (struct value){0, indexed_text(unit, fixed(cursor, 2))};
  case 0x27: return (struct value){0, indexed_text(unit, fixed(cursor, 3))};
  case 0x28: return (struct value){0, indexed_text(unit, fixed(cursor, 4))};
  default: refuse(unit->label, "has the form 0x%x", (unsigned)form); return (struct value){0};
  }
}

// `dir/./name` without the dots that stand for nothing.
static char *join(const char *folder, const char *name) {
  char *path;
  int size = name[0] == '/' ? asprintf(&path, "%s", name) : asprintf(&path, "%s/%s", folder, name);
  if (size < 0) exit(1);
  char *to = path;
  for (const char *from = path; *from != 0;) {
    bool start = from == path || from[-1] == '/';
    if (start && from[0] == '.' && from[1] == '/')
      from += 2;
    else if (start && from[0] == '/' && from != path)
      from++;
    else
      *to++ = *from++;
  }
  *to = 0;
  return path;
}

// One of the two lists of the table of files: folders, then files.
static char **read_paths(struct cursor *cursor, const struct unit *unit, char **folders, size_t folder_count,
                         size_t *count) {
  uint64_t kinds[16], forms[16];
  uint64_t width = fixed(cursor, 1);
  if (width > 16) refuse(unit->label, "has a table of files with %u columns", (unsigned)width);
  for (uint64_t i = 0; i < width; i++) {
    kinds[i] = leb(cursor, false);
    forms[i] = leb(cursor, false);
  }
  *count = leb(cursor, false);
  if (*count > unit->lines.size) refuse(unit->label, "has more files than room for them");
  char **paths = calloc(*count + 1, sizeof *paths);
  for (size_t i = 0; i < *count; i++) {
    const char *name = "";
    uint64_t folder = 0;
    for (uint64_t k = 0; k < width; k++) {
      struct value value = read_form(cursor, unit, forms[k]);
      if (kinds[k] == 1 && value.text != NULL) name = value.text;
      if (kinds[k] == 2) folder = value.number;
    }
    if (folders != NULL && folder >= folder_count) refuse(unit->label, "has a file in no folder");
    paths[i] = folders == NULL ? strdup(name) : join(folders[folder], name);
  }
  return paths;
}

static void read_files(struct unit *unit, uint64_t offset) {
  struct cursor cursor = cursor_at(unit->label, &unit->lines, offset);
  fixed(&cursor, 4);
  uint64_t version = fixed(&cursor, 2);
  if (version != 5) refuse(unit->label, "has a line table of version %u", (unsigned)version);
  take(&cursor, 2 + 4 + 5);  // sizes of addresses and selectors, length, five numbers about instructions
  take(&cursor, fixed(&cursor, 1) - UINT64_C(1));
  size_t folder_count;
  char **folders = read_paths(&cursor, unit, NULL, 0, &folder_count);
  unit->files = read_paths(&cursor, unit, folders, folder_count, &unit->file_count);
}

static void set(struct dwarf_entry *entry, enum dwarf_number number, uint64_t value) {
  entry->has |= 1u << number;
  entry->numbers[number] = value;
}

static void set_attribute(struct unit *unit, struct dwarf_entry *entry, uint64_t attribute, uint64_t form,
                          struct value value, uint64_t *reference) {
  switch (attribute) {
  case 0x02:  // location
  case 0x11:  // low_pc
  case 0x55:  // ranges
    entry->located = true;
    break;
  case 0x03: entry->name = value.text; break;
  case 0x0b: set(entry, DWARF_SIZE, value.number); break;
  case 0x0d: set(entry, DWARF_BITS, value.number); break;
  case 0x10:
    if (entry->tag == DWARF_UNIT) read_files(unit, value.number);
    break;
  case 0x1c: set(entry, DWARF_VALUE, value.number); break;
  case 0x2f: set(entry, DWARF_COUNT, value.number + 1); break;  // upper_bound
  case 0x37: set(entry, DWARF_COUNT, value.number); break;
  case 0x38: set(entry, DWARF_OFFSET, value.number); break;
  case 0x3a:
    if (value.number < unit->file_count) entry->file = unit->files[value.number];
    break;
  case 0x3c: entry->declaration = true; break;
  case 0x3e: set(entry, DWARF_ENCODING, value.number); break;
  case 0x3f: entry->external = true; break;
  case 0x49: *reference = form == 0x10 ? value.number : unit->start + value.number; break;
  case 0x6b: set(entry, DWARF_BIT_OFFSET, value.number); break;
  case 0x72:
    if (entry->tag == DWARF_UNIT) unit->strings_base = value.number;
    break;
  case 0x88: set(entry, DWARF_ALIGNMENT, value.number); break;
  default: break;
  }
}

// The declaration of an abbreviation: tag, whether there are entries below, attributes and forms.
static struct cursor abbreviation(const struct unit *unit, uint64_t table, uint64_t code) {
  struct cursor cursor = cursor_at(unit->label, &unit->abbreviations, table);
  for (;;) {
    uint64_t here = leb(&cursor, false);
    if (here == 0) refuse(unit->label, "has an entry of no known shape");
    if (here == code) return cursor;
    leb(&cursor, false);
    take(&cursor, 1);
    for (uint64_t attribute = 1; attribute != 0;) {
      attribute = leb(&cursor, false);
      uint64_t form = leb(&cursor, false);
      if (form == FORM_IMPLICIT) leb(&cursor, true);
    }
  }
}

struct reading {
  struct dwarf dwarf;
  uint32_t room;
  uint64_t *references;  // offset of each entry's type; 0: none
};

static struct dwarf_entry *add_entry(struct reading *reading) {
  struct dwarf *dwarf = &reading->dwarf;
  if (dwarf->count == reading->room) {
    reading->room = reading->room == 0 ? 1024 : 2 * reading->room;
    dwarf->entries = realloc(dwarf->entries, reading->room * sizeof *dwarf->entries);
    reading->references = realloc(reading->references, reading->room * sizeof *reading->references);
    if (dwarf->entries == NULL || reading->references == NULL) exit(1);
  }
  reading->references[dwarf->count] = 0;
  dwarf->entries[dwarf->count] = (struct dwarf_entry){.type = DWARF_NONE};
  return &dwarf->entries[dwarf->count++];
}

// A form of the same size that needs no table of strings.
static uint64_t without_text(uint64_t form) {
  switch (form) {
  case 0x1a: return 0x0f;
  case 0x25: return 0x0b;
  case 0x26: return 0x05;
  case 0x27: return 0x2b;
  case 0x28: return 0x06;
  default: return form;
  }
}

// The attributes of one entry, by its abbreviation. A unit's file and string tables are named behind attributes that
// need them, so a unit is read twice.
static void read_attributes(struct unit *unit, struct cursor *cursor, struct cursor shape, struct dwarf_entry *entry,
                            uint64_t *reference) {
  const uint8_t *start = cursor->at;
  for (int pass = entry->tag == DWARF_UNIT ? 0 : 1; pass < 2; pass++) {
    struct cursor attributes = shape;
    cursor->at = start;
    for (;;) {
      uint64_t attribute = leb(&attributes, false), form = leb(&attributes, false);
      if (attribute == 0) break;
      uint64_t constant = form == FORM_IMPLICIT ? leb(&attributes, true) : 0;
      bool later = pass == 0 && attribute != 0x72;
      struct value value = {constant, NULL};
      // The first pass only skips strings, which lie where the attribute that it looks for says.
      if (form != FORM_IMPLICIT) value = read_form(cursor, unit, later ? without_text(form) : form);
      if (!later) set_attribute(unit, entry, attribute, form, value, reference);
    }
  }
}

static void read_unit(struct reading *reading, struct unit *unit, struct cursor *cursor, uint64_t table) {
  uint32_t open[64];
  int depth = 0;
  while (cursor->at < cursor->end) {
    uint64_t at = (uint64_t)(cursor->at - unit->info.bytes), code = leb(cursor, false);
    if (code == 0) {
      if (depth == 0) continue;  // filling at the end
      reading->dwarf.entries[open[--depth]].end = reading->dwarf.count;
      continue;
    }
    struct cursor shape = abbreviation(unit, table, code);
    struct dwarf_entry *entry = add_entry(reading);
    uint32_t index = reading->dwarf.count - 1;
    entry->at = at;
    entry->tag = (uint16_t)leb(&shape, false);
    bool below = *take(&shape, 1) != 0;
    read_attributes(unit, cursor, shape, entry, &reading->references[index]);
    entry->end = reading->dwarf.count;
    if (below && depth == 64) refuse(unit->label, "is nested more than 64 deep");
    if (below) open[depth++] = index;
  }
  while (depth > 0)
    reading->dwarf.entries[open[--depth]].end = reading->dwarf.count;
}

static int by_offset(const void *key, const void *entry) {
  uint64_t a = *(const uint64_t *)key, b = ((const struct dwarf_entry *)entry)->at;
  return a < b ? -1 : a > b;
}

static void find_types(const char *label, struct reading *reading) {
  struct dwarf *dwarf = &reading->dwarf;
  for (uint32_t i = 0; i < dwarf->count; i++) {
    if (reading->references[i] == 0) continue;
    const struct dwarf_entry *type =
        bsearch(&reading->references[i], dwarf->entries, dwarf->count, sizeof *type, by_offset);
    if (type == NULL) refuse(label, "has a type that is no entry");
    dwarf->entries[i].type = (uint32_t)(type - dwarf->entries);
  }
}

struct dwarf dwarf_read(const char *label, const uint8_t *bytes, size_t size) {
  struct unit unit = {
      .label = label,
      .info = linked_section(label, bytes, size, ".debug_info"),
      .abbreviations = linked_section(label, bytes, size, ".debug_abbrev"),
      .strings = linked_section(label, bytes, size, ".debug_str"),
      .line_strings = linked_section(label, bytes, size, ".debug_line_str"),
      .string_offsets = linked_section(label, bytes, size, ".debug_str_offsets"),
      .lines = linked_section(label, bytes, size, ".debug_line"),
  };
  struct reading reading = {0};
  struct cursor cursor = cursor_at(label, &unit.info, 0);
  while (cursor.at < cursor.end) {
    unit.start = (uint64_t)(cursor.at - unit.info.bytes);
    unit.file_count = 0;
    uint64_t length = fixed(&cursor, 4);
    struct cursor inside = {label, cursor.at, take(&cursor, length) + length};
    uint64_t version = fixed(&inside, 2), kind = fixed(&inside, 1);
    if (version != 5 || kind != 1)
      refuse(label, "has a unit of version %u, kind %u", (unsigned)version, (unsigned)kind);
    fixed(&inside, 1);
    uint64_t table = fixed(&inside, 4);
    read_unit(&reading, &unit, &inside, table);
  }
  find_types(label, &reading);
  free(reading.references);
  return reading.dwarf;
}
