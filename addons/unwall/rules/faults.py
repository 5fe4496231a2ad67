"""Everything that can be wrong with rules and what stands beside them, in English and in Simplified Chinese.

The rules name a fault and the values that belong in its sentence; whoever shows it chooses the language.
"""

from enum import Enum, unique

from unwall.language import Sentence


@unique
class Fault(Enum):
    """A mistake, or a word that stands in the sentence of one. The value is what is said."""

    # ---- files ---------------------------------------------------------------------------------------------
    NO_FOLDER = Sentence("no such folder or file; name another one", "没有这个文件夹或文件；请另指定一个")
    MANY_FILES = Sentence(
        "more than {most} files; name a smaller folder", "文件超过 {most} 个；请指定更小的文件夹"
    )
    UNREADABLE = Sentence(
        "cannot be read ({why}); mend that, or name another one",
        "无法读取（{why}）；请排除问题，或另指定一个",
    )
    LARGE = Sentence("larger than {most} bytes; split it", "超过 {most} 字节；请拆分")
    ID_TAKEN = Sentence(
        'id "{id}" is taken by {other}; choose another', "id “{id}” 已被 {other} 使用；请换一个"
    )

    # ---- YAML ----------------------------------------------------------------------------------------------
    NOT_UTF_8 = Sentence("not UTF-8; save it as UTF-8", "不是 UTF-8；请另存为 UTF-8")
    NOT_YAML = Sentence(
        "not YAML ({why}); mend the line, or put its texts in quotes",
        "不是有效的 YAML（{why}）；请修正此行，或给其中的文本加引号",
    )
    NOT_PLAIN = Sentence(
        "not YAML ({why}); save it as plain text", "不是有效的 YAML（{why}）；请另存为纯文本"
    )
    YAML_NODE = Sentence("did not find expected node content", "此处应有内容，却没有")
    YAML_BRACE = Sentence("did not find expected ',' or '}}'", "此处应为 , 或 }}")
    YAML_BRACKET = Sentence("did not find expected ',' or ']'", "此处应为 , 或 ]")
    YAML_MAPPING = Sentence("mapping values are not allowed in this context", "此处不能再写 键: 值")
    YAML_DASH = Sentence("did not find expected '-' indicator", "此处应以 - 开头")
    YAML_KEY = Sentence("did not find expected key", "此处应为一个键，可能是缩进不齐")
    YAML_COLON = Sentence("could not find expected ':'", "缺少冒号")
    YAML_LIST = Sentence("block sequence entries are not allowed in this context", "此处不能写列表项")
    YAML_START = Sentence("found character that cannot start any token", "文本不能以此字符开头")
    YAML_TAB = Sentence("found a tab character that violates indentation", "不能用制表符缩进")
    YAML_END = Sentence("found unexpected end of stream", "文件意外结束，可能缺少引号")
    YAML_ESCAPE = Sentence("found unknown escape character", "未知的转义字符")
    YAML_CONTROL = Sentence("control characters are not allowed", "不能含有控制字符")
    SECOND_DOCUMENT = Sentence(
        "a second document; one file holds one", "出现第二个文档；一个文件只能有一个文档"
    )
    DEEP = Sentence("deeper than {most} levels; write it flatter", "嵌套超过 {most} 层；请减少层次")
    EMPTY_FILE = Sentence(
        "the file is empty; begin it with platform: and rules:", "文件为空；请以 platform: 和 rules: 开头"
    )
    KEY_NO_TEXT = Sentence(
        "a key is plain text; put it in quotes if it is one", "键须为纯文本；若确是文本，请加引号"
    )
    KEY_TWICE = Sentence(
        'the key "{key}" stands twice (first in line {line}); keep one',
        "键 “{key}” 出现两次（先在第 {line} 行）；请只保留一个",
    )
    ANCHOR = Sentence("anchors and aliases are not taken; write it out", "不接受锚点与别名；请把内容完整写出")
    TAG = Sentence(
        "the tag {tag} is not taken; leave it out, rules are plain data",
        "不接受标签 {tag}；请去掉，规则只是数据",
    )
    AMBIGUOUS = Sentence(
        "{text} could mean several things; put it in quotes", "{text} 可能有多种含义；请加引号"
    )
    AMBIGUOUS_FLAG = Sentence(
        "{text} could mean several things; write true, or put it in quotes if it is a text",
        "{text} 可能有多种含义；请写 true，若确是文本则加引号",
    )
    NO_VALUE = Sentence(
        "nothing is said here; say it, or leave the key out", "此处没有内容；请补上，或去掉这个键"
    )
    YAML_WIDE = Sentence(
        'not YAML: "{mark}" is a mark of Chinese text; write {plain} instead',
        "不是有效的 YAML：“{mark}” 是全角标点；请改用半角 {plain}",
    )

    # ---- what is expected and what is found ----------------------------------------------------------------
    UNKNOWN = Sentence('unknown {what} "{name}"; one of {known}', "不认识{what} “{name}”；可用：{known}")
    MISTYPED = Sentence(
        'unknown {what} "{name}" (did you mean {near}?)', "不认识{what} “{name}”（是否想写 {near}？）"
    )
    NO_MAP = Sentence(
        "expected a map, found {found}; write key: value", "此处应为映射，却是{found}；请写成 key: value"
    )
    NO_LIST = Sentence(
        "expected a list, found {found}; write [a, b], or begin each item with a hyphen",
        "此处应为列表，却是{found}；请写成 [a, b]，或每项以 - 开头",
    )
    NO_TEXT = Sentence(
        "expected text, found {found}; put it in quotes", "此处应为文本，却是{found}；请加引号"
    )
    NO_NUMBER = Sentence(
        "expected a number, found {found}; write it without quotes",
        "此处应为数字，却是{found}；请不加引号书写",
    )
    MISSING = Sentence("{name} is missing; add it", "缺少 {name}；请补上")
    A_MAP = Sentence("a map", "映射")
    A_LIST = Sentence("a list", "列表")
    A_FLAG = Sentence("true or false", "true 或 false")
    A_NUMBER = Sentence("a number", "数字")
    A_TEXT = Sentence("text", "文本")
    KEY = Sentence("key", "键")
    KEY_BESIDE = Sentence("key beside {word}", "与 {word} 并列的键")
    DECODE_WORD = Sentence("decode word", "解码词")
    CONDITION = Sentence("condition", "条件")
    VALUE = Sentence("value", "取值")
    KIND = Sentence("kind", "类型（kind）")
    VERDICT = Sentence("verdict", "处理方式（verdict）")
    STATUS = Sentence("status", "状态（status）")
    REASON = Sentence("reason", "拒绝原因（refuse）")
    NEEDS = Sentence("needs", "所需条件（needs）")
    REGISTER = Sentence("register", "暗语类别（register）")
    RISK = Sentence("risk", "误判风险（risk）")

    # ---- parts of a rule -----------------------------------------------------------------------------------
    NO_RULES = Sentence(
        "rules is empty; add a rule, or delete the file", "rules 为空；请添加规则，或删除此文件"
    )
    ID = Sentence(
        'id "{id}" is not lower-case words joined by hyphens; write it like zhihu-link',
        "id “{id}” 不是用连字符相连的小写单词；请写成 zhihu-link 这样",
    )
    HOST = Sentence(
        '"{host}" is no host: a.example, *.a.example, www.a.*, or scheme://authority '
        "(scheme://*.a.example for those below); * alone",
        "“{host}” 不是主机：可写 a.example、*.a.example、www.a.* 或 scheme://authority"
        "（其下各级写 scheme://*.a.example）；或单独一个 *",
    )
    HOST_NEAR = Sentence('"{host}" is no host; write {near}', "“{host}” 不是主机；请写成 {near}")
    RANGE = Sentence(
        '"{host}" is no range of hosts: t{{1-12}}.example or t{{01-12}}.example, at most {most} of them',
        "“{host}” 不是主机范围：请写 t{{1-12}}.example 或 t{{01-12}}.example，最多 {most} 个",
    )
    PATH = Sentence(
        "path is a whole path (/x) or an anchored expression (^/x)",
        "path 应为完整路径（/x）或以 ^ 开头的表达式（^/x）",
    )
    PATH_QUERY = Sentence(
        "a path ends before ? and #; say what stands behind it with query: {{name: true}}, or with raw",
        "path 止于 ? 与 # 之前；其后的内容请用 query: {{名称: true}} 或 raw 表达",
    )
    PATH_EXPRESSION = Sentence(
        "a path without ^ is taken letter by letter; write an expression as '^/x/.*'",
        "不以 ^ 开头的 path 按字面比较；表达式请写成 '^/x/.*'",
    )
    STRAY = Sentence(
        "{key} goes with find; add find, or leave it out", "{key} 须与 find 同用；请加上 find，或去掉它"
    )
    COMPLETE = Sentence(
        "complete is http, https or an address that starts with one of them",
        "complete 应为 http、https，或以二者之一开头的地址",
    )
    TEMPLATE = Sentence(
        "template is an http or https address; write it with its scheme",
        "template 应为 http 或 https 地址；请写出协议",
    )
    LOCATOR = Sentence(
        "a target needs exactly one locator, one of: {known}", "一个 target 须恰有一个定位词，可用：{known}"
    )
    LOCATOR_WORD = Sentence("locator", "定位词")
    SELECTOR = Sentence(
        '"{text}" is no selector; write tag, #id, .class, [name], [name=value], and spaces between them',
        "“{text}” 不是选择器；请写标签、#id、.class、[name]、[name=value]，其间以空格分隔",
    )
    ONE_WORD = Sentence(
        "a {what} is one word, or one word with its argument", "一个{what}应为单个词，或单个词加其参数"
    )
    ARGUMENT = Sentence("{name} needs an argument ({shape})", "{name} 需要参数（{shape}）")
    SHAPE_TEXT = Sentence("one text", "一个文本")
    SHAPE_TEXTS = Sentence("texts", "一个或多个文本")
    SHAPE_CHOICE = Sentence("one of the known texts", "已知文本之一")
    SHAPE_EXPRESSION = Sentence("an expression", "一个表达式")
    SHAPE_POINTER = Sentence("a JSON pointer", "一个 JSON 指针")
    SHAPE_PAIRS = Sentence("a map of texts", "文本到文本的映射")
    SHAPE_GROUP = Sentence("number or name of a capture", "捕获组的编号或名称")
    SHAPE_TEXTS_OR_END = Sentence("texts or end", "一个或多个文本，或 end")
    SHAPE_FIELDS = Sentence("a map", "一个映射")
    POINTER = Sentence(
        "a JSON pointer is empty or starts with /; write /a/b", "JSON 指针应为空或以 / 开头；请写成 /a/b"
    )
    ONLY_TRUE = Sentence(
        "only true can be said here; leave the key out instead", "此处只能写 true；否则请去掉这个键"
    )
    ONE_OUTCOME = Sentence(
        "a test says exactly one of want, refuse, leave, needs (or want with needs)",
        "一个测试须恰好写 want、refuse、leave、needs 之一（或 want 加 needs）",
    )
    LOOK_AROUND = Sentence(
        "look-around is not linear-time; say it with where, cut or two rules",
        "环视断言不是线性时间的；请改用 where、cut 或两条规则来表达",
    )
    NOT_LINEAR = Sentence(
        "not a linear-time expression ({why}); mend it as RE2 reads it",
        "不是线性时间的表达式（{why}）；请按 RE2 的语法修正",
    )
    RE_OPEN = Sentence("missing ): {text}", "缺少 )：{text}")
    RE_CLOSED = Sentence("unexpected ): {text}", "多余的 )：{text}")
    RE_CLASS_OPEN = Sentence("missing ]: {text}", "缺少 ]：{text}")
    RE_CLASS = Sentence("invalid character class range: {text}", "字符类范围有误：{text}")
    RE_REPEATED = Sentence("bad repetition operator: {text}", "重复运算符有误：{text}")
    RE_NOTHING = Sentence("no argument for repetition operator: {text}", "重复运算符前没有内容：{text}")
    RE_TIMES = Sentence("invalid repetition size: {text}", "重复次数有误：{text}")
    RE_ESCAPE = Sentence("invalid escape sequence: {text}", "转义有误：{text}")
    RE_NAME = Sentence("invalid named capture group: {text}", "命名捕获组有误：{text}")
    RE_PERL = Sentence("invalid perl operator: {text}", "不支持的语法：{text}")

    # ---- a rule as a whole ---------------------------------------------------------------------------------
    NO_SOURCES = Sentence(
        "sources is empty; say where the format was learnt", "sources 为空；请说明格式从何处得知"
    )
    NO_TESTS = Sentence(
        "tests is empty; add one that opens, one refused, one left alone",
        "tests 为空；请各加一个：打开的、拒绝的、保持原样的",
    )
    NO_HOSTS = Sentence(
        "needs where.hosts, or find for running text", "需要 where.hosts；若针对正文文字，则需要 find"
    )
    NO_OPTION = Sentence("verdict option needs option: NAME", "verdict: option 需要写明 option: 名称")
    IDLE_OPTION = Sentence(
        "option goes with verdict: option; add that, or leave option out",
        "option 须与 verdict: option 同用；请加上，或去掉 option",
    )
    NO_NEEDS = Sentence(
        "verdict ask needs needs: network or needs: app",
        "verdict: ask 需要写明 needs: network 或 needs: app",
    )
    NO_TARGET = Sentence(
        "a rule that opens needs target; say where the target stands",
        "用于打开的规则需要 target；请写明目标在何处",
    )
    ANY_HOST = Sentence(
        "the host * stands alone, with a path or raw, in a rule of verdict option about URLs",
        "主机 * 须单独出现，并带有 path 或 raw，且只用于针对网址、verdict 为 option 的规则",
    )
    MIXED = Sentence(
        "locators of a URL, of a response and of text cannot be mixed; make two rules of it",
        "针对网址、响应与文字的定位词不能混用；请拆成两条规则",
    )
    NO_CAPTURE = Sentence(
        "{word} captures nothing; put ( ) around the target", "{word} 没有捕获任何内容；请用 ( ) 括住目标"
    )
    SLOTS = Sentence(
        "template has {slots} places for {captures} values; write {{}} for each value",
        "template 有 {slots} 个位置，却有 {captures} 个值；请为每个值写一个 {{}}",
    )

    # ---- reasons and contexts ------------------------------------------------------------------------------
    REASON_CASE = Sentence(
        '"{text}" is compared in lower case; write it so', "“{text}” 按小写比较；请写成小写"
    )
    REASON_SHORT = Sentence('"{text}" is too short to state anything', "“{text}” 太短，不足以说明原因")
    REASON_TWICE = Sentence(
        '"{text}" stands twice (first in line {line})', "“{text}” 出现两次（先在第 {line} 行）"
    )
    NO_CLIENTS = Sentence(
        "clients is empty; say what it says of itself", "clients 为空；请写明客户端如何自称"
    )
    NO_ORIGIN = Sentence("sources is empty; say where it was learnt", "sources 为空；请说明从何处得知")
    AGENT_SHORT = Sentence(
        '"{text}" stands in too many user agents; at least four characters',
        "“{text}” 会出现在太多 User-Agent 中；至少四个字符",
    )
    HEADER_NAME = Sentence('"{text}" is no header name in lower case', "“{text}” 不是小写的头字段名")
    HEADER_NEVER = Sentence(
        "{text} is never sent; it says more than the kind of client",
        "从不发送 {text}；它透露的不只是客户端种类",
    )
    HEADER_VALUE = Sentence("a header's value is printable ASCII", "头字段的值须为可打印的 ASCII")
    WRAP = Sentence(
        "a wrapped link is an address with {{}} in the place of the link",
        "包装后的链接应为一个地址，其中以 {{}} 代表原链接",
    )
    TAKEN_FOR = Sentence("its {client} client is taken for {known}", "其客户端 {client} 会被认作 {known}")
    NOT_RECOGNISED = Sentence(
        "its {client} client is not recognised by any of agents", "其客户端 {client} 不被任何一条 agents 认出"
    )

    # ---- lint ----------------------------------------------------------------------------------------------
    UNOPENED = Sentence("no test that opens", "没有会打开目标的测试")
    UNREFUSED = Sentence("no test that is refused", "没有会被拒绝的测试")
    UNLEFT = Sentence("no test that is left alone", "没有保持原样的测试")
    UNANSWERED = Sentence(
        "speaks of an answer (status, type, body), and no test has one; give a test its body",
        "针对响应（status、type 或 body），却没有带响应的测试；请给测试写上 body 或 location",
    )
    NO_ADDRESS = Sentence(
        "{given} is no address, so nothing can happen to it; write it with its scheme",
        "{given} 不是网址，对它不会有任何作用；请连同协议一起写",
    )
    UNTRIED_HOST = Sentence("no test on {host}", "没有针对 {host} 的测试")
    UNANCHORED = Sentence("raw is not anchored", "raw 没有以 ^ 锚定")
    IDLE_REASON = Sentence(
        "reason without unless: [{{reason: fraud}}]", "有 reason 却没有 unless: [{{reason: fraud}}]"
    )
    NOT_FINAL = Sentence("{want} is opened once more, to {output}", "{want} 会再次被打开，得到 {output}")
    ANYBODYS = Sentence("{host} matches a name that anyone can register", "{host} 会匹配任何人都能注册的域名")
    SHORT_NAME = Sentence(
        "{host} is too short a name for every suffix", "{host} 的名称太短，不宜匹配所有后缀"
    )
    NO_DATE = Sentence(
        'seen "{seen}" is no date; a day, a month or a year (2026-11-25, 2026-11, 2026)',
        "seen “{seen}” 不是日期；请写日、月或年（2026-11-25、2026-11、2026）",
    )
    FUTURE = Sentence("seen {seen} is yet to come", "seen {seen} 尚未到来")
    OLD = Sentence(
        "last seen on {seen}, before {oldest}; look again", "最近一次见到是 {seen}，早于 {oldest}；请重新查看"
    )
    NO_CONTEXT = Sentence(
        'no file describes the context "{name}"; one of {known}',
        "没有文件描述客户端环境 “{name}”；可用：{known}",
    )
    NEEDLESS = Sentence("no test needs {part}", "没有测试用到 {part}")
    PART_TARGET = Sentence("target {number} ({word})", "第 {number} 个 target（{word}）")
    PART_REASON = Sentence("reason {number} ({word})", "第 {number} 个 reason（{word}）")
    PART_COMPLETE = Sentence("complete", "complete 这一项")
    PART_UNLESS = Sentence("unless {word}", "unless {word} 这一项")
    SAME = Sentence(
        "looks at the same of {host} as {other} ({place})", "与 {other} 查看 {host} 的同一处（{place}）"
    )
    COVERED = Sentence(
        "all that it opens is opened by {other} as well ({place})",
        "它能打开的，{other} 也都能打开（{place}）",
    )
    BY_NAME = Sentence(
        "and {other} read the same link differently, and only their names say which comes first ({place})",
        "与 {other} 对同一链接的解读不同，先后仅由名称决定（{place}）",
    )

    # ---- tests of rules ------------------------------------------------------------------------------------
    NOT_REFUSED = Sentence(
        "{given} is not refused as {reason}: {result}", "{given} 未按 {reason} 拒绝：{result}"
    )
    REFUSED = Sentence("{given} is refused as {reason}", "{given} 按 {reason} 被拒绝")
    REFUSED_AS = Sentence("refused as {reason}", "按 {reason} 拒绝")
    OTHER_NEEDS = Sentence("{given} needs {needs}, not {wanted}", "{given} 需要 {needs}，而非 {wanted}")
    OTHER_OUTPUT = Sentence("{given} gives {output}, not {wanted}", "{given} 得到 {output}，而非 {wanted}")
    OTHER_RULE = Sentence(
        "{given} is opened by {rules}, not by this rule", "{given} 由 {rules} 打开，而不是此规则"
    )
    OTHER_CONTEXT = Sentence(
        "{given} as {context} is asked for as {asked}, not {wanted}",
        "以 {context} 访问 {given} 时改用 {asked} 请求，而非 {wanted}",
    )
    MENTION = Sentence("{given} is taken for a mention", "{given} 被当作暗语")
    NO_MENTION = Sentence("{given} is not taken for a mention", "{given} 未被当作暗语")
