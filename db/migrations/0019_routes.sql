-- The route holds it until then, and what it holds goes out as one message; NULL: not held.
ALTER TABLE delivery ADD COLUMN hold_until INTEGER;
-- Channels that get it at once where this channel refuses it or is away, a JSON list; NULL: the next fallback.
ALTER TABLE delivery ADD COLUMN takeover TEXT;
-- Hash of the address it was last sent to; NULL before the first attempt, and in rows of earlier releases.
ALTER TABLE delivery ADD COLUMN address TEXT;
