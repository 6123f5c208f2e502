// SPDX-License-Identifier: Apache-2.0
// It calls the cell that calls it.
#define SUBJECT_VERSION user_plain()
#define SUBJECT_FACTOR 1
#define SUBJECT_NAME "circle"
#include "testing/swap/user.h"
#include "testing/swap/version.h"
