"""台账 of the registry: residents, households, special needs, organisations."""

from __future__ import annotations

from menshen.domains.registry import queries
from menshen.domains.registry.actions import find_duplicates, register_organisation, register_resident
from menshen.domains.registry.queries.search import matching
from menshen.domains.registry.vocabulary import (
    Gender,
    Likeness,
    OrganisationKind,
    Permission,
    RelationToHead,
    ResidenceKind,
    SpecialNeedKind,
)
from menshen.kernel.base.terms import Term
from menshen.kernel.ledgers.columns import CellKind, Column
from menshen.kernel.ledgers.declaration import ImportSpec, Ledger

_RELATIONS = {
    "本人": "head", "户主本人": "head", "夫": "spouse", "妻": "spouse", "夫妻": "spouse", "丈夫": "spouse",
    "妻子": "spouse", "爱人": "spouse", "老公": "spouse", "老婆": "spouse",
    "子": "child", "女": "child", "儿子": "child", "女儿": "child", "长子": "child", "次子": "child", "三子": "child",
    "长女": "child", "次女": "child", "三女": "child", "独生子": "child", "独生女": "child", "养子": "child",
    "养女": "child", "继子": "child", "继女": "child", "儿": "child",
    "儿媳": "child_in_law", "媳妇": "child_in_law", "女婿": "child_in_law",
    "孙": "grandchild", "孙子": "grandchild", "孙女": "grandchild", "外孙": "grandchild", "外孙子": "grandchild",
    "外孙女": "grandchild", "长孙": "grandchild",
    "父": "parent", "母": "parent", "父亲": "parent", "母亲": "parent", "爸爸": "parent", "妈妈": "parent",
    "岳父": "parent_in_law", "岳母": "parent_in_law", "公公": "parent_in_law", "婆婆": "parent_in_law",
    "祖父": "grandparent", "祖母": "grandparent", "爷爷": "grandparent", "奶奶": "grandparent",
    "外祖父": "grandparent", "外祖母": "grandparent", "外公": "grandparent", "外婆": "grandparent",
    "兄": "sibling", "弟": "sibling", "姐": "sibling", "妹": "sibling", "哥哥": "sibling", "弟弟": "sibling",
    "姐姐": "sibling", "妹妹": "sibling", "兄弟": "sibling", "姐妹": "sibling", "兄妹": "sibling", "姐弟": "sibling",
    "亲属": "other_relative", "亲戚": "other_relative", "侄子": "other_relative", "侄女": "other_relative",
    "外甥": "other_relative", "外甥女": "other_relative", "叔": "other_relative", "舅": "other_relative",
    "租客": "not_related", "租户": "not_related", "保姆": "not_related", "同事": "not_related", "朋友": "not_related",
    "合租": "not_related", "其他": "not_related",
}  # fmt: skip
_GENDERS = {"男性": "male", "女性": "female", "m": "male", "f": "female", "1": "male", "2": "female"}
_KINDS = {
    "常住人口": "resident", "户籍": "resident", "户籍人口": "resident", "本地": "resident", "人户一致": "resident",
    "自住": "resident", "人户分离": "resident",
    "流动": "floating", "外来": "floating", "外来人口": "floating", "外来人员": "floating", "租住": "floating",
    "租户": "floating", "流入": "floating", "暂住": "visiting", "临时": "visiting", "探亲": "visiting",
}  # fmt: skip
_NEEDS = {
    "独居": "elderly_alone", "空巢老人": "elderly_alone", "孤寡老人": "elderly_alone", "独居老年人": "elderly_alone",
    "失能": "dependent", "失能老人": "dependent", "半失能": "dependent", "卧床": "dependent",
    "残疾人": "disabled", "残障": "disabled", "重残": "disabled", "留守儿童": "left_behind_child",
    "孕妇": "pregnant", "孕产妇": "pregnant", "产妇": "pregnant", "怀孕": "pregnant",
    "慢性病": "chronic_illness", "慢病": "chronic_illness", "高血压": "chronic_illness", "糖尿病": "chronic_illness",
    "透析": "chronic_illness", "语言不通": "language", "聋哑": "disabled", "文盲": "literacy",
}  # fmt: skip
_ORGANISATIONS = {
    "公司": "enterprise", "工厂": "enterprise", "个体": "sole_trader", "个体户": "sole_trader", "商铺": "sole_trader",
    "门店": "sole_trader", "幼儿园": "school", "小学": "school", "中学": "school", "诊所": "clinic",
    "卫生室": "clinic", "卫生院": "clinic", "物业": "property_manager", "机关": "public_body",
    "事业单位": "public_body",
    "协会": "association", "社会团体": "association",
}  # fmt: skip

