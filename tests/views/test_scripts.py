"""Scripts as they are collected: joined, each module still one module, and whatever is asked for is there."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from config.scripts import Module, NotJoined, joined, named, uncommented

BASE = Path(settings.BASE_DIR)
_ASKED = re.compile(r'^import (?:\{([^}]*)\} from )?"\./([\w-]+)\.js";$', re.M)
_GIVEN = re.compile(r"^export (?:const )?\{([^}]*)\}", re.M)


def read(name: str) -> str:
    return (BASE / "static" / "js" / f"{name}.js").read_text(encoding="utf-8")


def pages() -> set[str]:
    return named(page.read_text(encoding="utf-8") for page in (BASE / "templates").rglob("*.html"))


def words(listed: str) -> set[str]:
    return {word.strip() for word in listed.split(",") if word.strip()}


def test_each_file_gives_what_others_take_from_it() -> None:
    files = joined(read, pages())
    assert len(pages()) > 10
    given = {name: {word for found in _GIVEN.findall(text) for word in words(found)} for name, text in files.items()}
    for name, text in files.items():
        for taken, other in _ASKED.findall(text):
            assert words(taken) <= given[other], f"{name} asks {other}"
        for other in re.findall(r'\bimport\("\./([\w-]+)\.js"\)', text):
            assert other in files, f"{name} will ask for {other}"


def test_what_is_named_by_what_it_holds_is_kept_for_good_and_nothing_else() -> None:
    kept = re.compile(settings.WHITENOISE_IMMUTABLE_FILE_TEST)
    assert all(kept.search(f"/static/js/{name}.js") for name in joined(read, pages()) if name.startswith("joined-"))
    assert kept.search("/static/css/main.0123456789ab.css")
    changing = ("text-store.js", "joined-up.js", "joined-0123456789.js.gz")
    assert not any(kept.search(f"/static/js/{name}") for name in changing)


def test_each_module_stands_in_one_file() -> None:
    text = "\n".join(joined(read, pages()).values())
    boxes = re.findall(r"^const (\$\w+) = \(\(\) =>", text, re.M)
    assert len(boxes) > 50
    assert sorted(boxes) == sorted(set(boxes))
    assert text.count("setInterval(tick, 1000)") == read("saved").count("setInterval(tick, 1000)")


def test_modules_of_one_page_stand_in_its_file_and_shared_ones_in_another() -> None:
    scripts = {
        "a": 'import { one as two } from "./c.js";\nimport "./b.js";\n// says it\nsay(two, await x);\n',
        "b": 'import * as c from "./c.js";\nc.one();\nimport("./later.js");\n',
        "c": "export const one = 1;\nexport async function go() {}\n",
        "d": 'import { go } from "./c.js";\ngo();\n',
        "later": 'export { one } from "./c.js";\nconst mine = 2;\nexport { mine as ours };\n',
    }
    files = joined(scripts.__getitem__, {"a", "d"})
    shared, later = (name for name in files if name.startswith("joined-"))
    if "$c" not in files[shared].partition(" =")[0]:
        shared, later = later, shared
    assert files[shared] == (
        "const $c = (() => {\nconst one = 1;\nasync function go() {}\nreturn { one, go };\n})();\nexport { $c };\n"
    )
    assert files["a"] == (
        f'import {{ $c }} from "./{shared}.js";\n'
        '{\nconst c = $c;\nc.one();\nimport("./later.js");\n}\n'
        "{\nconst { one: two } = $c;\nsay(two, await x);\n}\n"
    )
    assert f'import {{ $later }} from "./{later}.js";' in files["later"]
    assert files["later"].endswith("export const { one, ours } = $later;\n")
    assert "return { one: $c.one, ours: mine };" in files[later]


def test_what_comes_from_elsewhere_is_taken_once() -> None:
    module = 'import { Text } from "../vendor/v.js";\nexport const made = new Text();\n'
    files = joined({"a": 'import "./b.js";\n' + module.replace("export ", ""), "b": module}.__getitem__, {"a"})
    assert files["a"].count('import * as $___vendor_v_js from "../vendor/v.js";') == 1
    assert files["a"].count("const { Text } = $___vendor_v_js;") == 2


@pytest.mark.parametrize("line", ["export let now = 1;", "export default 1;", "say(import.meta.url);"])
def test_what_joining_would_change_is_refused(line: str) -> None:
    with pytest.raises(NotJoined, match=re.escape(line.partition(" ")[0])):
        Module("a", f"const x = 1;\n{line}\n")


def test_modules_that_need_each_other_are_refused() -> None:
    with pytest.raises(NotJoined, match="a needs b needs a"):
        joined({"a": 'import "./b.js";\n', "b": 'import "./a.js";\n'}.__getitem__, {"a"})


def test_comments_go_and_words_that_look_like_them_stay() -> None:
    text = "/** Says\n * it. */\n// why\nconst a = `\n  // not one\n`;\nb(); // stays\n//\n"
    assert uncommented(text) == "const a = `\n  // not one\n`;\nb(); // stays\n"
