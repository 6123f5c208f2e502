// SPDX-License-Identifier: Apache-2.0
// digraphs: digraphs, a name split over two lines, and strings of all kinds.
%:include "ring.h"
uint32_t lo\
st(uint32_t word) <%
  // note: 'ring' is owned from here: ring_create made it
  struct ring *ring = ring_create(2);
  const char text<::> = "a" "b" u8"c";
  // want: own.leak 'ring' is lost here, and nobody else holds it
  // note: 'text[]' is 98 here
  if (text<:word:> == L'b') return 1;
  ring_destroy(ring);
  return sizeof(L"wide") + sizeof(U"wider");
%>
