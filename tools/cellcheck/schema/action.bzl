# SPDX-License-Identifier: Apache-2.0
"""read_schema: the action CellSchema, which reads a cell's sources for what its state looks like (docs/state.md)."""

load("//tools/cellcheck:flags.bzl", "CC_TOOLCHAIN", "c_flags")

# What an aspect that calls read_schema declares among its attributes.
SCHEMA_ATTRIBUTES = {
    "_cc_toolchain": CC_TOOLCHAIN,
    "_schema": attr.label(default = "//tools/cellcheck/schema:cellcheck_schema", cfg = "exec", executable = True),
}

def read_schema(ctx, *, target, label, public, sources, recorded):
    """Declares the reading of a cell's sources.

    Args:
      ctx: of the aspect.
      target: the cell's cc_library.
      label: as the cell carries it.
      public: public headers, those of the interfaces that it provides too.
      sources: the cc_library's srcs.
      recorded: the file of its recorded schemas, or None.

    Returns:
      A struct of five files: book (the texts behind the hashes), rows (lines of the note), report (for the image's state report), verdict (what the
      record has against it) and record (as it would be now).
    """
    made = {
        option: ctx.actions.declare_file("{}.{}".format(target.label.name, extension))
        for option, extension in {
            "book": "schema",
            "record": "schemas.now",
            "report": "state",
            "rows": "schema.rows",
            "verdict": "schema.verdict",
        }.items()
    }
    args = ctx.actions.args()
    args.add("--label", label)
    for option, file in made.items():
        args.add("--" + option, file)
    if recorded:
        args.add("--recorded", recorded)
    args.add_all([file for file in sources if file.extension == "c"], before_each = "--source")
    args.add_all(public, before_each = "--public")
    args.add_all([file for file in sources if file.extension == "h"], before_each = "--private")
    args.add("--")
    args.add_all(c_flags(ctx, context = target[CcInfo].compilation_context, copts = getattr(ctx.rule.attr, "copts", [])))
    ctx.actions.run(
        arguments = [args],
        executable = ctx.executable._schema,
        inputs = depset(sources + list(public) + ([recorded] if recorded else []), transitive = [target[CcInfo].compilation_context.headers, ctx.attr._compiler.files]),
        mnemonic = "CellSchema",
        outputs = made.values(),
        progress_message = "Reading the state of %s" % label,
    )
    return struct(**made)
