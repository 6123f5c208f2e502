// SPDX-License-Identifier: Apache-2.0
// Reads what `llvm-objdump -d -r --no-show-raw-insn` prints.
#include "tools/journal/check/listing.h"

#include <ctype.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

// All that can be read from file, with a NUL behind it.
static char *read_all(int file) {
  size_t room = 1 << 16, used = 0;
  char *text = malloc(room);
  while (text != NULL) {
    if (used + 1 == room) {
      char *larger = realloc(text, room *= 2);
      if (larger == NULL) break;
      text = larger;
    }
    ssize_t got = read(file, text + used, room - used - 1);
    if (got <= 0) {
      text[used] = 0;
      return text;
    }
    used += (size_t)got;
  }
  free(text);
  return NULL;
}

bool listing_read(struct listing *listing, const char *objdump, const char *path, const char **why) {
  int ends[2], status = 0;
  *listing = (struct listing){0};
  *why = "cannot be disassembled: llvm-objdump does not start";
  if (pipe(ends) != 0) return false;
  char *words[] = {(char *)objdump, "-d", "-r", "--no-show-raw-insn", (char *)path, NULL};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, ends[0]);
  posix_spawn_file_actions_addclose(&actions, ends[1]);
  pid_t child;
  bool started = posix_spawn(&child, objdump, &actions, NULL, words, environ) == 0;
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  char *text = started ? read_all(ends[0]) : NULL;
  close(ends[0]);
  if (!started) return false;
  *why = "cannot be disassembled: llvm-objdump failed";
  if (waitpid(child, &status, 0) != child || status != 0 || text == NULL) {
    free(text);
    return false;
  }
  return listing_parse(listing, text, why);
}

// Cuts a comment and spaces off the line's end.
static void trim(char *line) {
  char *comment = strstr(line, " #");
  if (comment != NULL) *comment = 0;
  for (size_t size = strlen(line); size > 0 && isspace((unsigned char)line[size - 1]);)
    line[--size] = 0;
}

// `   1a:      	movq	%rax, (%rdi)`
static bool is_instruction(const char *line, uint64_t *address, char **text) {
  char *end;
  const char *at = line + strspn(line, " ");
  if (!isxdigit((unsigned char)*at)) return false;
  *address = strtoull(at, &end, 16);
  if (*end != ':') return false;
  end += 1 + strspn(end + 1, " ");
  if (*end != '\t') return false;
  *text = end + 1;
  return true;
}

// `		000000000000002d:  R_X86_64_PC32	heap-0x4`: type, symbol and offset of it; the line is taken apart.
static bool is_relocation(char *line, uint64_t *at, char **type, char **symbol, int64_t *offset) {
  char *end;
  if (strncmp(line, "\t\t", 2) != 0) return false;
  *at = strtoull(line, &end, 16);
  if (*end != ':') return false;
  *type = end + 1 + strspn(end + 1, " ");
  *symbol = strchr(*type, '\t');
  if (*symbol == NULL) return false;
  *(*symbol)++ = 0;
  *offset = 0;
  char *sign = strrchr(*symbol, '-') > strrchr(*symbol, '+') ? strrchr(*symbol, '-') : strrchr(*symbol, '+');
  if (sign != NULL && strncmp(sign + 1, "0x", 2) == 0) {
    *offset = (int64_t)strtoull(sign + 1, NULL, 16) * (*sign == '-' ? -1 : 1);
    *sign = 0;
  }
  return true;
}

