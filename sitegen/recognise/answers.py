"""What a function has answered before, kept with the value that the answers depend on, so that both go together."""

from __future__ import annotations

from typing import TypeVar

Answer = TypeVar("Answer")


class Answers(dict[str, Answer]):
    """Answers by the word that was asked for. Starts anew when it has grown too large; copies and pickles as empty."""

    __slots__ = ("most",)

    def __init__(self, most: int) -> None:
        super().__init__()
        self.most = most

    def keep(self, word: str, answer: Answer) -> Answer:
        """`answer`, remembered."""
        if len(self) >= self.most:
            self.clear()
        self[word] = answer
        return answer

    def __reduce__(self) -> tuple[type[Answers[Answer]], tuple[int]]:
        return Answers, (self.most,)
