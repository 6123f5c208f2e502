// SPDX-License-Identifier: Apache-2.0
// The solver for joined facts.
#include <stdlib.h>
#include <string.h>

#include "tools/cellcheck/flow/flow.h"

struct solver {
  const struct flow *flow;
  const struct flow_problem *problem;
  struct flow_facts *facts;
  bool *waits;
  unsigned char *behind, *along;  // one state each
};

static void arrive(struct solver *solver, uint32_t block, const void *state) {
  void *into = flow_facts_at(solver->facts, block);
  bool changed = true;
  if (solver->facts->reached[block])
    changed = solver->problem->join(into, state, solver->problem->context);
  else
    memcpy(into, state, solver->facts->size);
  solver->facts->reached[block] = true;
  if (changed) solver->waits[block] = true;
}

static void leave(struct solver *solver, uint32_t block) {
  const struct flow_problem *problem = solver->problem;
  const struct block *at = &solver->flow->function->blocks[block];
  memcpy(solver->behind, flow_facts_at(solver->facts, block), problem->size);
  if (problem->pass != NULL) problem->pass(solver->behind, solver->flow, block, problem->context);
  for (uint32_t e = 0; e < at->edge_count; e++) {
    memcpy(solver->along, solver->behind, problem->size);
    if (problem->along == NULL || problem->along(solver->along, solver->flow, block, e, problem->context))
      arrive(solver, at->edges[e].block, solver->along);
  }
}

bool flow_solve(const struct flow *flow, const struct flow_problem *problem, struct flow_facts *facts) {
  uint32_t count = flow->function->block_count;
  *facts = (struct flow_facts){
      .states = calloc(count, problem->size), .reached = calloc(count, sizeof(bool)), .size = problem->size};
  struct solver solver = {.flow = flow,
                          .problem = problem,
                          .facts = facts,
                          .waits = calloc(count, sizeof(bool)),
                          .behind = calloc(1, problem->size + 1),
                          .along = calloc(1, problem->size + 1)};
  bool whole = facts->states != NULL && facts->reached != NULL && solver.waits != NULL && solver.behind != NULL &&
               solver.along != NULL;
  if (whole) {
    if (problem->start != NULL) problem->start(facts->states, problem->context);
    facts->reached[0] = solver.waits[0] = true;
    for (bool any = true; any;) {
      any = false;
      for (uint32_t i = 0; i < flow->order_count; i++) {
        uint32_t block = flow->order[i];
        if (!solver.waits[block]) continue;
        any = true;
        solver.waits[block] = false;
        leave(&solver, block);
      }
    }
  } else {
    flow_facts_end(facts);
  }
  free(solver.waits);
  free(solver.behind);
  free(solver.along);
  return whole;
}

void *flow_facts_at(const struct flow_facts *facts, uint32_t block) {
  return facts->states + (size_t)block * facts->size;
}

void flow_facts_end(struct flow_facts *facts) {
  free(facts->states);
  free(facts->reached);
  *facts = (struct flow_facts){0};
}
