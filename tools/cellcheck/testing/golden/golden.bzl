# SPDX-License-Identifier: Apache-2.0
"""golden(): the golden cases of one folder, as a test."""

load("@rules_cc//cc:defs.bzl", "cc_test")

def golden(*, name, shards = 4, size = "medium", srcs = None, **kwargs):
    """NAME: runs cellcheck on each case of the folder called like it, and tells of each in one line.

    Args:
      name: the test's name and the folder's.
      shards: into how many parts it is divided.
      size: as for any Bazel test.
      srcs: the cases; without them NAME/*.c.
      **kwargs: further attributes of cc_test.
    """
    srcs = srcs or native.glob([name + "/*.c"])
    if not srcs:
        return
    native.test_suite(
        name = name,
        tests = [":" + name + "_cases"],
    )

    # Not NAME: that is the folder, beside it among the runfiles.
    cc_test(
        name = name + "_cases",
        size = size,
        args = [
            "$(rootpath //tools/cellcheck)",
            "$(rootpath :flags)",
        ] + ["$(rootpath {})".format(src) for src in srcs],
        data = srcs + [
            ":flags",
            ":include",
            "//tools/cellcheck",
        ],
        shard_count = min(shards, len(srcs)),
        deps = [":golden_main"],
        **kwargs
    )
