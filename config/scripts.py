"""Collected scripts that are always loaded together are joined to one file: fewer questions, and half the bytes.

Every module stays one module: whatever imports it, and from wherever, gets the same one. Modules that are needed by the
same pages become one file, each in a function of its own; the files that pages and `import()` name lead to it. A module
that cannot be joined without changing what it means is refused. In development each is served as it stands.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

VENDOR = "../vendor/"
_PAGE = re.compile(r"(?:type=\"module\" src|data-worker)=\"\{% static 'js/([\w-]+)\.js' %\}")
_LATER = re.compile(r'\bimport\("\./([\w-]+)\.js"\)')
_IMPORT = re.compile(r'^import (?:(?:\{(?P<names>[^}]*)\}|\* as (?P<whole>\w+)) from )?"(?P<file>[^"]+)";\n', re.M)
_AGAIN = re.compile(r'^export \{(?P<names>[^}]*)\}(?: from "\./(?P<file>[\w-]+)\.js")?;\n', re.M)
_EXPORT = re.compile(r"^export (?P<what>(?:async )?function\*? |class |const )(?P<name>\w+)", re.M)
_REFUSED = re.compile(r"^(?:import|export)\b(?!\().*|.*\bimport\.meta\b.*", re.M)


class NotJoined(ValueError):
    """A module says something that joining would change; its name and the line."""


@dataclass
class Module:
    """A script as it stands, and what it needs before it runs."""

    name: str
    text: str
    needs: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    exports: dict[str, str] = field(default_factory=dict)  # name outside: what it is inside

    def __post_init__(self) -> None:
        self.needs = [found["file"][2:-3] for found in _IMPORT.finditer(self.text) if found["file"].startswith("./")]
        self.needs += [found["file"] for found in _AGAIN.finditer(self.text) if found["file"]]
        self.later = _LATER.findall(self.text)
        self.vendors = sorted({file for found in _IMPORT.finditer(self.text) if (file := found["file"])[:2] == ".."})
        self.body = _EXPORT.sub(self._kept, _AGAIN.sub(self._named, _IMPORT.sub(_taken, uncommented(self.text))))
        if found := _REFUSED.search(self.body):
            raise NotJoined(f"{self.name}.js: {found[0]}")

    def _kept(self, found: re.Match[str]) -> str:
        self.exports[found["name"]] = found["name"]
        return found["what"] + found["name"]

    def _named(self, found: re.Match[str]) -> str:
        source = f"{shelf(found['file'])}." if found["file"] else ""
        for inner, outer in _names(found["names"]):
            self.exports[outer] = source + inner
        return ""

    def boxed(self) -> str:
        """The module in a function of its own; what it exports is on its shelf. Without exports a block is enough."""
        if not self.exports:
            return f"{{\n{self.body}}}\n"
        given = ", ".join(outer if outer == inner else f"{outer}: {inner}" for outer, inner in self.exports.items())
        return f"const {shelf(self.name)} = (() => {{\n{self.body}return {{ {given} }};\n}})();\n"


def shelf(name: str) -> str:
    """The variable that holds what a module, or a file of somebody else's, exports."""
    return "$" + re.sub(r"\W", "_", name)


def _names(listed: str) -> list[tuple[str, str]]:
    pairs = [name.split(" as ") for name in map(str.strip, listed.split(",")) if name]
    return [(pair[0], pair[-1]) for pair in pairs]


def _taken(found: re.Match[str]) -> str:
    """An import as a reading of the other's shelf."""
    file = found["file"]
    source = shelf(file if file.startswith(VENDOR) else file[2:-3])
    if found["whole"]:
        return f"const {found['whole']} = {source};\n"
    if not found["names"]:
        return ""
    names = ", ".join(inner if inner == outer else f"{inner}: {outer}" for inner, outer in _names(found["names"]))
    return f"const {{ {names} }} = {source};\n"


def uncommented(text: str) -> str:
    """The script without the lines that are comments; inside a template literal nothing is one."""
    lines, ticks, block = [], 0, False
    for line in text.splitlines(keepends=True):
        stripped = line.strip()
        block = block or (not ticks % 2 and stripped.startswith("/**"))
        if block:
            block = "*/" not in stripped
        elif ticks % 2 or not (stripped == "//" or stripped.startswith("// ")):
            lines.append(line)
            ticks += line.count("`")
    return "".join(lines)


def named(pages: Iterable[str]) -> set[str]:
    """The modules that pages name."""
    return {name for page in pages for name in _PAGE.findall(page)}


