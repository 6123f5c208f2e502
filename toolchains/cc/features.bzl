# SPDX-License-Identifier: Apache-2.0
"""The features of the C toolchains: which flags an action gets, and when."""

load("@bazel_tools//tools/build_defs/cc:action_names.bzl", "ACTION_NAMES")
load(
    "@bazel_tools//tools/cpp:cc_toolchain_config_lib.bzl",
    "feature",
    "feature_set",
    "flag_group",
    "flag_set",
    "with_feature_set",
)
load(
    ":flags.bzl",
    "CELL_COMPILE",
    "CELL_COMPILE_C",
    "CELL_LINK",
    "COVERAGE_COMPILE",
    "COVERAGE_LINK",
    "CXX_STANDARD",
    "C_STANDARD",
    "C_WARNINGS",
    "FUZZER_COMPILE",
    "FUZZER_LINK",
    "HOST_COMPILE",
    "HOST_LINK",
    "HOST_LINK_SHARED_CXX",
    "HOST_LINK_STATIC_CXX",
    "SANITIZERS",
    "SANITIZER_LINK",
    "WARNINGS",
)

_ASSEMBLE = [
    ACTION_NAMES.assemble,
    ACTION_NAMES.preprocess_assemble,
]
_C = [ACTION_NAMES.c_compile]
_CXX = [
    ACTION_NAMES.cpp_compile,
    ACTION_NAMES.cpp_header_parsing,
    ACTION_NAMES.linkstamp_compile,
]

COMPILE_ACTIONS = _ASSEMBLE + _C + _CXX
LINK_ACTIONS = [
    ACTION_NAMES.cpp_link_dynamic_library,
    ACTION_NAMES.cpp_link_executable,
    ACTION_NAMES.cpp_link_nodeps_dynamic_library,
]
ARCHIVE_ACTIONS = [ACTION_NAMES.cpp_link_static_library]

def _flags(actions, flags, *, when = [], unless = []):
    """Returns flags for actions, if the features `when` are enabled and the features `unless` are not."""
    conditions = [with_feature_set(features = when, not_features = unless)] if when or unless else []
    return flag_set(actions = actions, flag_groups = [flag_group(flags = flags)], with_features = conditions)

def _common_features():
    """Returns the features of both toolchains."""
    return [
        feature(
            name = "standards",
            enabled = True,
            flag_sets = [
                _flags(_C, [C_STANDARD] + C_WARNINGS),
                _flags(_CXX, [CXX_STANDARD]),
                _flags(COMPILE_ACTIONS, WARNINGS),
            ],
        ),
        # External code turns this off in its BUILD file.
        feature(
            name = "warnings_are_errors",
            enabled = True,
            flag_sets = [_flags(COMPILE_ACTIONS, ["-Werror"])],
        ),
    ]

def host_features():
    """Returns the features of the toolchain for the build machine."""
    return _common_features() + [
        feature(
            name = "host",
            enabled = True,
            flag_sets = [
                _flags(COMPILE_ACTIONS, HOST_COMPILE),
                _flags(COMPILE_ACTIONS, ["-O2"], when = ["opt"]),
                _flags(COMPILE_ACTIONS, ["-O1"], unless = ["opt"]),
                _flags(LINK_ACTIONS, HOST_LINK),
                _flags(LINK_ACTIONS, HOST_LINK_STATIC_CXX, unless = ["shared_libstdcxx"]),
                _flags(LINK_ACTIONS, HOST_LINK_SHARED_CXX, when = ["shared_libstdcxx"]),
            ],
        ),
        # For a plugin, which has to share the C++ library with the program that loads it.
        feature(name = "shared_libstdcxx"),
        feature(name = "dbg"),
        feature(name = "fastbuild"),
        feature(name = "opt"),
        feature(name = "supports_pic", enabled = True),
        feature(name = "supports_start_end_lib", enabled = True),
        _sanitizer("asan"),
        _sanitizer("ubsan"),
        feature(
            name = "fuzzer",
            flag_sets = [
                _flags(COMPILE_ACTIONS, FUZZER_COMPILE),
                _flags(LINK_ACTIONS, FUZZER_LINK + SANITIZER_LINK),
            ],
        ),
        feature(name = "coverage"),
        feature(
            name = "llvm_coverage_map_format",
            flag_sets = [
                _flags(COMPILE_ACTIONS, COVERAGE_COMPILE),
                _flags(LINK_ACTIONS, COVERAGE_LINK),
            ],
            provides = ["profile"],
            requires = [feature_set(features = ["coverage"])],
        ),
    ]

def cell_features(*, journal):
    """Returns the features of the toolchain for cells.

    There are none for sanitizers, coverage and compilation modes: asked for on the command line, they reach host code only.
    Coverage stands here empty, because Bazel would put its own in the place of one that is not declared.
    Nor is supports_pic among them: each source is compiled once, its object is always position-independent and stands in
    `objects`, and Bazel makes no shared library of its own.

    Args:
      journal: the features with which C sources are journalled (//tools/journal:for_cells).
    """
    return _common_features() + [
        feature(
            name = "cell",
            enabled = True,
            flag_sets = [
                _flags(COMPILE_ACTIONS, CELL_COMPILE),
                _flags(_C + _CXX, CELL_COMPILE_C),
                _flags(LINK_ACTIONS, CELL_LINK),
            ],
        ),
        feature(name = "coverage"),
        feature(name = "llvm_coverage_map_format"),
    ] + [
        # The nucleus, which keeps the journal, turns them off in its BUILD file.
        feature(
            name = name,
            enabled = journal[name].enabled,
            # Options of a plugin that is not loaded are unknown to clang.
            flag_sets = [_flags(_C, journal[name].flags, when = ["journal"])],
        )
        for name in journal
    ]

def _sanitizer(name):
    flags = SANITIZERS[name]
    return feature(
        name = name,
        flag_sets = [
            _flags(COMPILE_ACTIONS, flags),
            _flags(LINK_ACTIONS, flags + SANITIZER_LINK),
        ],
    )
