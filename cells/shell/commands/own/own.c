// SPDX-License-Identifier: Apache-2.0
// own: who owns what, from the ledger.
//
// Others go on meanwhile. A table is counted in one go before it is shown, again if the ledger changed under the cursor; a
// list is shown as it is read and says when it cannot go on.
#include "cells/shell/command.h"
#include "cells/shell/commands/own/parts.h"
#include "kernel/base/text.h"
#include "kernel/console/console.h"
#include "kernel/ledger/ledger.h"

static void print_bytes(uint64_t bytes) {
  char text[16];
  text_bytes(text, sizeof text, bytes);
  console_print("%12s", bytes == 0 ? "-" : text);
}

static void print_entry(const struct ledger_info *info, uint32_t depth) {
  int32_t indent = depth < 12 ? (int32_t)depth * 2 : 24;
  console_print("%*s%-*s", indent, "", (int)(28 - indent), info->type);
  print_bytes(info->bytes);
  if (info->name[0] != 0)
    console_print("  %s", info->name);
  else
    console_print("  0x%llx", (unsigned long long)info->object);
  console_print("%s\n", info->dying ? "  (disowned)" : "");
}

static int64_t changed(status_t status) {
  if (status != BUSY) return 0;
  console_print("what owns changed while it was listed; once more, please\n");
  return 1;
}

// `number` at the start of a name that a blank or nothing follows.
static bool begins_with_number(const char *name, uint64_t number) {
  char text[24];
  size_t length = text_format(text, sizeof text, "%llu", (unsigned long long)number);
  return text_starts(name, text) && (name[length] == 0 || name[length] == ' ');
}

static bool is_label(const char *label, const char *word) {
  if (text_equal(label, word)) return true;
  size_t all = text_length(label), part = text_length(word);
  return part > 0 && part < all && text_ends(label, word) &&
         (label[all - part - 1] == '/' || label[all - part - 1] == ':');
}

// The node of that type that `is` knows by the word. NOT_FOUND, BUSY.
static status_t find(const char *type, const char *word, uint64_t number, struct ledger_info *info) {
  uint32_t cursor = 0;
  status_t status = OK;
  while ((status = ledger_next(&cursor, info)) == OK) {
    if (!text_equal(info->type, type)) continue;
    if (word != NULL ? is_label(info->name, word) : begins_with_number(info->name, number)) break;
  }
  return status;
}

// Everything below one node, itself first; `stop_at_nodes`: but for what other nodes own.
static int64_t list(const struct ledger_info *node, bool stop_at_nodes) {
  uint32_t cursor = node->entry, hidden = UINT32_MAX;
  struct ledger_info info = *node;
  print_entry(node, 0);
  status_t status;
  while ((status = ledger_next(&cursor, &info)) == OK && info.depth > node->depth) {
    if (info.depth > hidden) continue;
    hidden = stop_at_nodes && info.is_node ? info.depth : UINT32_MAX;
    print_entry(&info, info.depth - node->depth);
  }
  return changed(status);
}

static int64_t list_task(const char *word) {
  uint64_t number = 0;
  struct ledger_info node;
  if (!text_number(word, &number)) {
    console_print("'%s' is no number of a task; `ps` lists them\n", word);
    return 1;
  }
  status_t status = find("task", NULL, number, &node);
  if (status == OK) return list(&node, false);
  if (status == NOT_FOUND) console_print("no task has the number %llu; `ps` lists them\n", (unsigned long long)number);
  return status == NOT_FOUND ? 1 : changed(status);
}

static int64_t list_cell(const char *word) {
  struct ledger_info node;
  status_t status = find("cell", word, 0, &node);
  if (status == OK) return list(&node, true);
  if (status == NOT_FOUND) console_print("no cell '%s' owns anything; `own` lists those that do\n", word);
  return status == NOT_FOUND ? 1 : changed(status);
}

