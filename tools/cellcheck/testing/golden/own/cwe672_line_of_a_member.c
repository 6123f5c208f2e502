// SPDX-License-Identifier: Apache-2.0
// cwe672_line_of_a_member: the interrupt line that a member owns is enabled after it was given back (CWE-672).
#include "handle.h"

struct port {
  OWN uint32_t line;
  uint32_t users;
};

status_t port_restart(struct port *port) {
  // note: line_release took it here
  line_release(port->line);
  port->users = 0;
  // want: own.after 'port->line' is used after line_release took it
  // mend: use it before it goes, or take what is needed out of it before
  return line_enable(port->line);
}
