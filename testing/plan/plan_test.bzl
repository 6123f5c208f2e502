# SPDX-License-Identifier: Apache-2.0
"""plan_test(): an image whose test plans swaps, and the comparison of what it says with what //tools/graph says."""

load("//platforms/host_sim:providers.bzl", "on_host_sim")
load("//tools/cell:os_image.bzl", "os_image")

def plan_test(*, name, cells, providers, spares):
    """Boots the image in a process and in QEMU (NAME_host_sim, NAME_q35), and asks //tools/graph about each plan that it prints.

    Args:
      name: the test's name.
      cells: cells with a system test that prints plans (plan_system_test.c has the form).
      providers: as for os_image, of //platforms:qemu_x86_64.
      spares: as for os_image.
    """
    for machine in ["host_sim", "q35"]:
        in_process = machine == "host_sim"
        image = "{}.{}".format(name, machine)
        os_image(
            name = image,
            testonly = True,
            cells = cells + ["//testing/system"],
            platform = "//platforms:host_sim" if in_process else "//platforms:qemu_x86_64",
            providers = on_host_sim(providers) if in_process else providers,
            spares = spares,
        )
        native.filegroup(
            name = image + ".elf",
            testonly = True,
            srcs = [image],
            output_group = "image",
        )
        emulator = "//platforms/host_sim/loader:host_sim" if in_process else "@qemu//:qemu.sh"
        native.sh_test(
            name = "{}_{}".format(name, machine),
            size = "small",
            srcs = ["plan_test.sh"],
            args = [
                "$(rootpath //tools/cell:test_image.sh)",
                "$(rootpath //tools/graph)",
                "$(rootpath :{}.elf)".format(image),
                "$(rootpath {})".format(emulator),
                machine,
                "128",
            ],
            data = [
                ":" + image + ".elf",
                emulator,
                "//tools/cell:test_image.sh",
                "//tools/graph",
            ] + ([] if in_process else ["@qemu//:all"]),
            tags = ["no_asan"] if in_process else [],
        )
    native.test_suite(
        name = name,
        tests = [name + "_host_sim", name + "_q35"],
    )
