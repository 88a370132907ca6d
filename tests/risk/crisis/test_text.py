"""Normalised sentences: one spelling for all ways of saying it, and every word knows where it was said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.crisis.text import Sentence, read_sentence, sentence_ranges


def read(text: str) -> Sentence:
    return read_sentence(text, 0, len(text))


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("I'm tired", "i am tired"),
        ("Im tired", "i am tired"),
        ("I’m tired", "i am tired"),
        ("I don't, I DONT, I don’t", "i do not i do not i do not"),
        ("can't cannot won't wont", "can not can not will not will not"),
        ("I've wanted, they'd wanted, you'll want", "i have wanted they would wanted you will want"),
        ("he's gone, my friend's car", "he is gone my friend car"),
        ("i wanna, i'm gonna", "i want to i am going to"),
        ("ill do it", "i will do it"),
        ("i feel ill", "i feel ill"),
        ("kms", "kill myself"),
        ("k*ll", "kill"),
        ("ng'ombe wangu", "ng'ombe wangu"),
        ("self-harm", "self harm"),
        ("na taka ku jiua", "nataka kujiua"),
        ("nime overdose na pills", "nimeoverdose na pills"),
        ("mimi na wewe ni marafiki si maadui", "mimi na wewe ni marafiki si maadui"),
        ("ku, jiua", "ku jiua"),
        ("tonights the night shouldve", "tonight is the night should have"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_spellings_are_read_alike(said: str, plain: str) -> None:
    assert read(said).text == plain


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One. Two! Three?", ["One", " Two", " Three"]),
        ("I want... to rest", ["I want... to rest"]),
        ("wrapped\nline", ["wrapped\nline"]),
        ("a paragraph\n\nanother", ["a paragraph", "another"]),
        ("no end", ["no end"]),
        (" .. ! ", [" .. "]),
        ("", []),
    ],
)
def test_sentences_end_at_marks_and_paragraphs(text: str, sentences: list[str]) -> None:
    assert [text[start:end] for start, end in sentence_ranges(text)] == sentences


def test_a_verb_heard_as_two_words_keeps_the_span_of_both() -> None:
    text = "sasa nataka ku  jiua leo"
    sentence = read(text)
    assert [text[start:end] for start, end in sentence.spans] == ["sasa", "nataka", "ku  jiua", "leo"]


def test_a_rewritten_word_keeps_the_span_of_what_was_said() -> None:
    text = "Well, I don’t  know"
    sentence = read(text)
    assert sentence.words == ("well", "i", "do", "not", "know")
    assert [text[start:end] for start, end in sentence.spans] == ["Well", "I", "don’t", "don’t", "know"]
    first, last = sentence.words_between(sentence.text.index("do not"), sentence.text.index(" know"))
    start, end = sentence.original_span(first, last)
    assert text[start:end] == "don’t"


def test_punctuation_is_a_pause_and_a_hyphen_is_not() -> None:
    assert read("no, I want self-harm - out").pauses == {1}
    assert read('she said "go"').pauses == {2}


@given(st.text(max_size=200))
def test_every_word_lies_in_the_text_in_order(text: str) -> None:
    for start, end in sentence_ranges(text):
        sentence = read_sentence(text, start, end)
        assert sentence.text.split() == list(sentence.words)
        assert len(sentence.words) == len(sentence.spans) == len(sentence.word_starts)
        assert all(start <= first < last <= end for first, last in sentence.spans)
        assert list(sentence.spans) == sorted(sentence.spans)
