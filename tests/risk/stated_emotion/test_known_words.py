"""Single words are looked up once, and neither many nor long ones are kept."""

from risk.stated_emotion.known_words import LONGEST_WORD, MOST_WORDS, remember_words


class Finder:
    def __init__(self) -> None:
        self.asked: list[str] = []

    def find(self, word: str) -> int:
        self.asked.append(word)
        return len(word)


def test_a_word_is_looked_up_once() -> None:
    finder = Finder()
    find = remember_words(finder.find)
    assert [find("sawa"), find("poa"), find("sawa")] == [4, 3, 4]
    assert finder.asked == ["sawa", "poa"]


def test_what_is_too_long_for_a_word_is_not_kept() -> None:
    finder = Finder()
    find = remember_words(finder.find)
    word, no_word = "a" * LONGEST_WORD, "a" * (LONGEST_WORD + 1)
    assert [find(one) for one in (word, no_word, word, no_word)] == [len(word), len(no_word)] * 2
    assert finder.asked == [word, no_word, no_word]


def test_the_words_asked_for_last_are_kept() -> None:
    finder = Finder()
    find = remember_words(finder.find)
    for number in range(MOST_WORDS + 1):
        find(str(number))
    find(str(MOST_WORDS))
    find("0")
    assert finder.asked[MOST_WORDS:] == [str(MOST_WORDS), "0"]
