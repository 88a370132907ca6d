"""Pages of an archive: whatever a record holds is shown as text, and nothing of it is taken for HTML."""

from __future__ import annotations

import re

import pytest

from resona.compliance.export_pages import Listed, index_page, table_page

HOSTILE = """<script src="//elsewhere.example">'&amp;"""
HOSTILE_SHOWN = "&lt;script src=&quot;//elsewhere.example&quot;&gt;&#x27;&amp;amp;"


def page(*rows: dict[str, object], explained: dict[str, str] | None = None) -> str:
    return "".join(table_page(title="Messages", about="What was said", explained=explained or {}, rows=rows))


def shown(value: object) -> str:
    found = re.search("<dd>(.*)</dd>", page({"column": value}), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("Habari ya leo", "Habari ya leo"),
        ("मैं ठीक हूँ 🙂", "मैं ठीक हूँ 🙂"),
        (HOSTILE, HOSTILE_SHOWN),
        (None, "-"),
        ("", "-"),
        ({}, "-"),
        ([], "-"),
        (0, "0"),
        (0.5, "0.5"),
        (True, "yes"),
        (False, "no"),
        ({"sad": 0.5, "name": "Jané"}, "<pre>{\n &quot;sad&quot;: 0.5,\n &quot;name&quot;: &quot;Jané&quot;\n}</pre>"),
        (["a", None], "<pre>[\n &quot;a&quot;,\n null\n]</pre>"),
        ([HOSTILE[:8]], "<pre>[\n &quot;&lt;script &quot;\n]</pre>"),
    ],
    ids=repr,
)
def test_a_value_is_shown_so_that_anybody_can_read_it(value: object, text: str) -> None:
    assert shown(value) == text


@pytest.mark.parametrize(
    ("column", "words"),
    [("started_at", "started at"), ("conversation_id", "conversation"), ("id", "id"), ("identity", "identity")],
)
def test_a_column_is_named_in_words(column: str, words: str) -> None:
    assert f">{words}</dt>" in page({column: 1})


def test_what_the_database_says_of_a_column_stands_at_its_name() -> None:
    told = page({"role": "user", "position": 0}, explained={"role": 'Who "said" it', "content": "What was said"})
    assert '<dt title="Who &quot;said&quot; it">role</dt>' in told
    assert '<dt title="">position</dt>' in told
    assert "What was said</p>" in told
    assert "content" not in told.partition("<body>")[2]


def test_a_page_has_its_rows_in_their_order_and_leads_back() -> None:
    told = page({"id": "first"}, {"id": "second"}, {"id": "third"})
    assert re.findall("<dd>(.*?)</dd>", told) == ["first", "second", "third"]
    assert told.count("<dl>") == told.count("</dl>") == 3
    assert '<a href="../index.html">All records</a>' in told
    assert told.endswith("</body></html>")


def test_nothing_of_a_page_is_asked_of_another_host_or_run() -> None:
    listed = Listed(name="messages", title=HOSTILE, about=HOSTILE, rows=2)
    index = index_page(title=HOSTILE, intro=[HOSTILE], tables=[listed])
    table = "".join(table_page(title=HOSTILE, about=HOSTILE, explained={"x": HOSTILE}, rows=[{"x": HOSTILE}]))
    for told in (index, table):
        assert told.count(HOSTILE_SHOWN) >= 4
        assert not re.search(r"<script|<link|<img|<iframe|@import|url\(|https?:", told)
        assert '<meta charset="utf-8">' in told


def test_the_list_of_contents_leads_to_each_page_and_counts_its_records() -> None:
    tables = [
        Listed(name="messages", title="Messages", about="What was said", rows=12),
        Listed(name="users", title="People", about="Who there is", rows=1),
    ]
    told = index_page(title="Your records", intro=["All of it.", "And how."], tables=tables)
    assert "<h1>Your records</h1><p>All of it.</p><p>And how.</p><ul>" in told
    assert re.findall(r'<li><a href="(.*?)">(.*?)</a> \((\d+)\): (.*?)</li>', told) == [
        ("pages/messages.html", "Messages", "12", "What was said"),
        ("pages/users.html", "People", "1", "Who there is"),
    ]
