// SPDX-License-Identifier: Apache-2.0
// annotation_on_type: marks of parameters on types, and OWNED on what is no struct.
#include "kernel/base/cell.h"
// want: front.annotation OWNED means nothing on a type that is no struct, here 'number_t'
typedef OWNED uint32_t number_t;
// want: front.annotation OWN means nothing on a type, here 'struct box'
struct OWN box {
  uint32_t words[2];
};
// want: front.annotation NOESCAPE means nothing on a type, here 'struct hole'
struct NOESCAPE hole;
// want: front.annotation OWNED means nothing on a type that is no struct, here 'enum colour'
enum OWNED colour { RED };
