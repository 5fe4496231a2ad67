"""What the checks say, in English and in Simplified Chinese."""

from unwall.language import Sentence

PLAIN = Sentence("{text}", "{text}")
RUN = Sentence("unwall run", "unwall run")
START_AGAIN = Sentence("end unwall run and start it again", "结束 unwall run 后重新启动")

# ---- software ----------------------------------------------------------------------------------------------

PYTHON = Sentence("Python {version}", "Python {version}")
MITMPROXY = Sentence("mitmproxy {version}", "mitmproxy {version}")
LOCKED = Sentence("all {count} packages are those of the lock", "全部 {count} 个软件包与锁定版本一致")
NOT_LOCKED = Sentence(
    "{count} packages are not those of the lock: {packages}", "{count} 个软件包与锁定版本不符：{packages}"
)
SET_UP_AGAIN = Sentence("make setup", "make setup")
FAST = Sentence("{name} is there: faster", "已安装 {name}：速度更快")
NOT_FAST = Sentence(
    "{name} is not there: everything works, more slowly", "未安装 {name}：功能不受影响，速度较慢"
)
INSTALL_FAST = Sentence("pip install 'unwall[fast]'", "pip install 'unwall[fast]'")

# ---- files -------------------------------------------------------------------------------------------------

CONFIG = Sentence("configuration {path}", "配置文件 {path}")
NO_CONFIG = Sentence("no configuration, none is needed ({path})", "没有配置文件，也无需配置（{path}）")
NO_OPTION = Sentence(
    'the configuration turns on "{name}", which is no option; there are {known}',
    "配置启用了 “{name}”，但没有这个选项；可用 {known}",
)
NO_RULE = Sentence(
    'the configuration switches off "{name}", which is no rule', "配置停用了 “{name}”，但没有这条规则"
)
UNDENY = Sentence("unwall deny --remove {name}", "unwall deny --remove {name}")
NO_RULE_OF_CLIENT = Sentence(
    'the configuration switches off "{name}" for {client}, which is no rule',
    "配置为 {client} 停用了 “{name}”，但没有这条规则",
)
UNDENY_CLIENT = Sentence(
    "unwall deny --remove {name} --as {client}", "unwall deny --remove {name} --as {client}"
)
NO_CLIENT = Sentence(
    'the configuration has lists for "{name}", which is no client; there are {known}',
    "配置中有 “{name}” 的列表，但没有这个客户端；可用 {known}",
)
EDIT_CLIENTS = Sentence("mend clients in {path}", "请修正 {path} 中的 clients")
EDIT = Sentence("mend options in {path}", "请修正 {path} 中的 options")
RULES = Sentence("{count} rules, no problem in them", "{count} 条规则，均无问题")
MEND_RULE = Sentence(
    "mend the rule there; unwall rules test shows whether it is right",
    "请修正该规则；用 unwall rules test 验证",
)
NO_FOLDER = Sentence("data folder {path}: made on first use", "数据目录 {path}：首次使用时创建")
FOLDER = Sentence("data folder {path}: for you alone", "数据目录 {path}：仅您可访问")
LOOSE = Sentence(
    "other users of this machine can read {path} (mode {mode})", "本机其他用户可以读取 {path}（权限 {mode}）"
)
CHMOD = Sentence("chmod {wanted} {quoted}", "chmod {wanted} {quoted}")
UNUSABLE = Sentence("{path} cannot be written by you", "您无法写入 {path}")
CHOWN = Sentence('sudo chown -R "$(id -u)" {quoted}', 'sudo chown -R "$(id -u)" {quoted}')
CLOCK = Sentence("the clock says {now}", "系统时间 {now}")
CLOCK_WRONG = Sentence(
    "the clock says {now}, which cannot be: files of unwall are from {file}",
    "系统时间 {now} 不正确：unwall 的文件日期为 {file}",
)
SET_CLOCK = Sentence("set the clock; certificates depend on it", "请校准系统时间；证书有效期取决于它")
NO_LOG_YET = Sentence(
    "log {place}: begun by the first unwall run", "日志 {place}：首次运行 unwall run 时创建"
)
LOG = Sentence("log {place}: {size}", "日志 {place}：{size}")

# ---- the certificate ---------------------------------------------------------------------------------------

