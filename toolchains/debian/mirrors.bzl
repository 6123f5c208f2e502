# SPDX-License-Identifier: Apache-2.0
"""Where this machine gets its Debian packages from."""

_NO_APT = "@{name}: this machine has no apt-get. Delias takes its tools from Debian packages: build on Debian or in the image of Containerfile."
_NO_MIRROR = "@{name}: apt on this machine names no package mirror. Put Debian bookworm into /etc/apt/sources.list.d and try again. {detail}"

def debian_mirrors(ctx):
    """Returns the base addresses of the mirrors that apt is set up with.

    Asks apt's configuration and not its package lists, so `apt-get update` need never have been run. Sources of Debian 12
    come alone where there are any; another release of Debian shares their package pool.

    Args:
      ctx: the repository rule's context.

    Returns:
      A struct of two lists of addresses that a pool path can be appended to: archive, and security for paths below pool/updates/.
    """
    if not ctx.which("apt-get"):
        fail(_NO_APT.format(name = ctx.name))
    answer = ctx.execute([
        "apt-get",
        "indextargets",
        "--no-release-info",
        "--format",
        "$(RELEASE) $(REPO_URI)",
        "Identifier: Packages",
        "Component: main",
    ])
    sources = [line.split(" ") for line in answer.stdout.splitlines()]
    if not sources:
        fail(_NO_MIRROR.format(name = ctx.name, detail = answer.stderr))
    bookworm = [(release, uri) for release, uri in sources if release.startswith("bookworm")]
    archive = []
    security = []
    for release, uri in bookworm or sources:
        bases = security if release.endswith("-security") else archive
        bases.extend([base for base in _addresses(ctx, uri) if base not in bases])
    return struct(archive = archive, security = security)

def _addresses(ctx, uri):
    """A source is one address, or, as cloud images have it, a local file with one address a line."""
    if not uri.startswith("mirror+file:"):
        return [uri]
    lines = ctx.read(uri[len("mirror+file:"):].rstrip("/")).splitlines()
    words = [line.split("\t")[0].split(" ")[0] for line in lines]
    return [word.rstrip("/") + "/" for word in words if word and not word.startswith("#")]
