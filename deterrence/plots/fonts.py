"""Fonts for names in any script: matplotlib's own font first, then an installed one for the letters that it lacks.

The font that comes with matplotlib (DejaVu Sans) has Latin, Greek and Cyrillic letters and many signs, but no Hangul,
no Chinese characters and no kana. Where a name has such letters, the fonts of the system are searched. Where none has
them, that is said once, with the name of a font to install.
"""

from __future__ import annotations

import logging
import unicodedata
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Final

# Fonts that cover a script well, sought before all others that are installed.
PREFERRED: Final = (
    "Noto Sans CJK KR", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans KR", "Noto Sans SC", "Noto Sans JP",
    "Source Han Sans", "Source Han Sans KR", "Source Han Sans SC", "NanumGothic", "NanumBarunGothic", "Nanum Gothic",
    "Malgun Gothic", "Apple SD Gothic Neo", "AppleGothic", "UnDotum", "Baekmuk Dotum", "Gulim", "Dotum",
    "Microsoft YaHei", "PingFang SC", "Heiti SC", "Hiragino Sans", "Hiragino Sans GB", "Yu Gothic", "Meiryo", "SimHei",
    "WenQuanYi Zen Hei", "WenQuanYi Micro Hei", "Droid Sans Fallback", "Noto Sans", "Arial Unicode MS",
)  # fmt: skip
# It has a glyph for every character: a box.
PLACEHOLDERS: Final = ("Last Resort",)
ADVICE: Final = "Noto Sans CJK (the package fonts-noto-cjk on Debian and Ubuntu) or NanumGothic"


class MissingFontWarning(UserWarning):
    """No font that is installed has some of the letters of a picture."""


def families(words: str) -> list[str]:
    """The fonts in which to set a text, each for the letters that those before it lack.

    Examples
    --------
    >>> families("ROK") == own_families()
    True
    """
    return [*own_families(), *_fallbacks(_foreign(words))]


def own_families() -> list[str]:
    """The fonts that are set in matplotlib."""
    from matplotlib import rcParams

    return list(rcParams["font.family"])


def lacking(words: str) -> str:
    """The letters of a text that no font has."""
    foreign = _foreign(words)
    missing = set(foreign).difference(*(_covered(_installed()[family]) for family in _fallbacks(foreign)))
    return "".join(sorted(missing))


def tell(words: str) -> None:
    """Warn, once for a script, of letters that no font has."""
    missing = [letter for letter in lacking(words) if _script(letter) not in _told]
    if not missing:
        return
    _told.update(map(_script, missing))
    shown = "".join(missing[:12]) + ("..." if len(missing) > 12 else "")
    warnings.warn(
        f"no installed font has the letters {shown}, and the picture shows boxes for them. Install a font that has, "
        f"such as {ADVICE}; it is found the next time.",
        MissingFontWarning,
        stacklevel=2,
    )


_told: set[str] = set()


def _script(letter: str) -> str:
    """The script of a letter, by its name: HANGUL, CJK, HIRAGANA."""
    return unicodedata.name(letter, "?").split()[0]


@contextmanager
def quiet() -> Iterator[None]:
    """Without matplotlib's own words for every letter that a font lacks, and every weight that a font has not."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=r"Glyph \d+ .* missing from")
            warnings.filterwarnings("ignore", message=r"Matplotlib currently does not support .* natively")
            yield
    finally:
        log.setLevel(level)


def _foreign(words: str) -> str:
    """The letters that the fonts set in matplotlib lack, each once, in order."""
    if words.isascii():
        return ""
    has = frozenset[str]().union(*(_covered(_path(family)) for family in own_families()))
    found = {c for c in words if c not in has and not c.isspace() and unicodedata.category(c) not in ("Cc", "Cf")}
    return "".join(sorted(found))


@lru_cache(maxsize=256)
def _fallbacks(letters: str) -> tuple[str, ...]:
    """Installed fonts that together have as many of the letters as can be had."""
    missing, chosen = set(letters), []
    fonts = _installed() if missing else {}
    while missing:
        best = max(fonts, key=lambda family: len(missing & _covered(fonts[family])), default=None)
        if best is None or not missing & _covered(fonts[best]):
            break
        chosen.append(best)
        missing -= _covered(fonts[best])
    return tuple(chosen)


@lru_cache(maxsize=1)
def _installed() -> Mapping[str, str]:
    """The file of every font by its family, the preferred first; those new since matplotlib last looked are there."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    known = {entry.fname for entry in fontManager.ttflist}
    for path in findSystemFonts():
        if path not in known:
            try:
                fontManager.addfont(path)
            except (OSError, RuntimeError, ValueError):  # not a font that matplotlib can read
                continue
    found: dict[str, str] = {}
    for entry in sorted(fontManager.ttflist, key=lambda entry: (entry.style != "normal", str(entry.weight) != "400")):
        if not entry.name.startswith(PLACEHOLDERS):
            found.setdefault(entry.name, entry.fname)
    order = sorted(found, key=lambda name: (PREFERRED.index(name) if name in PREFERRED else len(PREFERRED), name))
    return {name: found[name] for name in order}


@lru_cache(maxsize=64)
def _path(family: str) -> str:
    """The file of a font that is set in matplotlib, which may be a kind of font such as `sans-serif`."""
    from matplotlib.font_manager import FontProperties, findfont

    return str(findfont(FontProperties(family=[family])))


@lru_cache(maxsize=512)
def _covered(path: str) -> frozenset[str]:
    """The characters of which a font has a glyph."""
    from matplotlib.font_manager import get_font

    try:
        return frozenset(map(chr, get_font(path).get_charmap()))
    except (OSError, RuntimeError):
        return frozenset()
