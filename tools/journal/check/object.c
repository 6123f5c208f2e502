// SPDX-License-Identifier: Apache-2.0
// Reads sections and symbols of an ELF object (System V gABI chapter 4) that may be damaged.
#include "tools/journal/check/object.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Where the pass writes down what it did: lines of text.
#define JOURNAL_SECTION ".delias.journal"

static bool inside(const struct object *object, uint64_t offset, uint64_t size) {
  return offset <= object->size && size <= object->size - offset;
}

static bool read_all(struct object *object, const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return false;
  uint64_t room = 1 << 16;
  object->bytes = malloc(room);
  for (size_t got = 1; object->bytes != NULL && got != 0; object->size += got) {
    if (object->size == room) object->bytes = realloc(object->bytes, room *= 2);
    if (object->bytes == NULL) break;
    got = fread(object->bytes + object->size, 1, room - object->size, file);
  }
  bool good = object->bytes != NULL && !ferror(file);
  fclose(file);
  return good;
}

// Copies the header of section index; false where there is none or its content is not in the file.
static bool section_at(const struct object *object, uint64_t index, Elf64_Shdr *section) {
  Elf64_Ehdr header;
  memcpy(&header, object->bytes, sizeof header);
  if (index >= header.e_shnum || header.e_shoff > object->size) return false;
  if (!inside(object, header.e_shoff + index * sizeof *section, sizeof *section)) return false;
  memcpy(section, object->bytes + header.e_shoff + index * sizeof *section, sizeof *section);
  return section->sh_type == SHT_NOBITS || inside(object, section->sh_offset, section->sh_size);
}

// The name at offset in the strings of section index, or null.
static const char *name_at(const struct object *object, uint64_t index, uint64_t offset) {
  Elf64_Shdr strings;
  if (!section_at(object, index, &strings) || strings.sh_type != SHT_STRTAB || offset >= strings.sh_size) return NULL;
  const char *name = (const char *)object->bytes + strings.sh_offset + offset;
  return memchr(name, 0, strings.sh_size - offset) != NULL ? name : NULL;
}

static int by_place(const void *left, const void *right) {
  const struct object_function *a = left, *b = right;
  if (a->section != b->section) return a->section < b->section ? -1 : 1;
  return a->start < b->start ? -1 : a->start > b->start;
}

// Functions; `code_of` says which of object->code a section of the file is.
static const char *read_symbols(struct object *object, const Elf64_Shdr *table, const uint32_t *code_of,
                                uint64_t section_count) {
  uint64_t count = table->sh_size / sizeof(Elf64_Sym);
  object->functions = calloc(count + 1, sizeof *object->functions);
  if (object->functions == NULL) return "is too large";
  for (uint64_t i = 0; i < count; i++) {
    Elf64_Sym symbol;
    memcpy(&symbol, object->bytes + table->sh_offset + i * sizeof symbol, sizeof symbol);
    const char *name = name_at(object, table->sh_link, symbol.st_name);
    if (name == NULL) return "has a symbol without a name";
    if (ELF64_ST_TYPE(symbol.st_info) == STT_FILE) object->source = name;
    // Compilers put an id in front of a function under a name of its own, which is no function.
    if (ELF64_ST_TYPE(symbol.st_info) != STT_FUNC || strncmp(name, "__cfi_", 6) == 0) continue;
    if (symbol.st_shndx >= section_count || code_of[symbol.st_shndx] == UINT32_MAX) continue;
    uint32_t section = code_of[symbol.st_shndx];
    uint64_t size = object->code[section].size;
    if (symbol.st_value >= size || symbol.st_size > size - symbol.st_value) return "has a function outside its section";
    object->functions[object->function_count++] =
        (struct object_function){name, section, symbol.st_value, symbol.st_value + symbol.st_size};
  }
  qsort(object->functions, object->function_count, sizeof *object->functions, by_place);
  // One whose size is not known goes on to the next.
  for (uint32_t i = 0; i < object->function_count; i++) {
    struct object_function *function = &object->functions[i];
    bool last = i + 1 == object->function_count || function[1].section != function->section;
    if (function->end == function->start)
      function->end = last ? object->code[function->section].size : function[1].start;
  }
  return NULL;
}

