# SPDX-License-Identifier: Apache-2.0
# sysroot: the headers and libraries that programs of the build machine are compiled against.
mv root/lib root/lib64 root/usr .
rm -rf usr/bin usr/sbin usr/share usr/lib/x86_64-linux-gnu/audit usr/lib/x86_64-linux-gnu/gconv usr/lib/gcc/x86_64-linux-gnu/*/plugin
(cd usr/include && rm -rf drm misc mtd rdma sound video xen)

# Absolute links would lead into the host.
find . -type l -lname '/*' | while read -r link; do
  ln -sfn "$(realpath -s -m --relative-to="${link%/*}" ".$(readlink "$link")")" "$link"
done
find . -xtype l -delete
