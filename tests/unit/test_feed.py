"""What watchers of the feed get, and which of them are let go."""

from unwall.dashboard.feed import Feed, Line, Mishaps

LINE = Line(0.0, "opened", "rule", "https://a.example/", "https://b.example/", "", 1)


def test_the_latest_come_first_and_old_ones_go() -> None:
    feed = Feed()
    for number in range(300):
        feed.put(LINE._replace(at=float(number), number=2))
    feed.put(LINE._replace(action="refused", at=300.0))
    assert (len(feed.lines), feed.lines[0].at, feed.lines[-1].at) == (200, 300.0, 101.0)
    assert dict(feed.counts) == {"opened": 600, "refused": 1}


def test_a_watcher_gets_each_line_until_the_end() -> None:
    feed = Feed()
    feed.put(LINE)
    with feed.watched() as queue:
        assert queue is not None
        feed.put(LINE._replace(at=1.0))
        feed.end()
        assert [queue.get_nowait() for _ in range(queue.qsize())] == [LINE._replace(at=1.0), None]


def test_a_watcher_that_does_not_read_is_let_go() -> None:
    feed = Feed()
    with feed.watched() as slow:
        assert slow is not None
        for _ in range(5_000):
            feed.put(LINE)
        assert slow.qsize() == 4_097
        assert [slow.get_nowait() for _ in range(4_097)][-1] is None


def test_so_many_may_watch_and_no_more() -> None:
    feed = Feed()
    watching = [feed.watched() for _ in range(65)]
    queues = [each.__enter__() for each in watching]
    assert [queue is None for queue in queues] == [False] * 64 + [True]
    watching[0].__exit__(None, None, None)
    with feed.watched() as queue:
        assert queue is not None


def test_how_many_mishaps_there_are_a_watcher_gets_in_its_order() -> None:
    feed, mishaps = Feed(), Mishaps((("ValueError", "go_on", 2),))
    feed.count(Mishaps((("ValueError", "go_on", 1),)))
    with feed.watched() as queue:
        assert queue is not None
        feed.put(LINE)
        feed.count(mishaps)
        assert [queue.get_nowait() for _ in range(queue.qsize())] == [LINE, mishaps]
    assert feed.mishaps == mishaps
