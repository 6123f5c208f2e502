// SPDX-License-Identifier: Apache-2.0
// vectors_of_words: addresses may go into a vector or a complex number, and nobody sees where they come out.
#include "ring.h"
typedef uint64_t words __attribute__((vector_size(16)));
uint64_t listed(struct ring *ring) {
  // want: front.unseen cellcheck does not understand this (a vector or complex number of words that may be addresses),
  //   so its rules are blind here
  words pair = {(uint64_t)ring, 0};
  return pair[0];
}
uint64_t spread(struct ring *ring) {
  // want: front.unseen cellcheck does not understand this (a vector or complex number of words that may be addresses),
  //   so its rules are blind here
  words pair = (uint64_t)ring + (words){};
  return pair[1];
}
uint64_t real(struct ring *ring) {
  // want: front.unseen cellcheck does not understand this (a vector or complex number of words that may be addresses),
  //   so its rules are blind here
  _Complex unsigned long number = (uint64_t)ring;
  return __real__ number;
}
uint64_t known(void) {
  words pair = {1, 2};
  return pair[0];
}
