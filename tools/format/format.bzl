# SPDX-License-Identifier: Apache-2.0
"""format_test(): checks the layout of the C and C++ files of a package."""

_FILES = [
    "*.c",
    "*.cc",
    "*.h",
]

def format_test(*, name = "format_test", srcs = None, **kwargs):
    """Fails if a file is not laid out as .clang-format says. `bazel run //tools/format:fix` mends it.

    Args:
      name: the test's name.
      srcs: the files; without them all C and C++ files of the package.
      **kwargs: further attributes of a test.
    """
    if srcs == None:
        srcs = native.glob(_FILES)
    program = str(Label("@llvm//:bin/clang-format"))
    style = str(Label("//tools/format:.clang-format"))
    native.sh_test(
        name = name,
        size = "small",
        srcs = [Label("//tools/format:check.sh")],
        args = [
            "$(rootpath {})".format(program),
            "$(rootpath {})".format(style),
        ] + ["$(rootpaths {})".format(file) for file in srcs],
        data = srcs + [
            program,
            style,
            Label("@llvm//:format"),
        ],
        **kwargs
    )