NO_CA = Sentence("no certificate yet in {path}; it is made by", "{path} 中还没有证书；生成方法")
UNREADABLE_CA = Sentence(
    "our certificate in {path} cannot be read ({error}); make it yours again",
    "无法读取 {path} 中的证书（{error}）；请恢复其所有权",
)
CA = Sentence("certificate {name}, valid until {day}", "证书 {name}，有效期至 {day}")
CA_ENDS = Sentence("certificate {name} is valid only until {day}", "证书 {name} 即将于 {day} 到期")
CA_COVERS = Sentence(
    "the certificate covers all {count} domains of the rules", "证书覆盖规则所需的全部 {count} 个域名"
)
CA_LACKS = Sentence(
    "the certificate is older than the rules and lacks {count} of their domains ({domains}), whose links stay"
    " as they are",
    "证书早于当前规则，缺少 {count} 个域名（{domains}），其链接将保持原样",
)
NEW_CA = Sentence(
    "unwall cert uninstall if it was installed, {command}, then unwall run",
    "若已安装先执行 unwall cert uninstall，再执行 {command}，然后 unwall run",
)
TRUSTED = Sentence("trusted ({fingerprint}…) by {stores}", "已受信任（{fingerprint}…）：{stores}")
TRUSTED_NOWHERE = Sentence(
    "in no store of this system; the window of unwall run trusts it by itself",
    "未安装到本系统；unwall run 打开的窗口会自行信任它",
)
TRUSTS_OTHER = Sentence(
    "{store} ({place}) also trusts another CA of unwall, an older one or another user's",
    "{store}（{place}）还信任另一个 unwall 的 CA（旧的，或属于其他用户）",
)
TAKE_OUT_OTHER = Sentence(
    "unwall cert uninstall takes out what unwall put in, then unwall cert install again",
    "unwall cert uninstall 会移除 unwall 装入的，然后再执行 unwall cert install",
)
STORE_NEEDS = Sentence(
    "{store} ({place}) can be looked into only with {program}", "查看 {store}（{place}）需要 {program}"
)
CERTUTIL = Sentence(
    "apt install libnss3-tools; dnf install nss-tools; brew install nss",
    "apt install libnss3-tools；dnf install nss-tools；brew install nss",
)
STORE_UNREAD = Sentence(
    "{store} ({place}) cannot be looked into: {error}", "无法查看 {store}（{place}）：{error}"
)

# ---- the proxy ---------------------------------------------------------------------------------------------

NOT_RUNNING = Sentence(
    "{address} is free: the proxy does not run, so nothing was sent through it",
    "{address} 空闲：代理未运行，未经其测试",
)
WANTS_PASSWORD = Sentence(
    "{address} wants a name and password, and so cannot be looked at", "{address} 需要用户名和密码，无法检查"
)
TAKEN = Sentence("{address} is used by another program: {holder}", "{address} 已被其他程序占用：{holder}")
LISTEN_ELSEWHERE = Sentence(
    "unwall run --listen {free}, or end that program", "unwall run --listen {free}，或结束该程序"
)
RUNS = Sentence(
    "the proxy answers at {address}: {holder}, {rules} rules, scope {scope}",
    "代理在 {address} 正常应答：{holder}，{rules} 条规则，范围 {scope}",
)
OLD_RUNS = Sentence(
    "the proxy at {address} is unwall {version}, this is {own}",
    "{address} 的代理是 unwall {version}，当前版本为 {own}",
)
TLS = Sentence(
    "a page under TLS came through it, by our certificate", "已用我们的证书通过代理取得一个 TLS 页面"
)
OTHER_CA = Sentence(
    "the proxy shows another certificate than {certificate} ({error})",
    "代理使用的证书不是 {certificate}（{error}）",
)
NO_TLS = Sentence("no page under TLS came through it ({error})", "未能通过代理取得 TLS 页面（{error}）")
TLS_OLD = Sentence(
    "the certificate is older than this check, so no page under TLS was asked for",
    "证书早于此项检查，故未测试 TLS 页面",
)
LOG_WRITES = Sentence("the proxy writes its log (durability {sync})", "代理正在写入日志（持久性 {sync}）")
LOG_NONE = Sentence("the proxy writes no log", "代理不写日志")
LOG_FAILS = Sentence("the proxy cannot write its log", "代理无法写入日志")
SEE_LOG = Sentence(
    "its terminal says why; make room, or choose another with --log",
    "原因见其终端；请腾出空间，或用 --log 另选位置",
)
ERRORS = Sentence(
    "errors of our own since the proxy began: {errors}; the traffic went on as it was",
    "代理启动以来的内部错误：{errors}；所涉流量已原样通过",
)
ERROR = Sentence("{count} {kind} in {place}", "{place} 处 {kind} {count} 次")
SEE_TRACEBACK = Sentence(
    "start it again as unwall run -v, whose terminal shows the traceback",
    "以 unwall run -v 重新启动，其终端会显示回溯信息",
)
UNREAD = Sentence(
    "bodies that could not be read since the proxy began, and passed as they came: {reasons}",
    "代理启动以来未能读取、已原样通过的内容：{reasons}",
)
DASHBOARD_FREE = Sentence("dashboard: {address} is free", "仪表板：{address} 空闲")
DASHBOARD_OURS = Sentence("dashboard: at {address}", "仪表板：{address}")
DASHBOARD_TAKEN = Sentence(
    "dashboard: {address} is used by another program ({holder}); it takes any free port then",
    "仪表板：{address} 已被其他程序占用（{holder}）；届时将改用任意空闲端口",
)

