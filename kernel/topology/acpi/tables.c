// SPDX-License-Identifier: Apache-2.0
// ACPI's static tables: root pointer, list of tables, MADT, HPET. Section numbers are those of the ACPI specification 6.5.
#include "kernel/topology/acpi/tables.h"

#include "kernel/base/text.h"

enum { PIECE = 64 };

struct __attribute__((packed)) root_pointer {  // 5.2.5.3
  char signature[8];
  uint8_t sum;
  char maker[6];
  uint8_t revision;
  uint32_t short_list;
  uint32_t size;
  uint64_t long_list;
  uint8_t long_sum, reserved[3];
};
enum { ROOT_FIRST = 20 };  // bytes that the first sum is about, all that revision 0 has

struct __attribute__((packed)) table_header {  // 5.2.6
  char signature[4];
  uint32_t size;
  uint8_t revision, sum;
  char maker[6], table[8];
  uint32_t maker_revision, creator, creator_revision;
};

struct __attribute__((packed)) madt {  // 5.2.12
  struct table_header header;
  uint32_t local, flags;
};

// What an entry of the MADT can be, of those that are read (5.2.12.2 and on).
union __attribute__((packed)) entry {
  struct __attribute__((packed)) {
    uint8_t type, size;
  };
  struct __attribute__((packed)) {
    uint8_t type_, size_, processor, id;
    uint32_t flags;
  } cpu;
  struct __attribute__((packed)) {
    uint8_t type_, size_, id, reserved;
    uint32_t physical, first_input;
  } controller;
  struct __attribute__((packed)) {
    uint8_t type_, size_, bus, line;
    uint32_t input;
    uint16_t flags;
  } line;
  struct __attribute__((packed)) {
    uint8_t type_, size_;
    uint16_t reserved;
    uint64_t physical;
  } local;
  struct __attribute__((packed)) {
    uint8_t type_, size_;
    uint16_t reserved;
    uint32_t id, flags, processor;
  } wide_cpu;
};
enum { ENTRY_CPU = 0, ENTRY_CONTROLLER = 1, ENTRY_LINE = 2, ENTRY_LOCAL = 5, ENTRY_WIDE_CPU = 9 };
enum { CPU_ENABLED = 1 << 0 };
enum { LINE_POLARITY = 3, LINE_LOW = 3, LINE_TRIGGER = 3 << 2, LINE_LEVEL = 3 << 2 };  // 5.2.5.5 of MPS INTI flags

struct __attribute__((packed)) hpet {  // IA-PC HPET specification 1.0a, 3.2.4
  struct table_header header;
  uint32_t block;
  uint8_t space, width, offset, access;
  uint64_t physical;
};
enum { HPET_IN_MEMORY = 0 };

struct reading {
  const struct acpi_memory *memory;
  struct topology *out;
  char *why;
  bool has_processors;
};

static status_t corrupt(const struct reading *reading, const char *what, uint64_t at) {
  text_format(reading->why, ACPI_WHY, "ACPI: %s at physical %#lx", what, at);
  return CORRUPT;
}

static bool read_bytes(const struct reading *reading, uint64_t at, void *to, uint32_t size) {
  return at <= UINT64_MAX - size && reading->memory->read(reading->memory, at, to, size);
}

// Each table's bytes add up to 0 (5.2.6).
static status_t check_sum(const struct reading *reading, uint64_t at, uint32_t size, const char *what) {
  uint8_t sum = 0, piece[PIECE];
  for (uint32_t done = 0; done < size; done += PIECE) {
    uint32_t part = size - done < PIECE ? size - done : PIECE;
    if (!read_bytes(reading, at + done, piece, part)) return corrupt(reading, "memory that cannot be seen", at + done);
    for (uint32_t i = 0; i < part; i++)
      sum += piece[i];
  }
  return sum == 0 ? OK : corrupt(reading, what, at);
}

// ---- MADT ----

static bool has_cpu(const struct topology *out, uint32_t id) {
  for (uint32_t i = 0; i < out->cpus; i++)
    if (out->cpu[i] == id) return true;
  return false;
}

