# SPDX-License-Identifier: Apache-2.0
"""What //platforms:qemu_x86_64 provides: a cell for each interface to the machine, for the `providers` of an os_image()."""

QEMU_X86_64 = [str(Label(cell)) for cell in [
    "//cells/drivers/uart16550",
    "//kernel/arch:x86_64",
    "//kernel/interrupt:lines",
    "//kernel/topology/acpi",
    "//platforms/qemu_x86_64/apic",
    "//platforms/qemu_x86_64/power",
]]
