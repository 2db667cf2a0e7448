"""quarantine: measures on exposed people, from the proposal of a rule to the release.

Owns: orders (proposed by a rule, confirmed by a person), proposals to shorten them, appeals against them, placements,
sites with zones, rooms, duty and security, transfers, the responsible team, homes, care, needs and outings, the days of
tests, door contacts, daily health checks, referrals to medicine, release and its notices.

Does not own: the isolation and treatment of the infected (clinic), where someone came from (screening), the rules
(policy). An order speaks about days, never about a person's worth; it keeps its reasons, its rule row and how to
object.

Words: order, placement, health check, referral, release.

Talks to: screening (an arrival proposes an order), registry and policy through their interfaces; reporting reads its
indicators.
"""
