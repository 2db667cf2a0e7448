"""screening: asking every household, and knowing who left, who came and from where.

Owns: campaigns over households with the ladder phone → door → notice, the attempts, the state that they established;
departures and arrivals with origin, route and first health facts; the two-hour clock. The three ledgers (not left /
left and returned / not returned yet) are derived from these.

Does not own: people and households (registry), how an area is listed (policy), any measure on a person (quarantine).

Words: campaign, attempt, household state, departure, arrival.

Talks to: registry and policy through their interfaces; quarantine reacts to its journal kinds.
"""
