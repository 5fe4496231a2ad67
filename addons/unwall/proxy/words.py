"""Everything the proxy says to people, in English and in Simplified Chinese."""

from unwall.language import Sentence
from unwall.proxy.ca import Fault
from unwall.proxy.unread import Unread

OPENED = Sentence("opened  {rule}: {source} → {target}", "已打开  {rule}：{source} → {target}")
WOULD_OPEN = Sentence(
    "would open  {rule}: {source} → {target}", "试运行，本应打开  {rule}：{source} → {target}"
)
REFUSED = Sentence(
    "left as it is  {rule}: {source} leads to an address that must not be opened ({reason}): {target}",
    "保持原样  {rule}：{source} 指向的地址不应打开（{reason}）：{target}",
)
SCANS = Sentence(" [this page also warns of harmful sites]", " [该页面同时提示有害网站]")
ROUND = Sentence(
    "left as it is  {source}: its target keeps coming back to it",
    "保持原样  {source}：其目标网站反复跳回此处",
)
REWROTE = Sentence(
    "made {count} links direct  {rules}: on {source}", "已直达 {count} 个链接  {rules}：位于 {source}"
)
WOULD_REWRITE = Sentence(
    "would make {count} links direct  {rules}: on {source}",
    "试运行，本应直达 {count} 个链接  {rules}：位于 {source}",
)
ASKED_AS = Sentence("asked as a plain browser  {source}", "已改用普通浏览器身份访问  {source}")
PASSED_THROUGH = Sentence(
    "a program on {client} does not accept our certificate for {host}; its connections there pass unread for"
    " one hour",
    "{client} 上有程序不接受我们为 {host} 签发的证书；一小时内到该主机的连接将原样通过，不再解密",
)
BAD_CODING = Sentence(
    "left as it is  {source}: its body is not whole in the coding that it names ({coding}), or far too large",
    "保持原样  {source}：内容与其声明的编码（{coding}）不符，或解压后过大",
)
BROKEN_OFF = Sentence(
    "not whole  {source}: its body is not in the coding that it names, or breaks off in it",
    "内容不完整  {source}：内容与其声明的编码不符，或中途损坏",
)
PASSED_UNREAD = Sentence("bodies that passed as they came: {parts}", "原样通过的内容：{parts}")
UNREAD = {
    Unread.CODING: Sentence("{count} in a coding that is not known here", "{count} 个编码未知"),
    Unread.BROKEN: Sentence(
        "{count} cut off or not in the coding that they name", "{count} 个不完整或与声明的编码不符"
    ),
    Unread.LARGE: Sentence("{count} too large to be read", "{count} 个过大"),
    Unread.CHARSET: Sentence(
        "{count} no text or not in the charset that they name", "{count} 个不是文本或与声明的字符集不符"
    ),
}
RULES_RELOADED = Sentence("rules read again: {count} in force", "规则已重新读取：共 {count} 条生效")
RULES_KEPT = Sentence(
    "rules not changed, the last good ones stay in force; mend this and save again: {problems}",
    "规则未更新，继续使用上一份可用的规则；请修正后重新保存：{problems}",
)
FAILED = Sentence(
    "an error of our own in {place}, the traffic passed unchanged: {error}",
    "{place} 处发生内部错误，流量已原样通过：{error}",
)
OWN_PORT = Sentence(
    "{host}:{port} is this proxy itself; open it without the proxy, as a browser with the PAC file does",
    "{host}:{port} 是本代理自身；请不经代理打开，浏览器使用 PAC 文件时自动如此",
)
LOCAL_ONLY = Sentence(
    "{host} belongs to the machine the proxy runs on and is not open to other machines",
    "{host} 属于代理所在的计算机，不对其他设备开放",
)
NO_FILES = Sentence(
    "too many files are open, so new connections wait until others end; a higher limit: ulimit -n {limit}",
    "打开的文件过多，新连接将等待其他连接结束；可提高上限：ulimit -n {limit}",
)
NO_UPSTREAM = Sentence(
    "the upstream proxy {host}:{port} does not serve, so what goes through it does not open: {error}",
    "上游代理 {host}:{port} 无法使用，经由它的访问都打不开：{error}",
)
WORKER_AGAIN = Sentence(
    "a worker ended before its time (code {code}); another one takes its place",
    "一个工作进程意外结束（代码 {code}），已启动新的进程接替",
)
WORKER_GONE = Sentence(
    "the worker in its place ended, too (code {code}); the proxy goes on without it",
    "接替的工作进程也已结束（代码 {code}），代理将继续以较少的进程运行",
)
NO_WORKERS = Sentence(
    "--workers is for one mode at a time, over TCP: regular, upstream, socks5, transparent or reverse",
    "--workers 仅适用于单一的 TCP 模式：regular、upstream、socks5、transparent 或 reverse",
)
LOG_LOST = Sentence("{count} events could not be written to the log", "有 {count} 条记录未能写入日志")
AT_WORK = Sentence("This browser goes through unwall", "此浏览器正经由 unwall")
RULES_IN_FORCE = Sentence(
    "Version {version}; {count} rules are in force.", "版本 {version}；共有 {count} 条规则生效。"
)
SEVERAL = Sentence("which of these is meant? {source}", "请确认要打开哪一个：{source}")
WHICH_LINK = Sentence("Which of these do you want to open?", "您想打开哪一个？")
NONE_OPENS = Sentence("No browser opens what is in this text", "这段文字中的内容无法在浏览器中打开")
ONLY_APP = Sentence(
    "Only the app opens it: copy the whole text on the phone, then open the app.",
    "只有相应的 App 能打开：在手机上复制整段文字，再打开该 App。",
)
ONLY_SERVER = Sentence("Only its server knows where it leads.", "只有其服务器知道指向哪里。")
REFUSED_LINK = Sentence("It leads to an address that must not be opened.", "指向的地址不应打开。")
SEARCH_ANYWAY = Sentence("Search for these words all the same", "仍然搜索这些文字")
LINK_LEADS_TO = Sentence("This link leads to", "此链接指向")

