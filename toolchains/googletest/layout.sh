# SPDX-License-Identifier: Apache-2.0
# GoogleTest and GoogleMock, in source.
mv root/usr/src/googletest/* .
rm -rf googletest/test googlemock/test
