# SPDX-License-Identifier: Apache-2.0
"""libraries_test(): checks where a program of an external repository has its libraries from."""

def libraries_test(*, name, program, files, args, **kwargs):
    """Fails if a program loads a library of the host other than glibc.

    Args:
      name: the test's name.
      program: label of the program, in an external repository.
      files: label of all that the program needs.
      args: arguments with which it ends soon.
      **kwargs: further attributes of a test.
    """
    repository, _, _ = program.lstrip("@").partition("//")
    native.sh_test(
        name = name,
        size = "small",
        srcs = [Label("//testing/hermetic:libraries_test.sh")],
        args = [
            repository,
            "$(rootpath {})".format(program),
        ] + args,
        data = [
            program,
            files,
        ],
        **kwargs
    )
