# SPDX-License-Identifier: Apache-2.0
"""What //platforms:host_mt provides: a cell for each interface to the machine, for the `providers` of an os_image()."""

load("//platforms/qemu_x86_64:providers.bzl", "QEMU_X86_64")

HOST_MT = [str(Label(cell)) for cell in [
    "//kernel/interrupt:lines",
    "//platforms/host/console",
    "//platforms/host/power",
    "//platforms/host/topology",
    "//platforms/host_mt/arch",
    "//platforms/host_mt/interrupt",
]]

_LINES = {
    str(Label("//cells/drivers/uart16550:second")): str(Label("//platforms/host/line")),
}

def on_host_mt(providers):
    """The providers of an image for //platforms:qemu_x86_64, for the same image on //platforms:host_mt."""
    return HOST_MT + [_LINES.get(cell, cell) for cell in providers if cell not in QEMU_X86_64]
