# SPDX-License-Identifier: Apache-2.0
"""tokenized_test: a test that holds tokenized() to what a shell makes of the same words."""

load(":tokenized.bzl", "tokenized")

def _impl(ctx):
    # The shell splits them itself, without patterns, which are nobody's in copts.
    lines = [
        "set -fu",
        "status=0",
        "check() {",
        "  words=$(printf '<%s>' \"${@:2}\")",
        "  [[ $words == \"$1\" ]] || { printf 'tokenized() makes %s of what a shell makes %s of\\n' \"$1\" \"$words\"; status=1; }",
        "}",
    ]
    for text in ctx.attr.texts:
        made = "".join(["<{}>".format(word) for word in tokenized(words = [text])])
        lines.append("check '{}' {}".format(made.replace("'", "'\\''"), text))
    lines.append("exit $status")
    script = ctx.actions.declare_file(ctx.label.name + ".sh")
    ctx.actions.write(content = "#!/usr/bin/env bash\n" + "\n".join(lines) + "\n", is_executable = True, output = script)
    return [DefaultInfo(executable = script)]

tokenized_test = rule(
    implementation = _impl,
    doc = "Splits each of `texts` by tokenized() and by a shell, and compares.",
    attrs = {"texts": attr.string_list(mandatory = True)},
    test = True,
)
