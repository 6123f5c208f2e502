# SPDX-License-Identifier: Apache-2.0
"""session_test(): types at a program on a pseudo terminal, as a person would."""

def session_test(*, name, script, command, args = [], size = "medium", **kwargs):
    """Plays a script (testing/session/script.h has its language) at a program; fails at the first step that does not hold.

    Args:
      name: the test's name.
      script: the file of the script.
      command: what is started, an os_image for example: then the script types at its prompt in QEMU.
      args: words for the command.
      size: as for any Bazel test.
      **kwargs: further attributes of a test.
    """
    native.sh_test(
        name = name,
        size = size,
        srcs = [Label("//testing/session:session_test.sh")],
        args = [
            "$(rootpath {})".format(Label("//testing/session")),
            "$(rootpath {})".format(script),
            "$(rootpath {})".format(command),
        ] + args,
        data = [
            script,
            command,
            Label("//testing/session"),
        ],
        **kwargs
    )
