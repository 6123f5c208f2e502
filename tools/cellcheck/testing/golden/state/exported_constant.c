// SPDX-License-Identifier: Apache-2.0
// exported_constant: a constant that others would keep the address of.
// file: cell.h public
#pragma once
#include "kernel/base/cell.h"
// want: state.exported 'sizes' is offered by a header: an address of it that others keep outlives this version of the
//   cell
extern const uint32_t sizes[4];
READ uint32_t size_of(uint32_t index);
// file: exported_constant.c
#include "cell.h"

const uint32_t sizes[4] = {16, 32, 64, 128};

uint32_t size_of(uint32_t index) {
  return index < 4 ? sizes[index] : 0;
}
