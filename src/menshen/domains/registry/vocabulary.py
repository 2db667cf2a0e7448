"""The words of the registry."""

from __future__ import annotations

from menshen.kernel.base.terms import Vocabulary


class Permission(Vocabulary):
    """`registry:noun:verb`."""

    PERSON_READ = ("registry:person:read", "See people, masked", "查看人员（脱敏）")
    PERSON_WRITE = ("registry:person:write", "Register and correct people", "登记和更正人员")
    PERSON_MERGE = ("registry:person:merge", "Merge two records of one person", "合并重复人员")
    HOUSEHOLD_READ = ("registry:household:read", "See households and dwellings", "查看户和房屋")
    SPECIAL_NEED_READ = ("registry:special_need:read", "See special needs", "查看特殊需求")
    SPECIAL_NEED_WRITE = ("registry:special_need:write", "Record special needs", "登记特殊需求")
    ORGANISATION_READ = ("registry:organisation:read", "See organisations", "查看单位")
    ORGANISATION_WRITE = ("registry:organisation:write", "Register organisations", "登记单位")


class Kind(Vocabulary):
    """Journal kinds, `registry:noun:past`."""

    PERSON_REGISTERED = ("registry:person:registered", "Person registered", "人员已登记")
    PERSON_COMPLETED = ("registry:person:completed", "More became known of a person", "人员信息已补充")
    PERSON_CORRECTED = ("registry:person:corrected", "Person corrected", "人员信息已更正")
    PERSON_MOVED = ("registry:person:moved", "Person moved", "人员已迁居")
    PEOPLE_MERGED = ("registry:person:merged", "Two records of a person merged", "重复人员已合并")
    MERGE_UNDONE = ("registry:merge:undone", "Merge taken back", "合并已撤销")
    PEOPLE_TOLD_APART = ("registry:pair:told_apart", "Two people told apart", "已确认不合并")
    DUPLICATES_SOUGHT = ("registry:pair:sought", "Looked for duplicates", "已查找重复人员")
    RESIDENCE_ENDED = ("registry:residence:ended", "Residence ended", "居住已终止")
    SPECIAL_NEED_ADDED = ("registry:special_need:added", "Special need added", "特殊需求已登记")
    SPECIAL_NEED_ENDED = ("registry:special_need:ended", "Special need ended", "特殊需求已结束")
    ORGANISATION_REGISTERED = ("registry:organisation:registered", "Organisation registered", "单位已登记")
    ORGANISATION_CORRECTED = ("registry:organisation:corrected", "Organisation corrected", "单位信息已更正")


