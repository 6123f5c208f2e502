// SPDX-License-Identifier: Apache-2.0
// ok_cwe672_line_of_a_member: a member's interrupt line is given back, and another takes its place before it is used.
#include "handle.h"

struct port {
  OWN uint32_t line;
  bool has_line;
};

status_t port_restart(struct port *port, uint32_t number) {
  if (port->has_line) line_release(port->line);
  port->has_line = false;
  status_t status = line_claim(number, &port->line);
  if (status != OK) return status;
  port->has_line = true;
  return line_enable(port->line);
}
