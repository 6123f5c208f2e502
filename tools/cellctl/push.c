// SPDX-License-Identifier: Apache-2.0
// push: sends cells to a running system and has them swapped in.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "kernel/linker/linker.h"
#include "tools/cellctl/cellctl.h"
#include "tools/cellctl/pause.h"
#include "tools/cellctl/refused.h"

enum { PUSH_CELLS = 8 };  // as many as a swap takes (kernel/swap/swap.h)

struct push_cell {
  uint8_t *bytes;
  size_t size;
  char label[128];
  uint32_t version;  // as the shell shows it
};

struct push {
  struct push_cell cells[PUSH_CELLS];
  uint32_t count;
  bool plan, back, built;  // built: started by `bazel run NAME.push`
  int64_t start_us, sent_us, swapped_us;
};

// What the system would refuse for its form is refused here, before a byte is sent, by the same source.
static int read_cell(const char *file, struct push_cell *cell) {
  struct linker_elf elf;
  struct linker_error error;
  cell->bytes = cellctl_read_file(file, CONTROL_STORE_MOST, &cell->size);
  if (cell->bytes == NULL) return CELLCTL_USAGE;
  if (cell->size < 4 || memcmp(cell->bytes, "\177ELF", 4) != 0)
    return cellctl_fail(CELLCTL_USAGE,
                        "%s is no cell: it does not begin as an ELF file; give the NAME.cell that `bazel build "
                        "//FOLDER:NAME.cell` writes",
                        file);
  if (linker_read(cell->bytes, cell->size, &elf, &error) != OK)
    return cellctl_fail(CELLCTL_USAGE,
                        "%s is no cell: %s; give the NAME.cell that `bazel build //FOLDER:NAME.cell` writes", file,
                        error.text);
  snprintf(cell->label, sizeof cell->label, "%s", elf.label);
  cell->version = (uint32_t)(elf.version >> 32);
  return CELLCTL_DONE;
}

static int read_words(struct push *push, int count, char **words) {
  for (int i = 1; i < count; i++) {
    if (strcmp(words[i], "--plan") == 0) {
      push->plan = true;
    } else if (strcmp(words[i], "--back") == 0) {
      push->back = true;
    } else if (strcmp(words[i], "--built") == 0) {
      push->built = true;
    } else if (words[i][0] == '-') {
      return cellctl_fail(CELLCTL_USAGE, "push has no option %s; it takes --plan, --back and files of cells", words[i]);
    } else if (push->count == PUSH_CELLS) {
      return cellctl_fail(CELLCTL_USAGE, "more than %d cells at once; a swap takes no more", (int)PUSH_CELLS);
    } else {
      int status = read_cell(words[i], &push->cells[push->count++]);
      if (status != CELLCTL_DONE) return status;
    }
  }
  return push->count > 0
             ? CELLCTL_DONE
             : cellctl_fail(CELLCTL_USAGE, "push needs a file: cellctl push bazel-bin/cells/demo/counter/counter.cell");
}

// Seconds from this process's start to now. `bazel run` becomes the program that it runs, so that counts the build as well.
static double since_process_start(void) {
  FILE *file = fopen("/proc/self/stat", "re");
  char text[1024] = "";
  size_t count = file == NULL ? 0 : fread(text, 1, sizeof text - 1, file);
  if (file != NULL) fclose(file);
  text[count] = 0;
  const char *at = strrchr(text, ')');  // behind the name, which may hold anything; field 22 is the start, proc(5)
  unsigned long long ticks = 0;
  struct timespec now;
  if (at == NULL ||
      sscanf(at + 1, " %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu", &ticks) != 1)
    return 0;
  clock_gettime(CLOCK_BOOTTIME, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9 - (double)ticks / 100;  // USER_HZ
}

static void report(const struct push *push, double built_s, const char *pause) {
  uint64_t bytes = 0;
  for (uint32_t i = 0; i < push->count; i++)
    bytes += push->cells[i].size;
  for (uint32_t i = 0; i < push->count; i++)
    printf("%s%s %08x", i == 0 ? "" : ", ", push->cells[i].label, push->cells[i].version);
  printf(" %s running: ", push->count == 1 ? "is" : "are");
  if (push->built) printf("built in %.1f s, ", built_s);
  char digits[32];
  printf("sent %s bytes in %.1f ms, swapped in %.1f ms%s%s\n", pause_grouped(bytes, digits, sizeof digits),
         (double)(push->sent_us - push->start_us) / 1000, (double)(push->swapped_us - push->sent_us) / 1000,
         *pause != 0 ? ", paused " : "", pause);
}

static int send_cells(struct push *push, struct client *client) {
  push->start_us = cellctl_now_us();
  for (uint32_t i = 0; i < push->count; i++)
    if (!client_store(client, push->cells[i].bytes, push->cells[i].size)) return cellctl_report(client);
  push->sent_us = cellctl_now_us();
  return CELLCTL_DONE;
}

static void watch_output(void *context, const void *bytes, size_t count) {
  pause_look(context, bytes, count);
  fwrite(bytes, 1, count, stdout);
  fflush(stdout);
}

// What was pushed runs now, or it was refused: then what stands against it in the types.
static void compare_types(const struct push *push, struct client *client, const struct instance *instance,
                          bool refused) {
  struct refused_cell cells[PUSH_CELLS];
  for (uint32_t i = 0; i < push->count; i++)
    cells[i] = (struct refused_cell){push->cells[i].bytes, push->cells[i].size};
  if (refused)
    refused_tell(client, instance, cells, push->count);
  else if (!push->plan)
    refused_keep(instance, cells, push->count);
}

static int swap_cells(struct push *push, struct client *client, const struct instance *instance,
                      struct pause_watch *pause) {
  char line[64];
  snprintf(line, sizeof line, "swap%s%s --arrived", push->plan ? " --plan" : "", push->back ? " --back" : "");
  struct client_result result;
  if (!client_run(client, line, watch_output, pause, &result)) return cellctl_report(client);
  push->swapped_us = cellctl_now_us();
  if (result.end != CONTROL_RETURNED)
    return cellctl_fail(CELLCTL_NO, "the swap did not come to its end; `cellctl graph` shows what runs");
  compare_types(push, client, instance, result.value != 0);
  if (result.value != 0)
    return cellctl_fail(CELLCTL_NO, "%s %08x was not swapped in; the system has said why", push->cells[0].label,
                        push->cells[0].version);
  return CELLCTL_DONE;
}

int push_command(struct cellctl *cellctl, int count, char **words) {
  struct push push = {0};
  struct client client;
  struct instance instance;
  struct pause_watch pause = {0};
  double built_s = since_process_start();
  int status = read_words(&push, count, words);
  if (status == CELLCTL_DONE) status = cellctl_choose(cellctl, &instance);
  if (status == CELLCTL_DONE) status = cellctl_open_at(cellctl, &instance, &client);
  if (status == CELLCTL_DONE) {
    status = send_cells(&push, &client);
    if (status == CELLCTL_DONE) status = swap_cells(&push, &client, &instance, &pause);
    client_close(&client);
  }
  if (status == CELLCTL_DONE && !push.plan) report(&push, built_s, pause.found);
  for (uint32_t i = 0; i < push.count; i++)
    free(push.cells[i].bytes);
  return status;
}
