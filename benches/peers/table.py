"""A table of a scenario file whose every key must be asked for: what a peer does not read, it refuses by name."""

PROSE = {"source", "confidence", "note", "title", "question"}


class Refused(Exception):
    """The scenario holds something that the peers do not have."""


class Table:
    """One table with its place in the file. `with` it: leaving the block refuses the keys that nobody took."""

    def __init__(self, values, place=""):
        self.left = {key: value for key, value in values.items() if key not in PROSE}
        self.place = place

    def __enter__(self):
        return self

    def __exit__(self, error, *_):
        if error is None and self.left:
            names = ", ".join(f"{self.place}{key}" for key in self.left)
            raise Refused(f"the peers do not have: {names}")

    def take(self, key, default=None):
        """The value under a key, which counts as read."""
        return self.left.pop(key, default)

    def table(self, key):
        """The table under a key; an empty one where there is none."""
        return Table(self.take(key, {}), f"{self.place}{key}.")

    def tables(self, key):
        """The tables under a key, by name, in the order of the file."""
        inner = self.take(key, {})
        return {name: Table(values, f"{self.place}{key}.{name}.") for name, values in inner.items()}
