# SPDX-License-Identifier: Apache-2.0
"""What //platforms:host_sim provides: a cell for each interface to the machine, for the `providers` of an os_image()."""

load("//platforms/qemu_x86_64:providers.bzl", "QEMU_X86_64")

HOST_SIM = [str(Label(cell)) for cell in [
    "//kernel/interrupt:lines",
    "//platforms/host_sim/arch",
    "//platforms/host/console",
    "//platforms/host_sim/interrupt",
    "//platforms/host/power",
    "//platforms/host/topology",
]]

_LINES = {
    str(Label("//cells/drivers/uart16550:second")): str(Label("//platforms/host/line")),
}

def on_host_sim(providers):
    """The providers of an image for //platforms:qemu_x86_64, for the same image on //platforms:host_sim."""
    return HOST_SIM + [_LINES.get(cell, cell) for cell in providers if cell not in QEMU_X86_64]
