"""What a cell can hold, and every sentence that a person reads about a workbook of theirs."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class CellKind(Vocabulary):
    """What a column's cells mean; each kind has one parser."""

    TEXT = "text", "Text", "文字"
    NAME = "name", "Name", "姓名"
    ID_NUMBER = "id_number", "Identity number", "身份证号"
    PHONE = "phone", "Phone", "电话"
    DATE = "date", "Date", "日期"
    DATETIME = "datetime", "Date and time", "日期时间"
    INTEGER = "integer", "Whole number", "整数"
    DECIMAL = "decimal", "Number", "数值"
    CHOICE = "choice", "One of a list", "单选"
    MULTI_CHOICE = "multi_choice", "Several of a list", "多选"
    BOOLEAN = "boolean", "Yes or no", "是否"
    AREA = "area", "Area", "区域"


class CellProblem(Vocabulary):
    """Why a cell cannot be taken, and what to write instead."""

    REQUIRED = "ledgers:cell:required", "This is needed. Please fill it in.", "此项必填，请补充。"
    REQUIRED_UNKNOWN = (
        "ledgers:cell:required_unknown",
        "“{written}” means unknown, but the row cannot be recorded without it. Please find it out.",
        "“{written}”表示不详，但此项必填，请核实后填写。",
    )
    FORMULA_ERROR = (
        "ledgers:cell:formula_error",
        "The cell shows the error {written}. Write the value itself.",
        "单元格是公式错误 {written}，请直接填写内容。",
    )
    TOO_LONG = (
        "ledgers:cell:too_long",
        "{length} characters; at most {limit} are kept. Please shorten it.",
        "共 {length} 字，最多 {limit} 字，请精简。",
    )
    DIGITS_LOST = (
        "ledgers:cell:digits_lost",
        "Excel has cut the last digits of {written}. Set the column's format to text and type the number again.",
        "Excel 已丢失 {written} 的末尾几位，请把该列设为“文本”格式后重新录入。",
    )
    NOT_A_NAME = (
        "ledgers:cell:not_a_name",
        "“{written}” is not a name. Check that the columns are in place.",
        "“{written}”不是姓名，请检查是否串列。",
    )
    ID_LENGTH = (
        "ledgers:cell:id_length",
        "{written} has {length} characters; an identity number has 18. Check it against the card.",
        "{written} 为 {length} 位，身份证号应为 18 位，请核对证件。",
    )
    ID_CHARACTERS = (
        "ledgers:cell:id_characters",
        "{written} is not an identity number: 17 digits and a digit or X. Check it against the card.",
        "{written} 不是身份证号（应为 17 位数字加一位数字或 X），请核对证件。",
    )
    ID_DATE = (
        "ledgers:cell:id_date",
        "The birthday inside {written} cannot be. Check it against the card.",
        "{written} 中的出生日期不可能，请核对证件。",
    )
    ID_CHECKSUM = (
        "ledgers:cell:id_checksum",
        "The check digit of {written} does not fit: one digit is mistyped. Check it against the card.",
        "{written} 校验位不符，有一位录错，请核对证件。",
    )
    NOT_A_PHONE = (
        "ledgers:cell:not_a_phone",
        "“{written}” is not a phone number. Write 11 digits, or a landline with its area code.",
        "“{written}”不是电话号码，请填 11 位手机号，或带区号的固定电话。",
    )
    NOT_A_DATE = (
        "ledgers:cell:not_a_date",
        "“{written}” is not a date. Write it like 2020-01-25.",
        "“{written}”不是日期，请写成 2020-01-25 的样式。",
    )
    NO_SUCH_DAY = (
        "ledgers:cell:no_such_day",
        "There is no such day as {written}. Write it like 2020-01-25.",
        "没有 {written} 这一天，请写成 2020-01-25 的样式。",
    )
    DATE_AMBIGUOUS = (
        "ledgers:cell:date_ambiguous",
        "{written} can be read as more than one day. Write it like 2020-01-25.",
        "{written} 可以理解为不同的日期，请写成 2020-01-25 的样式。",
    )
    DATE_INCOMPLETE = (
        "ledgers:cell:date_incomplete",
        "{written} does not say the day. Write it like 2020-01-25.",
        "{written} 没有写明哪一天，请写成 2020-01-25 的样式。",
    )
    DATE_MISSING = (
        "ledgers:cell:date_missing",
        "{written} is a time without its day. Write it like 2020-01-25 10:30.",
        "{written} 只有时间没有日期，请写成 2020-01-25 10:30 的样式。",
    )
    NO_SUCH_TIME = (
        "ledgers:cell:no_such_time",
        "{written} is not a time of day. Write it like 2020-01-25 10:30.",
        "{written} 不是有效的时间，请写成 2020-01-25 10:30 的样式。",
    )
    NOT_A_NUMBER = (
        "ledgers:cell:not_a_number",
        "“{written}” is not a number. Write digits only.",
        "“{written}”不是数字，请只填数字。",
    )
    NUMBER_APPROXIMATE = (
        "ledgers:cell:number_approximate",
        "“{written}” is not an exact number. Write the exact one, or 不详 where nobody knows it.",
        "“{written}”不是确数，请填写准确数字，确实不知道的写“不详”。",
    )
    NOT_WHOLE = (
        "ledgers:cell:not_whole",
        "{written} is not a whole number.",
        "{written} 不是整数。",
    )
    NOT_A_CHOICE = (
        "ledgers:cell:not_a_choice",
        "“{written}” is not in the list. Write one of: {allowed}.",
        "“{written}”不在可选范围内，请填写：{allowed}。",
    )
    NOT_YES_NO = (
        "ledgers:cell:not_yes_no",
        "“{written}” is neither yes nor no. Write 是 or 否.",
        "“{written}”不明确，请填“是”或“否”。",
    )


