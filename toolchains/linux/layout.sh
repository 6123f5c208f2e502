# SPDX-License-Identifier: Apache-2.0
# The kernel that //testing/bench:compare boots beside Delias: `vmlinux`, the ELF file that Debian's vmlinuz carries compressed.
# Both systems are then loaded and entered in the same way, at the entry of their PVH note.
set -- root/boot/vmlinuz-*
if [ $# -ne 1 ] || [ ! -e "$1" ]; then
  echo "expected one root/boot/vmlinuz-*, found: $*" >&2
  exit 1
fi

# bytes OFFSET COUNT TYPE FILE: as a number. The offsets are those of Documentation/arch/x86/boot.rst.
bytes() { od -A n -j "$1" -N "$2" -t "$3" "$4" | tr -d ' '; }
sectors=$(bytes 497 1 u1 "$1")  # 0x1f1 setup_sects; 0 means 4
if [ "$sectors" -eq 0 ]; then sectors=4; fi
start=$(((sectors + 1) * 512 + $(bytes 584 4 u4 "$1")))  # 0x248 payload_offset
length=$(bytes 588 4 u4 "$1")                            # 0x24c payload_length, with 4 bytes that tell the unpacked size

magic=$(bytes "$start" 4 x4 "$1")
if [ "$magic" != 184c2102 ]; then
  echo "$1 is not compressed with LZ4 but begins with $magic: add the package of its decompressor to toolchains/debian/groups.txt and call it here" >&2
  exit 1
fi
tail -c +$((start + 1)) "$1" | head -c $((length - 4)) >payload
LD_LIBRARY_PATH=$PWD/root/usr/lib/x86_64-linux-gnu root/usr/bin/lz4 -d -q -f payload vmlinux
expected=$(bytes $((start + length - 4)) 4 u4 "$1")
found=$(wc -c <vmlinux | tr -d ' ')
if [ "$found" -ne "$expected" ]; then
  echo "$1 unpacks to $found bytes, but says $expected" >&2
  exit 1
fi
rm payload
mv "$1" vmlinuz
