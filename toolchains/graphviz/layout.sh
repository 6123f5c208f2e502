# SPDX-License-Identifier: Apache-2.0
# Graphviz's dot for SVG: without the plugins that draw text, which want X, pango and cairo. It estimates how wide text is instead, from
# tables of its own, so its output is the same on every machine.
plugins=root/usr/lib/x86_64-linux-gnu/graphviz
mkdir -p bin lib/graphviz
cp root/usr/bin/dot bin/
cp -L "$plugins"/libgvplugin_core.so.6 "$plugins"/libgvplugin_dot_layout.so.6 lib/graphviz/
. "$RELOCATE"
relocate "" bin/dot lib/graphviz/*

# What `dot -c` would write, for these plugins and what is used of them: it has to be run where dot will lie.
cat >lib/graphviz/config6a <<'CONFIG'
libgvplugin_core.so.6 core {
	device {
		dot:dot 1
		canon:dot 1
		plain:dot 1
	}
	device {
		svg:svg 1
	}
	render {
		dot 1
	}
	render {
		svg 1
	}
}
libgvplugin_dot_layout.so.6 dot_layout {
	layout {
		dot 0
	}
}
CONFIG

cat >dot.sh <<'RUN'
#!/bin/sh
# Starts this dot from wherever it lies.
here=${0%/*}
case $here in
  /*) ;;
  *) here=$PWD/$here ;;
esac
GVBINDIR=$here/lib/graphviz exec "$here/bin/dot" "$@"
RUN
chmod +x dot.sh
