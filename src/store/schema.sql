-- The stored format of docket, version 2.  Times are milliseconds since 1970-01-01T00:00:00Z.
-- A reader knows every version up to its own; nothing is ever renamed, columns are only added.
-- 2: rule_files.meaning and rule_files.digest.  A writer adds what a file of an earlier version lacks.

PRAGMA application_id = 1685021556;  -- "dokt"
PRAGMA user_version = 2;

-- One row a case.  `snapshot` is JSON (src/store/snapshot.cpp) and empty while a case has only been
-- refused to open, and of a duty (`duty:<project>/<name>`, src/runtime/duties.hpp); the other columns
-- repeat what find() and lists need.
CREATE TABLE cases (
  id          TEXT PRIMARY KEY,
  workflow    TEXT NOT NULL,
  project     TEXT NOT NULL,
  rules       TEXT NOT NULL,     -- fingerprint, see rule_files
  version     INTEGER NOT NULL,  -- sequence of the last journal entry
  states      TEXT NOT NULL,     -- every active state's path, each between commas: ,handling,handling.plan,
  closed      INTEGER NOT NULL,
  breached    INTEGER NOT NULL,
  due_ms      INTEGER,           -- the earliest due instant of its running clocks
  deadline_ms INTEGER,           -- when something fires next; repeated in deadlines
  snapshot    TEXT NOT NULL
);

-- What happened, in order; never changed, never deleted.
CREATE TABLE journal (
  case_id  TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  kind     TEXT NOT NULL,        -- opened, accepted, refused, deadline
  at_ms    INTEGER NOT NULL,
  event    TEXT NOT NULL,
  entry    TEXT NOT NULL,        -- JSON (src/store/effect_codec.cpp)
  PRIMARY KEY (case_id, sequence)
) WITHOUT ROWID;

-- The next deadline of each case that has one: one b-tree, read from its left end.
CREATE TABLE deadlines (
  deadline_ms INTEGER NOT NULL,
  case_id     TEXT NOT NULL,
  PRIMARY KEY (deadline_ms, case_id)
) WITHOUT ROWID;

-- Events for the host that it has not acknowledged yet: CloudEvents as JSON.
CREATE TABLE outbox (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  id       TEXT NOT NULL,        -- case/sequence/position
  case_id  TEXT NOT NULL,
  at_ms    INTEGER NOT NULL,
  event    TEXT NOT NULL
);

-- The host's event ids, to recognise a repeat.
CREATE TABLE events (
  case_id  TEXT NOT NULL,
  event_id TEXT NOT NULL,
  digest   TEXT NOT NULL,        -- of the event's content
  outcome  TEXT NOT NULL,        -- JSON
  PRIMARY KEY (case_id, event_id)
) WITHOUT ROWID;

-- The rule sets that cases are pinned to, text by text, and the zones they used.
CREATE TABLE rule_files (
  fingerprint TEXT NOT NULL,
  kind        TEXT NOT NULL,     -- file or zone
  name        TEXT NOT NULL,
  content     BLOB NOT NULL,
  meaning     INTEGER,           -- of the docket that took the set (include/docket/meaning.hpp); NULL: 1
  digest      TEXT,              -- the first 128 bits of the content's SHA-256, to name a file that was changed
  PRIMARY KEY (fingerprint, kind, name)
) WITHOUT ROWID;
