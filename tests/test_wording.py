"""Word differences: what is told gives both texts back, and a reader finds the change without a search."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sitegen import wording
from sitegen.wording import Passage, changed_passages, changed_words

texts = st.lists(st.sampled_from("de haven is open dicht van het schip. Nu".split()), max_size=12).map(" ".join)


def told(passage: Passage, *kinds: str) -> str:
    return " ".join(run.text for run in passage if run.kind in kinds)


@given(texts, texts)
def test_what_stayed_and_went_is_the_old_text_and_what_stayed_and_came_the_new(old: str, new: str) -> None:
    passage = changed_words(old, new)
    assert (told(passage, "same", "gone"), told(passage, "same", "new")) == (old, new)


@given(st.lists(texts.filter(bool), max_size=5), st.lists(texts.filter(bool), max_size=5))
def test_passages_are_told_where_paragraphs_differ_and_nowhere_else(old: list[str], new: list[str]) -> None:
    passages = changed_passages("\n\n".join(old), "\n\n".join(new))
    assert bool(passages) == (old != new)
    assert all(told(passage, "same", "gone") in [*old, ""] for passage in passages)
    assert all(told(passage, "same", "new") in [*new, ""] for passage in passages)


def test_one_word_shows_as_one_word() -> None:
    passage = changed_words("Het veer vaart zes keer per uur.", "Het veer vaart vijf keer per uur.")
    assert [(run.kind, run.text) for run in passage] == [
        ("same", "Het veer vaart"), ("gone", "zes"), ("new", "vijf"), ("same", "keer per uur."),
    ]  # fmt: skip


def test_a_rewritten_sentence_is_not_told_in_scraps() -> None:
    old, new = (
        "Canada volgde donderdag met een verlaging van de rente.",
        "Canada verlaagde woensdag als eerste de rente.",
    )
    assert [run.kind for run in changed_words(old, new)] == ["same", "gone", "new", "same"]


def test_texts_too_long_to_compare_are_told_whole() -> None:
    old, new = "oud woord " * 1000, "nieuw stuk " * 1000
    assert len(old.split()) * len(new.split()) > wording._MOST_STEPS
    assert [run.kind for run in changed_words(old, new)] == ["gone", "new"]
