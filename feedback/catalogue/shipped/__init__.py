"""The question sets that ship: own words, free to use, not validated. One folder each: `set.toml` holds the
structure, `nb.toml`, `nn.toml` and `en.toml` the words."""

from feedback.catalogue.shipped.loading import load_set, load_shipped

__all__ = ["load_set", "load_shipped"]
