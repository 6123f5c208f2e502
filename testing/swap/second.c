// SPDX-License-Identifier: Apache-2.0
#define SUBJECT_VERSION 2
#define SUBJECT_FACTOR 10
#define SUBJECT_NAME "second"
#include "testing/swap/version.h"
