# SPDX-License-Identifier: Apache-2.0
# Of Bazel's sources the remote worker: the server that Bazel tests its remote execution with.
mv root/usr/src/bazel-bootstrap/src/tools/remote/src/main/java/* .
find . -name BUILD -delete
# Each action gets its inputs from the worker's own store, hundreds of MB with a compiler. To hash them anew each time takes longer than
# most actions.
store=com/google/devtools/build/remote/worker/OnDiskBlobStoreCache.java
sed -i 's,/\* verifyDownloads= \*/ true,/* verifyDownloads= */ false,' $store
grep -q 'verifyDownloads= \*/ false' $store
