# SPDX-License-Identifier: Apache-2.0
# relocate LIBRARY_PATH FILE...: makes programs and plugins work wherever they lie, with nothing of the host but glibc.
#
# Copies every library that FILEs need, directly or through another one, from root/ into lib/, and has the dynamic linker look
# for them by paths relative to each file. DT_RPATH and not DT_RUNPATH, because it also holds for what the libraries load.
# LIBRARY_PATH is a second folder to look in, relative to bin/, or empty. Sourced by layouts; $PATCHELF names patchelf.

# Part of glibc, which has to be the host's, because the kernel loads programs with the host's dynamic linker.
glibc=" ld-linux-x86-64.so.2 libanl.so.1 libc.so.6 libdl.so.2 libm.so.6 libmvec.so.1 libpthread.so.0 libresolv.so.2 librt.so.1 libutil.so.1 "

# copy_needed LIBRARY_PATH FILE: copies the libraries of one file, then theirs.
copy_needed() {
  for library in $("$PATCHELF" --print-needed "$2"); do
    case $glibc in *" $library "*) continue ;; esac
    if [ -e "lib/$library" ]; then continue; fi
    if [ -n "$1" ] && [ -e "bin/$1/$library" ]; then continue; fi
    found=$(find root/lib/x86_64-linux-gnu root/usr/lib/x86_64-linux-gnu -name "$library" 2>/dev/null | head -n 1)
    if [ -z "$found" ]; then
      echo "$2 needs $library, which none of the locked packages has: add the package to toolchains/debian/groups.txt" >&2
      return 1
    fi
    cp -L "$found" "lib/$library"
    copy_needed "$1" "lib/$library"
  done
}

relocate() {
  extra=$1
  shift
  mkdir -p bin lib
  for file; do copy_needed "$extra" "$file"; done
  for file in "$@" lib/*.so*; do
    chmod u+w "$file"
    case $file in
      bin/*) path="\$ORIGIN/../lib${extra:+:\$ORIGIN/$extra}" ;;
      lib/*/*) path="\$ORIGIN/.." ;;
      *) path="\$ORIGIN${extra:+:\$ORIGIN/../bin/$extra}" ;;
    esac
    "$PATCHELF" --force-rpath --set-rpath "$path" "$file"
  done
}
