// SPDX-License-Identifier: Apache-2.0
// cwe772_span_on_error: pages that a failed read leaves reserved (CWE-772).
#include "handle.h"
#include "span.h"

status_t load_image(struct file *file, uint32_t pages) {
  void *memory;
  uint32_t count;
  // note: 'memory' is owned from here: span_reserve made it
  status_t status = span_reserve(pages, &memory);
  // note: 'status' is OK here
  if (status != OK) return status;
  status = file_read(file, memory, pages * 4096, &count);
  // want: own.leak 'memory' is lost here, and nobody else holds it
  // note: 'status' is not OK here
  if (status != OK || count != pages * 4096) return CORRUPT;
  return span_release(memory);
}