class CellNote(Vocabulary):
    """What was understood although it was written otherwise; the row is taken."""

    MASKED = "ledgers:note:masked", "Partly hidden ({kept}); taken as unknown.", "部分隐去（{kept}），按不详处理。"
    LEFT_OUT = "ledgers:note:left_out", "“{left}” in brackets is left out.", "括号内的“{left}”未登记。"
    SAID_NONE = "ledgers:note:said_none", "Written as none; nothing is recorded.", "写明“无”，不登记。"
    ID_UPGRADED = (
        "ledgers:note:id_upgraded",
        "An old number of 15 digits; recorded with 18.",
        "15 位旧号码，已按 18 位登记。",
    )
    OTHER_DOCUMENT = (
        "ledgers:note:other_document",
        "Not a resident identity number; recorded as another document.",
        "不是居民身份证号，按其他证件登记。",
    )
    MORE_PHONES = "ledgers:note:more_phones", "The first phone is the main one.", "有多个电话，以第一个为主。"
    PHONES_LEFT_OUT = (
        "ledgers:note:phones_left_out",
        "More phones than there is room for; write the further ones into another column, or they are left out.",
        "电话多于可登记的个数，多出的不会录入；如需保留请另列填写。",
    )
    NO_AREA_CODE = "ledgers:note:no_area_code", "A landline without its area code.", "固定电话没有区号。"
    ZERO_RESTORED = (
        "ledgers:note:zero_restored",
        "The 0 of the area code, lost by Excel, was put back.",
        "区号开头的 0 被 Excel 去掉，已补回。",
    )
    YEAR_ASSUMED = (
        "ledgers:note:year_assumed",
        "“{written}” has no full year; taken as {taken}.",
        "“{written}”年份不全，按 {taken} 登记。",
    )
    TIME_MISSING = (
        "ledgers:note:time_missing",
        "Only the day is given; the time is taken as 00:00.",
        "只有日期，时间按 0 时登记。",
    )
    TURNED_INTO_DATE = (
        "ledgers:note:turned_into_date",
        "Excel holds a date here; taken as the text {taken}.",
        "Excel 中此处是日期，按文字 {taken} 登记。",
    )
    PARTLY_UNKNOWN = (
        "ledgers:note:partly_unknown",
        "Part of the list is unknown; the rest is recorded.",
        "部分内容不详，其余已登记。",
    )
    FILLED_DOWN = (
        "ledgers:note:filled_down",
        "Empty; taken from the row above.",
        "此格为空，沿用上一行。",
    )


