# SPDX-License-Identifier: Apache-2.0
# libclang: clang's C interface, as a library to link with. It brings the LLVM libraries along (as hard links), because Bazel
# runs programs with the libraries of one repository in one folder, and the dynamic linker then looks for theirs in that one.
llvm=${LLVM%/*}/lib
mkdir -p include lib
mv root/usr/lib/llvm-*/include/clang-c include/
mkdir -p cxx/clang
for part in AST Basic Sema Support; do mv root/usr/lib/llvm-*/include/clang/$part cxx/clang/; done
library=$(ls root/usr/lib/x86_64-linux-gnu/libclang-*.so.* | head -n 1)
name=$("$PATCHELF" --print-soname "$library")
cp -L "$library" "lib/$name"
"$PATCHELF" --force-rpath --set-rpath '$ORIGIN' "lib/$name"

link_needed() {
  for needed in $("$PATCHELF" --print-needed "$1"); do
    if [ -e "lib/$needed" ] || [ ! -e "$llvm/$needed" ]; then continue; fi
    ln "$llvm/$needed" "lib/$needed"
    link_needed "lib/$needed"
  done
}
link_needed "lib/$name"
