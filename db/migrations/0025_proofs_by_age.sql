-- The proofs that are old enough to be pruned where a newer one replaces them.
CREATE INDEX failover_proof_at ON failover_proof (at);