// Numbers that mean all processors at once are nobody's: 255 in an entry of eight bits, and UINT32_MAX in one of 32 (5.2.12.2, 5.2.12.12).
static void add_cpu(struct topology *out, uint32_t id, uint32_t all, uint32_t flags) {
  if (!(flags & CPU_ENABLED) || id == all || has_cpu(out, id)) return;
  if (out->cpus == TOPOLOGY_CPUS)
    out->cpus_left_out++;
  else
    out->cpu[out->cpus++] = id;
}

static void add_controller(struct topology *out, uint64_t physical, uint32_t first_input) {
  if (out->controllers == TOPOLOGY_CONTROLLERS) return;
  out->controller[out->controllers++] = (struct topology_controller){.physical = physical, .first_input = first_input};
}

static void set_line(struct topology *out, uint32_t line, uint32_t input, uint32_t flags) {
  if (line >= TOPOLOGY_LINES) return;
  out->line[line] = (struct topology_line){
      .input = input, .is_level = (flags & LINE_TRIGGER) == LINE_LEVEL, .is_low = (flags & LINE_POLARITY) == LINE_LOW};
}

static uint32_t least_size(const union entry *entry) {
  switch (entry->type) {
  case ENTRY_CPU: return sizeof entry->cpu;
  case ENTRY_CONTROLLER: return sizeof entry->controller;
  case ENTRY_LINE: return sizeof entry->line;
  case ENTRY_LOCAL: return sizeof entry->local;
  case ENTRY_WIDE_CPU: return sizeof entry->wide_cpu;
  default: return 2;
  }
}

static void add_entry(struct topology *out, const union entry *entry) {
  switch (entry->type) {
  case ENTRY_CPU: return add_cpu(out, entry->cpu.id, UINT8_MAX, entry->cpu.flags);
  case ENTRY_WIDE_CPU: return add_cpu(out, entry->wide_cpu.id, UINT32_MAX, entry->wide_cpu.flags);
  case ENTRY_CONTROLLER: return add_controller(out, entry->controller.physical, entry->controller.first_input);
  case ENTRY_LINE: return set_line(out, entry->line.line, entry->line.input, entry->line.flags);
  case ENTRY_LOCAL: out->local = entry->local.physical; return;
  default: return;  // NMI inputs, and what later revisions add
  }
}

static status_t read_madt(struct reading *reading, uint64_t at, uint32_t size) {
  struct madt madt;
  if (size < sizeof madt) return corrupt(reading, "an MADT that is too short", at);
  if (!read_bytes(reading, at, &madt, sizeof madt)) return corrupt(reading, "memory that cannot be seen", at);
  reading->has_processors = true;
  reading->out->local = madt.local;
  for (uint32_t done = sizeof madt; done < size;) {
    union entry entry = {};
    uint32_t left = size - done, seen = left < sizeof entry ? left : sizeof entry;
    if (!read_bytes(reading, at + done, &entry, seen)) return corrupt(reading, "memory that cannot be seen", at + done);
    if (left < 2 || entry.size > left || entry.size < least_size(&entry))
      return corrupt(reading, "an MADT entry of an impossible length", at + done);
    add_entry(reading->out, &entry);
    done += entry.size;
  }
  return OK;
}

// ---- Tables ----

static status_t read_hpet(struct reading *reading, uint64_t at, uint32_t size) {
  struct hpet hpet;
  if (size < sizeof hpet) return corrupt(reading, "an HPET table that is too short", at);
  if (!read_bytes(reading, at, &hpet, sizeof hpet)) return corrupt(reading, "memory that cannot be seen", at);
  if (hpet.space == HPET_IN_MEMORY) reading->out->hpet = hpet.physical;
  return OK;
}

static bool is_called(const struct table_header *header, const char *signature) {
  for (uint32_t i = 0; i < sizeof header->signature; i++)
    if (header->signature[i] != signature[i]) return false;
  return true;
}

