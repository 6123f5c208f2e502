// SPDX-License-Identifier: Apache-2.0
// annotation_on_number: OWN_RET before a variable, and marks of pointers before what is none.
#include "ring.h"
// want: front.annotation OWN_RET means nothing on a variable, here 'answer'
OWN_RET const uint32_t answer = 42;
// want: front.annotation RETAINS on parameter 'number' of type 'unsigned int', which holds nothing that it could speak
//   of
void bad_retains(RETAINS uint32_t number);
// want: front.annotation NOESCAPE on parameter 'number' of type 'unsigned int', which holds nothing that it could speak
//   of
void bad_noescape(NOESCAPE uint32_t number);
// want: front.annotation VIEW_RET on function 'bad_view' of type 'unsigned int', which holds nothing that it could
//   speak of
// want: header.export 'bad_view' is exported, and no public header declares it: nobody can check calls of it
READ VIEW_RET uint32_t bad_view(void);
