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
