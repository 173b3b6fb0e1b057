"""Every word that a page, a figure or a table heading shows, in Chinese and English.

One TOML file a room of the house; a key is ``file.name``, each with ``zh`` and ``en``. Values are filled in by
:meth:`str.format`. A test holds that no key lacks a language and that both languages take the same values.
"""

from __future__ import annotations

import os
import tomllib
from functools import cache
from importlib.resources import files

from analysis.errors import suggest_name

__all__ = ["LANGUAGES", "default_language", "list_messages", "say"]

#: Languages of the catalogue; the first is the default.
LANGUAGES = ("zh", "en")


def default_language() -> str:
    """Return the language of whoever works here: ``ZHENGCE_LANG``, which ``zhengce lab`` sets, or Chinese.

    Returns
    -------
    str
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> default_language() in LANGUAGES
    True
    """
    lang = os.environ.get("ZHENGCE_LANG", "")
    return lang if lang in LANGUAGES else LANGUAGES[0]


@cache
def list_messages() -> dict[str, dict[str, str]]:
    """Return the whole catalogue: key to language to text.

    Returns
    -------
    dict

    Examples
    --------
    >>> set(list_messages()["common.not_stated"]) == set(LANGUAGES)
    True
    """
    messages: dict[str, dict[str, str]] = {}
    for file in sorted(files(__name__).iterdir(), key=lambda item: item.name):
        if file.name.endswith(".toml"):
            room = file.name.removesuffix(".toml")
            entries = tomllib.loads(file.read_text(encoding="utf-8"))
            messages.update({f"{room}.{name}": texts for name, texts in entries.items()})
    return messages


def say(key: str, *, lang: str, **values: object) -> str:
    """Return one message in one language.

    Parameters
    ----------
    key
        ``file.name`` in the catalogue.
    lang
        ``"zh"`` or ``"en"``.
    **values
        What the message's ``{placeholders}`` stand for.

    Returns
    -------
    str

    Raises
    ------
    ValueError
        If the key or the language is unknown.

    Examples
    --------
    >>> say("common.not_stated", lang="en")
    'not stated'
    >>> say("common.not_stated", lang="zh")
    '未载明'
    """
    if lang not in LANGUAGES:
        raise ValueError(f"no language is called {lang!r}; {suggest_name(lang, LANGUAGES)}")
    messages = list_messages()
    if key not in messages:
        raise ValueError(f"no message is called {key!r}; {suggest_name(key, messages)[:200]}")
    return messages[key][lang].format(**values)
