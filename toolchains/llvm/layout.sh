# SPDX-License-Identifier: Apache-2.0
# LLVM: bin/, the libraries it needs in lib/, and clang's own headers and run-time libraries in lib/clang/VERSION.
from=$(echo root/usr/lib/llvm-*)
resources=lib/clang/${from##*-}
mkdir -p bin "$resources/lib/linux"

for program in clang clang-format lld llvm-ar llvm-cov llvm-cxxfilt llvm-dwarfdump llvm-ifs llvm-nm llvm-objcopy llvm-objdump \
  llvm-profdata llvm-readobj llvm-size llvm-strings llvm-symbolizer; do
  cp "$from/bin/$program" bin/
done
. "$RELOCATE"
relocate "" bin/*

# Each of these programs does what the name that it is called by says.
ln -s clang bin/clang++
ln -s lld bin/ld.lld
ln -s llvm-objcopy bin/llvm-strip
ln -s llvm-readobj bin/llvm-readelf
ln -s llvm-symbolizer bin/llvm-addr2line

for library in asan builtins fuzzer lsan profile tsan ubsan_standalone; do
  mv "$from/$resources/lib/linux/libclang_rt.$library"*x86_64.a* "$resources/lib/linux/"
done

# Headers for other processors and for graphics cards would only be more inputs of each compilation.
mv "$from/$resources/include" "$from/$resources/share" "$resources/"
cd "$resources/include"
rm -rf __clang_* arm* cuda_wrappers hexagon_* hvx_* hlsl* llvm_libc_wrappers llvm_offload_wrappers opencl* openmp_wrappers \
  ppc_wrappers riscv_* sifive_* wasm_* zos_wrappers
