# SPDX-License-Identifier: Apache-2.0
"""edited: the sources of a cell with a defect in one of them."""

def _impl(ctx):
    originals = [file for file in ctx.files.srcs if file.basename == ctx.attr.file]
    if len(originals) != 1:
        fail("{}: {} of its srcs are called {}; name one file".format(ctx.label, len(originals), ctx.attr.file))
    copy = ctx.actions.declare_file("{}/{}".format(ctx.label.name, ctx.attr.file))
    arguments = ctx.actions.args()
    arguments.add_all([originals[0], copy])
    arguments.add_all(ctx.attr.edits, before_each = "-e")
    ctx.actions.run_shell(
        arguments = [arguments],
        command = """original=$1 copy=$2 && shift 2 && sed "$@" "$original" >"$copy" && ! cmp -s "$original" "$copy" ||
            { echo "error: $original: no line has what is to be edited; see testing/campaign/controls" >&2; exit 1; }""",
        inputs = originals,
        outputs = [copy],
    )
    return [DefaultInfo(files = depset([copy] + [file for file in ctx.files.srcs if file != originals[0]]))]

edited = rule(
    implementation = _impl,
    attrs = {
        "edits": attr.string_list(doc = "Commands of sed. Together they have to change something.", mandatory = True),
        "file": attr.string(doc = "The name of the source that they edit.", mandatory = True),
        "srcs": attr.label_list(allow_files = True, mandatory = True),
    },
)
