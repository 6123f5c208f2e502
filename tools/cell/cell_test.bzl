# SPDX-License-Identifier: Apache-2.0
"""cell_test(): a unit test of a cell, on the build machine."""

load("@rules_cc//cc:defs.bzl", "cc_test")

def cell_test(*, name, srcs, deps, size = "small", **kwargs):
    """A GoogleTest program that links the cells as ordinary libraries; interfaces come with their host providers.

    Args:
      name: the test's name.
      srcs: C++ sources.
      deps: the cells under test.
      size: as for any Bazel test.
      **kwargs: further attributes of cc_test.
    """
    cc_test(
        name = name,
        size = size,
        srcs = srcs,
        deps = deps + [str(Label("@googletest//:gtest_main"))],
        **kwargs
    )
