"""One command for every action, as somebody in the town would give it today; an action without one fails a test."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from architecture.town import Town

TODAY, DAY_BEFORE = NOW.date().isoformat(), YESTERDAY.isoformat()


def samples(town: Town) -> dict[str, dict[str, Any]]:
    """The payloads by action; each can be done as things stand in the town."""
    return {
        "scope.open_area": {"area": f"{COMMUNITY}009", "name": "第九网格"},
        "scope.recode_area": {"area": OTHER_GRID, "new_code": f"{COMMUNITY}007", "year": 2020},
        "scope.make_actor": {"area": GRID, "username": "new", "display_name": "新人", "role": "grid_worker"},
        "scope.give_grant": {"area": COMMUNITY, "username": "nobody", "role": "medic"},
        "scope.end_grant": {"grant": town.grant},
        "tasks.acknowledge_task": {"task": town.task},
        "registry.register_resident": {"area": GRID, "name": "王喆", "compound": "滨江花园", "door": "9-901"},
        "registry.move_resident": {
            "residence": town.residence, "moved_on": TODAY, "area": OTHER_GRID, "compound": "江景苑", "door": "2-202",
        },
        "registry.end_residence": {"residence": town.residence, "ended_on": TODAY, "reason": "moved_away"},
        "registry.correct_person": {"person": town.person, "registered_at": "示范省示范市"},
        "registry.add_special_need": {"person": town.person, "kind": "disabled"},
        "registry.end_special_need": {"special_need": town.special_need, "ended_on": TODAY},
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
        "quarantine.confirm_order": {"order": town.proposed},
        "quarantine.confirm_batch": {"area": COMMUNITY, "rule_id": "DEMO-KEY"},
        "quarantine.decline_order": {"order": town.proposed, "reason": "并未到过"},
        "quarantine.shorten_order": {"order": town.running, "ends_on": TODAY, "reason": "依据变更"},
        "quarantine.withdraw_order": {"order": town.running, "reason": "登记有误"},
        "quarantine.extend_by_new_order": {
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
        "reporting.open_report": {"area": COMMUNITY, "day": TODAY},
        "reporting.submit_report": {"area": COMMUNITY, "day": DAY_BEFORE},
        "reporting.sign_report": {"report": town.submitted},
        "reporting.correct_report": {"report": town.submitted, "reason": "补录"},
        "reporting.chase_report": {"report": town.missing},
    }  # fmt: skip
