# SPDX-License-Identifier: Apache-2.0
# take_prefix.sh: the repository is one folder of the unpacked packages.
mv "root/$PREFIX"/* .
