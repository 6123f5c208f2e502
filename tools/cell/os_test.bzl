# SPDX-License-Identifier: Apache-2.0
"""os_test(): boots a real image, in QEMU or in a process, and reports each test that runs inside it."""

load("//platforms/host_mt:providers.bzl", "on_host_mt")
load("//platforms/host_sim:providers.bzl", "on_host_sim")
load(":os_image.bzl", "os_image")

# Machines that are a Linux process.
_IN_PROCESS = {"host_mt": on_host_mt, "host_sim": on_host_sim}

def _image(*, name, cells, platform, profile, providers, spares, tags):
    """The image NAME.image and its bootable file, NAME.elf."""
    os_image(
        name = name + ".image",
        testonly = True,
        cells = cells + [str(Label("//testing/system"))],
        platform = platform,
        profile = profile,
        providers = providers,
        spares = spares,
        tags = tags,
    )
    native.filegroup(
        name = name + ".elf",
        testonly = True,
        srcs = [name + ".image"],
        output_group = "image",
        tags = tags,
    )

def os_test(*, name, cells, platform, providers, spares = [], machines = ["q35"], memory_mib = 128, qemu_options = [], host_sim_options = [], host_mt_options = [], profile = "resilient", size = "small", tags = [], **kwargs):
    """An image of system tests, booted on each machine: NAME_q35, NAME_microvm, NAME_host_sim, NAME_host_mt, and NAME for all.

    The image holds `cells`, among them cells with `struct system_test` tables, and //testing/system, which runs every such test
    in a task of its own and ends the system with status 0 only if all passed. Each test appears by name in the JUnit file; the
    serial log is among the outputs.

    Args:
      name: the test suite's name.
      cells: the cells to boot, those with tests included.
      platform: as for os_image.
      providers: as for os_image.
      spares: as for os_image.
      machines: some of "q35", "microvm", "host_sim" and "host_mt", which are the same image in a process (docs/host-sim.md, docs/host-mt.md).
      memory_mib: the machine's memory.
      qemu_options: further words for QEMU, such as "-icount shift=0".
      host_sim_options: further words for host_sim, such as "--seed 7".
      host_mt_options: further words for host_mt, such as "--cpus 2".
      profile: as for os_image.
      size: as for any Bazel test.
      tags: as for any Bazel test.
      **kwargs: further attributes of the tests.
    """

    for machine in machines:
        in_process = machine in _IN_PROCESS
        image = name + ("." + machine if in_process else "")
        if in_process or not native.existing_rule(image + ".image"):
            _image(
                name = image,
                cells = cells,
                platform = str(Label("//platforms:" + machine)) if in_process else platform,
                profile = profile,
                providers = _IN_PROCESS[machine](providers) if in_process else providers,
                spares = spares,
                tags = tags,
            )
        emulator = str(Label("//platforms/{0}/loader:{0}".format(machine) if in_process else "@qemu//:qemu.sh"))
        native.sh_test(
            name = "{}_{}".format(name, machine),
            size = size,
            srcs = [Label("//tools/cell:test_image.sh")],
            args = [
                "$(rootpath :{}.elf)".format(image),
                "$(rootpath {})".format(emulator),
                machine,
                str(memory_mib),
            ] + {"host_mt": host_mt_options, "host_sim": host_sim_options}.get(machine, qemu_options),
            data = [
                ":" + image + ".elf",
                emulator,
            ] + ([] if in_process else [str(Label("@qemu//:all"))]),
            tags = tags + (["no_asan"] if in_process else []),  # its shadow lies where the process has its RAM
            **kwargs
        )
    native.test_suite(
        name = name,
        tags = [tag for tag in tags if tag != "manual"],
        tests = ["{}_{}".format(name, machine) for machine in machines],
    )
