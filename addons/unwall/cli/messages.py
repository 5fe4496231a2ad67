"""What ``unwall run`` and ``unwall cert`` say to people."""

from unwall.browser.launch import Obstacle
from unwall.language import Sentence

# ---- a proxy that is up ------------------------------------------------------------------------------------

BROWSER_OPEN = Sentence(
    "the proxy listens on {address}, and {browser} is open through it; Ctrl-C ends both",
    "代理正在监听 {address}，{browser} 已经由它打开；按 Ctrl-C 全部结束",
)
LISTENS = Sentence("the proxy listens on {address}; Ctrl-C ends it", "代理正在监听 {address}；按 Ctrl-C 结束")
TO_CONNECT = Sentence(
    "to use it, set {reached} as the HTTP and HTTPS proxy in the network settings of a browser or system",
    "使用方法：在浏览器或系统的网络设置中，将 HTTP 与 HTTPS 代理设为 {reached}",
)
TO_TRUST = Sentence(
    "and let it trust the certificate {certificate}; unwall cert install does that, after asking",
    "并信任证书 {certificate}；unwall cert install 会在询问后安装",
)
DASHBOARD = Sentence(
    "paste what was shared, see and switch what is done: {address}",
    "粘贴分享内容、查看和控制运行情况：{address}",
)
FROM_ELSEWHERE = Sentence(
    "from other machines: {address} with the password in UNWALL_DASHBOARD_KEY; there it says how a phone is"
    " connected",
    "其他设备：访问 {address}，密码为 UNWALL_DASHBOARD_KEY 的内容；其中说明手机如何连接",
)
NO_ADDRESS = Sentence("port {port} of this one's address,", "本机地址的 {port} 端口")
UNTRUSTED = Sentence(
    "none of those programs trusts our certificate yet, so their walls stay; unwall cert install lets them",
    "这些程序尚未信任我们的证书，屏蔽页仍会出现；执行 unwall cert install 即可",
)
RUNS_AS = Sentence(
    "the proxy runs as {modes} ({addresses}); Ctrl-C ends it",
    "代理正以 {modes} 模式运行（{addresses}）；按 Ctrl-C 结束",
)
BAR = Sentence(
    "the bar about an unsupported flag is expected: by that flag this window alone trusts our certificate",
    "窗口顶部“不受支持的命令行标记”提示属正常现象：该标记让这个窗口（且仅此窗口）信任我们的证书",
)
NO_SANDBOX = Sentence(
    "you are root, so the browser runs without its sandbox; better start unwall as another user",
    "当前以 root 身份运行，浏览器沙盒已关闭；建议改用普通用户启动 unwall",
)
CLOSED = Sentence(
    "the browser was closed; the proxy goes on at {address}, Ctrl-C ends it",
    "浏览器已关闭；代理仍在 {address} 运行，按 Ctrl-C 结束",
)
EVERY_SITE = Sentence(
    "scope all: every site is decrypted, and this certificate could speak for any; let nothing but this"
    " browser trust it ({certificate})",
    "范围 all：将解密所有网站，且此证书可为任意网站签发；请勿让此浏览器以外的程序信任它（{certificate}）",
)
NOT_COVERED = Sentence(
    "our certificate is older than the rules and lacks {count} of their domains ({domains}), whose links stay"
    " as they are; for a new one: {command}, then start again, and install it where the old one was",
    "证书早于当前规则，缺少其中 {count} 个域名（{domains}），这些域名的链接将保持原样；"
    "如需更新：执行 {command}，再重新启动，并在曾安装过的地方重新安装",
)

# ---- what stands against a window --------------------------------------------------------------------------

NO_BROWSER = Sentence(
    "no Chrome, Chromium, Edge, Brave, Vivaldi or Firefox was found; install one, or say --browser PROGRAM",
    "未找到 Chrome、Chromium、Edge、Brave、Vivaldi 或 Firefox；请安装其一，或用 --browser 程序 指定",
)
NO_SUCH_BROWSER = Sentence(
    "there is no program {program}; name another one, or leave the choice to unwall",
    "没有程序 {program}；请指定其他程序，或让 unwall 自行选择",
)
OBSTACLES = {
    Obstacle.NO_DISPLAY: Sentence(
        "there is no display to open a browser on", "没有可用的显示器，无法打开浏览器"
    ),
    Obstacle.NO_TRUST: Sentence(
        "{browser} can be given our certificate only with certutil; install it (Debian, Ubuntu:"
        " apt install libnss3-tools; Fedora: dnf install nss-tools; macOS: brew install nss)",
        "需要 certutil 才能让 {browser} 信任我们的证书；请安装（Debian、Ubuntu：apt install libnss3-tools；"
        "Fedora：dnf install nss-tools；macOS：brew install nss）",
    ),
    Obstacle.FAILED: Sentence(
        "{browser} could not be started; name another one: --browser PROGRAM",
        "无法启动 {browser}；请用 --browser 程序 指定其他浏览器",
    ),
}

# ---- what was asked for wrongly ----------------------------------------------------------------------------

BAD_PROXYAUTH = Sentence(
    "--proxyauth takes NAME:PASSWORD, or a file whose first line is that",
    "--proxyauth 应为 用户名:密码，或首行为该内容的文件",
)
BAD_UPSTREAM = Sentence(
    "--upstream takes the address of a proxy, like http://192.0.2.1:3128",
    "--upstream 应为代理地址，例如 http://192.0.2.1:3128",
)
UPSTREAM_AND_MODE = Sentence(
    "--upstream is a mode of its own; leave out --mode", "--upstream 本身就是一种模式；请去掉 --mode"
)
HELD_BY = Sentence("that program is {program}", "该程序是 {program}")
NO_FILE = Sentence(
    "{option}: there is no file {path}; name another one", "{option}：没有文件 {path}；请指定其他文件"
)

# ---- the CA ------------------------------------------------------------------------------------------------

NO_CA = Sentence(
    "there is no certificate yet in {path}; unwall run makes it",
    "{path} 中还没有证书；运行 unwall run 即可生成",
)
CA_ROWS = {
    "subject": Sentence("certificate", "证书"),
    "fingerprint": Sentence("SHA-256", "SHA-256 指纹"),
    "expires": Sentence("valid until", "有效期至"),
    "file": Sentence("file", "文件"),
    "domains": Sentence("can speak for", "可签发范围"),
    "stores": Sentence("installed in", "已安装于"),
}
ANY_SITE = Sentence("any site", "任意网站")
THESE_DOMAINS = Sentence("these {count} domains and all below them", "以下 {count} 个域名及其子域名")
NOWHERE = Sentence(
    "no store of this system; the window of unwall run trusts it by itself",
    "未安装到本系统；unwall run 打开的窗口会自行信任它",
)
