"""What follows of dossiers, written by set-based statements over those from `first` on."""

from __future__ import annotations

MAPPED = """CREATE TEMP TABLE bench_posts (agency_id bigint PRIMARY KEY, desk bigint,
 leader bigint, clerk bigint, one bigint, two bigint, three bigint)"""

_OF = "FROM services_dossier d JOIN bench_posts p ON p.agency_id = d.agency_id"

_EVENTS = f"""INSERT INTO services_dossierevent
 (dossier_id, at, name, label, actor_id, step, step_name, state, words, due_at, public)
SELECT d.id, v.at, v.name, v.label, v.actor, v.step, v.step_name, v.state, '', v.due, true
{_OF}, LATERAL (VALUES
 (1, d.filed_at, 'file', 'Nộp hồ sơ', NULL::bigint, '', '', 'filed', NULL::timestamptz),
 (2, d.accepted_at, 'accept', 'Tiếp nhận hồ sơ', p.desk, 'tham_dinh', 'Thẩm định hồ sơ',
  'accepted', d.accepted_at + interval '2 days'),
 (3, CASE WHEN d.state <> 'accepted' THEN d.accepted_at + interval '4 hours' END, 'take',
  'Nhận xử lý', p.one, 'tham_dinh', 'Thẩm định hồ sơ', 'in_progress',
  d.accepted_at + interval '2 days'),
 (4, CASE WHEN d.supplements_asked > 0 THEN d.accepted_at + interval '5 hours' END,
  'ask_supplement', 'Yêu cầu bổ sung hồ sơ', p.one, 'tham_dinh', 'Thẩm định hồ sơ', 'supplement',
  NULL),
 (5, d.finished_at - interval '2 hours', 'move_on', 'Trình kết quả', p.one, 'ky',
  'Lãnh đạo ký kết quả', 'in_progress', d.due_at),
 (6, d.finished_at - interval '1 hour', 'move_on', 'Đã ký, chuyển phát hành', p.leader,
  'phat_hanh', 'Vào sổ, đóng dấu', 'in_progress', d.due_at),
 (7, d.finished_at, 'finish', 'Xử lý xong', p.clerk, '', '', 'done', NULL),
 (8, d.returned_at, 'give_back', 'Trả kết quả', p.desk, '', '', 'returned', NULL)
) AS v (place, at, name, label, actor, step, step_name, state, due)
WHERE d.id >= %(first)s AND v.at IS NOT NULL"""

_PAPERS = """INSERT INTO services_paper (dossier_id, code, name, file_id, at)
SELECT d.id, v.code, v.name, %(file)s, d.filed_at
FROM services_dossier d, LATERAL (VALUES ('cccd', 'Bản chụp căn cước công dân'),
 ('giay_to', 'Giấy tờ chứng minh nội dung đề nghị')) AS v (code, name)
WHERE d.id >= %(first)s"""

_SLIPS = f"""INSERT INTO services_slip (dossier_id, kind, token, content, made_at, made_by_id)
SELECT d.id, '01', gen_random_uuid(),
 jsonb_build_object('title', 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả', 'number', d.code),
 d.accepted_at, p.desk
{_OF} WHERE d.id >= %(first)s AND d.accepted_at IS NOT NULL"""

_SUPPLEMENTS = f"""INSERT INTO services_supplement
 (dossier_id, asked_by_id, asked_at, answer_by, items, returns_to, answered_at)
SELECT d.id, p.one, d.accepted_at + interval '5 hours' * n,
 (d.accepted_at + interval '30 days')::date,
 '[{{"target": "cccd", "label": "Bản chụp căn cước", "ground": "Điều 12", "remedy": "Chụp rõ"}}]',
 'in_progress',
 CASE WHEN d.state = 'supplement' AND n = d.supplements_asked THEN NULL
  ELSE d.accepted_at + interval '5 hours' * n + interval '2 days' END
{_OF}, generate_series(1, d.supplements_asked) AS n
WHERE d.id >= %(first)s AND d.accepted_at IS NOT NULL"""

_PAUSES = """INSERT INTO services_pause (dossier_id, reason, since, until)
SELECT s.dossier_id, 'supplement', s.asked_at, s.answered_at FROM services_supplement s
WHERE s.dossier_id >= %(first)s
UNION ALL SELECT d.id, 'payment', d.accepted_at + interval '6 hours', NULL FROM services_dossier d
WHERE d.id >= %(first)s AND d.state = 'payment'"""

