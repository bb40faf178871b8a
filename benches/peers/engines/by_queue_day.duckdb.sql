-- by_queue_day, restricted (see README.md). The views `sessions` and `events` are the dump.
WITH requests AS (
    SELECT
        session_id,
        min(timestamp) FILTER (type = 'RoutingRequestCreated') AS requested,
        min(timestamp) FILTER (type = 'AssignedToOperator') AS assigned,
        min(timestamp) FILTER (type = 'AcceptedByOperator') AS accepted,
        min(timestamp) FILTER (type IN ('InvitedGroup', 'InvitedUser')) AS invited,
        arg_min(queue_id, timestamp)
            FILTER (type IN ('EnteredGroupQueue', 'AssignedToOperator') AND queue_id IS NOT NULL) AS queue_id,
        min(timestamp)
            FILTER (type IN ('EnteredGroupQueue', 'AssignedToOperator') AND queue_id IS NOT NULL) AS entered
    FROM events
    GROUP BY session_id, request_id
),
histories AS (
    SELECT
        session_id,
        min(requested) AS requested_first,
        min(assigned) AS assigned_first,
        min(accepted) AS accepted_first,
        min(requested) FILTER (NOT invite) AS requested,
        min(accepted) FILTER (NOT invite) AS accepted,
        arg_min(queue_id, entered) FILTER (NOT invite AND queue_id IS NOT NULL) AS queue_id
    FROM (
        SELECT *, invited IS NOT NULL AND (accepted IS NULL OR accepted >= invited) AS invite
        FROM requests
    )
    GROUP BY session_id
),
joined AS (
    SELECT
        s.*,
        h.*,
        (s.source IN ('OutgoingCall', 'Campaign') OR s.isDirectChat) IS NOT TRUE AS inbound,
        CASE
            WHEN s.status = 'BLACKLISTED' THEN 'blacklisted'
            WHEN h.accepted_first IS NOT NULL OR s.started IS NOT NULL THEN 'answered'
            WHEN s.blacklisted THEN 'blacklisted'
            WHEN s.status <> 'CLOSED' AND s.ended IS NULL THEN 'open'
            WHEN s.guestLeftSession = 'LeftBeforeQueue' THEN 'left_before_queue'
            WHEN s.guestLeftSession = 'LeftQueue' THEN 'abandoned'
            WHEN len(s.chatbots) > 0 AND h.requested IS NULL THEN 'bot_only'
            ELSE 'unanswered'
        END AS outcome,
        positive(seconds_of(s.waited)) AS waited_s,
        coalesce(positive(seconds_between(h.requested, h.accepted)), waited_s) AS answer_s,
        CASE
            WHEN outcome = 'answered' THEN answer_s
            ELSE coalesce(waited_s, positive(seconds_between(coalesce(h.requested, s.created), s.ended)))
        END AS wait_s,
        positive(seconds_between(h.requested_first, h.assigned_first)) AS in_queue_s,
        positive(seconds_between(h.assigned_first, h.accepted_first)) AS waiting_s,
        positive(seconds_of(s.length)) AS active_s
    FROM sessions s
    LEFT JOIN histories h ON h.session_id = s.id
)
SELECT
    queue_id,
    (created AT TIME ZONE 'Europe/Prague')::DATE AS day,
    count(*) AS sessions,
    count(*) FILTER (inbound) AS inbound,
    count(*) FILTER (inbound AND outcome IN ('answered', 'abandoned', 'unanswered')) AS offered,
    count(*) FILTER (inbound AND outcome = 'answered') AS answered,
    count(*) FILTER (inbound AND outcome = 'abandoned' AND (wait_s < 5) IS NOT TRUE) AS abandoned,
    count(*) FILTER (inbound AND outcome = 'abandoned' AND wait_s < 5) AS short_abandoned,
    count(*) FILTER (inbound AND outcome = 'unanswered') AS unanswered,
    count(*) FILTER (inbound AND outcome = 'left_before_queue') AS left_before_queue,
    count(*) FILTER (inbound AND outcome = 'bot_only') AS bot_only,
    count(*) FILTER (outcome = 'blacklisted') AS blacklisted,
    count(*) FILTER (outcome = 'open') AS open,
    count(*) FILTER (inbound AND outcome = 'answered' AND answer_s <= 20) AS answered_in,
    answered_in / nullif(offered - short_abandoned, 0) AS service_level,
    avg(answer_s) FILTER (inbound AND outcome = 'answered') AS asa_s,
    max(wait_s) FILTER (inbound AND outcome IN ('answered', 'abandoned', 'unanswered')) AS max_wait_s,
    count(in_queue_s) AS in_queue_n,
    avg(in_queue_s) AS in_queue_mean_s,
    quantile_cont(in_queue_s, 0.95) AS in_queue_p95_s,
    count(waiting_s) AS waiting_n,
    avg(waiting_s) AS waiting_mean_s,
    quantile_cont(waiting_s, 0.95) AS waiting_p95_s,
    count(active_s) AS active_n,
    avg(active_s) AS active_mean_s,
    quantile_cont(active_s, 0.95) AS active_p95_s
FROM joined
GROUP BY queue_id, day
ORDER BY queue_id NULLS FIRST, day