BAD_DETAIL = Sentence(
    "{value} is not a detail of the log; say hosts, paths or full",
    "{value} 不是有效的日志详细程度；可用 hosts、paths 或 full",
)
NO_LOG = Sentence("nothing is logged: {error}", "未记录日志：{error}")
BAD_SCOPE = Sentence(
    "{value} is not a scope; say minimal, pages or all",
    "{value} 不是有效的范围；可用 minimal、pages 或 all",
)
BAD_LANGUAGE = Sentence(
    "{value} is not a language we speak; say en or zh",
    "不支持语言 {value}；可用 en 或 zh",
)
BAD_HOST = Sentence(
    "{value} is not a host name; say it like www.example.com",
    "{value} 不是主机名；请写成 www.example.com 的形式",
)
BAD_SIZE = Sentence(
    "{value} is not a size; say it like 512k, 1m or 8m",
    "{value} 不是大小；请写成 512k、1m 或 8m 的形式",
)
NO_SUCH_RULE = Sentence(
    "there is no rule {value} to switch off; unwall rules list shows them all",
    "没有可以关闭的规则 {value}；用 unwall rules list 查看全部规则",
)
NO_SUCH_CLIENT = Sentence(
    "unwall_allow, unwall_deny: there is no client {value}; there are {known}",
    "unwall_allow、unwall_deny：没有客户端 {value}；可用 {known}",
)
OLD_MITMPROXY = Sentence(
    "mitmproxy {version} cannot be used, unwall needs 12.2.2 or a later 12.x (older ones let requests be "
    "smuggled): pip install 'mitmproxy>=12.2.2,<13'",
    "不能使用 mitmproxy {version}，unwall 需要 12.2.2 或更高的 12.x（旧版本存在请求走私漏洞）："
    "pip install 'mitmproxy>=12.2.2,<13'",
)
PORT_TAKEN = Sentence(
    "{host}:{port} is used by another program; say --listen {host}:{free}, or end that program",
    "{host}:{port} 已被其他程序占用；请使用 --listen {host}:{free}，或结束该程序",
)
CANNOT_LISTEN = Sentence(
    "cannot listen on {host}:{port} ({error}); say another address with --listen",
    "无法监听 {host}:{port}（{error}）；请用 --listen 指定其他地址",
)
OPEN_TO_OTHERS = Sentence(
    "{host} is open to other machines; add --allow-lan for the local network, or --proxyauth NAME:PASSWORD",
    "{host} 会对其他设备开放；请加 --allow-lan（仅限局域网）或 --proxyauth 用户名:密码",
)
BAD_MODE = Sentence(
    "there is no --mode {mode}; there are regular, socks5, transparent, upstream:URL, reverse:URL, wireguard"
    " and local, each with an address behind @, as in socks5@127.0.0.1:1080",
    "没有 --mode {mode}；可用 regular、socks5、transparent、upstream:URL、reverse:URL、wireguard、local，"
    "地址写在 @ 之后，如 socks5@127.0.0.1:1080",
)
BAD_OPTION = Sentence("the proxy cannot start: {error}", "代理无法启动：{error}")

CA_FAULTS = {
    Fault.LOOSE: Sentence(
        "other users of this machine can read {path} (mode {detail}), where the key of our certificate lies;"
        " next: {mend}",
        "本机其他用户可以读取 {path}（权限 {detail}），其中存有证书私钥；请执行：{mend}",
    ),
    Fault.BROKEN: Sentence(
        "our certificate in {path} is not whole ({detail}); next: {mend}, then start again for a new one",
        "{path} 中的证书不完整（{detail}）；请执行 {mend}，再重新启动以生成新证书",
    ),
    Fault.EXPIRED: Sentence(
        "our certificate in {path} expired on {detail}; next: {mend}, then start again for a new one,"
        " and install it where you had installed the old one",
        "{path} 中的证书已于 {detail} 过期；请执行 {mend}，再重新启动以生成新证书，"
        "并在曾安装旧证书的地方重新安装",
    ),
    Fault.UNREACHABLE: Sentence(
        "the folder of our certificate, {path}, cannot be used ({detail}); mend that, or choose another one:"
        " --confdir DIR",
        "证书目录 {path} 无法使用（{detail}）；请修复，或用 --confdir 目录 指定其他位置",
    ),
}
