// SPDX-License-Identifier: Apache-2.0
// asm: what inline assembly reads and writes.
#include "tools/cellcheck/front/builder.h"

// `number`: so many of the first arguments are addresses of what is written. is_atomic: it names "memory".
void lower_asm(struct builder *builder, const struct view *view) {
  struct asm_view parts;
  node_asm(view->node, &parts);
  uint32_t count = parts.output_count + parts.input_count;
  value_t *operands = ir_take(builder->front->arena, (count + 1) * sizeof *operands);
  for (uint32_t i = 0; i < parts.output_count; i++)
    operands[i] = lower_address(builder, node_asm_output(view->node, i));
  for (uint32_t i = 0; i < parts.input_count; i++)
    operands[parts.output_count + i] = lower_either(builder, node_asm_input(view->node, i));
  struct instruction *instruction = emit(builder, OP_ASM, builder->front->type_void, view->at);
  instruction->text = strings_take(&builder->front->strings, parts.text, parts.length);
  instruction->arguments = operands;
  instruction->argument_count = count;
  instruction->number = parts.output_count;
  instruction->is_volatile = parts.is_volatile;
  instruction->is_atomic = parts.touches_memory;
  if (parts.label_count == 0) return;
  // asm goto: to one of the labels, or on.
  uint32_t from = builder->block, on = new_block(builder);
  close_block(builder, END_GOTO, 0, view->at);
  add_edge(builder, from, on);
  for (uint32_t i = 0; i < parts.label_count; i++) {
    struct label *label = label_of(builder, node_asm_label(view->node, i));
    uint32_t to = way_to_label(builder, builder->live, label, view->at);
    add_edge(builder, from, to);
  }
  open_block(builder, on);
}
