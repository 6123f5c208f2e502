// SPDX-License-Identifier: Apache-2.0
// parts: what the files of the runner share.
#pragma once
#include "cells/shell/runner/runner.h"

// line.c: takes a line apart into stages; their words lie in `words`. Errors as runner_check, but for NOT_FOUND.
status_t runner_plan(const char *line, size_t length, struct words *words, struct runner_stage stages[RUNNER_STAGES],
                     uint32_t *count, char why[RUNNER_WHY]);
// redirect.c: the files of the running task's stage, before its command and behind it.
bool runner_begin_files(struct runner_stage *stage);
bool runner_end_files(struct runner_stage *stage);
// pipe.c: a pipe between two stages, whose tasks own its ends.
status_t runner_connect(struct runner_stage *from, uint32_t from_owner, struct runner_stage *to, uint32_t to_owner);
bool runner_begin_pipes(struct runner_stage *stage);
