// SPDX-License-Identifier: Apache-2.0
// Callbacks: whether a function and the one to which its address is given mean the same by the context, the `void *` behind the function.
#include "tools/cellcheck/rules/own/engine.h"

static const struct variable *context_from(const struct function *function, uint32_t first) {
  for (uint32_t i = first; i < function->parameter_count; i++) {
    const struct type *type = function->parameters[i]->type;
    if (type->kind == TYPE_POINTER && type->to->kind == TYPE_VOID) return function->parameters[i];
  }
  return NULL;
}

static void check(struct engine *engine, struct state *state, const struct function *to, const struct variable *given,
                  const struct function *callback, struct place at) {
  const struct variable *taken = context_from(callback, 0);
  if (taken == NULL) return;
  bool takes = (taken->marks & MARK_OWN) != 0;
  if (takes && (given->marks & (MARK_OWN | MARK_RETAINS)) == 0)
    engine_tell(
        engine, RULE_OWN_UNMARKED, state, NO_ROOT, at,
        text_of(engine, "mark '%s' of %s OWN, or let %s leave it to its owner", given->name, to->name, callback->name),
        "%s takes its '%s', but who calls %s owns that still", callback->name, taken->name, to->name);
  // What a static function without marks does with it is in its body.
  if (!takes && (given->marks & MARK_OWN) != 0 && !is_inlined(engine, callback))
    engine_tell(engine, RULE_OWN_UNMARKED, state, NO_ROOT, at,
                text_of(engine, "mark '%s' of %s OWN, and release it there", taken->name, callback->name),
                "%s takes '%s' for its callback, but %s does not take it", to->name, given->name, callback->name);
}

void callback_passed(struct engine *engine, struct state *state, const struct function *to, const struct value *values,
                     uint32_t count, struct place at) {
  for (uint32_t i = 0; i < count && i < to->parameter_count; i++) {
    if (values[i].kind != VALUE_POINT || root_at(engine, values[i].root)->kind != ROOT_FUNCTION) continue;
    const struct variable *given = context_from(to, i + 1);
    if (given != NULL) check(engine, state, to, given, root_at(engine, values[i].root)->what, at);
  }
}
