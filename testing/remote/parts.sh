# SPDX-License-Identifier: Apache-2.0
# What cache.sh and execution.sh share: two checkouts in a scratch folder, Bazels that share nothing with any other, verdicts. Sourced by
# them, at the root of the checkout.

root=$(mktemp -d)
first=$root/first second=$root/a/longer/path/second
status=0 servers=() scratch=()
# Results come from nowhere but the server under test, not even from what the files of one's home say; packages come from where this machine
# has them.
DELIAS_PACKAGES=$(./bazelw info repository_cache 2>/dev/null)
export DELIAS_PACKAGES HOME=$root/home
unset XDG_CACHE_HOME
mkdir "$HOME"

stop_servers() {
  local server
  for server in "${servers[@]}"; do kill "$server" && wait "$server"; done 2>/dev/null
  servers=()
}

clean() {
  local checkout
  stop_servers
  for checkout in "$first" "$second"; do
    [[ -e $checkout/bazelw ]] && (cd "$checkout" && ./bazelw shutdown) 2>/dev/null
  done
  chmod -R u+w "$root"
  rm -rf "$root" "${scratch[@]}"
}
trap clean EXIT
trap 'exit 130' HUP INT TERM

# The files of this checkout as they stand, twice. What lies behind symbolic links is Bazel's.
mkdir -p "$first" "$second"
find . -name .git -prune -o -path './bazel-*' -prune -o '(' -type f -o -type l ')' -print | tar -T - -cf - | tar -xf - -C "$first"
cp -a "$first/." "$second"

# bazel_in CHECKOUT LOG COMMAND WORD...: Bazel in a checkout; LOG keeps what it says.
bazel_in() {
  local checkout=$1 log=$2
  shift 2
  (cd "$checkout" && ./bazelw "$1" --config=ci --repository_cache="$DELIAS_PACKAGES" "${@:2}") >"$root/$log" 2>&1
}

# told CHECKOUT KEY: what `bazel info` says.
told() { (cd "$1" && ./bazelw info "$2" 2>/dev/null); }

# verdict CODE NAME LOG: 0 for what holds; otherwise the end of LOG says why not.
verdict() {
  if [[ $1 == 0 ]]; then
    echo "ok $2"
  else
    echo "FAILED $2"
    tail -n 30 "$root/$3" | sed 's/^/   /'
    status=1
  fi
}

# kinds LOG: "COUNT KIND" for each kind of process in Bazel's summary, as "INFO: 40 processes: 12 remote cache hit, 28 internal."
kinds() { sed -nE 's/^INFO: [0-9]+ process(es)?: (.*)\.$/\2/p' "$root/$1" | tr ',' '\n' | sed 's/^ *//'; }

# count LOG KIND
count() { kinds "$1" | awk -v kind="$2" '{ number = $1; sub(/^[0-9]+ /, "") } $0 == kind { sum += number } END { print sum + 0 }'; }

# executed LOG: all but what Bazel did within itself or took from a cache.
executed() { kinds "$1" | awk '!/ (internal|remote cache hit)$/ { sum += $1 } END { print sum + 0 }'; }

summary() { grep -aE '^INFO: [0-9]+ process|^INFO: Elapsed|^Executed' "$root/$1" | sed 's/^/   /'; }

# on_free_port COMMAND: calls COMMAND PORT with one port after another until it returns 0, and leaves the port in $port. What COMMAND
# starts writes to server.log.
on_free_port() {
  local attempt
  for attempt in 1 2 3 4 5 6 7 8; do
    port=$((20000 + RANDOM % 12000))
    "$1" "$port" && return 0
  done
  verdict 1 "$1: a server starts on a free port" server.log
  exit 1
}