def joined(read: Callable[[str], str], pages: set[str]) -> dict[str, str]:
    """Files by name: those that `pages` and `import()` ask for, and those that they share. `read` gives a script."""
    modules: dict[str, Module] = {}
    reached = {page: _ordered(page, read, modules) for page in sorted(pages)}
    while later := _later(modules) - reached.keys():
        reached |= {name: _ordered(name, read, modules) for name in sorted(later)}
    there = {name: _there(name, reached, modules, pages) for name in reached.keys() - pages}
    groups: dict[tuple[str, ...], list[Module]] = {}
    for name in dict.fromkeys(name for order in reached.values() for name in order):
        key = tuple(entry for entry, order in reached.items() if name in order and name not in there.get(entry, ()))
        groups.setdefault(key, []).append(modules[name])
    return _Files(groups, modules, pages, reached).written()


def _there(later: str, reached: dict[str, list[str]], modules: dict[str, Module], pages: set[str]) -> set[str]:
    """What every page has loaded that may ask for `later` by `import()`, itself or by what it asked for before."""
    asking, known = [later], {later}
    while asking:
        name = asking.pop()
        by = {entry for entry, order in reached.items() if any(name in modules[one].later for one in order)} - known
        known |= by
        asking += by - pages
    return set.intersection(*(set(reached[page]) for page in known & pages))


def _ordered(entry: str, read: Callable[[str], str], modules: dict[str, Module]) -> list[str]:
    """A module after all that it needs, in the order in which a browser runs them."""
    order: list[str] = []

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            raise NotJoined(f"{' needs '.join([*above, name])}")
        if name not in order:
            if name not in modules:
                modules[name] = Module(name, read(name))
            for other in modules[name].needs:
                visit(other, (*above, name))
            order.append(name)

    visit(entry, ())
    return order


def _later(modules: dict[str, Module]) -> set[str]:
    return {name for module in modules.values() for name in module.later}


class _Files:
    """Groups of modules as files; a group that one page alone needs stands in that page's own file."""

    def __init__(
        self,
        groups: dict[tuple[str, ...], list[Module]],
        modules: dict[str, Module],
        pages: set[str],
        reached: dict[str, list[str]],
    ) -> None:
        self.groups = {module.name: key for key, group in groups.items() for module in group}
        self.members, self.modules, self.pages, self.reached = groups, modules, pages, reached
        self.names: dict[tuple[str, ...], str] = {}
        self.files: dict[str, str] = {}

    def written(self) -> dict[str, str]:
        pages = self.pages  # what more pages need is imported by what fewer need, never the other way round
        for key in sorted(self.members, key=lambda key: (len(pages.intersection(key)), len(key)), reverse=True):
            self._write(key)
        for entry, order in self.reached.items():
            if entry not in self.files:
                self.files[entry] = self._way(self.modules[entry], order)
        return self.files

    def _write(self, key: tuple[str, ...]) -> None:
        group = self.members[key]
        inside = {module.name for module in group}
        vendors = sorted({vendor for module in group for vendor in module.vendors})
        lines = [f'import * as {shelf(vendor)} from "{vendor}";\n' for vendor in vendors]
        wanted: dict[str, set[str]] = {}
        for name in dict.fromkeys(name for module in group for name in module.needs if name not in inside):
            shelves = wanted.setdefault(self.names[self.groups[name]], set())
            shelves.update({shelf(name)} if self.modules[name].exports else ())
        lines += [
            f'import {{ {", ".join(sorted(shelves))} }} from "./{file}.js";\n' for file, shelves in wanted.items()
        ]
        text = "".join([*lines, *(module.boxed() for module in group)])
        if self._alone(key):
            self.names[key] = key[0]
        else:
            text += f"export {{ {', '.join(shelf(module.name) for module in group if module.exports)} }};\n"
            self.names[key] = f"joined-{hashlib.sha256(text.encode()).hexdigest()[:10]}"
        self.files[self.names[key]] = text

    def _alone(self, key: tuple[str, ...]) -> bool:
        """Whether nothing but one page ever asks for these."""
        inside = {module.name for module in self.members[key]}
        return {entry for entry, order in self.reached.items() if inside.intersection(order)} <= self.pages and len(
            key
        ) == 1

    def _way(self, entry: Module, order: list[str]) -> str:
        """What leads to a module in a shared file, and asks for all the files at once that it needs."""
        own = self.names[self.groups[entry.name]]
        others = dict.fromkeys(self.names[self.groups[name]] for name in order)
        text = "".join(f'import "./{file}.js";\n' for file in others)
        if entry.exports:
            text += f'import {{ {shelf(entry.name)} }} from "./{own}.js";\n'
            text += f"export const {{ {', '.join(entry.exports)} }} = {shelf(entry.name)};\n"
        return text