static const char *read_mode(struct object *object, const Elf64_Shdr *section) {
  const char *text = (const char *)object->bytes + section->sh_offset;
  const char *end = memchr(text, '\n', section->sh_size);
  if (end == NULL || strncmp(text, "journal 1 ", 10) != 0)
    return "has a section " JOURNAL_SECTION " that does not begin as the pass begins it";
  // A copy that ends: the lines are searched as one string.
  char *copy = malloc(section->sh_size + 2);
  if (copy == NULL) return "is too large";
  copy[0] = '\n';
  memcpy(copy + 1, text, section->sh_size);
  copy[section->sh_size + 1] = 0;
  object->mode = copy;
  return NULL;
}

static const char *read_sections(struct object *object, const Elf64_Ehdr *header) {
  uint32_t *code_of = malloc((header->e_shnum + 1ul) * sizeof *code_of);
  object->code = calloc(header->e_shnum + 1ul, sizeof *object->code);
  const char *why = code_of == NULL || object->code == NULL ? "is too large" : NULL;
  for (uint64_t i = 0; why == NULL && i < header->e_shnum; i++) {
    Elf64_Shdr section;
    code_of[i] = UINT32_MAX;
    if (!section_at(object, i, &section)) {
      why = "has a section outside the file";
      continue;
    }
    if (section.sh_type == SHT_NULL) continue;
    const char *name = name_at(object, header->e_shstrndx, section.sh_name);
    if (name == NULL) {
      why = "has a section without a name";
      continue;
    }
    if (section.sh_type == SHT_PROGBITS && section.sh_flags & SHF_EXECINSTR && section.sh_size != 0) {
      code_of[i] = object->code_count;
      object->code[object->code_count++] = (struct object_section){name, section.sh_size};
    }
    // A compiler leaves its name and a table of addresses that are taken; an assembler neither.
    bool compiled = strcmp(name, ".comment") == 0 || strcmp(name, ".llvm_addrsig") == 0;
    if (compiled && object->kind == OBJECT_ASSEMBLED) object->kind = OBJECT_COMPILED;
    if (strcmp(name, JOURNAL_SECTION) == 0 && section.sh_type != SHT_NOBITS) {
      object->kind = OBJECT_JOURNALLED;
      if (object->mode == NULL) why = read_mode(object, &section);
    }
  }
  for (uint64_t i = 0; why == NULL && i < header->e_shnum; i++) {
    Elf64_Shdr section;
    if (section_at(object, i, &section) && section.sh_type == SHT_SYMTAB && object->functions == NULL)
      why = read_symbols(object, &section, code_of, header->e_shnum);
  }
  free(code_of);
  return why;
}

bool object_read(struct object *object, const char *path, const char **why) {
  *object = (struct object){.path = path, .source = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path};
  Elf64_Ehdr header;
  *why = "cannot be read";
  if (!read_all(object, path)) return false;
  *why = "is no x86-64 object file";
  if (object->size < sizeof header) return false;
  memcpy(&header, object->bytes, sizeof header);
  if (memcmp(header.e_ident, ELFMAG, SELFMAG) != 0 || header.e_ident[EI_CLASS] != ELFCLASS64) return false;
  if (header.e_machine != EM_X86_64 || header.e_type != ET_REL || header.e_shentsize != sizeof(Elf64_Shdr))
    return false;
  *why = read_sections(object, &header);
  return *why == NULL;
}

void object_free(struct object *object) {
  free((char *)object->mode);
  free(object->functions);
  free(object->code);
  free(object->bytes);
}

bool object_says(const struct object *object, const char *word, const char *name) {
  size_t word_size = strlen(word), name_size = strlen(name);
  for (const char *line = object->mode; line != NULL; line = strchr(line + 1, '\n')) {
    const char *at = line + 1;
    if (strncmp(at, word, word_size) != 0 || at[word_size] != ' ') continue;
    at += word_size + 1;
    if (strncmp(at, name, name_size) == 0 && at[name_size] == '\n') return true;
  }
  return false;
}

const char *object_defect(const struct object *object) {
  static const char begin[] = "\njournal 1 ";
  const char *mode = object->mode != NULL ? object->mode + sizeof begin - 1 : "";
  return strncmp(mode, "defect=", 7) == 0 ? mode : NULL;
}
