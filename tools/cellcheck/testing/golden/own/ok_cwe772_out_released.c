// SPDX-License-Identifier: Apache-2.0
// ok_cwe772_out_released: what was left in the out-parameter is closed again where the second fails.
#include "handle.h"

status_t log_begin(const char *path, OWN_RET struct file **file, OWN_RET uint32_t *line) {
  status_t status = file_open(path, file);
  if (status != OK) return status;
  status = line_claim(4, line);
  if (status == OK) return OK;
  file_close(*file);
  *file = NULL;
  return status;
}
