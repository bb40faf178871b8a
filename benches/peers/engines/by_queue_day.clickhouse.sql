-- by_queue_day, restricted (see README.md). The two tables in braces stand for the dump.
WITH
requests AS (
    SELECT
        session_id,
        minOrNullIf(time, type = 'RoutingRequestCreated') AS requested,
        minOrNullIf(time, type = 'AssignedToOperator') AS assigned,
        minOrNullIf(time, type = 'AcceptedByOperator') AS accepted,
        minOrNullIf(time, type IN ('InvitedGroup', 'InvitedUser')) AS invited,
        minOrNullIf(time, type IN ('EnteredGroupQueue', 'AssignedToOperator') AND queue IS NOT NULL) AS entered,
        argMinOrNullIf(queue, time, type IN ('EnteredGroupQueue', 'AssignedToOperator') AND queue IS NOT NULL) AS queue_id,
        invited IS NOT NULL AND (accepted IS NULL OR accepted >= invited) AS invite
    FROM {events}
    GROUP BY session_id, request_id
),
histories AS (
    SELECT
        session_id,
        min(requests.requested) AS requested_first,
        min(requests.assigned) AS assigned_first,
        min(requests.accepted) AS accepted_first,
        minOrNullIf(requests.requested, NOT invite) AS requested,
        minOrNullIf(requests.accepted, NOT invite) AS accepted,
        argMinOrNullIf(requests.queue_id, entered, NOT invite AND requests.queue_id IS NOT NULL) AS queue_id
    FROM requests
    GROUP BY session_id
),
((a, b) -> (toUnixTimestamp64Micro(b) - toUnixTimestamp64Micro(a)) / 1e6) AS seconds_between,
(s -> if(s >= 0, s, NULL)) AS positive,
((text, pattern) -> toFloat64OrZero(extract(assumeNotNull(text), pattern))) AS iso_part,
(text -> if(
    text LIKE 'P%',
    86400 * iso_part(text, '([0-9.]+)D') + 3600 * iso_part(text, '([0-9.]+)H')
        + 60 * iso_part(text, '([0-9.]+)M') + iso_part(text, '([0-9.]+)S'),
    NULL
)) AS seconds_of,
joined AS (
    SELECT
        h.queue_id AS queue_id,
        toDate(s.created, 'Europe/Prague') AS day,
        NOT (s.source IN ('OutgoingCall', 'Campaign') OR s.isDirectChat) AS inbound,
        multiIf(
            s.status = 'BLACKLISTED', 'blacklisted',
            h.accepted_first IS NOT NULL OR s.started IS NOT NULL, 'answered',
            s.blacklisted, 'blacklisted',
            s.status != 'CLOSED' AND s.ended IS NULL, 'open',
            s.guestLeftSession = 'LeftBeforeQueue', 'left_before_queue',
            s.guestLeftSession = 'LeftQueue', 'abandoned',
            notEmpty(s.chatbots) AND h.requested IS NULL, 'bot_only',
            'unanswered'
        ) AS outcome,
        positive(seconds_of(s.waited)) AS waited_s,
        coalesce(positive(seconds_between(h.requested, h.accepted)), waited_s) AS answer_s,
        if(
            outcome = 'answered',
            answer_s,
            coalesce(waited_s, positive(seconds_between(coalesce(h.requested, s.created), s.ended)))
        ) AS wait_s,
        positive(seconds_between(h.requested_first, h.assigned_first)) AS in_queue_s,
        positive(seconds_between(h.assigned_first, h.accepted_first)) AS waiting_s,
        positive(seconds_of(s.length)) AS active_s,
        inbound AND outcome IN ('answered', 'abandoned', 'unanswered') AS is_offered,
        ifNull(wait_s < 5, false) AS is_short
    FROM {sessions} AS s
    LEFT JOIN histories AS h ON h.session_id = s.id
)
SELECT
    queue_id,
    day,
    count() AS sessions,
    countIf(inbound) AS inbound,
    countIf(is_offered) AS offered,
    countIf(joined.inbound AND outcome = 'answered') AS answered,
    countIf(joined.inbound AND outcome = 'abandoned' AND NOT is_short) AS abandoned,
    countIf(joined.inbound AND outcome = 'abandoned' AND is_short) AS short_abandoned,
    countIf(joined.inbound AND outcome = 'unanswered') AS unanswered,
    countIf(joined.inbound AND outcome = 'left_before_queue') AS left_before_queue,
    countIf(joined.inbound AND outcome = 'bot_only') AS bot_only,
    countIf(outcome = 'blacklisted') AS blacklisted,
    countIf(outcome = 'open') AS open,
    countIf(joined.inbound AND outcome = 'answered' AND answer_s <= 20) AS answered_in,
    answered_in / nullIf(offered - short_abandoned, 0) AS service_level,
    avgOrNullIf(answer_s, joined.inbound AND outcome = 'answered') AS asa_s,
    maxOrNullIf(wait_s, is_offered) AS max_wait_s,
    count(in_queue_s) AS in_queue_n,
    avgOrNull(in_queue_s) AS in_queue_mean_s,
    quantileExactInclusiveOrNull(0.95)(in_queue_s) AS in_queue_p95_s,
    count(waiting_s) AS waiting_n,
    avgOrNull(waiting_s) AS waiting_mean_s,
    quantileExactInclusiveOrNull(0.95)(waiting_s) AS waiting_p95_s,
    count(active_s) AS active_n,
    avgOrNull(active_s) AS active_mean_s,
    quantileExactInclusiveOrNull(0.95)(active_s) AS active_p95_s
FROM joined
GROUP BY queue_id, day
ORDER BY queue_id NULLS FIRST, day
