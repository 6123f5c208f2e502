// SPDX-License-Identifier: Apache-2.0
// seal IN OUT TEXT_KIB STATE_BYTES: the linked file is read by the loader's own code and held against the cell's budget.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/linker/linker.h"
#include "tools/cell/celltool/celltool.h"

int seal_command(int count, char **words) {
  if (count != 4) return 2;
  size_t size;
  uint8_t *bytes = tool_read(words[0], &size);
  struct linker_elf elf;
  struct linker_error error;
  if (linker_read(bytes, size, &elf, &error) != OK) {
    // Without a label the sentence says what is wrong, and the file's name which cell it would have been.
    bool nameless = strncmp(error.text, "not a cell", 10) == 0;
    tool_error("%s%s%s", nameless ? words[0] : "", nameless ? ": " : "", error.text);
    return 1;
  }
  unsigned long text = (unsigned long)elf.segments[LINKER_TEXT].memory_size,
                text_most = strtoul(words[2], NULL, 10) * 1024;
  unsigned long state = (unsigned long)elf.segments[LINKER_STATE].memory_size, state_most = strtoul(words[3], NULL, 10);
  if (text > text_most)
    tool_error("%s: its text is %lu bytes, over its budget of %lu KiB; make it smaller, or raise text_kib in its "
               "cell_budget()",
               elf.label, text, text_most / 1024);
  if (state > state_most)
    tool_error("%s: its state is %lu bytes, over its budget of %lu; make it smaller, or raise state_bytes in its "
               "cell_budget()",
               elf.label, state, state_most);
  if (tool_failed()) return 1;
  tool_write(words[1], bytes, size);
  return 0;
}
