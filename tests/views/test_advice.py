"""What looks wrong is told softly, in whatever language people write, and never where it may be right."""

import pytest

from specs.advice import advice


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        ("phase", {"duration": "3"}, "3 what: days, weeks, months?"),
        ("phase", {"duration": "2 - 3"}, "2 - 3 what"),
        ("phase", {"duration": "TBD"}, "“TBD” is no duration yet"),
        ("phase", {"duration": "until 2026-02-30"}, "There is no 2026-02-30"),
        ("quality", {"target": "Fast"}, "This target has no number"),
        ("meta", {"text": "2026-13-01"}, "There is no 2026-13-01"),
        ("meta", {"text": "03/04/2026"}, "one day in Europe and another in America"),
        ("reference", {"text": "[Ledger](https://)"}, "not an address"),
        ("reference", {"text": "[Ledger](https://a b.example)"}, "not an address"),
        ("reference", {"text": "[Ledger](https://[::1)"}, "not an address"),
        ("endpoint", {"request": "{"}, "not valid JSON: line 1"),
        ("payload", {"lang": "json", "text": "[" * 100_000}, "JSON"),
    ],
)
def test_what_looks_wrong_is_told(kind: str, values: dict[str, str], said: str) -> None:
    found = advice(kind, values)
    assert len(found) == 1
    assert said in found[0]


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        *(("phase", {"duration": text}) for text in ("", "two weeks", "zwei Wochen", "3 Tage", "2週間", "Q3", "1–2 w")),
        *(("quality", {"target": text}) for text in ("", "99 %", "no data is lost", "alle Fälle", "٩٩٪")),
        *(
            ("meta", {"text": text})
            for text in ("2026-02-28", "1.2.3", "2026-11", "25/12/2026", "04/04/2026", "v2026-99")
        ),
        ("reference", {"text": '[Ledger](https://example.com "The ledger")'}),
        ("reference", {"text": "[Above](#goals)"}),
        ("reference", {"text": "A book, by somebody"}),
        ("payload", {"lang": "json", "text": "…"}),
        ("payload", {"lang": "yaml", "text": "{"}),
        ("goal", {"text": "2026-99-99"}),
    ],
)
def test_what_may_be_right_is_left_alone(kind: str, values: dict[str, str]) -> None:
    assert advice(kind, values) == []