static bool is_prefix(const char *words) {
  static const char *const prefixes[] = {"lock", "rep", "repe", "repne", "data16", "rex64"};
  size_t size = strcspn(words, " \t");
  for (uint32_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
    if (size == strlen(prefixes[i]) && strncmp(words, prefixes[i], size) == 0) return true;
  return false;
}

static void *grown(void *array, uint32_t count, size_t size) {
  // Full whenever the count is a power of two.
  if (count != 0 && (count < 16 || (count & (count - 1)) != 0)) return array;
  return realloc(array, (count == 0 ? 16 : count * 2ul) * size);
}

static struct listing_section *add_section(struct listing *listing, char *name) {
  struct listing_section *sections = grown(listing->sections, listing->count, sizeof *sections);
  if (sections == NULL) return NULL;
  listing->sections = sections;
  sections[listing->count] = (struct listing_section){.name = name};
  return &sections[listing->count++];
}

static struct instruction *add_instruction(struct listing_section *section) {
  struct instruction *instructions = grown(section->instructions, section->count, sizeof *instructions);
  if (instructions == NULL) return NULL;
  section->instructions = instructions;
  instructions[section->count] = (struct instruction){0};
  return &instructions[section->count++];
}

// Where an instruction ends is known when the next one begins; relocations are counted from there.
struct pending {
  uint64_t at;
  char *type, *symbol;
  int64_t offset;
};

static void finish(struct listing_section *section, uint64_t end, struct pending *pending, uint32_t *count) {
  if (section != NULL && section->count != 0) {
    struct instruction *last = &section->instructions[section->count - 1];
    last->end = end != 0 ? end : *count != 0 ? pending[*count - 1].at + 4 : last->address + 1;
    for (uint32_t i = 0; i < *count; i++)
      instruction_relocate(last, pending[i].at, pending[i].type, pending[i].symbol, pending[i].offset);
  }
  *count = 0;
}

// What has been read of an instruction; objdump writes some prefixes as lines of their own, others in front of the
// name.
struct prefixes {
  bool any, repeat;
  uint64_t address;
};

// Returns what stands behind the prefixes.
static char *take_prefixes(struct prefixes *prefixes, uint64_t address, char *words) {
  if (!prefixes->any) prefixes->address = address;
  prefixes->any = true;
  while (is_prefix(words)) {
    prefixes->repeat |= strncmp(words, "rep", 3) == 0;
    words += strcspn(words, " \t");
    words += strspn(words, " \t");
  }
  return words;
}

bool listing_parse(struct listing *listing, char *text, const char **why) {
  struct listing_section *section = NULL;
  struct pending pending[4];
  uint32_t pending_count = 0;
  struct prefixes prefixes = {0};
  *listing = (struct listing){.text = text};
  *why = "cannot be disassembled: the listing is not as expected";
  for (char *line = text, *next; line != NULL && *line != 0; line = next) {
    next = strchr(line, '\n');
    if (next != NULL) *next++ = 0;
    uint64_t address;
    char *words;
    if (strncmp(line, "Disassembly of section ", 23) == 0) {
      finish(section, 0, pending, &pending_count);
      char *name = line + 23;
      if (*name != 0) name[strlen(name) - 1] = 0;  // a colon
      prefixes = (struct prefixes){0};
      section = add_section(listing, name);
      if (section == NULL) return false;
    } else if (section != NULL && is_instruction(line, &address, &words)) {
      trim(words);
      words = take_prefixes(&prefixes, address, words);
      finish(section, prefixes.address, pending, &pending_count);
      if (*words == 0) continue;
      struct instruction *instruction = add_instruction(section);
      if (instruction == NULL) return false;
      instruction_parse(instruction, words);
      instruction->address = prefixes.address, instruction->repeat = prefixes.repeat;
      prefixes = (struct prefixes){0};
    } else if (section != NULL && section->count != 0 && pending_count < 4) {
      struct pending *one = &pending[pending_count];
      if (is_relocation(line, &one->at, &one->type, &one->symbol, &one->offset)) pending_count++;
    }
  }
  finish(section, 0, pending, &pending_count);
  return true;
}

void listing_free(struct listing *listing) {
  for (uint32_t i = 0; i < listing->count; i++)
    free(listing->sections[i].instructions);
  free(listing->sections);
  free(listing->text);
}
