"""Who one is: signing in and out, links, providers, proofs and roles."""
