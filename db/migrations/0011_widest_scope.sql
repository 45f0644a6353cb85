-- JSON: the scope of the incident while it hit most surfaces, and how many those were.
ALTER TABLE incident ADD COLUMN widest TEXT;
