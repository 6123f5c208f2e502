// SPDX-License-Identifier: Apache-2.0
// ls: the instances that run, and whether they answer.
#include <stdio.h>
#include <string.h>

#include "tools/cellctl/cellctl.h"

enum { PATIENCE_MS = 1000 };

// Says hello with little patience: a list that waits ten seconds for one that stands still is of no use.
static const char *ask(const struct cellctl *cellctl, const struct instance *instance) {
  struct client client;
  uint32_t patience = cellctl->timeout_ms < PATIENCE_MS ? cellctl->timeout_ms : PATIENCE_MS;
  client_open(&client, instance->folder, cellctl->doing, patience);
  client_close(&client);
  switch (client.failure) {
  case CLIENT_FINE: return "answers";
  case CLIENT_HELD: return "busy";
  case CLIENT_FOREIGN: return "foreign";
  case CLIENT_GONE: return "gone";
  case CLIENT_SILENT:
  case CLIENT_REFUSED:
  case CLIENT_INTERRUPTED: break;
  }
  return "silent";
}

static const char *state_of(const struct cellctl *cellctl, const struct instance *instance) {
  switch (instance->state) {
  case INSTANCE_STARTING: return "starting";
  case INSTANCE_LISTENS: return ask(cellctl, instance);
  case INSTANCE_NO_CONTROL: return "no control line";
  case INSTANCE_GONE: return "gone";
  }
  return "?";
}

int ls_command(struct cellctl *cellctl, int count, [[maybe_unused]] char **words) {
  if (count > 1) return cellctl_fail(CELLCTL_USAGE, "ls takes no words");
  char folder[INSTANCE_PATH];
  struct instances instances;
  struct instance_error error;
  instances_folder(folder, sizeof folder);
  if (!instances_list(folder, &instances, &error)) return cellctl_fail(CELLCTL_LOST, "%s", error.text);
  if (instances.count == 0) {
    printf("no instance runs (looked in %s); `bazel run //images:qemu_x86_64` starts one\n", folder);
  } else {
    printf("%3s  %-26s %-30s %8s  %-8s %-21s %s\n", "#", "NAME", "IMAGE", "PID", "MACHINE", "STARTED", "STATE");
  }
  for (size_t i = 0; i < instances.count; i++) {
    const struct instance *instance = &instances.list[i];
    printf("%3zu  %-26s %-30s %8ld  %-8s %-21s %s", i + 1, instance->name, instance->image, instance->pid,
           instance->machine, instance->started, state_of(cellctl, instance));
    printf("%s%s\n", instance->state == INSTANCE_NO_CONTROL ? ": " : "", instance->no_control);
  }
  instances_free(&instances);
  return CELLCTL_DONE;
}
