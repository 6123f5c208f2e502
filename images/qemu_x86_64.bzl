# SPDX-License-Identifier: Apache-2.0
"""What //images:qemu_x86_64 is made of, for images that are that and something more."""

load("//cells/demo:demos.bzl", "DEMO_TASKS")
load("//cells/shell/commands:commands.bzl", "SHELL_COMMANDS")
load("//platforms/qemu_x86_64:providers.bzl", "QEMU_X86_64")

# The shell with all its commands on the serial line, and the control line on the second one.
SHELL_CELLS = [str(Label(cell)) for cell in [
    "//cells/control",
    "//cells/shell",
    "//cells/shell/commands/control",
    "//kernel/fault",
    "//kernel/timer",
    "//kernel/watchdog",
]] + SHELL_COMMANDS + DEMO_TASKS

SHELL_PROVIDERS = QEMU_X86_64 + [str(Label(cell)) for cell in [
    "//cells/drivers/uart16550:second",
    "//cells/fs/memory",
    "//kernel/sched:round_robin",
]]

SHELL_SPARES = [str(Label(cell)) for cell in [
    "//cells/demo/counter:by_ten",
    "//kernel/sched:fair",
    "//kernel/sched:priority",
]]
