"""What can be done in screening."""

from __future__ import annotations

from menshen.domains.screening.actions.arrivals import correct_arrival, register_arrival, withdraw_arrival
from menshen.domains.screening.actions.attempts import record_attempt, withdraw_attempt
from menshen.domains.screening.actions.campaigns import close_campaign, extend_campaign, start_campaign
from menshen.domains.screening.actions.clue_answers import correct_clue_answer, register_clue_arrival, verify_clue
from menshen.domains.screening.actions.clue_handing import acknowledge_clue, hand_over_clue
from menshen.domains.screening.actions.clue_lists import open_clue_batch, receive_clue
from menshen.domains.screening.actions.clue_splits import assign_clue, propose_split, send_clues
from menshen.domains.screening.actions.declarations import declare, settle_declaration
from menshen.domains.screening.actions.departures import correct_departure, record_departure, withdraw_departure
from menshen.domains.screening.actions.forms import answer_form, publish_form
from menshen.domains.screening.actions.intentions import (
    announce_return,
    call_off_return,
    inform_returnee,
    register_announced_arrival,
)
from menshen.domains.screening.actions.letters import publish_letter_text, sign_letter, withdraw_letter
from menshen.domains.screening.actions.notices import issue_notice
from menshen.domains.screening.actions.posters import close_poster, issue_poster
from menshen.domains.screening.actions.purchases import follow_up_purchase, report_purchase
from menshen.domains.screening.actions.trips import depart_trip, fill_trip, open_trip, seat_worker, unseat_worker
from menshen.domains.screening.actions.workers import certify_worker, register_worker, withdraw_worker

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
    open_clue_batch,
    receive_clue,
    propose_split,
    assign_clue,
    send_clues,
    verify_clue,
    correct_clue_answer,
    register_clue_arrival,
    hand_over_clue,
    acknowledge_clue,
    publish_form,
    answer_form,
    issue_poster,
    close_poster,
    declare,
    settle_declaration,
    announce_return,
    inform_returnee,
    call_off_return,
    register_announced_arrival,
    register_worker,
    withdraw_worker,
    certify_worker,
    open_trip,
    seat_worker,
    unseat_worker,
    fill_trip,
    depart_trip,
    publish_letter_text,
    sign_letter,
    withdraw_letter,
    report_purchase,
    follow_up_purchase,
)
