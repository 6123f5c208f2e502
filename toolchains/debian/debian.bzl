# SPDX-License-Identifier: Apache-2.0
"""debian(): a repository made of the Debian packages that a lock file pins."""

load(":mirrors.bzl", "debian_mirrors")

_GONE = "@{name}: package {package} {version} of {lock} has left the mirror, which now has {found}. Renew the lock with `bazel run //toolchains/debian:relock`, or unset DELIAS_LOCK to build with what there is."
_DRIFT = "@{name}: package {package} is locked to {version}, which has left the mirror; built with {found}, which Debian has signed."
_MISMATCH = "@{name}: package {package} {version} as the mirror has it is not the file that {lock} pins: its sha256 is {found}. The mirror or a proxy alters files, or the lock is wrong; compare them before you renew it with `bazel run //toolchains/debian:relock`."
_UNREACHABLE = "@{name}: package {package} {version} cannot be fetched. Check that `apt-get update` works on this machine. apt says: {detail}"
_UNPACK = "@{name}: dpkg-deb cannot unpack {package} {version}. Is the disk full? It says: {detail}"
_LAYOUT = "@{name}: {script} cannot arrange the unpacked packages: {detail}"

def _lock_entries(ctx):
    """Returns the packages of the lock file as structs."""
    entries = []
    for line in ctx.read(ctx.attr.lock).splitlines():
        package, version, _, sha256, _, pool_path = line.split(" ")
        entries.append(struct(package = package, version = version, sha256 = sha256, pool_path = pool_path))
    return entries

def _fail(ctx, sentence, entry, **details):
    fail(sentence.format(
        name = ctx.name,
        lock = ctx.attr.lock,
        package = entry.package,
        version = entry.version,
        **details
    ))

def _fetch_with_apt(ctx, entry, file):
    """Fetches what apt offers instead of a file that the mirrors do not have. Returns a sentence about drift, or ""."""
    answer = ctx.execute(
        ["sh", ctx.path(ctx.attr._candidate), ctx.path("apt"), entry.package, entry.version, ctx.path(file)],
        timeout = 900,
    )
    if answer.return_code != 0:
        _fail(ctx, _UNREACHABLE, entry, detail = answer.stderr)
    found, _, sha256 = answer.stdout.strip().partition(" ")
    if sha256 == entry.sha256:
        return ""
    if found == entry.version:
        _fail(ctx, _MISMATCH, entry, found = sha256)
    if ctx.os.environ.get("DELIAS_LOCK") == "strict":
        _fail(ctx, _GONE, entry, found = found)
    return _DRIFT.format(name = ctx.name, package = entry.package, version = entry.version, found = found)

def _fetch(ctx, entry, mirrors):
    """Fetches and unpacks one package below root/. Returns a sentence about drift, or ""."""
    file = entry.package + ".deb"
    drift = ""
    bases = mirrors.security if entry.pool_path.startswith("pool/updates/") else mirrors.archive
    ctx.report_progress("fetching {} {}".format(entry.package, entry.version))
    found = bool(bases) and ctx.download(
        url = [base + entry.pool_path.replace("+", "%2b") for base in bases],
        output = file,
        sha256 = entry.sha256,
        allow_fail = True,
    ).success
    if not found:
        drift = _fetch_with_apt(ctx, entry, file)
    unpacked = ctx.execute(["dpkg-deb", "-x", file, "root"])
    if unpacked.return_code != 0:
        _fail(ctx, _UNPACK, entry, detail = unpacked.stderr)
    ctx.delete(file)
    return drift

def _debian_impl(ctx):
    mirrors = debian_mirrors(ctx)
    drifts = []
    for entry in _lock_entries(ctx):
        drift = _fetch(ctx, entry, mirrors)
        if drift:
            print(drift)  # buildifier: disable=print
            drifts.append(drift)
    ctx.delete("apt")
    ctx.file("DRIFT", "".join([drift + "\n" for drift in drifts]))

    environment = {name: str(ctx.path(label)) for label, name in ctx.attr.tools.items()}
    environment["RELOCATE"] = str(ctx.path(ctx.attr._relocate))
    environment["PREFIX"] = ctx.attr.prefix
    arranged = ctx.execute(["sh", "-eu", ctx.path(ctx.attr.layout)], environment = environment)
    if arranged.return_code != 0:
        fail(_LAYOUT.format(name = ctx.name, script = ctx.attr.layout, detail = arranged.stderr))
    ctx.delete("root")
    if ctx.attr.build_file:
        ctx.delete("BUILD")
        ctx.symlink(ctx.attr.build_file, "BUILD.bazel")

debian = repository_rule(
    implementation = _debian_impl,
    doc = "Fetches, checks and unpacks the packages of a lock file and arranges them by a script. DELIAS_LOCK=strict refuses " +
          "versions other than the locked ones; otherwise the file DRIFT says where they differ.",
    environ = ["DELIAS_LOCK"],
    attrs = {
        "lock": attr.label(allow_single_file = True, mandatory = True, doc = "lines of: package version arch sha256 size pool-path"),
        "layout": attr.label(
            allow_single_file = True,
            default = "//toolchains/debian:take_prefix.sh",
            doc = "shell script that moves what is wanted out of root/ into the repository",
        ),
        "prefix": attr.string(doc = "for the default layout: the folder of root/ that becomes the repository"),
        "tools": attr.label_keyed_string_dict(doc = "files of other repositories, each with the variable that tells the layout its path"),
        "build_file": attr.label(allow_single_file = True, doc = "the repository's BUILD.bazel; without it the packages bring one"),
        "_candidate": attr.label(default = "//toolchains/debian:candidate.sh"),
        "_relocate": attr.label(default = "//toolchains/debian:relocate.sh"),
    },
)
