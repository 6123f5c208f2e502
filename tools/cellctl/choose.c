// SPDX-License-Identifier: Apache-2.0
// Which of the instances is meant.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/cellctl/instance.h"

static bool fail(struct instance_error *error, const char *text, const char *more) {
  snprintf(error->text, sizeof error->text, "%s%s", text, more);
  return false;
}

static bool is_short_name(const char *label, const char *wanted) {
  size_t length = strlen(label), short_length = strlen(wanted);
  if (short_length == 0 || short_length >= length) return false;
  char before = label[length - short_length - 1];
  return strcmp(label + length - short_length, wanted) == 0 && (before == ':' || before == '/');
}

// Whether `wanted` means it by name or by process.
static bool is_called(const struct instance *instance, const char *wanted) {
  char pid[32];
  snprintf(pid, sizeof pid, "%ld", instance->pid);
  return strcmp(instance->name, wanted) == 0 || strcmp(instance->image, wanted) == 0 || strcmp(pid, wanted) == 0 ||
         is_short_name(instance->image, wanted);
}

static bool is_there(const struct instance *instance) {
  return instance->state != INSTANCE_GONE;
}

static void add_list(struct instance_error *error, const struct instances *instances) {
  for (size_t i = 0; i < instances->count; i++) {
    const struct instance *instance = &instances->list[i];
    size_t used = strlen(error->text);
    if (is_there(instance))
      snprintf(error->text + used, sizeof error->text - used, "\n  %zu  %s  %s, started %s", i + 1, instance->name,
               instance->image, instance->started);
  }
}

static bool several(struct instance_error *error, const struct instances *instances, const char *wanted) {
  if (wanted == NULL)
    snprintf(error->text, sizeof error->text, "several instances run; choose one with --instance NAME or NUMBER:");
  else
    snprintf(error->text, sizeof error->text,
             "%.100s means several instances; choose one of them by its NUMBER or whole NAME:", wanted);
  add_list(error, instances);
  return false;
}

static bool none(struct instance_error *error, const struct instances *instances, const char *wanted) {
  bool some = false;
  for (size_t i = 0; i < instances->count; i++)
    some |= is_there(&instances->list[i]);
  if (!some) {
    snprintf(error->text, sizeof error->text,
             "no instance runs (looked in %s); start one with `bazel run //images:qemu_x86_64` in another terminal",
             instances->folder);
    return false;
  }
  snprintf(error->text, sizeof error->text, "no instance is called %.100s; there are:", wanted);
  add_list(error, instances);
  return false;
}

static bool is_usable(const struct instance *instance, struct instance_error *error) {
  switch (instance->state) {
  case INSTANCE_LISTENS: return true;
  case INSTANCE_STARTING: return true;  // whoever connects waits, or says what is wrong
  case INSTANCE_NO_CONTROL:
    snprintf(error->text, sizeof error->text, "%s cannot be talked to: %s", instance->name, instance->no_control);
    return false;
  case INSTANCE_GONE:
    snprintf(error->text, sizeof error->text, "%s was ended by force and is gone; start it again", instance->name);
    return false;
  }
  return fail(error, instance->name, " is in no state that there is");
}

bool instances_choose(const struct instances *instances, const char *wanted, const struct instance **chosen,
                      struct instance_error *error) {
  *chosen = NULL;
  char *end = NULL;
  unsigned long number = wanted == NULL ? 0 : strtoul(wanted, &end, 10);
  if (number > 0 && *end == 0 && number <= instances->count) {
    *chosen = &instances->list[number - 1];
    return is_usable(*chosen, error);
  }
  for (size_t i = 0; i < instances->count; i++) {
    const struct instance *instance = &instances->list[i];
    if (wanted == NULL ? !is_there(instance) : !is_called(instance, wanted)) continue;
    if (*chosen != NULL) return several(error, instances, wanted);
    *chosen = instance;
  }
  return *chosen == NULL ? none(error, instances, wanted) : is_usable(*chosen, error);
}
