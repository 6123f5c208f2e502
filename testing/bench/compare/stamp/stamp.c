// SPDX-License-Identifier: Apache-2.0
// The new file is the old one with a longer table of program headers and the code behind it.
#include "testing/bench/compare/stamp/stamp.h"

#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PVH_NOTE = 18, ENTRY_BYTES = 4 };  // XEN_ELFNOTE_PHYS32_ENTRY

extern const uint8_t stamp_code[], stamp_code_target[], stamp_code_end[];

struct input {
  const uint8_t *data;
  size_t size;
  const Elf64_Ehdr *header;
  const Elf64_Phdr *segments;
};

static bool refuse(char *why, const char *reason) {
  snprintf(why, STAMP_WHY, "%s", reason);
  return false;
}

static bool lies_within(const struct input *in, uint64_t offset, uint64_t length) {
  return offset <= in->size && length <= in->size - offset;
}

static bool read_headers(struct input *in, char *why) {
  in->header = (const Elf64_Ehdr *)in->data;
  if (in->size < sizeof *in->header || memcmp(in->data, ELFMAG, SELFMAG) != 0) return refuse(why, "not an ELF file");
  if (in->header->e_ident[EI_CLASS] != ELFCLASS64 || in->header->e_ident[EI_DATA] != ELFDATA2LSB ||
      in->header->e_machine != EM_X86_64)
    return refuse(why, "not an ELF file for x86-64");
  if (in->header->e_phentsize != sizeof *in->segments || in->header->e_phoff % 8 != 0 ||
      in->header->e_phnum >= PN_XNUM - 1 ||
      !lies_within(in, in->header->e_phoff, (uint64_t)in->header->e_phnum * sizeof *in->segments))
    return refuse(why, "its program headers lie outside the file");
  in->segments = (const Elf64_Phdr *)(in->data + in->header->e_phoff);
  return true;
}

// Where in the file the address of the PVH entry lies.
static bool find_entry(const struct input *in, const Elf64_Phdr *notes, uint64_t *where) {
  if (!lies_within(in, notes->p_offset, notes->p_filesz)) return false;
  uint64_t at = notes->p_offset, end = at + notes->p_filesz;
  while (end - at >= sizeof(Elf64_Nhdr)) {
    Elf64_Nhdr note;
    memcpy(&note, in->data + at, sizeof note);
    uint64_t name = at + sizeof note, content = name + (((uint64_t)note.n_namesz + 3) & ~UINT64_C(3));
    uint64_t next = content + (((uint64_t)note.n_descsz + 3) & ~UINT64_C(3));
    if (content > end || note.n_descsz > end - content) return false;
    if (note.n_type == PVH_NOTE && note.n_namesz == 4 && memcmp(in->data + name, "Xen", 4) == 0) {
      *where = content;
      return note.n_descsz >= ENTRY_BYTES;
    }
    if (next > end) return false;
    at = next;
  }
  return false;
}

static bool look(const struct input *in, uint32_t physical, uint64_t *where, char *why) {
  bool found = false;
  for (uint32_t i = 0; i < in->header->e_phnum; i++) {
    const Elf64_Phdr *segment = &in->segments[i];
    if (segment->p_type == PT_NOTE && !found) found = find_entry(in, segment, where);
    if (segment->p_type == PT_LOAD && segment->p_paddr < (uint64_t)physical + STAMP_PAGE &&
        segment->p_paddr + segment->p_memsz > physical)
      return refuse(why, "it loads something to the page that is for the stamp");
  }
  return found || refuse(why, "it has no PVH entry");
}

bool stamp_elf(const uint8_t *file, size_t size, uint32_t physical, struct stamp *stamp, char why[STAMP_WHY]) {
  struct input in = {.data = file, .size = size};
  uint64_t where = 0;
  if (!read_headers(&in, why) || !look(&in, physical, &where, why)) return false;
  size_t headers = (size + 15) & ~(size_t)15, length = (size_t)in.header->e_phnum * sizeof *in.segments;
  size_t code = (headers + length + sizeof *in.segments + STAMP_PAGE - 1) & ~(size_t)(STAMP_PAGE - 1);
  size_t code_size = (size_t)(stamp_code_end - stamp_code);
  uint8_t *out = calloc(1, code + code_size);
  if (out == NULL) return refuse(why, "there is no memory for it");
  uint32_t entry;
  memcpy(&entry, file + where, sizeof entry);
  memcpy(out, file, size);
  memcpy(out + where, &physical, sizeof physical);
  memcpy(out + headers, in.segments, length);
  Elf64_Phdr segment = {.p_type = PT_LOAD,
                        .p_flags = PF_R | PF_X,
                        .p_offset = code,
                        .p_vaddr = physical,
                        .p_paddr = physical,
                        .p_filesz = code_size,
                        .p_memsz = code_size,
                        .p_align = 1};
  memcpy(out + headers + length, &segment, sizeof segment);
  Elf64_Ehdr header = *in.header;
  header.e_phoff = headers;
  header.e_phnum++;
  memcpy(out, &header, sizeof header);
  memcpy(out + code, stamp_code, code_size);
  memcpy(out + code + (stamp_code_target - stamp_code), &entry, sizeof entry);
  *stamp = (struct stamp){.data = out, .size = code + code_size, .entry = entry};
  return true;
}

void stamp_free(struct stamp *stamp) {
  free(stamp->data);
  *stamp = (struct stamp){0};
}
