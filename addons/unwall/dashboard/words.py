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
QR_TEXT = Sentence("QR code that brings the text to the phone", "手机扫码取得这段文字")
NO_LINKS = Sentence(
    "There is no link in this text that can be opened. Copy it whole, as the app shared it.",
    "这段文字中没有可打开的链接。请完整复制应用分享的内容。",
)
FOUND = Sentence("links found: {count} - unwall", "找到 {count} 个链接 - unwall")
ASKING = Sentence("Asking…", "正在查询…")
NO_ANSWER = Sentence("Asked, but {fault}.", "已查询，但{fault}。")
ASK_SERVERS = Sentence(
    "Ask their servers where they lead (uses the network)", "向其服务器查询目标（会使用网络）"
)
BY = Sentence("by the rule {rules}", "规则 {rules}")
UNKNOWN_LINK = Sentence("no wall that a rule knows: it opens as it is", "没有规则识别的屏蔽：可直接打开")
NEEDS = {
    Needs.NETWORK: Sentence("only its server knows where it leads", "只有其服务器知道目标"),
    Needs.APP: Sentence(
        "only the app opens it: copy the whole text on the phone, then open the app",
        "只有相应的 App 能打开：在手机上复制整段文字，再打开该 App",
    ),
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
GONE = Sentence(
    "unwall does not answer: it has ended, or is starting again. After a new start, open the address that its"
    " terminal shows then.",
    "unwall 没有响应：可能已经结束，或正在重新启动。重新启动后，请打开终端新显示的地址。",
)
STOPPED = {
    Switch.PAUSE: Sentence("unwall is paused: walls show as ever.", "unwall 已暂停：屏蔽页会照常出现。"),
    Switch.DRY_RUN: Sentence(
        "unwall only says what it would open: walls show as ever.", "unwall 正在试运行：屏蔽页会照常出现。"
    ),
}
TO_SWITCHES = Sentence("To the switches", "前往开关")
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
BACK = Sentence("Back", "返回")
NO_PAGE = Sentence("There is no such page.", "没有这个页面。")
CONNECT = Sentence("Connect another browser or a phone", "连接其他浏览器或手机")
HOW = Sentence(
    "The window that unwall opens needs none of this. Everything else takes these steps:",
    "由 unwall 打开的窗口无需设置；其他浏览器和设备按以下步骤：",
)
SET_PROXY = Sentence(
    "Proxy: choose automatic configuration (PAC) in the network settings, with the address {pac}; then"
    " only the sites that rules need come through unwall. Where there is only a manual proxy: {proxy}, for"
    " HTTP and HTTPS.",
    "代理：在网络设置中选择“自动配置（PAC）”，填写 {pac}，这样只有规则所需的网站经过 unwall；"
    "若只能手动设置，HTTP 与 HTTPS 代理均填 {proxy}。",
)
GET_CERTIFICATE = Sentence(
    "Certificate: download it on the device and let the device trust it.",
    "证书：在该设备上下载，并设为信任。",
)
DOWNLOAD = Sentence("Download the certificate", "下载证书")
DOWNLOAD_PEM = Sentence("As PEM (Firefox, Linux)", "PEM 格式（Firefox、Linux）")
TRUST = (
    (
        Sentence("iPhone, iPad", "iPhone、iPad"),
        Sentence(
            "Download it in Safari. Settings › General › VPN &amp; Device Management: install it. Easily"
            " missed: in Settings › General › About › Certificate Trust Settings, switch {name} on.",
            "用 Safari 下载，到“设置 › 通用 › VPN 与设备管理”中安装；"
            "再到“设置 › 通用 › 关于本机 › 证书信任设置”中打开 {name}。漏掉后一步，证书不会生效。",
        ),
    ),
    (
        Sentence("Android", "安卓、鸿蒙"),
        Sentence(
            "Search the system's settings for “CA certificate” and choose the downloaded file. Chrome then"
            " works. Most apps take no certificate that a user installed: they go on as before, and so do the"
            " walls in them.",
            "在系统设置中搜索“CA 证书”，选择下载的文件，之后 Chrome 等浏览器即可使用。"
            "微信、淘宝等多数应用不接受用户安装的证书：它们照常可用，但其中的屏蔽依旧。",
        ),
    ),
    (
        Sentence("Computers", "电脑"),
        Sentence(
            "On the computer that unwall runs on: <code>unwall cert install</code>. On others, open the file"
            " and install it in “Trusted Root Certification Authorities” (Windows) or in the login keychain,"
            " set to “Always Trust” (macOS).",
            "运行 unwall 的电脑：执行 <code>unwall cert install</code>。其他电脑：打开下载的文件，"
            "安装到“受信任的根证书颁发机构”（Windows），或加入“登录”钥匙串并设为“始终信任”（macOS）。",
        ),
    ),
    (
        Sentence("Firefox", "Firefox"),
        Sentence(
            "Settings › Privacy &amp; Security › View Certificates › Authorities › Import: the PEM file, to"
            " identify websites.",
            "“设置 › 隐私与安全 › 查看证书 › 证书颁发机构 › 导入”，选择 PEM 文件，"
            "勾选“信任由此证书颁发机构来标识网站”。",
        ),
    ),
    (
        Sentence("To undo it", "不再使用时"),
        Sentence(
            "Set the proxy back to none, and delete {name} where it was installed. On the computer that"
            " unwall runs on, <code>unwall off</code> does both.",
            "将代理改回“关闭”，并在安装之处删除 {name}。"
            "运行 unwall 的电脑执行 <code>unwall off</code> 即可。",
        ),
    ),
)
FINGERPRINT = Sentence(
    "SHA-256, as unwall cert show says it: {fingerprint}",
    "SHA-256 指纹（应与 unwall cert show 一致）：{fingerprint}",
)
CHECK = Sentence(
    "Check: {link} then opens example.com at once. If the wall shows, <code>unwall doctor</code> says why.",
    "检查：点开 {link}，若直接打开 example.com 即已生效；"
    "若仍出现屏蔽页，执行 <code>unwall doctor</code> 查看原因。",
)
NOT_GIVEN = Sentence(
    "Certificate: {certificate} could speak for any site, so let nothing but the window of unwall trust it.",
    "证书：{certificate} 可为任意网站签发，请勿让 unwall 的窗口以外的程序信任它。",
)
PHONE = Sentence("With a phone", "用手机")
LET_PHONES_IN = Sentence(
    "A phone in the same network may come in when unwall is started like this, with a password of your own;"
    " then open this page on the phone:",
    "要让同一网络中的手机使用，请改用以下命令启动（密码自定），再用手机打开本页：",
)
FOR_PHONES = Sentence(
    "UNWALL_DASHBOARD_KEY='a password' unwall run --listen 0.0.0.0:8080 --allow-lan --dashboard 0.0.0.0:8081"
    " --dashboard-allow-remote",
    "UNWALL_DASHBOARD_KEY='自定的密码' unwall run --listen 0.0.0.0:8080 --allow-lan --dashboard 0.0.0.0:8081"
    " --dashboard-allow-remote",
)
ON_THE_PHONE = Sentence(
    "Scan this in the same network, or open {address}; the password is the UNWALL_DASHBOARD_KEY. Then follow"
    " the steps there.",
    "在同一网络中扫码，或打开 {address}；密码为 UNWALL_DASHBOARD_KEY 的内容。然后按其中的步骤操作。",
)
BOOKMARKLET = Sentence(
    "Drag this to the bookmarks bar; on any page it shows the links in what you selected:",
    "将此按钮拖到书签栏；在任意页面点击即可查看所选文字中的链接：",
)
BOOKMARK = Sentence("unwall this", "用 unwall 打开")
HANDLER = Sentence("Let links that begin with web+unwall: open here", "让 web+unwall: 开头的链接在此打开")
RUNNING = Sentence(
    "unwall {version}, {rules} rules; decrypted: {scope}",
    "unwall {version}，{rules} 条规则；解密范围：{scope}",
)
SCOPES = {
    "minimal": Sentence("walls alone", "仅屏蔽页"),
    "pages": Sentence("walls, and pages with walled links", "屏蔽页，以及含有被屏蔽链接的页面"),
    "all": Sentence("every site", "所有网站"),
}
ENTER = Sentence("The key, please", "请输入密钥")
ENTER_HINT = Sentence(
    "Open the address that the terminal shows, or paste what stands behind its #. Where a password was chosen"
    " as UNWALL_DASHBOARD_KEY, it is that.",
    "请打开终端显示的地址，或粘贴其 # 之后的内容；若已用 UNWALL_DASHBOARD_KEY 自定密码，请输入该密码。",
)
ENTER_KEY = Sentence("Key or password", "密钥或密码")
COME_IN = Sentence("Come in", "进入")
FAULTS = {
    403: Sentence("That is not the key of this run.", "不正确；每次启动的密钥都不同，以终端最新显示的为准。"),
    429: Sentence(
        "Too many wrong keys; wait a minute, then try again.", "密钥错误次数过多；请一分钟后再试。"
    ),
}
