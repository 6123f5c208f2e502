// SPDX-License-Identifier: Apache-2.0
// options: what the plugin is told on clang's command line, by -mllvm behind -Xclang -load.
#pragma once

namespace journal {

bool TrapsOutside();   // -journal-outside=trap: a logged store outside a transaction is a fault
bool LogsNothing();    // -journal-defect=all: kinds are kept apart, nothing is logged; to see what logging costs
bool SkipsTwoBytes();  // -journal-defect=skip2: 2-byte stores are not logged; for tests that have to notice

// The mode as the listing names it.
const char *ModeName();

}  // namespace journal
