# SPDX-License-Identifier: Apache-2.0
"""cpus_test(): an image of system tests on //platforms:host_mt, with several numbers of processors, which are threads and run at once."""

load("//platforms/host_mt:providers.bzl", "HOST_MT")
load("//tools/cell:os_image.bzl", "os_image")

def cpus_test(*, name, cells, cpus, profile = "resilient", providers = [str(Label("//kernel/sched:round_robin"))], spares = [], tags = [], **kwargs):
    """NAME_N for each number N of processors.

    Args:
      name: the tests' name.
      cells: those with `struct system_test` tables, and what they need besides; //kernel/fault, //kernel/processors and //testing/system are added.
      cpus: numbers of processors.
      profile: as for os_image.
      providers: those of the image, but for the machine's.
      spares: as for os_image.
      tags: as for any Bazel test.
      **kwargs: further attributes of the tests.
    """
    os_image(
        name = name + ".image",
        testonly = True,
        cells = cells + [
            str(Label("//kernel/clock")),
            str(Label("//kernel/fault")),
            str(Label("//kernel/processors")),
            str(Label("//testing/system")),
        ],
        platform = str(Label("//platforms:host_mt")),
        profile = profile,
        providers = HOST_MT + providers,
        spares = spares,
    )
    native.filegroup(
        name = name + ".elf",
        testonly = True,
        srcs = [name + ".image"],
        output_group = "image",
    )
    loader = str(Label("//platforms/host_mt/loader:host_mt"))
    for number in cpus:
        native.sh_test(
            name = "{}_{}".format(name, number),
            srcs = [Label("//tools/cell:test_image.sh")],
            args = [
                "$(rootpath :{}.elf)".format(name),
                "$(rootpath {})".format(loader),
                "host_mt",
                "128",
                "--cpus",
                str(number),
                "--command",
                "cpus=%d" % number,
            ],
            data = [
                ":{}.elf".format(name),
                loader,
            ],
            tags = tags + ["no_asan"],  # its shadow lies where the process has its RAM
            **kwargs
        )
