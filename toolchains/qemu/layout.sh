# SPDX-License-Identifier: Apache-2.0
# QEMU for x86_64 machines without a desktop: emulation and KVM, displays over VNC and curses, firmware of q35 and microvm.
modules=root/usr/lib/x86_64-linux-gnu/qemu
mkdir -p bin lib/qemu share/qemu
cp root/usr/bin/qemu-system-x86_64 bin/
cp "$modules"/accel-tcg-x86_64.so "$modules"/hw-display-virtio-*.so "$modules"/ui-curses.so lib/qemu/
. "$RELOCATE"
relocate "" bin/* lib/qemu/*

from=root/usr/share/qemu
cp -L "$from"/kvmvapic.bin "$from"/linuxboot.bin "$from"/linuxboot_dma.bin "$from"/multiboot.bin "$from"/multiboot_dma.bin \
  "$from"/pvh.bin "$from"/qboot.rom share/qemu/
cp -rL "$from"/keymaps share/qemu/
cp -L root/usr/share/seabios/*.bin share/qemu/
for card in e1000 e1000e rtl8139 virtio; do
  cp -L "root/usr/lib/ipxe/qemu/efi-$card.rom" share/qemu/
done

cat >qemu.sh <<'RUN'
#!/bin/sh
# Starts this QEMU from wherever it lies.
here=${0%/*}
QEMU_MODULE_DIR=$here/lib/qemu exec "$here/bin/qemu-system-x86_64" -L "$here/share/qemu" "$@"
RUN
chmod +x qemu.sh
