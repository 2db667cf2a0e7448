"""One command for every action, as somebody in the town would give it today; an action without one fails a test."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from architecture import listing
from architecture.asking import SITE, WORKBOOK
from architecture.living import DEVICE_KEY
from architecture.town import (
    COMMUNITY,
    DISTRICT,
    GRID,
    NAMES,
    NEXT_COMMUNITY,
    NOW,
    OTHER_GRID,
    PHONES,
    PROPOSAL,
    STREET,
    YESTERDAY,
)
from menshen.domains.reporting.documents import shipped_form

if TYPE_CHECKING:
    from architecture.town import Town

WORD_FORM = b64encode(shipped_form()).decode()

SQUARE = '{"type": "Polygon", "coordinates": [[[110, 30], [110.1, 30], [110.1, 30.1], [110, 30]]]}'
TODAY, DAY_BEFORE = NOW.date().isoformat(), YESTERDAY.isoformat()


def samples(town: Town) -> dict[str, dict[str, Any]]:
    """The payloads by action; each can be done as things stand in the town."""
    return {
        "scope.open_area": {"area": f"{COMMUNITY}009", "name": "第九网格"},
        "scope.recode_area": {"area": OTHER_GRID, "new_code": f"{COMMUNITY}007", "year": 2020},
        "scope.close_area": {"area": OTHER_GRID},
        "scope.draw_outline": {"area": GRID, "outline": SQUARE},
        "scope.make_actor": {"area": GRID, "username": "new", "display_name": "新人", "role": "grid_worker"},
        "scope.give_grant": {"area": COMMUNITY, "username": "nobody", "role": "medic"},
        "scope.end_grant": {"grant": town.grant},
        "scope.reset_second_factor": {"grant": town.grant},
        "scope.lift_wait": {"grant": town.grant},
        "scope.close_access": {"grant": town.grant},
        "scope.reopen_access": {"grant": town.shut},
        "tasks.acknowledge_task": {"task": town.task},
        "privacy.ask_bulk_unmask": {"area": COMMUNITY, "ledger": "registry.residents", "reason": "断网核对"},
        "approvals.decide": {"request": town.request, "answer": "approve", "reason": "情况属实"},
        "approvals.withdraw": {"request": town.request},
        "approvals.delegate": {"request": town.request, "username": "street_clerk"},
        "approvals.name_deputy": {
            "area": COMMUNITY, "username": "street_clerk", "valid_from": TODAY, "valid_until": "2020-02-09",
        },
        "approvals.end_deputy": {"deputy": town.deputy},
        "privacy.record_request": {"area": GRID, "kind": "correction", "asked_by": "本人", "words": "门牌有误"},
        "privacy.decide_request": {"request": town.asked, "decision": "granted", "reasons": "属实，已更正"},
        "privacy.begin_exit": {"area": NEXT_COMMUNITY, "reason": "应急响应结束"},
        "privacy.confirm_exit": {"exit": town.exit_asked},
        "privacy.freeze_exit": {"exit": town.exit_stopped},
        "privacy.destroy_exit": {"exit": town.exit_frozen},
        "privacy.take_exit_back": {"exit": town.exit_stopped, "reason": "响应恢复"},
        "privacy.sign_destruction": {"destruction": town.destruction},
        "privacy.set_keep_time": {
            "area": STREET, "keep": "episode", "days": 90, "from_on": "2020-02-20", "document": "示范区通告",
        },
        "registry.register_resident": {"area": GRID, "name": "王喆", "compound": "滨江花园", "door": "9-901"},
        "registry.move_resident": {
            "residence": town.residence, "moved_on": TODAY, "area": OTHER_GRID, "compound": "江景苑", "door": "2-202",
        },
        "registry.end_residence": {"residence": town.residence, "ended_on": TODAY, "reason": "moved_away"},
        "registry.correct_person": {"person": town.person, "registered_at": "示范省示范市"},
        "registry.add_special_need": {"person": town.person, "kind": "disabled"},
        "registry.end_special_need": {"special_need": town.special_need, "ended_on": TODAY},
        "registry.find_duplicates": {"area": COMMUNITY},
        "registry.merge_people": {"pair": town.pair, "stays": "earlier", "home_checked": True},
        "registry.tell_apart": {"pair": town.pair, "because": "different_people"},
        "registry.undo_merge": {"merge": town.merge},
        "registry.register_organisation": {"area": GRID, "name": "江畔超市", "kind": "sole_trader"},
        "policy.propose_rule": PROPOSAL | {"rule_id": "TOWN-2"},
        "policy.put_rule_in_force": {"rule": town.draft},
        "policy.close_rule": {"rule": town.rule, "until_on": "2020-02-20", "reason": "示范区通告"},
        "policy.list_risk_area": {
            "area": DISTRICT, "place": "浙江省杭州市", "level": "key_area", "valid_from": TODAY,
            "valid_until": "2020-02-20", "document": "示范区通告", "grade": "C",
        },
        "policy.close_risk_area": {
            "area": DISTRICT, "risk_area": town.risk_area, "until_on": "2020-02-10", "reason": "示范区通告",
        },
        "screening.start_campaign": {"area": COMMUNITY, "title": "第二轮", "starts_on": TODAY},
        "screening.extend_campaign": {"campaign": town.campaign},
        "screening.close_campaign": {"campaign": town.campaign},
        "screening.record_attempt": {"target": town.target, "channel": "door", "outcome": "reached"},
        "screening.withdraw_attempt": {"attempt": town.attempt, "reason": "误登"},
        "screening.issue_notice": {"target": town.target},
        "screening.register_arrival": {
            "area": GRID, "name": NAMES[4], "phone": PHONES[4], "origin": "广东省深圳市", "left_on": DAY_BEFORE,
            "arrived_home_at": f"{DAY_BEFORE}T20:00",
        },
        "screening.correct_arrival": {"arrival": town.arrival, "seat": "3车12A"},
        "screening.withdraw_arrival": {"arrival": town.arrival, "reason": "误登"},
        "screening.record_departure": {
            "area": GRID, "name": NAMES[4], "phone": PHONES[4], "left_on": TODAY, "destination": "广东省",
        },
        "screening.correct_departure": {"departure": town.departure, "destination": "广东省"},
        "screening.withdraw_departure": {"departure": town.departure, "reason": "误登"},
        "screening.publish_form": {"area": COMMUNITY, "workbook": WORKBOOK},
        "screening.answer_form": {"form": town.form, "area": GRID, "answers": {"pet": "no"}},
        "screening.issue_poster": {"area": COMMUNITY, "site": SITE},
        "screening.close_poster": {"poster": town.poster, "reason": "被撕走"},
        "screening.declare": {
            "area": GRID, "name": NAMES[3], "phone": PHONES[3], "address": "滨江花园4栋101", "symptoms": ["fever"],
        },
        "screening.settle_declaration": {"declaration": town.declaration, "outcome": "visited"},
        "quarantine.confirm_order": {"order": town.proposed},
        "quarantine.confirm_batch": {"area": COMMUNITY, "rule_id": "DEMO-KEY"},
        "quarantine.decline_order": {"order": town.proposed, "reason": "并未到过"},
        "quarantine.ask_early_release": {"order": town.running, "ends_on": TODAY, "reason": "依据变更"},
        "quarantine.withdraw_order": {"order": town.running, "reason": "登记有误"},
        "quarantine.ask_longer": {
            "order": town.running, "ground": "close_contact", "last_on": DAY_BEFORE, "reason": "与确诊病例同住",
        },
        "quarantine.approve_changes": {"area": COMMUNITY},
        "quarantine.decline_change": {"change": town.change, "reason": "另有依据"},
        "quarantine.reissue_notice": {"order": town.running},
        "quarantine.transfer_order": {"order": town.running, "to_area": NEXT_COMMUNITY},
        "quarantine.register_site": {"area": STREET, "name": "示范学校", "kind": "school", "rooms": ["1"]},
        "quarantine.assign_placement": {"order": town.unplaced, "room": town.room},
        "quarantine.fill_site": {"area": COMMUNITY, "site": town.site},
        "quarantine.end_placement": {"placement": town.placement},
        "quarantine.name_team_member": {"area": COMMUNITY, "role": "medic", "holder": "吴医生"},
        "quarantine.record_health_check": {
            "order": town.running, "day": TODAY, "session": "morning", "temperature": "36.5", "symptoms": [],
        },
        "quarantine.correct_health_check": {"check": town.check, "temperature": "38.3", "symptoms": ["cough"]},
        "quarantine.enter_check": {
            "area": GRID, "name": NAMES[0], "day": TODAY, "session": "morning", "temperature": "36.5",
        },
        "quarantine.hand_over_referral": {"referral": town.referral, "facility": "示范区人民医院"},
        "quarantine.diagnose_referral": {"referral": town.referral},
        "quarantine.conclude_referral": {"referral": town.referral, "conclusion": "excluded"},
        "quarantine.approve_release": {"order": town.running},
        "quarantine.approve_releases": {"area": COMMUNITY},
        "quarantine.set_zone": {"site": town.site, "kind": "observation", "extent": "2至7层", "rooms": ["201"]},
        "quarantine.describe_rooms": {"site": town.site, "rooms": ["201", "202"], "own_bath": True},
        "quarantine.name_group_head": {"site": town.site, "group": "security", "head": "钱主任"},
        "quarantine.roster_duty": {
            "site": town.site, "day": TODAY, "shift": "night", "role": "guard", "holders": ["周警官"],
        },
        "quarantine.write_security_plan": {"site": town.site, "valid_from": TODAY, "points": ["安全出口不上锁"]},
        "quarantine.check_site": {"site": town.site, "exits_open": True},
        "quarantine.ask_transfer": {
            "order": town.running, "destination": "hospital", "facility": "示范区人民医院", "reason": "持续发热",
        },
        "quarantine.depart_transfer": {"transfer": town.to_leave},
        "quarantine.arrive_transfer": {"transfer": town.on_the_way},
        "quarantine.receive_transfer": {"transfer": town.to_receive, "received_by": "急诊护士"},
        "quarantine.cancel_transfer": {"transfer": town.to_leave, "reason": "症状缓解"},
        "quarantine.note_need": {"order": town.running, "kind": "food", "words": "牛奶"},
        "quarantine.settle_need": {"need": town.need},
        "quarantine.ask_outing": {"order": town.running, "reason": "medical"},
        "quarantine.decide_outing": {
            "outing": town.outing, "granted": True, "answer": "救护车接送",
            "from_at": f"{TODAY}T14:00", "until_at": f"{TODAY}T16:00",
        },
        "quarantine.survey_home": {"order": town.proposed, "own_room": "yes", "own_toilet": "no"},
        "quarantine.arrange_care": {"order": town.cared, "companion": "母亲", "arrangement": "与母亲同住"},
        "quarantine.tell_guardian": {"order": town.cared, "guardian": "母亲"},
        "quarantine.record_test_taken": {"test": town.untaken},
        "quarantine.record_result_received": {"test": town.unanswered},
        "quarantine.install_sensor": {"order": town.home, "serial": "DOOR-2", "key": DEVICE_KEY, "told": True},
        "quarantine.remove_sensor": {"sensor": town.sensor},
        "quarantine.answer_opening": {"event": town.opening, "finding": "delivery"},
        "quarantine.record_appeal": {"order": town.running, "asked_by": "本人", "grounds": "并未到过武汉"},
        "quarantine.decide_appeal": {"appeal": town.appeal, "decision": "upheld", "reasons": "登记有误"},
        "reporting.open_report": {"area": COMMUNITY, "day": TODAY},
        "reporting.submit_report": {"area": COMMUNITY, "day": DAY_BEFORE},
        "reporting.sign_report": {"report": town.submitted},
        "reporting.correct_report": {"report": town.submitted, "reason": "补录"},
        "reporting.chase_report": {"report": town.missing},
        "reporting.issue_work_report": {"area": COMMUNITY, "first_on": DAY_BEFORE, "last_on": TODAY},
        "reporting.keep_work_form": {"area": COMMUNITY, "name": "本社区模板", "content": WORD_FORM},
        "reporting.withdraw_work_form": {"form": town.work_form},
    } | listing.samples(town)  # fmt: skip
