"""What can be done in screening."""

from __future__ import annotations

from menshen.domains.screening.actions.arrivals import correct_arrival, register_arrival, withdraw_arrival
from menshen.domains.screening.actions.attempts import record_attempt, withdraw_attempt
from menshen.domains.screening.actions.campaigns import close_campaign, extend_campaign, start_campaign
from menshen.domains.screening.actions.departures import correct_departure, record_departure, withdraw_departure
from menshen.domains.screening.actions.notices import issue_notice

ACTIONS = (
    start_campaign,
    extend_campaign,
    close_campaign,
    record_attempt,
    withdraw_attempt,
    issue_notice,
    record_departure,
    correct_departure,
    withdraw_departure,
    register_arrival,
    correct_arrival,
    withdraw_arrival,
)
