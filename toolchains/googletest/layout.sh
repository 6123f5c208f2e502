# GoogleTest and GoogleMock, in source.
mv root/usr/src/googletest/* .
rm -rf googletest/test googlemock/test
