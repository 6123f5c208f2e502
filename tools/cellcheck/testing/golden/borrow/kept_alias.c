// SPDX-License-Identifier: Apache-2.0
// kept_alias: kept under another name.
// file: subject.h public
#pragma once
#include "kernel/base/cell.h"

struct job;
ATOMIC void job_set(struct job *job);
// file: kept_alias.c
#include "subject.h"

struct job {
  struct job *next;
};
struct jobs {
  struct job *current;
};
CELL_STATE(struct jobs, jobs);

void job_set(struct job *job) {
  struct job *same = job;
  struct job **place = &jobs.current;
  // want: borrow.kept '*place' keeps 'job', which is borrowed, when the function returns
  *place = same;
}
