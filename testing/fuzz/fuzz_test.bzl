# SPDX-License-Identifier: Apache-2.0
"""fuzz_test(): a libFuzzer target with its kept corpus and a bounded, always equal run as a test."""

load("@rules_cc//cc:defs.bzl", "cc_binary")

def _features_impl(_settings, _attr):
    return {"//command_line_option:features": ["asan", "fuzzer"]}

_instrument = transition(
    implementation = _features_impl,
    inputs = [],
    outputs = ["//command_line_option:features"],
)

def _instrumented_impl(ctx):
    binary = ctx.attr.binary[0]
    program = ctx.actions.declare_file(ctx.label.name)
    ctx.actions.symlink(is_executable = True, output = program, target_file = binary[DefaultInfo].files_to_run.executable)
    return [DefaultInfo(executable = program, runfiles = binary[DefaultInfo].default_runfiles)]

_instrumented = rule(
    implementation = _instrumented_impl,
    doc = "The program and all that it links, compiled for libFuzzer and with the address sanitizer.",
    attrs = {
        "binary": attr.label(cfg = _instrument, executable = True, mandatory = True),
        "_allowlist_function_transition": attr.label(default = "@bazel_tools//tools/allowlists/function_transition_allowlist"),
    },
    executable = True,
)

def fuzz_test(*, name, srcs, deps, corpus, runs, max_len = 4096, size = "small", **kwargs):
    """Runs every file of the corpus and `runs` inputs made from them, with a fixed seed.

    `bazel run NAME.fuzzer -- -max_total_time=600 FOLDER` looks further and keeps what it finds in FOLDER.

    Args:
      name: the test's name.
      srcs: sources with LLVMFuzzerTestOneInput.
      deps: what is fuzzed.
      corpus: files to start from.
      runs: inputs to try.
      max_len: most bytes of an input.
      size: as for any Bazel test.
      **kwargs: further attributes of the cc_binary.
    """
    cc_binary(
        name = name + ".plain",
        testonly = True,
        srcs = srcs,
        features = [
            "asan",
            "fuzzer",
        ],
        tags = ["manual"],
        deps = deps,
        **kwargs
    )
    _instrumented(
        name = name + ".fuzzer",
        testonly = True,
        binary = ":" + name + ".plain",
    )
    native.sh_test(
        name = name,
        size = size,
        srcs = [Label("//testing/fuzz:fuzz_test.sh")],
        args = [
            "$(rootpath :{}.fuzzer)".format(name),
            str(runs),
            str(max_len),
        ] + ["$(rootpath {})".format(file) for file in corpus],
        data = [":" + name + ".fuzzer"] + corpus,
    )
