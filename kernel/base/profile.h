// SPDX-License-Identifier: Apache-2.0
// profile: which of the two profiles this cell is compiled for: os_image(profile = ...), docs/profiles.md. A cell that does not ask is the same code
// in both.
#pragma once

// Whether memory is looked at for what only a stray write could have done to it, and made ready to be looked at.
#ifdef DELIAS_FAST
enum { PROFILE_LOOKS = 0 };
#define PROFILE_NAME "fast"
#else
enum { PROFILE_LOOKS = 1 };
#define PROFILE_NAME "resilient"
#endif
