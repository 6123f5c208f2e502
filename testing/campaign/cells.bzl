# SPDX-License-Identifier: Apache-2.0
"""CAMPAIGN_CELLS: what the `cells` of a campaign's image are: the subjects, and who calls them."""

CAMPAIGN_CELLS = [str(Label(cell)) for cell in [
    "//kernel/fault",
    "//kernel/processors",
    "//platforms/host_sim/caller",
    "//testing/campaign/subjects:channels",
    "//testing/campaign/subjects:console",
    "//testing/campaign/subjects:crowd",
    "//testing/campaign/subjects:epochs",
    "//testing/campaign/subjects:files",
    "//testing/campaign/subjects:frames",
    "//testing/campaign/subjects:heap",
    "//testing/campaign/subjects:kept",
    "//testing/campaign/subjects:ledger",
    "//testing/campaign/subjects:log",
    "//testing/campaign/subjects:objects",
    "//testing/campaign/subjects:pages",
    "//testing/campaign/subjects:profiler",
    "//testing/campaign/subjects:rwlocks",
    "//testing/campaign/subjects:sizes",
    "//testing/campaign/subjects:tasks",
    "//testing/campaign/subjects:timers",
    "//testing/campaign/subjects:undertaker",
    "//testing/campaign/subjects:victim",
    "//testing/campaign/subjects:waits",
    "//testing/campaign/subjects:watchdogs",
]]