class FileProblem(Vocabulary):
    """Why a file cannot be read at all."""

    NOT_THERE = "ledgers:file:not_there", "The file {name} cannot be opened.", "无法打开文件 {name}。"
    NOT_WRITABLE = (
        "ledgers:file:not_writable",
        "{name} cannot be written: {reason}",
        "无法写入 {name}：{reason}",
    )
    EMPTY = "ledgers:file:empty", "The file is empty.", "文件是空的。"
    NOT_A_WORKBOOK = (
        "ledgers:file:not_a_workbook",
        "This is not a workbook ({kind}). Send an Excel file (.xlsx or .xls), an .ods or a .csv.",
        "这不是表格文件（{kind}），请上传 Excel（.xlsx、.xls）、.ods 或 .csv 文件。",
    )
    WEB_PAGE = (
        "ledgers:file:web_page",
        "This is a web page with the name of an Excel file. Open it in Excel, save it as .xlsx and send that.",
        "这是改了后缀的网页，不是 Excel 文件；请用 Excel 打开，另存为 .xlsx 后再上传。",
    )
    ENCRYPTED = (
        "ledgers:file:encrypted",
        "The workbook has a password. Remove the password and send it again.",
        "文件有密码，请取消密码后重新上传。",
    )
    DAMAGED = (
        "ledgers:file:damaged",
        "The file is damaged or was cut off. Open it in Excel, save it as .xlsx and send that.",
        "文件已损坏或不完整，请用 Excel 打开，另存为 .xlsx 后再上传。",
    )
    TOO_LARGE = (
        "ledgers:file:too_large",
        "The file is too large: {size} MB of at most {limit} MB. Split it.",
        "文件过大：{size} MB，上限 {limit} MB，请拆分后上传。",
    )
    TOO_MANY_CELLS = (
        "ledgers:file:too_many_cells",
        "The workbook holds more than can be read ({rows} rows, {cells} cells). Split it, or delete stray cells.",
        "表格内容超出可读取的范围（{rows} 行、{cells} 格），请拆分，或删除表格下方、右侧远处的零星单元格。",
    )
    NO_TABLE = (
        "ledgers:file:no_table",
        "No sheet has the headings of this ledger. It needs: {columns}.",
        "没有找到本台账的表头，至少需要：{columns}。",
    )
    MISSING_COLUMNS = (
        "ledgers:file:missing_columns",
        "Sheet “{sheet}” has no column for: {columns}. Rename the headings, or say which column it is.",
        "工作表“{sheet}”缺少列：{columns}，请修改表头，或指明对应的列。",
    )
    TOO_MANY_ROWS = (
        "ledgers:file:too_many_rows",
        "More than {limit} rows do not fit into one sheet. Choose a smaller area or period.",
        "超过 {limit} 行，一张工作表放不下，请缩小区域或时间范围。",
    )


class SheetSkip(Vocabulary):
    """Why a sheet was not read."""

    EMPTY = "empty", "The sheet is empty.", "工作表为空。"
    HIDDEN = "hidden", "The sheet is hidden.", "工作表已隐藏。"
    NOT_CELLS = "not_cells", "A chart or macro sheet.", "图表或宏表。"
    NO_HEADINGS = "no_headings", "No row with the headings of this ledger.", "没有本台账的表头。"
    MISSING_COLUMNS = "missing_columns", "Columns that are needed are missing.", "缺少必需的列。"


class RowSkip(Vocabulary):
    """Rows of a sheet that are no records."""

    BLANK = "blank", "Empty rows", "空行"
    TOTAL = "total", "Rows of totals", "合计行"
    HEADING = "heading", "Repeated headings", "重复的表头"
    REMARK = "remark", "Remarks and signatures", "备注和签字行"


class RowVerdict(Vocabulary):
    """What became of one row."""

    ACCEPTED = "accepted", "Accepted", "已导入"
    KNOWN = "known", "Already known", "已存在，未改动"
    REFUSED = "refused", "Refused", "未导入"
