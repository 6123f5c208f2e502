// SPDX-License-Identifier: Apache-2.0
// NAME.graph.json: the whole graph, for people's scripts and for comparison with a running system.
#include "tools/mkimage/mkimage.h"

void json_string(FILE *out, const char *text) {
  fputc('"', out);
  for (; *text != 0; text++) {
    if (*text == '"' || *text == '\\') fputc('\\', out);
    if ((unsigned char)*text < ' ') {
      fprintf(out, "\\u%04x", *text);
    } else {
      fputc(*text, out);
    }
  }
  fputc('"', out);
}

static void name(const struct image *image, FILE *out, const char *key, uint32_t string) {
  fprintf(out, "\"%s\": ", key);
  json_string(out, graph_string(image->region, string));
}

static void open_list(FILE *out, const char *key) {
  fprintf(out, ",\n     \"%s\": [", key);
}

static void write_edges(const struct image *image, FILE *out, const struct graph_cell *cell) {
  const uint8_t *region = image->region;
  open_list(out, "deps");
  for (uint32_t i = 0; i < cell->deps.count; i++) {
    const struct graph_dep *dep = graph_dep(region, cell->deps.first + i);
    fprintf(out, "%s\n      {", i == 0 ? "" : ",");
    name(image, out, "label", dep->label);
    fputs(", ", out);
    name(image, out, "provider", graph_cell(region, dep->provider)->label);
    fputc('}', out);
  }
  fputc(']', out);
  open_list(out, "provides");
  for (uint32_t i = 0; i < cell->provides.count; i++) {
    fputs(i == 0 ? "" : ", ", out);
    json_string(out, graph_string(region, graph_provides(region, cell->provides.first + i)->label));
  }
  fputc(']', out);
}

static void write_functions(const struct image *image, FILE *out, const struct graph_cell *cell) {
  const uint8_t *region = image->region;
  open_list(out, "exports");
  for (uint32_t i = 0; i < cell->exports.count; i++) {
    const struct graph_export *export = graph_export(region, cell->exports.first + i);
    fprintf(out, "%s\n      {", i == 0 ? "" : ",");
    name(image, out, "name", export->name);
    fprintf(out, ", \"kind\": \"%s\", \"abi\": \"%016llx\", \"address\": \"0x%llx\"", graph_kind_name(export->kind),
            (unsigned long long)export->abi, (unsigned long long)export->address);
    if (export->gate != GRAPH_NONE) {
      const struct graph_gate *gate = graph_gate(region, export->gate);
      fprintf(out, ", \"gate\": \"0x%llx\", \"form\": \"%s\"", (unsigned long long)gate->address,
              gate->form == GRAPH_GATE_REQUEST ? "request" : "plain");
    }
    fputc('}', out);
  }
  fputc(']', out);
  open_list(out, "imports");
  for (uint32_t i = 0; i < cell->imports.count; i++) {
    const struct graph_import *import = graph_import(region, cell->imports.first + i);
    fprintf(out, "%s\n      {", i == 0 ? "" : ",");
    name(image, out, "name", import->name);
    fputs(", ", out);
    name(image, out, "provider", graph_cell(region, graph_export(region, import->export_index)->cell)->label);
    fprintf(out, ", \"by\": \"%s\", \"slot\": \"0x%llx\"}", import->form == GRAPH_BY_GATE ? "gate" : "slot",
            (unsigned long long)import->slot);
  }
  fputc(']', out);
}

static void write_objects(const struct image *image, FILE *out, const struct graph_cell *cell) {
  const uint8_t *region = image->region;
  open_list(out, "state");
  for (uint32_t i = 0; i < cell->states.count; i++) {
    const struct graph_state *state = graph_state(region, cell->states.first + i);
    fprintf(out, "%s\n      {", i == 0 ? "" : ",");
    name(image, out, "name", state->name);
    fputs(", ", out);
    name(image, out, "type", state->type);
    fprintf(out, ", \"address\": \"0x%llx\", \"bytes\": %llu, \"per_cpu\": %s}", (unsigned long long)state->address,
            (unsigned long long)state->size, state->cpu ? "true" : "false");
  }
  fputc(']', out);
  open_list(out, "ops");
  for (uint32_t i = 0; i < cell->opses.count; i++) {
    const struct graph_ops *ops = graph_ops(region, cell->opses.first + i);
    fprintf(out, "%s\n      {", i == 0 ? "" : ",");
    name(image, out, "name", ops->name);
    fputs(", ", out);
    name(image, out, "type", ops->type);
    fprintf(out, ", \"address\": \"0x%llx\", \"bytes\": %u}", (unsigned long long)ops->address, ops->size);
  }
  fputc(']', out);
}

static void write_cell(const struct image *image, FILE *out, const struct graph_cell *cell) {
  fputs("    {", out);
  name(image, out, "label", cell->label);
  fprintf(out, ", \"version\": \"%016llx\", \"nucleus\": %s,\n     ", (unsigned long long)cell->version,
          cell->flags & GRAPH_NUCLEUS ? "true" : "false");
  fprintf(out, "\"read\": {\"address\": \"0x%llx\", \"bytes\": %u}, ", (unsigned long long)cell->read_address,
          cell->read_size);
  fprintf(out, "\"text\": {\"address\": \"0x%llx\", \"bytes\": %u}, ", (unsigned long long)cell->text_address,
          cell->text_size);
  fprintf(out, "\"arena\": {\"address\": \"0x%llx\", \"bytes\": %u}", (unsigned long long)cell->state_address,
          cell->state_size);
  write_edges(image, out, cell);
  write_functions(image, out, cell);
  write_objects(image, out, cell);
  fputs("}", out);
}

static void write_spares(const struct image *image, FILE *out) {
  const struct graph_spare *spare;
  for (uint32_t i = 0; (spare = graph_spare(image->region, i)) != NULL; i++) {
    fprintf(out, "%s\n    {", i == 0 ? "" : ",");
    name(image, out, "name", spare->name);
    fputs(", ", out);
    name(image, out, "label", spare->label);
    fprintf(out, ", \"version\": \"%016llx\", \"bytes\": %llu}", (unsigned long long)spare->version,
            (unsigned long long)spare->size);
  }
}

void image_write_graph(const struct image *image, FILE *out) {
  const struct graph_header *header = graph_header(image->region);
  const struct graph_cell *cell;
  fputs("{\n  \"format\": \"delias-graph 1\",\n  ", out);
  name(image, out, "image", header->image);
  fputs(",\n  ", out);
  name(image, out, "platform", header->platform);
  fprintf(out, ",\n  \"entry\": \"0x%llx\",\n  \"cells\": [\n", (unsigned long long)header->entry);
  for (uint32_t i = 0; (cell = graph_cell(image->region, i)) != NULL; i++) {
    if (i != 0) fputs(",\n", out);
    write_cell(image, out, cell);
  }
  fputs("\n  ],\n  \"spares\": [", out);
  write_spares(image, out);
  fputs("]\n}\n", out);
}
