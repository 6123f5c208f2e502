# SPDX-License-Identifier: Apache-2.0
"""os_test(): boots a real image in QEMU and reports each test that runs inside it."""

load(":os_image.bzl", "os_image")

def os_test(*, name, cells, platform, providers, spares = [], machines = ["q35"], memory_mib = 128, qemu_options = [], size = "small", tags = [], **kwargs):
    """An image of system tests, booted on each machine: NAME_q35, NAME_microvm, and NAME for all.

    The image holds `cells`, among them cells with `struct system_test` tables, and //testing/system, which runs every such test
    in a task of its own and ends the system with status 0 only if all passed. Each test appears by name in the JUnit file; the
    serial log is among the outputs.

    Args:
      name: the test suite's name.
      cells: the cells to boot, those with tests included.
      platform: as for os_image.
      providers: as for os_image.
      spares: as for os_image.
      machines: "q35", "microvm" or both.
      memory_mib: the machine's memory.
      qemu_options: further words for QEMU, such as "-icount shift=0".
      size: as for any Bazel test.
      tags: as for any Bazel test.
      **kwargs: further attributes of the tests.
    """
    image = name + ".image"
    os_image(
        name = image,
        testonly = True,
        cells = cells + [str(Label("//testing/system"))],
        platform = platform,
        providers = providers,
        spares = spares,
        tags = tags,
    )
    native.filegroup(
        name = name + ".elf",
        testonly = True,
        srcs = [image],
        output_group = "image",
        tags = tags,
    )
    qemu = str(Label("@qemu//:qemu.sh"))
    for machine in machines:
        native.sh_test(
            name = "{}_{}".format(name, machine),
            size = size,
            srcs = [Label("//tools/cell:test_image.sh")],
            args = [
                "$(rootpath :{}.elf)".format(name),
                "$(rootpath {})".format(qemu),
                machine,
                str(memory_mib),
            ] + qemu_options,
            data = [
                ":" + name + ".elf",
                qemu,
                str(Label("@qemu//:all")),
            ],
            tags = tags,
            **kwargs
        )
    native.test_suite(
        name = name,
        tags = [tag for tag in tags if tag != "manual"],
        tests = ["{}_{}".format(name, machine) for machine in machines],
    )
