# SPDX-License-Identifier: Apache-2.0
# mimalloc as a library that a program opens while it runs; it needs the host's C library alone.
mkdir -p lib
cp -L root/usr/lib/x86_64-linux-gnu/libmimalloc.so.2.0 lib/
