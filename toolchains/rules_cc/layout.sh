# SPDX-License-Identifier: Apache-2.0
# rules_cc, without the two mentions of a function that Bazel 4.2.3 does not have.
mv root/usr/share/bazel/rules/cc/* .
sed -i -e 's/, "use_cpp_toolchain"//' -e 's,use_cpp_toolchain(),["@bazel_tools//tools/cpp:toolchain_type"],' \
  cc/private/rules_impl/cc_flags_supplier.bzl cc/private/rules_impl/compiler_flag.bzl
