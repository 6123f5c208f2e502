// SPDX-License-Identifier: Apache-2.0
// cwe401_parameter_not_consumed: an OWN parameter is forgotten on the early return.
// file: cwe401_parameter_not_consumed.h public
#pragma once
#include "kernel/base/cell.h"
#include "kernel/heap/heap.h"

struct job {
  uint32_t number;
  bool is_urgent;
};

ATOMIC void job_finish(OWN struct job *job);

// file: cwe401_parameter_not_consumed.c
#include "cwe401_parameter_not_consumed.h"

// note: 'job' is owned from here: the parameter is marked OWN
void job_finish(struct job *job) {
  // note: 'job' is not null here
  if (job == NULL) return;
  // want: own.parameter 'job' is marked OWN and is not consumed on this path
  // note: 'job->number' is 0 here
  // mend: consume it on this path, or take the mark OWN away
  if (job->number == 0) return;
  heap_delete(job);
}
