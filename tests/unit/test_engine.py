"""The engine as one object: shortcuts that say what the whole way says."""

from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from unwall import Engine, load_rules

ENGINE = Engine(load_rules())
LINKS = st.sampled_from(
    [
        "https://link.zhihu.com/?target=",
        "https://www.google.com/url?q=",
        "https://www.google.evil.example/url?q=",
        "https://l.facebook.com/l.php?u=",
        "http://example.com/",
        "https://",
        "HTTPS://example.com",
        "example",
        ".com",
        "/",
        "?a=",
        "#",
        "%2F",
        ":443",
        "@",
        " ",
        "中",
        "\t",
        "x",
        quote("https://example.com/a?b=c", safe=""),
    ]
)


@given(st.lists(LINKS, max_size=6).map("".join))
def test_one_look_says_what_the_whole_way_says(text: str) -> None:
    given_text = text.rstrip()
    at_once = ENGINE.unwrap(given_text)
    longer = f"{given_text} "  # not settled at one look
    in_full = ENGINE.unwrap(longer)
    output = at_once.output if at_once.changed else longer
    assert in_full == at_once._replace(input=longer, output=output)
