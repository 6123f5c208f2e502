// SPDX-License-Identifier: Apache-2.0
// It needs a cell that the image has not.
#define SUBJECT_VERSION absent_number()
#define SUBJECT_FACTOR 1
#define SUBJECT_NAME "needs"
#include "testing/swap/absent.h"
#include "testing/swap/version.h"