# ---- who goes through it -----------------------------------------------------------------------------------

PLACE_UNREAD = Sentence(
    "the proxy setting of {place} cannot be read: {error}", "无法读取 {place} 的代理设置：{error}"
)
DIRECTLY = Sentence(
    "{place}: no proxy is set; only the window of unwall run goes through",
    "{place}：未设代理；只有 unwall run 打开的窗口经过代理",
)
THROUGH_US = Sentence("{place}: leads through the proxy", "{place}：经过本代理")
INTO_NOTHING = Sentence(
    "{place}: leads to the proxy, which does not run", "{place}：指向本代理，但代理未运行"
)
RUN_OR_OFF = Sentence(
    "unwall run; or unwall off, which names what was set by hand",
    "unwall run；或执行 unwall off，它会指出手动设置的部分",
)
LEFT_OVER = Sentence(
    "{name}: a run that did not end in order left the proxy setting changed",
    "{name}：异常结束的运行留下了代理设置",
)
OFF = Sentence("unwall off", "unwall off")
HALF = Sentence(
    "{place}: only one of HTTP and HTTPS leads to the proxy ({where})",
    "{place}：HTTP 与 HTTPS 中只有一项指向本代理（{where}）",
)
BOTH = Sentence("set {proxy} for both", "请将两项都设为 {proxy}")
ELSEWHERE = Sentence(
    "{place}: leads elsewhere ({where}); programs that follow it do not come through unwall",
    "{place}：指向别处（{where}）；遵循该设置的程序不经过 unwall",
)
STILL = Sentence(
    "{place}: still leads to us ({where}), as somebody set it by hand",
    "{place}：仍指向我们（{where}），系手动设置",
)
BY_HAND = Sentence("take it out there", "请在该处移除")
UNSET = Sentence(
    "unset {name}, and take it out of the file that sets it", "unset {name}，并从设置它的文件中删除"
)
NO_VARIABLES = Sentence("no proxy in the environment variables", "环境变量中未设代理")

# ---- the desktop -------------------------------------------------------------------------------------------

BROWSER = Sentence("browser {name}", "浏览器 {name}")
NO_BROWSER = Sentence("no browser was found for unwall run to open", "未找到可供 unwall run 打开的浏览器")
INSTALL_BROWSER = Sentence(
    "install Chromium or Chrome, or say unwall run --browser PROGRAM",
    "请安装 Chromium 或 Chrome，或用 unwall run --browser 程序 指定",
)
NO_DISPLAY = Sentence("no display: unwall run opens no window", "没有显示器：unwall run 不会打开窗口")
CLIPBOARD = Sentence("clipboard by {name}", "剪贴板工具 {name}")
NO_CLIPBOARD = Sentence("no program here reaches the clipboard", "没有可访问剪贴板的程序")
INSTALL_CLIPBOARD = Sentence(
    "install {name}, for unwall open --clipboard", "请安装 {name}，供 unwall open --clipboard 使用"
)
