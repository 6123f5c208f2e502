# SPDX-License-Identifier: Apache-2.0
"""cell_budget(): how large a cell may become before the build says so."""

def cell_budget(*, text_kib, state_bytes):
    """A cell's budget; exceeding it fails the build with the cell's name and its size.

    Args:
      text_kib: most KiB of machine code, calls to imports included.
      state_bytes: most bytes of declared state; 0 for a cell that keeps nothing.

    Returns:
      A value for the `budget` of cell().
    """
    if type(text_kib) != "int" or text_kib < 1 or text_kib > 1024:
        fail("cell_budget: text_kib is {}; give KiB from 1 to 1024".format(repr(text_kib)))
    if type(state_bytes) != "int" or state_bytes < 0 or state_bytes > 1 << 24:
        fail("cell_budget: state_bytes is {}; give bytes from 0 to 16777216".format(repr(state_bytes)))
    return struct(state_bytes = state_bytes, text_kib = text_kib)