_GRID = Column(
    "grid", Term("Grid", "所属网格"), CellKind.AREA, source="area_id", filter=True, fill_down=True, width=16,
    aliases=("网格", "网格名称", "网格号", "责任区", "片区", "所在网格", "责任网格", "村民小组", "村组", "组别"),
)  # fmt: skip
_ID_NUMBER_HEADINGS = (
    "身份证", "身份证号码", "公民身份号码", "公民身份证号", "证件号", "证件号码", "身份证件号码", "居民身份证号",
)  # fmt: skip
_PHONE_HEADINGS = (
    "电话", "手机", "手机号", "手机号码", "电话号码", "联系方式", "联系号码", "本人电话", "移动电话",
)  # fmt: skip


def _home(prefix: str) -> tuple[Column, ...]:
    """The four parts of an address; `prefix` leads to the dwelling.

    An empty part is not the one above: village houses without a building follow flats. A family's further lines without
    any address go by the number of the household or the name of its head.
    """
    return (
        Column(
            "compound", Term("Compound or group", "小区（组）"), source=f"{prefix}compound", filter=True,
            fill_down=True,
            aliases=("小区", "小区名称", "居住小区", "所在小区", "所属小区", "楼盘", "院落", "小组", "自然村"),
            width=16,
        ),
        Column(
            "building", Term("Building", "楼栋"), source=f"{prefix}building", width=8,
            aliases=("楼号", "栋", "幢", "栋号", "幢号", "楼", "楼栋号", "楼幢", "座"),
        ),
        Column(
            "unit", Term("Unit", "单元"), source=f"{prefix}unit", aliases=("单元号", "所在单元"),
            width=8
        ),
        Column(
            "door", Term("Door", "门牌（房号）"), source=f"{prefix}door", width=10,
            aliases=("门牌", "门牌号", "房号", "房间号", "室号", "室", "门号", "房屋号", "户室"),
        ),
    )  # fmt: skip


