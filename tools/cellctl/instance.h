// SPDX-License-Identifier: Apache-2.0
// instance: the running systems that `bazel run` on an image has announced, each by a folder (tools/cell/run_image.sh).
//
// Context  one thread.
// Owns     instances_list makes what instances_free takes back.
// State    struct instances, the caller's.
// Errors   false, with a sentence.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif

enum { INSTANCE_TEXT = 256, INSTANCE_PATH = 1024 };

enum instance_state {
  INSTANCE_STARTING,    // announced, but the emulator does not listen yet
  INSTANCE_LISTENS,     // there is somebody behind its socket
  INSTANCE_NO_CONTROL,  // runs, and cannot be talked to: `no_control` says why
  INSTANCE_GONE,        // was killed; its folder is what is left
};

struct instance {
  char name[INSTANCE_TEXT];  // of the folder: qemu_x86_64-4711
  char folder[INSTANCE_PATH];
  char image[INSTANCE_TEXT];  // label
  char file[INSTANCE_PATH];   // the bootable file
  char machine[INSTANCE_TEXT];
  char started[INSTANCE_TEXT];     // ISO 8601, UTC
  int64_t announced_ns;            // the same by the clock of the folder's file, for the order
  char no_control[INSTANCE_TEXT];  // why there is none; "": there is one
  long pid;                        // of the emulator; of the script that starts it until it runs
  enum instance_state state;
};

struct instances {
  struct instance *list;  // by when they were started
  size_t count;
  char folder[INSTANCE_PATH];  // where they were looked for
};

struct instance_error {
  char text[4096];
};

// Where they are announced: $DELIAS_INSTANCES, or delias-UID in $XDG_RUNTIME_DIR or /tmp.
void instances_folder(char *folder, size_t size);
// All of them. Folders of instances that are gone are removed, and listed this once.
bool instances_list(const char *folder, struct instances *instances, struct instance_error *error);
void instances_free(struct instances *instances);

// The one that `wanted` means: its number in the list from 1 on, its name, its image's label or its name, or its emulator's
// process. Null: the only one there is. False: none, several, or one that cannot be talked to.
bool instances_choose(const struct instances *instances, const char *wanted, const struct instance **chosen,
                      struct instance_error *error);

#ifdef __cplusplus
}
#endif