static int64_t list_type(const char *word) {
  struct ledger_info info, owner;
  uint32_t cursor = 0;
  uint64_t count = 0, bytes = 0;
  status_t status;
  while ((status = ledger_next(&cursor, &info)) == OK) {
    if (!text_equal(info.type, word)) continue;
    count++;
    bytes += info.bytes;
    print_entry(&info, 0);
    if (ledger_look(info.owner, &owner) == OK) {
      console_print("%28s%12s  of %s ", "", "", owner.type);
      if (owner.name[0] != 0)
        console_print("%s\n", owner.name);
      else
        console_print("0x%llx\n", (unsigned long long)owner.object);
    }
  }
  if (count == 0 && status == NOT_FOUND) console_print("nothing of type '%s'; `own --type` lists the types\n", word);
  if (count == 0) return status == NOT_FOUND ? 1 : changed(status);
  console_print("%-28llu", (unsigned long long)count);
  print_bytes(bytes);
  console_print("  in all\n");
  return changed(status);
}

static int64_t totals(void) {
  struct ledger_statistics all;
  ledger_statistics(&all);
  const struct {
    const char *what;
    uint64_t value;
  } rows[] = {
      {"entries", all.entries},
      {"room for", all.capacity},
      {"frames", all.frames},
      {"moved", all.moved},
      {"released for others", all.released},
      {"quarantined", all.quarantined},
      {"links mended", all.mended},
      {"calls refused", all.refused},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    console_print("%-24s %12llu\n", rows[i].what, (unsigned long long)rows[i].value);
  bool holds = ledger_check();
  console_print("%s\n", holds ? "every entry holds" : "BROKEN: an entry, a link or an owner does not hold; see `log`");
  return holds ? 0 : 1;
}

static int64_t usage(void) {
  console_print("usage: own [TASK | --cell LABEL | --type [NAME] | --leaks | --totals]\n");
  return 1;
}

CELL_CALLBACK int64_t own_run(struct shell_call *call) {
  const char *option = call->count > 1 ? call->words[1] : "", *value = call->count > 2 ? call->words[2] : NULL;
  if (call->count == 1) return own_nodes();
  if (call->count > 3) return usage();
  if (text_equal(option, "--type")) return value != NULL ? list_type(value) : own_types();
  if (text_equal(option, "--cell")) return value != NULL ? list_cell(value) : usage();
  if (value != NULL) return usage();
  if (text_equal(option, "--leaks")) return own_leaks();
  if (text_equal(option, "--totals")) return totals();
  return text_starts(option, "-") ? usage() : list_task(option);
}

// The index-th name of a node of that type; a task's up to its blank.
static bool node_name(const char *type, uint32_t index, char *text, uint32_t size) {
  struct ledger_info info;
  for (uint32_t cursor = 0; ledger_next(&cursor, &info) == OK;) {
    if (!text_equal(info.type, type) || index-- != 0) continue;
    for (char *at = info.name; *at != 0; at++)
      if (*at == ' ') *at = 0;
    return text_copy(text, size, info.name);
  }
  return false;
}

CELL_CALLBACK bool own_complete(const struct shell_call *call, uint32_t index, char *text, uint32_t size) {
  if (call->count == 3 && text_equal(call->words[1], "--cell")) return node_name("cell", index, text, size);
  if (call->count != 2) return false;
  switch (index) {
  case 0: return text_copy(text, size, "--cell");
  case 1: return text_copy(text, size, "--type");
  case 2: return text_copy(text, size, "--leaks");
  case 3: return text_copy(text, size, "--totals");
  default: return node_name("task", index - 4, text, size);
  }
}

CELL_OPS(struct shell_command, own_command) = {
    .name = "own",
    .summary = "show who owns what",
    .usage = "own [TASK | --cell LABEL | --type [NAME] | --leaks | --totals]",
    .help = "Without more, every task, cell and processor that owns something, the largest first.\n"
            "TASK is a number of `ps`: everything that it owns, and what that owns. --type: by types, or each object "
            "of one.\n"
            "--leaks: what nobody will give back; there should be none.\n",
    .run = own_run,
    .complete = own_complete,
};
