# SPDX-License-Identifier: Apache-2.0
"""seeds_test(): an image of system tests in a process, on several processors, once for each of many seeds."""

load("//platforms/host_sim:providers.bzl", "HOST_SIM")
load("//tools/cell:os_image.bzl", "os_image")

def seeds_test(*, name, cells, cpus, seeds, providers = [str(Label("//kernel/sched:round_robin"))], spares = [], **kwargs):
    """NAME_N for each number N of processors: the tests of the image pass with every seed, which is an interleaving each.

    Args:
      name: the tests' name.
      cells: those with `struct system_test` tables, and what they need besides; //kernel/processors and //testing/system are added.
      cpus: numbers of processors.
      seeds: the first and the last seed.
      providers: those of the image, but for the machine's.
      spares: as for os_image.
      **kwargs: further attributes of the tests.
    """
    os_image(
        name = name + ".image",
        testonly = True,
        cells = cells + [
            str(Label("//kernel/fault")),
            str(Label("//kernel/processors")),
            str(Label("//testing/system")),
        ],
        platform = str(Label("//platforms:host_sim")),
        providers = HOST_SIM + providers,
        spares = spares,
    )
    native.filegroup(
        name = name + ".elf",
        testonly = True,
        srcs = [name + ".image"],
        output_group = "image",
    )
    loader = str(Label("//platforms/host_sim/loader:host_sim"))
    for number in cpus:
        native.sh_test(
            name = "{}_{}".format(name, number),
            srcs = [Label("//platforms/host_sim/testing:seeds_test.sh")],
            args = [
                "$(rootpath {})".format(loader),
                "$(rootpath :{}.elf)".format(name),
                str(number),
            ] + [str(seed) for seed in seeds],
            data = [
                ":{}.elf".format(name),
                loader,
            ],
            tags = ["no_asan"],  # its shadow lies where the process has its RAM
            **kwargs
        )
