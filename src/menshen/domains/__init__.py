"""One package a domain, all of one shape: ground (registry, policy), response, oversight."""