static status_t read_header(const struct reading *reading, uint64_t at, struct table_header *header) {
  if (!read_bytes(reading, at, header, sizeof *header)) return corrupt(reading, "memory that cannot be seen", at);
  if (header->size < sizeof *header || header->size > ACPI_TABLE_BYTES)
    return corrupt(reading, "a table of an impossible length", at);
  return OK;
}

// Tables that are of no use here are not looked at, right or wrong.
static status_t read_table(struct reading *reading, uint64_t at) {
  struct table_header header;
  status_t status = read_header(reading, at, &header);
  if (status != OK) return status;
  bool is_madt = is_called(&header, "APIC") && !reading->has_processors,
       is_hpet = is_called(&header, "HPET") && reading->out->hpet == 0;
  if (!is_madt && !is_hpet) return OK;
  status = check_sum(reading, at, header.size, is_madt ? "an MADT with a wrong sum" : "an HPET table with a wrong sum");
  if (status != OK) return status;
  return is_madt ? read_madt(reading, at, header.size) : read_hpet(reading, at, header.size);
}

// RSDT and XSDT (5.2.7, 5.2.8): behind the header the addresses of all tables, of 4 or 8 bytes each.
static status_t read_list(struct reading *reading, uint64_t at, const char *name, uint32_t width) {
  struct table_header header;
  status_t status = read_header(reading, at, &header);
  if (status != OK) return status;
  if (!is_called(&header, name)) return corrupt(reading, "something else than the list of tables", at);
  status = check_sum(reading, at, header.size, "a list of tables with a wrong sum");
  uint32_t count = (header.size - (uint32_t)sizeof header) / width;
  if (status == OK && count > ACPI_TABLES) return corrupt(reading, "a list of too many tables", at);
  for (uint32_t i = 0; status == OK && i < count; i++) {
    uint64_t table = 0;
    if (!read_bytes(reading, at + sizeof header + (uint64_t)i * width, &table, width))
      return corrupt(reading, "memory that cannot be seen", at);
    if (table != 0) status = read_table(reading, table);
  }
  return status;
}

static status_t read_root(struct reading *reading, uint64_t at) {
  struct root_pointer root = {};
  if (!read_bytes(reading, at, &root, ROOT_FIRST)) return corrupt(reading, "memory that cannot be seen", at);
  static const char signature[] = "RSD PTR ";
  for (uint32_t i = 0; i < sizeof root.signature; i++)
    if (root.signature[i] != signature[i]) return corrupt(reading, "something else than the root pointer", at);
  status_t status = check_sum(reading, at, ROOT_FIRST, "a root pointer with a wrong sum");
  if (status != OK || root.revision < 2) return status != OK ? status : read_list(reading, root.short_list, "RSDT", 4);
  if (!read_bytes(reading, at, &root, sizeof root)) return corrupt(reading, "memory that cannot be seen", at);
  if (root.size < sizeof root || root.size > ACPI_TABLE_BYTES)
    return corrupt(reading, "a root pointer of an impossible length", at);
  status = check_sum(reading, at, root.size, "a root pointer with a wrong long sum");
  if (status != OK) return status;
  if (root.long_list != 0) return read_list(reading, root.long_list, "XSDT", 8);
  return read_list(reading, root.short_list, "RSDT", 4);
}

void acpi_blank(struct topology *out) {
  *out = (struct topology){};
  for (uint32_t line = 0; line < TOPOLOGY_LINES; line++)
    out->line[line].input = line;
}

status_t acpi_read(const struct acpi_memory *memory, uint64_t root, struct topology *out, char *why) {
  acpi_blank(out);
  struct reading reading = {.memory = memory, .out = out, .why = why};
  status_t status = NOT_FOUND;
  if (root == 0)
    text_copy(why, ACPI_WHY, "ACPI: the loader gives no root pointer");
  else
    status = read_root(&reading, root);
  if (status == OK && out->cpus == 0) {
    text_copy(why, ACPI_WHY, "ACPI: no table lists a processor that is enabled");
    status = NOT_FOUND;
  }
  if (status != OK) acpi_blank(out);
  return status;
}