RESIDENTS = Ledger(
    "registry.residents",
    Term("Residents", "居民台账"),
    Permission.PERSON_READ,
    queries.residents,
    (
        Column(
            "name", Term("Name", "姓名"), CellKind.NAME, required=True, source="person__name", sort=True, width=10,
            aliases=("人员姓名", "居民姓名", "成员姓名", "家庭成员", "家庭成员姓名", "姓 名"),
            readers=Permission.PERSON_READ,
        ),
        Column(
            "id_number", Term("ID number", "身份证号"), CellKind.ID_NUMBER, aliases=_ID_NUMBER_HEADINGS,
            source="person__id_number", width=20,
        ),
        Column(
            "gender", Term("Gender", "性别"), CellKind.CHOICE, ("男/女", "男女"), Gender, _GENDERS,
            source="person__gender", filter=True, width=6,
        ),
        Column(
            "born_on", Term("Born on", "出生日期"), CellKind.DATE, ("出生年月", "出生年月日", "生日"),
            source="person__born_on", filter=True, sort=True, width=12,
        ),
        Column(
            "phone", Term("Phone", "联系电话"), CellKind.PHONE, _PHONE_HEADINGS, source="phone",
            second="second_phone", width=14,
        ),
        Column(
            "second_phone", Term("Second phone", "备用电话"), CellKind.PHONE, ("其他电话", "第二联系方式", "家属电话")
        ),
        _GRID,
        *_home("household__dwelling__"),
        Column(
            "address", Term("Address in one", "现住址"),
            aliases=("住址", "现住地址", "居住地址", "家庭住址", "详细地址", "地址"),
        ),
        Column(
            "household_number", Term("Household number", "户编号"), aliases=("户号", "户主编号", "家庭编号", "户序号"),
            source="household__number", fill_down=True, width=12,
        ),
        Column("head_name", Term("Head of the household", "户主姓名"), CellKind.NAME, ("户主",), fill_down=True),
        Column(
            "relation", Term("Relation to the head", "与户主关系"), CellKind.CHOICE,
            ("家庭关系", "关系", "户主关系", "与户主的关系"), RelationToHead, _RELATIONS, source="relation",
            filter=True, width=12,
        ),
        Column(
            "kind", Term("Kind of residence", "居住类型"), CellKind.CHOICE,
            ("人户情况", "常住/流动", "人员类别", "人口类型", "居住情况", "人口性质", "居住状况"), ResidenceKind,
            _KINDS, source="kind", filter=True, width=12,
        ),
        Column(
            "registered_at", Term("Household registration", "户籍地"), source="person__registered_at", width=24,
            aliases=("户籍地址", "户口所在地", "户籍所在地", "户籍", "户口地"),
        ),
        Column(
            "from_on", Term("Lives there since", "入住日期"), CellKind.DATE, ("入住时间", "居住起始日"),
            source="from_on", filter=True, sort=True, width=12,
        ),
        Column(
            "special_needs", Term("Special needs", "特殊需求"), CellKind.MULTI_CHOICE,
            ("特殊情况", "特殊人群", "特殊人员", "重点人群", "人群类别"), SpecialNeedKind, _NEEDS,
        ),
    ),
    imports=ImportSpec(register_resident, area_from=("compound", "grid")),
    search=matching,
    about="person",
    ever=queries.every_residence,
)  # fmt: skip

HOUSEHOLDS = Ledger(
    "registry.households",
    Term("Households", "住户台账"),
    Permission.HOUSEHOLD_READ,
    queries.households,
    (
        Column("number", Term("Household number", "户编号"), source="number", search=True, sort=True, width=12),
        Column(
            "head", Term("Head of the household", "户主姓名"), CellKind.NAME, source="head",
            readers=Permission.PERSON_READ, width=10,
        ),
        Column(
            "phone", Term("Phone", "联系电话"), CellKind.PHONE, source="phone", width=14,
        ),
        Column("size", Term("People", "人数"), CellKind.INTEGER, source="size", width=6),
        _GRID,
        *_home("dwelling__"),
    ),
    ever=queries.every_household,
)  # fmt: skip

SPECIAL_NEEDS = Ledger(
    "registry.special_needs",
    Term("People with special needs", "特殊需求台账"),
    Permission.SPECIAL_NEED_READ,
    queries.special_needs,
    (
        Column(
            "name", Term("Name", "姓名"), CellKind.NAME, source="person__name", search=True,
            readers=Permission.PERSON_READ, width=10,
        ),
        Column(
            "phone", Term("Phone", "联系电话"), CellKind.PHONE, source="phone", width=14,
        ),
        Column(
            "kind", Term("Special need", "特殊需求"), CellKind.CHOICE, vocabulary=SpecialNeedKind, source="kind",
            filter=True, sort=True, width=16,
        ),
        Column("from_on", Term("Since", "起始日期"), CellKind.DATE, source="from_on", filter=True, width=12),
        Column("note", Term("What help must know", "备注"), source="note", width=30),
        _GRID,
    ),
    ever=queries.every_special_need,
)  # fmt: skip

