# SPDX-License-Identifier: Apache-2.0
# private_apt DIR: gives this shell an apt of its own below DIR and reads the package lists into it.
#
# It has its own state, lists and cache and believes that no package is installed, so it needs no root, changes nothing on
# the machine, and resolves the same on every machine. It asks the mirrors that the machine's apt is set up with, and trusts
# what Debian's archive key has signed. Sourced by relock.sh and candidate.sh.

suite=bookworm

private_apt() {
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial" "$1/state"
  : >"$1/status"
  keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  options=""
  if [ -e "$keyring" ]; then options="[signed-by=$keyring] "; fi
  apt-get indextargets --no-release-info --format "deb $options\$(REPO_URI) \$(RELEASE) main" \
    'Identifier: Packages' 'Component: main' | grep -E " $suite(-updates|-security)? main\$" | sort -u >"$1/sources.list"
  if [ ! -s "$1/sources.list" ]; then
    echo "this machine's apt has no source for Debian $suite; add one to /etc/apt/sources.list.d" >&2
    return 1
  fi
  cat >"$1/apt.conf" <<CONF
Dir::State "$1/state";
Dir::State::lists "$1/lists";
Dir::State::status "$1/status";
Dir::Cache "$1/cache";
Dir::Etc::sourcelist "$1/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
APT::Architecture "amd64";
APT::Sandbox::User "";
APT::Install-Recommends "false";
Acquire::Languages "none";
Debug::NoLocking "true";
#clear APT::Update::Post-Invoke-Success;
CONF
  export APT_CONFIG="$1/apt.conf"
  apt-get update -qq
}
