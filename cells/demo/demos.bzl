# SPDX-License-Identifier: Apache-2.0
"""DEMO_TASKS: every demo, what the shell's `spawn` starts and `crash`, for the `cells` of an os_image()."""

DEMO_TASKS = [str(Label(cell)) for cell in [
    "//cells/demo/crasher",
    "//cells/demo/crasher:crash",
    "//cells/demo/faulter",
    "//cells/demo/overflower",
    "//cells/demo/returner",
    "//cells/demo/selector",
    "//cells/demo/sleeper",
    "//cells/demo/spinner",
    "//cells/demo/ticker",
]]
