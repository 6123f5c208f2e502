// SPDX-License-Identifier: Apache-2.0
// Reads the folders of instances, and finds out which of them still run.
#include "tools/cellctl/instance.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

static bool is_folder(const char *path) {
  struct stat found;
  return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

void instances_folder(char *folder, size_t size) {
  const char *own = getenv("DELIAS_INSTANCES"), *from = getenv("BUILD_WORKING_DIRECTORY"),
             *runtime = getenv("XDG_RUNTIME_DIR");
  if (own != NULL && *own == '/') {
    snprintf(folder, size, "%s", own);
  } else if (own != NULL && *own != 0) {
    snprintf(folder, size, "%s/%s", from != NULL ? from : ".", own);
  } else {
    bool usable = runtime != NULL && *runtime != 0 && is_folder(runtime);
    snprintf(folder, size, "%s/delias-%u", usable ? runtime : "/tmp", (unsigned)getuid());
  }
}

static bool path_in(char *path, const char *folder, const char *name) {
  return (size_t)snprintf(path, INSTANCE_PATH, "%s/%s", folder, name) < INSTANCE_PATH;
}

// The value of the line that begins with that word; "" without one.
static void value_of(const char *text, const char *word, char *value, size_t size) {
  size_t length = strlen(word);
  *value = 0;
  for (const char *line = text; *line != 0;) {
    size_t all = strcspn(line, "\n");
    if (all > length && strncmp(line, word, length) == 0 && line[length] == ' ')
      snprintf(value, size, "%.*s", (int)(all - length - 1), line + length + 1);
    line += all + (line[all] == '\n');
  }
}

static bool read_text(const char *folder, const char *name, char *text, size_t size) {
  char path[INSTANCE_PATH];
  if (!path_in(path, folder, name)) return false;
  FILE *file = fopen(path, "re");
  if (file == NULL) return false;
  size_t count = fread(text, 1, size - 1, file);
  text[count] = 0;
  fclose(file);
  return true;
}

// When the file was written; 0: it is not there.
static int64_t written_ns(const char *folder, const char *name) {
  char path[INSTANCE_PATH];
  struct stat found;
  if (!path_in(path, folder, name) || stat(path, &found) != 0) return 0;
  return found.st_mtim.tv_sec * INT64_C(1000000000) + found.st_mtim.tv_nsec;
}

static bool runs(long pid) {
  return pid > 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

// Whether somebody listens. The connection is closed at once: a client that talks is not disturbed, it keeps its own.
static bool listens(const char *folder) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  if ((size_t)snprintf(address.sun_path, sizeof address.sun_path, "%s/control", folder) >= sizeof address.sun_path)
    return false;
  int end = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (end < 0) return false;
  bool found = connect(end, (struct sockaddr *)&address, sizeof address) == 0 || errno == EAGAIN;
  close(end);
  return found;
}

static enum instance_state state_of(const struct instance *instance, long script) {
  bool alive = runs(script) || runs(instance->pid);
  if (*instance->no_control != 0) return alive ? INSTANCE_NO_CONTROL : INSTANCE_GONE;
  if (listens(instance->folder)) return INSTANCE_LISTENS;
  return alive ? INSTANCE_STARTING : INSTANCE_GONE;
}

static void remove_folder(const char *folder) {
  static const char *const files[] = {"instance", "new", "pid", "control", "turn", "cells"};
  char path[INSTANCE_PATH];
  for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
    if (path_in(path, folder, files[i])) unlink(path);
  rmdir(folder);
}

static bool read_instance(const char *all, const char *name, struct instance *instance) {
  char text[4096], pid[32];
  *instance = (struct instance){0};
  if (!path_in(instance->folder, all, name) || !read_text(instance->folder, "instance", text, sizeof text))
    return false;
  instance->announced_ns = written_ns(instance->folder, "instance");
  snprintf(instance->name, sizeof instance->name, "%.200s", name);
  value_of(text, "image", instance->image, sizeof instance->image);
  value_of(text, "file", instance->file, sizeof instance->file);
  value_of(text, "machine", instance->machine, sizeof instance->machine);
  value_of(text, "started", instance->started, sizeof instance->started);
  value_of(text, "no-control", instance->no_control, sizeof instance->no_control);
  value_of(text, "pid", pid, sizeof pid);
  long script = strtol(pid, NULL, 10);
  instance->pid = read_text(instance->folder, "pid", pid, sizeof pid) ? strtol(pid, NULL, 10) : script;
  instance->state = state_of(instance, script);
  if (instance->state == INSTANCE_GONE) remove_folder(instance->folder);
  return true;
}

static int by_start(const void *left, const void *right) {
  const struct instance *a = left, *b = right;
  int order = strcmp(a->started, b->started);
  return order != 0 ? order : (a->announced_ns > b->announced_ns) - (a->announced_ns < b->announced_ns);
}

bool instances_list(const char *folder, struct instances *instances, struct instance_error *error) {
  *instances = (struct instances){0};
  snprintf(instances->folder, sizeof instances->folder, "%s", folder);
  DIR *all = opendir(folder);
  if (all == NULL && errno == ENOENT) return true;
  if (all == NULL) {
    snprintf(error->text, sizeof error->text, "%s cannot be read: %s", folder, strerror(errno));
    return false;
  }
  for (struct dirent *entry; (entry = readdir(all)) != NULL;) {
    struct instance instance;
    if (entry->d_name[0] == '.' || !read_instance(folder, entry->d_name, &instance)) continue;
    struct instance *longer = realloc(instances->list, (instances->count + 1) * sizeof *longer);
    if (longer == NULL) break;
    instances->list = longer;
    longer[instances->count++] = instance;
  }
  closedir(all);
  if (instances->count > 1) qsort(instances->list, instances->count, sizeof *instances->list, by_start);
  return true;
}

void instances_free(struct instances *instances) {
  free(instances->list);
  *instances = (struct instances){0};
}
