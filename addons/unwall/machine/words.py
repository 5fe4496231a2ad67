"""Why something could not be done, in English and in Simplified Chinese; programs' own words stay theirs."""

from unwall.language import Sentence

NOT_FOUND = Sentence("not found", "未找到")
NO_END = Sentence("it did not end in time", "未能及时结束")
NOT_HELD = Sentence("the certificate is not in it afterwards", "操作之后证书仍不在其中")
STILL_HELD = Sentence("the certificate is still in it afterwards", "操作之后证书仍在其中")
NO_STORE = Sentence("it is no store of this machine now", "它现在不是本机的证书库")
NO_SETTING = Sentence("it is not there", "该设置不存在")
NO_RECORD = Sentence("the record of it is damaged", "其记录已损坏")
READ_ONLY = Sentence("it can only be read", "只能读取")
NOT_KEPT = Sentence("what was written does not stay", "写入的内容未能保留")
