"""How a spec's key stands in an address: PAY-12, in any case."""


class KeyConverter:
    regex = "[A-Za-z][A-Za-z0-9]{1,9}-[1-9][0-9]{0,8}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