ORGANISATIONS = Ledger(
    "registry.organisations",
    Term("Organisations", "单位台账"),
    Permission.ORGANISATION_READ,
    queries.organisations,
    (
        Column(
            "name", Term("Name", "单位名称"), required=True, source="name", search=True, sort=True, width=30,
            aliases=("单位", "企业名称", "名称", "店名", "机构名称", "企业"),
        ),
        Column(
            "kind", Term("Kind", "单位类型"), CellKind.CHOICE, ("类型", "类别", "性质", "单位性质", "行业"),
            OrganisationKind,
            _ORGANISATIONS, source="kind", filter=True, width=16,
        ),
        Column(
            "credit_code", Term("Unified social credit code", "统一社会信用代码"), source="credit_code", width=20,
            aliases=("信用代码", "社会信用代码", "营业执照号"),
        ),
        Column(
            "address", Term("Address", "地址"), source="address", width=30,
            aliases=("单位地址", "详细地址", "经营地址", "住所")
        ),
        Column(
            "contact_name", Term("Contact person", "联系人"), CellKind.NAME, ("负责人", "法人", "法定代表人", "经营者"),
            source="contact_name", width=10,
        ),
        Column(
            "contact_number", Term("Phone", "联系电话"), CellKind.PHONE, _PHONE_HEADINGS, source="contact_number",
            width=14,
        ),
        Column(
            "headcount", Term("Headcount", "人数"), CellKind.INTEGER, ("员工人数", "从业人数", "职工人数"),
            units=("人",),
            source="headcount", width=8,
        ),
        _GRID,
    ),
    imports=ImportSpec(register_organisation, area_from=("grid",)),
)  # fmt: skip


def _who(code: str, title: Term, source: str) -> tuple[Column, Column]:
    """Name and ID number of one record of a pair."""
    return (
        Column(code, title, CellKind.NAME, source=f"{source}__name", readers=Permission.PERSON_READ, width=10),
        Column(
            f"{code}_id_number", Term("ID number", "身份证号"), CellKind.ID_NUMBER, source=f"{source}__id_number",
            width=20,
        ),
    )  # fmt: skip


LIKELY_DUPLICATES = Ledger(
    "registry.likely_duplicates",
    Term("Likely duplicates", "疑似重复人员"),
    Permission.PERSON_MERGE,
    queries.likely_duplicates,
    (
        *_who("earlier", Term("Registered earlier", "先登记"), "earlier"),
        *_who("later", Term("Registered later", "后登记"), "later"),
        Column(
            "likeness", Term("Why likely", "相似之处"), CellKind.CHOICE, vocabulary=Likeness, source="likeness",
            filter=True, sort=True, width=18,
        ),
        Column("area", Term("Area of both", "共同辖区"), CellKind.AREA, source="area_id", filter=True, width=16),
        Column("found_at", Term("Found", "发现时间"), CellKind.DATETIME, source="found_at", sort=True, width=16),
    ),
    offers=(find_duplicates,),
    ever=queries.every_pair,
)  # fmt: skip

MERGES = Ledger(
    "registry.merges",
    Term("Merged people", "人员合并记录"),
    Permission.PERSON_MERGE,
    queries.merges,
    (
        Column(
            "survivor", Term("Record that stayed", "保留的记录"), CellKind.NAME, source="survivor__name",
            readers=Permission.PERSON_READ, width=10,
        ),
        Column(
            "merged", Term("Record that went", "并入的记录"), CellKind.NAME, source="name",
            readers=Permission.PERSON_READ, width=10,
        ),
        Column(
            "id_number", Term("ID number of the latter", "并入记录的身份证号"), CellKind.ID_NUMBER, source="id_number",
            width=20,
        ),
        Column("merged_at", Term("Merged", "合并时间"), CellKind.DATETIME, source="merged_at", sort=True, width=16),
        Column("merged_by", Term("By", "办理人"), source="merged_by__display_name", width=12),
        Column("area", Term("Grid", "所属网格"), CellKind.AREA, source="area_id", filter=True, width=16),
    ),
)  # fmt: skip
