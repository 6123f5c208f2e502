// SPDX-License-Identifier: Apache-2.0
// listing: tells the check of the machine code which functions of an object are not logged.
//
// Section .delias.journal, which the linker drops: lines of text. First `journal 1 MODE` (options.h), then `raw SYMBOL` for each RAW
// and RAW_STATIC function, `unsafe SYMBOL` for each CELL_UNSAFE one, and `noreturn SYMBOL` for each function, also of other objects,
// behind whose calls there is nothing.
#pragma once
#include "tools/journal/stores.h"
#include "llvm/IR/Module.h"

namespace journal {

// Section .delias.journal.statistics has one line for //testing/bench/journal.
void AddListing(llvm::Module &module, const Statistics &statistics);

}  // namespace journal
