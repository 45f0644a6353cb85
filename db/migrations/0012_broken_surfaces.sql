-- What is broken now, by when it broke: asked with every alert.
CREATE INDEX surface_broken ON surface (since, target) WHERE state IN (1, 2);
