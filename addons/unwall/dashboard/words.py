"""Everything the dashboard says, in English and in Simplified Chinese."""

from unwall.dashboard.desk import Switch
from unwall.language import Sentence
from unwall.model import Needs, Reason

TITLE = Sentence("unwall - opens the links that platforms wall off", "unwall - 打开被平台屏蔽的链接")
OTHER_LANGUAGE = Sentence("简体中文", "English")
PASTE = Sentence("Paste what was shared", "粘贴分享的内容")
PASTE_HINT = Sentence(
    "A link, a whole share text, a 淘口令, a page of text: every link in it is found.",
    "链接、整段分享文案、淘口令或一整页文字均可，其中的链接都会被找出。",
)
FIND = Sentence("Find the links", "查找链接")
OPEN = Sentence("Open", "打开")
COPY = Sentence("Copy", "复制")
COPIED = Sentence("Copied", "已复制")
QR = Sentence("QR code for the phone", "手机扫码打开")
NO_LINKS = Sentence(
    "There is no link in this text that can be opened. Copy it whole, as the app shared it.",
    "这段文字中没有可打开的链接。请完整复制应用分享的内容。",
)
ASK_SERVERS = Sentence(
    "Ask their servers where they lead (uses the network)", "向其服务器查询目标（会使用网络）"
)
BY = Sentence("by {rules}", "依据 {rules}")
UNKNOWN_LINK = Sentence("no wall that a rule knows: it opens as it is", "没有规则识别的屏蔽：可直接打开")
NEEDS = {
    Needs.NETWORK: Sentence("only its server knows where it leads", "只有其服务器知道目标"),
    Needs.APP: Sentence("only the app knows what it stands for", "只有相应的应用能打开"),
}
REASONS = {
    Reason.SCHEME: Sentence(
        "its target is no web page but something that could run here", "目标不是网页，而可能在本机执行"
    ),
    Reason.CREDENTIALS: Sentence(
        "its target carries a user name, as tricks do", "目标地址带有用户名，常见于欺骗"
    ),
    Reason.PRIVATE: Sentence("its target is in a private network", "目标位于内部网络"),
    Reason.LOOP: Sentence("it leads back to itself", "它指回自身"),
    Reason.DEPTH: Sentence("too many walls in one another", "嵌套层数过多"),
    Reason.LENGTH: Sentence("its target is far too long", "目标过长"),
    Reason.CONTROL: Sentence("its target holds control characters", "目标含有控制字符"),
    Reason.MALFORMED: Sentence("its target is no proper address", "目标不是有效的地址"),
    Reason.HOMOGRAPH: Sentence(
        "its target looks like another platform's name but is not", "目标域名与某平台相似但并非该平台"
    ),
    Reason.EXCLUDED: Sentence("it is to be left alone", "它已被设为不改动"),
    Reason.SIGNED: Sentence("it is signed, so it must not change", "它带有签名，不能改动"),
}
REFUSED = Sentence("Not opened: {reason}.", "未打开：{reason}。")
LATELY = Sentence("Lately", "最近")
NOTHING_YET = Sentence(
    "Nothing yet. What is opened in a browser that goes through the proxy shows up here.",
    "暂无记录。浏览器经由代理打开的链接会显示在这里。",
)
ACTIONS = {
    "opened": Sentence("opened", "已打开"),
    "rewritten": Sentence("made direct", "已改为直达"),
    "found": Sentence("left", "保持原样"),
    "shown": Sentence("warning shown", "已显示警告"),
    "refused": Sentence("refused", "已拒绝"),
}
COUNTS = Sentence(
    "{opened} opened, {rewritten} made direct, {refused} refused",
    "已打开 {opened}，已直达 {rewritten}，已拒绝 {refused}",
)
PASSED = Sentence("Passed as it was", "原样通过")
FAILURES = Sentence(
    "Errors of our own; the traffic went on as it was. unwall run -v shows the tracebacks in its terminal.",
    "内部错误；所涉流量已原样通过。unwall run -v 会在其终端显示回溯信息。",
)
FAILURE = Sentence("{kind} in {place} × {count}", "{place} 处的 {kind} × {count}")
UNREAD = Sentence("Bodies that could not be read:", "未能读取的内容：")
LEAVE_HOST = Sentence("never touch {name}", "不再改动 {name}")
DENY_RULE = Sentence("switch {name} off", "停用 {name}")
SWITCHES = Sentence("Switches", "开关")
SWITCH = {
    Switch.PAUSE: Sentence("Pause: everything passes as it is", "暂停：所有流量原样通过"),
    Switch.DRY_RUN: Sentence(
        "Only say what would be opened, change nothing", "试运行：只提示会打开什么，不作改动"
    ),
    Switch.RESOLVE: Sentence(
        "Ask servers where short links lead (uses the network)", "向服务器查询短链接的目标（会使用网络）"
    ),
}
TURN_ON = Sentence("turn on", "开启")
TURN_OFF = Sentence("turn off", "关闭")
UNTIL_END = Sentence("Until the proxy ends.", "仅在本次运行期间有效。")
NEVER_TOUCHED = Sentence("Hosts never touched", "永不改动的主机")
RULES_OFF = Sentence("Rules switched off", "已停用的规则")
ONLY_FOR = Sentence("for {client} alone", "仅对 {client}")
ADD = Sentence("add", "添加")
UNDO = Sentence("take back", "撤销")
NONE = Sentence("none", "无")
CONNECT = Sentence("Connect a browser or phone", "连接浏览器或手机")
HOW = Sentence(
    "Set {proxy} as HTTP and HTTPS proxy, and let the browser trust the certificate {certificate}"
    " (unwall cert show tells about it). The window that unwall opens needs neither.",
    "将 HTTP 与 HTTPS 代理设为 {proxy}，并让浏览器信任证书 {certificate}（unwall cert show 查看详情）。"
    "由 unwall 打开的窗口无需设置。",
)
BOOKMARKLET = Sentence(
    "Drag this to the bookmarks bar; on any page it shows the links in what you selected:",
    "将此按钮拖到书签栏；在任意页面点击即可查看所选文字中的链接：",
)
BOOKMARK = Sentence("unwall this", "用 unwall 打开")
HANDLER = Sentence("Let links that begin with web+unwall: open here", "让 web+unwall: 开头的链接在此打开")
RUNNING = Sentence(
    "unwall {version}, {rules} rules, scope {scope}", "unwall {version}，{rules} 条规则，范围 {scope}"
)
ENTER = Sentence("The key, please", "请输入密钥")
ENTER_HINT = Sentence(
    "Open the address that the terminal shows, or paste what stands behind its #.",
    "请打开终端显示的地址，或粘贴其 # 之后的内容。",
)
ENTER_KEY = Sentence("Key", "密钥")
COME_IN = Sentence("Come in", "进入")
FAULTS = {
    403: Sentence("That is not the key of this run.", "密钥不正确。"),
    429: Sentence(
        "Too many wrong keys; wait a minute, then try again.", "密钥错误次数过多；请一分钟后再试。"
    ),
}
