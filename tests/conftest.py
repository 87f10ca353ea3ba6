"""What every test runs under."""

import os

from hypothesis import settings

os.environ.setdefault("MPLBACKEND", "Agg")  # no test opens a window

# The same examples on every run and every machine: a red test stays red until it is mended.
# The second profile looks for new examples: `make test-slow`.
settings.register_profile("repeatable", deadline=None, derandomize=True, max_examples=12)
settings.register_profile("thorough", deadline=None, max_examples=1000)
settings.load_profile("repeatable")
