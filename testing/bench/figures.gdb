# SPDX-License-Identifier: Apache-2.0
# Says how many instructions QEMU has executed when the boot stub is entered (STUB_PHYSICAL in tools/mkimage), and when the shell,
# having shown its prompt, waits for the first byte.
thbreak *0x100000
continue
monitor info replay
thbreak console_take
continue
monitor info replay
quit