_RESULTS = f"""INSERT INTO services_result (dossier_id, name, file_id, made_by_id, made_at, code,
 revoked_why)
SELECT d.id, 'Kết quả giải quyết', %(file)s, p.leader, d.finished_at,
 substr(md5('ket qua ' || d.id), 1, 20), ''
{_OF} WHERE d.id >= %(first)s AND d.state IN ('done', 'returned') AND d.id %% 10 > 0"""

_RATINGS = """INSERT INTO services_rating (dossier_id, overall, answers, words, at)
SELECT d.id, CASE WHEN d.id %% 97 < 4 THEN 2 WHEN d.id %% 97 < 20 THEN 4 ELSE 5 END,
 '{"thai_do": 5}', '', d.returned_at
FROM services_dossier d WHERE d.id >= %(first)s AND d.returned_at IS NOT NULL AND d.id %% 10 < 3"""

_REGISTERS = """INSERT INTO services_dayregister (agency_id, "on", last)
SELECT agency_id, received_on, max(number) FROM services_dossier
WHERE id >= %(first)s AND received_on IS NOT NULL GROUP BY 1, 2
ON CONFLICT (agency_id, "on") DO UPDATE SET last = excluded.last"""

_PAYABLES = """INSERT INTO payments_payable (id, reference, agency_id, subject, payer_name,
 payer_identity, payer_address, payer_phone, payer_email, total, state, token, return_to,
 created_at, paid_at, paid_by_id, reason, folded, purpose)
SELECT 10000000 + d.id, d.code, d.agency_id, 'Hồ sơ ' || d.code, d.applicant_name,
 d.applicant_identity, d.applicant_address, d.applicant_phone, '', d.fees_total,
 CASE WHEN d.paid_at IS NULL THEN 'due' ELSE 'paid' END, md5(d.code), '/', d.accepted_at,
 d.paid_at, CASE WHEN d.paid_at IS NULL THEN NULL ELSE 10000000 + d.id END, '', d.folded, ''
FROM services_dossier d WHERE d.id >= %(first)s AND d.code IS NOT NULL AND d.fees_total > 0"""

_LINES = """INSERT INTO payments_payableline (payable_id, position, code, name, kind, amount)
SELECT id, 1, 'phi', 'Phí giải quyết', 'fee', total FROM payments_payable
WHERE id >= 10000000 + %(first)s"""

_ATTEMPTS = """INSERT INTO payments_attempt (id, payable_id, channel_id, way, reference, amount,
 state, number, bank, code, words, address, created_at, settled_at, asked, surplus, told,
 remitted)
SELECT 10000000 + d.id, 10000000 + d.id,
 CASE WHEN d.paid_how = 'Cổng VNPay' THEN %(channel)s::bigint END,
 CASE WHEN d.paid_how = 'Cổng VNPay' THEN 'vnpay' ELSE 'cash' END, 'B' || d.id, d.fees_total,
 'paid', 'N' || d.id, '', '00', '', '', d.accepted_at, d.paid_at, 0, false, '', 0
FROM services_dossier d WHERE d.id >= %(first)s AND d.paid_at IS NOT NULL AND d.fees_total > 0"""

_FILINGS = """UPDATE services_procedure p SET filings = c.n FROM (SELECT procedure_id, count(*) AS n
 FROM services_dossier GROUP BY 1) c WHERE c.procedure_id = p.id"""

_MARKS = """INSERT INTO services_uncounted (agency_id, month)
SELECT DISTINCT agency_id, date_trunc('month', accepted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date
FROM services_dossier WHERE id >= %(first)s AND accepted_at IS NOT NULL"""

FOLLOWING = (
    ("events", _EVENTS),
    ("papers", _PAPERS),
    ("slips", _SLIPS),
    ("supplements", _SUPPLEMENTS),
    ("pauses", _PAUSES),
    ("results", _RESULTS),
    ("ratings", _RATINGS),
    ("day registers", _REGISTERS),
    ("payables", _PAYABLES),
    ("lines", _LINES),
    ("attempts", _ATTEMPTS),
    ("filings", _FILINGS),
    ("marks", _MARKS),
)
"""What is written, by its name, in this order."""
