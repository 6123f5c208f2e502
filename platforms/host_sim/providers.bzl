# SPDX-License-Identifier: Apache-2.0
"""What //platforms:host_sim provides: a cell for each interface to the machine, for the `providers` of an os_image()."""

load("//platforms/host:providers.bzl", "host_providers", "on_host")

HOST_SIM = host_providers([
    "//platforms/host_sim/arch",
    "//platforms/host_sim/interrupt",
])

def on_host_sim(providers):
    """The providers of an image for //platforms:qemu_x86_64, for the same image on //platforms:host_sim."""
    return on_host(HOST_SIM, providers)
