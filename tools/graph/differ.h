// SPDX-License-Identifier: Apache-2.0
// differ: what lies between the types of a plan's members and those of the cells that it meets: the difference behind a refusal, for people
// (docs/questions.md). The plan has hashes; the texts come from the files at hand.
//
// Context  one thread.
// Owns     what it has told, until differ_free; keeps what `texts`, `out`, `indent` and `mend` point to.
// State    struct differ, the caller's.
// Errors   a text that no file has is named, with its hash and `mend`.
#pragma once
#include "kernel/swap/plan/plan.h"
#include "tools/cellcheck/abi/buffer.h"
#include "tools/graph/texts.h"
#ifdef __cplusplus
extern "C" {
#endif

struct differ_told;

struct differ {
  const struct texts *texts;
  struct buffer *out;
  const char *indent;  // in front of each line
  const char *mend;    // what to do where a text is missing
  struct differ_told *told;
  size_t count, room;
  uint32_t edge;  // how many were told so far
  bool is_lost;   // a text was missing
};

// What the members changed of what that live cell was compiled against, the other way round, and in tables of the same type.
void differ_edge(struct differ *differ, const struct plan *plan, uint32_t cell);
// What a refusal is about that no other cell would mend: state, objects that were handed out, two members that do not fit.
void differ_refused(struct differ *differ, const struct plan *plan, const char *sentence);
// The text of a refused plan, with what differs under each of its lines.
void differ_plan(struct differ *differ, const struct plan *plan);
// All that differs, whatever the plan's text says; `plan` need only be resolved.
void differ_all(struct differ *differ, const struct plan *plan);
void differ_free(struct differ *differ);

#ifdef __cplusplus
}
#endif
