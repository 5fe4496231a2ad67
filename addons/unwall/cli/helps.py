"""What ``--help`` says of every argument, in 简体中文; the English stands where the argument is made."""

HELPS = {
    # ---- of every command
    "positional arguments": "参数",
    "options": "选项",
    "show this help message and exit": "显示此帮助",
    "only data and errors": "只输出数据和错误",
    "say more, and show tracebacks": "输出更多信息，出错时显示调用栈",
    "own rules, added to the built-in ones": "自己的规则，与内置规则一起使用",
    "instead of the user's own configuration": "用它代替用户自己的配置文件",
    "en or zh": "语言：en 或 zh",
    # ---- unwrap, scan, rewrite, open
    "links or share texts; stdin without any": "链接或分享文案；不给则读取标准输入",
    "one object for each input": "每个输入输出一个对象",
    "each step, with its rule and where that is written": "逐步说明，含规则及其出处",
    "an item's address reduced to what opens it": "将商品地址精简为打开所需的部分",
    "ask servers where short links lead; this uses the network": "向服务器查询短链接的目标；会使用网络",
    "files, or - for stdin; stdin without any": "文件，- 表示标准输入；不给则读取标准输入",
    "the media type; else by the file's ending and first characters": "媒体类型；默认按扩展名和内容判断",
    "the charset; else as the content says it": "字符集；不给则以内容所写为准",
    "one object for each link": "每个链接输出一个对象",
    "processes that look at once; 1 unless said": "同时工作的进程数；默认 1",
    "also words that stand for a platform's name (桃宝, 狗东)": "也列出平台的代称（桃宝、狗东）",
    "a file; stdin without one": "文件；不给则读取标准输入",
    "exit: 0 done, 1 nothing to open, 2 used wrongly, 3 only a server or app knows, 4 refused": (
        "退出码：0 完成，1 没有可打开的内容，2 用法有误，3 只有服务器或应用知道目标，4 拒绝打开"
    ),
    "what was shared; stdin without any": "分享的内容；不给则读取标准输入",
    "what was copied": "读取剪贴板",
    "whatever is copied, until Ctrl-C; says the link": "持续查看剪贴板并给出链接，按 Ctrl-C 结束",
    "the QR code in a picture": "图片中的二维码",
    "the QR code on the screen": "屏幕上的二维码",
    "print the link, open nothing": "只显示链接，不打开",
    "draw the link as a QR code, open nothing": "将链接画成二维码，不打开",
    "with --watch: the clipboard then holds the link": "与 --watch 合用：用链接替换剪贴板内容",
    # ---- check, probe
    "links; texts, pages, JSON, CSV, sitemaps, HAR, WARC, mitmproxy flows; folders of them; without any,"
    " stdin, a link or words with links a line": (
        "链接；文本、网页、JSON、CSV、站点地图、HAR、WARC、mitmproxy flows 文件或目录；"
        "不给则读取标准输入，每行一个链接或含链接的文字"
    ),
    "ask as this client (browser, wechat, qq, …), or as all; repeatable; browser unless said": (
        "以此客户端身份访问（browser、wechat、qq……），或 all；可重复；默认 browser"
    ),
    "ask as this client (browser, wechat, qq, …), or as all; repeatable; all unless said": (
        "以此客户端身份访问（browser、wechat、qq……），或 all；可重复；默认 all"
    ),
    "exit: 0 all open, 1 some walled, 2 used wrongly, 3 some could not be determined": (
        "退出码：0 全部能打开，1 有被屏蔽的，2 用法有误，3 有无法判断的"
    ),
    "links asked at once; 16 unless said": "同时访问的链接数；默认 16",
    "of them at one host; 8 unless said": "其中同一主机的链接数；默认 8",
    "questions to one domain, 0 for no limit; 20 unless said; your own network is not held back": (
        "每秒向同一域名发出的请求数，0 为不限；默认 20；本机网络不受限"
    ),
    "tries more; 1 unless said": "重试次数；默认 1",
    "for one answer; 8 unless said": "等待一次回应的秒数；默认 8",
    "names may lead into your own network": "允许域名指向您自己的网络",
    "PEM: also trust what this authority signs": "PEM 文件：同时信任该机构签发的证书",
    "table unless said, or what the ending of -o says": "默认 table，或由 -o 的扩展名决定",
    "the same as --format json": "同 --format json",
    "leave out what is open": "不列出能打开的",
    "the pages it lists; repeatable": "站点地图列出的网页；可重复",
    "where the pages of files will stand: relative links, too": "文件中网页的网址，用于相对链接",
    "by the rules and by what recordings hold, asking nobody": "只按规则和录制内容判断，不使用网络",
    "an earlier run's --json: only what became worse counts": "先前的 --json 结果：只计变差的链接",
    "TOML: [[allow]] url, reason, until, context": "TOML 文件：[[allow]] url、reason、until、context",
    "does not count, like captcha or login; repeatable": "不计入结果的判定，如 captcha、login；可重复",
    "keeps what is known; an interrupted run goes on from it": "保存已知结果，中断后可继续",
    "that what --resume keeps holds; 24 unless said": "--resume 所存结果的有效小时数；默认 24",
    "links; stdin, a link a line, without any": "链接；不给则读取标准输入，每行一个",
    "matrix unless said, or what the ending of -o says; json and html have all evidence": (
        "默认 matrix，或由 -o 的扩展名决定；json 与 html 含全部证据"
    ),
    "each link as the client's platform writes it when it is shared there": (
        "将每个链接改写成在该客户端所属平台分享后的形式"
    ),
    "keep the last body of each cell, and its picture": "保存每格最后的内容和截图",
    "also in a real browser: pictures, and where scripts lead": "也用真实浏览器访问：截图及脚本跳转的去向",
    "also as events of this log: a file, sqlite:///…, postgresql://…": (
        "同时写入此日志：文件、sqlite:///…、postgresql://…"
    ),
    "what the log keeps of addresses; hosts unless said": "日志保留地址的哪些部分；默认 hosts",
    "the Chromium or Chrome for --render": "--render 使用的 Chromium 或 Chrome",
    # ---- run, off, pac
    "127.0.0.1:8080 unless said": "默认 127.0.0.1:8080",
    "127.0.0.1:8081 unless said": "默认 127.0.0.1:8081",
    "a mode of mitmproxy: regular unless said; repeatable": "mitmproxy 的模式：默认 regular；可重复",
    "reach servers through this proxy: http://HOST:PORT": "经由此代理访问服务器：http://HOST:PORT",
    "what is decrypted: walls; and pages with walled links (unless said otherwise); or everything": (
        "解密范围：仅屏蔽页；以及含被屏蔽链接的网页（默认）；或全部"
    ),
    "programs of this system come through as well until the run ends; their setting is given back": (
        "运行期间系统中的其他程序也经过代理；结束时恢复原设置"
    ),
    "open this browser, or the one that is found": "打开此浏览器，或自动找到的浏览器",
    "open none": "不打开浏览器",
    "open the link of a share text that was pasted as a search; our own browser does it anyway": (
        "把分享文案当作搜索词时打开其中的链接；unwall 打开的浏览器总是如此"
    ),
    "ask servers where short links lead that somebody opens; this uses the network": (
        "向服务器查询所打开短链接的目标；会使用网络"
    ),
    "say what would be opened, change nothing": "只提示会打开什么，不作改动",
    "let other machines of the local network in": "允许局域网中的其他设备使用",
    "who may use the proxy; or a file that says so": "代理的用户名与密码，或写有它们的文件",
    "where our certificate lies; the user's data folder unless said": "证书所在目录；默认在用户数据目录中",
    "trust servers by these certificates (PEM), not by the usual ones": (
        "按这些证书（PEM）而非系统证书信任服务器"
    ),
    "sqlite:///absolute/path.db or postgresql://USER@HOST/DATABASE; the user's own log unless said": (
        "sqlite:///绝对路径.db 或 postgresql://用户@主机/数据库；默认为用户自己的日志"
    ),
    "processes that share the work, one for a core; one unless said": "分担工作的进程数，每核一个；默认 1",
    "log nothing": "不记录日志",
    "what of an address is kept: hosts unless said": "保留地址的哪些部分：默认 hosts",
    "full: what is logged outlives a power cut as well": "full：断电也不丢失已记录的内容",
    "where the dashboard is: 127.0.0.1:8081 unless said, or any port where that is taken": (
        "仪表板地址：默认 127.0.0.1:8081，端口被占用时另选"
    ),
    "other machines may see it (--dashboard 0.0.0.0:8081); asks for the UNWALL_DASHBOARD_KEY": (
        "允许其他设备访问（--dashboard 0.0.0.0:8081）；需输入 UNWALL_DASHBOARD_KEY"
    ),
    "have none": "不要仪表板",
    "walls; and pages with walled links (unless said otherwise), as for unwall run": (
        "仅屏蔽页；以及含被屏蔽链接的网页（默认）；同 unwall run"
    ),
    "where the proxy listened: 127.0.0.1:8080 unless said": "代理曾监听的地址：默认 127.0.0.1:8080",
    "where our certificate lies, as for unwall run": "证书所在目录，同 unwall run",
    # ---- rules, allow, deny, why, learn
    "one line for each rule": "每条规则一行",
    "all that is known of a rule": "查看一条规则的全部内容",
    "look for mistakes": "查找错误",
    "run the tests inside the rules": "运行规则自带的测试",
    "a list of ClearURLs, Brave, uBlock Origin or AdGuard as rules of your own": (
        "将 ClearURLs、Brave、uBlock Origin 或 AdGuard 的列表导入为自己的规则"
    ),
    "the rules for other tools": "导出规则供其他工具使用",
    "whether a rule file is signed, and no older than the one in force": (
        "验证规则文件的签名，且不旧于现用版本"
    ),
    "a draft against a link or a saved page": "用链接或保存的网页试验规则草稿",
    "one object for each rule": "每条规则输出一个对象",
    "only these files or folders; all rules without any": "只看这些文件或目录；不给则为全部规则",
    "again whenever a file changes: what changed in it": "文件每次变化后重新运行，只测变化之处",
    "names, links or texts, and what each opens: how many come out so": (
        "名称、链接或文案及其应得目标：统计有多少正确"
    ),
    "sentences and the platforms they speak of: precision and recall": "句子及其所指平台：计算查准率与查全率",
    "a list of another tool; - is stdin": "其他工具的列表；- 表示标准输入",
    "a folder instead of the user's own; an earlier import of the list is replaced": (
        "代替用户规则目录的文件夹；同一列表先前的导入会被替换"
    ),
    "found by looking at it unless said": "默认根据内容判断",
    "one object for each entry that was left out": "每个未导入的条目输出一个对象",
    "a rule file from elsewhere": "来自别处的规则文件",
    "an Ed25519 public key: PEM file, hex or base64": "Ed25519 公钥：PEM 文件、十六进制或 base64",
    "the detached signature; FILE.sig unless said": "分离的签名文件；默认 FILE.sig",
    "the file it would replace: must not be newer": "将被替换的文件：不得更新",
    "the draft: a rule file, or a folder of them": "草稿：规则文件，或其所在目录",
    "a link or share text, or the file of a saved page": "链接、分享文案，或保存的网页文件",
    "where the page comes from; a rule's own test says it otherwise": "网页的网址；默认取自规则的测试",
    "of the page's answer; 200 unless said": "网页的状态码；默认 200",
    "of the page; text/html unless said": "网页的媒体类型；默认 text/html",
    "asked for as it": "以此客户端身份",
    "one object": "输出一个对象",
    "host names; what lies below them is included": "主机名，其子域名也包括在内",
    "for this client app alone (browser, wechat, qq, …); repeatable": (
        "只对此客户端应用生效（browser、wechat、qq……）；可重复"
    ),
    "show the list; behind a tab the client of its own entries": (
        "显示列表；单个客户端的条目后以制表符附其名称"
    ),
    "take off the list": "从列表中移除",
    "ids of rules": "规则名",
    "a link, a share text, or an event: its number, or its id in an export; - is stdin": (
        "链接、分享文案，或日志编号、导出文件中的 id；- 为标准输入"
    ),
    "HAR, flows, WARC, JSON lines, a log (sqlite:///…), - for stdin; your own log without any": (
        "HAR、flows、WARC、JSON 行、日志（sqlite:///…），- 表示标准输入；不给则为自己的日志"
    ),
    "one object for each proposal": "每个提议输出一个对象",
    # ---- log
    "the newest events, and with -f those that come": "最新的记录；加 -f 则持续显示",
    "events as a table": "以表格显示记录",
    "events as a file": "将记录导出为文件",
    "one HTML file with figures and tables; needs unwall[research]": (
        "含图表的 HTML 报告；需要 unwall[research]"
    ),
    "a copy that may be handed on, proven to hold nothing more": "可交给他人的副本，并证明其中没有多余内容",
    "delete events, without a trace in the file": "删除记录，文件中不留痕迹",
    "only the newest N": "只取最新 N 条",
    "a date (UTC), or an age: 30d, 12h": "日期（UTC），或时长：30d、12h",
    "a date, or an age": "日期，或时长",
    "repeatable": "可重复",
    "go on until Ctrl-C": "持续显示，按 Ctrl-C 结束",
    "csv unless said, or what the ending of -o says": "默认 csv，或由 -o 的扩展名决定",
    "a file, replaced once the new one is whole; stdout unless said": "写入文件，写完才替换；默认标准输出",
    "a new folder to hand on: a redacted copy in every form, with a manifest and what describes it": (
        "可交给他人的新目录：各种格式的脱敏副本，附清单与说明"
    ),
    "of addresses; hosts unless said": "保留地址的哪些部分；默认 hosts",
    "not only the day of each event": "保留准确时间，而非只到日期",
    "names clients by this secret key, so that they are the same in several copies; made if absent": (
        "用此密钥为客户端编号，使多份副本中编号一致；没有则生成"
    ),
    "leaves out hosts that fewer than N clients met at a wall; 5 unless said": (
        "略去不足 N 个客户端遇到的主机；默认 5"
    ),
    "leaves out hosts that fewer than N clients met at a wall; 1 unless said": (
        "略去不足 N 个客户端遇到的主机；默认 1"
    ),
    "with --publish": "与 --publish 合用",
    "report.html unless said": "默认 report.html",
    "a new file, a log itself": "新文件，本身也是日志",
    "all of them": "全部删除",
    # ---- cert, uninstall, doctor
    "print where it lies": "显示证书位置",
    "print what it is, and what trusts it": "显示证书内容及信任它的程序",
    "let stores of this machine trust it; each is named and asked about": "逐项询问后安装到本机的证书库",
    "take it out of every store, by its fingerprint": "按指纹从所有证书库中移除",
    "where it lies, if not in the user's data folder": "证书所在目录，若不在用户数据目录中",
    "the one of run --scope": "同 run --scope",
    "agree to everything that would be asked": "对所有询问回答“是”",
    "only this one: system, chromium, firefox, keychain, windows; repeatable": (
        "只处理此证书库：system、chromium、firefox、keychain、windows；可重复"
    ),
    "an object a line: check, state, says, next": "每行一个对象：check、state、says、next",
    "delete the key as well": "同时删除密钥",
    "only list what is left, and change nothing": "只列出剩余内容，不作改动",
    "agree to everything, the log as well": "全部同意，包括删除日志",
    "keep the log, and count it as nothing left": "保留日志，且不算作剩余",
    "where the proxy listens: 127.0.0.1:8080 unless said": "代理的监听地址：默认 127.0.0.1:8080",
    "the store of the log, as for unwall run; the user's own unless said": (
        "日志的存储位置，同 unwall run；默认为用户自己的"
    ),
}
