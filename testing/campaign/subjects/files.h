// SPDX-License-Identifier: Apache-2.0
// files: several requests of a file as one transaction.
//
// Context  a task.
// Owns     nothing.
// State    none.
// Errors   as of the requests.
#pragma once
#include "cells/fs/file.h"

// Reads some bytes, cuts them off, and writes others there: made again, it must read the same.
ATOMIC status_t campaign_files_rewrite(struct file_cursor *cursor, uint64_t size, void *to);
