"""Words of the documents part."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class DocumentProblem(Vocabulary):
    """Why a paper cannot be made."""

    NO_CHINESE_FONT = (
        "documents:font:missing",
        "This machine has no Chinese font. Run `make setup`, which brings Noto Serif SC, or install fonts-noto-cjk.",
        "本机没有中文字体，无法生成文书。请运行 make setup（自带思源宋体），或安装 fonts-noto-cjk。",
    )
    NO_SUCH_ISSUER = (
        "documents:issuer:unknown",
        "There is no area {code} that could number this document. Load the area list first.",
        "没有编码为 {code} 的区划，无法为文书编号，请先导入区划。",
    )
    NO_WORD_FILE = (
        "documents:word:unreadable",
        "This is no Word file (.docx). Open it in Word and save it as a Word document.",
        "文件不是 Word 文档（.docx）。请用 Word 打开后另存为 .docx 再上传。",
    )
    WORD_FILE_TOO_LARGE = (
        "documents:word:too_large",
        "The file is too large. Take the pictures out; up to {megabytes} MB are taken.",
        "文件过大，请删去图片后再上传（不超过 {megabytes} MB）。",
    )
    WORD_FILE_HOLDS_FOREIGN = (
        "documents:word:foreign",
        "The file holds a program, an embedded file or a link to another file ({name}). Take it out and send it again.",
        "文件中含有非文字内容（{name}）：宏、嵌入文件或外部引用。请删除后重新上传。",
    )
    PLACE_UNKNOWN = (
        "documents:place:unknown",
        "There is nothing called “{name}” to fill in. Correct the name or take the place out.",
        "没有名为“{name}”的占位符，请改正名称或删去该处。",
    )
    PLACE_IS_NO_TEXT = (
        "documents:place:no_text",
        "“{name}” is a list or a group and cannot stand in a sentence. Name one thing of it.",
        "“{name}”是一组内容，不能直接写入句中，请写到具体一项。",
    )
    PLACE_IS_NO_LIST = (
        "documents:place:no_list",
        "“{name}” is no list that could be gone through here. Lists do not stand inside lists.",
        "“{name}”不是可以逐项列出的内容；列表中不能再套列表。",
    )
    PLACE_NOT_UNDERSTOOD = (
        "documents:place:not_understood",
        "“{name}” is not understood. A place holds a name only: nothing is calculated, set or written in it.",
        "无法识别“{name}”。占位符中只能写名称，不能计算、赋值或填写内容。",
    )
    PLACES_CUT = (
        "documents:place:cut",
        "A place or list is not closed, or is cut by a table. Give each end of a list a paragraph or row of its own.",
        "有占位符或列表没有写完，或跨越了表格，请将列表首尾各放在单独的段落（或表格行）中。",
    )
    NOTHING_TO_PRINT = (
        "documents:papers:none",
        "There is no paper here that you may read. Change the filters.",
        "没有可打印的文书，请调整筛选条件。",
    )
    TOO_MANY = (
        "documents:papers:too_many",
        "More than {most} papers are too many at one go. Narrow the list, e.g. to one day.",
        "一次最多打印 {most} 份文书，请缩小范围，例如只选一天。",
    )
