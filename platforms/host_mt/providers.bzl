# SPDX-License-Identifier: Apache-2.0
"""What //platforms:host_mt provides: a cell for each interface to the machine, for the `providers` of an os_image()."""

load("//platforms/host:providers.bzl", "host_providers", "on_host")

HOST_MT = host_providers([
    "//platforms/host_mt/arch",
    "//platforms/host_mt/interrupt",
])

def on_host_mt(providers):
    """The providers of an image for //platforms:qemu_x86_64, for the same image on //platforms:host_mt."""
    return on_host(HOST_MT, providers)
