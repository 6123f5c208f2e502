# SPDX-License-Identifier: Apache-2.0
"""What machines that are a Linux process provide: a cell for each interface to the machine, for the `providers` of an os_image()."""

load("//platforms/qemu_x86_64:providers.bzl", "QEMU_X86_64")

_SHARED = [
    "//kernel/interrupt:lines",
    "//platforms/host/console",
    "//platforms/host/power",
    "//platforms/host/topology",
]

_LINES = {
    str(Label("//cells/drivers/uart16550:second")): str(Label("//platforms/host/line")),
}

def host_providers(own):
    """The providers of such a machine: `own`, and what all of them have."""
    return [str(Label(cell)) for cell in sorted(_SHARED + own)]

def on_host(machine, providers):
    """The providers of an image for //platforms:qemu_x86_64, for the same image on a machine whose own ones are `machine`."""
    return machine + [_LINES.get(cell, cell) for cell in providers if cell not in QEMU_X86_64]
