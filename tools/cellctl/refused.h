// SPDX-License-Identifier: Apache-2.0
// refused: what differs between the types of a running system and those of cells that it has refused. The system has hashes; the texts behind
// them are in the cells' files, of which an instance's folder keeps those that ran in it (`cells`, an archive).
//
// Context  one thread.
// Owns     nothing beyond a call.
// State    the file `cells`.
// Errors   what is not known is not told; that the connection was lost is said.
#pragma once
#include "tools/cellctl/cellctl.h"

struct refused_cell {
  const uint8_t *bytes;
  size_t size;
};

// Reads the system's graph and writes what differs to the standard output.
void refused_tell(struct client *client, const struct instance *instance, const struct refused_cell *cells,
                  uint32_t count);
// For later refusals: these run now. The client has the turn.
void refused_keep(const struct instance *instance, const struct refused_cell *cells, uint32_t count);