class Problem(Vocabulary):
    """Refusals, `registry:noun:problem`; each sentence says what to do. No sentence repeats a person's numbers."""

    NAME_MASKED = (
        "registry:person:name_masked",
        "The name is masked (某, x, *). Enter the full name; a masked one cannot be told apart from others.",
        "姓名被遮盖（某、x、*），请填写真实姓名，否则无法区分不同人员。",
    )
    ID_NUMBER_INVALID = (
        "registry:person:id_number_invalid",
        "The ID number fails its check digit. Compare it with the document; leave it empty if it is not known.",
        "身份证号校验不通过，请核对证件；不清楚请留空。",
    )
    ID_NUMBER_TAKEN = (
        "registry:person:id_number_taken",
        "This ID number is registered under another name here. Check both records before correcting one.",
        "该身份证号在本社区登记于另一姓名下，请核对两条记录后再更正。",
    )
    LIVES_ELSEWHERE = (
        "registry:person:lives_elsewhere",
        "This person is registered at another address here ({address}). Record the move, or correct the row.",
        "该人员已登记在本社区另一住址（{address}），请办理迁居或更正该行。",
    )
    DIFFERS = (
        "registry:person:differs",
        "This differs from what is registered of the person. Correct the record if it is wrong, else the row.",
        "与该人员已登记的信息不一致，原登记有误请更正登记，否则请更正该行。",
    )
    BIRTH_DIFFERS = (
        "registry:person:birth_differs",
        "The birth date differs from the ID number. Check which of the two is right.",
        "出生日期与身份证号不一致，请核对。",
    )
    GENDER_DIFFERS = (
        "registry:person:gender_differs",
        "The gender differs from the ID number. Check which of the two is right.",
        "性别与身份证号不一致，请核对。",
    )
    BORN_LATER = (
        "registry:person:born_later",
        "The birth date lies in the future. Correct it.",
        "出生日期晚于今天，请更正。",
    )
    ADDRESS_MISSING = (
        "registry:household:address_missing",
        "The address is missing. Enter at least building and door, or the village group and the head's name.",
        "缺少住址，请至少填写楼栋和门牌，村组请填写组别和户主姓名。",
    )
    ADDRESS_AMBIGUOUS = (
        "registry:household:address_ambiguous",
        "{count} dwellings have this address. Name the grid or compound in which it lies.",
        "有 {count} 处房屋为该住址，请注明所属网格或小区。",
    )
    HOUSEHOLD_UNKNOWN = (
        "registry:household:unknown",
        "There is no such household in this area. Register it first or choose it from the list.",
        "辖区内没有该户，请先登记或从列表中选择。",
    )
    HOUSEHOLD_AMBIGUOUS = (
        "registry:household:ambiguous",
        "{count} households fit. Add the household number or the head's name.",
        "有 {count} 户符合，请补充户号或户主姓名。",
    )
    PERSON_UNKNOWN = (
        "registry:person:unknown",
        "Nobody of this name and number is registered here. Register the person first, or check name and number.",
        "辖区内未登记该人员，请先登记，或核对姓名、证件号和电话。",
    )
    PERSON_AMBIGUOUS = (
        "registry:person:ambiguous",
        "{count} people fit. Add the ID number or the phone number.",
        "有 {count} 人符合，请补充身份证号或电话。",
    )
    AREA_UNKNOWN = (
        "registry:household:area_unknown",
        "“{area}” is not an area of yours. Write the name or number of the grid as it stands in the area tree.",
        "“{area}”不是您辖区内的网格，请按区划名称或编号填写。",
    )
    ALREADY_LIVES_THERE = (
        "registry:residence:already_there",
        "This person already lives in that household. Nothing was changed.",
        "该人员已登记居住在该户，未作更改。",
    )
    ALREADY_ENDED = (
        "registry:residence:already_ended",
        "This residence ended on {until_on} already. Look at where the person lives now.",
        "该居住记录已于 {until_on} 终止，请查看该人员的现住址。",
    )
    NOTHING_TO_CORRECT = (
        "registry:person:nothing_to_correct",
        "No field is filled in. Fill in what is wrong in the record.",
        "未填写任何内容，请填写需要更正的项目。",
    )
    NOT_YET = (
        "registry:record:not_yet",
        "This day lies in the future. Correct it, or record it when the day has come.",
        "该日期尚未到来，请更正或到时再登记。",
    )
    DATES_REVERSED = (
        "registry:residence:dates_reversed",
        "The residence ends before it begins. Correct one of the dates.",
        "居住截止日早于起始日，请更正。",
    )
    MERGED_ELSEWHERE = (
        "registry:person:merged_elsewhere",
        "This number's record was merged with one of another community. If it was wrong, ask the street to undo it.",
        "该身份证号的记录已并入其他社区的同一人。如合并有误，请联系街道撤销。",
    )
    PERSON_MERGED = (
        "registry:person:already_merged",
        "This record has become part of another one. Search for the person by name or number, and go on there.",
        "该记录已并入同一人的另一条记录，请按姓名或证件号查找后办理。",
    )
    PAIR_SETTLED = (
        "registry:pair:settled",
        "Somebody has settled this pair meanwhile: merged, or told apart. Open the list anew.",
        "该疑似重复已由他人处理（合并或确认不合并），请重新打开列表。",
    )
    PAIR_CHANGED = (
        "registry:pair:changed",
        "Changed since, they look alike no longer. If they are one person, correct one of them, then look again.",
        "两条记录已被更正，不再相似。请核对；如确为同一人，请更正其中一条后重新查找。",
    )
    PAIR_OUTSIDE = (
        "registry:pair:outside",
        "One of the two is registered outside your areas. Ask the street office to merge them.",
        "其中一人登记在您的辖区以外，请联系街道办理合并。",
    )
    NUMBERS_DIFFER = (
        "registry:pair:numbers_differ",
        "The ID numbers differ. Compare with the card, let the record with the right number stay, and tick this.",
        "两条记录身份证号不同。如确为同一人，请核对证件、保留号码正确的记录，并勾选此项。",
    )
    HOMES_DIFFER = (
        "registry:pair:homes_differ",
        "The homes differ. Let the record with the present home stay, and tick this: the other residence ends today.",
        "两条记录现住址不同。请保留现住址正确的记录，并勾选此项：另一处居住将于今日终止。",
    )
    HOME_OF_THE_OTHER = (
        "registry:pair:home_of_the_other",
        "Only the record that would go has a present home. Let that record stay.",
        "只有拟并入的记录有现住址，请改为保留该记录。",
    )
    HEADS_DIFFER = (
        "registry:pair:heads_differ",
        "The record that would go is the household's head. Let it stay, or tick this: there is then no head.",
        "拟并入的记录为户主，而保留的不是。请改为保留户主的记录，或勾选此项（该户将暂无户主）。",
    )
    BOUND_ELSEWHERE = (
        "registry:pair:bound_elsewhere",
        "The record that would go is under a measure in another community. Let it stay, or wait until that has ended.",
        "拟并入的记录在另一社区有正在执行的管理措施。请改为保留该记录，或待措施结束后再合并。",
    )
    LATER_MERGE = (
        "registry:merge:later_one",
        "This record was merged again afterwards. Take back the later merge first.",
        "该记录此后又发生过合并，请先撤销较晚的一次。",
    )
    CREDIT_CODE_INVALID = (
        "registry:organisation:credit_code_invalid",
        "The credit code must have 18 characters. Compare it with the licence; leave it empty if it is not known.",
        "统一社会信用代码应为18位，请对照执照核对；不清楚请留空。",
    )


