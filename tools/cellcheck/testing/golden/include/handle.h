// SPDX-License-Identifier: Apache-2.0
// handle: files, device lines and frames: things of others that have to be given back.
#pragma once
#include "kernel/base/cell.h"

struct OWNED file;
ATOMIC status_t file_open(const char *path, OWN_RET struct file **file);
ATOMIC void file_close(OWN struct file *file);
ATOMIC status_t file_read(struct file *file, void *bytes, uint32_t size, uint32_t *count);
READ uint64_t file_size(const struct file *file);

ATOMIC status_t line_claim(uint32_t number, OWN_RET uint32_t *line);  // an interrupt line
ATOMIC void line_release(OWN uint32_t line);
ATOMIC status_t line_enable(uint32_t line);
