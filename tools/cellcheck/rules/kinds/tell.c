// SPDX-License-Identifier: Apache-2.0
// The way from a function with a kind to what it may not do.
#include <stdio.h>

#include "tools/cellcheck/rules/kinds/inside.h"

void tell(struct reports *reports, enum rule rule, const struct judged *judged, const struct effect *effect,
          const char *mend, const char *message) {
  const struct effect *last = effect_place(effect);
  struct note notes[NOTES];
  char texts[NOTES][TEXT];
  uint32_t count = 0;
  notes[count++] = (struct note){judged->place, judged->why};
  const struct function *excused = judged->function->unsafe != NULL ? judged->function : last->in;
  for (const struct effect *outer = effect; outer != last && count < NOTES; outer = outer->inner) {
    snprintf(texts[count], TEXT, "'%s' calls '%s' here", outer->in->name, outer->inner->in->name);
    notes[count] = (struct note){outer->in->code[outer->at].place, texts[count]};
    count++;
    if (outer->in->unsafe != NULL) excused = outer->in;
  }
  const struct effect *leaf = effect_leaf(effect);
  bool is_below = leaf != last && reach_is_part(leaf->in);
  if (is_below && count < NOTES) {
    snprintf(texts[count], TEXT, "in '%s', which is called here", leaf->in->name);
    notes[count] = (struct note){leaf->in->code[leaf->at].place, texts[count]};
    count++;
  }
  report(reports, rule, excused, last->in->code[last->at].place, notes, count, mend, "%s", message);
}
