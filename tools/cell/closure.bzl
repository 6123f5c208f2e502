# SPDX-License-Identifier: Apache-2.0
"""The closed set of cells of an image, in the order in which they are linked, or a sentence that says why there is none."""

def _index(image, roots, nucleus, versions):
    """All that the roots reach, by label, interfaces included. The platform's nucleus and `versions` stand for any other."""
    known = {nucleus.own.label: nucleus.own}
    fixed = {version.own.label: version.own for version in versions}
    for own in depset(transitive = [root.all for root in roots]).to_list():
        if own.kind == "nucleus":
            continue
        own = fixed.get(own.label, own)
        other = known.get(own.label, own)
        if other.target != own.target:
            fail("{}: {} are versions of one cell; keep one of them, and the other in spares".format(image, " and ".join(sorted([own.target, other.target]))))
        known[own.label] = own
    return known

def _providers(image, known):
    """Which cell provides each interface that is needed."""
    candidates = {}
    for label in sorted(known):
        for interface in known[label].provides:
            candidates[interface] = candidates.get(interface, []) + [label]
    chosen = {}
    for interface in sorted(known):
        if known[interface].kind != "interface":
            continue
        found = candidates.get(interface, [])
        users = [label for label in sorted(known) if interface in known[label].deps]
        if not found:
            mend = known[interface].known
            fail("{}: cell {} needs {}, which no chosen cell provides; add one of its providers to providers{}".format(
                image,
                users[0] if users else "?",
                interface,
                ": " + ", ".join(mend) if mend else "",
            ))
        if len(found) > 1:
            fail("{}: {} is provided by {}; keep one of them in cells or providers".format(image, interface, " and by ".join(found)))
        chosen[interface] = found[0]
    return chosen

def _describe_circle(known, chosen, rest):
    """A circle among the cells `rest`, each of which depends on another one of them."""
    path = [sorted(rest)[0]]
    seen = {}
    for _ in range(len(rest) + 1):
        here = path[-1]
        if here in seen:
            path = path[seen[here]:]
            break
        seen[here] = len(path) - 1
        path.append([chosen.get(dep, dep) for dep in known[here].deps if chosen.get(dep, dep) in rest][0])
    words = [path[0]]
    for step in range(len(path) - 1):
        interfaces = [dep for dep in known[path[step]].deps if dep in chosen and chosen[dep] == path[step + 1]]
        words.append("needs {}{}".format(path[step + 1], " as provider of " + interfaces[0] if interfaces else ""))
    return ", which ".join([words[0] + " " + words[1]] + words[2:])

def _order(image, known, chosen, first):
    """Dependencies before dependents; the cells that `first` reaches before all others."""
    order = []
    placed = {}
    for wanted in [first, {label: True for label in known}]:
        todo = [label for label in sorted(wanted) if known[label].kind != "interface" and label not in placed]
        for _ in range(len(todo) + 1):
            rest = []
            for label in todo:
                if all([chosen.get(dep, dep) in placed for dep in known[label].deps]):
                    placed[label] = True
                    order.append(label)
                else:
                    rest.append(label)
            if len(rest) == len(todo):
                break
            todo = rest
        if todo:
            fail("{}: its cells depend on each other in a circle: {}; take the dependency away or choose another provider".format(
                image,
                _describe_circle(known, chosen, {label: True for label in todo}),
            ))
    return order

def close_over(*, image, roots, nucleus, versions = []):
    """The cells of an image in link order.

    Args:
      image: the image's label, for messages.
      roots: CellInfo of the chosen cells and providers.
      nucleus: CellInfo of the nucleus; it and what it needs come first.
      versions: CellInfo of cells that are taken in place of those they are versions of.

    Returns:
      A list of structs as in CellInfo.own, without interfaces.
    """
    known = _index(image, roots + [nucleus], nucleus, versions)
    for root in roots:
        if root.own.kind == "interface":
            fail("{}: {} is an interface, not a cell; choose one of its providers{}".format(
                image,
                root.own.label,
                ": " + ", ".join(root.own.known) if root.own.known else "",
            ))
    chosen = _providers(image, known)
    first = {own.label: True for own in nucleus.all.to_list()}
    return [known[label] for label in _order(image, known, chosen, first)]
