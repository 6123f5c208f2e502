// SPDX-License-Identifier: Apache-2.0
// names: which cell somebody means who types a name, for commands and tools that ask the graph.
//
// A name is a label (//kernel/heap), an interface that one cell provides (//kernel/arch), or the end of either (heap, shell/line,
// host). Several labels may end alike (//kernel/log, //cells/shell/commands/log): then the cell on the lowest floor is meant, on which the others build.
//
// Context  any; nothing waits.
// Owns     nothing; views of the graph.
// State    none.
// Errors   GRAPH_NONE: no live cell is called so. null, false: no more.
#pragma once
#include "cells/shell/command.h"
#include "kernel/graph/walk/walk.h"

READ uint32_t names_find(const struct walk *walk, const char *name);
// Others that the same short name would fit; start with *cursor = 0.
READ uint32_t names_also(const struct walk *walk, const char *name, uint32_t node, uint32_t *cursor);
// The cell that somebody may have meant.
READ uint32_t names_nearest(const struct walk *walk, const char *name);
// The index-th completion of the word: labels if it begins with "/", else what they end in. For struct shell_command.
READ bool names_complete(const char *word, uint32_t index, char *text, uint32_t size);