class Gender(Vocabulary):
    """GB/T 2261.1; unknown is a value of its own."""

    MALE = ("male", "Male", "男")
    FEMALE = ("female", "Female", "女")
    UNKNOWN = ("unknown", "Unknown", "未知")


class RelationToHead(Vocabulary):
    """Relation to the head of the household, the groups of GB/T 4761."""

    HEAD = ("head", "Head of the household", "户主")
    SPOUSE = ("spouse", "Spouse", "配偶")
    CHILD = ("child", "Child", "子女")
    CHILD_IN_LAW = ("child_in_law", "Child-in-law", "儿媳或女婿")
    GRANDCHILD = ("grandchild", "Grandchild", "孙子女")
    PARENT = ("parent", "Parent", "父母")
    PARENT_IN_LAW = ("parent_in_law", "Parent-in-law", "公婆或岳父母")
    GRANDPARENT = ("grandparent", "Grandparent", "祖父母")
    SIBLING = ("sibling", "Brother or sister", "兄弟姐妹")
    OTHER_RELATIVE = ("other_relative", "Other relative", "其他亲属")
    NOT_RELATED = ("not_related", "Not related", "非亲属")
    UNKNOWN = ("unknown", "Unknown", "未知")


class ResidenceKind(Vocabulary):
    """How someone lives at an address. All kinds have the same fields and the same rights; none is a watch-list."""

    RESIDENT = ("resident", "Resident", "常住")
    FLOATING = ("floating", "Floating population", "流动人口")
    VISITING = ("visiting", "Staying for a short time", "临时居住")


class EndOfResidence(Vocabulary):
    """Why someone lives there no longer."""

    MOVED_AWAY = ("moved_away", "Moved away", "迁出")
    DIED = ("died", "Died", "死亡")
    REGISTERED_IN_ERROR = ("registered_in_error", "Was registered in error", "登记有误")


class ContactPointKind(Vocabulary):
    """A phone number is a contact point; a contact is a person."""

    MOBILE = ("mobile", "Mobile phone", "手机")
    LANDLINE = ("landline", "Landline", "固定电话")
    RELATIVE = ("relative", "Phone of a relative", "亲属电话")


class SpecialNeedKind(Vocabulary):
    """What help must know. Recorded so that people are served, never so that they are shut out."""

    ELDERLY_ALONE = ("elderly_alone", "Elderly person living alone", "独居老人")
    DEPENDENT = ("dependent", "Depends on others' care", "生活不能自理")
    DISABLED = ("disabled", "Disability", "残疾")
    LEFT_BEHIND_CHILD = ("left_behind_child", "Left-behind child", "留守儿童")
    PREGNANT = ("pregnant", "Pregnant or just given birth", "孕产妇")
    CHRONIC_ILLNESS = ("chronic_illness", "Chronic illness with regular treatment", "慢性病需定期治疗")
    LANGUAGE = ("language", "Speaks another language or dialect", "语言不通")
    LITERACY = ("literacy", "Does not read", "不识字")


class OrganisationKind(Vocabulary):
    ENTERPRISE = ("enterprise", "Enterprise", "企业")
    SOLE_TRADER = ("sole_trader", "Sole trader", "个体工商户")
    SCHOOL = ("school", "School or kindergarten", "学校、幼儿园")
    CLINIC = ("clinic", "Clinic or health station", "卫生院（室）、诊所")
    HOSPITAL = ("hospital", "Hospital", "医院")
    PROPERTY_MANAGER = ("property_manager", "Property management", "物业公司")
    PUBLIC_BODY = ("public_body", "Public body", "机关事业单位")
    ASSOCIATION = ("association", "Association or mass organisation", "社会组织、群团组织")
    OTHER = ("other", "Other", "其他")


class Likeness(Vocabulary):
    """Why two people may be one, the strongest first."""

    SAME_ID_NUMBER = ("same_id_number", "Same ID number", "身份证号相同")
    SAME_NAME_AND_PHONE = ("same_name_and_phone", "Same name and phone", "姓名和电话相同")
    SAME_NAME_NEAR_ADDRESS = ("same_name_near_address", "Same name, address alike", "姓名相同、住址相近")
    NEAR_NAME_SAME_ADDRESS = ("near_name_same_address", "Names alike, same address", "姓名相近、住址相同")


class Side(Vocabulary):
    """One of the two records of a pair."""

    EARLIER = ("earlier", "The one registered earlier", "先登记的一条")
    LATER = ("later", "The one registered later", "后登记的一条")


class WhyApart(Vocabulary):
    """Why two records stay two."""

    DIFFERENT_PEOPLE = ("different_people", "They are different people", "不是同一人")
    TWO_AREAS = ("two_areas", "One person whom two areas look after, each with a record", "同一人，两地各自管理")
