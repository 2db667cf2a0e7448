-- A city of ten million with one day's records. Each statement has a comment that says what it makes.
-- Numbers run from 1; person p lives in household (p - 1) / 3 + 1, household h in grid (h - 1) * grids / households.

-- codes of grids
CREATE FUNCTION pg_temp.grid(g bigint) RETURNS text LANGUAGE sql IMMUTABLE RETURN
    '9901' || lpad((g / 3000 + 1)::text, 2, '0') || lpad((mod(g / 300, 10) + 1)::text, 3, '0')
    || lpad((mod(g / 30, 10) + 1)::text, 3, '0') || lpad((mod(g, 30) + 1)::text, 3, '0');

-- areas
INSERT INTO scope_area (code, level, name)
SELECT DISTINCT left(pg_temp.grid(g), digits), level, '示范'
FROM generate_series(0, %(grids)s::bigint - 1) AS g, unnest(%(levels)s::text[], %(digits)s::int[]) AS l (level, digits);

-- households
INSERT INTO registry_household (id, area_code, number)
SELECT h, pg_temp.grid((h - 1) * %(grids)s / %(households)s), h::text
FROM generate_series(1, %(households)s::bigint) AS h;

-- people
INSERT INTO registry_person (id, area_code, name, pinyin, gender, born_on, id_number, id_number_index, registered_at)
SELECT p, pg_temp.grid((p - 1) / 3 * %(grids)s / %(households)s),
    (ARRAY['王','李','张','刘','陈','杨','黄','赵','吴','周'])[1 + mod(p, 10)] || chr((20000 + mod(p * 7919, 6000))::int),
    (ARRAY['w','l','z','l','c','y','h','z','w','z'])[1 + mod(p, 10)] || chr((97 + mod(p * 7919, 26))::int),
    (%(genders)s::text[])[1 + mod(p, 2)], date '1930-01-01' + mod(p * 7, 32000)::int,
    '0000.' || lpad(p::text, 64, '0'), '0000' || lpad(p::text, 28, '0'), '示范省示范市示范区'
FROM generate_series(1, %(people)s::bigint) AS p;

-- residences
INSERT INTO registry_residence (id, area_code, person_id, household_id, kind, main)
SELECT id, area_code, id, (id - 1) / 3 + 1, %(resident)s, true FROM registry_person;

-- a campaign
INSERT INTO screening_campaign (id, area_code, title, starts_on) VALUES (1, '9901', '大排查', %(day)s);

-- its shares
INSERT INTO screening_campaign_share (id, area_code, campaign_id, title, starts_on)
SELECT g + 1, pg_temp.grid(g), 1, '大排查', %(day)s FROM generate_series(0, %(grids)s::bigint - 1) AS g;

-- households asked
INSERT INTO screening_campaign_household
    (id, area_code, campaign_id, share_id, household_id, state, next_step, taken_in_at, closed_at, settled_at)
SELECT n, h.area_code, 1, (h.id - 1) * %(grids)s / %(households)s + 1, h.id,
    CASE WHEN mod(n, 5) > 0 THEN %(by_phone)s ELSE %(not_reached)s END,
    CASE WHEN mod(n, 5) > 0 THEN %(done)s ELSE %(door)s END, %(noon)s::timestamptz - interval '4 hours',
    CASE WHEN mod(n, 5) > 0 THEN %(noon)s::timestamptz END, CASE WHEN mod(n, 5) > 0 THEN %(noon)s::timestamptz END
FROM generate_series(1, %(asked)s::bigint) AS n
JOIN registry_household AS h ON h.id = n * %(households)s / %(asked)s;

-- attempts
INSERT INTO screening_attempt (id, area_code, target_id, channel, outcome, attempted_at)
SELECT id, area_code, id, %(phone)s, CASE WHEN closed_at IS NULL THEN %(no_answer)s ELSE %(reached)s END, %(noon)s
FROM screening_campaign_household;

-- arrivals
INSERT INTO screening_arrival
    (id, area_code, person_id, household_id, place_code, registered_at, recorded_at, origin, origin_class,
    left_on, arrived_home_at, known_at, clock_ends_at, identity_group, temperature, symptoms)
SELECT n, p.area_code, p.id, (p.id - 1) / 3 + 1, '420100', came, came, '湖北省武汉市',
    (%(classes)s::text[])[1 + mod(n, array_length(%(classes)s::text[], 1))], %(day)s,
    came - interval '1 hour', came, came + interval '1 hour',
    (%(groups)s::text[])[1 + mod(n, array_length(%(groups)s::text[], 1))], 36.5,
    CASE WHEN mod(n, 50) = 0 THEN '["fever"]'::jsonb WHEN mod(n, 10) > 0 THEN '[]'::jsonb END
FROM generate_series(1, %(arrivals)s::bigint) AS n
JOIN registry_person AS p ON p.id = n * %(people)s / %(arrivals)s
CROSS JOIN LATERAL (SELECT %(noon)s::timestamptz + mod(n, 36000) * interval '1 second') AS at (came);

-- orders of the day
INSERT INTO quarantine_order
    (id, area_code, person_id, household_id, arrival_id, measure, counted_from, starts_on, until_on, rule_id,
    rule, proposed_at, confirmed_at, confirmed_by_id)
SELECT id, area_code, person_id, household_id, id, (%(measures)s::text[])[1 + mod(id, 4)], %(day)s, %(day)s,
    %(day)s::date + 14, 'DEMO', '{}', registered_at, registered_at, %(actor)s
FROM screening_arrival;

-- orders running
INSERT INTO quarantine_order
    (id, area_code, person_id, household_id, measure, counted_from, starts_on, until_on, rule_id,
    rule, proposed_at, confirmed_at, confirmed_by_id)
SELECT o.id + %(arrivals)s, p.area_code, p.id, (p.id - 1) / 3 + 1, o.measure, %(day)s::date - 5,
    %(day)s::date - 5, %(day)s::date + 9, 'DEMO', '{}',
    o.proposed_at - interval '5 days', o.confirmed_at - interval '5 days', %(actor)s
FROM quarantine_order AS o JOIN registry_person AS p ON p.id = o.person_id - 1;

-- health checks
INSERT INTO quarantine_health_check (id, area_code, order_id, day, session, taken_at, temperature, symptoms, verdict)
SELECT (o.id - %(arrivals)s - 1) * 2 + turn, o.area_code, o.id, %(day)s, (%(sessions)s::text[])[turn],
    %(noon)s::timestamptz + (turn * 6 - 10) * interval '1 hour', 36.4, '[]',
    CASE WHEN mod(o.id, 200) = 0 THEN %(refer)s ELSE %(normal)s END
FROM quarantine_order AS o, generate_series(1, 2) AS turn WHERE o.id > %(arrivals)s;

-- journal
INSERT INTO journal_entry
    (area_code, kind, subject_type, subject_id, actor_id, happened_at, recorded_at, detail)
SELECT area_code, subject || ':recorded', subject, id, %(actor)s, %(noon)s, %(noon)s, '{}'
FROM (
    SELECT area_code, 'screening.arrival' AS subject, id FROM screening_arrival
    UNION ALL SELECT area_code, 'quarantine.quarantineorder', id FROM quarantine_order WHERE id <= %(arrivals)s
    UNION ALL SELECT area_code, 'quarantine.healthcheck', id FROM quarantine_health_check
    UNION ALL SELECT area_code, 'screening.campaignhousehold', id FROM screening_campaign_household
    UNION ALL SELECT area_code, 'screening.attempt', id FROM screening_attempt
) AS record;
