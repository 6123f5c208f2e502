// SPDX-License-Identifier: Apache-2.0
// Goes through the code of an object: functions that are to be checked, functions that are excused, and what is
// neither.
#include <stdio.h>
#include <string.h>

#include "tools/journal/check/check.h"

static bool is_excused(const struct object *object, const char *name) {
  return object_says(object, "raw", name) || object_says(object, "unsafe", name);
}

// Code between functions: what fills gaps, and the id that kcfi puts in front of a function.
static bool is_filler(const struct instruction *instruction) {
  bool id = instruction->effect == EFFECT_MOVE && instruction->operands[0].kind == OPERAND_IMMEDIATE &&
            instruction->operands[1].kind == OPERAND_REGISTER;
  return id || strncmp(instruction->name, "nop", 3) == 0 || strcmp(instruction->name, "int3") == 0;
}

static void check_section(struct check *check, const struct object *object, uint32_t section,
                          const struct listing_section *listing) {
  const struct object_function *function = object->functions, *end = object->functions + object->function_count;
  for (uint32_t i = 0; i < listing->count;) {
    const struct instruction *instruction = &listing->instructions[i];
    while (function < end &&
           (function->section < section || (function->section == section && function->end <= instruction->address)))
      function++;
    if (function < end && function->section == section && instruction->address >= function->start) {
      uint32_t count = 0;
      while (i + count < listing->count && listing->instructions[i + count].address < function->end)
        count++;
      if (is_excused(object, function->name))
        check->excused++;
      else
        check_function(check, function, instruction, count), check->checked++;
      i += count;
      continue;
    }
    if (!is_filler(instruction)) {
      fprintf(stderr,
              "error: %s: %s: %s+0x%llx is code of no function (%s); give it a symbol of type function, or put it into "
              "an assembler source\n",
              check->label, object->source, listing->name, (unsigned long long)instruction->address, instruction->text);
      check->errors++;
    }
    i++;
  }
}

void check_object(struct check *check, const struct object *object, const struct listing *listing) {
  uint32_t section = 0;
  check->object = object;
  // Both go through the file in its order; the listing leaves out what has no code.
  for (uint32_t i = 0; i < listing->count; i++) {
    while (section < object->code_count && strcmp(object->code[section].name, listing->sections[i].name) != 0)
      section++;
    if (section == object->code_count) {
      fprintf(stderr,
              "error: %s: %s: the section %s is not where the listing has it; compile it with the cell toolchain\n",
              check->label, object->source, listing->sections[i].name);
      check->errors++;
      return;
    }
    check_section(check, object, section++, &listing->sections[i]);
  }
}
