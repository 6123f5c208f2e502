// SPDX-License-Identifier: Apache-2.0
#define SUBJECT_VERSION 1
#define SUBJECT_FACTOR 1
#define SUBJECT_NAME "first"
#include "testing/swap/version.h"
