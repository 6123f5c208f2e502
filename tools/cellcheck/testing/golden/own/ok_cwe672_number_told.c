// SPDX-License-Identifier: Apache-2.0
// ok_cwe672_number_told: the number of what is gone may be printed, compared, and asked for again.
#include "handle.h"
#include "kernel/base/text.h"

status_t probe(uint32_t number, char *why, uint32_t size) {
  uint32_t line;
  status_t status = line_claim(number, &line);
  if (status != OK) return status;
  line_release(line);
  if (line != number) text_format(why, size, "line %u is none", line);
  status = line_claim(line, &line);
  if (status == OK) line_release(line);
  return status;
}

struct port {
  OWN uint32_t line;
};

void port_close(struct port *port, char *why, uint32_t size) {
  line_release(port->line);
  text_format(why, size, "line %u is free", port->line);
}
