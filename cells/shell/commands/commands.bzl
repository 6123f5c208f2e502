# SPDX-License-Identifier: Apache-2.0
"""SHELL_COMMANDS: every command of the shell, for the `cells` of an os_image(). An image may name some of them only."""

SHELL_COMMANDS = [str(Label(cell)) for cell in [
    "//cells/shell/commands/cell",
    "//cells/shell/commands/cells",
    "//cells/shell/commands/check",
    "//cells/shell/commands/clear",
    "//cells/shell/commands/deps",
    "//cells/shell/commands/echo",
    "//cells/shell/commands/faults",
    "//cells/shell/commands/graph",
    "//cells/shell/commands/heap",
    "//cells/shell/commands/help",
    "//cells/shell/commands/kill",
    "//cells/shell/commands/log",
    "//cells/shell/commands/mem",
    "//cells/shell/commands/own",
    "//cells/shell/commands/poweroff",
    "//cells/shell/commands/priority",
    "//cells/shell/commands/ps",
    "//cells/shell/commands/reboot",
    "//cells/shell/commands/spawn",
    "//cells/shell/commands/swap",
    "//cells/shell/commands/top",
    "//cells/shell/commands/trace",
    "//cells/shell/commands/uptime",
    "//cells/shell/commands/why",
]]
