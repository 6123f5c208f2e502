// SPDX-License-Identifier: Apache-2.0
#include "tools/cellctl/flame/stacks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellctl/words/words.h"

#define SAMPLES_MOST (UINT64_C(1) << 40)  // of a stack: no sum of them runs over
enum { FORMAT = 1, FRAMES = 64, FRAME = 5, WORDS = FRAME + FRAMES };

struct reading {
  bool begun, ended;
  uint64_t stacks, announced;
};

static bool add_function(struct stacks *stacks, char *const words[]) {
  struct stack_function row = {.cell = words[2], .name = words[3]};
  if (!words_number(words[1], &row.address)) return false;
  struct stack_function *functions = words_grow(stacks->functions, stacks->function_count, sizeof row);
  if (functions == NULL) return false;
  stacks->functions = functions;
  functions[stacks->function_count++] = row;
  return true;
}

// The newest that was told: a swap may have put another one there.
static const struct stack_function *function_at(const struct stacks *stacks, uint64_t address) {
  for (size_t i = stacks->function_count; i > 0; i--)
    if (stacks->functions[i - 1].address == address) return &stacks->functions[i - 1];
  return NULL;
}

static int order(const char *left, const char *right) {
  return left == NULL || right == NULL ? (left != NULL) - (right != NULL) : strcmp(left, right);
}

static int compare(const struct stack_node *left, const struct stack_node *right) {
  int names = order(left->name, right->name);
  if (names != 0) return names;
  if (left->number != right->number) return left->number < right->number ? -1 : 1;
  return order(left->cell, right->cell);
}

// The child that is such a one; made where it is missing.
static struct stack_node *child_of(struct stack_node *parent, const struct stack_node *wanted) {
  struct stack_node **at = &parent->child;
  while (*at != NULL && compare(*at, wanted) < 0)
    at = &(*at)->next;
  if (*at != NULL && compare(*at, wanted) == 0) return *at;
  struct stack_node *node = malloc(sizeof *node);
  if (node == NULL) return NULL;
  *node = *wanted;
  node->next = *at;
  *at = node;
  return node;
}

static bool step(struct stack_node **at, const struct stack_node *wanted, uint64_t count) {
  *at = child_of(*at, wanted);
  if (*at == NULL) return false;
  (*at)->count += count;
  return true;
}

static bool step_to_function(const struct stacks *stacks, struct stack_node **at, const char *word, uint64_t count) {
  uint64_t address;
  if (!words_number(word, &address)) return false;
  const struct stack_function *function = function_at(stacks, address);
  struct stack_node wanted = {.number = address};
  if (function != NULL) wanted = (struct stack_node){.cell = function->cell, .name = function->name};
  return step(at, &wanted, count);
}

// Tasks of one name are one; those that have ended have only a number.
static bool add_stack(struct stacks *stacks, char *const words[], size_t count) {
  uint64_t samples, task;
  if (!words_number(words[2], &samples) || !words_number(words[3], &task) || samples > SAMPLES_MOST) return false;
  struct stack_node *at = stacks->root, who = {.name = words[4]};
  if (*who.name == 0) who = (struct stack_node){.number = task};
  at->count += samples;
  if (!step(&at, &who, samples)) return false;
  for (size_t i = count; i > FRAME; i--)
    if (!step_to_function(stacks, &at, words[i - 1], samples)) return false;
  if (count - FRAME + 2 > stacks->depth) stacks->depth = (uint32_t)(count - FRAME + 2);
  return true;
}

static bool add_cpu(struct stacks *stacks, char *const words[]) {
  uint64_t samples, lost;
  if (!words_numbers(words + 2, 2, (uint64_t *const[]){&samples, &lost})) return false;
  stacks->samples += samples;
  stacks->lost += lost;
  return true;
}

static bool take(struct stacks *stacks, struct reading *reading, char *const words[], size_t count) {
  uint64_t format;
  const char *word = words[0];
  if (strcmp(word, "profiler") == 0) {
    reading->begun = count == 2 && words_number(words[1], &format) && format == FORMAT;
    return reading->begun;
  }
  if (strcmp(word, "rate") == 0) return count == 2 && words_number(words[1], &stacks->hertz);
  if (strcmp(word, "cpu") == 0) return count == 4 && add_cpu(stacks, words);
  if (strcmp(word, "function") == 0) return count == 4 && add_function(stacks, words);
  if (strcmp(word, "stack") == 0) {
    reading->stacks++;
    return count >= FRAME && add_stack(stacks, words, count);
  }
  if (strcmp(word, "end") != 0) return true;
  reading->ended = count == 2 && words_number(words[1], &reading->announced);
  return reading->ended;
}

static bool fail(struct stacks *stacks, char *why, size_t size, const char *what, const char *next) {
  stacks_free(stacks);
  snprintf(why, size, "%s; %s", what, next);
  return false;
}

bool stacks_read(char *text, struct stacks *stacks, char *why, size_t size) {
  struct reading reading = {};
  char what[64], *words[WORDS], *rest = text;
  *stacks = (struct stacks){.root = calloc(1, sizeof *stacks->root), .depth = 1};
  if (stacks->root == NULL) return fail(stacks, why, size, "no memory for the profile", "sample for a shorter time");
  for (size_t line = 1; *rest != 0; line++) {
    size_t count = words_cut(words_line(&rest), words, WORDS);
    if (count == 0) continue;
    if (!reading.begun && strcmp(words[0], "profiler") != 0)
      return fail(stacks, why, size, "this is no profile",
                  "the system's image needs the command //cells/shell/commands/profiler");
    if (take(stacks, &reading, words, count)) continue;
    snprintf(what, sizeof what, "line %zu of the profile is not understood", line);
    return fail(stacks, why, size, what, "use the cellctl that was built with the image");
  }
  if (!reading.ended || reading.announced != reading.stacks)
    return fail(stacks, why, size, "the profile is not whole", "ask for it again");
  return true;
}

static void free_nodes(struct stack_node *node) {
  while (node != NULL) {
    struct stack_node *next = node->next;
    free_nodes(node->child);
    free(node);
    node = next;
  }
}

void stacks_free(struct stacks *stacks) {
  free_nodes(stacks->root);
  free(stacks->functions);
  *stacks = (struct stacks){};
}
