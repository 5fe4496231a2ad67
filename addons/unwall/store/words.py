"""What is said of a log that cannot be used, and the next step."""

from unwall.language import Sentence

NO_LOG = Sentence(
    "{place}: there is no log yet; unwall run --log writes one",
    "{place}：还没有日志；unwall run --log 会写入",
)
UNUSABLE = Sentence(
    "{place}: cannot be used ({why}); choose another with --log",
    "{place}：无法使用（{why}）；请用 --log 另选一个",
)
NO_ANSWER = Sentence(
    "{place}: cannot be used ({why}); mend the address, or choose another with --log",
    "{place}：无法使用（{why}）；请更正地址，或用 --log 另选一个",
)
NEWER = Sentence(
    "{place}: written by a newer unwall; upgrade, or choose another with --log",
    "{place}：由更新版本的 unwall 写入；请升级，或用 --log 另选一个",
)
OLDER = Sentence(
    "{place}: written by an older unwall; unwall run --log brings it up to date",
    "{place}：由较旧版本的 unwall 写入；unwall run --log 会将其更新",
)
DAMAGED = Sentence(
    "{place}: not a log, or damaged ({why}); move it away, or choose another with --log",
    "{place}：不是日志或已损坏（{why}）；请将其移走，或用 --log 另选一个",
)
FOREIGN = Sentence(
    "{place}: a database of something else; choose another with --log",
    "{place}：是其他程序的数据库；请用 --log 另选一个",
)
FAULT = Sentence(
    "{place}: {why}; close what else uses it, or choose another with --log",
    "{place}：{why}；请关闭占用它的程序，或用 --log 另选一个",
)
TRACES = Sentence(
    "{place}: {count} events deleted, but another program reads the log, so traces of them are left; close it"
    " and run this again",
    "{place}：已删除 {count} 条记录，但有其他程序正在读取日志，仍有痕迹残留；请关闭该程序后重试",
)
FAILED = Sentence("{place}: {why}", "{place}：{why}")
NO_ADDRESS = Sentence("{place}: no address of a log ({why})", "{place}：不是日志地址（{why}）")
NO_PLACE = Sentence(
    "{place}: a log is sqlite:///absolute/path.db, the path of a file, or postgresql://USER@HOST/DATABASE",
    "{place}：日志应为 sqlite:///绝对路径.db、文件路径，或 postgresql://用户@主机/数据库",
)
NO_POSTGRES = Sentence(
    "a log in PostgreSQL needs an extra: pip install 'unwall[postgres]'; or choose a file with --log",
    "日志存入 PostgreSQL 需要附加组件：pip install 'unwall[postgres]'；或用 --log 选择文件",
)
NO_COLUMN = Sentence('there is no column "{column}"; there are {known}', "没有列 “{column}”；可用 {known}")
NO_VALUE = Sentence(
    '"{value}" is nothing that {column} can be; it takes {known}', "{column} 不能是 “{value}”；可用 {known}"
)
THERE = Sentence("{place}: is there already; name a new file", "{place}：已经存在；请指定新文件")
UNWRITABLE = Sentence(
    "{place}: cannot be written ({why}); name a new file", "{place}：无法写入（{why}）；请指定新文件"
)

# ---- while a proxy writes it -------------------------------------------------------------------------------

NOT_WRITTEN = Sentence(
    "the log is not written for now ({why}); traffic goes on", "日志暂时无法写入（{why}）；流量不受影响"
)
KEPT = Sentence(
    "the log is not written for now ({why}); its events wait in {place}; traffic goes on",
    "日志暂时无法写入（{why}）；记录暂存于 {place}；流量不受影响",
)
FULL = Sentence("{place} is full", "{place} 已满")
SPOOLED = Sentence(
    "events for the log wait in {place}; the next run with the same --log writes them",
    "待写入日志的记录暂存于 {place}；下次以相同的 --log 运行时会写入",
)
WRITTEN_AGAIN = Sentence("the log is written again: {place}", "日志恢复写入：{place}")
SET_ASIDE = Sentence(
    "the log was damaged and lies in {place}; a new one is begun", "日志已损坏，移至 {place}；已新建日志"
)
