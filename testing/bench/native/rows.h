// SPDX-License-Identifier: Apache-2.0
// rows: what is measured natively, and the words that the cell and the program around it exchange (HOST_MEASURE).
#pragma once

enum native_row {
  NATIVE_FURTHER_16,  // a further object in a transaction, beside malloc and free
  NATIVE_FURTHER_64,
  NATIVE_FURTHER_256,
  NATIVE_WHOLE_64,      // an object of sixteen in a transaction, with all that it costs
  NATIVE_REQUEST_64,    // an object made and released in a request each
  NATIVE_FURTHER_64_2,  // the same by two threads
  NATIVE_WHOLE_64_2,
  NATIVE_REQUEST_64_2,
  NATIVE_CHANNEL_SAME,  // a round trip between two tasks of one processor
  NATIVE_CHANNEL_OTHER,
  NATIVE_LOAD,  // a cell added and removed
  NATIVE_ROWS,
};

enum {
  NATIVE_TELL = 1,  // row: that many picoseconds an operation
  NATIVE_ASK = 2,   // row: the host measures its side
  NATIVE_END = 3,   // all is measured
  NATIVE_ROW_SHIFT = 8,
  NATIVE_ROUNDS = 15,
  NATIVE_OBJECTS = 16,  // in a transaction
  NATIVE_TRANSACTIONS = 4000,
  NATIVE_REQUESTS = 20000,
  NATIVE_TRIPS = 1000,
  NATIVE_LOADS = 3,
};
