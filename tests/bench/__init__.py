"""`make bench`: each figure of docs/performance.md beside its floor, measured in one run on this machine."""
